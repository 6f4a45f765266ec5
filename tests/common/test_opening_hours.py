"""Opening hours: the notation, its spellings, contradictions, and whether it is open now."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.opening_hours import EXAMPLE, Span, is_open, normalise, parse
from common.readings import Unreadable
from tests.common.cells import outcome, refusal

MONDAY = datetime(2026, 11, 16)  # noqa: DTZ001  local time on purpose


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        (EXAMPLE, EXAMPLE),
        ("senin s/d jumat 8:00 - 17:00, sabtu 08:00-12:00, minggu libur", EXAMPLE),
        ("Mon-Fri 8-17; Sat 0800-1200; Sun closed", EXAMPLE),
        ("Senin–Jumat: 08.00–17.00\nSabtu: 08.00–12.00\nMinggu: tutup", EXAMPLE),
        ("Setiap hari 07.00-21.00", "Sen-Min 07.00-21.00"),
        ("buka setiap hari, jam 7 sampai jam 21 WITA", "Sen-Min 07.00-21.00"),
        ("daily 07:00 to 21:00", "Sen-Min 07.00-21.00"),
        ("Setiap hari 24 jam", "Sen-Min 24 jam"),
        ("Sen-Min 00.00-24.00", "Sen-Min 24 jam"),
        ("Setiap hari 08.00-17.00; Min tutup", "Sen-Sab 08.00-17.00; Min tutup"),
        ("Jum'at 19.00-02.00", "Jum 19.00-02.00"),
        ("Jum 20.00-00.00", "Jum 20.00-24.00"),
        ("Sab-Sen 10-20", "Sen 10.00-20.00; Sab-Min 10.00-20.00"),
        ("Rab & Sel 9-12, 13-17", "Sel-Rab 09.00-12.00, 13.00-17.00"),
        ("Sen 8-12; Sen 13-17", "Sen 08.00-12.00, 13.00-17.00"),
        ("Sab 8-12; Jum 8-12", "Jum-Sab 08.00-12.00"),
        ("senin sampai dengan sabtu pukul 07.30 s.d. 21.00", "Sen-Sab 07.30-21.00"),
        ("", ""),
        ("-", ""),
    ],
)
def test_hours_are_written_in_one_way(typed, canonical):
    assert normalise(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kapan saja", "hours-form"),
        ("Sen", "hours-form"),
        ("Sen-Jum", "hours-form"),
        ("Sen 08.00", "hours-form"),
        ("Sen 08.00, 17.00", "hours-form"),
        ("Sen - 08.00-17.00", "hours-form"),
        ("Sen 25.00-26.00", "hours-form"),
        ("Sen 08.60-09.00", "hours-form"),
        ("Sen 8.5-17", "hours-form"),
        ("Sen 08.00-17.00 WIB", "hours-form"),
        ("Sen 08-17 " * 100, "hours-form"),
        ("08.00-22.00", "hours-days"),
        ("Sen 8-5", "hours-clock"),
        ("Sen 08.00-08.00", "hours-clock"),
        ("Sen 24.00-02.00", "hours-clock"),
        ("Setiap hari 8-17; Sab 8-12", "hours-twice"),
        ("Sen 8-12, 11-15", "hours-twice"),
        ("Sen 8-17; Sen tutup", "hours-twice"),
        ("Setiap hari tutup; Sen 8-17", "hours-twice"),
    ],
)
def test_what_is_unclear_is_refused_with_its_reason(typed, code):
    assert refusal(normalise, typed) == code


def test_a_refusal_shows_an_example():
    with pytest.raises(Unreadable) as refused:
        normalise("pagi sampai sore")
    assert EXAMPLE in str(refused.value)


def test_spans_are_minutes_of_their_weekday():
    assert parse("Sab 08.00-12.00; Jum 19.00-02.00; Min tutup") == (
        Span(weekday=4, opens=1140, closes=1560),
        Span(weekday=5, opens=480, closes=720),
    )
    assert parse("Min 24 jam") == (Span(6, 0, 1440),)
    assert parse("") == ()


@pytest.mark.parametrize(
    ("day", "hour", "minute", "expected"),
    [
        (0, 7, 59, False),
        (0, 8, 0, True),
        (0, 16, 59, True),
        (0, 17, 0, False),
        (4, 23, 30, True),  # Friday night
        (5, 1, 59, True),  # still Friday's opening
        (5, 2, 0, False),
        (6, 20, 0, True),  # Sunday night into Monday
        (0, 0, 30, True),
        (1, 10, 0, False),
    ],
)
def test_a_place_is_open_within_its_hours_and_past_midnight(day, hour, minute, expected):
    text = "Sen 08.00-17.00; Jum 19.00-02.00; Min 18.00-01.00"
    assert is_open(text, MONDAY + timedelta(days=day, hours=hour, minutes=minute)) is expected


def test_an_aware_moment_is_taken_in_wita():
    assert is_open("Sen 08.00-17.00", datetime(2026, 11, 16, 0, 0, tzinfo=UTC))
    assert not is_open("Sen 08.00-17.00", datetime(2026, 11, 16, 9, 0, tzinfo=UTC))


def test_unreadable_or_no_hours_are_not_open():
    assert not is_open("entah", MONDAY)
    assert not is_open("", MONDAY)
    assert not is_open("Sen tutup", MONDAY)


times = st.builds(
    "{:02d}{}{:02d}".format,
    st.integers(min_value=0, max_value=23),
    st.sampled_from([".", ":"]),
    st.sampled_from([0, 15, 30, 59]),
)
hours = st.lists(st.builds("{}-{}".format, times, times), min_size=1, max_size=2).map(", ".join)
days = st.sampled_from(["Sen", "selasa", "Rab-Jum", "Sab - Sel", "Min", "Sunday", "Setiap hari"])
entries = st.builds("{} {}".format, days, hours | st.sampled_from(["tutup", "24 jam"]))
weeks = st.lists(entries, max_size=4).map("; ".join)


@given(text=weeks | st.text() | st.text(alphabet="SenJum08.:-,; 24tup", max_size=30))
def test_normalising_gives_text_or_unreadable_and_is_stable(text):
    canonical = outcome(normalise, text)
    if isinstance(canonical, Unreadable):
        assert canonical.code.startswith("hours-")
    else:
        assert normalise(canonical) == canonical
        assert parse(canonical) == parse(text)


@given(text=weeks, minutes=st.integers(min_value=0, max_value=7 * 1440 - 1))
def test_open_agrees_with_the_spans_minute_by_minute(text, minutes):
    spans = outcome(parse, text)
    spans = () if isinstance(spans, Unreadable) else spans
    week = 7 * 1440
    covered = any(
        (minutes - span.weekday * 1440 - span.opens) % week < span.closes - span.opens
        for span in spans
    )
    assert is_open(text, MONDAY + timedelta(minutes=minutes)) is covered
