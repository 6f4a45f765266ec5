"""RT and RW in an address, in the shapes of real lists; what is unsure stays where it is."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.identifiers import Reading, clean_text, format_rt_rw, read_rt_rw, split_address
from tests.common.cells import ANYTHING, refusal


@pytest.mark.parametrize(
    ("typed", "rt_rw"),
    [
        ("RT 001/RW 002", ("001", "002")),
        ("RT 010 RW 004", ("010", "004")),
        ("RT 012  RW 004", ("012", "004")),
        ("RT.24/RW.08", ("024", "008")),
        ("RT 19/ RW 07", ("019", "007")),
        ("RT 03, RW 07", ("003", "007")),
        ("RT/RW 012/004", ("012", "004")),
        ("RT/RW: 12 / 4", ("012", "004")),
        ("RT / RW 012-004", ("012", "004")),
        ("Rt.05 Rw.02", ("005", "002")),
        ("R.T. 05/R.W. 02", ("005", "002")),
        ("rt05/rw02", ("005", "002")),
        ("Rt 03Rw 02", ("003", "002")),
        ("RT 12/4", ("012", "004")),
        ("rt.12/04", ("012", "004")),
        ("RW 02 / RT 05", ("005", "002")),
        ("012/004", ("012", "004")),
        ("12/4", ("012", "004")),
        ("12 - 4", ("012", "004")),
        ("RT 5", ("005", "")),
        ("RT:02", ("002", "")),
        ("RW 03", ("", "003")),
        ("RT 000/RW 003", ("", "003")),
    ],
)
def test_every_way_of_writing_rt_and_rw_is_read(typed, rt_rw):
    assert read_rt_rw(typed).value == rt_rw


def test_the_canonical_way_is_not_called_changed():
    assert read_rt_rw("RT 001/RW 002") == Reading(("001", "002"))
    assert read_rt_rw("1/2").changed


@pytest.mark.parametrize("cell", [5, 5.0, "5", "005"])
def test_a_single_number_is_the_rt_with_a_warning(cell):
    reading = read_rt_rw(cell)
    assert reading.value == ("005", "")
    assert len(reading.warnings) == 1


@pytest.mark.parametrize("placeholder", ["0", "000/000", "RT 000/RW 000", "-", None])
def test_zeros_are_no_rt(placeholder):
    assert read_rt_rw(placeholder) == Reading(None)


@pytest.mark.parametrize(
    "cell", [date(2022, 2, 5), datetime(2022, 2, 5, 0, 0), "2022-02-05 00:00:00", "05-Feb"]  # noqa: DTZ001
)  # fmt: skip
def test_a_date_that_a_spreadsheet_made_of_rt_and_rw_is_refused(cell):
    assert refusal(read_rt_rw, cell) == "rt-rw-date"


@pytest.mark.parametrize("typed", ["RT 1000/RW 2", "Jl. A RT 1", "5.2", "RT 1 RW 2 RT 3", -5])
def test_anything_else_is_no_rt(typed):
    assert refusal(read_rt_rw, typed) == "rt-rw-form"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("  Jln. Melati RT 001/RW 001", ("Jln. Melati", "001", "001")),
        ("Jl. Melati,RT 016/RW 006", ("Jl. Melati", "016", "006")),
        ("Jl. Melati, RT:02", ("Jl. Melati", "002", "")),
        ("JLN. MELATI RT.22/RW.08 KELURAHAN X", ("JLN. MELATI KELURAHAN X", "022", "008")),
        ("Jl. Melati, RT 1/RW 2, Kel. X", ("Jl. Melati, Kel. X", "001", "002")),
        ("Jln. Melati No.22 RT 014 RW 005", ("Jln. Melati No.22", "014", "005")),
        ("Jl. Melati (RT 01/RW 02)", ("Jl. Melati", "001", "002")),
        ("Jl. Melati Rt.3/12 Kel. X", ("Jl. Melati Kel. X", "003", "012")),
        ("Jl. Melati 012/004", ("Jl. Melati", "012", "004")),
        ("RT 05 Jl. Melati RW 02", ("Jl. Melati", "005", "002")),
        ("RT 27 RW 09", ("", "027", "009")),
        ("Jl. R.W. Melati 5 RT 5/2", ("Jl. R.W. Melati 5", "005", "002")),
        ("Melati\nRT 5 / RW 2", ("Melati", "005", "002")),
        ("Jl. Melati ,Depan  Pasar,", ("Jl. Melati, Depan Pasar", "", "")),
        ("-", ("", "", "")),
        (None, ("", "", "")),
    ],
)
def test_an_address_is_split_from_its_rt_and_rw(typed, parts):
    assert split_address(typed) == parts


@pytest.mark.parametrize(
    "address",
    [
        "Jl. Melati No. 12/4",
        "Jl. Melati No. 10,20",
        "Jl. Melati 1,5 km",
        "Blok 012/004",
        "Jl. Melati RT 05-02",
    ]
    + ["RT 1 RW 2 dan RT 3 RW 4", "Jl. Melati Rt4)2", "Jl. Melati RT 03/RW IV", "RT 004 002 X"]
    + ["Pasar Smart 5", "Art 5", "Jl. Melati RT 5A", "RT 05/RW 02 dan RT 06-02", "RT 1234"],
)
def test_what_is_unsure_stays_in_the_address(address):
    assert split_address(address) == (address, "", "")


@given(raw=ANYTHING | st.text(alphabet="RTWrtw0123456789/.,-: ()", max_size=40))
def test_splitting_never_fails_and_loses_nothing(raw):
    address, rt, rw = split_address(raw)
    assert all(part == "" or (len(part) == 3 and part.isdigit()) for part in (rt, rw))
    kept = [sign for sign in address if sign.isalnum()]
    if not (rt or rw or "0" in clean_text(raw)):
        everything = [sign for sign in clean_text(raw) if sign.isalnum()]
        assert kept == everything or not kept


@given(
    street=st.sampled_from(["Jl. Melati", "Jl. Melati No. 7", "Depan Pasar X", ""]),
    rt=st.integers(min_value=1, max_value=999),
    rw=st.integers(min_value=1, max_value=999),
    form=st.sampled_from(
        ["{0} RT {1:03d}/RW {2:03d}", "{0}, RT.{1} RW.{2}", "{0} rt{1}/rw{2}", "{0} RT/RW {1}/{2}"]
        + ["{0} RT {1}/{2}", "RW {2}, RT {1}, {0}", "{0} RT: {1} , RW: {2}", "{0} (RT {1} RW {2})"]
    ),
)
def test_every_form_gives_the_same_three_parts(street, rt, rw, form):
    parts = split_address(form.format(street, rt, rw))
    assert parts == (street, f"{rt:03d}", f"{rw:03d}")
    assert split_address(street) == (street, "", "")


@given(rt=st.integers(min_value=0, max_value=999), rw=st.integers(min_value=0, max_value=999))
def test_a_written_rt_and_rw_is_read_back(rt, rw):
    numbers = f"{rt:03d}" if rt else "", f"{rw:03d}" if rw else ""
    expected = numbers if rt or rw else None
    assert read_rt_rw(format_rt_rw(*numbers)) == Reading(expected)
