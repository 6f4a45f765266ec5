"""The desk: the board, opening a case in three fields, and the panel on the page of a business."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from businesses import activity, merging
from businesses.models import Disclosure
from licensing import assistance
from licensing.models import AssistanceCase, Nib
from tests.factories import invented_nik, make_owner, nib_of, registered
from tests.pages import form_with

pytestmark = pytest.mark.django_db
BOARD = "/admin/licensing/assistancecase/papan/"
OPEN = "/admin/licensing/assistancecase/buka/"
PHONE = "+6281299990001"


@pytest.fixture
def here(petugas):
    owner = make_owner(name="Yuliana Uji", nik=invented_nik(), phone=PHONE)
    return registered(by=petugas, owner=owner, name="Kios Sinar Uji", kelurahan="Fontein")


@pytest.fixture
def there(petugas):
    owner = make_owner(name="Marten Uji", nik=invented_nik())
    return registered(by=petugas, owner=owner, name="Warung Sinar Uji", kelurahan="Alak")


def opened(business, kind="nib", *, by, days=0, **fields):
    day = timezone.localdate() - timedelta(days=days)
    case = AssistanceCase(business=business, kind=kind, opened_on=day, **fields)
    return assistance.open_case(case, by=by)


def column(response, name):
    return next(found for found, _address in response.context["columns"] if found.name == name)


def cases_of(response, name):
    return [card.case for card in column(response, name).cards]


def press(client, case, action, **typed):
    url = reverse("admin:licensing_assistancecase_move", args=[case.pk, action])
    return client.post(url, {"version": case.version, "papan": "", **typed})


# -- the board -----------------------------------------------------------------------------------


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


# -- opening a case ------------------------------------------------------------------------------


def send(client, text, url=OPEN, **typed):
    return client.post(url, {"cari": text, "kind": "nib", "channel": "saboak", **typed})


def test_what_the_desk_knows_opens_a_case(client_of, perizinan, here, there):
    nib = nib_of(here.owner, by=perizinan)
    known = {
        "other": here.code,
        "pirt": here.owner.reveal_nik(),
        "nib": nib.number,
        "halal": "0812 9999 0001",
        "merek": "yuliana kios",
    }
    client = client_of(perizinan)
    for kind, text in known.items():
        answer = send(client, text, kind=kind)
        case = AssistanceCase.objects.get(kind=kind)
        assert answer["Location"] == reverse(
            "admin:licensing_assistancecase_change", args=[case.pk]
        )
        assert case.business == here
    assert set(AssistanceCase.objects.values_list("channel", flat=True)) == {"saboak"}


def test_a_case_begins_with_the_opener_and_a_date(client_of, perizinan, petugas, settings, here):
    settings.ASSISTANCE_DUE_DAYS = 10
    send(client_of(perizinan), here.code)
    send(client_of(petugas), here.code, kind="halal")
    today = timezone.localdate()
    first, second = AssistanceCase.objects.order_by("pk")
    assert (first.officer, first.opened_on) == (perizinan, today)
    assert first.due_on == today + timedelta(days=10)
    assert second.officer is None


def test_several_are_shown_to_choose_from_with_all_else_kept(client_of, perizinan, here, there):
    client = client_of(perizinan)
    answer = send(client, "sinar uji", kind="halal")
    assert answer.status_code == 200
    form = form_with(answer, "kandidat")
    assert set(form["kandidat"]) == {str(here.pk), str(there.pk)}
    assert (form["cari"], form["kind"], form["channel"]) == (["sinar uji"], ["halal"], ["saboak"])
    assert not AssistanceCase.objects.exists()

    again = client.post(OPEN, form)
    assert form_with(again, "kandidat")["kandidat"] == form["kandidat"]
    assert client.post(OPEN, {**form, "usaha": there.pk}).status_code == 302
    assert AssistanceCase.objects.get().business == there


def test_candidates_come_by_name_with_the_sentence_above_them(
    client_of, perizinan, petugas, monkeypatch
):
    monkeypatch.setattr("licensing.business_lookup.MOST_FOUND", 2)
    for name in ("Uji Zaitun", "Uji Anggur", "Uji Melati"):
        registered(by=petugas, name=name)
    answer = send(client_of(perizinan), "uji")
    form = answer.context["form"]
    assert [one.name for one in form.candidates] == ["Uji Anggur", "Uji Melati"]
    assert "2" in form.too_many
    page = answer.content.decode()
    assert page.count(form.too_many) == 1
    assert page.index(form.too_many) < page.index("Uji Anggur")

    again = client_of(perizinan).post(OPEN, form_with(answer, "kandidat"))
    assert [one.name for one in again.context["form"].candidates] == ["Uji Anggur", "Uji Melati"]


def test_another_text_is_another_search(client_of, perizinan, here, there):
    client = client_of(perizinan)
    form = form_with(send(client, "sinar uji"), "kandidat")
    client.post(OPEN, {**form, "cari": here.code, "usaha": there.pk})
    assert AssistanceCase.objects.get().business == here


def test_a_choice_outside_the_area_is_none(client_of, persona, here, there):
    client = client_of(persona("perizinan", username="perizinan-fontein", kelurahan="Fontein"))
    forged = {"dicari": "sinar", "kandidat": [str(there.pk), "x", "9" * 30], "usaha": there.pk}
    answer = send(client, "sinar", **forged)
    assert AssistanceCase.objects.filter(business=there).count() == 0
    assert "Warung Sinar" not in answer.content.decode()
    assert send(client, there.code).status_code == 200
    assert AssistanceCase.objects.filter(business=there).count() == 0


@pytest.mark.parametrize(
    "text", ["tidak ada", "KPG-999999", "9912345678901", "08", "%", "'", "٣" * 16, "x" * 400, ""]
)
def test_what_fits_nothing_is_one_sentence(client_of, perizinan, here, text):
    answer = send(client_of(perizinan), text)
    assert answer.status_code == 200
    assert answer.context["form"].errors["cari"]
    assert not AssistanceCase.objects.exists()


@pytest.mark.parametrize("typed", [{"kind": "x"}, {"channel": "\0"}, {"kind": ""}])
def test_a_choice_that_is_none_is_refused(client_of, perizinan, here, typed):
    assert send(client_of(perizinan), here.code, **typed).status_code == 200
    assert not AssistanceCase.objects.exists()


def test_a_business_that_is_not_registered_yet(client_of, petugas, perizinan):
    address = reverse("admin:businesses_business_add")
    assert address in send(client_of(petugas), "tidak ada").content.decode()


def test_numbers_are_noted_limited_and_in_no_address(client_of, perizinan, settings, here):
    settings.LOOKUP_LIMIT_PER_HOUR = 2
    client = client_of(perizinan)
    answer = send(client, here.owner.reveal_nik())
    assert here.owner.reveal_nik() not in answer["Location"]
    assert Disclosure.objects.filter(owner=here.owner, by=perizinan, kind="search").count() == 1
    send(client, "081200000000")
    limited = send(client, here.owner.reveal_nik(), kind="halal")
    assert limited.status_code == 429
    assert "no-store" in limited["Cache-Control"]
    assert AssistanceCase.objects.count() == 1
    assert send(client, here.code, kind="halal").status_code == 302


def test_choosing_from_a_looked_up_list_is_no_second_look(client_of, perizinan, petugas, here):
    registered(by=petugas, owner=here.owner, name="Kios Kedua Uji")
    client = client_of(perizinan)
    form = form_with(send(client, here.owner.reveal_nik()), "kandidat")
    assert client.post(OPEN, {**form, "usaha": here.pk}).status_code == 302
    assert Disclosure.objects.filter(by=perizinan, kind="search").count() == 1


def test_a_number_of_another_area_is_not_told(client_of, persona, there):
    client = client_of(persona("perizinan", username="perizinan-fontein", kelurahan="Fontein"))
    page = send(client, there.owner.reveal_nik()).content.decode()
    assert there.name not in page
    assert there.code not in page


def test_the_same_kind_leads_to_the_open_case(client_of, perizinan, here):
    case = opened(here, by=perizinan)
    answer = send(client_of(perizinan), here.code)
    assert answer.status_code == 200
    address = reverse("admin:licensing_assistancecase_change", args=[case.pk])
    assert address in answer.content.decode()
    assert AssistanceCase.objects.count() == 1


def test_the_last_channel_is_proposed(client_of, perizinan, here):
    client = client_of(perizinan)
    assert form_with(client.get(OPEN), "channel")["channel"] == ["mpp"]
    send(client, here.code)
    assert form_with(client.get(OPEN), "channel")["channel"] == ["saboak"]
    assert form_with(client.get(BOARD), "channel")["channel"] == ["saboak"]


# -- from the page of a business -----------------------------------------------------------------


def page_for(business):
    return reverse("admin:businesses_business_open_case", args=[business.pk])


def test_from_a_business_two_fields_are_asked(client_of, petugas, here):
    client = client_of(petugas)
    page = client.get(reverse("admin:businesses_business_change", args=[here.pk]))
    assert page_for(here) in page.content.decode()
    form = form_with(client.get(page_for(here)), "kind")
    assert "cari" not in form
    assert client.post(page_for(here), form).status_code == 302
    assert AssistanceCase.objects.get().business == here


def test_the_panel_lists_the_open_cases(client_of, perizinan, verifikator, here):
    case = opened(here, by=perizinan, days=3)
    closed = opened(here, "halal", by=perizinan)
    assistance.move(closed, "cancel", by=perizinan, version=closed.version, note="Batal")
    change = reverse("admin:businesses_business_change", args=[here.pk])
    address = reverse("admin:licensing_assistancecase_change", args=[case.pk])

    page = client_of(perizinan).get(change)
    panel = next(p for p in page.context["panels"] if type(p).__name__ == "CasePanel")
    assert panel.cases == [case]
    assert address in page.content.decode()
    assert address not in client_of(verifikator).get(change).content.decode()


def test_a_closed_business_says_why_not(client_of, petugas, perizinan, here):
    activity.move(here, "close", by=petugas, version=here.version, note="Tutup")
    client = client_of(perizinan)
    page = client.get(page_for(here))
    assert page.status_code == 200
    assert page.context["hindrance"]
    assert client.post(page_for(here), {"kind": "nib", "channel": "mpp"}).status_code == 200
    assert send(client, here.code).status_code == 200
    assert not AssistanceCase.objects.exists()


def test_a_merged_business_leads_to_its_twin(client_of, perizinan, petugas, verifikator, here):
    twin = registered(by=petugas, name="Kios Kembar", kelurahan="Fontein")
    merging.merge(
        twin, here, taken=(), by=verifikator, survivor_version=1, absorbed_version=here.version
    )
    assert client_of(perizinan).get(page_for(here))["Location"] == page_for(twin)


def test_unknown_and_foreign_businesses_are_not_found(client_of, persona, perizinan, there):
    local = client_of(persona("perizinan", username="perizinan-fontein", kelurahan="Fontein"))
    assert local.get(page_for(there)).status_code == 404
    assert local.post(page_for(there), {"kind": "nib", "channel": "mpp"}).status_code == 404
    client = client_of(perizinan)
    for key in ("0", "9" * 18, "9" * 30):
        assert client.get(f"{OPEN}{key}/").status_code == 404


def test_who_may_open(client_of, verifikator, laporan, pimpinan, here):
    for user in (verifikator, laporan, pimpinan):
        client = client_of(user)
        assert client.get(OPEN).status_code == 403
        assert client.get(page_for(here)).status_code == 403
        assert send(client, here.code).status_code == 403
