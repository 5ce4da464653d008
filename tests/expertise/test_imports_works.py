"""Works of open sources: what becomes of doubles, corrections, retractions, odd records."""

import gzip

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.actions import decide_question
from seriktes.exchange.enums import Source
from seriktes.exchange.models import ImportQuestion
from seriktes.expertise.actions.evidence import change_evidence
from seriktes.expertise.models import Evidence, EvidencePerson, IndexChange
from tests.expertise.importing import ORCID, authorship, counts, faults, import_evidence, jsonl, only, openalex
from tests.expertise.sample import NOW

pytestmark = pytest.mark.django_db


def crossref(number=1, title="Corrosion of pipelines that nobody laid", **more):
    return {
        "DOI": f"10.5555/TEST.{number}", "type": "journal-article", "title": [title],
        "published": {"date-parts": [[2023, 5, 17]]}, "author": [{"given": "Aigerim", "family": "Oidan"}],
        "URL": f"https://doi.org/10.5555/test.{number}", **more,
    }  # fmt: skip


def test_a_work_is_kept_with_its_link_and_terms_and_the_same_file_twice_changes_nothing(db):
    works = [openalex(1), openalex(2, "Another thing that was not seen")]
    assert counts(import_evidence(works)) == {"created": 2}
    evidence = Evidence.objects.get(identifiers__value="10.5555/test.1")
    assert (evidence.name_en, evidence.text_en, evidence.year, evidence.licence, evidence.is_public) == (
        "Corrosion of pipelines that nobody laid", "We measure nothing", 2023, "CC0", True,
    )  # fmt: skip
    assert evidence.source_url == "https://doi.org/10.5555/test.1"
    changed = IndexChange.objects.count()
    before = list(Evidence.objects.values_list("pk", "version", "changed_at"))
    assert counts(import_evidence(works)) == {"unchanged": 2}
    assert (IndexChange.objects.count(), changed) == (2, 2)
    assert list(Evidence.objects.values_list("pk", "version", "changed_at")) == before
    assert AuditEvent.objects.filter(kind="expertise.evidence.imported").count() == 2


def test_the_snapshot_may_be_packed_or_come_as_pages_of_answers(db):
    works = [openalex(1), openalex(2, "Another thing that was not seen")]
    assert counts(import_evidence(gzip.compress(jsonl(*works)))) == {"created": 2}
    page = {"meta": {"count": 2}, "results": works}
    assert counts(import_evidence([page, page])) == {"unchanged": 2, "rejected": 2}


def test_a_record_of_another_source_with_the_same_doi_is_the_same_work(db):
    import_evidence([openalex(authorships=[authorship("A. Oidan"), authorship("B. Qiyal")])])
    run = import_evidence({"message-type": "work-list", "message": {"items": [crossref(volume="5")]}}, "crossref")
    assert counts(run) == {"updated": 1}
    evidence = only()
    assert evidence.particulars["volume"] == "5"
    # The list of people stays that of the source that gave it first.
    assert list(evidence.people.order_by("position").values_list("name", flat=True)) == ["A. Oidan", "B. Qiyal"]
    # Crossref knows better what it registered; OpenAlex does not take it back.
    assert counts(import_evidence([openalex(title="Another title of OpenAlex",
                                            authorships=[authorship("A. Oidan"), authorship("B. Qiyal")])])) == {"unchanged": 1}  # fmt: skip


def test_what_a_source_corrects_follows_and_what_a_person_corrected_stays(db, world):
    import_evidence([openalex()])
    assert counts(import_evidence([openalex(title="Corrosion, corrected by its source")])) == {"updated": 1}
    assert only().name_en == "Corrosion, corrected by its source"
    change_evidence(
        evidence=only(), values={"name_en": "Corrosion as its author calls it"}, by=world["administrator"], at=NOW,
        expected_version=None,
    )  # fmt: skip
    assert counts(import_evidence([openalex(title="Corrosion, corrected by its source")])) == {"unchanged": 1}
    run = import_evidence([openalex(title="Corrosion, a third word of the source")])
    assert (counts(run), only().name_en) == ({"unchanged": 1, "questions": 1}, "Corrosion as its author calls it")
    assert counts(import_evidence([openalex(title="Corrosion, a third word of the source")])) == {"unchanged": 1}
    decide_question(question=ImportQuestion.objects.get(), take=True, by=world["administrator"])
    assert only().name_en == "Corrosion, a third word of the source"


