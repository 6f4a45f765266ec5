"""Storing and opening a scan in a real browser: axe, CSP, narrow, without JavaScript."""

import pytest
from django.test import Client

from licensing import documents
from tests.factories import nib_of, registered
from tests.licensing.scan_files import pdf, permit_of, upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cookies_of(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {name: morsel.value for name, morsel in browser.cookies.items()}


@pytest.fixture
def records(petugas, perizinan):
    """A NIB with a scan, and a permit without one."""
    business = registered(by=petugas)
    nib = nib_of(business.owner, by=petugas)
    documents.attach(nib, upload(), by=perizinan, version=nib.version)
    return nib, permit_of(business, by=perizinan)


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (1280, False)])
def test_axe_finds_nothing(open_page, records, perizinan, violations, width, dark):
    nib, permit = records
    cookies, found = cookies_of(perizinan), {}
    for path in (f"nib/{nib.pk}/change/", f"nib/{nib.pk}/dokumen/", f"permit/{permit.pk}/change/"):
        path = f"/admin/licensing/{path}"
        visit = open_page(path, width=width, dark=dark, cookies=cookies, bypass_csp=True)
        problems = violations(visit)
        if visit.overflow > 0:
            problems.append(f"{visit.overflow} px too wide")
        if problems:
            found[path] = problems
    assert found == {}


def test_a_scan_is_stored_and_downloaded_without_scripts(open_page, records, perizinan, tmp_path):
    file = tmp_path / "nama pemilik.pdf"
    file.write_bytes(pdf("baru"))
    path = f"/admin/licensing/permit/{records[1].pk}/change/"
    visit = open_page(path, scripts=False, cookies=cookies_of(perizinan))
    visit.page.set_input_files(".document input[type=file]", str(file))
    visit.page.click(".document button")
    visit.page.wait_for_selector(".document a")
    with visit.page.expect_download() as waiting:
        visit.page.click(".document a")
    download = waiting.value
    assert download.suggested_filename.startswith("dokumen-")
    with open(download.path(), "rb") as stored:
        assert stored.read() == pdf("baru")
    assert visit.problems == []
