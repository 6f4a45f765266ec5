"""Look-alikes of thousands of drafts at once: what a list brings in against the register.

One crowd holds the stored records of the kelurahan in question, and whoever shares an owner or a
phone number with the drafts; each draft that is taken in joins it. A draft is compared in full
only with those that share a NIK or a phone number with it, and the few whose names are most alike
in spelling or words: that is compared in C, over the names of one kelurahan.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from rapidfuzz import fuzz, process

from businesses.lookalikes import COLUMNS, MOST_BY_OWNER, traits_from
from businesses.models import Business
from businesses.similarity import (
    FORMS,
    KINDS,
    TRADES,
    Likeness,
    Traits,
    likeness,
    real_phones,
)
from common.bulk import batches
from common.identifiers import fold

LEAST_SPELLING = 60.0  # of the words in alphabetical order
SHORTEST_WORD = 3
# Words that half of a kelurahan shares are no reason to compare two names in full.
EVERYBODYS = FORMS | KINDS.keys() | TRADES
MOST_SHARING = 300  # members of a kelurahan; a word that more of them share tells nobody apart
MOST_COMPARED = 20  # in full, for one draft
PK, NAME, KELURAHAN, NIK, PHONES = 0, 1, 2, 5, slice(6, 9)  # places in COLUMNS


class Crowd:
    """Records and drafts, found by what they share with another draft."""

    def __init__(self, drafts: Iterable[Traits]) -> None:
        """Args: drafts: all that will be asked about; what none of them shares is not indexed."""
        drafts = list(drafts)
        self._wanted = {key for one in drafts for key in (one.nik, *one.phones) if key}
        self._words = {word for one in drafts for word in _words(one.name)}
        self._members: list[tuple | Traits] = []
        self._sharing: dict[str, list[int]] = defaultdict(list)  # NIK or phone → members
        self._of_word: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._spellings: dict[int, dict[int, str]] = defaultdict(dict)  # kelurahan → member → text

    def add_rows(self, rows: Iterable[tuple]) -> None:
        """Take in stored records: values of `lookalikes.COLUMNS`."""
        for row in rows:
            phones = real_phones(row[PHONES])
            self._index(row, row[NAME], row[KELURAHAN], row[NIK] or "", phones)

    def add(self, traits: Traits) -> None:
        """Take in a draft; its `pk` is what `closest` tells later ones."""
        self._index(traits, traits.name, traits.kelurahan_id, traits.nik, traits.phones)

    def _index(
        self, member: tuple | Traits, name: str, kelurahan: int, nik: str, phones: Iterable[str]
    ) -> None:
        place = len(self._members)
        self._members.append(member)
        for key in (nik, *phones):
            if key in self._wanted:
                self._sharing[key].append(place)
        words = _words(name)
        self._spellings[kelurahan][place] = " ".join(words)
        for word in words:
            if word in self._words:
                self._of_word[kelurahan, word].append(place)

    def closest(self, traits: Traits, *, least: int) -> tuple[int, Likeness] | None:
        """The member most like a draft, with a score of `least` or more: its pk and the score."""
        places: set[int] = set()
        for key in (traits.nik, *traits.phones):
            places.update(self._sharing.get(key, ())[:MOST_BY_OWNER])
        places.update(self._named_alike(traits))
        best: tuple[int, int] | None = None
        found: tuple[int, Likeness] | None = None
        for place in places:
            other = self._traits(place)
            same = likeness(traits, other)
            if same.score >= least and (best is None or (same.score, -place) > best):
                best, found = (same.score, -place), (other.pk, same)
        return found

    def _named_alike(self, traits: Traits) -> list[int]:
        """The members of the kelurahan whose names are most like the one of a draft."""
        words = _words(traits.name)
        spellings = self._spellings[traits.kelurahan_id]
        text = " ".join(words)
        near = process.extract(
            text, spellings, scorer=fuzz.ratio, score_cutoff=LEAST_SPELLING, limit=MOST_COMPARED
        )
        places = {place for _text, _ratio, place in near}
        for word in words:
            sharing = self._of_word.get((traits.kelurahan_id, word), ())
            if len(sharing) <= MOST_SHARING:
                places.update(sharing)
        alike = process.extract(
            text,
            {place: spellings[place] for place in places},
            scorer=fuzz.token_ratio,
            score_cutoff=LEAST_SPELLING,
            limit=MOST_COMPARED,
        )
        return [place for _text, _ratio, place in alike]

    def _traits(self, place: int) -> Traits:
        member = self._members[place]
        if isinstance(member, Traits):
            return member
        traits = self._members[place] = traits_from(member)
        return traits


def _words(name: str) -> list[str]:
    """The words of a name in alphabetical order, without those that everybody's name has."""
    words = sorted(set(fold(name).split()))
    return [
        word for word in words if word not in EVERYBODYS and len(word) >= SHORTEST_WORD
    ] or words


def load_elsewhere(drafts: Iterable[Traits], kelurahan_ids: Iterable[int]) -> list[tuple]:
    """Records outside these kelurahan that share a NIK or a phone number with a draft."""
    drafts = list(drafts)
    others = Business.objects.exclude(kelurahan_id__in=list(kelurahan_ids)).filter(
        owner__anonymised_on__isnull=True
    )
    found: dict[int, tuple] = {}
    for some in batches(drafts):
        niks = {traits.nik for traits in some if traits.nik}
        phones = {phone for traits in some for phone in traits.phones}
        shared = Q(owner__nik_digest__in=niks) | Q(owner__phone__in=phones)
        for condition in (shared, Q(phone__in=phones) | Q(whatsapp__in=phones)):
            rows = others.filter(condition).order_by().values_list(*COLUMNS)
            found.update({row[PK]: row for row in rows})
    return list(found.values())
