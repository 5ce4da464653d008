"""The life of an answer as data: its stages, the ways between them, who may take them, which fields when."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.challenges.enums import ALIVE, AnswerState
from seriktes.procedures.definitions.workflow import FieldTable, Transition, Workflow, parse_fields

ANSWER_PERMISSION, DECIDE = "challenges.answer_challenge", "challenges.decide_answers"
# Working days within which the asker gives the first word and, unless it says another date, every next one; and within
# which whoever answered replies to a question.
FIRST_WORD_DAYS, NEXT_WORD_DAYS, DAYS_TO_REPLY = 10, 10, 5

# Who looks at an answer: its own side, and the asker. `authors` are rows, the first of them the contact.
WRITER, ASKER = "writer", "asker"
ANSWER_FIELDS: FieldTable = parse_fields("""
state      | draft           | received        | qualified     | shortlisted   | finalist      | chosen        | declined      | withdrawn
role       | writer   asker  | writer   asker  | writer asker  | writer asker  | writer asker  | writer asker  | writer asker  | writer asker
title      | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
approach   | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
result     | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
ability    | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
economics  | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
risks      | edit     hidden | edit     view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
trl_now    | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
trl_then   | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
months     | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
price      | edit     hidden | edit     view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
currency   | edit     hidden | edit     view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
language   | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
authors    | required hidden | required view   | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen | frozen frozen
post       | edit     hidden | edit     view   | edit   view   | edit   view   | edit   view   | edit   view   | frozen frozen | frozen frozen
""")  # fmt: skip


def _ways(sources: Iterable[str]) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_S = AnswerState
ANSWER = Workflow(
    states=tuple(_S.values),
    initial=_S.DRAFT,
    fields=ANSWER_FIELDS,
    transitions=(
        Transition("submit", _ways([_S.DRAFT]), _S.RECEIVED, _("Send the answer"), ANSWER_PERMISSION, event="answer.received"),
        Transition(
            "withdraw", _ways([_S.DRAFT, *ALIVE]), _S.WITHDRAWN, _("Withdraw"), ANSWER_PERMISSION,
            event="answer.withdrawn", is_way_out=True,
            confirm=_("A withdrawn answer takes no further part. It stays on record."),
        ),
        Transition(
            "qualify", _ways([_S.RECEIVED]), _S.QUALIFIED, _("Fits the brief"), DECIDE, event="answer.qualified",
        ),
        Transition(
            "shortlist", _ways([_S.RECEIVED, _S.QUALIFIED]), _S.SHORTLISTED, _("Put on the shortlist"), DECIDE,
            event="answer.shortlisted",
        ),
        Transition(
            "make_finalist", _ways([_S.RECEIVED, _S.QUALIFIED, _S.SHORTLISTED]), _S.FINALIST, _("Make a finalist"), DECIDE,
            event="answer.finalist",
        ),
        Transition(
            "choose", _ways(ALIVE), _S.CHOSEN, pgettext_lazy("an answer", "Choose"), DECIDE, event="answer.chosen",
            confirm=_("The answer is chosen. The next step is a partnership with its side."),
        ),
        Transition(
            "decline", _ways(ALIVE), _S.DECLINED, pgettext_lazy("an answer", "Decline"), DECIDE,
            required=("decline_reason",), event="answer.declined",
        ),
        # A slip of the hand, or the one that was chosen fell through.
        Transition(
            "reconsider", _ways([_S.DECLINED, _S.CHOSEN]), _S.RECEIVED, _("Take up again"), DECIDE,
            event="answer.reconsidered",
        ),
    ),
)  # fmt: skip
# Ways after which the answerer is told by when the next word comes.
WITH_NEXT_WORD = frozenset({"qualify", "shortlist", "make_finalist", "reconsider"})
# Ways that a form of its own asks for.
WITH_REASON = frozenset({"decline"})