def test_a_name_that_a_person_took_away_does_not_come_back(db):
    names = [authorship("Aigerim Oidan"), authorship("Bolat Qiyal"), authorship("Somebody Else")]
    import_evidence([openalex(authorships=names)])
    EvidencePerson.objects.filter(name="Somebody Else").update(archived_at=NOW)
    newer = [*names, authorship("Dana Jana")]
    assert counts(import_evidence([openalex(authorships=newer)])) == {"updated": 1}
    active = only().people.filter(archived_at__isnull=True).order_by("position").values_list("name", flat=True)
    assert list(active) == ["Aigerim Oidan", "Bolat Qiyal", "Dana Jana"]


def test_another_order_of_names_moves_the_rows_and_keeps_them(db):
    import_evidence([openalex(authorships=[authorship("Aigerim Oidan"), authorship("Bolat Qiyal")])])
    before = dict(EvidencePerson.objects.values_list("name", "pk"))
    run = import_evidence([openalex(authorships=[authorship("Bolat Qiyal"), authorship("Aigerim Oidan", orcid=ORCID)])])
    assert counts(run) == {"updated": 1}
    rows = only().people.order_by("position").values_list("position", "name", "orcid", "pk")
    assert list(rows) == [
        (1, "Bolat Qiyal", "", before["Bolat Qiyal"]),
        (2, "Aigerim Oidan", ORCID, before["Aigerim Oidan"]),
    ]


def test_a_work_without_a_number_is_known_by_title_year_and_people(db):
    import_evidence([openalex()])
    listed = {"type": "article-journal", "title": "CORROSION of pipelines, that nobody laid", "URL": "https://example.org/1",
              "author": [{"family": "Oidan", "given": "A."}], "issued": {"date-parts": [[2023]]}}  # fmt: skip
    assert "created" not in counts(import_evidence(listed, "csl"))
    other_year = {**listed, "issued": {"date-parts": [[2019]]}}
    run = import_evidence(other_year, "csl")
    assert (counts(run), faults(run)) == ({"rejected": 1}, [(1, "", "evidence_possibly_same")])
    others = {**listed, "author": [{"family": "Jana", "given": "Dana"}]}
    assert counts(import_evidence(others, "csl")) == {"created": 1}
    another_doi = {**listed, "DOI": "10.5555/another"}
    assert counts(import_evidence(another_doi, "csl")) == {"created": 1}


def test_doubled_within_one_file(db):
    run = import_evidence([openalex(1), openalex(2, doi="https://doi.org/10.5555/TEST.1"), openalex(3, "Else")])
    assert (counts(run), faults(run)) == ({"created": 2, "rejected": 1}, [(2, "", "doubled_row")])
    untitled = {
        "type": "book",
        "title": "A book of nothing",
        "URL": "https://example.org/b",
        "author": [{"literal": "X Y"}],
    }
    run = import_evidence([untitled, untitled], "csl")
    assert (counts(run), faults(run)) == ({"created": 1, "rejected": 1}, [(2, "", "doubled_row")])


def test_two_rows_of_one_file_about_a_work_that_stands(db):
    import_evidence([openalex(1)])
    run = import_evidence([openalex(1, volume=7), openalex(2, "Else", doi="https://doi.org/10.5555/TEST.1")])
    assert (counts(run), faults(run)) == ({"unchanged": 1, "rejected": 1}, [(2, "", "doubled_row")])
    assert only().name_en == "Corrosion of pipelines that nobody laid"


def test_two_titles_of_one_file_with_different_numbers_are_two_works(db):
    assert counts(import_evidence([openalex(1, "Editorial"), openalex(2, "Editorial")])) == {"created": 2}


def test_retracted_works_are_marked_once(db, world):
    import_evidence([openalex(is_retracted=True, updated_date="2026-10-01T00:00:00")])
    assert str(only().retracted_on) == "2026-10-01"
    assert counts(import_evidence([openalex(is_retracted=True, updated_date="2026-11-01T00:00:00")])) == {
        "unchanged": 1
    }
    Evidence.objects.update(retracted_on=None)  # somebody knows better
    assert counts(import_evidence([openalex(is_retracted=True)])) == {"unchanged": 1}
    assert only().retracted_on is None
    import_evidence([openalex(5, "RETRACTED: A thing that was taken back")])
    taken_back = Evidence.objects.get(identifiers__value="W5")
    assert (taken_back.name_en, taken_back.retracted_on is None) == ("A thing that was taken back", False)


