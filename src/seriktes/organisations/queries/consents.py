"""The consent register: what is in force, and the two clocks that a withdrawal starts.

Nothing here is stored: states and clocks are computed from the events, the dates and the working calendar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.common.clocks import WorkingCalendar, add_working_days, country_calendar, working_days_between
from seriktes.common.packs import LegalTerm, get_pack
from seriktes.organisations.enums import ConsentEventKind, ConsentState, PersonalData
from seriktes.organisations.models import AlumniLink, Consent, ConsentEvent, Identifier, Organisation, Person
from seriktes.organisations.queries.access import Viewer, consents_visible_to, grants_for_user

# A quarter of the term left: the chip turns amber.
LOW_SHARE = 4


def in_force(on: date, *, prefix: str = "") -> Q:
    """Consents in force on that day. `prefix` leads to the consent from another model, as `consent__`."""
    withdrawn = ConsentEvent.objects.filter(consent=OuterRef(f"{prefix}pk"), kind=ConsentEventKind.WITHDRAWN)
    return (
        Q(**{f"{prefix}valid_from__lte": on})
        & (Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": on}))
        & Q(~Exists(withdrawn))
    )


def consents_in_force(on: date) -> QuerySet[Consent]:
    return Consent.objects.filter(in_force(on))


def alumni_links_in_force(on: date) -> QuerySet[AlumniLink]:
    """Links that may be shown: in use, and resting on a consent in force."""
    return AlumniLink.objects.filter(in_force(on, prefix="consent__"), archived_at__isnull=True)


def events_of(consent: Consent) -> dict[str, ConsentEvent]:
    """The consent's events by kind; reads the prefetched ones where there are."""
    return {event.kind: event for event in consent.events.all()}


def state_of(consent: Consent, on: date) -> ConsentState:
    if ConsentEventKind.WITHDRAWN in events_of(consent):
        return ConsentState.WITHDRAWN
    if consent.valid_until is not None and consent.valid_until < on:
        return ConsentState.EXPIRED
    return ConsentState.IN_FORCE


def data_labels(consent: Consent) -> list[str]:
    """What the consent covers, in the reader's language where the register knows the word."""
    words = dict(PersonalData.choices)
    return [str(words.get(entry, entry)) for entry in consent.data]


@dataclass(frozen=True)
class ConsentClock:
    """What the operator owes after a withdrawal, by when. Days are working days."""

    consent: Consent
    # Which event ends it: STOPPED or UNPUBLISHED.
    awaits: ConsentEventKind
    term: LegalTerm
    started_on: date
    due_on: date
    # Working days until the end of the term; negative when it has passed.
    left: int
    done_on: date | None

    @property
    def state(self) -> str:
        """`running`, `low` (a quarter left), `over` or `done`: the tones of the clock chip."""
        if self.done_on is not None:
            return "done"
        if self.left < 0:
            return "over"
        return "low" if self.left * LOW_SHARE <= self.term.working_days else "running"

    @property
    def is_late(self) -> bool:
        return self.done_on is not None and self.done_on > self.due_on


def clocks_of(consent: Consent, today: date, calendar: WorkingCalendar) -> list[ConsentClock]:
    """The clocks of one consent, the nearest first; none before a withdrawal. The removal clock runs only where
    publication was consented to: there is nothing to take back otherwise."""
    events = events_of(consent)
    withdrawn = events.get(ConsentEventKind.WITHDRAWN)
    if withdrawn is None:
        return []
    awaited = [ConsentEventKind.UNPUBLISHED, ConsentEventKind.STOPPED]
    if not consent.publication:
        awaited.remove(ConsentEventKind.UNPUBLISHED)
    terms = get_pack().consent_terms
    started_on = timezone.localdate(withdrawn.at)
    clocks = []
    for kind in awaited:
        if (term := terms.get(kind)) is not None:
            due_on = add_working_days(started_on, term.working_days, calendar)
            done = events.get(kind)
            clocks.append(
                ConsentClock(
                    consent=consent,
                    awaits=kind,
                    term=term,
                    started_on=started_on,
                    due_on=due_on,
                    left=_left(today, due_on, calendar),
                    done_on=timezone.localdate(done.at) if done else None,
                )
            )
    return clocks


def _left(today: date, due_on: date, calendar: WorkingCalendar) -> int:
    left = working_days_between(today, due_on, calendar)
    # On a weekend after the last day the term is over too, though no working day has passed yet.
    return min(left, -1) if today > due_on else left


def open_clocks(consents: Iterable[Consent], today: date) -> list[ConsentClock]:
    calendar = country_calendar()
    found = [clock for consent in consents for clock in clocks_of(consent, today, calendar) if clock.done_on is None]
    return sorted(found, key=lambda clock: (clock.due_on, clock.consent.pk))


def with_open_clocks(consents: QuerySet[Consent]) -> QuerySet[Consent]:
    """Withdrawn consents after which something is still to be done."""

    def has(kind: ConsentEventKind) -> Exists:
        return Exists(ConsentEvent.objects.filter(consent=OuterRef("pk"), kind=kind))

    return consents.filter(
        has(ConsentEventKind.WITHDRAWN),
        ~has(ConsentEventKind.STOPPED) | (Q(publication=True) & ~has(ConsentEventKind.UNPUBLISHED)),
    )


def consent_clocks_for_user(user: Viewer, today: date) -> list[ConsentClock]:
    """What waits for the user's organisations after withdrawals, the nearest end first: for the desk."""
    grants = grants_for_user(user)
    consents = with_open_clocks(Consent.objects.all())
    if "organisations.record_consent" not in grants.everywhere:
        operators = grants.organisations_with("organisations.record_consent")
        if not operators:
            return []
        consents = consents.filter(operator__in=operators)
    return open_clocks(consents.select_related("person", "operator").prefetch_related("events"), today)


def consents_of_state(user: Viewer, state: str, on: date) -> QuerySet[Consent]:
    """The register as the user may read it; `state` is a ConsentState, `waiting` (open clocks) or empty for all."""
    consents = consents_visible_to(user)
    withdrawn = Exists(ConsentEvent.objects.filter(consent=OuterRef("pk"), kind=ConsentEventKind.WITHDRAWN))
    if state == ConsentState.IN_FORCE:
        consents = consents.filter(in_force(on))
    elif state == ConsentState.EXPIRED:
        consents = consents.filter(~withdrawn, valid_until__lt=on)
    elif state == ConsentState.WITHDRAWN:
        consents = consents.filter(withdrawn)
    elif state == "waiting":
        consents = with_open_clocks(consents)
    return consents.select_related("person", "operator").prefetch_related("events").order_by("-pk")


def operators_for(user: Viewer, person: Person) -> QuerySet[Organisation]:
    """To whom the user may record a consent of this person: the person's own organisations, of which the user keeps
    the register; all of them when it is the person."""
    mine = Organisation.objects.live().filter(
        pk__in=person.affiliations.filter(archived_at__isnull=True).values("organisation")
    )
    grants = grants_for_user(user)
    if "organisations.record_consent" in grants.everywhere or (user.is_authenticated and person.user_id == user.pk):
        return mine
    return mine.filter(pk__in=grants.organisations_with("organisations.record_consent"))


def national_number(organisation: Organisation) -> str:
    """The organisation's number under the country's own scheme; empty when the register does not hold one."""
    schemes = [scheme.code for scheme in get_pack().identifier_schemes]
    found = Identifier.objects.filter(organisation=organisation, scheme__in=schemes, archived_at__isnull=True)
    return found.order_by("-is_preferred", "pk").values_list("value", flat=True).first() or ""
