from datetime import timedelta

import pytest

from seriktes.expertise.actions.evidence import Named
from seriktes.expertise.actions.people import claim, decide_author, refuse
from seriktes.expertise.actions.profiles import change_profile
from seriktes.expertise.definitions.refusals import CannotDecideAuthor
from seriktes.expertise.enums import Standing
from seriktes.expertise.models import AuthorQuestion, ExpertProfile, IndexChange
from seriktes.expertise.queries.names import names_for_user
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.merging import merge_records, undo_merge
from seriktes.organisations.enums import ConsentEventKind
from seriktes.organisations.models import ConsentEvent, Person
from tests.expertise.sample import NOW, machine, publication

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def ask(world, row, *people):
    return [
        AuthorQuestion.objects.create(row=row, person=world.people[key], likeness=0.7, asked_at=NOW) for key in people
    ]


def test_the_same_person_answers_all_that_was_asked_of_the_name(world):
    row = publication(world).people.first()
    first, other = ask(world, row, "lecturer", "officer")
    IndexChange.objects.all().delete()
    decide_author(question=first, same=True, by=world["librarian"], at=LATER)
    row.refresh_from_db()
    assert (row.person, row.standing) == (world.people["lecturer"], Standing.CONFIRMED)
    other.refresh_from_db()
    assert other.is_same is False
    assert set(IndexChange.objects.values_list("key", flat=True)) == {
        f"evidence:{row.evidence_id}", f"profile:{world.people['lecturer'].pk}"
    }  # fmt: skip
    with pytest.raises(CannotDecideAuthor):
        decide_author(question=first, same=False, by=world["librarian"], at=LATER)


def test_somebody_else_takes_back_what_an_import_had_linked(world):
    row = publication(world, people=[Named("Darisbay G.", person=world.people["lecturer"])]).people.get()
    [question] = ask(world, row, "lecturer")
    decide_author(question=question, same=False, by=world["librarian"], at=LATER)
    row.refresh_from_db()
    assert (row.person, row.standing) == (world.people["lecturer"], Standing.REFUSED)


def test_a_claim_stays_and_a_refusal_too(world):
    row = publication(world).people.first()
    claim(row=row, person=world.people["lecturer"], by=world["faculty_member"], at=LATER)
    with pytest.raises(CannotDecideAuthor):
        claim(row=row, person=world.people["lecturer"], by=world["faculty_member"], at=LATER)
    refuse(row=row, by=world["faculty_member"], at=LATER)
    row.refresh_from_db()
    assert (row.standing, row.decided_at) == (Standing.REFUSED, LATER)
    with pytest.raises(CannotDecideAuthor):
        refuse(row=row, by=world["faculty_member"], at=LATER)


# --- Names ------------------------------------------------------------------------------------------------------------
def shown(user, evidence, *, kept=()):
    names = names_for_user(user, evidence.people.order_by("position"), {evidence.pk: evidence}, kept=set(kept))
    return [(name.text, name.person.pk if name.person else None) for name in names.get(evidence.pk, [])]


def test_names_printed_in_open_metadata_stand_beside_their_link(world):
    hidden, public = world.people["hidden_lecturer"], world.people["lecturer"]
    people = [Named("A", person=public), Named("B", person=hidden), Named("C")]
    linked = publication(world, people=people)
    assert shown(world["anonymous"], linked) == [("A", public.pk), ("B", None), ("C", None)]
    without_link = publication(world, people=people, values={"source_url": ""})
    assert shown(world["anonymous"], without_link) == [("A", public.pk)]
    assert len(shown(world["anonymous"], without_link, kept=[without_link.pk])) == 3
    assert shown(world["anonymous"], machine(world, people=people)) == [("A", public.pk)]


