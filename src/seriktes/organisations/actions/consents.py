"""The consent register: giving, withdrawing, and what follows a withdrawal.

Events are only added. Whether a person is shown to the public is derived here and nowhere else.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from seriktes.accounts.actions import Recorded, notify, record_event, record_events
from seriktes.accounts.models import User
from seriktes.organisations.actions.naming import refresh_people
from seriktes.organisations.enums import ConsentEventKind, ConsentState
from seriktes.organisations.models import AlumniLink, Consent, ConsentEvent, Organisation, Person
from seriktes.organisations.queries.access import members_with
from seriktes.organisations.queries.consents import consents_in_force, national_number, state_of

LONGEST_NUMBER = 12


class CannotRecordConsent(Exception):
    """The consent cannot be recorded or changed so; says why in `reason`."""

    FUTURE, EMPTY, ENDED = "starts_in_the_future", "covers_nothing", "ended_already"
    WITHDRAWN, NOT_WITHDRAWN, DONE = "withdrawn_already", "not_withdrawn", "done_already"
    NOT_IN_FORCE, OTHER_PERSON, TWICE = "not_in_force", "of_another_person", "there_already"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def give_consent(
    *,
    person: Person,
    operator: Organisation,
    valid_from: date,
    valid_until: date | None,
    third_parties: bool,
    cross_border: bool,
    publication: bool,
    data: Iterable[str],
    by: User,
    at: datetime,
    evidence: File | None = None,
) -> Consent:
    """Record a consent with the fields that the law asks for. Raises CannotRecordConsent."""
    today = timezone.localdate(at)
    covered = [entry for entry in dict.fromkeys(word.strip() for word in data) if entry]
    if not covered:
        raise CannotRecordConsent(CannotRecordConsent.EMPTY)
    if valid_from > today:
        raise CannotRecordConsent(CannotRecordConsent.FUTURE)
    if valid_until is not None and valid_until < today:
        raise CannotRecordConsent(CannotRecordConsent.ENDED)
    person = Person.objects.select_for_update().get(pk=person.pk)
    consent = Consent.objects.create(
        person=person,
        operator=operator,
        operator_name=operator.name,
        operator_number=national_number(operator)[:LONGEST_NUMBER],
        subject_name=person.name,
        valid_from=valid_from,
        valid_until=valid_until,
        third_parties=third_parties,
        cross_border=cross_border,
        publication=publication,
        data=covered,
        evidence=evidence or "",
    )
    ConsentEvent.objects.create(consent=consent, kind=ConsentEventKind.GIVEN, at=at, by=by)
    record_event(kind="organisations.consent.given", by=by, target=consent, values=_fields(consent))
    derive_publication(people=[person], on=today, by=by)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, at: datetime) -> Consent:
    """The person takes the consent back: what rests on it vanishes at once, and the two clocks start."""
    person = Person.objects.select_for_update().get(pk=consent.person_id)
    consent = _locked(consent)
    if state_of(consent, timezone.localdate(at)) == ConsentState.WITHDRAWN:
        raise CannotRecordConsent(CannotRecordConsent.WITHDRAWN)
    _add_event(consent, ConsentEventKind.WITHDRAWN, by=by, at=at)
    links = consent.alumni_links.filter(archived_at__isnull=True)
    archived = list(links)
    links.update(archived_at=at)
    record_events(events=[Recorded("organisations.alumni_link.archived", link) for link in archived], by=by)
    derive_publication(people=[person], on=timezone.localdate(at), by=by)
    _tell_of_withdrawal(consent, person, by=by)
    return consent


def mark_unpublished(*, consent: Consent, by: User, at: datetime) -> Consent:
    """The data are out of every public source, of this register and beyond."""
    return _follow_up(consent, ConsentEventKind.UNPUBLISHED, by=by, at=at)


def mark_stopped(*, consent: Consent, by: User, at: datetime) -> Consent:
    """The operator has stopped processing the data."""
    return _follow_up(consent, ConsentEventKind.STOPPED, by=by, at=at)


@transaction.atomic
def add_alumni_link(
    *,
    person: Person,
    organisation: Organisation,
    consent: Consent,
    by: User,
    on: date,
    graduated_in: int | None = None,
    programme: str = "",
) -> AlumniLink:
    """Say that somebody graduated from an organisation; needs the person's consent in force."""
    consent = _locked(consent)
    if consent.person_id != person.pk:
        raise CannotRecordConsent(CannotRecordConsent.OTHER_PERSON)
    if not consents_in_force(on).filter(pk=consent.pk).exists():
        raise CannotRecordConsent(CannotRecordConsent.NOT_IN_FORCE)
    said = {"organisation": organisation, "graduated_in": graduated_in, "programme": programme.strip()}
    if person.alumni_links.filter(archived_at__isnull=True, **said).exists():
        raise CannotRecordConsent(CannotRecordConsent.TWICE)
    link = AlumniLink.objects.create(
        person=person,
        consent=consent,
        **said,
        source_on=on,
    )
    record_event(
        kind="organisations.alumni_link.added",
        by=by,
        target=link,
        values={"person": person.pk, "organisation": organisation.pk, "consent": consent.pk},
    )
    return link


