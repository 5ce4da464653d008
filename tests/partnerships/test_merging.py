"""Two records of one organisation or person become one while both stand in partnerships; and part again."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps

from seriktes.organisations.actions.merging import merge_records, undo_merge
from seriktes.organisations.models import Affiliation, Person
from seriktes.partnerships.actions.activities import TookPart, confirm_activity, outstanding, report_new_activity
from seriktes.partnerships.queries.access import partnerships_inside

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
VALUES = {"kind": "internship", "title": "Invented", "starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 31)}


def everything():
    return {
        (model._meta.label, row.pk): {
            field.attname: getattr(row, field.attname)
            for field in model._meta.fields
            if field.name not in {"version", "changed_at"}
        }
        for model in apps.get_app_config("partnerships").get_models()
        for row in model._default_manager.all()
    }


def test_organisations_in_partnerships_of_their_own(world_with_posts):
    world = world_with_posts
    kept, archived = world.organisations["company"], world.organisations["fund"]
    before = everything()
    record = merge_records(kept=kept, archived=archived, by=world["administrator"])
    assert not archived.partnership_parties.exists()
    assert world.partnerships["published"] in partnerships_inside(world["company_manager"])
    assert world.partnerships["published"].parties.filter(organisation=kept).exists()
    undo_merge(record=record, by=world["administrator"])
    assert everything() == before


def test_organisations_on_both_sides_of_one_partnership(world_with_posts):
    """The second side stays on record and has left: nothing is lost, nobody waits for it, and the undo finds it."""
    world = world_with_posts
    kept, archived = world.organisations["company"], world.organisations["hidden_agency"]
    three = world.partnerships["of_three"]
    activity = report_new_activity(
        partnership=three, reporter=world.organisations["university"], values=VALUES, at=NOW,
        by=world["partnership_officer"],
    )  # fmt: skip
    before = everything()
    record = merge_records(kept=kept, archived=archived, by=world["administrator"])
    assert three.parties.count() == 3
    assert set(three.parties.filter(left_on__isnull=True).values_list("organisation", flat=True)) == {
        kept.pk, world.organisations["university"].pk,
    }  # fmt: skip
    # One organisation has one word, though two rows ask for it.
    assert outstanding(activity) == [kept.pk]
    undo_merge(record=record, by=world["administrator"])
    assert everything() == before
    merge_records(kept=kept, archived=archived, by=world["administrator"])
    activity = confirm_activity(activity=activity, organisation=kept, at=NOW, by=world["company_manager"])
    assert activity.state == "confirmed"


def test_people_who_took_part_in_the_same(world):
    kept = world.people["lecturer"]
    double = Person.objects.create(name_en="Double")
    Affiliation.objects.create(person=double, organisation=world.organisations["university"])
    both, alone = (
        report_new_activity(
            partnership=world.partnerships["own"], reporter=world.organisations["university"], values=VALUES, at=NOW,
            by=world["partnership_officer"], people=[TookPart(person) for person in people],
        )
        for people in ([kept, double], [double])
    )  # fmt: skip
    before = everything()
    record = merge_records(kept=kept, archived=double, by=world["administrator"])
    assert list(alone.people.values_list("person", flat=True)) == [kept.pk]
    assert set(both.people.values_list("person", flat=True)) == {kept.pk, double.pk}
    undo_merge(record=record, by=world["administrator"])
    assert everything() == before
