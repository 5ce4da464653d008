"""Evaluations and reviews: which form counts, who may answer and read, what waits to be looked at."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.definitions.questions import USUAL
from seriktes.placements.enums import Evaluator, Moment, PlacementState, ReviewState
from seriktes.placements.models import Evaluation, EvaluationAsk, EvaluationForm, HostReview, LogRule, Placement
from seriktes.placements.queries.access import KEEP, own_organisations, placements_visible_to, sees_all, studies_at
from seriktes.placements.queries.logs import acts_as
from seriktes.placements.queries.placements import ACADEMIC, HOST, KEEPER, STUDENT

# A placement is evaluated from some days before its end on.
BEFORE_THE_END = timedelta(days=14)
EVALUATOR_OF = {STUDENT: Evaluator.STUDENT, HOST: Evaluator.HOST, ACADEMIC: Evaluator.ACADEMIC}
# Who reads what which side answered. What a student says of a host is not for the host.
READERS = {
    Evaluator.STUDENT: {STUDENT, ACADEMIC, KEEPER}, Evaluator.HOST: {STUDENT, HOST, ACADEMIC, KEEPER},
    Evaluator.ACADEMIC: {STUDENT, HOST, ACADEMIC, KEEPER},
}  # fmt: skip


def is_answerable(placement: Placement, today: date) -> bool:
    if placement.state in (PlacementState.COMPLETED, PlacementState.BROKEN_OFF):
        return True
    return placement.state == PlacementState.RUNNING and today >= placement.ends_on - BEFORE_THE_END


def middle_of(placement: Placement) -> date:
    return placement.starts_on + (placement.ends_on - placement.starts_on) / 2


def moment_now(placement: Placement, today: date) -> Moment | None:
    """Which evaluation the placement waits for on this day: from the middle on the one half-way, where the programme asks
    for it; shortly before the end the last one, and no other any more."""
    if is_answerable(placement, today):
        return Moment.END
    if placement.state != PlacementState.RUNNING or today < middle_of(placement):
        return None
    asks = LogRule.objects.filter(programme=placement.cohort.programme_id, asks_half_way=True)
    return Moment.HALF_WAY if asks.exists() else None


def form_in_use(programme_id: int, evaluator: str) -> EvaluationForm | None:
    rows = EvaluationForm.objects.filter(programme=programme_id, evaluator=evaluator)
    return rows.filter(opened_at__isnull=False, closed_at__isnull=True).first()


def form_to_show(placement: Placement, evaluator: str) -> EvaluationForm:
    """What would be asked; nothing is written for it, so that of a programme without a form it has no number."""
    programme = placement.cohort.programme
    usual = EvaluationForm(programme=programme, evaluator=evaluator, questions=usual_questions(evaluator))
    return form_in_use(programme.pk, evaluator) or usual


def usual_questions(evaluator: str) -> list[dict[str, object]]:
    return [question.data for question in USUAL[evaluator]]


def readable(user: Viewer, evaluation: Evaluation) -> bool:
    return bool(READERS[Evaluator(evaluation.evaluator)] & acts_as(user, evaluation.placement))


def answerable_by(user: Viewer, placement: Placement, today: date) -> list[str]:
    """For which sides the user may still evaluate."""
    moment = moment_now(placement, today)
    if moment is None:
        return []
    given = set(Evaluation.objects.filter(placement=placement, moment=moment).values_list("evaluator", flat=True))
    roles = acts_as(user, placement)
    return [evaluator for role, evaluator in EVALUATOR_OF.items() if role in roles and evaluator not in given]


def placements_to_evaluate(user: Viewer, today: date) -> QuerySet[Placement]:
    """Those of the user that are over, or about which the user was asked half-way, and that the user has not evaluated yet,
    as a student or a supervisor. The day is compared as it is: the desk composes the question once for all days."""
    ripe = Q(state__in=[PlacementState.COMPLETED, PlacementState.BROKEN_OFF])
    ripe |= Q(state=PlacementState.RUNNING, ends_on__lte=today)
    half_way = EvaluationAsk.objects.filter(placement=OuterRef("pk"), moment=Moment.HALF_WAY)
    asked = Q(Exists(half_way), state=PlacementState.RUNNING, ends_on__gt=today)
    # One value, so that the database goes by its indexes to the own placements, however many there are.
    own = Subquery(Person.objects.filter(user=user.pk).values("pk"))
    mine = Q()
    for place, evaluator in (
        ("student", Evaluator.STUDENT), ("host_supervisor", Evaluator.HOST), ("academic_supervisor", Evaluator.ACADEMIC),
    ):  # fmt: skip
        given = Evaluation.objects.filter(placement=OuterRef("pk"), evaluator=evaluator)
        at_end, any_time = Exists(given.filter(moment=Moment.END)), Exists(given)
        mine |= Q(**{place: own}) & ((ripe & ~at_end) | (asked & ~any_time))
    whose = Q(student=own) | Q(host_supervisor=own) | Q(academic_supervisor=own)
    return Placement.objects.filter(whose).filter(mine)


# --- Reviews ----------------------------------------------------------------------------------------------------------
def reviews_visible_to(user: Viewer) -> QuerySet[HostReview]:
    """One's own; published ones for those who study or supervise at the university; all for its office."""
    if not user.is_authenticated:
        return HostReview.objects.none()
    if sees_all(user, KEEP):
        return HostReview.objects.all()
    own = own_organisations(user, KEEP)
    at = [*studies_at(user), *own_organisations(user, "placements.supervise"), *own_organisations(user)]
    shown = Q(organisation__in=at, state=ReviewState.PUBLISHED) & ~Q(host=F("organisation"))
    return HostReview.objects.filter(Q(placement__student__user=user.pk) | Q(organisation__in=own) | shown)


def published_about(user: Viewer, host_id: int) -> QuerySet[HostReview]:
    rows = reviews_visible_to(user).filter(host=host_id, state=ReviewState.PUBLISHED)
    return rows.order_by("-sent_at", "-pk")


def reviews_to_decide(user: Viewer) -> QuerySet[HostReview]:
    rows = HostReview.objects.filter(state=ReviewState.WAITING)
    return rows if sees_all(user, KEEP) else rows.filter(organisation__in=own_organisations(user, KEEP))


def evaluations_of(user: Viewer, placement: Placement) -> list[Evaluation]:
    """Those of the placement that the user may read."""
    rows = Evaluation.objects.filter(placement=placement).select_related("form")
    roles = acts_as(user, placement)
    return [row for row in rows if READERS[Evaluator(row.evaluator)] & roles]


def evaluations_visible_to(user: Viewer) -> QuerySet[Evaluation]:
    """Of placements that the user sees, without what students say of the own host."""
    seen = Evaluation.objects.filter(placement__in=placements_visible_to(user).values("pk"))
    if sees_all(user, KEEP):
        return seen
    by_students = Q(placement__student__user=user.pk) | Q(placement__academic_supervisor__user=user.pk)
    by_students |= Q(placement__cohort__programme__organisation__in=own_organisations(user, KEEP))
    return seen.filter(~Q(evaluator=Evaluator.STUDENT) | by_students)