@transaction.atomic
def derive_publication(*, people: Iterable[Person], on: date, by: User | None) -> list[Person]:
    """Whether these people are public on that day, from the consents in force; returns those that changed.

    Two consents to publication count as one: a person stays public while either is in force.
    """
    by_pk = {person.pk: person for person in people}
    granting = consents_in_force(on).filter(publication=True, person__in=by_pk)
    endless = set(granting.filter(valid_until__isnull=True).values_list("person", flat=True))
    last_day = dict(
        granting.order_by().values("person").annotate(last=Max("valid_until")).values_list("person", "last")
    )
    changed, events = [], []
    for pk, person in by_pk.items():
        public = pk in last_day and person.merged_into_id is None
        until = last_day.get(pk) if public and pk not in endless else None
        if (person.is_public, person.published_until) == (public, until):
            continue
        if person.is_public != public:
            kind = "organisations.person.published" if public else "organisations.person.unpublished"
            events.append(Recorded(kind, person, {"is_public": [person.is_public, public]}))
        person.is_public, person.published_until = public, until
        changed.append(person)
    Person.objects.bulk_update(changed, ["is_public", "published_until"], batch_size=500)
    refresh_people(changed)
    record_events(events=events, by=by)
    return changed


def unpublish_expired(today: date) -> int:
    """Take people out of the public whose consent to publication has run out; returns how many. Nightly.

    Reads do not wait for it: `people_visible_to` looks at the last day itself.
    """
    done = 0
    while batch := list(Person.objects.filter(is_public=True, published_until__lt=today).order_by("pk")[:500]):
        derive_publication(people=batch, on=today, by=None)
        done += len(batch)
    return done


def _locked(consent: Consent) -> Consent:
    return Consent.objects.select_for_update().get(pk=consent.pk)


def _add_event(consent: Consent, kind: ConsentEventKind, *, by: User, at: datetime) -> None:
    ConsentEvent.objects.create(consent=consent, kind=kind, at=at, by=by)
    Consent.objects.filter(pk=consent.pk).update(version=consent.version + 1, changed_at=at)
    consent.version += 1
    record_event(
        kind=f"organisations.consent.{kind.value}", by=by, target=consent, values={"person": consent.person_id}
    )


@transaction.atomic
def _follow_up(consent: Consent, kind: ConsentEventKind, *, by: User, at: datetime) -> Consent:
    consent = _locked(consent)
    happened = set(consent.events.values_list("kind", flat=True))
    if ConsentEventKind.WITHDRAWN not in happened:
        raise CannotRecordConsent(CannotRecordConsent.NOT_WITHDRAWN)
    if kind in happened:
        raise CannotRecordConsent(CannotRecordConsent.DONE)
    _add_event(consent, kind, by=by, at=at)
    return consent


def _tell_of_withdrawal(consent: Consent, person: Person, *, by: User) -> None:
    """Those who keep the operator's register, and the person when somebody else recorded it."""
    told = {user.pk: user for user in members_with("organisations.record_consent", consent.operator_id)}
    if person.user is not None:
        told[person.user.pk] = person.user
    told.pop(by.pk, None)
    for user in told.values():
        notify(user=user, kind="consent_withdrawn", url=consent.get_absolute_url(), name=consent.subject_name)


def _fields(consent: Consent) -> dict[str, Any]:
    return {
        "person": consent.person_id,
        "operator": consent.operator_id,
        "operator_number": consent.operator_number,
        "valid_from": str(consent.valid_from),
        "valid_until": str(consent.valid_until) if consent.valid_until else None,
        "third_parties": consent.third_parties,
        "cross_border": consent.cross_border,
        "publication": consent.publication,
        "data": consent.data,
        "evidence": bool(consent.evidence),
    }
