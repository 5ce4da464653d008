"""Object permissions. Each asks the same queries as the lists."""

from typing import Any

import rules

from seriktes.accounts.roles import PERMISSIONS
from seriktes.challenges.models import Answer, Challenge, ChallengeFile, ChallengeInvitation, Enquiry, ExpertMatch
from seriktes.challenges.queries import access
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user

# Of an answer, what belongs to the asking side.
OF_ASKER = frozenset({access.DECIDE, access.POST})


def grant(permission: str) -> rules.Predicate:
    """For the side that the record belongs to, by role or by its post. Without an object: somewhere."""

    @rules.predicate(f"grant:{permission}")
    def has_grant(user: Viewer, target: Any = None) -> bool:
        if target is None:
            return grants_for_user(user).allow_somewhere(permission)
        if isinstance(target, Organisation):
            return grants_for_user(user).allow(permission, target.pk)
        if isinstance(target, ExpertMatch | ChallengeFile):
            target = target.challenge
        if isinstance(target, ChallengeInvitation):
            return permission in access.permissions_on(user, target.organisation_id)
        if isinstance(target, Answer) and permission in OF_ASKER:
            target = target.challenge
        return access.may(user, permission, target)

    return has_grant


@rules.predicate
def can_see_challenge(user: Viewer, challenge: Challenge | None = None) -> bool:
    return challenge is None or access.challenges_visible_to(user).filter(pk=challenge.pk).exists()


@rules.predicate
def can_see_answer(user: Viewer, answer: Answer | None = None) -> bool:
    return answer is None or access.answers_visible_to(user).filter(pk=answer.pk).exists()


@rules.predicate
def can_see_enquiry(user: Viewer, enquiry: Enquiry | None = None) -> bool:
    return enquiry is None or access.enquiries_visible_to(user).filter(pk=enquiry.pk).exists()


for _code in PERMISSIONS:
    if _code.startswith("challenges."):
        rules.add_perm(_code, grant(_code))

rules.add_perm("challenges.view_challenge", can_see_challenge)
rules.add_perm("challenges.view_answer", can_see_answer)
rules.add_perm("challenges.view_enquiry", can_see_enquiry)
