"""Places: one list to choose from, one rule for what lies in the chosen one."""

import pytest

from businesses import places
from businesses.models import Business, Kelurahan
from licensing import assistance, visits
from licensing.admin.filters import CaseAreaFilter
from licensing.forms import BoardForm
from licensing.forms.work_list import WorkList
from licensing.models import AssistanceCase, Letter, Visit
from licensing.models.of_business import OfBusinessQuerySet
from tests.factories import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def alak(persona):
    return persona("perizinan", username="perizinan-alak", kelurahan="Alak")


def test_the_choices_are_the_work_area(alak, perizinan):
    place = Kelurahan.objects.get(name="Alak")
    [(kecamatan, choices)] = places.place_choices(alak)
    assert kecamatan == place.kecamatan.name
    assert [code for code, _name in choices] == [place.kecamatan.code, place.code]
    groups = places.place_choices(perizinan)
    assert len(groups) == 6
    assert sum(len(choices) for _name, choices in groups) == 6 + 51


def test_the_board_and_the_work_list_offer_the_same_places(alak):
    offered = places.place_choices(alak)
    assert list(BoardForm(user=alak).fields["tempat"].choices)[1:] == offered
    assert WorkList(alak, {}).filters["tempat"].extra["choices"] == offered


def test_a_code_holds_what_lies_in_it(petugas, perizinan, fontein):
    here, there = registered(by=petugas), registered(by=petugas, kelurahan="Alak")
    case = assistance.open_case(AssistanceCase(business=here, kind="nib"), by=perizinan)
    assistance.open_case(AssistanceCase(business=there, kind="nib"), by=perizinan)
    for code in (fontein.code, fontein.kecamatan.code):
        assert list(places.in_place(Business.objects.all(), code)) == [here]
        cases = AssistanceCase.objects.all()
        assert list(places.in_place(cases, code, path=CaseAreaFilter.path)) == [case]
    assert places.in_place(Business.objects.all(), "").count() == 2
    for code in ("%", "9", "53.71.99", "x" * 300):
        assert not places.in_place(Business.objects.all(), code).exists(), code


def test_the_middle_of_a_place(fontein):
    assert places.middle_of(fontein.code) == (fontein.lat, fontein.lng)
    lat, _lng = places.middle_of(fontein.kecamatan.code)
    assert -11 < lat < -10
    assert places.middle_of("9") is None


def test_what_belongs_to_a_business_is_seen_by_one_rule(alak, petugas, perizinan):
    for model in (AssistanceCase, Letter, Visit):
        assert type(model.objects.all()).visible_to is OfBusinessQuerySet.visible_to, model
    business = registered(by=petugas)
    visits.tick(business, Visit.Outcome.CASE_OPENED, by=petugas)
    assert (Visit.objects.visible_to(alak).count(), Visit.objects.count()) == (0, 1)
    assert not AssistanceCase.objects.visible_to(alak).exists()
    assert AssistanceCase.objects.visible_to(perizinan).open().for_nib().exists()
