from datetime import date, timedelta

import pytest
from django.utils import translation

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.enums import Source
from seriktes.expertise.actions import evidence as actions
from seriktes.expertise.actions.evidence import CannotKeepEvidence, Given, Named, Origin
from seriktes.expertise.definitions.refusals import words_of
from seriktes.expertise.models import Evidence, EvidenceIdentifier, EvidencePerson, IndexChange
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import SearchEntry
from seriktes.procedures.models import Event
from tests.expertise.sample import NOW, machine, publication

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def changed_keys():
    return set(IndexChange.objects.values_list("key", flat=True))


def test_a_new_record_stands_with_all_that_belongs_to_it(world):
    made = publication(
        world, particulars={"venue": " Invented Journal ", "type": "article"}, subjects=[("ford", "2.5")],
        identifiers=[("doi", "https://doi.org/10.5555/ABC.1")],
    )  # fmt: skip
    kept = Evidence.objects.get(pk=made.pk)
    assert kept.particulars == {"venue": "Invented Journal", "type": "article"}
    assert list(kept.people.order_by("position").values_list("position", "name", "part")) == [
        (1, "Darisbay G.", "author"), (2, "Somebody Else", "author")
    ]  # fmt: skip
    assert list(kept.subjects.values_list("scheme", "code")) == [("ford", "2.5")]
    assert list(kept.identifiers.values_list("scheme", "value")) == [("doi", "10.5555/abc.1")]
    assert kept.provenance["year"] == {"source": "hand", "on": "2026-11-22", "run": None}
    assert kept.sort_kk
    assert kept.sort_en != kept.sort_ru
    assert changed_keys() == {f"evidence:{kept.pk}"}
    assert SearchEntry.objects.get(target="evidence", target_id=kept.pk).is_public
    assert AuditEvent.objects.filter(kind="expertise.evidence.added").count() == 1
    assert Event.objects.filter(kind="evidence.added", subject_id=kept.pk).count() == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name_en": "", "name_ru": " "}, "nameless"),
        ({"year": 2028}, "in_future"),
        ({"published_on": date(2028, 1, 1), "year": None}, "in_future"),
        ({"year": 1300}, "too_early"),
        ({"published_on": date(2023, 5, 1)}, "other_year"),
        ({"source_url": "javascript:alert(1)"}, "not_a_link"),
    ],
)
def test_what_makes_no_sense_is_refused(world, values, code):
    with pytest.raises(CannotKeepEvidence) as refusal:
        publication(world, values=values)
    assert refusal.value.code == code
    assert Evidence.objects.count() == 0


def test_next_year_is_printed_ahead_and_the_year_after_is_refused_in_words(world):
    assert publication(world, values={"year": 2027}).year == 2027
    with pytest.raises(CannotKeepEvidence) as refusal:
        publication(world, values={"year": 2028})
    with translation.override("en"):
        assert words_of(refusal.value) == "The year 2028 lies too far ahead: the latest that can be entered is 2027."


def test_what_an_organisation_offers_needs_the_organisation(world):
    with pytest.raises(CannotKeepEvidence) as homeless:
        machine(world, values={"organisation": None})
    with translation.override("en"):
        assert words_of(homeless.value) == "Say which organisation it belongs to."
    with pytest.raises(CannotKeepEvidence) as refusal:
        machine(world, particulars={"price": "10"})
    assert refusal.value.code == "no_currency"


def test_a_correction_by_hand_is_told_from_what_an_import_said(world):
    given = Given(source=Source.FILE, on=date(2026, 1, 1), run_id=7)
    made = publication(world, given=given, particulars={"venue": "Jurnal"})
    assert made.provenance["particulars.venue"]["seen"] == {"file": "Jurnal"}
    kept = actions.change_evidence(
        evidence=made, values={"year": 2023}, particulars={"venue": "Journal", "pages": ""}, by=None, at=LATER,
        expected_version=1,
    )  # fmt: skip
    assert (kept.year, kept.version, kept.particulars) == (2023, 2, {"venue": "Journal"})
    assert kept.provenance["particulars.venue"] == {
        "source": "hand", "on": "2026-11-22", "run": None, "seen": {"file": "Jurnal"}
    }  # fmt: skip
    assert kept.provenance["name_en"]["source"] == "file"


def test_nothing_changed_is_nothing_written(world):
    made = publication(world)
    IndexChange.objects.all().delete()
    kept = actions.change_evidence(
        evidence=made, values={"year": 2024}, people=[Named("Darisbay G."), Named("Somebody Else")], by=None, at=LATER,
        expected_version=1,
    )  # fmt: skip
    assert (kept.version, changed_keys()) == (1, set())


def test_the_second_of_two_writers_is_told_and_overwrites_nothing(world):
    made = publication(world)
    actions.change_evidence(evidence=made, values={"year": 2020}, by=None, at=LATER, expected_version=1)
    with pytest.raises(EditedElsewhere):
        actions.change_evidence(evidence=made, values={"year": 2021}, by=None, at=LATER, expected_version=1)
    assert Evidence.objects.get().year == 2020


def test_names_keep_the_people_behind_them_when_their_order_changes(world):
    lecturer = world.people["lecturer"]
    made = publication(world, people=[Named("A"), Named("Darisbay G.", person=lecturer), Named("C")])
    rows = dict(made.people.values_list("name", "pk"))
    actions.change_evidence(
        evidence=made, values={}, people=[Named("Darisbay G."), Named("New"), Named("A")], by=None, at=LATER,
        expected_version=1,
    )  # fmt: skip
    assert list(made.people.order_by("position").values_list("position", "name", "person")) == [
        (1, "Darisbay G.", lecturer.pk), (2, "New", None), (3, "A", None)
    ]  # fmt: skip
    assert made.people.get(name="A").pk == rows["A"]


