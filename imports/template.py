"""The workbook that kelurahan fill in: text cells, drop-downs, an example row and a help sheet.

Its headings are the labels of the register, so what comes back is read without a mapping. Every
cell is text, so that no spreadsheet rounds a NIK or drops a leading zero.
"""

from collections.abc import Sequence
from typing import BinaryIO

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from businesses.models import Business, Category, Kelurahan, Owner
from imports.targets import BY_KEY

FILE_NAME = "templat-impor-umkm.xlsx"
EXAMPLE = "CONTOH"  # how the name in the example row begins; such a row is never imported
ROWS = 2_000  # that have drop-downs
COLUMNS = (
    "business_name", "activity", "category", "products", "kelurahan", "address", "rt", "rw",
    "landmark", "point", "place_kind", "owner_name", "owner_kind", "nik", "gender", "birth_date",
    "phone", "whatsapp", "started_year", "workers_male", "workers_female", "capital",
    "annual_sales", "sales_year", "nib", "nib_issued_on", "permit_pirt", "permit_pirt_expires_on",
    "permit_halal", "permit_bpom", "permit_bpom_expires_on", "permit_merek",
    "permit_merek_expires_on", "permit_slhs",
)  # fmt: skip
EXAMPLE_ROW = {
    "business_name": "CONTOH Dapur Sei Mama (hapus baris ini)",
    "activity": "Mengolah dan menjual sei sapi",
    "category": "Olahan Sei",
    "products": "Sei sapi, Sambal lu'at",
    "kelurahan": "Fontein",
    "address": "Jl. Contoh No. 1",
    "rt": "001",
    "rw": "002",
    "landmark": "Di samping gereja",
    "owner_name": "Nama Pemilik Contoh",
    "nik": "0000000000000000",
    "phone": "081200000000",
    "started_year": "2019",
    "annual_sales": "60000000",
    "sales_year": "2025",
}


def _choices() -> dict[str, list[str]]:
    """What a column of the template is chosen from; words that the import knows."""
    return {
        "kelurahan": list(
            Kelurahan.objects.filter(is_active=True).order_by("name").values_list("name", flat=True)
        ),
        "category": list(Category.objects.filter(is_active=True).values_list("name", flat=True)),
        "place_kind": list(Business.PlaceKind.values),
        "owner_kind": [str(label) for _value, label in Owner.Kind.choices],
        "gender": ["L", "P"],
    }


def _help() -> dict[str, str]:
    """What to write in a column, where its heading does not say it."""
    return {
        "category": _("Choose from the list. Several: separate them with a comma."),
        "products": _("Separate them with a comma."),
        "kelurahan": _("Choose from the list. It cannot be left empty."),
        "business_name": _("It cannot be left empty."),
        "owner_name": _("It cannot be left empty."),
        "point": _("Latitude, longitude, as a map shows them: -10.1712, 123.6012"),
        "nik": _("16 digits, as text. Leave it empty where you do not have it."),
        "birth_date": _("Day, month, year: 31/12/1980"),
        "nib_issued_on": _("Day, month, year: 31/12/1980"),
        "phone": _("The number of the owner: 0812… Several: the first one is kept."),
        "capital": _("In rupiah, digits only, without land and building."),
        "annual_sales": _("In rupiah, digits only, of one year."),
        "sales_year": _("The year of the annual sales."),
        "nib": _("13 digits, leading zeros included. Leave it empty where there is none."),
        **{
            key: _("The number as the document has it. Leave it empty where there is none.")
            for key in ("permit_pirt", "permit_halal", "permit_bpom", "permit_merek", "permit_slhs")
        },
        **{
            key: _("Day, month, year: 31/12/2028")
            for key in (
                "permit_pirt_expires_on",
                "permit_bpom_expires_on",
                "permit_merek_expires_on",
            )
        },
    }


def is_example(name: str) -> bool:
    """Whether a business of this name is the example of the template."""
    return name.upper().startswith(EXAMPLE)


def write(out: BinaryIO) -> None:
    """Write the template, in Indonesian: the list, how to fill it in, and the hidden choices."""
    with override("id"), xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        choices = _choices()
        sheet = book.add_worksheet("Daftar")
        _write_help(book, choices)
        _write_list(book, sheet, choices)


def _write_list(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, choices: dict[str, list[str]]
) -> None:
    hidden = book.add_worksheet("Pilihan")
    hidden.hide()
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    italic = book.add_format({"num_format": "@", "italic": True, "font_color": "#555555"})
    sheet.freeze_panes(1, 1)
    for index, key in enumerate(COLUMNS):
        label = capfirst(str(BY_KEY[key].label))
        sheet.set_column(index, index, max(14, min(32, len(label) + 4)), text)
        sheet.write_string(0, index, label, bold)
        sheet.write_string(1, index, EXAMPLE_ROW.get(key, ""), italic)
        if key in choices:
            _offer(sheet, hidden, index, choices[key])


def _offer(
    sheet: xlsxwriter.worksheet.Worksheet,
    hidden: xlsxwriter.worksheet.Worksheet,
    index: int,
    words: Sequence[str],
) -> None:
    """Offer `words` in a column of the list. Others may be typed: the import asks about them."""
    for row, word in enumerate(words):
        hidden.write_string(row, index, word)
    name = xlsxwriter.utility.xl_col_to_name(index)
    sheet.data_validation(
        1,
        index,
        ROWS,
        index,
        {
            "validate": "list",
            "source": f"=Pilihan!${name}$1:${name}${len(words)}",
            "error_type": "warning",
        },
    )


def _write_help(book: xlsxwriter.Workbook, choices: dict[str, list[str]]) -> None:
    sheet = book.add_worksheet("Petunjuk")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    notes = (
        _("One row for each business, on the sheet “Daftar”. Delete the row that begins CONTOH."),
        _("Leave empty what you do not know: an empty cell wipes nothing in the register."),
        _("Do not change the headings. Columns that you do not need may be deleted."),
    )
    for row, note in enumerate(notes):
        sheet.merge_range(row, 0, row, 1, note, wrapped)
    told = _help()
    for row, key in enumerate(COLUMNS, start=len(notes) + 1):
        sheet.write_string(row, 0, capfirst(str(BY_KEY[key].label)), bold)
        words = ", ".join(choices.get(key, [])) if key not in ("kelurahan", "category") else ""
        sheet.write_string(row, 1, told.get(key) or words, wrapped)
