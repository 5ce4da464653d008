"""A copy of the world is the world: the same rows, and an answer that speaks of them."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.db import transaction

from seriktes.organisations.models import Organisation, OrganisationName
from tests.copies import Copies
from tests.world import ORGANISATIONS, PERSONAS, build_organisations, build_world

NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)


def everything():
    """All rows, without the keys, which are others each time."""
    return {
        model._meta.label: [
            {
                field.attname: getattr(row, field.attname)
                for field in model._meta.concrete_fields
                if not field.is_relation and not field.primary_key and field.name != "target_id"
            }
            for row in model._base_manager.order_by("pk")
        ]
        for model in apps.get_models(include_auto_created=True)
    }


@pytest.mark.django_db
def test_a_copy_holds_what_the_code_writes():
    with time_machine.travel(NOON, tick=False):
        copies = Copies(build_world)
        with transaction.atomic():
            build_world()
            built = everything()
            transaction.set_rollback(True)
        assert copies()
    assert everything() == built


@pytest.mark.django_db
def test_the_answer_speaks_of_the_rows():
    world = Copies(build_world)()
    assert {key: row.name_en for key, row in world.organisations.items()} == {
        key: Organisation.objects.get(pk=row.pk).name_en for key, row in world.organisations.items()
    }
    assert [world[persona].pk for persona in PERSONAS] == [world.users[persona].pk for persona in PERSONAS]
    assert Organisation.objects.create(kind="company").pk not in {row.pk for row in world.organisations.values()}


@pytest.mark.django_db
def test_what_was_made_to_be_copied_is_taken_back():
    Copies(build_organisations)
    assert (Organisation.objects.count(), OrganisationName.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_where_rows_stand_already_everything_is_made():
    copies = Copies(build_organisations)
    before = {Organisation.objects.create(kind="company").pk for _number in range(2)}
    made = copies()
    assert list(made) == list(ORGANISATIONS)
    assert {row.pk for row in made.values()} | before == set(Organisation.objects.values_list("pk", flat=True))
    with pytest.raises(RuntimeError, match="stood there already"):
        Copies(build_organisations)
