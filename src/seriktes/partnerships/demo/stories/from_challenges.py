"""Two chosen answers that became partnerships in one step."""

from seriktes.challenges.enums import AnswerState
from seriktes.challenges.models import Answer
from seriktes.organisations.demo.stage import Stage
from seriktes.partnerships.actions.from_challenge import partnership_from_answer

TOLD = 2


def begin_from_answers(stage: Stage) -> None:
    company = stage.world.companies[0]
    chosen = Answer.objects.filter(state=AnswerState.CHOSEN, challenge__organisation=company).order_by("pk")
    for answer in chosen[:TOLD]:
        partnership_from_answer(answer=answer, by=stage.users["company_manager"], at=stage.now)
