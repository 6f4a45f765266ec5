"""Invented data for demonstrations: a register of Kota Kupang that belongs to nobody.

`manage.py seed_demo` calls `write.seed`. Everything is drawn from one `random.Random(seed)`, so
the same numbers give the same register. Names are random combinations; every number is of a
kind that is never given out (see `numbers`), so that no real person is meant, found or called.
"""
