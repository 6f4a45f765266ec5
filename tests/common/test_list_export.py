"""“Export what I see”: exactly the listed rows, no personal data, for those who may."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.timezone import localdate

from businesses.models import Business
from common import list_export
from common.list_export import ListExport, private_paths, shown
from licensing import assistance
from licensing.models import AssistanceCase, Nib, Permit, PermitType
from tests.factories import invented_nik, make_owner, nib_of, registered, verified

pytestmark = pytest.mark.django_db

LIST = "/admin/businesses/business/"
CSV = f"{LIST}unduh/csv/"
EXPORTS = [model for model in admin.site._registry.values() if isinstance(model, ListExport)]


def content(response) -> str:
    assert response.status_code == 200, response.status_code
    return b"".join(response.streaming_content).decode("utf-8-sig")


def lines(response) -> list[list[str]]:
    return [line.split(",") for line in content(response).splitlines()]


def sheet(data: bytes, index: int) -> list[list[str]]:
    """The rows of one of the two sheets of a workbook; its texts stand in the cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{range(2)[index] + 1}.xml"))  # noqa: S314
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return [["".join(cell.itertext()) for cell in row] for row in tree.iter(f"{space}row")]


def permissions(*names: str) -> list[Permission]:
    pairs = [name.split(".") for name in names]
    return [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in pairs
    ]


@pytest.fixture
def town(petugas, verifikator, perizinan):
    """Five businesses, two kelurahan, one verified, one with a NIB and a permit."""
    ana = make_owner(name="Ana Rahasia", nik=invented_nik(), phone="+6281200000001")
    stall = verified(
        by=petugas,
        verifier=verifikator,
        name="Warung Ana",
        owner=ana,
        category="olahan-sei",
        phone="+6281200000002",
        address="Jalan Rahasia 7",
    )
    nib_of(ana, by=petugas)
    permit = Permit(
        type=PermitType.objects.get(code="merek"),
        owner=ana,
        number="IDM000000001",
        issued_on=date(2026, 1, 2),
    )
    permit.stamp(perizinan)
    permit.save()
    assistance.open_case(AssistanceCase(business=stall, kind="halal"), by=perizinan)
    registered(by=petugas, name="Kios Satu", category="tenun")
    registered(by=petugas, name="Kios Dua", owner=ana, scale="")
    registered(by=petugas, name="Warung =Alak", kelurahan="Alak")
    registered(by=petugas, name="Toko Alak", kelurahan="Alak")
    return stall


@pytest.mark.parametrize("model_admin", EXPORTS, ids=lambda a: a.opts.model_name)
def test_no_column_is_personal(model_admin, rf, administrator):
    request = rf.get("/")
    request.user = administrator
    columns = model_admin.get_export_columns(request)
    assert len(columns) >= 5
    assert private_paths(model_admin.model, columns) == []


def test_the_lists_of_the_daily_work_can_be_downloaded():
    assert {a.opts.model_name for a in EXPORTS} >= {"business", "nib", "permit", "assistancecase"}


@pytest.mark.parametrize(
    "path",
    ["phone", "address", "capital", "owner__nik_digest", "owner__birth_date", "owner__nib__number"],
)
def test_a_personal_column_would_be_seen(path):
    assert private_paths(Business, [shown(Business, "x", path)]) == ["x"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 5),
        ("q=warung", 2),
        ("q=ana", 2),
        ("q=ana+kios", 1),
        ("q=KPG-000001", 1),
        ("verification_status__exact=verified", 1),
        ("verification_status__exact=draft", 4),
        ("activity_status__exact=active", 5),
        ("tempat=53.71.01", 2),
        ("tempat=53.71.01.1008&q=toko", 1),
        ("kategori=tenun", 1),
        ("kategori=-", 3),
        ("nib=ya", 2),
        ("nib=tidak&q=kios", 1),
        ("terbit=tidak", 5),
        ("saya=1", 0),
        ("jatuh_tempo=ya", 0),
        ("kurang=halal", 1),
        ("kurang=merek", 1),
        ("scale__exact=mikro", 0),
        ("o=0", 5),
        ("p=3", 5),
        ("all=", 5),
        ("q=warung&_popup=1", 2),
    ],
)
def test_the_file_holds_exactly_what_the_list_shows(town, client_of, pimpinan, query, expected):
    client = client_of(pimpinan)
    shown_rows = client.get(f"{LIST}?{query}").context["cl"]
    heading, *rows = lines(client.get(f"{CSV}?{query}"))
    assert heading[:2] == ["kode", "nama_usaha"]
    assert len(rows) == expected
    assert len(rows) == shown_rows.result_count
    assert [row[0] for row in rows] == [row.code for row in shown_rows.result_list]


def test_every_filter_of_the_list_is_tried_above(client_of, pimpinan, town):
    listed = client_of(pimpinan).get(LIST).context["cl"]
    offered = {name for spec in listed.filter_specs for name in spec.expected_parameters()}
    tried = {"verification_status__exact", "activity_status__exact", "tempat", "kategori", "nib"}
    tried |= {"terbit", "saya", "jatuh_tempo", "scale__exact", "kurang"}
    assert {name for name in offered if not name.endswith("__isnull")} <= tried


def test_the_file_goes_beyond_the_page(petugas, client_of):
    for _number in range(53):
        registered(by=petugas)
    rows = lines(client_of(petugas).get(CSV))[1:]
    assert len({row[0] for row in rows}) == 53


