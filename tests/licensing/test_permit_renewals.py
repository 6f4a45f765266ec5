"""A renewal has the kind and the holder of what it renews, comes once, and never in a circle."""

from datetime import date

import pytest
from django.urls import reverse

from licensing import permits
from licensing.models import Permit, PermitType
from licensing.permits import Unsound
from tests.factories import registered
from tests.pages import form_with, forms_of, send_confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(petugas):
    return registered(by=petugas, kelurahan="Fontein", products=("Abon", "Dendeng"))


@pytest.fixture
def enter(perizinan, here):
    """Enter a P-IRT of the first product, or what is said instead."""

    def make(number="1234567890123-45", **fields) -> Permit:
        kind = fields.pop("type", PermitType.objects.get(code="pirt"))
        holder = {} if fields.keys() & {"business", "owner"} else {"product": here.products.first()}
        permit = Permit(type=kind, number=number, **{**holder, **fields})
        return permits.enter(permit, by=perizinan)

    return make


def renew(permit):
    return reverse("admin:licensing_permit_renew", args=[permit.pk])


def change(permit):
    return reverse("admin:licensing_permit_change", args=[permit.pk])


def test_the_form_of_a_renewal_is_filled_in_and_can_be_sent(client_of, perizinan, enter):
    old = enter(issued_on=date(2021, 3, 1), expires_on=date(2026, 3, 1))
    browser = client_of(perizinan)
    assert renew(old) in browser.get(change(old)).content.decode()

    form = form_with(browser.get(renew(old)), "number")
    assert form["renews"] == [str(old.pk)]
    assert form["type"] == [str(old.type_id)]
    assert form["product"] == [str(old.product_id)]
    assert form["number"] == [""]

    number = {"number": "1234567890123-46", "issued_on": "02/03/2026", "expires_on": "01/03/2031"}
    answer = browser.post(renew(old), {**form, **number})
    new = Permit.objects.get(renews=old)
    assert answer["Location"] == change(new)
    assert (new.status, new.product) == (Permit.Status.GRANTED, old.product)

    page = browser.get(change(old)).content.decode()
    assert change(new) in page
    assert renew(old) not in page
    assert change(old) in browser.get(change(new)).content.decode()
    assert [row.pk for row in permits.chain(old)] == [old.pk, new.pk]
    assert permits.chain(new) == permits.chain(old)


def test_what_was_typed_into_a_renewal_stays_when_it_is_refused(client_of, perizinan, enter):
    old = enter(expires_on=date(2026, 3, 1))
    browser = client_of(perizinan)
    form = form_with(browser.get(renew(old)), "number")
    enter(number="1234567890123-46", renews=old)  # a colleague was faster

    page = browser.post(renew(old), {**form, "number": "1234567890123-47"})
    assert page.status_code == 200
    assert set(page.context["adminform"].form.errors) == {"renews"}
    assert form_with(page, "number")["number"] == ["1234567890123-47"]
    assert Permit.objects.filter(renews=old).count() == 1


def test_a_permit_is_renewed_once(enter):
    old = enter(expires_on=date(2026, 3, 1))
    enter(number="1234567890123-46", renews=old)
    with pytest.raises(Unsound):
        enter(number="1234567890123-47", renews=old)


def test_a_renewal_has_the_same_kind_and_holder(enter, here):
    old = enter(expires_on=date(2026, 3, 1))
    with pytest.raises(Unsound):
        enter(renews=old, product=here.products.last())
    with pytest.raises(Unsound):
        enter(renews=old, type=PermitType.objects.get(code="halal"))
    assert Permit.objects.count() == 1


def test_a_chain_keeps_its_kind_and_holder(perizinan, enter, here):
    old = enter(expires_on=date(2026, 3, 1))
    enter(number="1234567890123-46", renews=old)
    old.product = here.products.last()
    with pytest.raises(Unsound):
        permits.revise(old, by=perizinan, version=old.version)


def test_no_circle(perizinan, enter):
    old = enter(expires_on=date(2026, 3, 1))
    new = enter(number="1234567890123-46", renews=old)
    for target in (old, new):
        row = Permit.objects.get(pk=old.pk)
        row.renews = target
        with pytest.raises(Unsound):
            permits.revise(row, by=perizinan, version=row.version)


