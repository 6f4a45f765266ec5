"""Forms of an Indonesian word: *tenunan*, *menenun*, *ditenun* and *penenun* belong to *tenun*.

A few regular prefixes and suffixes, no dictionary. A form counts only if it is a word of the
directory, so a wrong guess finds nothing; `directory.search.plan` sees to that.
"""

SHORTEST_STEM = 4  # letters: "ikan" is no form of "ik"
VOWELS = "aeiou"
SUFFIXES = ("", "an", "kan", "nya")
# What stands before the stem, what follows it there, and the letter that it has swallowed.
NASALS = (
    ("meny", VOWELS, "s"),
    ("meng", VOWELS, "k"),
    ("meng", VOWELS + "ghk", ""),
    ("mem", VOWELS, "p"),
    ("mem", "bfpv", ""),
    ("men", VOWELS, "t"),
    ("men", "cdjsz", ""),
    ("me", "lmnrwy", ""),
)
PREFIXES = (
    ("", "", ""),
    ("di", "", ""),
    ("ber", "", ""),
    *NASALS,
    *(("p" + prefix[1:], before, swallowed) for prefix, before, swallowed in NASALS),
)


def stems(word: str) -> set[str]:
    """What may be left of `word` without its prefix, its suffix or both."""
    found = set()
    for bare in _without_suffix(word):
        for prefix, before, swallowed in PREFIXES:
            rest = bare.removeprefix(prefix)
            if bare.startswith(prefix) and (not before or rest[:1] in before):
                found.add(swallowed + rest)
    found.update(
        bare.removeprefix("per") for bare in _without_suffix(word)[1:] if bare.startswith("per")
    )
    return {stem for stem in found if len(stem) >= SHORTEST_STEM} - {word}


def _without_suffix(word: str) -> list[str]:
    return [word.removesuffix(suffix) for suffix in SUFFIXES if word.endswith(suffix)]


def forms(stem: str) -> set[str]:
    """The words that are regularly made of a stem."""
    if len(stem) < SHORTEST_STEM or not stem.isascii():
        return set()
    active = _with_nasal(stem)
    agent = "p" + active[1:]
    return {
        f"{stem}an",
        f"di{stem}",
        f"ber{stem}",
        f"per{stem}an",
        active,
        agent,
        f"{agent}an",
    }


def _with_nasal(stem: str) -> str:
    """The active verb: *tenun* → *menenun*, *jahit* → *menjahit*, *potong* → *memotong*."""
    first, rest = stem[0], stem[1:]
    swallowed = {"p": "mem", "t": "men", "s": "meny", "k": "meng"}
    if first in swallowed and rest[:1] in VOWELS:
        return swallowed[first] + rest
    for letters, prefix in (("bfpv", "mem"), ("cdjstz", "men"), (VOWELS + "ghk", "meng")):
        if first in letters:
            return prefix + stem
    return f"me{stem}"
