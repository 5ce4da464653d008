"""Who may merge two organisations, who is asked when one may not, and what is said then."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.accounts.roles import ROLES
from seriktes.common.models import Languages
from seriktes.organisations.enums import ProposalStatus
from seriktes.organisations.models import DuplicateProposal, Organisation, PostHolding
from seriktes.organisations.queries.access import (
    CHANGE,
    Viewer,
    grants_for_user,
    keepers_of,
    memberships_in_force,
)

MERGE = "organisations.merge_organisation"
REVIEW = "organisations.review_duplicates"


def may_merge(user: Viewer, *organisations: Organisation) -> bool:
    return all(user.has_perm(MERGE, organisation) for organisation in organisations)


def may_compare(user: Viewer, organisation: Organisation) -> bool:
    """Whether the user may look for another record of the organisation: to merge the two, or to ask for it."""
    grants = grants_for_user(user)
    keeps = grants.organisations_with(CHANGE)
    return MERGE in grants.everywhere or (organisation.pk in keeps and len(keeps) > 1)


def may_ask(user: Viewer) -> bool:
    return MERGE in grants_for_user(user).everywhere


def may_decide(user: Viewer, proposal: DuplicateProposal) -> bool:
    """What somebody was asked about is decided by those who may merge the two; the rest by all who review."""
    if proposal.asked_at is None and user.has_perm(REVIEW):
        return True
    return may_merge(user, proposal.left, proposal.right)


def deciders_of(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], set[int]]:
    """Who of the organisations' own members may merge each pair: user ids, administrators left out."""
    wanted = list(pairs)
    keepers = keepers_of({pk for pair in wanted for pk in pair})
    granting = [role.code for role in ROLES if MERGE in role.everywhere]
    users = {user for kept in keepers.values() for user in kept}
    granted = set(
        memberships_in_force(timezone.localdate())
        .filter(user__in=users, role__in=granting)
        .values_list("user_id", flat=True)
    )
    found = {}
    for left, right in wanted:
        one, other = keepers.get(left, set()), keepers.get(right, set())
        found[left, right] = one & other if one and other else (one | other) & granted
    return found


def open_asked() -> QuerySet[DuplicateProposal]:
    return DuplicateProposal.objects.filter(
        status=ProposalStatus.OPEN,
        asked_at__isnull=False,
        left__merged_into__isnull=True,
        right__merged_into__isnull=True,
    )


def asked_merges_for_user(user: Viewer) -> list[DuplicateProposal]:
    """The pairs that wait for this user's decision, the longest waiting first: those that a member may decide are the
    members' own, the others the administrators'."""
    grants = grants_for_user(user)
    asked = open_asked().select_related("left", "right", "asked_by").order_by("asked_at", "pk")
    everything = CHANGE in grants.everywhere
    keeps = grants.organisations_with(CHANGE)
    if not everything:
        if not keeps:
            return []
        asked = asked.filter(Q(left__in=keeps) | Q(right__in=keeps))
    rows = list(asked)
    deciders = deciders_of((row.left_id, row.right_id) for row in rows)
    chosen = []
    for row in rows:
        members = deciders[row.left_id, row.right_id]
        if user.pk in members or (everything and not members):
            chosen.append(row)
    return chosen


def reasons_not_to_merge(user: Viewer, left: Organisation, right: Organisation) -> list[str]:
    """Why the user may not merge the two, and who may, in sentences; nothing when the user may."""
    refused = [organisation for organisation in (left, right) if not user.has_perm(MERGE, organisation)]
    if not refused:
        return []
    said = [_("“%(name)s” is kept by its own members.") % {"name": organisation.name} for organisation in refused]
    pair = (left.pk, right.pk)
    if deciders_of([pair])[pair]:
        return [*said, _("Ask them: they see your question on their desk, and you are told what they decided.")]
    return [
        *said,
        _(
            "None of them may change the other record too: ask, and an administrator decides. You are told the decision."
        ),
    ]


def standing_of(user: User, on: date) -> dict[str, str]:
    """In whose name the user asks, by language: the post held and the organisations of the role that lets one ask."""
    granting = [role.code for role in ROLES if MERGE in role.everywhere]
    memberships = (
        memberships_in_force(on)
        .filter(user=user, role__in=granting)
        .select_related("organisation")
        .order_by("organisation_id")
    )
    organisations = list({row.organisation_id: row.organisation for row in memberships}.values())
    held = PostHolding.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        starts_on__lte=on, person__user=user, post__organisation__in=organisations,
    ).select_related("post").order_by("pk")  # fmt: skip
    standing = {}
    for code in Languages.values:
        with translation.override(code):
            names = [*(holding.post.name for holding in held), *(row.name for row in organisations)]
            standing[code] = " · ".join(name for name in names if name)
    return standing


def asker_of(proposal: DuplicateProposal) -> str:
    """Who asked, as the reader is told: the post and organisation, or the person where there were none."""
    if proposal.asked_at is None:
        return ""
    words = proposal.asked_as.get((translation.get_language() or "kk")[:2], "")
    return words or (proposal.asked_by.name if proposal.asked_by else "")
