"""What a team made goes on: as an answer to the challenge, or as a partnership with whoever posed it. In one step, once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.challenges.actions.answers import begin_answer, save_answer
from seriktes.challenges.definitions.answer_texts import LIMITS, SPARE
from seriktes.challenges.models import Answer
from seriktes.gatherings.actions.log import log
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import HackathonPhase, TeamState
from seriktes.gatherings.models import Hackathon, Team
from seriktes.partnerships.actions.from_challenge import INITIATORS, challenge_note, names_from
from seriktes.partnerships.actions.partnerships import Side, create_partnership
from seriktes.partnerships.enums import Form, Ground
from seriktes.partnerships.models import Partnership


@transaction.atomic
def answer_from_team(*, team: Team, by: User, at: datetime) -> Answer:
    """A draft of the team's organisation with what was handed in, to be completed and sent. Raises Refusal, CannotAnswer
    where the challenge takes none any more."""
    team = _lock(team)
    if team.answer is not None:
        return team.answer
    if team.problem is None or team.organisation is None:
        raise Refusal("nothing_to_hand_over")
    challenge = team.problem.challenge
    people = [member.person for member in team.members.select_related("person").order_by("joined_at", "pk")]
    authors = [one for one in people if one.affiliations.filter(organisation=team.organisation_id).exists()]
    answer = begin_answer(challenge=challenge, organisation=team.organisation, by=by, at=at, authors=authors)
    values = {"title": team.title[: LIMITS["title"] * SPARE], "approach": team.text[: LIMITS["approach"] * SPARE]}
    answer = save_answer(answer=answer, values=values, by=by, at=at, expected_version=None)
    team.answer = answer
    _note(team, by, at)
    return answer


@transaction.atomic
def partnership_from_team(*, team: Team, by: User, at: datetime) -> Partnership:
    """The team's organisation proposes it to who posed the challenge, who is to answer."""
    team = _lock(team)
    if team.partnership is not None:
        return team.partnership
    if team.problem is None or team.organisation is None:
        raise Refusal("nothing_to_hand_over")
    challenge, home = team.problem.challenge, team.organisation
    if challenge.organisation_id == home.pk:
        raise Refusal("nothing_to_hand_over")
    post = challenge.post if challenge.post and challenge.post.closed_on is None else None
    member = team.members.select_related("person__user").order_by("joined_at", "pk").first()
    person = member.person if member else None
    theirs = Side(
        home, contact_name=person.name[:200] if person else "",
        contact_email=(person.user.email if person.user else person.email) if person else "",
    )  # fmt: skip
    made = create_partnership(
        sides=[Side(challenge.organisation, post=post), theirs], by=by, at=at, proposed_by=home,
        values={
            **names_from(challenge), "region": challenge.region, "forms": [Form.RESEARCH],
            "initiator": INITIATORS.get(home.side, ""), "ground": Ground.NEED,
            "ground_note": challenge_note(challenge), "began_on": timezone.localdate(at),
        },
    )  # fmt: skip
    team.partnership = made
    _note(team, by, at)
    return made


def _lock(team: Team) -> Team:
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    hackathon = Hackathon.objects.filter(gathering=team.gathering_id).first()
    if hackathon is None or hackathon.phase != HackathonPhase.JUDGED or team.number is None:
        raise Refusal("not_judged_yet")
    if team.state != TeamState.TAKING_PART:
        raise Refusal("wrong_state")
    return team


def _note(team: Team, by: User, at: datetime) -> None:
    team.version += 1
    team.save()
    log("team.handed_over", team, by=by, at=at, data={"name": team.name})
