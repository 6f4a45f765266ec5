"""The page of a NIB: lines within the area, on the version shown, and no colleague overwritten."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from businesses.models import Kbli
from common.workflow import StaleVersion, WrongState
from licensing import lifecycle, nib_lines
from licensing.models import Nib, NibActivity
from tests.factories import nib_of, registered
from tests.pages import form_with, send_confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(petugas):
    return registered(by=petugas, kelurahan="Fontein")


@pytest.fixture
def nib(business, petugas):
    return nib_of(business.owner, by=petugas)


@pytest.fixture
def codes(register):
    return list(Kbli.objects.order_by("pk")[:3])


@pytest.fixture
def second(persona):
    return persona("perizinan", username="perizinan-dua")


@pytest.fixture
def lines(nib, codes, perizinan):
    """Two lines on the NIB."""
    new = [NibActivity(nib=nib, kbli=kbli, risk_level="rendah") for kbli in codes[:2]]
    nib_lines.revise(nib, by=perizinan, version=nib.version, kept=new)
    nib.refresh_from_db()
    return new


def page_of(nib):
    return reverse("admin:licensing_nib_change", args=[nib.pk])


def opened(client, nib):
    """What the page would send if nothing was changed."""
    return form_with(client.get(page_of(nib)), "opened_version")


def send(client, nib, form, **changes):
    data = {**form, **{name.replace("__", "-"): value for name, value in changes.items()}}
    return send_confirmed(client, page_of(nib), {**data, "_save": "1"})


def choose(client, nib, page, **choices):
    form = form_with(page, "settled_on")
    chosen = {f"choice-{name.replace('__', '-')}": value for name, value in choices.items()}
    return send_confirmed(client, page_of(nib), {**form, **chosen})


def stored(nib):
    return {line.kbli: line.risk_level for line in NibActivity.objects.filter(nib=nib)}


# -- the action ------------------------------------------------------------------------------------


def test_lines_move_the_version_on_and_say_who(nib, lines, codes, perizinan):
    assert stored(nib) == {codes[0]: "rendah", codes[1]: "rendah"}
    assert nib.version == 3, "not held, recorded, with lines"
    assert nib.history.first().history_user == perizinan
    assert lines[0].history.get().history_user == perizinan

    lines[0].risk_level = "tinggi"
    nib_lines.revise(nib, by=perizinan, version=3, kept=lines[:1], removed=lines[1:])
    assert stored(nib) == {codes[0]: "tinggi"}
    removal = NibActivity.history.filter(history_type="-").get()
    assert (removal.kbli, removal.history_user) == (codes[1], perizinan)
    nib.refresh_from_db()
    assert nib.version == 4


def test_nothing_changed_is_no_new_version(nib, lines, perizinan):
    assert nib_lines.revise(nib, by=perizinan, version=nib.version).version == nib.version
    assert nib.history.count() == nib.version


def test_another_version_is_refused_and_nothing_is_written(nib, lines, codes, perizinan):
    with pytest.raises(StaleVersion):
        nib_lines.revise(nib, by=perizinan, version=nib.version - 1, removed=lines)
    assert len(stored(nib)) == 2


def test_the_area_and_the_permissions(nib, codes, petugas, verifikator, pimpinan, persona):
    new = [NibActivity(nib=nib, kbli=codes[0], risk_level="rendah")]
    for person in (petugas, verifikator, pimpinan):
        with pytest.raises(PermissionDenied):
            nib_lines.revise(nib, by=person, version=nib.version, kept=new)
    far = persona("perizinan", username="alak", kelurahan="Alak")
    with pytest.raises(Http404):
        nib_lines.revise(nib, by=far, version=nib.version, kept=new)
    assert stored(nib) == {}


def test_a_kbli_stands_on_a_nib_once(nib, lines, codes, perizinan):
    again = NibActivity(nib=nib, kbli=codes[0], risk_level="tinggi")
    with pytest.raises(nib_lines.LineTaken):
        nib_lines.revise(nib, by=perizinan, version=nib.version, kept=[again])
    nib.refresh_from_db()
    assert nib.version == 3, "nothing of a refused revision stays"


def test_a_nib_without_a_number_has_a_reason_and_no_lines(business, codes, perizinan):
    nib = lifecycle.of_owner(business.owner, by=perizinan)
    line = NibActivity(nib=nib, kbli=codes[0], risk_level="rendah")
    with pytest.raises(WrongState):
        nib_lines.revise(nib, by=perizinan, version=nib.version, kept=[line])
    nib = nib_lines.revise(nib, by=perizinan, version=nib.version, absence_reason="tax_fear")
    assert (nib.absence_reason, nib.version) == ("tax_fear", 2)


def test_a_nib_with_a_number_takes_no_reason(nib, perizinan):
    with pytest.raises(WrongState):
        nib_lines.revise(nib, by=perizinan, version=nib.version, absence_reason="tax_fear")


# -- the page --------------------------------------------------------------------------------------


def test_the_page_adds_changes_and_removes_lines(nib, lines, codes, perizinan, client_of):
    browser = client_of(perizinan)
    form = opened(browser, nib)
    changes = {
        "activities__0__risk_level": "menengah_rendah",
        "activities__1__DELETE": "on",
        "activities__2__kbli": str(codes[2].pk),
        "activities__2__risk_level": "tinggi",
        "activities__TOTAL_FORMS": "3",
    }
    assert send(browser, nib, form, **changes).status_code == 302
    assert stored(nib) == {codes[0]: "menengah_rendah", codes[2]: "tinggi"}
    nib.refresh_from_db()
    assert nib.version == 4


def test_the_page_says_what_is_wrong_with_a_line(nib, lines, codes, perizinan, client_of):
    browser = client_of(perizinan)
    form = opened(browser, nib)
    new = {"activities__TOTAL_FORMS": "3", "activities__2__risk_level": "tinggi"}
    for kbli in (str(codes[0].pk), "x", "9" * 30, ""):
        answer = send(browser, nib, form, activities__2__kbli=kbli, **new)
        assert answer.status_code == 200
        assert answer.context["errors"]
    answer = send(browser, nib, form, activities__0__risk_level="setinggi-langit")
    assert answer.context["errors"]
    assert stored(nib) == {codes[0]: "rendah", codes[1]: "rendah"}


def test_a_line_of_another_nib_cannot_be_taken(nib, lines, petugas, perizinan, client_of):
    other = nib_of(registered(by=petugas).owner, by=petugas)
    browser = client_of(perizinan)
    form = opened(browser, other)
    changes = {
        "activities__TOTAL_FORMS": "1",
        "activities__INITIAL_FORMS": "1",
        "activities__0__id": str(lines[0].pk),
        "activities__0__nib": str(other.pk),
        "activities__0__kbli": str(lines[0].kbli_id),
        "activities__0__risk_level": "tinggi",
    }
    send(browser, other, form, **changes)
    assert len(stored(nib)) == 2
    assert stored(other) == {}


def test_both_changed_one_line_and_the_second_chooses(
    nib, lines, codes, perizinan, second, client_of
):
    one, two = client_of(perizinan), client_of(second)
    first_form, second_form = opened(one, nib), opened(two, nib)
    assert send(one, nib, first_form, activities__0__risk_level="tinggi").status_code == 302

    page = send(
        two,
        nib,
        second_form,
        activities__0__risk_level="menengah_tinggi",
        activities__1__risk_level="menengah_rendah",
    )
    assert page.status_code == 200
    assert str(perizinan) in page.content.decode()
    assert stored(nib)[codes[0]] == "tinggi"

    assert choose(two, nib, page, activities__0__risk_level="theirs").status_code == 302
    assert stored(nib) == {codes[0]: "tinggi", codes[1]: "menengah_rendah"}


def test_a_line_that_a_colleague_added_or_removed_stays_so(
    nib, lines, codes, perizinan, second, client_of
):
    one, two = client_of(perizinan), client_of(second)
    first_form, second_form = opened(one, nib), opened(two, nib)
    changes = {
        "activities__0__DELETE": "on",
        "activities__2__kbli": str(codes[2].pk),
        "activities__2__risk_level": "tinggi",
        "activities__TOTAL_FORMS": "3",
    }
    send(one, nib, first_form, **changes)

    page = send(two, nib, second_form, activities__1__risk_level="menengah_rendah")
    assert choose(two, nib, page).status_code == 302
    assert stored(nib) == {codes[1]: "menengah_rendah", codes[2]: "tinggi"}


def test_both_added_the_same_line(nib, codes, perizinan, second, client_of):
    one, two = client_of(perizinan), client_of(second)
    new = {
        "activities__TOTAL_FORMS": "1",
        "activities__0__kbli": str(codes[0].pk),
    }
    first_form, second_form = opened(one, nib), opened(two, nib)
    send(one, nib, first_form, **new, activities__0__risk_level="tinggi")
    page = send(two, nib, second_form, **new, activities__0__risk_level="rendah")
    answer = choose(two, nib, page)
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert stored(nib) == {codes[0]: "tinggi"}


def test_a_move_made_meanwhile_is_shown_before_the_lines_are_saved(
    nib, lines, codes, perizinan, second, client_of
):
    two = client_of(second)
    form = opened(two, nib)
    lifecycle.move(nib, "freeze", by=perizinan, version=nib.version, note="Surat pembekuan OSS")

    page = send(two, nib, form, activities__0__risk_level="tinggi")
    assert page.status_code == 200
    assert "Surat pembekuan OSS" in page.content.decode()
    assert stored(nib)[codes[0]] == "rendah"
    assert choose(two, nib, page).status_code == 302
    assert stored(nib)[codes[0]] == "tinggi"
    assert Nib.objects.get(pk=nib.pk).status == "frozen"


def test_lines_saved_meanwhile_stop_a_move(nib, lines, perizinan, second, client_of):
    two = client_of(second)
    move = reverse("admin:licensing_nib_move", args=[nib.pk, "verify"])
    nib_lines.revise(nib, by=perizinan, version=nib.version, removed=lines[:1])
    answer = two.post(move, {"version": nib.version, "how": "oss"})
    assert answer.status_code == 200
    assert Nib.objects.get(pk=nib.pk).status == "recorded"


def test_the_reason_is_edited_while_there_is_no_number(business, perizinan, second, client_of):
    nib = lifecycle.note_absence(business.owner, reason="no_signal", by=perizinan)
    one, two = client_of(perizinan), client_of(second)
    first_form, second_form = opened(one, nib), opened(two, nib)
    assert "activities-__prefix__-kbli" not in first_form, "no lines without a document"
    assert send(one, nib, first_form, absence_reason="tax_fear").status_code == 302

    page = send(two, nib, second_form, absence_reason="other")
    assert page.status_code == 200
    assert choose(two, nib, page, absence_reason="theirs").status_code == 302
    nib.refresh_from_db()
    assert (nib.absence_reason, nib.updated_by) == ("tax_fear", perizinan)


def test_a_reason_typed_while_the_number_was_recorded_is_left_out(
    business, petugas, perizinan, client_of
):
    nib = lifecycle.note_absence(business.owner, reason="no_signal", by=perizinan)
    browser = client_of(perizinan)
    form = opened(browser, nib)
    nib_of(business.owner, by=petugas)
    page = send(browser, nib, form, absence_reason="other")
    assert page.status_code == 200
    assert choose(browser, nib, page).status_code == 302
    nib.refresh_from_db()
    assert (nib.absence_reason, nib.status) == ("", "recorded")


def test_who_may_not_change_a_nib_reads_it(nib, lines, petugas, pimpinan, client_of):
    for person in (petugas, pimpinan):
        browser = client_of(person)
        text = browser.get(page_of(nib)).content.decode()
        assert "opened_version" not in text
        assert str(lines[0].kbli) in text
        answer = browser.post(page_of(nib), {"opened_version": nib.version, "_save": "1"})
        assert answer.status_code == 403


def test_a_nib_elsewhere_is_not_there(nib, persona, client_of):
    far = client_of(persona("perizinan", username="alak", kelurahan="Alak"))
    assert far.get(page_of(nib)).status_code == 404
    assert far.post(page_of(nib), {"opened_version": "1"}).status_code == 404


def test_who_may_not_change_the_business_records_the_nib_on_its_own_page(
    petugas, perizinan, client_of
):
    business = registered(by=petugas)
    browser = client_of(perizinan)
    page = browser.get(reverse("admin:businesses_business_change", args=[business.pk]))
    assert 'name="nib-number"' not in page.content.decode(), "a field that nothing saves"
    begin = reverse("admin:licensing_nib_of_business", args=[business.pk])
    assert f'formaction="{begin}"' in page.content.decode()

    answer = browser.post(begin)

    nib = Nib.objects.get(owner=business.owner)
    assert answer["Location"] == reverse("admin:licensing_nib_change", args=[nib.pk])
    assert (nib.status, nib.created_by) == ("not_held", perizinan)
    assert browser.post(begin)["Location"] == answer["Location"]
    assert Nib.objects.count() == 1


def test_nobody_begins_a_nib_in_another_kelurahan(petugas, persona, client_of):
    business = registered(by=petugas, kelurahan="Fontein")
    elsewhere = persona("perizinan", username="perizinan-alak", kelurahan="Alak")
    begin = reverse("admin:licensing_nib_of_business", args=[business.pk])
    assert client_of(elsewhere).post(begin).status_code == 404
    assert not Nib.objects.exists()
