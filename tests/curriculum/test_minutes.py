"""Minutes: two languages, frozen, and corrected beside; a member reads what was approved and nothing else."""

import io

import pytest
from django.urls import reverse
from docx import Document

from seriktes.curriculum.actions.minutes import (
    Part,
    approve_minutes,
    correct_minutes,
    draft_minutes,
    drop_correction,
    write_minutes,
)
from seriktes.curriculum.definitions.refusals import CannotMeet
from seriktes.curriculum.models import MinutesPart
from seriktes.procedures.models import OpenClock
from tests.curriculum.sample import NOON

pytestmark = pytest.mark.django_db
FROZEN = "Approved minutes are not changed: begin a correction, which is shown beside them."


@pytest.fixture(autouse=True)
def _files(own_files, freeze):
    freeze(NOON)


def clock_of(meeting):
    return OpenClock.objects.about(meeting).filter(code="council_minutes").first()


def test_approved_minutes_are_refused_with_a_sentence(sample):
    minutes = sample.approved()
    for act in (
        lambda: write_minutes(minutes=minutes, parts=[Part("А", "А", "Б", "Б")], by=sample.by, at=NOON),
        # However old the page is that it comes from: it says why, and not only that something changed.
        lambda: write_minutes(minutes=minutes, parts=[], by=sample.by, at=NOON, expected_version=0),
        lambda: approve_minutes(minutes=minutes, by=sample.by, at=NOON),
    ):
        with pytest.raises(CannotMeet) as refused:
            act()
        assert (refused.value.reason, refused.value.sentence) == ("frozen_minutes", FROZEN)
    assert MinutesPart.objects.get(minutes=minutes).text_ru == "Слушали, решили."


def test_the_page_that_was_open_too_long_shows_what_was_typed_and_says_why(sample, client_as):
    minutes = sample.minutes()
    office = client_as("partnership_officer")
    url = reverse("curriculum:minutes_edit", args=[minutes.pk])
    assert office.get(url).status_code == 200
    version = minutes.version
    approve_minutes(minutes=minutes, by=sample.by, at=NOON)
    data = {"expected_version": version, "part-0-heading_kk": "Т", "part-0-heading_ru": "Т", "part-0-text_kk": "Жаңа.",
            "part-0-text_ru": "Новое решение."}  # fmt: skip
    answer = office.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert FROZEN in page
    assert "Новое решение." in page
    assert MinutesPart.objects.get(minutes=minutes).text_ru == "Слушали, решили."
    for name in ("minutes_edit", "minutes_approve"):
        answer = office.get(reverse(f"curriculum:{name}", args=[minutes.pk]), follow=True)
        assert answer.redirect_chain == [(reverse("curriculum:minutes", args=[minutes.pk]), 302)]
        assert FROZEN in answer.content.decode()
    answer = office.post(reverse("curriculum:minutes_approve", args=[minutes.pk]), {"expected_version": version})
    assert (answer.status_code, FROZEN in answer.content.decode()) == (422, True)


def test_minutes_wait_by_a_clock_until_they_are_approved(sample):
    meeting = sample.held()
    assert clock_of(meeting).post == sample.world.posts["office"]
    minutes = sample.minutes(meeting)
    assert clock_of(meeting) is not None
    approve_minutes(minutes=minutes, by=sample.by, at=NOON)
    assert clock_of(meeting) is None


