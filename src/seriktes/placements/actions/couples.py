"""Joint applications: one asks, the other agrees, both rank pairs of positions and agree to the list as it stands.

Until both have agreed, each takes part with the own list. An agreed list is also written as the own list of each, so that
hosts rank everybody alike; whoever changes it takes back the other's word.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.placements.actions.applications import in_order, lock_application, write_wishes
from seriktes.placements.actions.log import log
from seriktes.placements.definitions.choice_refusals import CannotApply
from seriktes.placements.enums import CoupleState
from seriktes.placements.models import Application, Couple, CoupleWish
from seriktes.placements.queries import choice

# The position of the asker, that of the partner (None: no place), and the rank of the pair.
Pairs = Sequence[tuple[int | None, int | None, int]]
MOST_PAIRS = 60


@transaction.atomic
def ask_partner(*, application: Application, email: str, by: User, at: datetime) -> Couple | None:
    """None where nobody with this address has an application in the cohort: whoever asks is not told which, since
    students learn nothing of fellow students. Raises CannotApply."""
    application = lock_application(application)
    _check(application, at)
    email = email.strip()
    if email.casefold() in {(by.email or "").casefold(), application.student.email.casefold()} - {""}:
        raise CannotApply("couple_of_one")
    if choice.couple_of(application) is not None:
        raise CannotApply("in_a_couple")
    named = Q(student__user__email__iexact=email) | Q(student__email__iexact=email)
    rows = Application.objects.filter(named, cohort=application.cohort_id, state__in=choice.ALIVE)
    other = rows.exclude(pk=application.pk).select_related("student").order_by("pk").first()
    if other is None or choice.couple_of(other) is not None:
        return None
    try:
        with transaction.atomic():
            couple = Couple.objects.create(cohort=application.cohort, asker=application, partner=other)
    except IntegrityError as error:
        raise CannotApply("in_a_couple") from error
    log("application.joint_asked", other, by=by, at=at)
    log("application.joint_asked", application, by=by, at=at)
    return couple


@transaction.atomic
def answer_partner(*, couple: Couple, application: Application, agrees: bool, by: User, at: datetime) -> Couple:
    """By the one who was asked."""
    application = lock_application(application)
    couple = lock_for_edit(couple, expected_version=None)
    _check(application, at)
    if couple.state != CoupleState.ASKED or couple.partner_id != application.pk:
        raise CannotApply("not_in_couple")
    couple.state = CoupleState.TOGETHER if agrees else CoupleState.APART
    _save(couple)
    for one in (couple.asker, couple.partner):
        log("application.joint_begun" if agrees else "application.joint_ended", one, by=by, at=at)
    return couple


@transaction.atomic
def part(*, couple: Couple, application: Application, by: User, at: datetime) -> Couple:
    """By either, while the lists are open; each then takes part alone with the own list."""
    application = lock_application(application)
    couple = lock_for_edit(couple, expected_version=None)
    _check(application, at)
    _check_member(couple, application)
    couple.state = CoupleState.APART
    _save(couple)
    for one in (couple.asker, couple.partner):
        log("application.joint_ended", one, by=by, at=at)
    return couple


@transaction.atomic
def save_pairs(
    *, couple: Couple, application: Application, pairs: Pairs, by: User, at: datetime, expected_version: int | None
) -> Couple:
    """The list of pairs, by either; who saves agrees to it, the other has to agree anew. Raises EditedElsewhere when the
    other saved meanwhile, and CannotApply."""
    application = lock_application(application)
    couple = lock_for_edit(couple, expected_version=expected_version)
    _check(application, at)
    _check_member(couple, application, together=True)
    _check_pairs(application, pairs)
    ranks = [rank for _, rank in in_order([(place, rank) for place, (_, _, rank) in enumerate(pairs)])]
    ordered = sorted(pairs, key=lambda pair: pair[2])
    new = [(one, other, rank) for (one, other, _), rank in zip(ordered, ranks, strict=True)]
    before = sorted(couple.wishes.values_list("for_asker", "for_partner", "rank"), key=str)
    is_asker = couple.asker_id == application.pk
    if sorted(new, key=str) != before:
        couple.wishes.all().delete()
        CoupleWish.objects.bulk_create(
            [CoupleWish(couple=couple, for_asker_id=one, for_partner_id=other, rank=rank) for one, other, rank in new]
        )
        couple.asker_agreed_at = at if is_asker else None
        couple.partner_agreed_at = None if is_asker else at
        for one in (couple.asker, couple.partner):
            log("application.pairs_saved", one, by=by, at=at, data={"count": len(new)})
    elif is_asker:
        couple.asker_agreed_at = couple.asker_agreed_at or at
    else:
        couple.partner_agreed_at = couple.partner_agreed_at or at
    _save(couple)
    _settle(couple, by, at)
    return couple


@transaction.atomic
def agree_to_pairs(
    *, couple: Couple, application: Application, by: User, at: datetime, expected_version: int | None
) -> Couple:
    """To the list as it stands; `expected_version` is the one that was read. Raises EditedElsewhere, CannotApply."""
    application = lock_application(application)
    couple = lock_for_edit(couple, expected_version=expected_version)
    _check(application, at)
    _check_member(couple, application, together=True)
    if not couple.wishes.exists():
        raise CannotApply("empty_list")
    if couple.asker_id == application.pk:
        couple.asker_agreed_at = couple.asker_agreed_at or at
    else:
        couple.partner_agreed_at = couple.partner_agreed_at or at
    _save(couple)
    _settle(couple, by, at)
    return couple


def _settle(couple: Couple, by: User, at: datetime) -> None:
    """Once both have agreed: the own list of each names what the pairs name, by the best pair that names it."""
    if not choice.is_agreed(couple):
        return
    wishes = list(couple.wishes.order_by("rank", "pk"))
    if not wishes:
        return
    for one, name in ((couple.asker, "for_asker_id"), (couple.partner, "for_partner_id")):
        best: dict[int, int] = {}
        for wish in wishes:
            if (position := getattr(wish, name)) is not None:
                best.setdefault(position, wish.rank)
        locked = Application.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=one.pk)
        if write_wishes(locked, list(best.items())):
            locked.version += 1
            locked.save()
        log("application.pairs_agreed", locked, by=by, at=at)


def _check(application: Application, at: datetime) -> None:
    if not application.cohort.couples_allowed:
        raise CannotApply("no_couples")
    if not choice.list_is_open(application, timezone.localdate(at)):
        raise CannotApply("lists_closed", [application.cohort.applications_until])


def _check_member(couple: Couple, application: Application, *, together: bool = False) -> None:
    if application.pk not in (couple.asker_id, couple.partner_id) or couple.state == CoupleState.APART:
        raise CannotApply("not_in_couple")
    if together and couple.state != CoupleState.TOGETHER:
        raise CannotApply("not_in_couple")


def _check_pairs(application: Application, pairs: Pairs) -> None:
    if not pairs:
        raise CannotApply("empty_list")
    if len(pairs) > MOST_PAIRS:
        raise CannotApply("too_many_wishes", [MOST_PAIRS])
    if any(one is None and other is None for one, other, _ in pairs):
        raise CannotApply("empty_pair")
    options = [(one, other) for one, other, _ in pairs]
    if len(set(options)) < len(options):
        raise CannotApply("doubled_pair")
    most = application.cohort.wishes_at_most
    for place in (0, 1):
        named = {number for option in options if (number := option[place]) is not None}
        if len(named) > most:
            raise CannotApply("too_many_wishes", [most])
        offered = set(choice.choosable(application.cohort).filter(pk__in=named).values_list("pk", flat=True))
        if unknown := sorted(named - offered):
            raise CannotApply("unknown_position", [f"№ {unknown[0]}"])


def _save(couple: Couple) -> None:
    couple.version += 1
    couple.save()
