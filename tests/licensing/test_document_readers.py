"""A hundred documents, seven actors and an officer with an area: only the rightful see them."""

import pytest
from django.test import Client
from django.urls import reverse

from businesses.models import Disclosure, Owner
from licensing import documents
from licensing.models import Document
from tests.factories import nib_of, registered
from tests.licensing.scan_files import permit_of, upload

pytestmark = pytest.mark.django_db
GUESSES = (0, 987_654_321, 10**30)
# What each may open of: in Fontein, in Alak, replaced, never attached (stored by perizinan).
ANSWERS = {
    "anonymous": (302, 302, 302, 302),
    "petugas": (403, 403, 403, 403),
    "verifikator": (403, 403, 403, 403),
    "perizinan": (200, 200, 404, 200),
    "laporan": (403, 403, 403, 403),
    "pimpinan": (200, 200, 404, 404),
    "admin": (200, 200, 404, 404),
    "perizinan-alak": (404, 200, 404, 404),
    "pimpinan-alak": (404, 200, 404, 404),
    "nowhere": (404, 404, 404, 404),
}


@pytest.fixture
def hundred(petugas, perizinan):
    """100 documents: 60 in Fontein, 30 in Alak; 8 replaced, 2 never attached to anything."""

    def attach(record):
        return documents.attach(record, upload(), by=perizinan, version=None)

    fontein, alak, replaced = [], [], []
    for place, count, found in (("Fontein", 15, fontein), ("Alak", 6, alak)):
        for _ in range(count):
            business = registered(by=petugas, kelurahan=place, products=("Sambal",))
            proved = [nib_of(business.owner, by=petugas)]
            for holder in ("owner", "business", "product"):
                proved.append(permit_of(business, by=perizinan, holder=holder))
            found += [attach(record) for record in proved]
    for _ in range(2):
        for record in proved:
            record.refresh_from_db()
            old = getattr(record, documents.PROVES[type(record)])
            alak.remove(old)
            replaced.append(old)
            alak.append(attach(record))
    for _ in range(6):
        business = registered(by=petugas, kelurahan="Alak")
        alak.append(attach(permit_of(business, by=perizinan)))
    owner = Owner.objects.first()
    loose = [documents.store(upload(), owner=owner, by=perizinan) for _ in range(2)]
    groups = (fontein, alak, replaced, loose)
    assert [len(group) for group in groups] == [60, 30, 8, 2]
    assert Document.objects.count() == 100
    return groups


@pytest.fixture
def browsers(persona, perizinan, petugas, client_of):
    people = {"perizinan": perizinan, "petugas": petugas}
    for login in ("verifikator", "laporan", "pimpinan", "admin"):
        people[login] = persona(login)
    for login in ("perizinan", "pimpinan"):
        people[f"{login}-alak"] = persona(login, username=f"{login}-alak", kelurahan="Alak")
    people["nowhere"] = persona("perizinan", username="nowhere")
    people["nowhere"].is_citywide = False
    people["nowhere"].save()
    return {"anonymous": Client(), **{name: client_of(who) for name, who in people.items()}}


def status(browser: Client, pk: int) -> int:
    return browser.get(reverse("admin:licensing_document_file", args=[pk])).status_code


def test_a_hundred_documents_are_seen_by_the_rightful_only(hundred, browsers):
    assert set(browsers) == set(ANSWERS)
    for name, expected in ANSWERS.items():
        browser, before = browsers[name], Disclosure.objects.count()
        answers = [{status(browser, document.pk) for document in group} for group in hundred]
        assert answers == [{code} for code in expected], name
        guessed = {status(browser, guess) for guess in GUESSES}
        assert guessed == {expected[2]}, name
        seen = sum(len(group) for group, code in zip(hundred, expected, strict=True) if code == 200)
        assert Disclosure.objects.filter(kind="document").count() == before + seen, name