def test_whoever_withdrew_the_consent_is_named_no_more(world):
    person = world.people["lecturer"]
    row = publication(world, people=[Named("A", person=person), Named("B")])
    consent = world.consents["lecturer"]
    ConsentEvent.objects.create(consent=consent, kind=ConsentEventKind.WITHDRAWN, at=NOW)
    Person.objects.filter(pk=person.pk).update(is_public=False)
    assert shown(world["anonymous"], row) == [("B", None)]


def test_a_refused_name_leads_nowhere(world):
    made = publication(world, people=[Named("A", person=world.people["lecturer"])])
    refuse(row=made.people.get(), by=world["librarian"], at=LATER)
    assert shown(world["anonymous"], made) == [("A", None)]


# --- Profiles ---------------------------------------------------------------------------------------------------------
def test_the_owners_words_stay_and_two_writers_do_not_overwrite_each_other(world):
    person, by = world.people["lecturer"], world["faculty_member"]
    first = change_profile(person=person, values={"about_en": " Welding "}, by=by, at=NOW, expected_version=0)
    assert (first.about_en, first.version, first.provenance["about_en"]["source"]) == ("Welding", 1, "hand")
    assert IndexChange.objects.filter(key=f"profile:{person.pk}").exists()
    change_profile(person=person, values={"languages": ["en", "kk", "xx"]}, by=by, at=NOW, expected_version=1)
    with pytest.raises(EditedElsewhere):
        change_profile(person=person, values={"about_en": "Old"}, by=by, at=NOW, expected_version=1)
    kept = ExpertProfile.objects.get()
    assert (kept.languages, kept.about_en, kept.version) == (["kk", "en"], "Welding", 2)


# --- Merging in the register ------------------------------------------------------------------------------------------
def test_merged_people_bring_their_evidence_questions_and_profile(world):
    kept, gone = world.people["lecturer"], world.people["officer"]
    both = publication(world, people=[Named("A", person=kept), Named("B", person=gone)])
    asked = publication(world).people.first()
    [of_kept, of_gone] = ask(world, asked, "lecturer", "officer")
    only_gone = ask(world, both.people.first(), "officer")[0]
    change_profile(person=gone, values={"about_en": "Law"}, by=None, at=NOW, expected_version=None)
    IndexChange.objects.all().delete()
    record = merge_records(kept=kept, archived=gone, by=world["administrator"])
    assert list(both.people.values_list("person", flat=True)) == [kept.pk, kept.pk]
    only_gone.refresh_from_db()
    assert only_gone.person == kept
    # Asked twice of one person now: the doubled question is answered with the other.
    of_gone.refresh_from_db()
    assert of_gone.person == gone
    assert ExpertProfile.objects.get().person == kept
    changed = set(IndexChange.objects.values_list("key", flat=True))
    assert {f"evidence:{both.pk}", f"profile:{kept.pk}", f"profile:{gone.pk}"} <= changed
    undo_merge(record=record, by=world["administrator"])
    assert sorted(both.people.values_list("person", flat=True)) == sorted([kept.pk, gone.pk])
    assert ExpertProfile.objects.get().person == gone
    assert of_kept.person == kept


def test_merged_organisations_bring_their_evidence(world):
    from seriktes.expertise.actions.evidence import Origin

    kept, gone = world.organisations["university"], world.organisations["hidden_university"]
    both = publication(world, units=[Origin(kept), Origin(gone)])
    offered = machine(world, owner="hidden_university")
    IndexChange.objects.all().delete()
    record = merge_records(kept=kept, archived=gone, by=world["administrator"])
    offered.refresh_from_db()
    assert offered.organisation == kept
    assert list(both.units.filter(archived_at__isnull=True).values_list("organisation", flat=True)) == [kept.pk]
    changed = set(IndexChange.objects.values_list("key", flat=True))
    assert {f"evidence:{both.pk}", f"evidence:{offered.pk}"} <= changed
    undo_merge(record=record, by=world["administrator"])
    offered.refresh_from_db()
    assert offered.organisation == gone
    assert set(both.units.filter(archived_at__isnull=True).values_list("organisation", flat=True)) == {kept.pk, gone.pk}
