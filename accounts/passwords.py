"""Passwords: long, not on a list, not made of what everybody here knows; and when one is due.

NIST SP 800-63B and OWASP ASVS 5.0 (6.2) ask for length and for lists, and against compulsory
kinds of characters and regular changes. Regulation BSSN 4/2021 (technical standard for web
applications, function "authentication") asks for both; the setting BSSN_PASSWORD_RULES serves
an office that is audited by it.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

FEWEST_LEFT = 8  # characters beyond the known words …
FEWEST_DIFFERENT = 5  # … and different ones among them
SHORTEST_PART = 4  # of a name, so that "Ana" does not forbid "banana"

# What a guesser tries first in this office: the place, its products, the office, everyday words.
KNOWN_WORDS = """
    kupang ntt nusatenggaratimur nusa tenggara timor flores sumba rote sabu alor
    alak kelapalima maulafa oebobo kotaraja kotalama oesapa penfui liliba
    sei seibabi babi sapi tenun ikat sasando moringa kelor jagung bose lontar
    umkm usaha mikro kecil menengah koperasi dinas pemkot pemerintah kota register registrasi
    admin administrator petugas verifikator perizinan laporan pimpinan pendataan
    kata sandi katasandi password passwort rahasia masuk login akun user
    indonesia merdeka garuda pancasila bismillah alhamdulillah tuhan yesus sayang cinta aku kamu
    selamat pagi siang malam satu dua tiga empat lima
""".split()
ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
LOOKALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"})
LOOKALIKES |= str.maketrans({"@": "a", "$": "s", "!": "i"})
YEAR = re.compile(r"(?:19|20)\d\d")


def is_due(user: Any) -> bool:
    """Whether `user` must choose a new password before anything else."""
    if not user.is_authenticated:
        return False
    if user.must_change_password:
        return True
    return settings.BSSN_PASSWORD_RULES and has_expired(user)


def has_expired(user: Any) -> bool:
    """Whether the password is older than PASSWORD_DAYS; an account begins with its first one."""
    since = user.password_changed_at or user.date_joined
    return since + timedelta(days=settings.PASSWORD_DAYS) <= timezone.now()


def parts_of(user: Any) -> set[str]:
    """The words that everybody knows about `user`: name, account, e-mail."""
    texts = (getattr(user, name, "") or "" for name in ("username", "full_name", "email"))
    words = {word for text in texts for word in re.findall(r"[^\W\d_]+", text.casefold())}
    return {word for word in words if len(word) >= SHORTEST_PART}


LOOKED_AT = 256  # characters: a password may be longer, but a megabyte is not looked through


def remainder(password: str, words: Iterable[str]) -> str:
    """What is left of `password` without `words`, years and rows of keys, plain or disguised."""
    longest_first = sorted({word.casefold() for word in words if word}, key=len, reverse=True)
    text = re.sub(r"[\s._-]+", "", YEAR.sub(" ", password.casefold()))
    disguised = text.translate(LOOKALIKES)
    kept = [True] * len(text)
    for known in longest_first + _runs(text):
        for seen in (text, disguised):
            for found in re.finditer(re.escape(known), seen):
                kept[found.start() : found.end()] = [False] * len(known)
    return "".join(letter for letter, keep in zip(text, kept, strict=True) if keep)


def _runs(text: str) -> list[str]:
    """Rows of four neighbours or more, forwards or backwards: 4567, poiu."""
    rows = [row for line in ROWS for row in (line, line[::-1])]
    pieces = {row[i : i + 4] for row in rows for i in range(len(row) - 3)}
    return [piece for piece in pieces if piece in text]


def advice() -> str:
    """What a good password is, for beside the box; the rules themselves are the validators."""
    validators = get_default_password_validators()
    shortest = max(getattr(validator, "min_length", 0) for validator in validators)
    texts = [
        _("At least %(number)d characters; longer is better, and it may be pasted.")
        % {"number": shortest}
    ]
    ours = (ContextValidator, CompositionValidator)
    texts += [rule.get_help_text() for rule in validators if isinstance(rule, ours)]
    return " ".join(texts)


class ContextValidator:
    """Refuses a password that is hardly more than words which everybody here knows."""

    def validate(self, password: str, user: Any = None) -> None:
        words = {*KNOWN_WORDS, *settings.CITY_NAME.split(), *parts_of(user)}
        left = remainder(password[:LOOKED_AT], words)
        if len(left) < FEWEST_LEFT or len(set(left)) < FEWEST_DIFFERENT:
            raise ValidationError(
                _(
                    "This password is easy to guess: apart from names, years, and words that "
                    "everybody here knows, little is left of it. Add a few other words."
                ),
                code="password_known_words",
            )

    def get_help_text(self) -> str:
        return _(
            "Several words that do not belong together are easy to remember. Your name, the "
            "city, the office and its products are not enough."
        )


class CompositionValidator:
    """BSSN 4/2021: capital and small letters, digits and signs. Only with BSSN_PASSWORD_RULES."""

    def validate(self, password: str, user: Any = None) -> None:
        kinds = (str.isupper, str.islower, str.isdigit, lambda letter: not letter.isalnum())
        if not all(any(map(kind, password)) for kind in kinds):
            raise ValidationError(self.get_help_text(), code="password_composition")

    def get_help_text(self) -> str:
        return _("The password needs a capital letter, a small letter, a digit and a sign.")
