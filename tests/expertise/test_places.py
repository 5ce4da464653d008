"""Where people work, as the filters of the search count it: at once, and as the days go by."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from seriktes.expertise.models import IndexChange
from seriktes.expertise.queries.finding import find_experts
from seriktes.organisations.actions.organisations import update_organisation
from seriktes.organisations.actions.people import add_affiliation, end_affiliation
from seriktes.organisations.models import Affiliation, Organisation
from tests.expertise.evidence import make
from tests.organisations.importing import counts, run_import

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "KZ-75", "KZ-35"


@pytest.fixture
def known(world, index):
    """The lecturer works in one region, and nowhere else."""
    make(name_en="Graphene membranes", people=[world.people["lecturer"]])
    index.catch_up()
    return world


def regions(world):
    finding = find_experts(world["anonymous"], "graphene")
    assert finding.total == 1
    return dict(finding.counts["region"])


def noon(day):
    return datetime.combine(day, time(12), timezone.get_current_timezone())


def noted():
    return set(IndexChange.objects.values_list("key", flat=True))


def test_a_new_place_of_work_is_counted(known, index):
    lecturer = known.people["lecturer"]
    assert regions(known) == {HERE: 1}
    add_affiliation(person=lecturer, organisation=known.organisations["company"], by=known["administrator"])
    # The place alone: nothing that the evidence says has changed.
    assert noted() == {f"profile:{lecturer.pk}"}
    index.catch_up()
    assert regions(known) == {HERE: 1, ELSEWHERE: 1}
    [there] = find_experts(known["anonymous"], "graphene", regions=[ELSEWHERE]).people
    assert there.person == lecturer


def test_whoever_leaves_is_counted_there_no_more(known, index):
    lecturer = known.people["lecturer"]
    [row] = Affiliation.objects.filter(person=lecturer, ends_on__isnull=True)
    end_affiliation(affiliation=row, on=timezone.localdate() - timedelta(days=1), by=known["administrator"])
    assert noted() == {f"profile:{lecturer.pk}"}
    index.catch_up()
    assert regions(known) == {}
    assert find_experts(known["anonymous"], "graphene", organisations=[row.organisation_id]).people == []


def test_a_last_day_that_was_written_down_comes_without_anything_being_noted(known, index, time_machine):
    lecturer = known.people["lecturer"]
    [row] = Affiliation.objects.filter(person=lecturer, ends_on__isnull=True)
    last = timezone.localdate() + timedelta(days=10)
    end_affiliation(affiliation=row, on=last, by=known["administrator"])
    index.catch_up()
    time_machine.move_to(noon(last))
    assert regions(known) == {HERE: 1}
    time_machine.move_to(noon(last + timedelta(days=1)))
    assert regions(known) == {}


def test_of_two_posts_in_one_place_the_one_that_lasts_counts(known, index, time_machine):
    lecturer, university = known.people["lecturer"], known.organisations["university"]
    add_affiliation(
        person=lecturer, organisation=university, kind="contact", by=known["administrator"],
        ends_on=timezone.localdate() + timedelta(days=10),
    )  # fmt: skip
    index.catch_up()
    time_machine.move_to(noon(timezone.localdate() + timedelta(days=11)))
    assert regions(known) == {HERE: 1}


def test_an_organisation_that_moves_takes_its_people_along_at_once(known):
    university = known.organisations["university"]
    update_organisation(
        organisation=university, values={"region": ELSEWHERE}, by=known["administrator"], on=timezone.localdate()
    )
    assert Organisation.objects.get(pk=university.pk).region == ELSEWHERE
    assert noted() == set()
    assert regions(known) == {ELSEWHERE: 1}


def test_of_people_whom_the_index_does_not_know_no_place_is_noted(known):
    stranger = known.people["manager"]
    add_affiliation(person=stranger, organisation=known.organisations["university"], by=known["administrator"])
    assert noted() == set()


def test_places_of_an_imported_file_are_counted(known, index):
    lecturer, company = known.people["lecturer"], known.organisations["company"]
    lines = f"id;ФИО;Организация\n{lecturer.pk};{lecturer.name_ru};{company.name_ru}"
    assert counts(run_import(lines.encode(), kind="people", format="csv")) == {"updated": 1}
    assert noted() == {f"profile:{lecturer.pk}"}
    index.catch_up()
    assert regions(known) == {HERE: 1, ELSEWHERE: 1}
