from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from seriktes.accounts.models import AuditEvent, Notice
from seriktes.common.clocks import country_calendar
from seriktes.organisations.actions import consents as actions
from seriktes.organisations.actions.consents import CannotRecordConsent
from seriktes.organisations.actions.merging import merge_records, undo_merge
from seriktes.organisations.enums import ConsentEventKind, ConsentState
from seriktes.organisations.models import AlumniLink, Consent, ConsentEvent, Person, SearchEntry
from seriktes.organisations.queries.access import people_visible_to
from seriktes.organisations.queries.consents import (
    alumni_links_in_force,
    clocks_of,
    consent_clocks_for_user,
    operators_for,
    state_of,
)
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db

# A Friday before an ordinary week.
FRIDAY = datetime(2026, 11, 6, 5, tzinfo=UTC)


def give(world, who="student", operator="university", at=FRIDAY, by="career_centre", **fields):
    values = {
        "valid_from": date(2026, 9, 1),
        "valid_until": None,
        "third_parties": False,
        "cross_border": False,
        "publication": True,
        "data": ["name", "graduation"],
    } | fields
    return actions.give_consent(
        person=world.people[who], operator=world.organisations[operator], by=world[by], at=at, **values
    )


def fresh(person):
    return Person.objects.get(pk=person.pk)


def anonymous_sees(world, who):
    return people_visible_to(world["anonymous"]).filter(pk=world.people[who].pk).exists()


def test_consent_keeps_the_seven_fields_as_they_stood(world):
    consent = give(world, third_parties=True, valid_until=date(2028, 6, 30))
    consent.refresh_from_db()
    assert {
        "operator": consent.operator_name,
        "subject": consent.subject_name,
        "term": (consent.valid_from, consent.valid_until),
        "third": consent.third_parties,
        "border": consent.cross_border,
        "publication": consent.publication,
        "data": consent.data,
    } == {
        "operator": world.organisations["university"].name,
        "subject": world.people["student"].name,
        "term": (date(2026, 9, 1), date(2028, 6, 30)),
        "third": True,
        "border": False,
        "publication": True,
        "data": ["name", "graduation"],
    }
    assert AuditEvent.objects.filter(kind="organisations.consent.given").count() == 1


def test_consent_holds_the_number_of_the_operator(world):
    world.organisations["university"].identifiers.create(scheme="bin", value="240140999931")
    assert give(world).operator_number == "240140999931"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"data": []}, CannotRecordConsent.EMPTY),
        ({"data": ["  "]}, CannotRecordConsent.EMPTY),
        ({"valid_from": date(2026, 11, 7)}, CannotRecordConsent.FUTURE),
        ({"valid_until": date(2026, 11, 5)}, CannotRecordConsent.ENDED),
    ],
)
def test_consent_that_allows_nothing_is_refused(world, fields, reason):
    with pytest.raises(CannotRecordConsent) as refusal:
        give(world, **fields)
    assert refusal.value.reason == reason
    assert not Consent.objects.filter(person=world.people["student"]).exists()


def test_publication_follows_the_consent_at_once(world):
    assert not anonymous_sees(world, "student")
    consent = give(world)
    assert anonymous_sees(world, "student")
    assert SearchEntry.objects.get(target="person", target_id=world.people["student"].pk).is_public
    actions.withdraw_consent(consent=consent, by=world["student"], at=FRIDAY)
    assert not anonymous_sees(world, "student")
    assert not SearchEntry.objects.get(target="person", target_id=world.people["student"].pk).is_public
    kinds = AuditEvent.objects.filter(target_type="organisations.person").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["organisations.person.published", "organisations.person.unpublished"]


def test_second_consent_to_publication_keeps_the_person_public(world):
    first, second = give(world), give(world)
    actions.withdraw_consent(consent=first, by=world["student"], at=FRIDAY)
    assert anonymous_sees(world, "student")
    actions.withdraw_consent(consent=second, by=world["student"], at=FRIDAY)
    assert not anonymous_sees(world, "student")


def test_merged_person_is_public_by_the_consents_of_both(world):
    give(world, "fellow_student")
    kept, archived = world.people["student"], world.people["fellow_student"]
    record = merge_records(kept=kept, archived=archived, by=world["administrator"])
    assert (fresh(kept).is_public, fresh(archived).is_public) == (True, False)
    undo_merge(record=record, by=world["administrator"])
    assert (fresh(kept).is_public, fresh(archived).is_public) == (False, True)


