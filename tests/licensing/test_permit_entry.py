"""A new permit lands where it was opened for: on that business, or on that line of a NIB."""

import pytest
from django.urls import reverse

from businesses.models import Kbli
from licensing import assistance, permits
from licensing.models import AssistanceCase, NibActivity, Permit, PermitType
from tests.factories import nib_of, registered
from tests.pages import form_with, send_confirmed

pytestmark = pytest.mark.django_db

PRODUCTS = "admin:licensing_permit_products"


@pytest.fixture
def here(petugas):
    return registered(
        by=petugas, name="Warung Usi Lusia", kelurahan="Fontein", products=("Bakso", "Mi")
    )


@pytest.fixture
def namesake(petugas):
    return registered(by=petugas, name="Warung Om Beni", kelurahan="Fontein", products=("Bakso",))


@pytest.fixture
def local(persona):
    return persona("perizinan", username="perizinan-alak", kelurahan="Alak")


def for_business(business, code):
    return reverse("admin:licensing_permit_for_business", args=[business.pk, code])


# -- for a business --------------------------------------------------------------------------------


def test_the_form_for_a_business_offers_its_holders_only(client_of, perizinan, here, namesake):
    page = client_of(perizinan).get(for_business(here, "halal"))
    fields = page.context["adminform"].form.fields
    offered = {name: [str(key) for key, _text in fields[name].choices] for name in permits.HOLDERS}
    assert offered["product"] == [
        "",
        *(str(pk) for pk in here.products.values_list("pk", flat=True)),
    ]
    assert offered["business"] == ["", str(here.pk)]
    assert offered["owner"] == ["", str(here.owner_id)]
    assert namesake.name not in page.content.decode()


@pytest.mark.parametrize(
    ("code", "name"), [("halal", "product"), ("slhs", "business"), ("merek", "owner")]
)
def test_the_holder_of_another_business_is_refused(
    client_of, perizinan, here, namesake, code, name
):
    foreign = {
        "product": namesake.products.get().pk,
        "business": namesake.pk,
        "owner": namesake.owner_id,
    }[name]
    browser, url = client_of(perizinan), for_business(here, code)
    form = {**form_with(browser.get(url), "number"), **dict.fromkeys(permits.HOLDERS, "")}
    answer = send_confirmed(browser, url, {**form, "number": "1", name: foreign})
    assert answer.status_code == 200
    assert set(answer.context["adminform"].form.errors) >= {name}
    assert not Permit.objects.exists()

    bakso = here.products.get(name="Bakso")
    own = {"product": bakso.pk, "business": here.pk, "owner": here.owner_id}[name]
    answer = send_confirmed(browser, url, {**form, "number": "1", name: own})
    assert answer.status_code == 302
    assert getattr(Permit.objects.get(), f"{name}_id") == own


@pytest.mark.parametrize("key", ["x", "9" * 30, "-1"])
def test_a_holder_that_is_no_key_is_refused(client_of, perizinan, here, key):
    browser, url = client_of(perizinan), for_business(here, "halal")
    answer = browser.post(url, {**form_with(browser.get(url), "number"), "product": key})
    assert "product" in answer.context["adminform"].form.errors


def test_without_a_product_the_form_says_where_one_is_added(client_of, perizinan, petugas):
    bare = registered(by=petugas)
    fields = client_of(perizinan).get(for_business(bare, "halal")).context["adminform"].form.fields
    assert fields["product"].help_text


# -- the box that finds products -------------------------------------------------------------------


def test_products_are_found_with_their_business(client_of, perizinan, here, namesake):
    rows = client_of(perizinan).get(reverse(PRODUCTS), {"term": "bakso"}).json()["results"]
    assert {row["text"] for row in rows} == {
        f"Bakso – {business.name} ({business.code})" for business in (here, namesake)
    }


def test_the_plain_form_asks_that_box_and_names_the_business(client_of, perizinan, here):
    product = here.products.get(name="Bakso")
    kind = PermitType.objects.get(code="halal")
    permit = permits.enter(Permit(type=kind, number="1", product=product), by=perizinan)
    page = client_of(perizinan).get(reverse("admin:licensing_permit_change", args=[permit.pk]))
    assert reverse(PRODUCTS) in page.content.decode()
    assert product.label in page.content.decode()


def test_products_are_found_in_one_query_for_all_businesses(
    client_of, perizinan, petugas, here, django_assert_max_num_queries
):
    browser = client_of(perizinan)
    browser.get(reverse(PRODUCTS))
    for _number in range(8):
        registered(by=petugas, products=("Bakso",))
    with django_assert_max_num_queries(8):
        assert len(browser.get(reverse(PRODUCTS), {"term": "bakso"}).json()["results"]) == 9


