"""The wording of letters: the placeholders, and the small format of the text.

A template is plain text. `{nama_usaha}` and the others of the list are replaced in one pass, by
look-up in a dict and nothing else, so that a value which holds braces stays a value. Paragraphs
are parted by an empty line; one whose lines are all "Label : value" is set as a table, and a
line of it whose value is not known is left out.

Letters are Indonesian, so the samples are too.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.text import clean_text
from licensing.models import LetterKind

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
BRACE = re.compile(r"[{}]")
LABELLED = re.compile(r"(?P<label>[^:\n]{1,40}?) : (?P<value>.+)")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
BOTH = frozenset(LetterKind.values)
TRADEMARK_ONLY = frozenset({LetterKind.TRADEMARK.value})

# Characters of what is typed for one letter; the longest sample is as long.
MOST_PURPOSE, MOST_BRAND, MOST_GOODS, MOST_CLASSES, MOST_ACTIVITY = 160, 120, 250, 40, 160

SAMPLE_CODE = "KPG-000000"  # of no business


@dataclass(frozen=True)
class Placeholder:
    """One word in braces: what stands for it, and what a preview shows.

    Attributes:
        longest: a value as long as one can be, by which a template is measured.
    """

    name: str
    meaning: str | Promise
    sample: str
    longest: str
    kinds: frozenset[str] = BOTH


def _long(words: str, length: int) -> str:
    """`words` again and again, up to so many characters."""
    return (f"{words} " * (length // len(words) + 1))[:length].strip()


NAME = "Usaha Bersama Keluarga Besar Tenun Ikat dan Olahan Sei Contoh Sejahtera"
PLACE = "Jalan Contoh Raya Gang Melati Nomor 17 Lorong Dua"

PLACEHOLDERS = (
    Placeholder(
        "nama_usaha", gettext_lazy("name of the business"), "Warung Contoh", _long(NAME, 150)
    ),
    Placeholder("kode", gettext_lazy("registry number"), SAMPLE_CODE, "KPG-0000000"),
    Placeholder(
        "nama_pemilik", gettext_lazy("name of the owner"), "Contoh Pemilik", _long(NAME, 150)
    ),
    Placeholder(
        "penanggung_jawab",
        gettext_lazy("responsible person of a legal entity"),
        "",
        _long("Contoh Penanggung Jawab", 150),
    ),
    Placeholder("bentuk", gettext_lazy("legal form"), "Usaha perorangan", "Usaha perorangan"),
    Placeholder(
        "alamat",
        gettext_lazy("address, or the landmark where there is none"),
        "Jalan Contoh 1, RT 001/RW 002",
        _long(PLACE, 255) + ", RT 001/RW 002",
    ),
    Placeholder("kelurahan", gettext_lazy("kelurahan"), "Fontein", "Lai Lai Bisi Kopan"),
    Placeholder("kecamatan", gettext_lazy("kecamatan"), "Kota Raja", "Kelapa Lima"),
    Placeholder("kategori", gettext_lazy("category"), "Olahan Sei", _long("Kategori contoh", 80)),
    Placeholder(
        "kegiatan",
        gettext_lazy("activity, shortened where it is long"),
        "Mengolah dan menjual sei sapi",
        _long("Mengolah dan menjual makanan contoh", MOST_ACTIVITY),
    ),
    Placeholder(
        "kbli",
        gettext_lazy("KBLI codes with their edition, five at most"),
        "56102 (KBLI 2020)",
        ", ".join(["56102 (KBLI 2020)"] * 5),
    ),
    Placeholder("tahun_mulai", gettext_lazy("year started"), "2019", "2019"),
    Placeholder("skala", gettext_lazy("scale"), "Mikro", "Menengah"),
    Placeholder(
        "nib", gettext_lazy("number of the NIB while it is in force"), "0000000000000", "0" * 13
    ),
    Placeholder("status_nib", gettext_lazy("status of the NIB"), "Terverifikasi", "Tidak cocok"),
    Placeholder(
        "tanggal_verifikasi",
        gettext_lazy("day on which the business was verified"),
        "2 November 2026",
        "22 September 2026",
    ),
    Placeholder(
        "merek",
        gettext_lazy("the trade mark"),
        "Sei Contoh",
        _long("MEREK CONTOH", MOST_BRAND),
        TRADEMARK_ONLY,
    ),
    Placeholder(
        "barang_jasa",
        gettext_lazy("goods or services of the trade mark"),
        "Daging asap olahan",
        _long("daging asap olahan dan sambal contoh", MOST_GOODS),
        TRADEMARK_ONLY,
    ),
    Placeholder(
        "kelas",
        gettext_lazy("classes of the trade mark, if known"),
        "29",
        "29, 30, 31, 32, 33, 35, 40, 41, 42, 43",
        TRADEMARK_ONLY,
    ),
    Placeholder(
        "keperluan",
        gettext_lazy("what the letter is for, if it was said"),
        "Pengajuan kredit usaha",
        _long("keperluan contoh yang panjang", MOST_PURPOSE),
    ),
    Placeholder(
        "tanggal", gettext_lazy("day of the letter"), "22 November 2026", "22 September 2026"
    ),
    Placeholder(
        "berlaku_sampai",
        gettext_lazy("last day on which the letter is valid, if it ends"),
        "22 November 2027",
        "22 September 2027",
    ),
)

NUMBER_PLACEHOLDERS = (
    Placeholder("urut", gettext_lazy("number within the year"), "001", "00001"),
    Placeholder("bulan", gettext_lazy("month, two digits"), "11", "11"),
    Placeholder("bulan_romawi", gettext_lazy("month, Roman"), "XI", "VIII"),
    Placeholder("tahun", gettext_lazy("year"), "2026", "2026"),
)
NUMBER_NAMES = frozenset(item.name for item in NUMBER_PLACEHOLDERS)


def placeholders_of(kind: str) -> list[Placeholder]:
    """The placeholders that a letter of this kind may hold."""
    return [item for item in PLACEHOLDERS if kind in item.kinds]


def sample_values(kind: str, *, longest: bool = False) -> dict[str, str]:
    """Invented values for a preview, or the longest ones that there can be."""
    return {item.name: item.longest if longest else item.sample for item in placeholders_of(kind)}


def mistakes(text: str, known: Collection[str]) -> list[str]:
    """Sentences on what is wrong with the braces of `text`: unknown words, and stray ones."""
    unknown = sorted({name for name in PLACEHOLDER.findall(text) if name not in known})
    found = [
        _("{%(name)s} is not a placeholder of this text. Choose one of the list.") % {"name": name}
        for name in unknown
    ]
    if BRACE.search(PLACEHOLDER.sub("", text)):
        found.append(_("A brace { or } stands alone. Write a placeholder as on the list."))
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its placeholders replaced; "–" where a value is empty.

    A line of a table all of whose values are empty is left out. A colon between blanks in a
    value loses the first of them, so that a value never makes its paragraph a table.
    """
    lines = []
    for line in text.splitlines():
        names = PLACEHOLDER.findall(line)
        if names and LABELLED.fullmatch(line) and not any(values[name] for name in names):
            continue
        lines.append(PLACEHOLDER.sub(lambda found: one_line(values[found[1]]) or "–", line))
    return "\n".join(lines)


def one_line(value: str) -> str:
    return clean_text(value).replace(" : ", ": ")


def number_of(form: str, sequence: int | None, on: date) -> str:
    """The number of a letter after `form`; None: not given yet, an ellipsis in its place."""
    values = {
        "urut": "…" if sequence is None else f"{sequence:03d}",
        "bulan": f"{on.month:02d}",
        "bulan_romawi": ROMAN[on.month - 1],
        "tahun": str(on.year),
    }
    return PLACEHOLDER.sub(lambda found: values[found[1]], form)


@dataclass(frozen=True)
class Block:
    """A paragraph: its text, or the (label, value) rows of a table."""

    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()


def blocks_of(body: str) -> list[Block]:
    """The paragraphs and tables of a letter."""
    found = []
    for part in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        matches = [LABELLED.fullmatch(line) for line in lines]
        if lines and all(matches):
            found.append(Block(rows=tuple((m["label"], m["value"]) for m in matches if m)))
        elif lines:
            found.append(Block(text=" ".join(lines)))
    return found