def test_consent_without_publication_publishes_nobody(world):
    give(world, publication=False)
    assert not anonymous_sees(world, "student")


def test_expired_consent_hides_the_person_before_the_nightly_task(world):
    today = timezone.localdate()
    give(world, at=timezone.now() - timedelta(days=3), valid_until=today - timedelta(days=1))
    person = fresh(world.people["student"])
    assert (person.is_public, person.published_until) == (True, today - timedelta(days=1))
    assert not anonymous_sees(world, "student")
    assert actions.unpublish_expired(today) == 1
    assert fresh(person).is_public is False
    assert actions.unpublish_expired(today) == 0


def test_nightly_task_leaves_endless_and_longer_consents_alone(world):
    today = timezone.localdate()
    give(world, valid_until=today)
    give(world, valid_until=today + timedelta(days=30))
    assert fresh(world.people["student"]).published_until == today + timedelta(days=30)
    assert actions.unpublish_expired(today) == 0
    assert anonymous_sees(world, "student")


def test_state_is_computed(world):
    consent = give(world, valid_until=date(2026, 12, 31))
    assert state_of(consent, date(2026, 12, 31)) == ConsentState.IN_FORCE
    assert state_of(consent, date(2027, 1, 1)) == ConsentState.EXPIRED
    actions.withdraw_consent(consent=consent, by=world["student"], at=FRIDAY)
    assert state_of(consent, date(2027, 1, 1)) == ConsentState.WITHDRAWN


def test_both_clocks_count_working_days(world):
    consent = give(world)
    actions.withdraw_consent(consent=consent, by=world["student"], at=FRIDAY)

    def clocks(day):
        rows = clocks_of(Consent.objects.get(pk=consent.pk), day, country_calendar())
        return [(clock.awaits.value, clock.due_on, clock.left, clock.state) for clock in rows]

    monday, end = date(2026, 11, 9), date(2026, 11, 27)
    assert clocks(date(2026, 11, 6)) == [("unpublished", monday, 1, "running"), ("stopped", end, 15, "running")]
    assert clocks(monday) == [("unpublished", monday, 0, "low"), ("stopped", end, 14, "running")]
    assert clocks(date(2026, 11, 24))[1] == ("stopped", end, 3, "low")
    assert clocks(date(2026, 11, 28)) == [("unpublished", monday, -14, "over"), ("stopped", end, -1, "over")]


def test_clock_steps_over_a_public_holiday(world):
    """16 December is Independence Day: one working day after the 15th is the 17th at the earliest."""
    consent = give(world, at=datetime(2026, 12, 14, 5, tzinfo=UTC))
    actions.withdraw_consent(consent=consent, by=world["student"], at=datetime(2026, 12, 15, 5, tzinfo=UTC))
    clock = clocks_of(consent, date(2026, 12, 15), country_calendar())[0]
    assert clock.due_on == date(2026, 12, 17)


def test_day_of_the_withdrawal_is_a_day_in_kazakhstan(world):
    """20:30 UTC on Thursday is Friday already."""
    consent = give(world)
    actions.withdraw_consent(consent=consent, by=world["student"], at=datetime(2026, 11, 5, 20, 30, tzinfo=UTC))
    assert clocks_of(consent, date(2026, 11, 6), country_calendar())[0].started_on == date(2026, 11, 6)


def test_clock_without_publication_is_one(world):
    consent = give(world, publication=False)
    actions.withdraw_consent(consent=consent, by=world["student"], at=FRIDAY)
    assert [clock.awaits for clock in clocks_of(consent, FRIDAY.date(), country_calendar())] == [
        ConsentEventKind.STOPPED
    ]


def test_desk_shows_open_clocks_to_those_who_keep_the_register(world):
    consent = give(world)
    actions.withdraw_consent(consent=consent, by=world["student"], at=FRIDAY)
    seen = {
        who: [clock.awaits.value for clock in consent_clocks_for_user(world[who], FRIDAY.date())] for who in PERSONAS
    }
    waiting = ["unpublished", "stopped"]
    keepers = ("partnership_officer", "career_centre", "administrator")
    assert seen == {who: waiting if who in keepers else [] for who in PERSONAS}
    actions.mark_unpublished(consent=consent, by=world["career_centre"], at=FRIDAY)
    actions.mark_stopped(consent=consent, by=world["career_centre"], at=FRIDAY)
    assert consent_clocks_for_user(world["career_centre"], FRIDAY.date()) == []