def test_who_is_answered_by_the_box(client_of, petugas, pimpinan, perizinan, local, here):
    for user in (petugas, pimpinan):
        assert client_of(user).get(reverse(PRODUCTS), {"term": "bakso"}).status_code == 403
    found = client_of(local).get(reverse(PRODUCTS), {"term": "bakso"}).json()
    assert found["results"] == []
    nik = client_of(perizinan).get(reverse(PRODUCTS), {"term": "9900000000000001"}).json()
    assert nik["results"] == []


# -- for a line of a NIB ---------------------------------------------------------------------------


@pytest.fixture
def line(perizinan, here):
    nib = nib_of(here.owner, by=perizinan)
    kbli = Kbli.objects.first()
    return NibActivity.objects.create(nib=nib, kbli=kbli, risk_level="tinggi", scale="mikro")


def for_line(pk):
    return reverse("admin:licensing_permit_for_line", args=[pk])


@pytest.mark.parametrize(
    ("risk", "code"),
    [
        ("menengah_rendah", "sertifikat-standar"),
        ("menengah_tinggi", "sertifikat-standar"),
        ("tinggi", "izin"),
    ],
)
def test_what_a_line_asks_for_is_filled_in(client_of, perizinan, line, risk, code):
    NibActivity.objects.update(risk_level=risk)
    browser, url = client_of(perizinan), for_line(line.pk)
    page = browser.get(reverse("admin:licensing_nib_change", args=[line.nib_id]))
    assert url in page.content.decode()
    form = form_with(browser.get(url), "number")
    kind = PermitType.objects.get(code=code)
    assert form["type"] == [str(kind.pk)]
    assert form["owner"] == [str(line.nib.owner_id)]
    assert form["kbli"] == [str(line.kbli_id)]

    answer = browser.post(url, {**form, "number": "S1"})
    assert answer["Location"] == reverse("admin:licensing_nib_change", args=[line.nib_id])
    permit = Permit.objects.get()
    assert (permit.type, permit.owner, permit.kbli) == (kind, line.nib.owner, line.kbli)


def test_the_certificate_of_a_line_is_of_its_owner(
    client_of, perizinan, petugas, line, here, namesake
):
    browser, url = client_of(perizinan), for_line(line.pk)
    form = {**form_with(browser.get(url), "number"), "number": "S1", "owner": ""}
    refused = browser.post(url, {**form, "business": namesake.pk})
    assert "business" in refused.context["adminform"].form.errors
    assert browser.post(url, {**form, "business": here.pk}).status_code == 302
    assert Permit.objects.get().business == here


def test_who_enters_the_certificate_of_a_line(client_of, perizinan, petugas, pimpinan, local, line):
    for user in (petugas, pimpinan):
        assert client_of(user).get(for_line(line.pk)).status_code == 403
        assert client_of(user).post(for_line(line.pk), {}).status_code == 403
    assert client_of(local).get(for_line(line.pk)).status_code == 404
    for pk in (0, "9" * 30):
        assert client_of(perizinan).get(for_line(pk)).status_code == 404


def test_a_line_that_asks_for_nothing_has_no_form(client_of, perizinan, line):
    NibActivity.objects.update(risk_level="rendah")
    assert client_of(perizinan).get(for_line(line.pk)).status_code == 404


# -- from a case -----------------------------------------------------------------------------------


@pytest.fixture
def told_at_the_end(client_of, perizinan, here):
    """Finish a case of a kind on its page; what the page then says."""

    def finish(kind):
        case = assistance.open_case(AssistanceCase(business=here, kind=kind), by=perizinan)
        AssistanceCase.objects.filter(pk=case.pk).update(stage=AssistanceCase.Stage.FILED)
        url = reverse("admin:licensing_assistancecase_move", args=[case.pk, "finish"])
        typed = {"version": case.version, "outcome": "Terbit"}
        page = client_of(perizinan).post(url, typed, follow=True)
        return " ".join(str(message) for message in page.context["messages"])

    return finish


@pytest.mark.parametrize("kind", ["pirt", "halal", "merek"])
def test_a_finished_case_leads_to_the_form_for_its_business(told_at_the_end, here, kind):
    assert f'href="{for_business(here, kind)}"' in told_at_the_end(kind)


def test_a_case_of_no_kind_of_permit_in_use_leads_to_the_plain_form(told_at_the_end):
    add = f'href="{reverse("admin:licensing_permit_add")}"'
    assert add in told_at_the_end("other")
    PermitType.objects.filter(code="halal").update(is_active=False)
    assert add in told_at_the_end("halal")
