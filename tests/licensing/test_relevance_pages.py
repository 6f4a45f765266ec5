"""What is missing on the pages: the filter, the panel, and the table that staff edit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from businesses.models import Category
from common import reference
from licensing import permits
from licensing.admin.permit_panel import PermitPanel
from licensing.apps import PERMIT_RELEVANCE
from licensing.models import PermitRelevance
from licensing.needs import State
from tests.factories import registered
from tests.licensing.permit_rows import entered, kind, states
from tests.pages import form_with

pytestmark = pytest.mark.django_db

BUSINESSES = "/admin/businesses/business/"


# -- on the pages ----------------------------------------------------------------------------------


def test_the_filter_of_the_list_and_its_download(client_of, laporan, petugas, perizinan):
    lacking = registered(by=petugas, category="warung-makan")
    entered(perizinan, "slhs", business=registered(by=petugas, category="warung-makan"))
    browser = client_of(laporan)
    page = browser.get(BUSINESSES, {"kurang": "slhs"})
    assert list(page.context["cl"].queryset) == [lacking]
    file = browser.get(f"{BUSINESSES}unduh/csv/", {"kurang": "slhs"})
    text = b"".join(file.streaming_content).decode()
    assert lacking.code in text
    assert len(text.splitlines()) == 2
    for value in ("salah", "9" * 50, "izin"):
        assert browser.get(BUSINESSES, {"kurang": value}).context["cl"].queryset.count() == 2


def test_the_filter_offers_relevant_kinds_only(client_of, laporan):
    page = client_of(laporan).get(BUSINESSES).content.decode()
    assert "kurang=slhs" in page
    assert "kurang=sni-bina-umk" not in page


def test_the_panel_says_what_is_missing_and_leads_on(client_of, petugas, perizinan, pimpinan):
    business = registered(by=petugas, category="warung-makan")
    url = reverse("admin:businesses_business_change", args=[business.pk])
    enter_url = reverse("admin:licensing_permit_for_business", args=[business.pk, "slhs"])
    assert enter_url in client_of(perizinan).get(url).content.decode()
    assert enter_url not in client_of(pimpinan).get(url).content.decode()

    yesterday = timezone.localdate() - timedelta(days=1)
    permit = entered(perizinan, "slhs", business=business, expires_on=yesterday)
    merek = entered(perizinan, "merek", number="IDM1", owner=business.owner)
    page = client_of(perizinan).get(url).content.decode()
    for one in (permit, merek):
        assert reverse("admin:licensing_permit_change", args=[one.pk]) in page
    assert reverse("admin:licensing_permit_renew", args=[permit.pk]) in page
    assert enter_url not in page


@pytest.mark.parametrize("days", [-1, 30])
def test_the_panel_offers_no_second_renewal(client_of, petugas, perizinan, days):
    business = registered(by=petugas, category="warung-makan")
    url = reverse("admin:businesses_business_change", args=[business.pk])
    end = timezone.localdate() + timedelta(days=days)
    old = entered(perizinan, "slhs", business=business, expires_on=end)
    renew = reverse("admin:licensing_permit_renew", args=[old.pk])
    browser = client_of(perizinan)
    assert renew in browser.get(url).content.decode()

    new = entered(perizinan, "slhs", number="", business=business, renews=old)
    for is_refused in (False, True):
        if is_refused:
            permits.move(new, "refuse", by=perizinan, version=new.version, note="Kurang")
        page = browser.get(url)
        panel = next(one for one in page.context["panels"] if isinstance(one, PermitPanel))
        line = next(line for line in panel.lines if line.need.type.code == "slhs")
        assert new in (line.renewal, line.need.permit)
        assert reverse("admin:licensing_permit_change", args=[new.pk]) in page.content.decode()
        assert renew not in page.content.decode()


def test_the_panel_takes_the_same_queries_however_many_permits(client_of, petugas, perizinan):
    business = registered(by=petugas, category="warung-makan", products=("Nasi", "Ikan"))
    url = reverse("admin:businesses_business_change", args=[business.pk])
    browser = client_of(perizinan)
    entered(perizinan, "slhs", business=business)
    entered(perizinan, "merek", number="IDM", owner=business.owner)
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for number in range(9):
        entered(perizinan, "slhs", number=f"S{number}", business=business)
        entered(perizinan, "merek", number=f"IDM{number}", product=business.products.first())
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) == len(few)


def test_a_new_business_has_no_needs_yet(client_of, petugas):
    page = client_of(petugas).get(reverse("admin:businesses_business_add"))
    assert page.status_code == 200
    assert "permit-lines" not in page.content.decode()


# -- the table in the back office ------------------------------------------------------------------


def page_of(name, *args):
    return reverse(f"admin:licensing_permitrelevance_{name}", args=args)


def test_staff_change_what_is_relevant(client_of, administrator, petugas):
    business = registered(by=petugas, category="olahan-sei")
    line = PermitRelevance.objects.get(category__slug="olahan-sei", type__code="bpom-md")
    browser, url = client_of(administrator), page_of("change", line.pk)
    form = form_with(browser.get(url), "note")
    form.pop("is_relevant")
    assert browser.post(url, form).status_code == 302
    assert states(business).keys() == {"halal"}
    reference.load(PERMIT_RELEVANCE)
    assert states(business).keys() == {"halal"}


def test_staff_add_a_line_once_and_remove_it(client_of, perizinan, petugas):
    business = registered(by=petugas, category="salon")
    browser, url = client_of(perizinan), page_of("add")
    salon = Category.objects.get(slug="salon")
    typed = {"category": salon.pk, "type": kind("merek").pk, "is_relevant": "on", "note": ""}
    assert browser.post(url, typed).status_code == 302
    assert states(business) == {"merek": State.MISSING}
    assert browser.post(url, typed).context["adminform"].form.errors
    line = PermitRelevance.objects.get(category=salon)
    assert browser.post(page_of("delete", line.pk), {"post": "yes"}).status_code == 302
    assert states(business) == {}


def test_a_line_of_the_reference_file_is_not_deleted(client_of, perizinan):
    line = PermitRelevance.objects.get(category__slug="kuliner", type__code="pirt")
    assert client_of(perizinan).post(page_of("delete", line.pk), {"post": "yes"}).status_code == 403
    assert PermitRelevance.objects.filter(pk=line.pk).exists()


def test_what_a_kbli_line_asks_for_is_no_choice(client_of, administrator, sei):
    typed = {"category": sei.pk, "type": kind("izin").pk, "is_relevant": "on"}
    page = client_of(administrator).post(page_of("add"), typed)
    assert page.context["adminform"].form.errors["type"]


def test_others_read_the_table(client_of, petugas):
    line = PermitRelevance.objects.first()
    browser = client_of(petugas)
    assert browser.get(page_of("changelist"), {"q": "sei"}).status_code == 200
    assert browser.get(page_of("change", line.pk)).status_code == 200
    assert browser.post(page_of("change", line.pk), {"note": "x"}).status_code == 403
    assert browser.get(page_of("add")).status_code == 403
