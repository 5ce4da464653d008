"""On whose desk a record lies and since when, and what lies on the desk of a person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.organisations.models import Person, Post, PostHolding
from seriktes.organisations.queries.access import Viewer
from seriktes.procedures.definitions.approvals import approval_purpose
from seriktes.procedures.definitions.subjects import Card
from seriktes.procedures.enums import ApprovalState, StepState
from seriktes.procedures.models import ActionLink, Approval, ApprovalStep, Delegation, OpenClock
from seriktes.procedures.queries.clocks import holdings_on, posts_of_user
from seriktes.procedures.queries.recipients import recipients_of_posts
from seriktes.procedures.queries.subjects import cards_of, key_of

DECIDE = "procedures.decide"
ON_DESK = 100
# Earlier passages that a track shows, and desks that are read of all of them.
EARLIER, MOST = 9, 300


@dataclass(frozen=True)
class TrackStep:
    """One desk of the track. `holder` is empty where the reader may not see people, or nobody holds the post; so are
    `decider` and the name in `desk`."""

    step: ApprovalStep
    holder: str = ""
    shows_people: bool = True
    is_vacant: bool = False
    clock: OpenClock | None = None
    may_decide: bool = False

    @property
    def desk(self) -> str:
        return desk_of(self.step) if self.step.post or self.shows_people else str(_("signatory"))

    @property
    def decider(self) -> str:
        return self.step.decided_label if self.shows_people else ""

    @property
    def is_open(self) -> bool:
        return self.step.state == StepState.OPEN

    @property
    def is_paused(self) -> bool:
        return self.step.asked_at is not None


@dataclass(frozen=True)
class Track:
    """The passage of a record through the desks: places in order, the steps of each run together."""

    approval: Approval
    places: list[list[TrackStep]]
    # Passages that ended before, the latest first.
    earlier: list[Approval] = field(default_factory=list)
    may_keep: bool = False
    shows_people: bool = True

    @property
    def is_running(self) -> bool:
        return self.approval.state == ApprovalState.RUNNING

    @property
    def steps(self) -> list[TrackStep]:
        return [step for place in self.places for step in place]

    @property
    def open_place(self) -> int | None:
        """The place whose turn it is."""
        return next((step.step.place for step in self.open_steps), None)

    @property
    def open_steps(self) -> list[TrackStep]:
        return [step for step in self.steps if step.is_open]


def desk_of(step: ApprovalStep) -> str:
    """The desk in words: the post, or the person of the other side."""
    return str(step.post) if step.post else step.name


def running_approval(record: models.Model) -> Approval | None:
    return Approval.objects.about(record).filter(state=ApprovalState.RUNNING).first()


def approved_content(record: models.Model, content_hash: str) -> bool:
    """Whether the last passage of the record approved just these bytes: a later text needs a passage of its own."""
    last = Approval.objects.about(record).order_by("-pk").first()
    return last is not None and last.state == ApprovalState.APPROVED and last.content_hash == content_hash


def track_of(
    record: models.Model, user: Viewer, now: datetime, *, running: Iterable[OpenClock] | None = None,
    sees_people: bool | None = None, may_keep: bool | None = None,
) -> Track | None:  # fmt: skip
    """The last passage of the record; None where it never went round. One query, for those who have read the record's
    open clocks (`running`) and know what the user may; else a constant number.

    Whether the user may see the record at all has been decided already.
    """
    on = timezone.localdate(now)
    about = {"approval__subject_type": record._meta.label_lower, "approval__subject_id": record.pk}
    rows = _with_desks(ApprovalStep.objects.filter(**about)).select_related("approval__started_by")
    passages: dict[Approval, list[Any]] = {}
    for row in (
        _with_holders(rows, on).annotate(is_mine=_to_decide(user, on)).order_by("-approval", "place", "pk")[:MOST]
    ):
        passages.setdefault(row.approval, []).append(row)
    if not passages:
        return None
    approval, *earlier = passages
    purpose = approval_purpose(approval.purpose)
    clocks: dict[str, OpenClock] = {}
    if approval.state == ApprovalState.RUNNING:
        clocks = {clock.item: clock for clock in (OpenClock.objects.about(record) if running is None else running)}
    sees_people = purpose.may_see_people(user, record) if sees_people is None else sees_people
    may_keep = purpose.may_keep(user, record) if may_keep is None else may_keep
    places: dict[int, list[TrackStep]] = {}
    for step in passages[approval]:
        is_open = approval.state == ApprovalState.RUNNING and step.state == StepState.OPEN
        places.setdefault(step.place, []).append(
            TrackStep(
                step=step, holder=_holder_of(step) if sees_people else "", shows_people=sees_people,
                is_vacant=step.post_id is not None and step.holder_id is None, clock=clocks.get(str(step.pk)),
                may_decide=is_open and step.is_mine,
            )
        )  # fmt: skip
    return Track(approval, list(places.values()), earlier[:EARLIER], may_keep, sees_people)


def _with_holders(steps: QuerySet[ApprovalStep], on: date) -> QuerySet[ApprovalStep]:
    """With who holds the post of each on the day: `holder_id` and the names."""
    holding = holdings_on(on).filter(post=OuterRef("post")).order_by("pk")
    names = ("id", "name_kk", "name_ru", "name_en")
    return steps.annotate(**{f"holder_{name}": Subquery(holding.values(f"person__{name}")[:1]) for name in names})


def _holder_of(step: Any) -> str:
    """Of a step read `_with_holders`."""
    names = {name: getattr(step, f"holder_{name}") for name in ("name_kk", "name_ru", "name_en")}
    return Person(**names).name if step.holder_id else ""


def _to_decide(user: Viewer, on: date) -> Q:
    """Which steps the user decides while they are open: of the posts that the user holds or stands in for, and those
    that name the user's own address. Who sent a record round decides on it for a post of one's own, never for a post
    that is lent."""
    if not user.is_authenticated:
        return Q(pk__isnull=True)
    held = holdings_on(on).filter(person__user=user.pk)
    lent = delegations_in_force(on).filter(post=OuterRef("post"), delegate__in=held.values("post"))
    of_own_post = Q(Exists(held.filter(post=OuterRef("post"))))
    for_another = Q(Exists(lent)) & ~Q(approval__started_by=user.pk)
    return of_own_post | for_another | Q(post__isnull=True, email__iexact=user.email)


def _with_desks(steps: QuerySet[ApprovalStep]) -> QuerySet[ApprovalStep]:
    return steps.select_related("approval", "post", "organisation", "decided_by", "delegation__delegate")


def holders_of(posts: Collection[int], on: date) -> dict[int, PostHolding]:
    """Who holds each post on the day. One query."""
    if not posts:
        return {}
    return {row.post_id: row for row in holdings_on(on).filter(post__in=set(posts)).select_related("person")}


# --- Of a person ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Waiting:
    """A step that waits for the user, as the desk shows it."""

    step: ApprovalStep
    card: Card | None
    # The post by whose delegation the user may decide, where it is not one's own.
    is_lent: bool = False

    @property
    def title(self) -> str:
        return self.card.title if self.card else f"{self.step.approval.subject_type} {self.step.approval.subject_id}"


def steps_open_for_user(user: Viewer, on: date) -> QuerySet[ApprovalStep]:
    """Open steps of the posts that the user holds or stands in for, and those that name the user's own address."""
    if not user.is_authenticated:
        return ApprovalStep.objects.none()
    mine = Q(post__in=posts_of_user(user, on)) | Q(post__isnull=True, email__iexact=user.email)
    steps = ApprovalStep.objects.filter(mine, state=StepState.OPEN, approval__state=ApprovalState.RUNNING)
    return steps.filter(_to_decide(user, on))


