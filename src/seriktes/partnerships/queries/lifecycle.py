"""What a reader may do with a record now: the ways open to it, and the fields that can be edited."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.definitions.checks import STRICTNESS, Dates, Level, Span
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Activity, Agreement, Partnership, RuleLevel
from seriktes.partnerships.queries import access
from seriktes.partnerships.workflow import (
    ACTIVITY,
    ADMINISTRATOR,
    AGREEMENT,
    AGREEMENT_ACTS,
    AGREEMENT_FIELDS,
    APPROVER,
    CHANGE,
    OFFICE,
    SIDE,
    SIGN,
    STAGES,
    SYSTEM,
)
from seriktes.procedures.definitions.workflow import Mode, Transition
from seriktes.procedures.models import Event

UNSIGNED = (AgreementState.DRAFT, AgreementState.IN_APPROVAL, AgreementState.APPROVED)
BINDING = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.SUSPENDED)
COLUMNS = {"names": ("name_kk", "name_ru", "name_en")}


def role_in_agreement(user: Viewer, agreement: Agreement) -> str:
    """The reader's column in the table of fields. Whoever may read and no more is like a post on the route."""
    if access.sees_all(user, CHANGE):
        return ADMINISTRATOR
    return role_with(access.permissions_in(user, agreement.partnership_id))


def role_with(permissions: Collection[str]) -> str:
    """The column of somebody who is no administrator, by what the sides' roles give."""
    if CHANGE in permissions:
        return OFFICE
    return SIDE if SIGN in permissions else APPROVER


def modes_for_user(user: Viewer, agreement: Agreement) -> dict[str, Mode]:
    role = role_in_agreement(user, agreement)
    return {name: AGREEMENT_FIELDS.mode(name, agreement.state, role) for name in AGREEMENT_FIELDS.fields}


def editable_columns(user: Viewer, agreement: Agreement) -> list[str]:
    """The model's fields that the reader may edit now (`signatories` are rows, see `set_signatories`)."""
    fields = AGREEMENT_FIELDS.editable(agreement.state, role_in_agreement(user, agreement))
    return [column for name in AGREEMENT_FIELDS.fields if name in fields for column in COLUMNS.get(name, (name,))]


def _may(user: Viewer, partnership_id: int) -> Callable[[str], bool]:
    return lambda code: code != SYSTEM and access.may_in_partnership(user, code, partnership_id)


def agreement_ways(user: Viewer, agreement: Agreement) -> list[Transition]:
    """What the reader may do with the agreement in its state: ways to another state, then acts that keep it."""
    return ways_with(access.permissions_in(user, agreement.partnership_id), agreement)


def ways_with(permissions: Collection[str], agreement: Agreement) -> list[Transition]:
    """The same for those who know what may be done in the partnership."""
    if agreement.archived_at is not None:
        return []

    def may(code: str) -> bool:
        return code in permissions

    acts = [act for act in AGREEMENT_ACTS if agreement.state in act.sources and may(act.permission)]
    return [*AGREEMENT.allowed(agreement.state, may), *acts]


def partnership_ways(user: Viewer, partnership: Partnership) -> list[Transition]:
    if partnership.archived_at is not None:
        return []
    return STAGES.allowed(partnership.stage, _may(user, partnership.pk))


def activity_ways(user: Viewer, activity: Activity) -> list[Transition]:
    def may(code: str) -> bool:
        return code != SYSTEM and user.has_perm(code, activity)

    return ACTIVITY.allowed(activity.state, may)


# --- Rules on dates ---------------------------------------------------------------------------------------------------
def levels_of(partnership_id: int) -> dict[str, Level]:
    """How strictly the sides keep each rule; where they differ, the strictest counts."""
    levels: dict[str, Level] = {}
    sides = access.sides_of(partnership_id).values("organisation")
    for code, level in RuleLevel.objects.filter(organisation__in=sides).values_list("rule", "level"):
        levels[code] = max(levels.get(code, Level.OFF), Level(level), key=STRICTNESS.index)
    return levels


def term_of(agreement: Agreement) -> Span:
    """From when to when it holds; terminated or superseded, to the day on which it stopped."""
    ends = [day for day in (agreement.ends_on, agreement.terminated_on) if day is not None]
    return Span(agreement.starts_on, min(ends) if ends else None)


def dates_of(agreement: Agreement, today: date, *, history: bool = False) -> Dates:
    """What the rules look at. `history`: the text was signed before it came into the register, so no approval counts."""
    signatures = (
        agreement.signatories.exclude(signed_on=None).values_list("signed_on", flat=True) if agreement.pk else []
    )
    approved = None if history else approved_on(agreement)
    return Dates(
        today=today,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        notice_days=agreement.notice_days,
        signatures=[day for day in signatures if day is not None],
        approved_on=approved,
        framework=term_of(agreement.framework) if agreement.framework else None,
        amended=term_of(agreement.amends) if agreement.amends else None,
        other_amendments=other_amendments(agreement),
    )


def other_amendments(agreement: Agreement) -> list[Span]:
    if agreement.amends_id is None:
        return []
    others = Agreement.objects.filter(amends=agreement.amends_id, archived_at__isnull=True).exclude(pk=agreement.pk)
    return [
        Span(None) if other.state in UNSIGNED else term_of(other)
        for other in others.exclude(state=AgreementState.ABANDONED)
    ]


def approved_on(agreement: Agreement) -> date | None:
    """The day on which the text that is being signed was approved."""
    if agreement.pk is None:
        return None
    passed = Event.objects.about(agreement).filter(kind__in=["agreement.approved", "agreement.taken_back"])
    last = passed.order_by("at", "id").last()
    if last is None or last.kind != "agreement.approved":
        return None
    # Noted with the event, in the register's own time zone.
    said: Mapping[str, Any] = last.data
    return date.fromisoformat(said["date"]) if said.get("date") else None