def test_the_file_keeps_to_the_work_area(town, client_of, persona):
    client = client_of(persona("petugas", username="alak", kelurahan="Alak"))
    rows = lines(client.get(CSV))[1:]
    assert {row[1] for row in rows} == {"Warung =Alak", "Toko Alak"}


def test_the_businesses_of_an_owner_outside_the_area_stay_outside(
    town, petugas, client_of, persona
):
    registered(by=petugas, name="Cabang Alak", owner=town.owner, kelurahan="Alak")
    client = client_of(persona("perizinan", username="alak", kelurahan="Alak"))
    text = content(client.get("/admin/licensing/nib/unduh/csv/"))
    assert "Cabang Alak" in text
    assert "Warung Ana" not in text


@pytest.mark.parametrize("model_admin", EXPORTS, ids=lambda a: a.opts.model_name)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_file_holds_a_name_or_number_of_a_person(
    town, client_of, administrator, model_admin, kind
):
    name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_export"
    response = client_of(administrator).get(reverse(name, args=[kind]))
    data = b"".join(response.streaming_content)
    text = data.decode() if kind == "csv" else str(sheet(data, -1))
    assert town.code in text or model_admin.model not in (Business, Nib, Permit, AssistanceCase)
    for secret in ("Rahasia", "62812", town.owner.reveal_nik()):
        assert secret not in text


def test_a_formula_is_no_formula_in_the_file(petugas, client_of):
    registered(by=petugas, name="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in content(client_of(petugas).get(CSV))


def test_the_name_of_the_file_says_what_and_when(town, client_of, petugas):
    response = client_of(petugas).get(f"{CSV}?q=warung")
    expected = f'attachment; filename="usaha_{localdate().isoformat()}.csv"'
    assert response["Content-Disposition"] == expected
    assert "no-store" in response["Cache-Control"]


def test_the_workbook_says_which_filters_were_chosen(town, client_of, petugas):
    url = f"{LIST}unduh/xlsx/?q=warung&verification_status__exact=verified"
    data = b"".join(client_of(petugas).get(url).streaming_content)
    about = [row[:2] for row in sheet(data, 0)]
    assert ["Verifikasi", "Terverifikasi"] in about
    assert "warung" in [row[1] for row in about]
    assert len(sheet(data, 1)) == 2


def test_too_many_rows_for_a_workbook_are_offered_as_csv(town, client_of, petugas, monkeypatch):
    monkeypatch.setattr(list_export, "MOST_SHEET_ROWS", 4)
    response = client_of(petugas).get(f"{LIST}unduh/xlsx/?o=0")
    assert response["Location"] == f"{LIST}?o=0"
    small = client_of(petugas).get(f"{LIST}unduh/xlsx/?q=kios")
    assert len(sheet(b"".join(small.streaming_content), -1)) == 3


def test_a_file_that_breaks_off_says_so_in_its_last_line(town, client_of, petugas, monkeypatch):
    def broken(self, request, rows, columns):
        yield from list(rows.values(*{column.path for column in columns}))[:2]
        raise RuntimeError

    monkeypatch.setattr(ListExport, "export_rows", broken)
    *_rows, last = content(client_of(petugas).get(CSV)).splitlines()
    assert "TIDAK LENGKAP" in last


def test_the_buttons_lead_to_the_same_filters(town, client_of, petugas):
    page = client_of(petugas).get(f"{LIST}?q=kios&verification_status__exact=draft&p=2")
    links = [address for _kind, address in page.context["export_bar"]]
    assert links[0] == f"{CSV}?q=kios&verification_status__exact=draft"
    assert links[0].replace("&", "&amp;") in page.content.decode()


def test_who_may_not_export_has_no_button_and_no_file(client_of, petugas, town):
    petugas.groups.clear()
    petugas.user_permissions.set(permissions("businesses.view_business"))
    client = client_of(petugas)
    assert not client.get(LIST).context["export_bar"]
    assert client.get(CSV).status_code == 403


def test_who_may_not_see_the_list_has_no_file(client_of, petugas):
    petugas.groups.clear()
    petugas.user_permissions.set(permissions("accounts.export_lists"))
    assert client_of(petugas).get(CSV).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{LIST}unduh/pdf/", 404),
        (f"{CSV}?nonsense=1", 400),
        (f"{CSV}?owner__phone__startswith=0812", 400),
        (f"{CSV}?q=9900000000000001", 400),
        (f"{CSV}?q=081234567890", 400),
    ],
)
def test_wrong_addresses_are_refused(town, client_of, petugas, path, status):
    assert client_of(petugas).get(path).status_code == status


def test_a_file_is_not_posted_for(client_of, petugas):
    assert client_of(petugas).post(CSV).status_code == 405


def test_the_log_says_who_took_how_many_rows(town, client_of, petugas, caplog):
    caplog.set_level("INFO", logger="common.list_export")
    content(client_of(petugas).get(f"{CSV}?q=warung"))
    said = f"Export of businesses.business as csv by account {petugas.pk}: 2 rows"
    assert said in [record.getMessage() for record in caplog.records]


def test_rows_are_read_a_slice_at_a_time(town, petugas, monkeypatch, rf):
    monkeypatch.setattr(list_export, "AT_ONCE", 2)
    slices = []
    business_admin = admin.site._registry[Business]
    monkeypatch.setattr(
        type(business_admin), "attach", lambda self, request, rows: slices.append(len(rows))
    )
    columns = business_admin.export_columns
    rows = list(business_admin.export_rows(rf.get("/"), Business.objects.all(), columns))
    assert (len(rows), slices) == (5, [2, 2, 1])
