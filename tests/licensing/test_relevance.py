"""What a business needs by its categories, and what of it is missing."""

from datetime import date, timedelta
from random import Random

import pytest
from django.urls import reverse

from businesses import activity, registration
from businesses.models import Business, Category, Product
from licensing import permits, relevance
from licensing.models import Permit, PermitRelevance, PermitType
from licensing.needs import State
from tests.factories import make_owner, registered
from tests.licensing.permit_rows import TODAY, entered, kind, states

pytestmark = pytest.mark.django_db


def rated(business, *statuses):
    """Products of these halal statuses."""
    for number, status in enumerate(statuses):
        Product.objects.create(business=business, name=f"Produk {number}", halal_status=status)
    return business


# -- the table -------------------------------------------------------------------------------------


def test_chilled_sei_needs_no_pirt(petugas):
    assert "pirt" in states(registered(by=petugas, category="kuliner"))
    assert "pirt" in states(registered(by=petugas, category="sambal-bumbu"))  # as its sector
    assert states(registered(by=petugas, category="olahan-sei")).keys() == {"bpom-md", "halal"}


def test_no_line_means_no_matter(petugas):
    assert states(registered(by=petugas, category="salon")) == {}
    assert states(registered(by=petugas)) == {}


def test_one_category_that_asks_is_enough(petugas):
    business = registered(by=petugas, category="olahan-sei")
    sambal = Category.objects.get(slug="sambal-bumbu")
    Product.objects.create(business=business, name="Sambal lu'at", category=sambal)
    assert states(business)["pirt"] == State.MISSING

    other = registered(by=petugas, category="salon")
    registration.set_categories(other, [sambal], by=petugas)
    assert states(other)["pirt"] == State.MISSING


def test_a_closed_business_needs_nothing(petugas):
    business = registered(by=petugas, category="sambal-bumbu")
    closed = activity.move(business, "close", by=petugas, version=business.version, note="Pindah")
    assert states(closed) == {}


def test_a_kind_out_of_use_and_one_of_a_kbli_line_are_no_needs(petugas, sei):
    PermitRelevance.objects.create(category=sei, type=kind("izin"))
    PermitType.objects.filter(code="bpom-md").update(is_active=False)
    assert states(registered(by=petugas, category="olahan-sei")).keys() == {"halal"}
    codes = set(relevance.relevant_types().values_list("code", flat=True))
    assert codes == {"pirt", "halal", "slhs", "merek"}


# -- what meets a need -----------------------------------------------------------------------------


@pytest.mark.parametrize("holder", ["business", "product", "owner"])
def test_a_permit_of_the_business_its_product_or_its_owner_meets_it(petugas, perizinan, holder):
    business = registered(by=petugas, category="tenun", products=("Selimut",))
    PermitType.objects.filter(code="merek").update(for_business=True)
    target = {
        "business": business,
        "product": business.products.get(),
        "owner": business.owner,
    }[holder]
    assert states(business) == {"merek": State.MISSING}
    permit = entered(perizinan, "merek", **{holder: target})
    assert states(business) == {"merek": State.HELD}
    assert relevance.needs_of(business)[0].permit == permit


def test_a_permit_of_another_business_of_the_owner_does_not(petugas, perizinan):
    business = registered(by=petugas, category="warung-makan")
    other = registered(by=petugas, owner=business.owner, category="warung-makan")
    entered(perizinan, "slhs", business=other)
    assert states(business)["slhs"] == State.MISSING


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, State.EXPIRED),
        (0, State.EXPIRING),
        (180, State.EXPIRING),
        (181, State.HELD),
        (None, State.HELD),
    ],
)
def test_the_date_decides(petugas, perizinan, days, expected):
    business = registered(by=petugas, category="warung-makan")
    day = None if days is None else TODAY + timedelta(days=days)
    entered(perizinan, "slhs", business=business, expires_on=day)
    assert states(business)["slhs"] == expected


@pytest.mark.parametrize(
    ("months", "end", "expected"),
    [
        (2, date(2026, 8, 31), State.EXPIRING),  # 30 June is two months before, as months go
        (2, date(2026, 9, 1), State.HELD),
        (12, date(2027, 6, 30), State.EXPIRING),
        (12, date(2027, 7, 1), State.HELD),
        (0, date(2026, 7, 1), State.HELD),
        (0, date(2026, 6, 30), State.EXPIRING),
        (32767, date(2030, 1, 1), State.EXPIRING),  # longer ago than a date can be
    ],
)
def test_the_kind_says_from_when_it_is_renewed(petugas, perizinan, months, end, expected):
    PermitType.objects.filter(code="slhs").update(renew_months_before=months)
    business = registered(by=petugas, category="warung-makan")
    entered(perizinan, "slhs", business=business, expires_on=end)
    assert states(business)["slhs"] == expected