def test_marks_need_a_withdrawal_and_happen_once(world):
    consent = give(world)
    with pytest.raises(CannotRecordConsent) as refusal:
        actions.mark_stopped(consent=consent, by=world["career_centre"], at=FRIDAY)
    assert refusal.value.reason == CannotRecordConsent.NOT_WITHDRAWN
    actions.withdraw_consent(consent=consent, by=world["student"], at=FRIDAY)
    actions.mark_stopped(consent=consent, by=world["career_centre"], at=FRIDAY)
    for again, reason in (
        (actions.mark_stopped, CannotRecordConsent.DONE),
        (actions.withdraw_consent, CannotRecordConsent.WITHDRAWN),
    ):
        with pytest.raises(CannotRecordConsent) as refusal:
            again(consent=consent, by=world["career_centre"], at=FRIDAY)
        assert refusal.value.reason == reason


def test_withdrawal_is_told_to_the_operator(world):
    consent = give(world)
    actions.withdraw_consent(consent=consent, by=world["student"], at=FRIDAY)
    told = Notice.objects.filter(kind="consent_withdrawn").values_list("user__email", flat=True)
    assert sorted(told) == ["career.centre@example.org", "partnership.officer@example.org"]


def test_alumni_link_needs_a_consent_in_force_and_vanishes_with_it(world):
    person, university = world.people["student"], world.organisations["university"]
    consent = give(world, valid_until=date(2026, 12, 31))
    add = {"person": person, "organisation": university, "by": world["career_centre"], "on": date(2026, 11, 6)}
    link = actions.add_alumni_link(consent=consent, graduated_in=2026, **add)
    assert list(alumni_links_in_force(date(2026, 12, 31))) == [link]
    assert list(alumni_links_in_force(date(2027, 1, 1))) == []
    actions.withdraw_consent(consent=consent, by=world["student"], at=FRIDAY)
    assert list(alumni_links_in_force(date(2026, 11, 6))) == []
    assert AlumniLink.objects.get(pk=link.pk).archived_at == FRIDAY
    with pytest.raises(CannotRecordConsent) as refusal:
        actions.add_alumni_link(consent=consent, **add)
    assert refusal.value.reason == CannotRecordConsent.NOT_IN_FORCE


def test_alumni_link_rests_on_the_persons_own_consent(world):
    consent = give(world, who="fellow_student")
    with pytest.raises(CannotRecordConsent) as refusal:
        actions.add_alumni_link(
            person=world.people["student"],
            organisation=world.organisations["university"],
            consent=consent,
            by=world["career_centre"],
            on=date(2026, 11, 6),
        )
    assert refusal.value.reason == CannotRecordConsent.OTHER_PERSON


@pytest.mark.parametrize(
    "statement",
    ["UPDATE organisations_consentevent SET kind = 'given'", "DELETE FROM organisations_consentevent"],
)
def test_database_refuses_to_change_events(world, statement):
    before = ConsentEvent.objects.count()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ConsentEvent.objects.count() == before > 0


# --- Pages ----------------------------------------------------------------------------------------------------------
def statuses(world, client, url, method="get"):
    found = {}
    for who in PERSONAS:
        client.logout()
        if who != "anonymous":
            client.force_login(world[who])
        response = getattr(client, method)(url)
        found[who] = response.status_code
        if response.streaming:
            b"".join(response.streaming_content)  # reads to the end, which closes the file
    return found


def expected(*allowed, status=200):
    return {who: status if who in allowed else 302 if who == "anonymous" else 404 for who in PERSONAS}


def test_consent_page_by_persona(world, client):
    consent = give(world)
    readers = ("student", "career_centre", "partnership_officer", "auditor", "administrator")
    assert statuses(world, client, reverse("organisations:consent", args=[consent.pk])) == expected(*readers)
    keepers = ("student", "career_centre", "partnership_officer", "administrator")
    assert statuses(world, client, reverse("organisations:consent_withdraw", args=[consent.pk])) == expected(*keepers)


