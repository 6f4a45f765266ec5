"""How words are understood: other forms, synonyms, typos, spellings of places."""

import pytest

from businesses.models import Kelurahan
from common import reference
from directory import search, state
from directory.apps import SYNONYMS
from directory.models import Listing, Synonym
from directory.search import affixes, spelling, synonyms


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        *(("tenunan", "tenun"), ("menenun", "tenun"), ("ditenun", "tenun"), ("penenun", "tenun")),
        *(("jahitan", "jahit"), ("penjahit", "jahit"), ("menjahit", "jahit")),
        *(("memotong", "potong"), ("mengirim", "kirim"), ("menyapu", "sapu")),
        *(("percetakan", "cetak"), ("penjualan", "jual"), ("bertani", "tani")),
        *(("mengukir", "ukir"), ("membeli", "beli"), ("melukis", "lukis")),
    ],
)
def test_a_form_leads_to_its_stem(word, stem):
    assert stem in affixes.stems(word)


@pytest.mark.parametrize("word", ["ikan", "makan", "sei", "es", "dinas", "", "kata"])
def test_short_words_have_no_stem(word):
    assert affixes.stems(word) == set()


FORMS = {
    "tenun": "menenun tenunan ditenun penenun",
    "jahit": "menjahit penjahit jahitan",
    "potong": "memotong",
    "cuci": "mencuci",
    "kirim": "mengirim pengiriman",
    "sablon": "menyablon",
    "ukir": "pengukir",
    "lukis": "pelukis",
    "cetak": "percetakan",
    "kritik": "mengkritik",
}


@pytest.mark.parametrize("stem", FORMS)
def test_a_stem_has_its_forms(stem):
    assert set(FORMS[stem].split()) <= affixes.forms(stem)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        *(("tenun", "tenun", 0), ("tenum", "tenun", 1), ("tneun", "tenun", 1)),
        *(("sasndo", "sasando", 1), ("flobmora", "flobamora", 1), ("sei", "", 3)),
        *(("kosmabi", "kosambi", 1), ("abc", "ca", 3), ("perctakn", "percetakan", 2)),
    ],
)
def test_slips_are_counted(one, other, slips):
    assert spelling.distance(one, other) == spelling.distance(other, one) == slips


@pytest.fixture
def three(publish):
    publish(name="Tenun Ina Ndao", category="tenun", kelurahan="Batu Plat")
    publish(name="Kafe Flobamora", category="kopi-minuman", kelurahan="Airnona")
    publish(name="Rumah Sasando", category="sasando", kelurahan="Naikoten Satu")


def names(found: search.Found) -> list[str]:
    of_key = dict(Listing.objects.values_list("pk", "name"))
    return [of_key[key] for key in found.ids]


@pytest.mark.parametrize(
    ("typed", "meant", "name"),
    [
        ("flobmora", "flobamora", "Kafe Flobamora"),
        ("sasndo", "sasando", "Rumah Sasando"),
        ("Sassando", "sasando", "Rumah Sasando"),
        ("tneun batu plat", "tenun batu plat", "Tenun Ina Ndao"),
        ("teenun", "tenun", "Tenun Ina Ndao"),
        ("kafe flobomora", "kafe flobamora", "Kafe Flobamora"),
    ],
)
def test_a_slip_that_is_sure_is_answered_with_what_was_meant(three, typed, meant, name):
    found = search.find(typed)
    assert (found.corrected, found.was_corrected) == (meant, True)
    assert names(found) == [name]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tenum", "tenun"),  # short
        ("inaa tenum", "ina tenun"),
        ("lenun batu plat", "tenun batu plat"),  # another first letter
        ("kafe flobomorra", "kafe flobamora"),  # two slips
        ("flobaamorra", "flobamora"),
        ("sasndo tenum", ""),  # nothing is of both words
    ],
)
def test_of_another_slip_the_visitor_is_asked(three, typed, meant):
    found = search.find(typed)
    assert (found.ids, found.corrected, found.was_corrected) == ([], meant, False)
    if meant:
        assert search.find(meant).ids  # the link that is offered leads somewhere


def test_a_real_word_that_nobody_sells_is_not_taken_for_another(publish):
    for name in ("Kios Sabu", "Baut Jaya", "Laut Indah", "Tas Keras", "Konter Satu"):
        publish(name=name)
    for typed, near in (("sabun", "sabu"), ("buat", "baut"), ("luat", "laut"), ("kertas", "keras")):
        found = search.find(typed)
        assert (found.ids, found.corrected, found.was_corrected) == ([], near, False), typed


