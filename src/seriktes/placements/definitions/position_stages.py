"""The life of a position as data: written by its host, approved or returned by the university, withdrawn."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.placements.enums import PositionState
from seriktes.procedures.definitions.workflow import FieldTable, Transition, Workflow, parse_fields

OFFER, KEEP = "placements.offer_positions", "placements.keep_programmes"
HOST = "host"

# Students choose by what was approved: who supervises and where exactly may still change, the rest is returned first.
POSITION_FIELDS: FieldTable = parse_fields("""
state            | draft    | offered  | approved | returned | withdrawn
role             | host     | host     | host     | host     | host
name_kk          | edit     | edit     | frozen   | edit     | frozen
name_ru          | edit     | edit     | frozen   | edit     | frozen
name_en          | edit     | edit     | frozen   | edit     | frozen
unit             | edit     | edit     | edit     | edit     | frozen
post             | edit     | edit     | edit     | edit     | frozen
language         | edit     | edit     | frozen   | edit     | frozen
about            | required | required | frozen   | required | frozen
tasks            | required | required | frozen   | required | frozen
skills           | edit     | edit     | frozen   | edit     | frozen
languages        | required | required | frozen   | required | frozen
capacity         | required | required | frozen   | required | frozen
hours_a_week     | edit     | edit     | frozen   | edit     | frozen
mode             | required | required | frozen   | required | frozen
region           | edit     | edit     | frozen   | edit     | frozen
place            | edit     | edit     | edit     | edit     | frozen
pay              | edit     | edit     | frozen   | edit     | frozen
pay_period       | edit     | edit     | frozen   | edit     | frozen
currency         | edit     | edit     | frozen   | edit     | frozen
supervisor       | edit     | edit     | edit     | edit     | frozen
supervisor_name  | edit     | edit     | edit     | edit     | frozen
supervisor_email | edit     | edit     | edit     | edit     | frozen
contact_name     | edit     | edit     | edit     | edit     | frozen
contact_email    | edit     | edit     | edit     | edit     | frozen
number           | edit     | edit     | edit     | edit     | frozen
""")


def _ways(*sources: str) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_S = PositionState
POSITION = Workflow(
    states=tuple(_S.values),
    initial=_S.DRAFT,
    fields=POSITION_FIELDS,
    transitions=(
        Transition(
            "offer", _ways(_S.DRAFT, _S.RETURNED), _S.OFFERED, _("Offer to the university"), OFFER, event="position.offered",
        ),
        Transition(
            "approve", _ways(_S.OFFERED, _S.RETURNED), _S.APPROVED, pgettext_lazy("a position", "Approve"), KEEP,
            event="position.approved",
        ),
        Transition(
            "return", _ways(_S.OFFERED, _S.APPROVED), _S.RETURNED, _("Return to the host"), KEEP, event="position.returned",
            is_way_out=True,
        ),
        Transition(
            "withdraw", _ways(_S.DRAFT, _S.OFFERED, _S.APPROVED, _S.RETURNED), _S.WITHDRAWN, _("Withdraw"), OFFER,
            event="position.withdrawn", is_way_out=True,
            confirm=_("A withdrawn position takes nobody any more. It stays on record with the reason."),
        ),
    ),
)  # fmt: skip
WITH_REASON = frozenset({"return"})
