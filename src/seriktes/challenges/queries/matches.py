"""Experts proposed for a challenge: whom of them a reader sees, and with which rights."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.challenges.enums import ChallengeState, MatchState, Visibility
from seriktes.challenges.models import Challenge, ChallengeInvitation, ExpertMatch
from seriktes.challenges.queries import access
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.access import evidence_visible_to
from seriktes.organisations.enums import KINDS_OF_SIDE, Side
from seriktes.organisations.models import Affiliation, Organisation
from seriktes.organisations.queries.access import Viewer, organisations_visible_to, people_visible_to

EVIDENCE, PROFILE = "evidence", "profile"
DECIDES_ON_EXPERTS = (access.PROPOSE, access.POST)


@dataclass(frozen=True)
class Reason:
    """One piece of evidence that speaks for the person; None is the person's own profile. `words` are pairs of a word of
    the brief and what it met, with the bridge between languages where there was one."""

    evidence: Evidence | None
    words: tuple[tuple[str, str, str], ...]


@dataclass
class ShownMatch:
    match: ExpertMatch
    places: list[Affiliation] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    may_decide: bool = False


def matches_visible_to(user: Viewer, challenge: Challenge, on: date) -> QuerySet[ExpertMatch]:
    """All for the asker; for an office those of its own people, as long as the challenge itself is in its sight."""
    rows = ExpertMatch.objects.filter(challenge=challenge, person__in=people_visible_to(user).values("pk"))
    if access.is_asker(user, challenge):
        return rows
    if challenge not in access.challenges_visible_to(user):
        return rows.none()
    own = access.own_organisations(user, access.PROPOSE)
    return (
        rows.filter(Exists(_live(on).filter(person=OuterRef("person"), organisation__in=own))) if own else rows.none()
    )


def matches_waiting(user: Viewer, on: date) -> QuerySet[ExpertMatch]:
    """Experts of open challenges at whom nobody has looked yet, and on whom the user decides: the own people as their
    office, all of them as the asker. Asks nothing of the database itself (the desk composes it once for all)."""
    rows = ExpertMatch.objects.filter(
        state=MatchState.PROPOSED, challenge__state=ChallengeState.OPEN, challenge__archived_at__isnull=True,
        person__in=people_visible_to(user).values("pk"),
    )  # fmt: skip
    as_asker = Q(challenge__organisation__in=access.own_organisations(user, access.POST))
    own = access.own_organisations(user, access.PROPOSE)
    if not own:
        return rows.filter(as_asker)
    here = _live(on).filter(person=OuterRef("person"), organisation__in=own)
    at_university = here.filter(organisation__kind__in=KINDS_OF_SIDE[Side.UNIVERSITY])
    invited = ChallengeInvitation.objects.filter(challenge=OuterRef("challenge"), organisation__in=own)
    circles = Q(
        challenge__visibility__in=[Visibility.PUBLIC, Visibility.MEMBERS], challenge__organisation__is_public=True
    )
    among_universities = Q(challenge__visibility=Visibility.UNIVERSITIES, challenge__organisation__is_public=True)
    told = (circles & Exists(here)) | (among_universities & Exists(at_university)) | (Exists(invited) & Exists(here))
    return rows.filter(as_asker | told)


def _live(on: date) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), archived_at__isnull=True)


def places_of(people: Collection[int], on: date, *, seen_by: Viewer | None = None) -> dict[int, list[Affiliation]]:
    """Where each works today, universities first; one query. `seen_by`: of these, what that reader may see."""
    found: dict[int, list[Affiliation]] = defaultdict(list)
    live = _live(on).filter(person__in=people).select_related("organisation")
    if seen_by is not None:
        live = live.filter(organisation__in=organisations_visible_to(seen_by))
    for row in live.order_by("pk"):
        found[row.person_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.organisation.kind not in KINDS_OF_SIDE[Side.UNIVERSITY])
    return found


def shown_to(user: Viewer, challenge: Challenge, on: date) -> list[ShownMatch]:
    """With reasons that the reader may see: evidence that was hidden since is left out. Five queries."""
    rows = list(matches_visible_to(user, challenge, on).select_related("person").order_by("-score", "pk"))
    places = places_of([row.person_id for row in rows], on, seen_by=user)
    keys = {key for row in rows for reason in row.reasons if (key := _evidence_key(reason))}
    evidence = {row.pk: row for row in evidence_visible_to(user).filter(pk__in=keys)}
    may_invite = challenge.state == ChallengeState.OPEN
    own = set(access.own_organisations(user, access.PROPOSE))
    as_asker = access.may(user, access.POST, challenge)
    shown = []
    for row in rows:
        mine = places[row.person_id]
        may_decide = row.state == MatchState.PROPOSED and may_invite
        may_decide = may_decide and (as_asker or any(place.organisation_id in own for place in mine))
        shown.append(ShownMatch(row, mine, _reasons(row, evidence), may_decide))
    return shown


def _evidence_key(reason: Mapping[str, Any]) -> int | None:
    kind, _, number = str(reason.get("key", "")).partition(":")
    return int(number) if kind == EVIDENCE and number.isdecimal() else None


def _reasons(match: ExpertMatch, evidence: Mapping[int, Evidence]) -> list[Reason]:
    found = []
    for reason in match.reasons:
        words = tuple((str(said), str(met), str(bridge)) for said, met, bridge in reason.get("matches", ()))
        key = _evidence_key(reason)
        if key is None or key in evidence:
            found.append(Reason(evidence[key] if key is not None else None, words))
    return found


def speaking_for(user: Viewer, match: ExpertMatch) -> Organisation | None:
    """The organisation of the expert for which the user decides; None for the asker."""
    own = set(access.own_organisations(user, access.PROPOSE))
    places = places_of([match.person_id], timezone.localdate()).get(match.person_id, [])
    return next((place.organisation for place in places if place.organisation_id in own), None)