def test_the_page_of_a_kind_says_what_the_months_do(client_of, administrator):
    url = reverse("admin:licensing_permittype_change", args=[kind("slhs").pk])
    form = client_of(administrator).get(url).context["adminform"].form
    assert "180" in str(form.fields["renew_months_before"].help_text)


def test_an_application_is_under_way_and_a_refused_or_revoked_one_is_not(petugas, perizinan):
    business = registered(by=petugas, category="warung-makan")
    old = entered(perizinan, "slhs", business=business, expires_on=TODAY - timedelta(days=9))
    new = entered(perizinan, "slhs", number="", business=business)
    assert states(business)["slhs"] == State.APPLIED
    permits.move(new, "refuse", by=perizinan, version=new.version, note="Tidak lengkap")
    assert states(business)["slhs"] == State.EXPIRED
    permits.move(old, "revoke", by=perizinan, version=old.version, note="Dicabut")
    assert states(business)["slhs"] == State.MISSING


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((), State.MISSING),
        (("non_halal",), State.NOT_APPLICABLE),
        (("non_halal", "not_applicable"), State.NOT_APPLICABLE),
        (("non_halal", "not_yet"), State.MISSING),
        (("",), State.MISSING),
        (("certified", "not_yet"), State.UNNUMBERED),
    ],
)
def test_halal_follows_from_the_products(petugas, statuses, expected):
    business = rated(registered(by=petugas, category="olahan-sei"), *statuses)
    assert states(business)["halal"] == expected


def test_a_certificate_on_record_says_more_than_the_product(petugas, perizinan):
    business = rated(registered(by=petugas, category="olahan-sei"), "certified")
    day = TODAY - timedelta(days=1)
    entered(perizinan, "halal", product=business.products.get(), expires_on=day)
    assert states(business)["halal"] == State.EXPIRED


# -- many businesses -------------------------------------------------------------------------------


def scatter(petugas, perizinan, rng: Random) -> None:
    """Businesses and permits of every sort, drawn by `rng`."""
    slugs = ("kuliner", "olahan-sei", "sambal-bumbu", "warung-makan", "tenun", "penjahit", "salon")
    categories = list(Category.objects.filter(slug__in=slugs))
    owners = [make_owner() for _number in range(8)]
    for number in range(40):
        business = registered(
            by=petugas, owner=rng.choice(owners), category=rng.choice([None, *slugs])
        )
        registration.set_categories(
            business, rng.sample(categories, rng.choice((0, 0, 1, 2))), by=petugas
        )
        for item in range(rng.choice((0, 1, 1, 3))):
            Product.objects.create(
                business=business,
                name=f"Produk {number} {item}",
                category=rng.choice([None, None, *categories]),
                halal_status=rng.choice(["", *Product.Halal.values]),
            )
    Business.objects.filter(pk__in=rng.sample(list(_keys()), 4)).update(activity_status="closed")
    for business in Business.objects.all():
        for _number in range(rng.choice((0, 1, 2, 3))):
            _draw_permit(business, perizinan, rng)


def _keys():
    return Business.objects.order_by("pk").values_list("pk", flat=True)


def _draw_permit(business, perizinan, rng: Random) -> None:
    holders = [{"business": business}, {"owner": business.owner}]
    holders += [{"product": product} for product in business.products.all()]
    days = rng.choice((None, -400, -1, 0, 1, 90, 181, 900))
    permit = Permit(
        type=kind(rng.choice(("pirt", "halal", "halal", "slhs", "merek", "bpom-md"))),
        number="1",
        status=rng.choice(Permit.Status.values),
        expires_on=None if days is None else TODAY + timedelta(days=days),
        **rng.choice(holders),
    )
    permit.stamp(perizinan)
    permit.save()


@pytest.mark.parametrize("seed", range(3))
def test_the_list_of_those_who_lack_a_permit_is_what_each_page_says(petugas, perizinan, seed):
    scatter(petugas, perizinan, Random(seed))
    needs = {
        business.pk: {
            need.type.code: need.is_gap for need in relevance.needs_of(business, on=TODAY)
        }
        for business in Business.objects.all()
    }
    seen = 0
    for one in PermitType.objects.all():
        expected = {pk for pk, gaps in needs.items() if gaps.get(one.code)}
        rows = relevance.missing(Business.objects.all(), one, on=TODAY)
        assert sorted(rows.values_list("pk", flat=True)) == sorted(expected), one.code
        seen += len(expected)
    assert seen