def waiting_for_user(user: Viewer, now: datetime, *, limit: int = ON_DESK) -> list[Waiting]:
    """What waits for the user's decision, the longest waiting first; steps with an open question come last."""
    on = timezone.localdate(now)
    steps = _with_desks(steps_open_for_user(user, on))
    found = list(steps.order_by(models.F("asked_at").asc(nulls_first=True), "opened_at", "pk")[:limit])
    if not found:
        return []
    held = set(holdings_on(on).filter(person__user=user.pk).values_list("post_id", flat=True))
    cards = cards_of([step.approval for step in found])
    return [
        Waiting(step, cards.get(key_of(step.approval)), is_lent=step.post_id is not None and step.post_id not in held)
        for step in found
    ]


def questions_for_user(user: Viewer, *, limit: int = ON_DESK) -> list[Waiting]:
    """Questions of desks that wait for an answer of whoever sent the record round."""
    if not user.is_authenticated:
        return []
    asked = ApprovalStep.objects.filter(
        state=StepState.OPEN,
        asked_at__isnull=False,
        approval__started_by=user.pk,
        approval__state=ApprovalState.RUNNING,
    )
    found = list(_with_desks(asked).order_by("asked_at", "pk")[:limit])
    cards = cards_of([step.approval for step in found])
    return [Waiting(step, cards.get(key_of(step.approval))) for step in found]


