"""Opening a case in three fields, and from the page of a business in two."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from businesses import activity, merging
from businesses.models import Disclosure
from licensing import assistance
from licensing.models import AssistanceCase
from tests.factories import invented_nik, nib_of, registered
from tests.licensing.cases import kios, opened, warung
from tests.pages import form_with

pytestmark = pytest.mark.django_db
BOARD = "/admin/licensing/assistancecase/papan/"
OPEN = "/admin/licensing/assistancecase/buka/"


@pytest.fixture
def here(petugas):
    return kios(by=petugas, nik=invented_nik())


@pytest.fixture
def there(petugas):
    return warung(by=petugas, nik=invented_nik())


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
