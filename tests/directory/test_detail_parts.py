"""Photos, hours, permits and neighbours on the page of a business."""

from datetime import date, datetime

import pytest
from django.core.cache import caches
from pytest_django.asserts import assertContains, assertNotContains

from businesses.models import Photo
from businesses.photos import clean, small_of
from common.opening_hours import WITA
from directory import projection
from directory.models import Listing
from licensing import permits
from licensing.models import Permit, PermitType
from tests.directory.test_detail import page_of

NUMBER = "1234567890123-45"


@pytest.fixture
def on_day(monkeypatch):
    """Read the pages on a day of 2026; none is kept from another day."""

    def turn(month: int, day: int) -> None:
        caches["pages"].clear()
        monkeypatch.setattr(
            "directory.views.detail.timezone.localdate", lambda: date(2026, month, day)
        )

    return turn


@pytest.fixture
def permit(perizinan):
    """Enter a granted permit."""

    def enter(kind: str, **fields: object) -> Permit:
        row = Permit(type=PermitType.objects.get(code=kind), **{"number": NUMBER, **fields})
        return permits.enter(row, by=perizinan)

    return enter


# -- photos ----------------------------------------------------------------------------------------


def test_photos_have_two_sizes_and_only_the_first_is_not_lazy(client, publish, picture):
    business = publish()
    for alt in ("Daging di atas bara", "Etalase"):
        image = clean(picture, size=1000)
        Photo.objects.create(business=business, image=image, small=small_of(image), alt=alt)
    image = clean(picture, size=1000)
    Photo.objects.create(business=business, image=image, alt="Wajah", shows_people=True)
    projection.refresh([business.pk])
    response = page_of(client, business)
    first = Photo.objects.get(alt="Daging di atas bara")
    assertContains(
        response, f'srcset="{first.small.url} 480w, {first.image.url} 640w" sizes="(min-width'
    )
    assertContains(response, 'width="640" height="480" alt="Daging di atas bara" fetchpriority')
    assertContains(response, 'alt="Etalase" loading="lazy"')
    assertNotContains(response, "Wajah")


def test_a_photo_of_one_size_has_that_one(client, publish, picture):
    business = publish()
    Photo.objects.create(business=business, image=clean(picture, size=1000), alt="Etalase")
    projection.refresh([business.pk])
    response = page_of(client, business)
    assertContains(response, f'<img src="{Photo.objects.get().image.url}" width="640"')
    assertNotContains(response, "srcset")


# -- hours -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "shown", "hidden"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=WITA), "Open now, until 17:00", "Closed now"),
        (datetime(2026, 11, 23, 18, tzinfo=WITA), "Closed now, opens again Tuesday 08:00", "Open"),
        (datetime(2026, 11, 23, 7, tzinfo=WITA), "Closed now, opens again 08:00", "Open now"),
        (datetime(2026, 11, 28, 9, tzinfo=WITA), " hours", " now"),
    ],
)
def test_opening_hours(client, publish, monkeypatch, moment, shown, hidden):
    monkeypatch.setattr("directory.views.detail.timezone.now", lambda: moment)
    response = page_of(client, publish(opening_hours="Sen-Jum 08.00-17.00"), "/en")
    assertContains(response, shown)
    assertNotContains(response, f"{hidden} now" if hidden == "Open" else hidden)
    assertContains(response, "Monday–Friday")
    assertContains(response, "08:00–17:00")


def test_what_is_open_now_is_asked_again_after_ten_minutes(client, publish):
    tag = page_of(client, publish(opening_hours="Sen-Min 24 jam"))["ETag"]
    assert ".m20" in tag


# -- permits ---------------------------------------------------------------------------------------


def test_a_permit_is_shown_with_its_last_day_and_without_its_number(
    client, publish, permit, on_day
):
    business = publish(sold=({"name": "Sambal lu'at"}, {"name": "Keripik"}))
    sambal = business.products.get(name="Sambal lu'at")
    permit("pirt", product=sambal, expires_on=date(2026, 12, 31))
    permit("slhs", business=business)
    on_day(12, 31)
    response = page_of(client, business, "/en")
    assertContains(response, "P-IRT, valid until 31 December 2026", count=1)
    assertContains(response, "Hygiene certificate (SLHS)", count=1)
    assertNotContains(response, NUMBER)


