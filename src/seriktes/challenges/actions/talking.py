"""Questions about an answer, and what is replied: between the asker and the side that answered, seen by nobody else."""

from datetime import datetime

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.challenges.actions.answer_letters import tell_answerer, tell_asker
from seriktes.challenges.actions.answers import keep_next_word, lock_answer
from seriktes.challenges.actions.log import log
from seriktes.challenges.definitions.refusals import CannotAnswer
from seriktes.challenges.enums import AnswerState
from seriktes.challenges.models import Answer, AnswerMessage
from seriktes.procedures.models import OpenClock

LONGEST = 3000
# Once it is declined or withdrawn nothing more is said on it; with a chosen one the talk goes on.
OVER = (AnswerState.DRAFT, AnswerState.DECLINED, AnswerState.WITHDRAWN)


@transaction.atomic
def ask_about(*, answer: Answer, text: str, by: User, at: datetime, awaits_reply: bool = True) -> AnswerMessage:
    """The asker writes. With `awaits_reply` its own clock stands still until the reply, and that of the other side runs."""
    challenge, answer = lock_answer(answer)
    text = _checked(answer, text)
    asks = awaits_reply and answer.state != AnswerState.CHOSEN
    message = AnswerMessage.objects.create(
        answer=answer, organisation_id=challenge.organisation_id, by=by, text=text, at=at
    )
    log(
        "answer.asked" if asks else "answer.wrote", answer, by=by, at=at, organisation=challenge.organisation_id,
        data={"name": challenge.organisation, "note": text[:200]}, values={"message": message.pk},
    )  # fmt: skip
    keep_next_word(answer)
    tell_answerer(answer, "asked" if asks else "wrote", at, words=text)
    return message


@transaction.atomic
def reply_about(*, answer: Answer, text: str, by: User, at: datetime) -> AnswerMessage:
    """The side that answered writes: a reply where a question waits for one, which sets the asker's clock going again."""
    _challenge, answer = lock_answer(answer)
    text = _checked(answer, text)
    replies = OpenClock.objects.about(answer).filter(code="answer_reply").exists()
    message = AnswerMessage.objects.create(
        answer=answer, organisation_id=answer.organisation_id, by=by, text=text, at=at
    )
    log(
        "answer.replied" if replies else "answer.wrote", answer, by=by, at=at, organisation=answer.organisation_id,
        data={"name": answer.organisation, "note": text[:200]}, values={"message": message.pk},
    )  # fmt: skip
    keep_next_word(answer)
    tell_asker(answer, "replied" if replies else "wrote", at, words=text)
    return message


def _checked(answer: Answer, text: str) -> str:
    if answer.submitted_at is None:
        raise CannotAnswer("not_sent")
    if answer.state in OVER:
        raise CannotAnswer("over")
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise CannotAnswer("no_words")
    if len(text) > LONGEST:
        raise CannotAnswer("too_long")
    return text
