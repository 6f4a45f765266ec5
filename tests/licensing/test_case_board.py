"""The board of the help desk: its columns, filters and buttons."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from licensing import assistance
from licensing.models import AssistanceCase, Nib
from tests.factories import invented_nik, registered
from tests.licensing.cases import kios, opened, warung

pytestmark = pytest.mark.django_db
BOARD = "/admin/licensing/assistancecase/papan/"


@pytest.fixture
def here(petugas):
    return kios(by=petugas, nik=invented_nik())


@pytest.fixture
def there(petugas):
    return warung(by=petugas, nik=invented_nik())


def column(response, name):
    return next(found for found, _address in response.context["columns"] if found.name == name)


def cases_of(response, name):
    return [card.case for card in column(response, name).cards]


def press(client, case, action, **typed):
    url = reverse("admin:licensing_assistancecase_move", args=[case.pk, action])
    return client.post(url, {"version": case.version, "papan": "", **typed})


def test_the_columns_hold_the_stages_with_the_oldest_first(client_of, perizinan, here, there):
    young, old = opened(here, by=perizinan, days=2), opened(there, by=perizinan, days=9)
    moved = opened(here, "halal", by=perizinan)
    moved = assistance.move(moved, "prepare", by=perizinan, version=moved.version)
    gone = opened(here, "merek", by=perizinan)
    gone = assistance.move(gone, "cancel", by=perizinan, version=gone.version, note="Batal")
    before = opened(here, "pirt", by=perizinan)
    assistance.move(before, "cancel", by=perizinan, version=before.version, note="Batal")
    long_ago = timezone.localdate() - timedelta(days=31)
    AssistanceCase.objects.filter(pk=before.pk).update(closed_on=long_ago)

    response = client_of(perizinan).get(BOARD)

    assert response.status_code == 200
    assert cases_of(response, "opened") == [old, young]
    assert [case.days for case in cases_of(response, "opened")] == [9, 2]
    assert cases_of(response, "preparing") == [moved]
    assert cases_of(response, "filed") == []
    assert cases_of(response, "closed") == [gone]


def test_what_is_late_says_so_in_words(client_of, perizinan, here):
    yesterday = timezone.localdate() - timedelta(days=1)
    opened(here, by=perizinan, days=9, due_on=yesterday)
    response = client_of(perizinan).get(BOARD)
    assert [case.days_overdue for case in cases_of(response, "opened")] == [1]
    assert "badge-red" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"own", "free", "far"}),
        ({"jenis": "halal"}, {"free"}),
        ({"dibuka_di": "saboak"}, {"far"}),
        ({"petugas": "saya"}, {"own"}),
        ({"petugas": "tanpa"}, {"free", "far"}),
        ({"tempat": "53.71.01"}, {"far"}),
        ({"jenis": "?", "tempat": "%", "petugas": "x", "dibuka_di": "'"}, {"own", "free", "far"}),
    ],
)
def test_the_filters(client_of, perizinan, here, there, query, expected):
    cases = {
        "own": opened(here, by=perizinan, officer=perizinan),
        "free": opened(here, "halal", by=perizinan),
        "far": opened(there, by=perizinan, channel="saboak"),
    }
    response = client_of(perizinan).get(BOARD, query)
    assert set(cases_of(response, "opened")) == {cases[name] for name in expected}


def test_a_long_column_is_cut_and_leads_to_the_same_rows_as_a_list(
    client_of, perizinan, here, monkeypatch
):
    monkeypatch.setattr("licensing.case_board.MOST_CARDS", 2)
    for _number in range(3):
        opened(here, "other", by=perizinan)
    opened(here, "nib", by=perizinan)
    client = client_of(perizinan)

    response = client.get(BOARD, {"jenis": "other", "petugas": "tanpa"})
    found, address = response.context["columns"][0]
    assert (found.count, len(found.cards)) == (3, 2)
    assert address.replace("&", "&amp;") in response.content.decode()
    assert len(client.get(address).context["cl"].result_list) == 3


def test_a_column_has_fifteen_cards_and_a_way_up(client_of, perizinan, here):
    for _number in range(16):
        opened(here, "other", by=perizinan)
    response = client_of(perizinan).get(BOARD)
    assert len(cases_of(response, "opened")) == 15
    page = response.content.decode()
    assert page.count('href="#content-main"') >= 4
    assert 'id="content-main"' in page
    assert response.context["columns"][0][1].replace("&", "&amp;") in page


def test_the_filters_are_folded_away_until_one_is_chosen(client_of, perizinan, here):
    client = client_of(perizinan)
    assert '<details class="case-filters">' in client.get(BOARD).content.decode()
    page = client.get(BOARD, {"jenis": "halal"}).content.decode()
    assert '<details class="case-filters" open>' in page


def test_days_count_to_today_or_to_the_closing():
    today = timezone.localdate()
    case = AssistanceCase(opened_on=today - timedelta(days=9))
    assert (case.days, case.days_overdue) == (9, 0)
    case.due_on = today
    assert case.days_overdue == 0
    case.due_on = today - timedelta(days=2)
    assert case.days_overdue == 2
    case.closed_on = today - timedelta(days=5)
    assert (case.days, case.days_overdue) == (4, 0)


def test_the_list_of_the_closed_column_holds_the_same(client_of, perizinan, here):
    case = opened(here, by=perizinan)
    assistance.move(case, "cancel", by=perizinan, version=case.version, note="Batal")
    client = client_of(perizinan)
    _found, address = client.get(BOARD).context["columns"][-1]
    assert list(client.get(address).context["cl"].result_list) == [case]


def test_one_press_moves_a_case_and_comes_back_to_the_same_board(client_of, perizinan, here):
    case = opened(here, by=perizinan)
    narrowed = urlencode({"jenis": "nib", "petugas": "tanpa"})
    answer = press(client_of(perizinan), case, "file", papan=narrowed)

    assert answer["Location"] == f"{BOARD}?{narrowed}"
    case.refresh_from_db()
    assert case.stage == "filed"
    assert Nib.objects.get(owner=here.owner).status == "applied"


@pytest.mark.parametrize("typed", ["//example.org/", "jenis=%00", "x" * 3000, "tempat=9&jenis=q"])
def test_the_way_back_leads_nowhere_else(client_of, perizinan, here, typed):
    answer = press(client_of(perizinan), opened(here, by=perizinan), "prepare", papan=typed)
    assert answer["Location"] == BOARD


def test_a_colleague_was_faster(client_of, perizinan, persona, here):
    case = opened(here, by=perizinan)
    colleague = persona("perizinan", username="perizinan-dua")
    assistance.move(case, "prepare", by=colleague, version=case.version)

    client = client_of(perizinan)
    answer = press(client, case, "file")
    assert answer["Location"] == BOARD
    (said,) = client.get(BOARD).context["messages"]
    assert colleague.full_name in str(said)
    case.refresh_from_db()
    assert case.stage == "preparing"


def test_a_button_stands_only_where_it_may_be_pressed(client_of, petugas, perizinan, here):
    opened(here, by=perizinan)
    moves = [move.name for move in column(client_of(perizinan).get(BOARD), "opened").cards[0].moves]
    assert moves == ["prepare", "file"]
    assert column(client_of(petugas).get(BOARD), "opened").cards[0].moves == []


def test_the_board_holds_the_work_area_only(client_of, persona, perizinan, here, there):
    opened(here, by=perizinan)
    case = opened(there, by=perizinan)
    local = persona("perizinan", username="perizinan-alak", kelurahan="Alak")
    response = client_of(local).get(BOARD)
    assert cases_of(response, "opened") == [case]
    assert "Fontein" not in response.content.decode()


def test_who_may_see_the_board(client_of, petugas, pimpinan, verifikator, laporan):
    assert client_of(petugas).get(BOARD).status_code == 200
    assert client_of(pimpinan).get(BOARD).status_code == 200
    assert client_of(verifikator).get(BOARD).status_code == 403
    assert client_of(laporan).get(BOARD).status_code == 403
    assert client_of(petugas).post(BOARD).status_code == 405


def test_the_board_takes_the_same_queries_however_many_cards(client_of, perizinan, petugas):
    client = client_of(perizinan)

    def fill():
        for action in ("", "prepare", "file", "cancel"):
            for officer in (perizinan, None):
                case = opened(registered(by=petugas), by=perizinan, officer=officer)
                if action:
                    assistance.move(case, action, by=perizinan, version=case.version, note="Uji")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(BOARD)
        return len(captured), [len(found.cards) for found, _address in response.context["columns"]]

    fill()
    client.get(BOARD)
    few, cards = queries()
    assert cards == [2, 2, 2, 2]
    fill()
    fill()
    many, cards = queries()
    assert cards == [6, 6, 6, 6]
    assert many == few
    assert few <= 15
