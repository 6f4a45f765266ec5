"""An officer's day without a mouse: enter, verify, publish; and the same on a phone."""

import sys

import pytest
from django.test import Client

from businesses.models import Business

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "/admin/businesses/business/add/"
MOST_KEYS = 25
ENTRY = {
    "name": "Tenun Ikat Mama Uji",
    "kelurahan": "Fontein",
    "address": "Jl. Uji 12 RT 05 RW 02",
    "place_kind": "Di rumah",
    "primary_category": "Tenun",
    "activity": "Menenun kain ikat dan selendang",
    "owner_name": "Mama Uji",
    "owner_nik": "9900000000000001",
    "owner_phone": "081211110000",
    "consent_manner": "Formulir bertanda tangan",
    "consent_given_on": "05/01/2026",
    "consent_proof": "Map 12/2026",
}


def login(user) -> dict[str, str]:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {"sessionid": client.cookies["sessionid"].value}


class Keyboard:
    """A keyboard that counts the keys beyond typing."""

    def __init__(self, page) -> None:
        self.page = page
        self.presses = 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.presses += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.name || ''")

    def to(self, name: str, most: int = 12) -> None:
        """Tab until the field has the focus."""
        for _ in range(most):
            if self.focused() == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} is not reached; the focus is on {self.focused()}")


def test_a_business_by_keyboard_from_entry_to_the_public_page(
    open_page, petugas, verifikator, capsys
):
    page = open_page(ADD, width=1280, cookies=login(petugas), until="networkidle").page
    keys = Keyboard(page)
    assert keys.focused() == "name", "the first field has the focus"
    for name, text in ENTRY.items():
        keys.to(name)
        keys.write(text)
    with page.expect_navigation():
        keys.press("Enter")
    assert keys.focused() == "confirm_warnings", "the NIK of nobody is asked about"
    keys.press("Space")
    with page.expect_navigation():
        keys.press("Enter")

    assert not page.locator(".errorlist").count(), page.locator(".errorlist").all_inner_texts()
    business = Business.objects.get()
    assert business.verification_status == "submitted"
    assert (business.rt, business.rw, business.kelurahan.name) == ("005", "002", "Fontein")
    assert business.consent_given_on is not None
    with capsys.disabled():
        sys.stdout.write(
            f"\nkeys beyond typing to enter a business: {keys.presses} (aim: {MOST_KEYS})\n"
        )
    assert keys.presses <= MOST_KEYS

    queue = open_page(
        "/admin/businesses/business/verifikasi/", width=1280, cookies=login(verifikator)
    )
    keys = Keyboard(queue.page)
    link = queue.page.get_by_role("link", name="Tenun Ikat Mama Uji")
    link.focus()
    with queue.page.expect_navigation():
        keys.press("Enter")
    for question in ("identity", "place", "activity"):
        keys.to(f"check_{question}", most=40)
        keys.press("Space")
    keys.to("action", most=20)
    with queue.page.expect_navigation():
        keys.press("Enter")
    with capsys.disabled():
        sys.stdout.write(f"keys to verify it: {keys.presses}\n")

    business.refresh_from_db()
    assert business.verification_status == "verified"
    public = open_page(f"/usaha/{business.code}/").page
    assert public.locator("h1").inner_text() == "Tenun Ikat Mama Uji"


def test_on_a_phone_the_position_fills_the_point_and_proposes_the_kelurahan(
    open_page, persona, chromium, live_server
):
    officer = persona("petugas")
    context = chromium.new_context(
        viewport={"width": 360, "height": 740},
        geolocation={"latitude": -10.1787, "longitude": 123.6070},
        permissions=["geolocation"],
    )
    [(name, value)] = login(officer).items()
    context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + ADD, wait_until="networkidle")
    page.get_by_text("Selengkapnya tentang tempat dan kegiatan").click()
    page.get_by_role("button", name="Pakai posisi saya").click()
    said = page.get_by_role("status").filter(has_text="Kelurahan terdekat")
    said.wait_for()
    assert page.locator("[name=point]").input_value() == "-10.178700, 123.607000"
    chosen = page.locator("[name=kelurahan] option:checked").inner_text()
    assert chosen in said.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_leaving_unsaved_work_is_asked_about(open_page, petugas):
    page = open_page(ADD, width=1280, cookies=login(petugas), until="networkidle").page
    asked = []

    def hear(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", hear)
    page.locator("[name=landmark]").fill("Dekat gereja")
    page.goto(page.url.replace("/add/", "/"))
    assert asked == ["beforeunload"]
    page.goto(page.url + "add/", wait_until="networkidle")
    page.goto(page.url.replace("/add/", "/"))
    assert asked == ["beforeunload"], "nothing was typed, so nothing is asked"


def test_entry_works_without_scripts(open_page, petugas):
    page = open_page(ADD, cookies=login(petugas), scripts=False).page
    for name, text in ENTRY.items():
        box = page.locator(f"[name={name}]")
        if box.evaluate("node => node.tagName") == "SELECT":
            box.select_option(label=text)
        else:
            box.fill(text)
    page.locator("[name=_submit]").click()
    page.locator("[name=confirm_warnings]").check()
    page.locator("[name=_submit]").click()
    assert Business.objects.get().verification_status == "submitted"
