"""The permission table: every address × every role × GET and POST, own and foreign.

An address without a row fails, so nothing new ships unclassified. The rows stand in
`tests/permission_table.txt`; read them as a colleague would: may this role do that?
"""

from pathlib import Path

import pytest

from accounts import roles
from businesses.models import Category, Kbli, Kecamatan, Kelurahan
from licensing import assistance
from licensing.models import AssistanceCase, Permit, PermitType
from tests.factories import make_owner, nib_of, published
from tests.permissions import addresses, ask, url_of

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("permission_table.txt")
ACTORS = ("anonymous", *(role.login for role in roles.ROLES))
SCOPED = ("business", "owner", "nib", "permit", "assistancecase")


def rows() -> dict[tuple[str, str], tuple[str, ...]]:
    """(method, address) → the answer to each actor."""
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            method, name, *answers = line.split()
            assert (method, name) not in found, f"{method} {name} stands twice"
            assert len(answers) == len(ACTORS), line
            found[method, name] = tuple(answers)
    return found


@pytest.fixture
def world(petugas, verifikator, perizinan, laporan, pimpinan, administrator):
    """One of each thing, all of it in Fontein."""
    business = published(
        by=petugas,
        verifier=verifikator,
        owner=make_owner(name="Ana Uji"),
        category="tenun",
        publishes_contact=True,
        whatsapp="+6281211110000",
    )
    nib = nib_of(business.owner, by=petugas)
    permit = Permit(type=PermitType.objects.get(code="slhs"), business=business, number="1")
    permit.stamp(perizinan)
    permit.save()
    case = assistance.open_case(AssistanceCase(business=business, kind="halal"), by=perizinan)
    ids = {
        "user": laporan.pk,
        "group": laporan.groups.get().pk,
        "business": business.pk,
        "owner": business.owner_id,
        "nib": nib.pk,
        "permit": permit.pk,
        "assistancecase": case.pk,
        "permittype": permit.type_id,
        "kecamatan": Kecamatan.objects.first().pk,
        "kelurahan": Kelurahan.objects.first().pk,
        "kbli": Kbli.objects.first().pk,
        "category": Category.objects.first().pk,
    }
    listing = business.listing
    return {"ids": ids, "code": listing.code, "slug": listing.slug, "version": business.version}


def arguments_for(name: str, wanted: tuple[str, ...], world: dict) -> dict:
    """Arguments for one address, from the things of the world."""
    model = name.removeprefix("admin:").split("_")[1] if name.count("_") >= 2 else ""
    given = {
        "object_id": world["ids"].get(model, 0),
        "pk": world["ids"].get(model, 0),
        "id": world["ids"]["user"],
        "action": {"business": "reopen", "nib": "freeze", "assistancecase": "cancel"}.get(model),
        "app_label": "businesses",
        "content_type_id": 1,
        "name": "nib-coverage",
        "code": world["code"],
        "slug": "tenun" if name == "directory:category" else world["slug"],
        "path": "foto/ab/abc.webp",
    }
    return {key: given[key] for key in wanted}


def test_every_address_has_a_row_for_get_and_post():
    names = {address.name for address in addresses() if "?" not in address.name}
    table = rows()
    assert {name for _method, name in table} == names
    assert {method for method, _name in table} == {"GET", "POST"}
    assert len(table) == 2 * len(names)


@pytest.mark.parametrize("actor", ACTORS)
def test_the_table_is_what_happens(actor, world, client, client_of, django_user_model):
    browser = client
    if actor != "anonymous":
        browser = client_of(django_user_model.objects.get(username=actor))
    wanted = {address.name: address.arguments for address in addresses()}
    column = ACTORS.index(actor)
    wrong = []
    for (method, name), answers in rows().items():
        url = url_of(name, arguments_for(name, wanted[name], world))
        answer = ask(browser, method, url, {"version": 1, "note": "uji"} if "_move" in name else {})
        if answer != answers[column]:
            wrong.append(f"{method} {name}: {answer}, the table says {answers[column]}")
    assert wrong == []


@pytest.mark.parametrize("role", [role.login for role in roles.ROLES])
def test_what_lies_in_another_kelurahan_does_not_exist(role, world, client_of, persona):
    browser = client_of(persona(role, username=f"{role}-alak", kelurahan="Alak"))
    wanted = {address.name: address.arguments for address in addresses()}
    seen = []
    for (method, name), answers in rows().items():
        model = name.removeprefix("admin:").split("_")[1] if name.count("_") >= 2 else ""
        if model not in SCOPED or not set(wanted[name]) & {"object_id", "pk"}:
            continue
        url = url_of(name, arguments_for(name, wanted[name], world))
        answer = ask(browser, method, url, {"version": 1, "note": "uji"} if "_move" in name else {})
        own = answers[ACTORS.index(role)]
        if answer not in ("none", "no", "method") or (own in ("ok", "away") and answer != "none"):
            seen.append(f"{method} {name}: {answer}")
    assert seen == []
