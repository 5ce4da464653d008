"""The life of a challenge as data: its states, the ways from one to the next, and which fields change when."""

from django.utils.translation import gettext_lazy as _

from seriktes.challenges.enums import ChallengeState
from seriktes.procedures.definitions.workflow import FieldTable, Transition, Workflow, parse_fields

# Ways that nobody chooses: the deadline came.
SYSTEM = "system"
POST, DECIDE = "challenges.post_challenge", "challenges.decide_answers"
ASKER = "asker"

# Whoever answers relies on the brief. While it is open, its words may be made clearer, its translations added and its
# circle changed; what an answer is measured by stays. Both days are moved by ways of their own.
CHALLENGE_FIELDS: FieldTable = parse_fields("""
state                | draft    | open   | deciding | decided | withdrawn
role                 | asker    | asker  | asker    | asker   | asker
texts                | required | edit   | frozen   | frozen  | frozen
language             | required | frozen | frozen   | frozen  | frozen
post                 | edit     | edit   | edit     | frozen  | frozen
number               | edit     | edit   | edit     | edit    | frozen
visibility           | required | edit   | frozen   | frozen  | frozen
confidentiality      | required | edit   | frozen   | frozen  | frozen
confidentiality_note | edit     | edit   | frozen   | frozen  | frozen
budget_from          | edit     | frozen | frozen   | frozen  | frozen
budget_to            | edit     | frozen | frozen   | frozen  | frozen
currency             | edit     | frozen | frozen   | frozen  | frozen
trl_from             | edit     | frozen | frozen   | frozen  | frozen
trl_to               | edit     | frozen | frozen   | frozen  | frozen
region               | edit     | edit   | frozen   | frozen  | frozen
subjects             | edit     | edit   | frozen   | frozen  | frozen
files                | edit     | edit   | frozen   | frozen  | frozen
due_on               | required | frozen | frozen   | frozen  | frozen
decide_on            | required | frozen | frozen   | frozen  | frozen
""")


def _ways(*sources: str) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_S = ChallengeState
CHALLENGE = Workflow(
    states=tuple(_S.values),
    initial=_S.DRAFT,
    fields=CHALLENGE_FIELDS,
    transitions=(
        Transition("publish", _ways(_S.DRAFT), _S.OPEN, _("Publish"), POST, event="challenge.published"),
        Transition("close", _ways(_S.OPEN), _S.DECIDING, _("Deadline reached"), SYSTEM, event="challenge.closed"),
        Transition(
            "decide", _ways(_S.DECIDING), _S.DECIDED, _("Say that it is decided"), DECIDE, event="challenge.decided"
        ),
        Transition(
            "withdraw", _ways(_S.DRAFT, _S.OPEN, _S.DECIDING), _S.WITHDRAWN, _("Withdraw"), POST,
            event="challenge.withdrawn", is_way_out=True,
            confirm=_("A withdrawn challenge takes no more answers and stays on record. It cannot be opened again."),
        ),
    ),
)  # fmt: skip
# What is done in a state and does not change it; the target says so by being empty.
CHALLENGE_ACTS: tuple[Transition, ...] = (
    Transition(
        "move_deadline", _ways(_S.OPEN), "", _("Move the deadline"), POST, event="challenge.deadline_moved"
    ),
    Transition(
        "move_decision", _ways(_S.OPEN, _S.DECIDING), "", _("Move the day of the decision"), POST,
        event="challenge.decision_moved",
    ),
    Transition(
        "archive", _ways(_S.DECIDED, _S.WITHDRAWN), "", _("Archive"), POST, event="challenge.archived",
        confirm=_("It leaves the board and is found under “Past”; the figures go on counting it. This cannot be undone."),
    ),
)  # fmt: skip

WORKFLOWS = {"challenge": CHALLENGE}
