"""The preview of an import in a real browser: axe, narrow, and no tick lost without a question."""

import pytest
from django.test import Client

from tests.factories import make_owner, registered
from tests.imports.checked import PAGE, again, row, with_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def listed(petugas):
    owner = make_owner(name="Ester Uji", phone="+6281200000001")
    stored = registered(by=petugas, name="Kios Melati", owner=owner, address="Jl. Tamu 7")
    fields = [{"field": "business.landmark", "label": "landmark", "fills": 3, "replaces": 2}]
    upload = with_rows(petugas, rows=60, counts={"new": 56, "changed": 2, "duplicate": 2},
                       fields=fields, probable=2, warned=1)  # fmt: skip
    row(upload, 2, "changed", business=stored, notes=[["RT", "1/2", "RT 001/RW 002"]],
        changes=[["business.landmark", "landmark", "Old", "New"]])  # fmt: skip
    why = [["why", "", "", "same_phone similar_name"], ["warning", "HP", "0812", "Look."]]
    row(upload, 3, "duplicate", business=stored, likeness=70, problems=why)
    row(upload, 4, "duplicate", twin=5, likeness=60, problems=why)
    for number in range(5, 62):
        row(upload, number, "new")
    return upload


@pytest.fixture
def cookies(petugas):
    browser = Client()
    browser.force_login(petugas, backend="django.contrib.auth.backends.ModelBackend")
    return {name: morsel.value for name, morsel in browser.cookies.items()}


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    open_page, violations, listed, cookies, width, dark
):
    path = PAGE.format(listed.pk)
    visit = open_page(path, width=width, dark=dark, bypass_csp=True, cookies=cookies)
    visit.page.click("button:has-text('Simpan keputusan')")
    visit.page.wait_for_selector("[role=status]")
    assert (violations(visit), visit.overflow) == ([], 0)

    asked = open_page(f"/admin/impor/{listed.pk}/buang/", width=width, dark=dark, bypass_csp=True,
                      cookies=cookies)  # fmt: skip
    assert (violations(asked), asked.overflow) == ([], 0)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_next_page_keeps_the_ticks_and_the_search_is_not_part_of_the_form(
    open_page, listed, cookies, scripts
):
    page = open_page(PAGE.format(listed.pk), scripts=scripts, cookies=cookies).page
    page.check("input[name=baris-7]")
    page.click("button[name=ke]")
    page.wait_for_url("**hal=2**")
    assert again(listed).decisions == {"7": "skip"}

    page.fill("#id_q", "Kios 7")
    page.press("#id_q", "Enter")
    page.wait_for_url("**q=Kios+7**")
    assert page.is_checked("input[name=baris-7]")


def test_a_tab_asks_before_it_drops_what_was_ticked(open_page, listed, cookies):
    page = open_page(PAGE.format(listed.pk), cookies=cookies).page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    page.check("input[name=baris-7]")
    page.click(".import-tabs a[href*=baru]", no_wait_after=True)
    page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
