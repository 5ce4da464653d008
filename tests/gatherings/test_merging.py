"""Two records of one company or of one person become one while both take part in an event; and part again."""

import pytest
from django.apps import apps

from seriktes.gatherings.actions.judging import add_judge
from seriktes.organisations.actions.merging import merge_records, undo_merge
from seriktes.organisations.models import Person
from tests.gatherings.fair import NOON, exhibitor, fair, visitor
from tests.gatherings.test_hackathons import hackathon, team

pytestmark = pytest.mark.django_db


def everything():
    return {
        (model._meta.label, row.pk): {
            field.attname: getattr(row, field.attname)
            for field in model._meta.fields
            if field.name not in {"version", "changed_at"}
        }
        for model in apps.get_app_config("gatherings").get_models()
        for row in model._default_manager.all()
    }


def test_what_a_person_does_at_events_goes_along(world):
    kept, archived = world.people["student"], Person.objects.create(name_en="Invented Double")
    ticket = visitor(world, fair(world), by="librarian", person=archived)
    made = hackathon(world)
    member = team(made, 1, person=archived).members.get()
    judge = add_judge(gathering=hackathon(world).gathering, person=archived, by=None, at=NOON)
    before = everything()
    record = merge_records(kept=kept, archived=archived, by=world["administrator"])
    for row in (ticket, member, judge):
        row.refresh_from_db()
        assert row.person == kept
    undo_merge(record=record, by=world["administrator"])
    assert everything() == before


def test_of_two_exhibitors_that_are_one_each_keeps_its_own(world):
    """Contracts, stands and fees were agreed with each: the organiser looks at both."""
    made = fair(world)
    kept, archived = world.organisations["company"], world.organisations["hidden_company"]
    first, second = exhibitor(world, made), exhibitor(world, made, organisation="hidden_company")
    alone = exhibitor(world, fair(world), organisation="hidden_company")
    before = everything()
    record = merge_records(kept=kept, archived=archived, by=world["administrator"])
    for row in (first, second, alone):
        row.refresh_from_db()
    assert (first.organisation, second.organisation, alone.organisation) == (kept, archived, kept)
    undo_merge(record=record, by=world["administrator"])
    assert everything() == before
