"""Joint applications of two students, for programs: asked, answered, pairs ranked and agreed to, ended. Adds to the router of
applications."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import member
from seriktes.common.api.problems import not_found
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import Body, Key, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.placements.actions import couples as actions
from seriktes.placements.actions.choice_letters import tell_student
from seriktes.placements.api.applications import router, visible_application
from seriktes.placements.api.programmes import READ, WRITE, PlacementRefOut, named
from seriktes.placements.enums import CoupleState
from seriktes.placements.models import Application, Couple, CoupleWish
from seriktes.placements.queries import choice

ONE = "/placements/applications/{int:pk}/couple"
# What is refused of the list that was sent.
OF_PAIRS = ("empty_list", "empty_pair", "doubled_pair", "bad_rank", "too_many_wishes", "unknown_position")


class CouplePairOut(Shown):
    """Both places, or neither."""

    mine: PlacementRefOut | None = Field(description="Your position; null: no place.")
    theirs: PlacementRefOut | None = Field(description="The other student's.")
    rank: int


class CoupleOut(Shown):
    """How far two students are with applying together, as one of them sees it."""

    application: int
    state: CoupleState | None = Field(description="Null: you have no joint application.")
    asked_by_me: bool
    partner: PlacementRefOut | None = Field(
        description="The other student: of a question of your own only once it is accepted."
    )
    pairs: list[CouplePairOut]
    agreed_by_me: bool = Field(description="Whether you have agreed to the pairs as they stand.")
    agreed_by_partner: bool
    counts: bool = Field(description="Both have agreed: the pairs count. Until then each takes part with the own list.")
    may_change: bool = Field(description="Whether the lists are open.")
    version: int = Field(description="0: you have no joint application.")


class CoupleAskIn(Body):
    email: Annotated[
        str,
        Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", description="With which the other student signs in."),
    ]


class CoupleAnswerIn(Body):
    agrees: bool


class CouplePairIn(Body):
    mine: Annotated[RecordNumber | None, Field(description="Your position; null: no place.")] = None
    theirs: Annotated[RecordNumber | None, Field(description="The other student's.")] = None
    rank: Annotated[int, Field(ge=1, le=999, description="Equal ranks are equally wished.")]


class CouplePairsIn(Body):
    pairs: Annotated[list[CouplePairIn], Field(max_length=actions.MOST_PAIRS, description="The whole list.")]


def _own(request: HttpRequest, pk: int) -> Application:
    application = visible_application(request, pk, own=True)
    if not application.cohort.couples_allowed:
        raise not_found()
    return application


def _given(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What every way of a joint application is called with."""
    application = _own(request, pk)
    couple = choice.couple_of(application)
    if couple is None:
        raise not_found()
    return {"couple": couple, "application": application, "by": member(request), "at": timezone.now()}


def _shown(request: HttpRequest, application: Application) -> CoupleOut:
    couple = choice.couple_of(application)
    may_change = choice.list_is_open(application, timezone.localdate())
    mark_version(request, couple.version if couple else 0)
    if couple is None:
        return CoupleOut(
            application=application.pk, state=None, asked_by_me=False, partner=None, pairs=[], agreed_by_me=False,
            agreed_by_partner=False, counts=False, may_change=may_change, version=0,
        )  # fmt: skip
    is_asker, state = couple.asker_id == application.pk, CoupleState(couple.state)
    words = [couple.asker_agreed_at is not None, couple.partner_agreed_at is not None]
    mine, theirs = words if is_asker else words[::-1]
    is_told = state == CoupleState.TOGETHER or not is_asker
    return CoupleOut(
        application=application.pk, state=state, asked_by_me=is_asker,
        partner=named(choice.other_of(couple, application).student) if is_told else None,
        pairs=_pairs(couple, is_asker), agreed_by_me=mine, agreed_by_partner=theirs, counts=choice.is_agreed(couple),
        may_change=may_change, version=couple.version,
    )  # fmt: skip


def _pairs(couple: Couple, is_asker: bool) -> list[CouplePairOut]:
    def pair(wish: CoupleWish) -> CouplePairOut:
        places = [named(one) if one else None for one in (wish.for_asker, wish.for_partner)]
        mine, theirs = places if is_asker else places[::-1]
        return CouplePairOut(mine=mine, theirs=theirs, rank=wish.rank)

    return [pair(one) for one in couple.wishes.select_related("for_asker", "for_partner").order_by("rank", "pk")]


@router.get(ONE, auth=READ, response=CoupleOut, summary="A joint application")
def couple(request: HttpRequest, pk: Key) -> CoupleOut:
    """For each of the two; not found where the cohort allows none."""
    return _shown(request, _own(request, pk))


@router.post(ONE, auth=WRITE, response={204: None}, summary="Ask a fellow student to apply together")
def ask(request: HttpRequest, pk: Key, sent: CoupleAskIn) -> None:
    """The answer is the same whether or not somebody with this address has an application in the cohort. Whoever is asked
    gets a letter."""
    application = _own(request, pk)
    with pointing("/email", "couple_of_one"):
        asked = actions.ask_partner(
            application=application, email=sent.email, by=member(request), at=timezone.now()
        )  # fmt: skip
    if asked is not None:
        tell_student(asked.partner, "joint_asked")


@router.post(f"{ONE}/answer", auth=WRITE, response=CoupleOut, summary="Answer whether you apply together")
def answer(request: HttpRequest, pk: Key, sent: CoupleAnswerIn) -> CoupleOut:
    """By the student who was asked."""
    given = _given(request, pk)
    actions.answer_partner(agrees=sent.agrees, **given)
    return _shown(request, given["application"])


@router.put(
    f"{ONE}/pairs",
    auth=WRITE,
    response=CoupleOut,
    openapi_extra={"x-if-match": True},
    summary="Rank pairs of positions",
)
def rank_pairs(request: HttpRequest, pk: Key, sent: CouplePairsIn) -> CoupleOut:
    """Whoever saves other pairs agrees to them, and takes back the other's word: the other student is told."""
    given, version = _given(request, pk), expected_version(request)
    is_asker = given["couple"].asker_id == given["application"].pk
    pairs = [
        (one.mine, one.theirs, one.rank) if is_asker else (one.theirs, one.mine, one.rank) for one in sent.pairs
    ]  # fmt: skip
    with pointing("/pairs", *OF_PAIRS):
        saved = actions.save_pairs(pairs=pairs, expected_version=version, **given)
    if not choice.is_agreed(saved):
        tell_student(choice.other_of(saved, given["application"]), "pairs_saved")
    return _shown(request, given["application"])


@router.post(
    f"{ONE}/agree", auth=WRITE, response=CoupleOut, openapi_extra={"x-if-match": True}, summary="Agree to the pairs"
)
def agree(request: HttpRequest, pk: Key) -> CoupleOut:
    """To the pairs as they were read: refused with 412 when the other student changed them meanwhile."""
    given, version = _given(request, pk), expected_version(request)
    actions.agree_to_pairs(expected_version=version, **given)
    return _shown(request, given["application"])


@router.post(f"{ONE}/part", auth=WRITE, response=CoupleOut, summary="Apply alone again")
def part(request: HttpRequest, pk: Key) -> CoupleOut:
    """By either; the own question is taken back in the same way."""
    given = _given(request, pk)
    actions.part(**given)
    return _shown(request, given["application"])
