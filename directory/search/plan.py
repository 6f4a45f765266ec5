"""What a visitor's words may stand for, as far as the words of the directory go.

Each word, or phrase that has synonyms, is a `Unit`; a business must hold them all, in any order.
A unit is found as it is typed, as the beginning of a word, as another form of it (`affixes`), by
a synonym, run together (*se i* = *sei*) or taken apart (*batuplat* = *batu plat*).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

from directory.search import MOST, affixes
from directory.search.expressions import Both, Either, Expression, Term
from directory.search.index import engine
from directory.search.synonyms import Phrase, Synonyms

# Words that say nothing about a business; without others beside them they are looked for.
FILLERS = frozenset(
    "di ke dari dan atau yang yg untuk utk dengan dgn pada in at of the and "
    "kelurahan kel kecamatan kec "
    "halal buka sekarang murah terdekat dekat foto".split()  # what filters and orders are for
)
WIDEST = 20  # words that begin as typed which are looked for one by one
SHORTEST_PART = 3  # letters of what was written without a blank
KNOWN = "SELECT '', word, listings FROM directory_vocabularyword WHERE word IN ({places})"
BEGINNING = (
    "SELECT * FROM (SELECT %s, word, listings "  # noqa: S608  the condition is an engine's
    "FROM directory_vocabularyword WHERE {condition} "
    f"ORDER BY listings DESC LIMIT {WIDEST + 1}) b"
)


@dataclass
class Unit:
    """A word or phrase of the query, and what it may stand for.

    Attributes:
        phrase: as typed.
        beginning: words of the directory that begin as typed, the word itself left out.
        others: synonyms, forms and spellings.
        is_common: the word alone is found more often than anybody will look.
        is_rare: what begins so is rare, and found fastest by its beginning.
        is_cut: more words begin so than `beginning` holds.
        least: so many listings, or more, hold the unit.
        most: about so many listings hold it at the most.
    """

    phrase: Phrase
    is_known: bool = False
    beginning: list[str] = field(default_factory=list)
    others: list[Phrase] = field(default_factory=list)
    is_common: bool = False
    is_rare: bool = False
    is_cut: bool = False
    least: int = 0
    most: int = 0

    def is_hopeless(self) -> bool:
        """No listing can hold it: a word that is unknown in every way."""
        return not (self.is_known or self.beginning or self.others)

    def expression(self, *, widely: bool) -> Expression:
        """What to look for; where not `widely`, of what is common no more than will do."""
        if self.is_common and not widely:
            return _all_of(self.phrase)
        parts = [_all_of(phrase) for phrase in (self.phrase, *self.others)]
        if self.is_rare or (self.is_cut and widely):
            parts.append(Term(self.phrase[0], is_prefix=True))
        else:
            parts += [Term(word) for word in self.beginning]
        return Either(tuple(parts)) if len(parts) > 1 else parts[0]

    def weigh(self, listings: dict[str, int]) -> None:
        """Take down how many listings hold it, as far as the words tell."""
        counts = [
            min(listings.get(word, 0) for word in phrase) for phrase in (self.phrase, *self.others)
        ]
        alone = [listings.get(word, 0) for word in self.beginning]
        singles = [
            count
            for phrase, count in zip((self.phrase, *self.others), counts, strict=True)
            if len(phrase) == 1
        ]
        self.least, self.most = max([0, *singles, *alone]), sum(counts) + sum(alone)


def _all_of(phrase: Phrase) -> Expression:
    return Both(tuple(map(Term, phrase))) if len(phrase) > 1 else Term(phrase[0])


def units(words: Sequence[str], same: Synonyms) -> list[Unit]:
    """The units of a query, in the order in which they were typed."""
    kept = [word for word in words if word not in FILLERS] or list(words)
    found = [Unit(phrase) for phrase in _phrases(kept, same)]
    singles = [unit for unit in found if len(unit.phrase) == 1]
    listings, beginning = _looked_up(
        {candidate for unit in found for candidate in _candidates(unit.phrase, same)},
        [unit.phrase[0] for unit in singles],
    )
    related = engine().related([unit.phrase[0] for unit in singles])
    for unit in found:
        unit.others = list(same.of(unit.phrase))
        _know(unit, listings, beginning, related, same)
    if len(found) == 1:
        _shorten(found[0], listings)
    found = _run_together(found, listings)
    for unit in found:
        unit.weigh(listings)
    return found


def _phrases(words: Sequence[str], same: Synonyms) -> Iterator[Phrase]:
    """The words, those together that have synonyms as a phrase."""
    place = 0
    while place < len(words):
        longest = min(same.longest, len(words) - place)
        lengths = (n for n in range(longest, 1, -1) if same.of(tuple(words[place : place + n])))
        length = next(lengths, 1)
        yield tuple(words[place : place + length])
        place += length


def _candidates(phrase: Phrase, same: Synonyms) -> set[str]:
    """What the vocabulary is asked about one unit."""
    found = {word for other in same.of(phrase) for word in other}
    if len(phrase) > 1:
        return found.union(phrase)
    word = phrase[0]
    roots = {word, *affixes.stems(word)}
    made = {form for root in roots for form in affixes.forms(root)}
    return found | roots | made | {part for pair in _parted(word) for part in pair}


def _parted(word: str) -> list[Phrase]:
    places = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    return [(word[:place], word[place:]) for place in places]


def _looked_up(
    candidates: Iterable[str], beginnings: Sequence[str]
) -> tuple[dict[str, int], dict[str, list[tuple[str, int]]]]:
    """How many listings hold each known candidate, and the commonest words that begin so."""
    words = sorted({*candidates, *beginnings})
    condition, bounds = engine().beginning()
    parts = [KNOWN.format(places=", ".join(["%s"] * len(words)))]
    values: list[str] = list(words)
    for word in dict.fromkeys(beginnings):
        parts.append(BEGINNING.format(condition=condition))
        values += [word, *bounds(word)]
    listings: dict[str, int] = {}
    beginning: dict[str, list[tuple[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for asked, word, count in cursor.fetchall():
            if asked:
                beginning.setdefault(asked, []).append((word, count))
            listings[word] = count
    return listings, beginning


def _know(
    unit: Unit,
    listings: dict[str, int],
    beginning: dict[str, list[tuple[str, int]]],
    related: dict[str, list[str]],
    same: Synonyms,
) -> None:
    """Fill in what the words of the directory say about a unit."""
    if len(unit.phrase) > 1:
        unit.is_known = all(word in listings for word in unit.phrase)
        return
    word = unit.phrase[0]
    unit.is_known = word in listings
    unit.is_common = listings.get(word, 0) >= MOST
    pairs = beginning.get(word, [])
    unit.is_cut = len(pairs) > WIDEST
    unit.is_rare = len(pairs) > 1 and sum(count for _word, count in pairs) < MOST
    listings.update(pairs)
    unit.beginning = [other for other, _count in pairs[:WIDEST] if other != word]
    roots = {stem for stem in affixes.stems(word) if stem in listings}
    made = {form for root in (*roots, word) for form in affixes.forms(root) if form in listings}
    family = (roots | made | set(related.get(word, ()))) - {word, *unit.beginning}
    synonymous = [phrase for root in sorted(roots) for phrase in same.of((root,))]
    unit.others += [(other,) for other in sorted(family)] + synonymous
    if unit.is_hopeless():
        parts = [pair for pair in _parted(word) if all(part in listings for part in pair)]
        unit.others = sorted(parts, key=lambda pair: -min(listings[part] for part in pair))[:1]
    unit.others = list(dict.fromkeys(unit.others))


def _shorten(unit: Unit, listings: dict[str, int]) -> None:
    """Of the words that begin as typed, the commonest are enough where nothing else is asked."""
    enough, total = 0, 0
    for word in unit.beginning:
        if total < MOST:
            total, enough = total + listings[word], enough + 1
    unit.is_cut = unit.is_cut or enough < len(unit.beginning)
    unit.beginning = unit.beginning[:enough]


def _run_together(found: list[Unit], listings: dict[str, int]) -> list[Unit]:
    """Join neighbours that are one word elsewhere: *se i*, *air mata*."""
    joined = {
        "".join(one.phrase + other.phrase): (one, other)
        for one, other in zip(found, found[1:], strict=False)
        if len(one.phrase) == len(other.phrase) == 1
    }
    if not joined:
        return found
    known, _beginning = _looked_up(joined, [])
    listings.update(known)
    for word, (one, other) in joined.items():
        if word in known and one in found and other in found:
            place = found.index(one)
            pair = Unit(one.phrase + other.phrase, others=[(word,)])
            pair.is_known = one.is_known and other.is_known
            found[place : place + 2] = [pair]
    return found