def test_a_work_that_its_publisher_takes_back_later_is_marked_then(db):
    import_evidence([openalex()])
    IndexChange.objects.all().delete()
    assert counts(import_evidence([openalex(is_retracted=True, updated_date="2026-10-01T00:00:00")])) == {"updated": 1}
    assert str(only().retracted_on) == "2026-10-01"
    assert IndexChange.objects.filter(key=f"evidence:{only().pk}").exists()


def test_a_year_that_lies_ahead_is_left_out_and_said(db):
    run = import_evidence([openalex(publication_date="2093-01-05", publication_year=2093)])
    assert counts(run) == {"created": 1}
    assert faults(run) == [(1, "publication_date", "published_ahead"), (1, "publication_year", "published_ahead")]
    assert (only().year, only().published_on) == (None, None)


def test_without_people_and_with_three_thousand(db):
    assert counts(import_evidence([openalex(authorships=[])])) == {"created": 1}
    many = [authorship(f"Person{number} Of{number}") for number in range(3000)]
    run = import_evidence([openalex(2, "Seen by very many", authorships=many)])
    assert (counts(run), faults(run)) == ({"created": 1}, [(1, "people", "people_many")])
    assert Evidence.objects.get(identifiers__value="W2").people.count() == 150


def test_one_bad_line_never_drops_the_rest(db):
    content = jsonl(openalex(1)) + b'{"id": broken\n' + b"[1, 2]\n" + b'\xff\xfe{"a": 1}\n' + b"7\n" + jsonl(
        {"id": "https://openalex.org/W9", "title": None}, openalex(2, "After all of them")
    )  # fmt: skip
    run = import_evidence(content)
    assert counts(run) == {"created": 2, "rejected": 5}
    assert faults(run) == [
        (2, "", "line_broken"), (3, "", "not_an_object"), (4, "", "line_not_utf8"), (5, "", "not_an_object"),
        (6, "title", "no_title"),
    ]  # fmt: skip


def test_the_file_of_rejected_rows_holds_the_record_and_is_read_again(db):
    run = import_evidence([openalex(1), {**openalex(2), "title": ""}])
    from seriktes.exchange.views.files import rejected_rows

    [row] = rejected_rows(run)
    assert row["raw"]["id"] == "https://openalex.org/W2"
    mended = {"row": 2, "fault": row["fault"], "record": {**row["raw"], "title": "Mended by hand"}}
    assert counts(import_evidence([mended])) == {"created": 1}


def test_an_archived_record_is_not_brought_back(db):
    import_evidence([openalex()])
    Evidence.objects.update(archived_at=NOW)
    assert counts(import_evidence([openalex(title="News of the source")])) == {"unchanged": 1}
    assert (only().name_en, only().archived_at) == ("Corrosion of pipelines that nobody laid", NOW)


def test_a_trial_writes_nothing(db):
    assert counts(import_evidence([openalex()], dry_run=True)) == {"created": 1}
    assert (Evidence.objects.count(), IndexChange.objects.count()) == (0, 0)


def test_an_abstract_of_a_publisher_is_kept_only_with_a_right(db):
    work = crossref(abstract="<jats:p>Words of a publisher.</jats:p>")
    import_evidence(work, "crossref")
    assert only().text_en == ""
    import_evidence({**work, "license": [{"URL": "https://creativecommons.org/licenses/by/4.0/"}]}, "crossref")
    assert only().text_en == "Words of a publisher."


def test_titles_and_texts_go_to_the_language_of_their_letters(db):
    works = [
        openalex(1, "Выдуманная руда", language="en"), openalex(2, "Ойдан шығарылған кен", language="ru"),
        openalex(3, "Eine erfundene Sache", language="de"), openalex(4, "The ore of dreams", language="ru"),
    ]  # fmt: skip
    import_evidence(works)
    found = {one.identifiers.get(scheme="openalex").value: one for one in Evidence.objects.all()}
    assert (found["W1"].name_ru, found["W2"].name_kk, found["W3"].name_other, found["W4"].name_en) == (
        "Выдуманная руда", "Ойдан шығарылған кен", "Eine erfundene Sache", "The ore of dreams",
    )  # fmt: skip


def test_values_say_from_where_they_came(db):
    run = import_evidence([openalex()])
    entry = only().provenance["name_en"]
    assert (entry["source"], entry["run"]) == (Source.OPENALEX, run.pk)
    assert set(only().people.values_list("source", "source_record")) == {("openalex", "W1")}
