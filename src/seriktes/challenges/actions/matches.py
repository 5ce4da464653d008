"""Experts whom the search proposes for a challenge. The asker and the offices of the experts' universities decide."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.challenges.actions.invitations import invite
from seriktes.challenges.actions.log import log as log_event
from seriktes.challenges.actions.telling import askers_of, office_of, write
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import ChallengeState, MatchState, Visibility
from seriktes.challenges.models import Challenge, ChallengeInvitation, ExpertMatch
from seriktes.challenges.queries.matches import places_of
from seriktes.challenges.queries.proposing import experts_for
from seriktes.common.afterwards import afterwards
from seriktes.organisations.enums import KINDS_OF_SIDE, Side
from seriktes.organisations.models import Organisation

PROPOSED_AT_MOST = 20
# An open challenge is looked up again after so long: evidence comes and goes.
AGAIN_AFTER = timedelta(days=7)


def look_for_experts(pk: int) -> None:
    """After a challenge was published: what goes wrong here spoils nothing else."""
    challenge = Challenge.objects.filter(pk=pk).first()
    if challenge is not None and challenge.state == ChallengeState.OPEN:
        propose_experts(challenge=challenge, at=timezone.now())


def look_again(*, now: datetime) -> int:
    """For every open challenge whose experts were looked for long ago, or not at all; answers how many."""
    looked = ExpertMatch.objects.filter(found_at__gt=now - AGAIN_AFTER).values("challenge")
    waiting = Challenge.objects.filter(state=ChallengeState.OPEN, archived_at__isnull=True).exclude(pk__in=looked)
    count = 0
    for challenge in waiting.order_by("pk"):
        propose_experts(challenge=challenge, at=now)
        count += 1
    return count


@transaction.atomic
def propose_experts(*, challenge: Challenge, at: datetime) -> int:
    """Bring the proposals in line with what the search finds now; what was decided stays. Answers how many are new.

    The asking organisation's own people are not proposed to it.
    """
    challenge = Challenge.objects.select_for_update().get(pk=challenge.pk)
    found = experts_for(challenge, limit=PROPOSED_AT_MOST)
    places = places_of([one.person for one in found], timezone.localdate(at))
    standing = {row.person_id: row for row in challenge.matches.all()}
    new: list[int] = []
    for one in found:
        person = one.person
        homes = {place.organisation_id for place in places.get(person, ())}
        if not homes - {challenge.organisation_id}:
            continue
        row = standing.pop(person, None)
        if row is None:
            row = ExpertMatch(challenge=challenge, person_id=person)
            new.append(person)
        elif row.state != MatchState.PROPOSED:
            continue
        row.score, row.heard, row.reasons, row.found_at = one.score, one.heard, one.reasons, at
        row.save()
    challenge.matches.filter(pk__in=[row.pk for row in standing.values() if row.state == MatchState.PROPOSED]).delete()
    if new:
        log_event("challenge.expert_proposed", challenge, by=None, at=at, data={"count": len(new)})
        offices = {
            place.organisation_id
            for person in new
            for place in places[person]
            if place.organisation.kind in KINDS_OF_SIDE[Side.UNIVERSITY]
        } - {challenge.organisation_id}
        afterwards(_tell, challenge.pk, offices, len(new))
    return len(new)


def _tell(pk: int, offices: Collection[int], count: int) -> None:
    challenge = Challenge.objects.select_related("organisation").prefetch_related("texts").get(pk=pk)
    path = reverse("challenges:experts", args=[pk])

    def to_asker() -> tuple[str, str]:
        words = {"title": challenge.title, "n": count}
        return (
            _("Experts found: %(title)s") % words,
            ngettext(
                "The search found %(n)d expert for your challenge “%(title)s”. Look at the reasons and invite whom you "
                "want to hear.",
                "The search found %(n)d experts for your challenge “%(title)s”. Look at the reasons and invite whom you "
                "want to hear.",
                count,
            )
            % words,
        )

    def to_office() -> tuple[str, str]:
        words = {"title": challenge.title, "organisation": challenge.organisation.name}
        return (
            _("Your experts for a challenge: %(title)s") % words,
            _("The search proposes experts of your university for the challenge “%(title)s” of %(organisation)s. Look at "
              "the reasons, invite those who fit and set the others aside.") % words,
        )  # fmt: skip

    for reader in askers_of(challenge):
        write(reader, to_asker, challenge, path=path)
    if challenge.visibility == Visibility.INVITED:
        return  # nobody hears of it before the asker invites them
    for office in sorted(offices):
        for reader in office_of(office):
            write(reader, to_office, challenge, path=path)


# --- Deciding ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def invite_expert(
    *, match: ExpertMatch, by: User, at: datetime, organisation: Organisation | None = None
) -> ChallengeInvitation:
    """`organisation`: the one that speaks for the expert; else the first university where the expert works."""
    match = _locked(match)
    challenge = match.challenge
    if organisation is None:
        places = places_of([match.person_id], timezone.localdate(at)).get(match.person_id, [])
        organisation = next(
            (place.organisation for place in places if place.organisation_id != challenge.organisation_id), None
        )
    if organisation is None:
        raise CannotChallenge("not_of_organisation")
    invitation = invite(challenge=challenge, organisation=organisation, person=match.person, by=by, at=at)
    _decide(match, MatchState.INVITED, "", by, at)
    return invitation


@transaction.atomic
def set_expert_aside(*, match: ExpertMatch, reason: str, by: User, at: datetime) -> ExpertMatch:
    match = _locked(match)
    if not reason.strip():
        raise CannotChallenge("no_reason")
    _decide(match, MatchState.SET_ASIDE, reason.strip(), by, at)
    places = places_of([match.person_id], timezone.localdate(at)).get(match.person_id, [])
    home = places[0].organisation if places else None
    log_event(
        "challenge.expert_set_aside", match.challenge, by=by, at=at, organisation=home,
        data={"name": home or "…", "person": match.person_id, "reason": reason.strip()},
    )  # fmt: skip
    return match


def _locked(match: ExpertMatch) -> ExpertMatch:
    # The challenge first, as everybody takes it.
    list(Challenge.objects.select_for_update().filter(pk=match.challenge_id))
    row = ExpertMatch.objects.select_for_update(of=("self",)).select_related("challenge", "person").get(pk=match.pk)
    if row.state != MatchState.PROPOSED:
        raise CannotChallenge("decided_already")
    return row


def _decide(match: ExpertMatch, state: str, note: str, by: User, at: datetime) -> None:
    match.state, match.note, match.decided_at, match.decided_by = state, note[:300], at, by
    match.save(update_fields=["state", "note", "decided_at", "decided_by"])