def step_for_user(user: Viewer, pk: int, on: date) -> ApprovalStep | None:
    """A step that the user may see: one to decide, or of a record whose track the user may see."""
    step = _with_desks(ApprovalStep.objects.filter(pk=pk)).first()
    if step is None or not user.is_authenticated:
        return None
    if steps_open_for_user(user, on).filter(pk=pk).exists():
        return step
    record = record_of(step.approval)
    return step if record is not None and approval_purpose(step.approval.purpose).may_see(user, record) else None


def record_of(approval: Approval) -> models.Model | None:
    return approval.subject_model._default_manager.filter(pk=approval.subject_id).first()


def is_still_addressed(link: ActionLink, step: ApprovalStep, on: date) -> bool:
    """Whether the link's address still is one that decides this step: the holder may have changed since it was sent."""
    if step.post_id is None:
        return link.email == step.email.casefold()
    if decides_for_oneself(step, link.email, on):
        return False
    told = recipients_of_posts([step.post_id], on).get(step.post_id, [])
    return link.email in {one.email.casefold() for one in told}


def decided_so_far(approval: Approval) -> list[ApprovalStep]:
    decided = approval.steps.filter(state__in=[StepState.APPROVED, StepState.REFUSED])
    return list(_with_desks(decided).order_by("decided_at", "pk"))


# --- Delegations ------------------------------------------------------------------------------------------------------
def delegations_in_force(on: date) -> QuerySet[Delegation]:
    return Delegation.objects.filter(starts_on__lte=on, ends_on__gte=on, withdrawn_at__isnull=True)


def delegation_used(user: Viewer, post_id: int | None, on: date) -> Delegation | None:
    """That by which the user decides for the post; None where the user holds it."""
    held = holdings_on(on).filter(person__user=user.pk)
    if post_id is None or held.filter(post=post_id).exists():
        return None
    lent = delegations_in_force(on).filter(post=post_id, delegate__in=held.values("post"))
    return lent.order_by("pk").first()


def delegation_of_address(email: str, post_id: int | None, on: date) -> Delegation | None:
    """The same for a letter: that by which whoever reads it decides for the post."""
    address = Q(person__user__email__iexact=email) | Q(person__user__isnull=True, person__email__iexact=email)
    held = holdings_on(on).filter(address)
    if post_id is None or held.filter(post=post_id).exists():
        return None
    return delegations_in_force(on).filter(post=post_id, delegate__in=held.values("post")).order_by("pk").first()


def decides_for_oneself(step: ApprovalStep, email: str, on: date) -> bool:
    """Whether at this address somebody would decide, for a post that is lent, on what the same person sent round."""
    is_sender = step.approval.started_by.email.casefold() == email.casefold()
    return is_sender and delegation_of_address(email, step.post_id, on) is not None


def delegations_for_user(user: Viewer, on: date, kept: Iterable[int]) -> QuerySet[Delegation]:
    """Those given and held by the user's posts, and those of organisations whose posts the user keeps."""
    if not user.is_authenticated:
        return Delegation.objects.none()
    held = list(holdings_on(on).filter(person__user=user.pk).values_list("post_id", flat=True))
    mine = Q(post__in=held) | Q(delegate__in=held) | Q(post__organisation__in=list(kept))
    rows = Delegation.objects.filter(mine).select_related("post__organisation", "delegate")
    return rows.order_by("-ends_on", "-pk")


def posts_to_lend(user: Viewer, on: date, kept: Iterable[int]) -> QuerySet[Post]:
    """Open posts that the user holds, or of organisations whose posts the user keeps."""
    held = holdings_on(on).filter(person__user=user.pk).values("post")
    return open_posts(on).filter(Q(pk__in=held) | Q(organisation__in=list(kept)))


def open_posts(on: date) -> QuerySet[Post]:
    return Post.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=on)).select_related("organisation")


def decided_by_delegation(delegations: Iterable[Delegation]) -> list[Waiting]:
    """What was decided by these, the latest first; both posts see it."""
    steps = _with_desks(ApprovalStep.objects.filter(delegation__in=[row.pk for row in delegations]))
    found = list(steps.order_by("-decided_at", "-pk")[:ON_DESK])
    cards = cards_of([step.approval for step in found])
    return [Waiting(step, cards.get(key_of(step.approval)), is_lent=True) for step in found]
