"""A confirmation that is killed, in real processes, on a data base of its own."""

import os

import pytest
from django.db import connection

from benchmarks import kill_confirm

pytestmark = pytest.mark.skipif(
    not os.path.isdir("/proc/self"), reason="the processes are watched in /proc"
)
MOMENTS = 4


def test_a_killed_confirmation_wrote_all_or_nothing_and_a_second_one_is_exact():
    server = os.environ["DATABASE_URL"] if connection.vendor == "postgresql" else ""

    found = kill_confirm.kill(moments=MOMENTS, rows=100, seed=1, server=server)

    assert found.problems == []
    assert found.none + found.all == found.exact == MOMENTS
    assert found.inside >= 1
    assert found.orphans == 0
