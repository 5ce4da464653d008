"""People: all that one person's page shows."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seriktes.common.models import Languages
from seriktes.organisations.enums import ConsentState
from seriktes.organisations.models import Affiliation, AlumniLink, Consent, Person, PostHolding
from seriktes.organisations.queries.access import (
    Viewer,
    consents_visible_to,
    grants_for_user,
    organisation_visible_to,
    organisations_visible_to,
    people_known_to,
)
from seriktes.organisations.queries.consents import alumni_links_in_force, state_of
from seriktes.organisations.queries.search import HEAVY


def sort_column() -> str:
    """The column by which the reader's language sorts names."""
    language = (get_language() or "kk")[:2]
    return f"sort_{language if language in Languages.values else 'kk'}"


def affiliations_visible_to(user: Viewer) -> QuerySet[Affiliation]:
    """Affiliations in use with organisations that the user may see: a person's page tells of no hidden one."""
    rows = Affiliation.objects.filter(archived_at__isnull=True)
    if "organisations.view_unpublished" in grants_for_user(user).everywhere:
        return rows
    return rows.filter(organisation_visible_to(user, "organisation__"))


# What a line of a list tells of an affiliation.
BRIEF = ("person", "kind", "title", *(f"organisation__name_{code}" for code in (*Languages.values, "other")))


def with_affiliations(people: QuerySet[Person], user: Viewer, *, brief: bool = False) -> QuerySet[Person]:
    """With `shown_affiliations`: those that the user may see, of today first; `brief`, no more than `BRIEF` of each."""
    rows = affiliations_visible_to(user).order_by("-starts_on", "-pk")
    if brief:
        rows = rows.select_related("organisation").only(*BRIEF)
    else:
        rows = rows.select_related("organisation", "unit").defer(*(f"organisation__{column}" for column in HEAVY))
    return people.prefetch_related(Prefetch("affiliations", queryset=rows, to_attr="shown_affiliations"))


@dataclass(frozen=True)
class TimelineEvent:
    at: date
    title: str
    text: str = ""
    side: str = ""
    url: str = ""
    ahead: bool = False


@dataclass
class PersonRecord:
    """Everything that one reader may see of one person."""

    person: Person
    is_own: bool
    # Contact data are for those who know the person by a role, and for the person.
    shows_contact: bool
    affiliations: list[Affiliation]
    holdings: list[PostHolding]
    alumni_links: list[AlumniLink]
    consents: list[tuple[Consent, ConsentState]]
    is_public: bool
    history: list[TimelineEvent]


def person_record_for_user(user: Viewer, person: Person, today: date) -> PersonRecord:
    affiliations = list(
        affiliations_visible_to(user)
        .filter(person=person)
        .select_related("organisation", "unit")
        .order_by("-starts_on", "-pk")
    )
    visible = organisations_visible_to(user).values("pk")
    holdings = list(
        person.holdings.filter(post__organisation__in=visible)
        .select_related("post", "post__organisation", "post__unit")
        .order_by("-starts_on", "-pk")
    )
    links = list(
        alumni_links_in_force(today)
        .filter(person=person, organisation__in=visible)
        .select_related("organisation", "consent")
        .order_by("-graduated_in", "-pk")
    )
    consents = list(
        consents_visible_to(user)
        .filter(person=person)
        .select_related("operator")
        .prefetch_related("events")
        .order_by("-pk")
    )
    return PersonRecord(
        person=person,
        is_own=user.is_authenticated and person.user_id == user.pk,
        shows_contact=people_known_to(user).filter(pk=person.pk).exists(),
        affiliations=affiliations,
        holdings=holdings,
        alumni_links=links,
        consents=[(consent, state_of(consent, today)) for consent in consents],
        is_public=is_public_on(person, today),
        history=_history(affiliations, holdings, consents, today),
    )


def is_public_on(person: Person, today: date) -> bool:
    return person.is_public and (person.published_until is None or person.published_until >= today)


def _history(
    affiliations: list[Affiliation], holdings: list[PostHolding], consents: list[Consent], today: date
) -> list[TimelineEvent]:
    """What began and what ended, the latest first."""
    events = []
    for row in affiliations:
        organisation = row.organisation
        common: dict[str, Any] = {
            "text": row.title or row.get_kind_display(),
            "side": organisation.side,
            "url": organisation.get_absolute_url(),
        }
        if row.starts_on:
            events.append(TimelineEvent(row.starts_on, _("Joined %(name)s") % {"name": organisation.name}, **common))
        if row.ends_on:
            events.append(TimelineEvent(row.ends_on, _("Left %(name)s") % {"name": organisation.name}, **common))
    for held in holdings:
        side, name = held.post.organisation.side, held.post.organisation.name
        events.append(
            TimelineEvent(held.starts_on, _("Took the post “%(post)s”") % {"post": held.post.name}, name, side)
        )
        if held.ends_on:
            events.append(
                TimelineEvent(held.ends_on, _("Left the post “%(post)s”") % {"post": held.post.name}, name, side)
            )
    for consent in consents:
        events += [
            TimelineEvent(
                timezone.localdate(event.at),
                _("Consent: %(event)s") % {"event": event.get_kind_display()},
                consent.operator.name,
                url=consent.get_absolute_url(),
            )
            for event in consent.events.all()
        ]
    ordered = sorted(events, key=lambda event: event.at, reverse=True)
    return [
        TimelineEvent(event.at, event.title, event.text, event.side, event.url, ahead=event.at > today)
        for event in ordered
    ]


def start_of(day: date) -> datetime:
    """The moment at which a day that a person names is taken to be: noon, so that no zone moves it."""
    return timezone.make_aware(datetime.combine(day, time(12)))
