"""The page of one business."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from businesses.models import Business, BusinessCategory, Category
from directory import projection
from directory.models import Listing


def page_of(client, business: Business, prefix: str = ""):
    listing = Listing.objects.get(pk=business.pk)
    return client.get(f"{prefix}/usaha/{listing.code}/{listing.slug}/")


def test_it_shows_what_is_public(client, publish, verify_nib):
    business = publish(
        name="Se'i Oma",
        category="olahan-sei",
        kelurahan="Liliba",
        landmark="depan gereja",
        activity="Se'i asap kayu kosambi.",
        started_year=2009,
        place_kind="rumah",
        sold=(
            {"name": "Se'i babi", "price_min": 180_000, "price_max": 200_000, "unit": "kg"},
            {"name": "Paket pesta", "price_min": 1_500_000, "halal_status": "certified"},
        ),
    )
    verify_nib(business)
    response = page_of(client, business, "/en")
    for text in (
        "<h1>Se&#39;i Oma</h1>",
        "Sei (smoked meat)",
        "Kelurahan Liliba, Kecamatan Oebobo",
        "depan gereja",
        "At home",
        "Se&#39;i asap kayu kosambi.",
        "2009",
        "Rp180.000–Rp200.000",
        "/ kg",
        "Rp1.500.000",
        "Halal certified",
        "Checked by the dinas on",
        "NIB verified since",
        business.code,
    ):
        assertContains(response, text)


def test_a_missing_nib_is_said_neutrally(client, publish):
    assertContains(page_of(client, publish(), "/en"), "NIB not verified yet")


def test_dates_are_written_out(client, publish, verify_nib):
    business = publish()
    verify_nib(business)
    Listing.objects.filter(pk=business.pk).update(nib_verified_on=date(2026, 11, 22))
    assertContains(page_of(client, business), "22 November 2026")


def test_a_wrong_slug_is_corrected(client, publish):
    code = publish(name="Se'i Oma").code
    right = f"/usaha/{code}/sei-oma/"
    for wrong in (f"/usaha/{code}/", f"/usaha/{code}/old-name/", f"/usaha/{code.lower()}/sei-oma/"):
        assertRedirects(client.get(wrong), right, status_code=301)
    assertRedirects(client.get(f"/en/usaha/{code}/x/"), f"/en{right}", status_code=301)


@pytest.mark.parametrize("code", ["KPG-999999", "x", "0", "9" * 300, "kpg", "-"])
def test_an_unknown_code_is_not_found(client, register, code):
    assert client.get(f"/usaha/{code}/sei-oma/").status_code == 404
    assert client.get(f"/usaha/{code}/").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"consent_given_on": None, "consent_manner": ""},
        {"visibility": "hidden"},
        {"activity_status": Business.Activity.CLOSED},
        {"verification_status": Business.Verification.SUBMITTED},
    ],
)
def test_what_is_not_published_any_more_is_gone(client, publish, change):
    business = publish()
    assert page_of(client, business).status_code == 200
    address = f"/usaha/{business.code}/{Listing.objects.get().slug}/"
    Business.objects.filter(pk=business.pk).update(**change)
    projection.refresh([business.pk])
    assert client.get(address).status_code == 410


def test_address_point_and_nib_follow_consent(client, publish, verify_nib):
    business = publish(
        address="Jalan Contoh 5",
        rt="003",
        rw="004",
        lat="-10.171234",
        lng="123.601234",
        publishes_address=True,
        publishes_nib_number=True,
    )
    nib = verify_nib(business)
    response = page_of(client, business)
    assertContains(response, "Jalan Contoh 5, RT 003/RW 004")
    assertContains(response, "destination=-10.171234%2C123.601234")
    assertContains(response, nib.number)


def test_a_published_number_leads_to_the_chat_and_is_never_written(client, publish):
    business = publish(whatsapp="+6281400000099", phone="+6281300000088", publishes_contact=True)
    response = page_of(client, business)
    assertContains(response, f'rel="nofollow" href="/usaha/{business.code}/wa/"')
    for number in ("81400000099", "81300000088"):
        assertNotContains(response, number)


def test_without_whatsapp_there_is_no_button(client, publish):
    assertNotContains(page_of(client, publish()), "/wa/")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_nothing_leaks(client, reserved, secrets, prefix):
    page = page_of(client, reserved, prefix).text
    assert reserved.name in page
    assert [secret for secret in secrets if secret in page] == []


def test_links_elsewhere_are_links_only_when_they_are_safe(client, publish):
    business = publish(
        website="https://sei.example/",
        instagram="@sei.oma",
        facebook="https://www.facebook.com/seioma/",
        tiktok='"><script>',
    )
    response = page_of(client, business)
    assertContains(response, 'href="https://sei.example/"')
    assertContains(response, 'href="https://www.instagram.com/sei.oma"')
    assertContains(response, 'href="https://www.facebook.com/seioma"')
    assertNotContains(response, "><script>")
    Business.objects.filter(pk=business.pk).update(website="javascript:alert(1)")
    projection.refresh([business.pk])
    assertNotContains(page_of(client, business), "javascript:")


def test_further_categories_are_linked(client, publish):
    business = publish(category="olahan-sei")
    catering = Category.objects.get(slug="katering")
    BusinessCategory.objects.create(business=business, category=catering)
    projection.refresh([business.pk])
    assertContains(page_of(client, business), 'href="/kategori/katering/">')


def test_previews_and_search_engines_are_told_what_it_is(client, publish, settings):
    settings.SITE_URL = "https://umkm.example"
    business = publish(name="Se'i Oma", category="olahan-sei", kelurahan="Liliba")
    response = page_of(client, business, "/en")
    address = f"https://umkm.example/en/usaha/{business.code}/sei-oma/"
    assertContains(response, f'rel="canonical" href="{address}"')
    assertContains(response, 'property="og:title" content="Se&#39;i Oma"')
    assertContains(response, 'content="Sei (smoked meat) in Liliba, Kota Kupang."')


def test_address_to_copy_share_and_paper_need_no_script(client, publish, settings):
    settings.SITE_URL = "https://umkm.example"
    business = publish(name="Se'i Oma")
    response = page_of(client, business)
    own = f"/usaha/{business.code}/"
    assertContains(response, f'readonly value="https://umkm.example{own}sei-oma/"')
    assertContains(response, 'href="https://wa.me/?text=')
    for page in ("cetak/", "kartu/", "lapor/"):
        assertContains(response, f'rel="nofollow" href="{own}{page}"')
    assertContains(response, f'src="{own}qr.svg"')
    assertContains(response, "<li hidden><button", count=2)


def test_names_that_other_pages_have_taken_get_another_slug(client, publish):
    for name in ("Wa", "Telepon", "Cetak", "Kartu", "Lapor"):
        business = publish(name=name)
        assert Listing.objects.get(pk=business.pk).slug == f"usaha-{name.lower()}"
        assertContains(page_of(client, business), f"<h1>{name}</h1>")


def test_queries(client, publish, django_assert_num_queries):
    business = publish(name="A", category="tenun", sold=({"name": "Selendang"}, {"name": "Sarung"}))
    for number in range(8):
        publish(name=f"Tenun {number}", category="tenun", lat="-10.17", lng="123.6")
    page_of(client, publish(name="Lain"))  # names of categories, once for all pages
    slug = Listing.objects.get(pk=business.pk).slug
    # The state, the listing, similar ones, near ones.
    with django_assert_num_queries(4):
        client.get(f"/usaha/{business.code}/{slug}/")