def test_a_second_word_as_near_makes_a_slip_unsure_unless_it_is_rare(publish):
    publish(name="Rumah Kembang")
    publish(name="Depot Lembang")
    assert search.find("kembangg").was_corrected
    publish(name="Toko Kembangu")
    found = search.find("kembangg")
    assert (found.ids, found.corrected) == ([], "kembang")
    for number in range(9):
        publish(name=f"Kembang {number}")
    assert search.find("kembangg").was_corrected


@pytest.mark.parametrize(
    ("typed", "meant", "is_slip"),
    [
        *(("sasndo", "sasando", True), ("kosmbi", "kosambi", True), ("kertas", "keras", False)),
        *(("tneun", "tenun", True), ("kpoi", "kopi", False), ("kopii", "kopi", True)),
        *(("kkopi", "kopi", True), ("koppi", "kopi", True), ("sabun", "sabu", False)),
        *(("saat", "sat", False), ("tangga", "langga", False), ("vermak", "permak", False)),
    ],
)
def test_a_slip_is_told_from_a_word_of_its_own(typed, meant, is_slip):
    assert spelling.is_slip(typed, meant) is is_slip


@pytest.mark.parametrize("typed", ["tenu", "flob", "tenun ina", "sasando"])
def test_what_finds_something_is_left_as_it_is(three, typed):
    found = search.find(typed)
    assert found.ids
    assert (found.corrected, found.was_corrected) == ("", False)


@pytest.mark.parametrize("typed", ["xyzzyq", "qqq", "tenun xyzzyq", "12345678"])
def test_what_is_like_nothing_finds_nothing(three, typed):
    assert search.find(typed) == search.Found(words=typed.split())


def test_the_commoner_of_two_near_words_is_meant(publish):
    for name in ("Kopra Satu", "Kopi Satu", "Kopi Dua"):
        publish(name=name)
    assert spelling.corrections("kopii")[0] == ("kopi", True)
    assert search.find("koprra").corrected == "kopra"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("batuplat", "Tenun Ina Ndao"),
        ("air nona", "Kafe Flobamora"),
        ("naikoten 1", "Rumah Sasando"),
        ("naikoten i", "Rumah Sasando"),
        ("tenunbatu", "Tenun Ina Ndao"),
    ],
)
def test_places_are_found_however_they_are_parted(three, typed, name):
    assert names(search.find(typed)) == [name]
    assert not search.find(typed).was_corrected


@pytest.mark.parametrize("typed", ["tenunan", "menenun", "ditenun", "penenun"])
def test_other_forms_of_a_word_find_it(three, typed):
    assert names(search.find(typed)) == ["Tenun Ina Ndao"]


def test_staff_say_what_means_the_same(three):
    assert search.find("kolintang").ids == []
    group = Synonym.objects.create(words="Kolintang, musik bambu, Sasando")
    state.note_all()
    assert names(search.find("kolintang")) == ["Rumah Sasando"]
    assert names(search.find("musik bambu naikoten")) == ["Rumah Sasando"]
    group.delete()
    state.note_all()
    assert search.find("kolintang").ids == []


def test_a_phrase_counts_as_one():
    lines = [synonyms.phrases("Daging asap, Se'i"), synonyms.phrases("ikat,tenun, ,tenun")]
    found = synonyms.gathered(lines)
    assert found.of(("sei",)) == (("daging", "asap"),)
    assert found.of(("ikat",)) == (("tenun",),)
    assert found.of(("daging",)) == ()
    assert found.longest == 2


def test_the_file_of_synonyms_has_no_phrase_twice():
    lines = [synonyms.phrases(row["words"]) for row in reference.read(SYNONYMS.file)]
    phrases = [phrase for line in lines for phrase in line]
    assert len(lines) >= 40
    assert min(len(line) for line in lines) >= 2
    assert len(phrases) == len(set(phrases))


def test_a_second_set_up_brings_no_line_back_that_staff_have_edited(register):
    Synonym.objects.filter(words__startswith="daging asap").update(words="daging asap, se'i asap")
    assert reference.load(SYNONYMS).new == 0


def test_a_dead_end_offers_what_is_near(register):
    oesapa = Kelurahan.objects.get(name="Oesapa").code
    assert search.nearest("sassando")[0] == ["sasando"]
    assert search.nearest("oesappa")[1][0] == oesapa
    categories, places = search.nearest("penjait oesapa")
    assert categories[0] == "penjahit"
    assert places[0] == oesapa
    assert search.nearest("helikopter") == ([], [])
