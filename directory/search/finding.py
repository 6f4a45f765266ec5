"""A search: the words are understood, the index is asked, and what it gives is put in order.

Only the first thousand businesses that fit are ranked. Where more do, these are taken from the
names first, then from what is sold, then from the place that is named, then from the rest, so
that the best are among them however common the word is; nothing is ever counted or ranked in full.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import product

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from directory.models import Listing
from directory.search import MOST, Found, named, spelling, synonyms
from directory.search.expressions import Both, Expression
from directory.search.index import engine
from directory.search.plan import Unit, units
from directory.snapshot import Snapshot

PAIR = 2
LONGEST_LIST = 25_000  # listings with a word, that are run through to find those with another
MOST_TRIES = 4  # texts that are tried in place of one with misspelt words
# What a unit is worth where it is found: as typed, by another word, as a beginning.
IN_NAME, IN_PRODUCTS, ELSEWHERE = (0, 2, 3), (1, 4, 5), 6


# What is looked at to rank a business: its key, folded name and products, and what decides among
# equals, two for a verified NIB and one for a photo.
Hit = tuple[int, str, str, int]


def find(words: Sequence[str], known: Snapshot, conditions: Mapping[str, object]) -> Found:
    """The businesses that `words` find; see `directory.search.find`."""
    same = synonyms.known_with(known.labels)
    asked = units(words, same)
    hopeless = [unit.phrase[0] for unit in asked if unit.is_hopeless()]
    if not hopeless:
        return _found(words, asked, known, conditions)
    for text, is_sure in _corrected(words, hopeless):
        found = _found(text, units(text, same), known, conditions)
        if found.ids:
            corrected = " ".join(text)
            if is_sure:
                return Found(found.ids, found.is_capped, corrected, True, found.words)
            return Found(corrected=corrected, words=list(words))
    return Found(words=list(words))


def _corrected(words: Sequence[str], misspelt: Sequence[str]) -> list[tuple[list[str], bool]]:
    """The texts that may have been meant, the likeliest first; none if a word stays unknown.

    Sure is only the first, and only if each of its corrections is.
    """
    meant = [spelling.corrections(word) for word in misspelt]
    texts = []
    for choice in sorted(product(*map(range, map(len, meant))), key=sum)[:MOST_TRIES]:
        right = {
            word: options[place]
            for word, options, place in zip(misspelt, meant, choice, strict=True)
        }
        text = [right[word].word if word in right else word for word in words]
        texts.append((text, all(correction.is_sure for correction in right.values())))
    return texts


def _found(
    words: Sequence[str], asked: list[Unit], known: Snapshot, conditions: Mapping[str, object]
) -> Found:
    # One word that is known to be in more listings than that is asked for by rank at once.
    is_plenty = len(asked) == 1 and asked[0].least > MOST and not conditions
    hits = [] if is_plenty else _first_hits(asked, conditions)
    is_capped = is_plenty or len(hits) > MOST
    places = named.places(words, known.labels)
    if is_capped:
        within = {f"{level}__in": codes for level, codes in places.items()}
        hits = _best_hits(words, asked, hits, conditions, within)
    index, here = known.facets, set()
    for level, codes in places.items():
        bits = index.having(level, *codes) & index.of_keys(hit[0] for hit in hits)
        here = set(index.keys(bits, MOST))
    order = sorted(hits, key=Ranking(" ".join(words), asked, here))
    return Found([hit[0] for hit in order], is_capped, words=list(words))


def _expression(asked: Iterable[Unit], *, widely: bool) -> Expression:
    parts = tuple(unit.expression(widely=widely) for unit in asked)
    return Both(parts) if len(parts) > 1 else parts[0]


def _first_hits(asked: Sequence[Unit], conditions: Mapping[str, object]) -> list[Hit]:
    """All that fit, or one more than `MOST` of them, as the index happens to give them.

    What else a common word may stand for is looked for when it is not enough by itself.
    """
    found: list[Hit] = []
    narrow, wide = _expression(asked, widely=False), _expression(asked, widely=True)
    is_long = any(unit.is_cut or unit.most > LONGEST_LIST for unit in asked)
    for expression in dict.fromkeys((narrow, wide)):
        if len(found) <= MOST and not (found and is_long):
            found = _rows(*engine().hits(expression, "rest"), MOST + 1, conditions)
    return found


def _best_hits(
    words: Sequence[str],
    asked: Sequence[Unit],
    first: list[Hit],
    conditions: Mapping[str, object],
    within: Mapping[str, object],
) -> list[Hit]:
    """`MOST` of those that fit: the names first, what is sold, what lies `within` the place that
    is named, then `first`, what was read of all already.

    Words that are all very common are looked for where names begin with them: their lists are
    too long to run through.
    """
    language, expression = engine(), _expression(asked, widely=False)
    orders = [words, words[::-1]] if len(words) == PAIR else [words]
    tiers = [language.named(" ".join(order)) for order in orders]
    if min(unit.most for unit in asked) <= LONGEST_LIST:
        tiers += [language.hits(expression, column) for column in ("name", "products")]
    found: dict[int, Hit] = {}
    for sql, values in tiers:
        if len(found) < MOST:
            found.update((hit[0], hit) for hit in _rows(sql, values, MOST, conditions))
    if within and len(found) < MOST:
        rest = language.hits(expression, "rest")
        found.update((hit[0], hit) for hit in _rows(*rest, MOST, {**conditions, **within}))
    if len(found) < MOST:
        first = first or _rows(*language.hits(expression, "rest"), MOST, conditions)
        found.update((hit[0], hit) for hit in first)
    return list(found.values())[:MOST]


def _rows(sql: str, values: list[object], most: int, conditions: Mapping[str, object]) -> list[Hit]:
    condition, further = "", ()
    if conditions:
        same = RawSQL(engine().KEY, ())  # noqa: S611  a constant
        listings = Listing.objects.filter(pk=same, **conditions).order_by().values("pk")
        try:
            inner, further = listings.query.sql_with_params()
        except EmptyResultSet:  # nothing is open now, say
            return []
        condition = f" AND EXISTS ({inner})"
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{condition}", condition), [*values, *further, most])
        return cursor.fetchall()


class Ranking:
    """The key by which hits are sorted. It runs a thousand times in a search: no call too many."""

    def __init__(self, typed: str, asked: Sequence[Unit], here: Container[int]) -> None:
        self.typed, self.start, self.here = typed, f"{typed} ", here
        self.wanted = [
            (
                [f" {word} " for word in unit.phrase],
                [[f" {word} " for word in phrase] for phrase in unit.others],
                f" {unit.phrase[0]}",
            )
            for unit in asked
        ]

    def __call__(self, hit: Hit) -> tuple[bool, int, bool, int, int, str, int]:
        key, name, products, ties = hit
        in_name, in_products, points = f" {name} ", f" {products} ", 0
        for wanted in self.wanted:
            worth = _worth(in_name, wanted, IN_NAME)
            if worth and products:
                worth = min(worth, _worth(in_products, wanted, IN_PRODUCTS))
            points += worth
        begins = name.startswith(self.typed) + name.startswith(self.start)
        is_elsewhere = key not in self.here
        return name != self.typed, points, is_elsewhere, -begins, -ties, name, key


def _worth(
    text: str, wanted: tuple[list[str], list[list[str]], str], values: tuple[int, int, int]
) -> int:
    """What finding a unit in this text is worth, less being better."""
    phrase, others, beginning = wanted
    for word in phrase:
        if word not in text:
            break
    else:
        return values[0]
    for other in others:
        for word in other:
            if word not in text:
                break
        else:
            return values[1]
    return values[2] if beginning in text else ELSEWHERE
