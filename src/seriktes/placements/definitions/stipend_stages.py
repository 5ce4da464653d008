"""The life of a stipend as data: its states, the ways between them, and which terms may be edited when."""

from django.utils.translation import gettext_lazy as _

from seriktes.placements.enums import StipendState
from seriktes.placements.workflow import SYSTEM
from seriktes.procedures.definitions.workflow import FieldTable, Transition, Workflow, parse_fields

KEEP = "placements.keep_stipends"
GRANTOR, CONCERNED = "grantor", "concerned"
_S = StipendState
_AFTER = "frozen frozen"
# Terms that were signed stay; the post, the number and the day of study change as people and papers do.
_TERMS = (
    "grantor", "student", "university", "kind", "currency", "terms", "service_months", "employer", "employer_kind",
    "region", "begin_within", "release", "step_months", "uplift", "confirm_months",
)  # fmt: skip
_NEEDED = {"grantor", "student", "university", "kind", "currency", "terms", "service_months", "payments"}


def _table() -> FieldTable:
    states = list(_S.values)
    lines = [" | ".join(["state", *states]), " | ".join(["role", *[f"{GRANTOR} {CONCERNED}"] * len(states)])]
    needed = ["required view", *[_AFTER] * (len(states) - 1)]
    others = ["edit view", *[_AFTER] * (len(states) - 1)]
    always = [*["edit view"] * 4, *[_AFTER] * (len(states) - 4)]
    lines += [" | ".join([name, *(needed if name in _NEEDED else others)]) for name in (*_TERMS, "payments")]
    lines += [" | ".join([name, *always]) for name in ("post", "number", "study")]
    return parse_fields("\n".join(lines))


STIPEND_FIELDS = _table()
_RUNNING = frozenset({_S.SIGNED.value, _S.PAYING.value, _S.SERVICE.value})
STIPEND = Workflow(
    states=tuple(_S.values),
    initial=_S.PLANNED,
    fields=STIPEND_FIELDS,
    transitions=(
        Transition("sign", frozenset({_S.PLANNED}), _S.SIGNED, _("Signed by both sides"), SYSTEM, event="stipend.signed"),
        Transition(
            "record", frozenset({_S.PLANNED}), _S.SIGNED, _("Record as signed outside"), KEEP, event="stipend.signed",
            confirm=_("For a contract that both sides signed on paper, without the register."),
        ),
        Transition("pay_first", frozenset({_S.SIGNED}), _S.PAYING, _("First payment"), SYSTEM),
        Transition(
            "graduate", frozenset({_S.SIGNED, _S.PAYING}), _S.SERVICE, _("Study ended: service begins to count"), KEEP,
            event="stipend.graduated",
        ),
        Transition(
            "release", frozenset({_S.SERVICE}), _S.RELEASED, _("Release"), KEEP, event="stipend.released",
            confirm=_("The whole service is confirmed. Nothing is owed any more, and a certificate can be made."),
        ),
        Transition(
            "end_repaid", frozenset({_S.PAYING, _S.SERVICE}), _S.REPAID, _("End: what is owed was paid back"), KEEP,
            event="stipend.repaid", is_way_out=True,
            confirm=_("The stipend ends: no payment is made and no service counts any more."),
        ),
        # What ended it was recorded wrongly, and is taken back.
        Transition("pay_on", frozenset({_S.REPAID}), _S.PAYING, _("The stipend goes on"), SYSTEM, event="stipend.resumed"),
        Transition("serve_on", frozenset({_S.REPAID}), _S.SERVICE, _("The stipend goes on"), SYSTEM, event="stipend.resumed"),
        Transition(
            "waive", _RUNNING, _S.WAIVED, _("Waive"), KEEP, event="stipend.waived", is_way_out=True,
            confirm=_("Neither service nor money is owed any more. The reason stays on record; the student reads it."),
        ),
        Transition(
            "cancel", frozenset({_S.PLANNED, _S.SIGNED}), _S.CANCELLED, _("Cancel"), KEEP, event="stipend.cancelled",
            is_way_out=True, confirm=_("The stipend does not come about. It stays on record."),
        ),
    ),
)  # fmt: skip
WAYS = ("record", "graduate", "release", "end_repaid", "waive", "cancel")
WITH_REASON = frozenset({"record", "waive", "cancel", "end_repaid"})
OVER = (_S.RELEASED, _S.REPAID, _S.WAIVED, _S.CANCELLED)
PAYS = (_S.SIGNED, _S.PAYING, _S.SERVICE)
# In which a repayment that was recorded wrongly is taken back.
REPAYS = (_S.PAYING, _S.SERVICE, _S.REPAID)
