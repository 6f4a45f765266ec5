"""Unknown words are shown once and decided upon once; nothing is guessed."""

import io
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from businesses.models import Kelurahan
from imports.columns import BadColumns
from imports.lookups import Lookups
from imports.report import as_json
from imports.running import run
from tests.imports.lists import counts, invented_name, many, one, options

pytestmark = pytest.mark.django_db


@pytest.fixture
def decide(register):
    """A dry run with decisions: `decide(data, kelurahan={"Oesapa Sel": "53.71.…"})`."""

    def make(data: bytes, *, constants=None, **values):
        return run(data, replace(options(**(constants or {})), values=values))

    return make


def code_of(name: str) -> str:
    return Kelurahan.objects.get(name=name).code


def test_an_unknown_word_is_told_once_with_its_rows_and_what_is_like_it(check):
    names = ("Fontain", "fontain", "Fontain", "Oesapq")
    result = check(many(*({"Kelurahan": name} for name in names)))

    told = {word.text: word for word in result.unknown}
    assert counts(result)[-1] == 4
    assert {text: word.rows for text, word in told.items()} == {"Fontain": 3, "Oesapq": 1}
    assert told["Fontain"].nearest[0] == (code_of("Fontein"), "Fontein (Kota Raja)")
    assert code_of("Oesapa") in dict(told["Oesapq"].nearest)


def test_a_word_counts_its_rows_and_the_most_frequent_comes_first(check):
    rows = [{"Nama Usaha": invented_name(n), "Kategori": "Lain-lain"} for n in range(3)]
    result = check(many(*rows, {"Kategori": "Qqqq"}))

    assert [(w.key, w.text, w.rows) for w in result.unknown] == [
        ("category", "Lain-lain", 3),
        ("category", "Qqqq", 1),
    ]
    assert counts(result)[0] == 4, "an unknown category is no error"


def test_a_known_word_is_not_asked_about(check):
    assert check(one(Kategori="Tenun")).unknown == []


def test_what_was_decided_holds_for_every_row_and_every_spelling(decide):
    data = many(
        {"Kelurahan": "Kmpung Fontein"},
        {"Kelurahan": "KMPUNG  fontein", "Nama Usaha": "B"},
        {"Kelurahan": "Lain", "Nama Usaha": "C"},
    )
    result = decide(data, kelurahan={"kmpung fontein": code_of("Fontein")})

    assert counts(result) == [2, 0, 0, 0, 1]
    assert {draft.values["business.kelurahan"].name for draft in result.of("new")} == {"Fontein"}
    assert [draft.given["kelurahan"] for draft in result.of("new")][0] == "Kmpung Fontein"
    assert [word.text for word in result.unknown] == ["Lain"]


def test_a_word_can_be_left_out_and_a_constant_fills_its_place(decide):
    data = one(Kelurahan="Kota lain", Kecamatan="Banjarsari")

    result = decide(
        data,
        constants={"kelurahan": "Fontein"},
        kelurahan={"Kota lain": None},
        kecamatan={"Banjarsari": None},
    )

    assert counts(result) == [1, 0, 0, 0, 0]
    assert result.unknown == []


@pytest.mark.parametrize(
    ("column", "word", "code", "field", "value"),
    [
        ("Kategori", "Aneka tenunan", "tenun", "categories", "tenun"),
        ("Jenis Lokasi", "Pinggir jalan", "keliling", "business.place_kind", "keliling"),
        ("Badan Usaha", "Usaha keluarga", "perorangan", "owner.kind", "perorangan"),
        ("Jenis Kelamin", "Ibu", "F", "owner.gender", "F"),
    ],
)
def test_other_choices_are_decided_alike(decide, column, word, code, field, value):
    from imports.decisions import CHOICES

    look = Lookups.load()
    key = {"Kategori": "category", "Jenis Lokasi": "place_kind", "Badan Usaha": "owner_kind",
           "Jenis Kelamin": "gender"}[column]  # fmt: skip
    codes = CHOICES[key](look)
    code = code if code in codes else next(iter(codes))
    before = decide(one(**{column: word}))
    assert [(w.key, w.text) for w in before.unknown] == [(key, word)]

    after = decide(one(**{column: word}), **{key: {word: code}})

    assert after.unknown == []
    draft = after.of("new")[0]
    found = draft.values[field]
    assert (found[0].slug if field == "categories" else found) == code


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"nik": {"x": "1"}}, "Values of “nik” cannot be mapped"),
        ({"kelurahan": {"x": "Fontein"}}, "“x” is mapped to “Fontein”, which is no code"),
        ({"category": {"x": ""}}, "“x” is mapped to “”, which is no code"),
    ],
)
def test_a_decision_that_fits_nothing_is_refused(decide, values, sentence):
    with pytest.raises(BadColumns, match="^" + sentence[:20]) as refused:
        decide(one(), **values)
    assert str(refused.value).startswith(sentence)


def test_the_command_takes_the_decisions_and_names_what_is_open(tmp_path, register):
    data, values = tmp_path / "daftar.csv", tmp_path / "nilai.json"
    data.write_bytes(many({"Kelurahan": "Fontain"}, Kelurahan="Oesapq"))

    def printed(*arguments):
        out = io.StringIO()
        call_command("import_businesses", str(data), *arguments, stdout=out)
        return out.getvalue()

    asked = json.loads(printed("--format", "json"))["unknown_values"]
    assert asked[0]["nearest"][0]["code"] == code_of("Fontein")
    assert "kelurahan: “Fontain” (1 row)" in printed()
    values.write_text(json.dumps({"kelurahan": {"Fontain": code_of("Fontein")}}))
    answer = json.loads(printed("--values", str(values), "--format", "json"))
    assert (answer["error"], answer["unknown_values"]) == (0, [])
    for text in ("[]", '{"kelurahan": []}', '{"kelurahan": {"x": 1}}', "{"):
        values.write_text(text)
        with pytest.raises(CommandError, match=r"^The file of"):
            printed("--values", str(values))


def test_every_kind_of_word_can_be_told_to_other_programs(check):
    """The names of choices are lazy until somebody asks for their text."""
    result = check(one(**{"Jenis Lokasi Usaha": "Menetp", "JK": "Prempuan", "Kategori": "Kulner"}))

    assert {word.key for word in result.unknown} >= {"place_kind", "category"}
    assert "Menetp" in json.dumps(as_json(result))
