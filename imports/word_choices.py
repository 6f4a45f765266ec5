"""What an officer chose on the page of the words: read from the form, with its errors.

For each word: one of the nearest names, another one from the whole list, to leave it out, or to
decide later, which is where it starts: nothing is guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from imports.columns import squeeze
from imports.decisions import CHOICES, Unknown, Values
from imports.lookups import Lookups

MOST_SHOWN = 100
LONGEST = 10_000
LATER, OTHER, LEFT_OUT = "", "lain", "abaikan"


@dataclass
class Word:
    """One word on the page.

    Attributes:
        radio: LATER, OTHER, LEFT_OUT or the code of one of the nearest.
        other: the code that is chosen in the list of all.
    """

    number: int
    key: str
    text: str
    rows: int
    nearest: Sequence[tuple[str, str]]
    radio: str = LATER
    other: str = ""
    error: str = ""


def shown(unknown: Sequence[Unknown], values: Values) -> tuple[list[Word], int]:
    """(the words of one page, those still to be decided first; how many more there are)."""
    said = {(key, squeeze(text)): code for key, words in values.items()
            for text, code in words.items()}  # fmt: skip
    ordered = sorted(unknown, key=lambda word: (word.key, squeeze(word.text)) in said)
    page = [
        _word(number, word, said.get((word.key, squeeze(word.text)), LATER))
        for number, word in enumerate(ordered[:MOST_SHOWN])
    ]
    return page, len(ordered) - len(page)


def undecided(unknown: Sequence[Unknown], values: Values) -> int:
    """How many of the words nobody has decided upon."""
    said = {(key, squeeze(text)) for key, words in values.items() for text in words}
    return sum((word.key, squeeze(word.text)) not in said for word in unknown)


def _word(number: int, word: Unknown, code: str | None) -> Word:
    found = Word(number, word.key, word.text, word.rows, word.nearest)
    if code is None:
        found.radio = LEFT_OUT
    elif code in {near for near, _name in word.nearest}:
        found.radio = code
    elif code:
        found.radio, found.other = OTHER, code
    return found


def read(post: Mapping[str, str], values: Values, look: Lookups) -> tuple[dict, dict[int, str]]:
    """(all decisions about words with the posted ones, number of a word → what is wrong).

    Decisions on words that were not on the page stay.
    """
    result = {key: dict(words) for key, words in values.items()}
    errors = {}
    for number in range(MOST_SHOWN):
        key, text = post.get(f"bidang-{number}", ""), post.get(f"kata-{number}", "")
        if key not in CHOICES or not squeeze(text) or len(text) > LONGEST:
            continue
        words = result.setdefault(key, {})
        was = next((code for known, code in words.items() if squeeze(known) == squeeze(text)), "")
        for known in [known for known in words if squeeze(known) == squeeze(text)]:
            del words[known]
        code, errors[number] = _decided(post, number, was)
        if code and code not in CHOICES[key](look):
            code, errors[number] = LATER, _("Choose from the list.")
        if code is None or code:
            words[text.replace("\0", "")] = code
    return result, {number: error for number, error in errors.items() if error}


def _decided(post: Mapping[str, str], number: int, was: str | None) -> tuple[str | None, str]:
    """(code, None to leave the word out or "" to decide later; what is wrong)."""
    radio, other = post.get(f"pilih-{number}", LATER), post.get(f"lain-{number}", "")
    if radio == LEFT_OUT:
        return None, ""
    if radio == OTHER:
        return other, "" if other else _("Choose a name from the list.")
    if radio == LATER:  # a name that was just chosen from the list counts without its button
        return (other if other != was else LATER), ""
    return radio, ""


def restored(page: Sequence[Word], post: Mapping[str, str], errors: Mapping[int, str]) -> None:
    """Put what was posted back on the page. The words are found by themselves, not by number."""
    numbers = {
        (post.get(f"bidang-{number}", ""), post.get(f"kata-{number}", "")): number
        for number in range(MOST_SHOWN)
    }
    for word in page:
        number = numbers.get((word.key, word.text))
        if number is not None:
            word.radio = post.get(f"pilih-{number}", LATER)
            word.other = post.get(f"lain-{number}", "")
            word.error = errors.get(number, "")
