"""The style page shows every component to those who build the pages, and to nobody else."""

import pytest
from pytest_django.asserts import assertContains

from accounts.models import User

COMPONENTS = (
    "swatch s-ground",
    "flagship",
    'class="button plain"',
    'class="chip"',
    "tag good",
    "tag warn",
    'class="search big"',
    'class="note"',
    'class="panel"',
    'class="card',
    'class="pages"',
    'class="empty"',
    'class="hours"',
    'class="bubble',
    'class="tile"',
)


def test_it_shows_every_component(client_of, petugas, publish):
    publish(name="Sei Oma", category="olahan-sei")
    response = client_of(petugas).get("/_gaya/")
    for component in COMPONENTS:
        assertContains(response, component)
    assertContains(response, "noindex")
    assert "no-store" in response["Cache-Control"]


def test_every_colour_of_the_style_sheet_is_shown(client_of, petugas):
    from directory.views.style import COLOURS
    from tests.directory.test_contrast import LIGHT

    assert set(COLOURS) | {f"g{n}" for n in range(1, 7)} == set(LIGHT) - {"on-bubble"}


def test_it_needs_a_log_in(client, register):
    response = client.get("/_gaya/")
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_an_account_that_is_no_colleague_may_not_open_it(client_of, register):
    outsider = User.objects.create(username="luar", full_name="Orang Luar", is_staff=False)
    assert client_of(outsider).get("/_gaya/").status_code == 403


@pytest.mark.parametrize("address", ["/en/_gaya/", "/_gaya"])
def test_there_is_no_other_way_in(client, register, address):
    assert client.get(address).status_code in {301, 404}
