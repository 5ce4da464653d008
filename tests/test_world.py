import pytest

from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to
from tests.world import ORGANISATIONS, PERSONAS


def test_every_persona_is_there(world):
    assert list(world) == PERSONAS
    assert {key for key in PERSONAS if world[key].is_authenticated} == {*PERSONAS} - {"anonymous"}


def test_names_are_derived(world):
    assert {
        key: (row.name_kk, row.name_ru, row.name_en)
        for key, organisation in world.organisations.items()
        if (row := Organisation.objects.get(pk=organisation.pk))
    } == {key: tuple(entry[3:]) for key, entry in ORGANISATIONS.items()}


@pytest.mark.parametrize("persona", PERSONAS)
def test_list_and_object_permission_agree(world, persona):
    user = world[persona]
    assert set(organisations_visible_to(user)) == {
        row for row in Organisation.objects.all() if user.has_perm("organisations.view_organisation", row)
    }
    assert set(people_visible_to(user)) == {
        row for row in Person.objects.all() if user.has_perm("organisations.view_person", row)
    }
