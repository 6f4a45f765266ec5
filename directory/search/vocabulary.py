"""The words of the directory, each with the number of listings that hold it.

A misspelt word is put right by them (`directory.search.spelling`), so the two tables equal what
the listings hold at all times: a word goes with its last listing, in the same transaction, and
with it all that was shortened from it. `directory.projection` keeps a `Change` while it works and
writes it at the end, when it holds every lock that it needs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection, transaction

from common.bulk import insert
from directory.models import Listing, VocabularyWord, WordDelete

SHORTEST = 4  # letters; a shorter word is no typo of anything
TEXTS = ("search_name", "search_products", "search_text")
ROWS = 400  # of one statement, with two values each
CHUNK = 5_000
CLEARED = (WordDelete, VocabularyWord)


def words_in(*texts: str) -> set[str]:
    """The words of one listing, from what it keeps for searching."""
    return {word for text in texts for word in text.split()}


def shortened(word: str) -> set[str]:
    """`word` with one letter left out, in every way; none of a short word or one with digits."""
    if len(word) < SHORTEST or not word.isalpha():
        return set()
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


class Change:
    """How many listings more or fewer hold each word."""

    def __init__(self) -> None:
        self.listings: Counter[str] = Counter()

    def take_out(self, ids: Sequence[int]) -> None:
        """These listings are about to be deleted."""
        for texts in Listing.objects.filter(pk__in=ids).values_list(*TEXTS):
            self.listings.subtract(words_in(*texts))

    def put_in(self, listings: Iterable[Listing]) -> None:
        """These listings are about to be stored."""
        for listing in listings:
            self.listings.update(words_in(*(getattr(listing, name) for name in TEXTS)))

    def write(self) -> None:
        """Bring the tables up to date; nothing is asked when no word changed.

        Rows are taken in the order of the words, whoever writes, so that nobody waits in a
        circle; counts are added to, never set.
        """
        changed = sorted((word, by) for word, by in self.listings.items() if by)
        with transaction.atomic(savepoint=False):
            fresh: list[str] = []
            for some in _slices(changed):
                fresh += _add(some)
            for some in _slices([(word, -by) for word, by in changed if by < 0]):
                _take(some)
            gone = [word for word, by in changed if by < 0]
            for some in _slices(gone):
                _forget(some)
            _shorten(fresh)
        self.listings.clear()


def _slices(items: Iterable) -> Iterator[list]:
    rows = iter(items)
    while some := list(islice(rows, ROWS)):
        yield some


def _add(changed: list[tuple[str, int]]) -> list[str]:
    """Add what is above nothing, lock the rest; the words that were not there before."""
    places = ", ".join(["(%s, %s)"] * len(changed))
    values = [value for word, by in changed for value in (word, max(by, 0))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO directory_vocabularyword (word, listings) VALUES {places} "  # noqa: S608
            "ON CONFLICT (word) DO UPDATE SET "
            "listings = directory_vocabularyword.listings + excluded.listings "
            "RETURNING word, listings",
            values,
        )
        stored = dict(cursor.fetchall())
    return [word for word, by in changed if by > 0 and stored[word] == by]


def _take(changed: list[tuple[str, int]]) -> None:
    """Take off these numbers, never below nothing."""
    places = ", ".join(["(%s, %s)"] * len(changed))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH changed(word, by) AS (VALUES {places}) "  # noqa: S608
            "UPDATE directory_vocabularyword SET listings = CASE "
            "WHEN directory_vocabularyword.listings > CAST(changed.by AS integer) "
            "THEN directory_vocabularyword.listings - CAST(changed.by AS integer) ELSE 0 END "
            "FROM changed WHERE directory_vocabularyword.word = changed.word",
            [value for pair in changed for value in pair],
        )


def _forget(words: list[str]) -> None:
    """Those of `words` that no listing holds any more."""
    unused = VocabularyWord.objects.filter(word__in=words, listings=0)
    gone = list(unused.values_list("word", flat=True))
    WordDelete.objects.filter(word__in=gone).delete()
    VocabularyWord.objects.filter(word__in=gone).delete()


def _shorten(words: Iterable[str]) -> None:
    pairs = ((short, word) for word in words for short in sorted(shortened(word)))
    with connection.cursor() as cursor:
        for some in _slices(pairs):
            places = ", ".join(["(%s, %s)"] * len(some))
            cursor.execute(
                f"INSERT INTO directory_worddelete (shortened, word) VALUES {places} "  # noqa: S608
                "ON CONFLICT DO NOTHING",
                [value for pair in some for value in pair],
            )


def counted() -> Counter[str]:
    """What the table should hold, from every listing."""
    found: Counter[str] = Counter()
    rows = Listing.objects.order_by().values_list(*TEXTS)
    for texts in rows.iterator(chunk_size=CHUNK):
        found.update(words_in(*texts))
    return found


def rebuild() -> None:
    """Make both tables anew. Changes that others have begun are waited for and counted."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE directory_vocabularyword IN SHARE ROW EXCLUSIVE MODE")
        for model in CLEARED:
            model.objects.all().delete()
        found = counted()
        words = sorted(found)
        with connection.cursor() as cursor:
            for some in _slices(words):
                cursor.execute(
                    "INSERT INTO directory_vocabularyword (word, listings) VALUES "  # noqa: S608
                    + ", ".join(["(%s, %s)"] * len(some)),
                    [value for word in some for value in (word, found[word])],
                )
        pairs = [(short, word) for word in words for short in sorted(shortened(word))]
        if pairs:
            columns = zip(*pairs, strict=True)
            insert(WordDelete, dict(zip(("shortened", "word"), columns, strict=True)))


def is_right() -> bool:
    """Whether both tables hold exactly the words of the listings."""
    found = counted()
    stored = dict(VocabularyWord.objects.values_list("word", "listings"))
    pairs = {(short, word) for word in found for short in shortened(word)}
    return stored == found and pairs == set(WordDelete.objects.values_list("shortened", "word"))