def test_only_a_granted_permit_that_may_expire_is_renewed(client_of, perizinan, enter, here):
    applied = enter(number="")
    endless = enter(type=PermitType.objects.get(code="slhs"), number="1", business=here)
    browser = client_of(perizinan)
    for permit in (applied, endless):
        assert browser.get(renew(permit))["Location"] == change(permit)
        assert renew(permit) not in browser.get(change(permit)).content.decode()
    with pytest.raises(Unsound):
        enter(renews=applied)


def test_a_renewed_permit_that_was_revoked_since_can_still_be_corrected(perizinan, enter):
    old = enter(expires_on=date(2026, 3, 1))
    new = enter(number="1234567890123-46", renews=old)
    permits.move(old, "revoke", by=perizinan, version=old.version, note="Dicabut")
    new = Permit.objects.get(pk=new.pk)
    new.number = "1234567890123-48"
    assert permits.revise(new, by=perizinan, version=new.version).renews == old


def test_who_may_renew(client_of, persona, petugas, pimpinan, enter):
    old = enter(expires_on=date(2026, 3, 1))
    for user in (petugas, pimpinan):
        assert client_of(user).get(renew(old)).status_code == 403
        assert client_of(user).post(renew(old), {}).status_code == 403
        assert renew(old) not in client_of(user).get(change(old)).content.decode()
    foreign = persona("perizinan", username="alak", kelurahan="Alak")
    assert client_of(foreign).get(renew(old)).status_code == 404
    huge = reverse("admin:licensing_permit_renew", args=["9" * 30])
    assert client_of(foreign).get(huge).status_code == 404


def test_an_address_alone_fills_in_nothing(client_of, perizinan, here):
    page = client_of(perizinan).get(reverse("admin:licensing_permit_add"), {"business": here.pk})
    assert form_with(page, "number").get("business", [""]) == [""]


@pytest.mark.parametrize(("code", "holder"), [("slhs", "business"), ("merek", "owner")])
def test_the_form_of_a_permit_for_a_business(client_of, perizinan, here, code, holder):
    browser = client_of(perizinan)
    url = reverse("admin:licensing_permit_for_business", args=[here.pk, code])
    form = form_with(browser.get(url), "number")
    expected = {"business": here.pk, "owner": here.owner_id}[holder]
    assert form[holder] == [str(expected)]
    answer = send_confirmed(browser, url, {**form, "number": "IDM000000001"})
    assert answer["Location"] == reverse("admin:businesses_business_change", args=[here.pk])
    assert getattr(Permit.objects.get(), f"{holder}_id") == expected


def test_the_product_is_chosen_where_there_are_several(client_of, perizinan, petugas, here):
    browser = client_of(perizinan)
    address = "admin:licensing_permit_for_business"
    page = browser.get(reverse(address, args=[here.pk, "pirt"]))
    assert form_with(page, "number").get("product", [""]) == [""]
    one = registered(by=petugas, products=("Sambal",))
    page = browser.get(reverse(address, args=[one.pk, "pirt"]))
    assert form_with(page, "number")["product"] == [str(one.products.get().pk)]


def test_who_enters_a_permit_for_a_business(client_of, persona, petugas, here):
    address = "admin:licensing_permit_for_business"
    foreign = client_of(persona("perizinan", username="alak", kelurahan="Alak"))
    assert foreign.get(reverse(address, args=[here.pk, "slhs"])).status_code == 404
    assert foreign.get(reverse(address, args=["9" * 30, "slhs"])).status_code == 404
    officer = client_of(petugas)
    assert officer.get(reverse(address, args=[here.pk, "slhs"])).status_code == 403
    assert officer.get(reverse(address, args=[here.pk, "tidak-ada"])).status_code == 404


def test_the_page_of_a_new_permit_has_one_form(client_of, perizinan, enter):
    old = enter(expires_on=date(2026, 3, 1))
    page = client_of(perizinan).get(renew(old))
    assert sum("number" in form for form in forms_of(page)) == 1
