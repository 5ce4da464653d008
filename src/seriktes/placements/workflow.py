"""The life of a placement and of its learning agreement as data: states, ways, who may take them, which fields when."""

from django.utils.translation import gettext_lazy as _

from seriktes.placements.enums import LearningAgreementState, PlacementState
from seriktes.procedures.definitions.workflow import FieldTable, Transition, Workflow, parse_fields

# Ways that nobody chooses: the last signature came, somebody refused, a day came.
SYSTEM = "system"
KEEP = "placements.keep_programmes"
# The university's office, and everybody else whom the placement concerns: host, supervisors, student.
OFFICE, CONCERNED = "office", "concerned"

# `supervisor` is the host's: a person of the register, or a name with an address. `signatory` is whoever signs for the
# host in the supervisor's stead. `plan` are the rows of the plan. What was signed changes by an amendment only.
PLACEMENT_FIELDS: FieldTable = parse_fields("""
state               | planned            | signing          | agreed           | running          | completed        | broken_off       | cancelled
role                | office   concerned | office concerned | office concerned | office concerned | office concerned | office concerned | office concerned
title               | required view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
host                | required view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
position            | edit     view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
starts_on           | required view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
ends_on             | required view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
credits             | edit     view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
hours               | required view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
academic_supervisor | required view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
supervisor          | required view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
signatory           | edit     view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
department_post     | required view      | frozen frozen    | edit   view      | edit   view      | frozen frozen    | frozen frozen    | frozen frozen
plan                | required view      | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen    | frozen frozen
number              | edit     view      | edit   view      | edit   view      | edit   view      | edit   view      | edit   view      | frozen frozen
""")  # fmt: skip


def _ways(*sources: str) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_S = PlacementState
PLACEMENT = Workflow(
    states=tuple(_S.values),
    initial=_S.PLANNED,
    fields=PLACEMENT_FIELDS,
    transitions=(
        Transition("send", _ways(_S.PLANNED), _S.SIGNING, _("Send for signature"), KEEP, event="placement.sent"),
        Transition(
            "record", _ways(_S.PLANNED), _S.AGREED, _("Record as signed outside"), KEEP, event="placement.recorded",
            confirm=_("For an agreement that everybody signed on paper, without the register. It keeps no text of it."),
        ),
        Transition("agree", _ways(_S.SIGNING), _S.AGREED, _("Signed by everybody"), SYSTEM, event="placement.agreed"),
        Transition("refuse", _ways(_S.SIGNING), _S.PLANNED, _("Returned"), SYSTEM, event="placement.returned", is_way_out=True),
        Transition(
            "take_back", _ways(_S.SIGNING), _S.PLANNED, _("Take back to change it"), KEEP, event="placement.taken_back",
            is_way_out=True, confirm=_("Signatures given to this text are void: it has to be signed anew."),
        ),
        Transition("begin", _ways(_S.AGREED), _S.RUNNING, _("Begun"), SYSTEM, event="placement.begun"),
        Transition("complete", _ways(_S.RUNNING), _S.COMPLETED, _("Completed"), SYSTEM, event="placement.completed"),
        Transition(
            "break_off", _ways(_S.RUNNING), _S.BROKEN_OFF, _("Break off"), KEEP, event="placement.broken_off",
            is_way_out=True, confirm=_("The placement ends before its day, for good. Everybody concerned is told, with the reason."),
        ),
        Transition(
            "cancel", _ways(_S.PLANNED, _S.SIGNING, _S.AGREED), _S.CANCELLED, _("Cancel"), KEEP,
            event="placement.cancelled", is_way_out=True,
            confirm=_("The placement does not take place. It stays on record; the student can be placed anew."),
        ),
    ),
)  # fmt: skip
WAYS_WITH_REASON = frozenset({"take_back", "break_off", "cancel", "record"})

_A = LearningAgreementState
# The agreement follows its placement; an amendment lives beside one that is agreed or runs.
AGREEMENT = Workflow(
    states=tuple(_A.values),
    initial=_A.DRAFTING,
    transitions=(
        Transition("send", _ways(_A.DRAFTING), _A.SIGNING, _("Send for signature"), KEEP),
        Transition("complete", _ways(_A.SIGNING), _A.SIGNED, _("Signed by everybody"), SYSTEM),
        Transition("refuse", _ways(_A.SIGNING), _A.DRAFTING, _("Returned"), SYSTEM, is_way_out=True),
        Transition("take_back", _ways(_A.SIGNING), _A.DRAFTING, _("Take back to change it"), KEEP, is_way_out=True),
        Transition("drop", _ways(_A.DRAFTING, _A.SIGNING), _A.DROPPED, _("Give up"), KEEP, is_way_out=True),
    ),
)  # fmt: skip