def test_a_permit_that_ran_out_is_not_shown_from_the_next_day_on(client, publish, permit, on_day):
    business = publish(sold=({"name": "Sambal"},))
    permit("pirt", product=business.products.get(), expires_on=date(2026, 12, 30))
    on_day(12, 31)
    assertNotContains(page_of(client, business), "P-IRT")


def test_halal_is_not_claimed_after_its_certificate_ran_out(client, publish, permit, on_day):
    business = publish(sold=({"name": "Se'i sapi", "halal_status": "certified"},))
    assertContains(page_of(client, business, "/en"), "Halal certified")
    permit("halal", product=business.products.get(), expires_on=date(2026, 12, 30))
    on_day(12, 30)
    assertContains(page_of(client, business, "/en"), "Halal certificate, valid until")
    on_day(12, 31)
    assertNotContains(page_of(client, business, "/en"), "Halal cert")


def test_a_permit_leaves_the_page_with_its_revocation(client, publish, permit, perizinan):
    business = publish(sold=({"name": "Sambal"},))
    row = permit("pirt", product=business.products.get())
    assertContains(page_of(client, business), "P-IRT")
    permits.move(row, "revoke", by=perizinan, version=row.version, note="Dicabut dinas kesehatan.")
    assertNotContains(page_of(client, business), "P-IRT")
    assert projection.check() == []


def test_permits_of_the_owner_and_other_kinds_stay_behind(client, publish, permit):
    business = publish(sold=({"name": "Sambal"},))
    permit("merek", owner=business.owner, number="IDM000000001")
    permit("merek", product=business.products.get(), number="IDM000000002")
    document = Listing.objects.get().detail
    assert document["permits"] == document["products"][0]["permits"] == []


# -- neighbours ------------------------------------------------------------------------------------


def names(client, business, part: str) -> list[str]:
    return [card.name for card in page_of(client, business).context_data[part]]


def test_similar_businesses_are_the_next_ones_of_its_category(client, publish):
    found = [publish(name=f"Tenun {letter}", category="tenun") for letter in "ABCDE"]
    publish(name="Se'i Oma", category="olahan-sei")
    assert names(client, found[0], "similar") == ["Tenun B", "Tenun C", "Tenun D"]
    assert names(client, found[3], "similar") == ["Tenun E", "Tenun A", "Tenun B"]


def test_every_one_of_many_with_the_same_name_has_its_turn(client, publish):
    found = [publish(name="Kios", category="tenun") for _number in range(5)]
    seen = {
        card.key for business in found for card in page_of(client, business).context_data["similar"]
    }
    assert seen == {business.pk for business in found}


def test_near_ones_are_of_the_same_kelurahan_and_not_shown_twice(client, publish):
    here = publish(name="Kios A", category="tenun", kelurahan="Oesapa")
    publish(name="Kios B", category="tenun", kelurahan="Oesapa")
    publish(name="Kios C", category="laundry", kelurahan="Oesapa")
    publish(name="Kios D", category="laundry", kelurahan="Fontein")
    shown = page_of(client, here).context_data
    assert [card.name for card in shown["similar"]] == ["Kios B"]
    assert [card.name for card in shown["near"]] == ["Kios C"]


def test_of_published_points_the_nearest_come_first(client, publish):
    def at(name: str, lng: str, *, is_published: bool = True):
        return publish(name=name, lat="-10.17", lng=lng, publishes_address=is_published)

    here = at("Kios A", "123.6000")
    for name, lng in (("B", "123.6300"), ("C", "123.6010"), ("D", "123.6200"), ("E", "123.6100")):
        at(f"Kios {name}", lng)
    at("Kios F", "123.6001", is_published=False)
    assert names(client, here, "near") == ["Kios C", "Kios E", "Kios D"]
