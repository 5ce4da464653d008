"""What a reader may not see takes no place among the results."""

import pytest

from seriktes.organisations.actions.naming import refresh_people
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.queries.people_list import Chosen, listed_people
from seriktes.organisations.queries.search import CANDIDATES, found_for_user, matching_people
from tests.world import SINCE


@pytest.fixture
def crowd(world):
    """More hidden people of one name at another university than a search looks at, and one at the reader's own."""
    hidden = Person.objects.bulk_create([Person(name_kk=f"Топжарған Адам{n:03}") for n in range(CANDIDATES + 20)])
    colleague = Person.objects.create(name_kk="Топжарған Яяя")
    refresh_people([*hidden, colleague])
    Affiliation.objects.bulk_create(
        [
            Affiliation(person=one, organisation=world.organisations["hidden_university"], source_on=SINCE)
            for one in hidden
        ]
    )
    Affiliation.objects.create(person=colleague, organisation=world.organisations["university"], source_on=SINCE)
    return colleague


@pytest.mark.parametrize("persona", ["faculty_member", "partnership_officer"])
def test_a_colleague_is_found_behind_a_hidden_crowd(world, crowd, persona):
    assert found_for_user(world[persona], "Топжарған").people == [crowd]


def test_who_sees_nobody_of_them_finds_nobody(world, crowd):
    assert found_for_user(world["student"], "Топжарған").people == []
    assert found_for_user(world["anonymous"], "Топжарған").people == []


def test_the_whole_name_stands_first(world, crowd):
    assert matching_people(world["faculty_member"], "Топжарған Яяя") == [crowd.pk]


def test_a_list_holds_all_that_fit(world, crowd):
    def found(persona):
        return listed_people(world[persona], Chosen(text="Топжарған"), today=SINCE)

    assert list(found("faculty_member")) == [crowd]
    assert found("administrator").count() == CANDIDATES + 21