def test_scan_is_downloaded_by_those_who_read_the_consent(world, client):
    consent = give(world, evidence=ContentFile(b"%PDF-1.7 invented", name="Иванов.PDF"))
    url = reverse("organisations:consent_evidence", args=[consent.pk])
    readers = ("student", "career_centre", "partnership_officer", "auditor", "administrator")
    assert statuses(world, client, url) == expected(*readers)
    client.force_login(world["student"])
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7 invented"
    assert response["Content-Disposition"] == f'attachment; filename="consent-{consent.pk}.pdf"'
    assert "Иванов" not in consent.evidence.name


def test_withdrawal_by_the_person_in_the_browser(world, client):
    consent = give(world, at=timezone.now(), valid_from=timezone.localdate())
    client.force_login(world["student"])
    url = reverse("organisations:consent_withdraw", args=[consent.pk])
    assert client.get(url).status_code == 200
    assert state_of(consent, timezone.localdate()) == ConsentState.IN_FORCE
    assert client.post(url).status_code == 302
    assert state_of(consent, timezone.localdate()) == ConsentState.WITHDRAWN
    assert client.get(reverse("organisations:consent", args=[consent.pk])).status_code == 200
    # The marks are the operator's.
    assert client.post(reverse("organisations:consent_stopped", args=[consent.pk])).status_code == 404
    client.force_login(world["career_centre"])
    assert client.get(reverse("organisations:consent_stopped", args=[consent.pk])).status_code == 405
    assert client.post(reverse("organisations:consent_stopped", args=[consent.pk])).status_code == 302


def test_consent_recorded_in_the_browser(world, client):
    client.force_login(world["career_centre"])
    url = reverse("organisations:consent_add", args=[world.people["student"].pk])
    values = {
        "operator": world.organisations["university"].pk,
        "valid_from": "2026-09-01",
        "data": ["name"],
        "other_data": "размер формы\n\nрезультаты практики",
        "publication": "on",
    }
    assert client.post(url, values | {"data": [], "other_data": ""}).status_code == 200
    bad = ContentFile(b"MZ\x90\x00 not a scan", name="scan.pdf")
    assert client.post(url, values | {"evidence": bad}).status_code == 200
    assert not Consent.objects.filter(person=world.people["student"]).exists()
    assert client.post(url, values).status_code == 302
    consent = Consent.objects.get(person=world.people["student"])
    assert consent.data == ["name", "размер формы", "результаты практики"]


def test_a_graduation_is_offered_under_a_consent_to_ones_own_organisation_alone(world, client):
    consent = give(world, at=timezone.now())
    add = reverse("organisations:alumni_link_add", args=[consent.person_id])
    client.force_login(world["career_centre"])
    assert add in client.get(consent.person.get_absolute_url()).content.decode()
    assert client.get(add).status_code == 200
    Consent.objects.filter(pk=consent.pk).update(operator=world.organisations["company"])
    assert add not in client.get(consent.person.get_absolute_url()).content.decode()
    assert client.get(add).status_code == 404


def test_operators_are_the_persons_own_organisations(world):
    person = world.people["lecturer"]
    found = {who: [row.pk for row in operators_for(world[who], person)] for who in PERSONAS}
    university = [world.organisations["university"].pk]
    keepers = ("faculty_member", "career_centre", "partnership_officer", "administrator")
    assert found == {who: university if who in keepers else [] for who in PERSONAS}


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_consents_takes_the_same_queries(world, client, django_assert_max_num_queries, number):
    for _ in range(number):
        give(world)
    client.force_login(world["career_centre"])
    with django_assert_max_num_queries(8):
        assert client.get(reverse("organisations:consents")).status_code == 200


@pytest.mark.parametrize("state", ["", "waiting", "in_force", "expired", "withdrawn"])
def test_list_of_consents_by_state(world, client, state):
    kept, expired, withdrawn = give(world), give(world), give(world)
    Consent.objects.filter(pk=expired.pk).update(valid_until=date(2026, 11, 1))
    actions.withdraw_consent(consent=withdrawn, by=world["student"], at=FRIDAY)
    client.force_login(world["student"])
    table = client.get(reverse("organisations:consents"), {"state": state}).context["table"]
    assert {row.record.pk for row in table.rows} == {
        "": {kept.pk, expired.pk, withdrawn.pk},
        "waiting": {withdrawn.pk},
        "in_force": {kept.pk},
        "expired": {expired.pk},
        "withdrawn": {withdrawn.pk},
    }[state]
