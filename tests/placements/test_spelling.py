"""People and titles as the reader spells them, wherever a name was written down in one language."""

import pytest
from django.utils import timezone, translation

from seriktes.accounts.models import User
from seriktes.organisations.models import Person
from seriktes.placements.models import Placement
from seriktes.placements.queries.agreement_texts import fields_of_agreement
from seriktes.placements.queries.placements import placements_with_everything
from seriktes.placements.queries.signing import asked_step, signer_words, steps_of
from seriktes.placements.templatetags.placements import spelled
from seriktes.procedures.queries.timeline import timeline_of
from tests.placements.ground import planned_placement
from tests.placements.signing import confirm_next, confirm_step, sent_placement

pytestmark = pytest.mark.django_db
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def named(world):
    """An account bears the Kazakh spelling of its person's name."""
    User.objects.filter(pk=world["faculty_member"].pk).update(name=world.people["lecturer"].name_kk)
    world["faculty_member"].refresh_from_db()
    return world


def in_each(say):
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(say())
    return found


def names(record):
    return [getattr(record, f"name_{language}") for language in LANGUAGES]


def test_a_name_of_the_record_is_spelled_for_the_reader_and_any_other_is_left(world):
    lecturer = world.people["lecturer"]
    assert in_each(lambda: lecturer.spelled(lecturer.name_ru)) == names(lecturer)
    assert in_each(lambda: lecturer.spelled("Somebody")) == ["Somebody"] * 3
    # What was left empty is nobody's name, even where a name is missing.
    lecturer.name_en = ""
    assert lecturer.spelled("") == ""


def test_who_signed_and_who_acted_are_told_in_the_readers_spelling(named):
    placement = sent_placement(named)
    confirm_next(placement)
    step = asked_step(placement)
    assert step.role == "academic"
    confirm_step(step=step, sha256=step.agreement.sha256, by=named["faculty_member"], at=timezone.now())
    agreement = placement.agreements.get()

    def signer():
        return next(signer_words(one) for one in steps_of([agreement])[agreement.pk] if one.role == "academic")

    lecturer = named.people["lecturer"]
    assert in_each(signer) == names(lecturer)
    by_lecturer = [
        f"{row.words} {row.who}" for row in timeline_of(placement).rows if row.event.by == named["faculty_member"]
    ]
    assert lecturer.name_en in by_lecturer[0]
    for language in LANGUAGES:
        with translation.override(language):
            rows = [row for row in timeline_of(placement).rows if row.event.by == named["faculty_member"]]
        assert {row.who for row in rows} == {getattr(lecturer, f"name_{language}")}
        assert any(getattr(lecturer, f"name_{language}") in row.words for row in rows)
    # Somebody whom the register does not know stays as typed.
    host = next(one for one in steps_of([agreement])[agreement.pk] if one.role == "host")
    assert in_each(lambda: signer_words(host)) == ["Somebody"] * 3
    # A company that signed as itself is the company.
    host.signer = placement.host.name
    assert in_each(lambda: signer_words(host)) == in_each(lambda: placement.host.name)


def test_a_timeline_asks_once_whoever_acted(named, django_assert_num_queries):
    placement = sent_placement(named)
    with django_assert_num_queries(1):
        assert timeline_of(placement).rows


def test_a_placement_is_called_by_its_position_unless_it_has_a_title_of_its_own(world):
    made = planned_placement(world, title="")
    shown = placements_with_everything(Placement.objects.all()).get(pk=made.pk)
    assert in_each(lambda: str(shown)) == names(shown.position)
    shown.title = "A title of its own"
    assert in_each(lambda: str(shown)) == ["A title of its own"] * 3
    # Where the position was not read, nothing is asked for it.
    assert str(Placement.objects.get(pk=made.pk)) == made.title


def test_an_agreement_names_title_and_people_in_each_language(named):
    placement = sent_placement(named, title="")
    fields = fields_of_agreement(placement.agreements.get())
    assert list(fields["title"].values()) == names(placement.position)
    assert list(fields["supervisor"].values()) == names(named.people["lecturer"])
    assert list(fields["department"]["holder"].values()) == names(named.people["officer"])
    assert fields["host"]["supervisor"] == dict.fromkeys(LANGUAGES, "Болат Ұста")


def test_a_word_of_a_supervisor_is_told_in_the_readers_spelling(world):
    placement = planned_placement(world)
    lecturer: Person = world.people["lecturer"]
    assert in_each(lambda: spelled(lecturer.name_kk, placement)) == names(lecturer)
    assert in_each(lambda: spelled("bolat@example.org", placement)) == ["bolat@example.org"] * 3