def test_an_imported_name_that_is_taken_out_is_remembered(world):
    made = publication(world, given=Given(source=Source.FILE, run_id=7))
    actions.change_evidence(
        evidence=made, values={}, people=[Named("Somebody Else")], units=[], by=None, at=LATER, expected_version=1
    )
    assert list(made.people.filter(archived_at__isnull=True).values_list("name", "position")) == [("Somebody Else", 1)]
    assert made.people.get(archived_at__isnull=False).name == "Darisbay G."
    assert made.units.get().archived_at == LATER
    back = [Origin(world.organisations["university"])]
    actions.change_evidence(evidence=made, values={}, units=back, by=None, at=LATER, expected_version=2)
    assert made.units.get().archived_at is None


def test_a_number_belongs_to_one_record(world):
    publication(world, identifiers=[("doi", "10.5555/1")])
    with pytest.raises(CannotKeepEvidence) as refusal:
        publication(world, identifiers=[("doi", "doi:10.5555/1")])
    assert (refusal.value.code, refusal.value.field) == ("identifier_taken", "identifiers")
    other = publication(world)
    with pytest.raises(CannotKeepEvidence):
        actions.change_evidence(
            evidence=other, values={}, identifiers=[("doi", "10.5555/1")], by=None, at=LATER, expected_version=1
        )
    assert EvidenceIdentifier.objects.count() == 1


def test_ways_of_a_record(world):
    made = machine(world, publish=False)
    made = actions.publish_evidence(evidence=made, by=None, at=LATER)
    assert SearchEntry.objects.get(target="evidence").is_public
    with pytest.raises(CannotKeepEvidence):
        actions.publish_evidence(evidence=made, by=None, at=LATER)
    actions.unpublish_evidence(evidence=made, by=None, at=LATER)
    assert not SearchEntry.objects.get(target="evidence").is_public
    actions.archive_evidence(evidence=made, by=None, at=LATER)
    assert not SearchEntry.objects.filter(target="evidence").exists()
    with pytest.raises(CannotKeepEvidence) as refusal:
        actions.change_evidence(evidence=made, values={"year": 2020}, by=None, at=LATER, expected_version=None)
    assert refusal.value.code == "archived"
    made = actions.unarchive_evidence(evidence=made, by=None, at=LATER)
    assert (made.archived_at, made.version) == (None, 5)
    made = actions.retract_evidence(evidence=made, on=date(2026, 11, 1), by=None, at=LATER)
    with pytest.raises(CannotKeepEvidence):
        actions.retract_evidence(evidence=made, on=date(2026, 11, 1), by=None, at=LATER)
    assert actions.unretract_evidence(evidence=made, by=None, at=LATER).retracted_on is None
    assert list(Event.objects.filter(subject_id=made.pk).order_by("pk").values_list("kind", flat=True)) == [
        f"evidence.{verb}"
        for verb in ("added", "published", "unpublished", "archived", "unarchived", "retracted", "unretracted")
    ]


def test_two_records_of_one_thing_become_one(world):
    lecturer = world.people["lecturer"]
    kept = publication(world, values={"name_ru": ""}, identifiers=[("doi", "10.5555/1")], subjects=[("ford", "2.5")])
    other = publication(
        world, people=[Named("Darisbay G.", orcid="0000-0002-1825-0097", person=lecturer)],
        units=[Origin(world.organisations["university"]), Origin(world.organisations["company"])],
        identifiers=[("openalex", "W1")], subjects=[("ford", "2.5"), ("ford", "1.4")], particulars={"venue": "V"},
    )  # fmt: skip
    IndexChange.objects.all().delete()
    merged = actions.merge_evidence(kept=kept, archived=other, by=None, at=LATER)
    assert merged.name_ru == "Коррозия выдуманных трубопроводов"
    assert merged.particulars == {"venue": "V"}
    assert sorted(merged.identifiers.values_list("scheme", flat=True)) == ["doi", "openalex"]
    assert sorted(merged.subjects.values_list("code", flat=True)) == ["1.4", "2.5"]
    assert merged.units.count() == 2
    assert list(merged.people.order_by("position").values_list("name", "orcid", "person")) == [
        ("Darisbay G.", "0000-0002-1825-0097", lecturer.pk), ("Somebody Else", "", None)
    ]  # fmt: skip
    other.refresh_from_db()
    assert (other.merged_into_id, other.is_public, other.archived_at) == (kept.pk, False, LATER)
    assert changed_keys() == {f"evidence:{kept.pk}", f"evidence:{other.pk}"}
    with pytest.raises(CannotKeepEvidence):
        actions.merge_evidence(kept=kept, archived=other, by=None, at=LATER)


def test_three_thousand_names_are_written_and_changed(world):
    names = [Named(f"Author {number}") for number in range(3000)]
    made = publication(world, people=names)
    actions.change_evidence(evidence=made, values={}, people=names[1:], by=None, at=LATER, expected_version=1)
    assert EvidencePerson.objects.count() == 2999
    assert made.people.order_by("position").first().name == "Author 1"


def test_without_names_in_another_language_and_very_long(world):
    made = publication(world, people=[], values={"name_en": "", "name_ru": "", "name_other": "Öffentliche Röhren"})
    assert (made.name, made.people.count()) == ("Öffentliche Röhren", 0)
    long = publication(world, values={"name_kk": "Ұзын " * 400})
    assert len(long.name_kk) <= 1000


def test_bulk_rows_get_their_keys_and_entries(world):
    row = Evidence.objects.create(kind="publication", name_en="Written in bulk", is_public=True)
    actions.refresh_sort_keys([row.pk])
    row.refresh_from_db()
    assert row.sort_en
    assert SearchEntry.objects.get(target="evidence", target_id=row.pk).is_public