def test_minutes_begin_with_the_agenda_and_keep_what_each_part_is_about(sample, client_as):
    minutes = draft_minutes(meeting=sample.held(), by=sample.by, at=NOON)
    parts = list(minutes.parts.all())
    assert [part.heading_kk for part in parts] == ["Дәнекерлеу пәнін жаңарту", "Әртүрлі"]
    assert [part.item for part in parts] == list(minutes.meeting.agenda.all())
    data = {"expected_version": minutes.version}
    for place, part in enumerate(parts):
        data |= {f"part-{place}-heading_kk": part.heading_kk, f"part-{place}-heading_ru": part.heading_ru,
                 f"part-{place}-text_kk": "Шешілді.", f"part-{place}-text_ru": "Решили."}  # fmt: skip
    url = reverse("curriculum:minutes_edit", args=[minutes.pk])
    assert client_as("partnership_officer").post(url, data).status_code == 302
    assert [part.item for part in minutes.parts.all()] == list(minutes.meeting.agenda.all())


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([], "empty_minutes"),
        ([Part("Тақырып", "Тема")], "empty_minutes"),
        ([Part("Тақырып", "Тема", "Шешілді.", "")], "one_language"),
        ([Part("Тақырып", "", "Шешілді.", "Решили.")], "one_language"),
    ],
)
def test_minutes_are_approved_in_both_languages_only(sample, parts, reason):
    minutes = draft_minutes(meeting=sample.held(), by=sample.by, at=NOON)
    minutes = write_minutes(minutes=minutes, parts=parts, by=sample.by, at=NOON)
    with pytest.raises(CannotMeet, match=reason):
        approve_minutes(minutes=minutes, by=sample.by, at=NOON)


def test_a_correction_stands_beside_and_the_first_wording_keeps_its_file(sample):
    first = sample.approved()
    sha = first.frozen.sha256
    draft = correct_minutes(meeting=first.meeting, reason="Miscounted", by=sample.by, at=NOON)
    with pytest.raises(CannotMeet, match="minutes_stand"):
        correct_minutes(meeting=first.meeting, reason="Again", by=sample.by, at=NOON)
    with pytest.raises(CannotMeet, match="nothing_corrected"):
        approve_minutes(minutes=draft, by=sample.by, at=NOON)
    parts = [Part("Тақырып", "Тема", "Бірауыздан.", "Единогласно.")]
    draft = write_minutes(minutes=draft, parts=parts, by=sample.by, at=NOON, reason="Miscounted")
    second = approve_minutes(minutes=draft, by=sample.by, at=NOON)
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("corrected", "approved", 2)
    assert first.frozen.sha256 == sha != second.frozen.sha256
    assert first.frozen.document == second.frozen.document


def test_a_correction_that_is_not_needed_is_dropped(sample, client_as):
    first = sample.approved()
    draft = correct_minutes(meeting=first.meeting, reason="Miscounted", by=sample.by, at=NOON)
    page, url = reverse("curriculum:minutes", args=[first.pk]), reverse("curriculum:minutes_drop", args=[draft.pk])
    assert client_as("faculty_member").get(url).status_code == 404
    office = client_as("partnership_officer")
    assert url in office.get(reverse("curriculum:minutes", args=[draft.pk])).content.decode()
    answer = office.post(url, {"expected_version": draft.version})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert list(first.meeting.minutes.all()) == [first]
    assert "The correction of the minutes was dropped." in office.get(first.meeting.get_absolute_url()).content.decode()
    assert office.get(url).status_code == 404
    # Whoever still wrote it is told that it is gone, and the next correction begins from the approved wording.
    with pytest.raises(CannotMeet, match="wrong_state"):
        write_minutes(minutes=draft, parts=[], by=sample.by, at=NOON)
    again = correct_minutes(meeting=first.meeting, reason="Misspelt", by=sample.by, at=NOON)
    assert (again.number, again.parts.count()) == (2, first.parts.count())


def test_only_a_correction_that_is_not_approved_is_dropped(sample, client_as):
    minutes = sample.minutes()
    with pytest.raises(CannotMeet, match="no_correction"):
        drop_correction(minutes=minutes, by=sample.by, at=NOON)
    assert (
        client_as("partnership_officer").get(reverse("curriculum:minutes_drop", args=[minutes.pk])).status_code == 404
    )
    approve_minutes(minutes=minutes, by=sample.by, at=NOON)
    with pytest.raises(CannotMeet, match="frozen_minutes"):
        drop_correction(minutes=minutes, by=sample.by, at=NOON)
    assert minutes.parts.exists()


def test_the_frozen_text_has_kazakh_and_russian_in_each_row(sample):
    minutes = sample.approved()
    with minutes.frozen.source.open() as source:
        [table] = Document(io.BytesIO(source.read())).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert ["1. Тақырып", "1. Тема"] in rows
    assert ["Тыңдалды, шешілді.", "Слушали, решили."] in rows
    assert all(kk.strip() and ru.strip() for kk, ru in rows)
