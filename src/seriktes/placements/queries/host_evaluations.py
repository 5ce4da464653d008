"""What students' evaluations say of hosts, as a figure: the share of the points that were not given. It proposes; a person
decides."""

from collections.abc import Collection
from decimal import Decimal

from seriktes.placements.definitions.questions import HIGHEST, LOWEST
from seriktes.placements.definitions.watching import Figure, WatchReason
from seriktes.placements.enums import Evaluator, QuestionKind
from seriktes.placements.models import Evaluation
from seriktes.placements.queries.hosts import Pair


def evaluation_figures(universities: Collection[int], hosts: Collection[int] | None) -> dict[Pair, list[Figure]]:
    """By university and host, of the questions with a scale that were answered. One query."""
    rows = Evaluation.objects.filter(
        evaluator=Evaluator.STUDENT, placement__cohort__programme__organisation__in=universities
    )
    if hosts is not None:
        rows = rows.filter(placement__host__in=hosts)
    told = rows.order_by().values_list(
        "placement__cohort__programme__organisation", "placement__host", "form__questions", "answers"
    )
    sums: dict[Pair, tuple[int, int, int]] = {}
    for university, host, questions, answers in told:
        scales = [answers.get(one["code"]) for one in questions if one["kind"] == QuestionKind.SCALE]
        given = [answer for answer in scales if isinstance(answer, int)]
        if given:
            missing, possible, cases = sums.get((university, host), (0, 0, 0))
            sums[university, host] = (
                missing + sum(HIGHEST - answer for answer in given),
                possible + (HIGHEST - LOWEST) * len(given),
                cases + 1,
            )
    return {
        pair: [Figure(WatchReason.EVALUATIONS, Decimal(missing), Decimal(possible), cases)]
        for pair, (missing, possible, cases) in sums.items()
    }
