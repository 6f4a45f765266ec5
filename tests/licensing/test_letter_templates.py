"""The wording of letters: placeholders, tables, what fits on a page, and who may change it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from common.workflow import StaleVersion
from licensing import letter_draft, letter_text, letters
from licensing.letter_sheet import DENSITIES, Sheet, lines_of
from licensing.letter_text import Block, blocks_of, fill, mistakes, number_of
from licensing.models import Letter, LetterTemplate
from tests.factories import registered
from tests.pages import form_with

LIST = "/admin/licensing/lettertemplate/"
KNOWN = {"nama_usaha", "kelas"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Usaha {nama_usaha} kelas {kelas}", 0),
        ("tanpa apa-apa", 0),
        ("{nik}", 1),
        ("{nama_usaha.owner}", 1),
        ("{nama_usaha!r}", 1),
        ("{{nama_usaha}}", 1),
        ("{}", 1),
        ("sisa } dan {nik} dan {umur}", 3),
        ("{nama_usaha", 1),
    ],
)
def test_only_placeholders_of_the_list_are_taken(text, count):
    assert len(mistakes(text, KNOWN)) == count


def test_a_value_is_put_in_once_and_stays_a_value():
    values = {"nama_usaha": "{kelas} {0.__class__}", "kelas": "29"}
    assert fill("Usaha {nama_usaha}", values) == "Usaha {kelas} {0.__class__}"


def test_a_line_of_a_table_without_its_value_is_left_out():
    values = {"nama_usaha": "Kios", "kelas": ""}
    text = "Nama : {nama_usaha}\nKelas : {kelas}\n\nUntuk kelas {kelas}."
    assert fill(text, values) == "Nama : Kios\n\nUntuk kelas –."


def test_paragraphs_and_tables():
    body = "Satu\nbaris.\n\nNama : Kios Ana\nAlamat : Jl. Uji : 1\n\n\nBahwa usaha ini: benar."
    assert blocks_of(body) == [
        Block(text="Satu baris."),
        Block(rows=(("Nama", "Kios Ana"), ("Alamat", "Jl. Uji : 1"))),
        Block(text="Bahwa usaha ini: benar."),
    ]


@given(st.text(max_size=80))
def test_a_value_never_makes_its_paragraph_a_table(value):
    body = fill("Menerangkan {nama_usaha}\n\nAkhir.", {"nama_usaha": value})
    assert len(blocks_of(body)) == 2
    assert blocks_of(body)[0].rows == ()


def test_numbers():
    form = "{urut}/SKT/{bulan}/{bulan_romawi}/{tahun}"
    assert number_of(form, 7, date(2026, 8, 1)) == "007/SKT/08/VIII/2026"
    assert number_of(form, 12345, date(2026, 12, 1)) == "12345/SKT/12/XII/2026"
    assert number_of(form, None, date(2026, 1, 1)) == "…/SKT/01/I/2026"


def test_lines_are_broken_between_words_and_within_long_ones():
    assert lines_of("", 80, 10) == 1
    assert lines_of("pendek", 80, 10) == 1
    assert lines_of("kata " * 40, 80, 10) > 4
    assert lines_of("W" * 150, 80, 10) > 5


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["terdaftar", "merek"])
def test_the_templates_of_the_set_up_are_right_and_fit(kind, register):
    template = letters.template_of(kind)
    known = {item.name for item in letter_text.placeholders_of(kind)}
    assert mistakes(template.body, known) == []
    assert letter_draft.sample_sheet(template).density == "normal"
    assert letter_draft.sample_sheet(template, longest=True).density is not None


@pytest.mark.django_db
def test_every_placeholder_has_a_value(register, petugas):
    template = letters.template_of("merek")
    values = letter_draft.values_of(
        registered(by=petugas), template, letter_draft.Typed(), on=date(2026, 1, 1)
    )
    assert set(values) == {item.name for item in letter_text.PLACEHOLDERS}


def test_a_text_is_set_smaller_and_at_last_refused():
    def density(paragraphs):
        body = "\n\n".join(
            ["Kalimat uji yang cukup panjang untuk satu baris penuh. " * 3] * paragraphs
        )
        letter = Letter(
            kind="merek", letterhead="KOTA", title="SURAT", body=body, signed_at="Kupang",
            signer_position="Kepala", issued_on=date(2026, 1, 1),
        )  # fmt: skip
        return Sheet(letter).density

    found = [density(paragraphs) for paragraphs in range(1, 30)]
    names = [one.name for one in DENSITIES]
    assert list(dict.fromkeys(found)) == [*names, None]


# -- who changes them ------------------------------------------------------------------------------


@pytest.fixture
def template(register):
    return LetterTemplate.objects.get(kind="terdaftar")


@pytest.fixture
def page(template):
    return f"{LIST}{template.pk}/change/"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["petugas", "verifikator", "perizinan", "laporan", "pimpinan"])
def test_only_the_administrator_changes_one(role, persona, template):
    with pytest.raises(PermissionDenied):
        letters.revise_template(template, by=persona(role), version=1)


@pytest.mark.django_db
def test_a_change_is_kept_with_its_author(template, administrator):
    template.signer_name = "Contoh Kepala"
    letters.revise_template(template, by=administrator, version=1)
    template.refresh_from_db()
    assert (template.version, template.updated_by) == (2, administrator)
    assert template.history.first().history_user == administrator
    with pytest.raises(StaleVersion):
        letters.revise_template(template, by=administrator, version=1)


@pytest.mark.django_db
def test_the_page_saves_and_lists_the_placeholders(page, template, administrator, client_of):
    browser = client_of(administrator)
    answer = browser.get(page)
    assert "{nama_usaha}" in answer.content.decode()
    assert "{merek}" not in answer.content.decode()
    data = form_with(answer, "body")
    sent = browser.post(page, {**data, "signer_name": "Contoh Kepala", "valid_months": ""})
    assert sent.status_code == 302, sent.context["errors"]
    stored = LetterTemplate.objects.get(pk=template.pk)
    assert (stored.signer_name, stored.valid_months, stored.body) == (
        "Contoh Kepala",
        None,
        template.body,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", "NIK : {nik}"),
        ("body", "Merek : {merek}"),
        ("body", "kurung { sisa"),
        ("body", "Baris uji yang panjang sekali. " * 130),
        ("body", "satu\n\n" * 90),
        ("title", "SURAT {kode}"),
        ("letterhead", "baris\n" * 7),
        ("letterhead", "X" * 91),
        ("number_format", "{urut}/SKT"),
        ("number_format", "SKT/{tahun}"),
        ("number_format", "{urut}/{tahun}/{nik}"),
        ("number_format", "{urut}/REK-MEREK/{bulan_romawi}/{tahun}"),
        ("valid_months", "0"),
        ("valid_months", "121"),
        ("valid_months", "99999999999"),
    ],
)
def test_a_wrong_template_is_said_and_not_saved(
    field, value, page, template, administrator, client_of
):
    browser = client_of(administrator)
    data = form_with(browser.get(page), "body")
    answer = browser.post(page, {**data, field: value})
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert LetterTemplate.objects.get(pk=template.pk).version == 1


@pytest.mark.django_db
def test_of_two_administrators_the_second_sees_both(page, administrator, client_of, persona):
    first, second = client_of(administrator), client_of(persona("admin", username="dua"))
    mine, theirs = form_with(first.get(page), "body"), form_with(second.get(page), "body")
    assert first.post(page, {**mine, "signed_at": "Kupang Satu"}).status_code == 302
    answer = second.post(page, {**theirs, "signed_at": "Kupang Dua"})
    assert answer.status_code in (200, 409)
    assert "Kupang Satu" in answer.content.decode()
    assert LetterTemplate.objects.get(kind="terdaftar").signed_at == "Kupang Satu"


@pytest.mark.django_db
def test_the_licensing_officer_reads_and_previews(page, template, perizinan, petugas, client_of):
    browser = client_of(perizinan)
    assert browser.get(page).status_code == browser.get(LIST).status_code == 200
    assert browser.post(page, {"title": "X"}).status_code == 403
    assert browser.get(f"{LIST}add/").status_code == 403
    for query in ("", "?panjang=1"):
        answer = browser.get(f"{LIST}{template.pk}/contoh/{query}")
        assert answer.status_code == 200
        assert "<svg" in answer.content.decode()
    assert browser.post(f"{LIST}{template.pk}/contoh/").status_code == 405
    assert browser.get(f"{LIST}{9 * 10**30}/contoh/").status_code == 404
    assert client_of(petugas).get(f"{LIST}{template.pk}/contoh/").status_code == 403
