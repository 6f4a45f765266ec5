"""The permission table: every address × every role × GET and POST, own and foreign.

An address without a row fails, so nothing new ships unclassified. The rows stand in
`tests/permission_table.txt`; read them as a colleague would: may this role do that?
"""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts import roles
from businesses import duplicates, merging
from businesses.models import (
    Business,
    Category,
    DataRequest,
    Disclosure,
    Kbli,
    Kecamatan,
    Kelurahan,
)
from directory.models import ErrorReport, Introduction, Synonym
from imports import jobs
from imports.models import ImportBatch
from licensing import assistance, documents, permits
from licensing.models import (
    AssistanceCase,
    CoverageTarget,
    LetterTemplate,
    NibActivity,
    Permit,
    PermitRelevance,
    PermitType,
    Visit,
)
from tests.factories import make_owner, nib_of, published, registered
from tests.imports.checked import checked
from tests.imports.lists import one
from tests.licensing import letters
from tests.licensing.scan_files import upload
from tests.permissions import addresses, ask, url_of

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("permission_table.txt")
ACTORS = ("anonymous", *(role.login for role in roles.ROLES))
SCOPED = (
    "business",
    "owner",
    "product",
    "nib",
    "permit",
    "assistancecase",
    "duplicatepair",
    "merge",
    "datarequest",
    "disclosure",
    "document",
    "visit",
    "letter",
    "upload",
    "importbatch",
    "errorreport",
)
OF_A_BATCH = ("imports:batch", "imports:undo")
SLUGS = {
    "directory:category": "tenun",
    "directory:kecamatan": "kota-raja",
    "directory:kelurahan": "fontein",
}
OF_A_LINE = "admin:licensing_permit_for_line"
OF_A_BUSINESS = ("admin:licensing_permit_for_business", "admin:licensing_nib_of_business")


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
        products=("Selendang uji",),
        publishes_contact=True,
        whatsapp="+6281211110000",
    )
    nib = nib_of(business.owner, by=petugas)
    line = NibActivity.objects.create(nib=nib, kbli=Kbli.objects.first(), risk_level="tinggi")
    kind = PermitType.objects.get(code="slhs")
    soon = timezone.localdate() + timedelta(days=30)
    permit = permits.enter(
        Permit(type=kind, business=business, number="1", expires_on=soon), by=perizinan
    )
    relevance = PermitRelevance.objects.create(
        category=business.primary_category, type=kind, is_relevant=True
    )
    case = assistance.open_case(AssistanceCase(business=business, kind="halal"), by=perizinan)
    twins = [registered(by=petugas, name=f"Kembar Uji {word}") for word in ("Satu", "Dua")]
    pair = duplicates.pair_of(*twins, by=petugas)
    kept, gone = (registered(by=petugas, name=f"Lama Uji {word}") for word in ("Satu", "Dua"))
    merge = merging.merge(
        kept, gone, taken=(), by=verifikator, survivor_version=1, absorbed_version=1
    )
    asked = DataRequest(kind="access", owner=business.owner, applicant="Ana Uji", contact="kantor")
    asked.stamp(administrator)
    asked.save()
    scan = documents.attach(nib, upload(), by=perizinan, version=None)
    target = CoverageTarget(holders=100, starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31))
    target.stamp(administrator)
    target.save()
    visit = Visit.objects.create(business=business, outcome="visited", by=petugas)
    letter = letters.issued(business, by=perizinan)
    seen = Disclosure.objects.create(by=petugas, owner=business.owner, kind="page")
    batch = checked(one(Kelurahan="Fontein"), by=petugas)
    jobs.start(batch, "confirm", by=petugas, version=batch.version)
    listed = checked(one(**{"Nama Usaha": "Bengkel Tabir"}), by=petugas)
    told = ErrorReport.objects.create(business=business, about="closed")
    records = {
        "errorreport": told,
        "business": business,
        "nib": nib,
        "assistancecase": case,
        "duplicatepair": pair,
        "datarequest": asked,
        "permit": permit,
        "letter": letter,
        "upload": listed,
    }
    ids = {
        "user": laporan.pk,
        "group": laporan.groups.get().pk,
        "business": business.pk,
        "owner": business.owner_id,
        "product": business.products.get().pk,
        "nib": nib.pk,
        "line": line.pk,
        "permit": permit.pk,
        "assistancecase": case.pk,
        "duplicatepair": pair.pk,
        "merge": merge.pk,
        "datarequest": asked.pk,
        "disclosure": seen.pk,
        "document": scan.pk,
        "coveragetarget": target.pk,
        "visit": visit.pk,
        "letter": letter.pk,
        "lettertemplate": LetterTemplate.objects.get(kind="terdaftar").pk,
        "permitrelevance": relevance.pk,
        "permittype": permit.type_id,
        "kecamatan": Kecamatan.objects.first().pk,
        "kelurahan": Kelurahan.objects.first().pk,
        "kbli": Kbli.objects.first().pk,
        "category": Category.objects.first().pk,
        "upload": listed.pk,
        "importbatch": ImportBatch.objects.get().pk,
        "errorreport": told.pk,
        "introduction": Introduction.objects.first().pk,
        "synonym": Synonym.objects.create(words="uji, coba").pk,
    }
    listing = business.listing
    versions = {}
    for name, record in records.items():
        record.refresh_from_db()
        versions[name] = record.version
    return {"ids": ids, "code": listing.code, "slug": listing.slug, "versions": versions}


