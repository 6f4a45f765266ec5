"""Duplicates in a real browser: the warning while one types, and two records side by side."""

import pytest

from businesses import duplicates, merging
from businesses.models import Business, DuplicatePair, Merge
from tests.browser.test_staff_pages import LOOKS, cookies_of
from tests.factories import make_owner, nib_of, registered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "/admin/businesses/business/add/"
PAIRS = "/admin/businesses/duplicatepair/"


@pytest.fixture
def pair(petugas) -> DuplicatePair:
    owner = make_owner(name="Oma Tince Uji", nik="9900000000000001", phone="+6281400000099")
    one = registered(
        by=petugas,
        owner=owner,
        name="Se'i Babi Oma Tince dan Keluarga Besar Sumber Rejeki",
        products=("Se'i babi", "Sambal lu'at"),
        landmark="di samping gereja",
        activity="Menjual daging se'i dan sambal lu'at setiap hari sampai habis.",
    )
    registered(
        by=petugas, owner=owner, name="Sei Oma Tince Sumber Rejeki", products=("Se'i babi",),
        phone="+6281400000098", lat="-10.17", lng="123.6",
    )  # fmt: skip
    nib_of(owner, by=petugas)
    duplicates.refresh([one.pk])
    return duplicates.pair_of(*Business.objects.order_by("pk"), by=petugas)


@pytest.fixture
def merge(petugas, verifikator) -> Merge:
    two = [registered(by=petugas, name="Kios Berkat", products=("Beras",)) for _ in range(2)]
    return merging.merge(*two, taken=(), by=verifikator, survivor_version=1, absorbed_version=1)


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_pages_are_readable_by_all(
    open_page, violations, verifikator, pair, merge, width, dark
):
    found = {}
    for path in (
        PAIRS,
        f"{PAIRS}{pair.pk}/change/",
        "/admin/businesses/merge/",
        f"/admin/businesses/merge/{merge.pk}/change/",
    ):
        look = {"width": width, "dark": dark, "cookies": cookies_of(verifikator)}
        visit = open_page(path, bypass_csp=True, **look)
        problems = violations(visit)
        if visit.overflow > 0:
            problems.append(f"{visit.overflow} pixels too wide")
        plain = open_page(path, **look)
        problems += plain.problems
        if problems:
            found[path] = problems
    assert found == {}


def test_a_look_alike_shows_while_one_types(open_page, violations, petugas, pair):
    visit = open_page(ADD, cookies=cookies_of(petugas), bypass_csp=True)
    page = visit.page
    page.select_option("select[name=kelurahan]", label="Fontein")
    page.fill("input[name=name]", "Sei Babi Oma Tince Keluarga Besar Sumber Rejeki")
    page.wait_for_selector(".lookalikes[role=status] .registry-code")
    assert pair.first.code in page.inner_text(".lookalikes")
    assert visit.overflow <= 0
    assert violations(visit) == []

    page.fill("input[name=name]", "Tenun Ikat Nekmese")
    page.wait_for_selector(".lookalikes", state="hidden")
    assert [r.url for r in visit.requests if "9900" in r.url or "Tince" in r.url] == []


def test_the_question_breaks_no_rule_of_the_browser(open_page, petugas, pair):
    visit = open_page(ADD, cookies=cookies_of(petugas))
    visit.page.select_option("select[name=kelurahan]", label="Fontein")
    visit.page.fill("input[name=name]", pair.second.name)
    visit.page.wait_for_selector(".lookalikes[role=status] .registry-code")
    assert visit.problems == []


def test_two_records_are_merged_without_scripts(open_page, verifikator, pair):
    visit = open_page(f"{PAIRS}{pair.pk}/change/", scripts=False, cookies=cookies_of(verifikator))
    visit.page.check("input[name=value_name][value=second]")
    visit.page.click(".compare-form input[type=submit]")
    kept = Business.objects.get()
    assert f"/{kept.pk}/change/" in visit.page.url
    assert kept.name == "Sei Oma Tince Sumber Rejeki"