def model_of(name: str) -> str:
    """The model of an address of the back office: "business" of admin:businesses_business_move."""
    if name.startswith("imports:"):
        return "importbatch" if name in OF_A_BATCH else "upload"
    return name.removeprefix("admin:").split("_")[1] if name.count("_") >= 2 else ""


def typed(method: str, name: str, world: dict) -> dict:
    """What is sent along: the version that was shown, or what an autocomplete box asks."""
    if name == "admin:autocomplete":
        return {"app_label": "businesses", "model_name": "photo", "field_name": "product"}
    if method == "POST" and name.endswith(("_move", "_withdraw")):
        return {"version": world["versions"][model_of(name)], "note": "uji", "reason": "uji"}
    if method == "POST" and model_of(name) == "upload":
        return {"version": world["versions"]["upload"]}
    return {}


def arguments_for(name: str, wanted: tuple[str, ...], world: dict) -> dict:
    """Arguments for one address, from the things of the world."""
    model = "business" if name in OF_A_BUSINESS else model_of(name)
    model = "line" if name == OF_A_LINE else model
    given = {
        "object_id": world["ids"].get("business" if name == "admin:view_on_site" else model, 0),
        "pk": world["ids"].get(model, 0),
        "business_pk": world["ids"]["business"],
        "letter_kind": "terdaftar",
        "id": world["ids"]["user"],
        "action": {
            "business": "reopen",
            "nib": "freeze",
            "assistancecase": "cancel",
            "duplicatepair": "distinct",
            "datarequest": "answer",
            "permit": "revoke",
            "errorreport": "settle",
        }.get(model),
        "app_label": "businesses",
        "kind": "csv",
        "content_type_id": ContentType.objects.get_for_model(Business).pk,
        "name": "nib-coverage",
        "code": "slhs" if name in OF_A_BUSINESS else world["code"],
        "slug": SLUGS.get(name, world["slug"]),
        "number": 1,
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
        answer = ask(browser, method, url, typed(method, name, world))
        if answer != answers[column]:
            wrong.append(f"{method} {name}: {answer}, the table says {answers[column]}")
    assert wrong == []


@pytest.mark.parametrize("role", [role.login for role in roles.ROLES])
def test_what_lies_in_another_kelurahan_does_not_exist(role, world, client_of, persona):
    browser = client_of(persona(role, username=f"{role}-alak", kelurahan="Alak"))
    wanted = {address.name: address.arguments for address in addresses()}
    seen = []
    for (method, name), answers in rows().items():
        if model_of(name) not in SCOPED or not set(wanted[name]) & {
            "object_id",
            "pk",
            "business_pk",
        }:
            continue
        url = url_of(name, arguments_for(name, wanted[name], world))
        answer = ask(browser, method, url, typed(method, name, world))
        own = answers[ACTORS.index(role)]
        if answer not in ("none", "no", "method") or (own in ("ok", "away") and answer != "none"):
            seen.append(f"{method} {name}: {answer}")
    assert seen == []
