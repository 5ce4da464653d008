"""What a programme holds of its logs and of signatures, for programs. Adds to the router of programmes."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from seriktes.accounts.api import member
from seriktes.common.api.problems import invalid_value
from seriktes.common.api.types import Body, DecimalIn, DecimalOut, Key, Shown, decimal_out
from seriktes.common.api.versions import mark_version, version_if_given
from seriktes.placements.actions.log_rules import FIELDS, change_log_rule
from seriktes.placements.actions.rules_of_signing import decide_rule
from seriktes.placements.api.programmes import OPTIONAL, READ, WRITE, may, router, visible_programme
from seriktes.placements.definitions.signing import ORDER
from seriktes.placements.enums import SigningKind
from seriktes.placements.models import LogRule, Programme
from seriktes.placements.queries import access
from seriktes.placements.queries.signing import days_for, kinds_for, rule_of

LOGS = "/placements/programmes/{int:pk}/log-rule"
SIGNING = "/placements/programmes/{int:pk}/signing-rule"
Share = Annotated[int, Field(ge=1, le=100, description="Per cent.")]
Kinds = Annotated[list[SigningKind], Field(min_length=1, max_length=3)]


class LogRuleOut(Shown):
    """What a programme holds of its students' logs, and when it asks for evaluations."""

    programme: int
    hours_a_day: DecimalOut
    some_off_plan: int = Field(description="From this share on, per cent, some work is off plan.")
    much_off_plan: int = Field(description="From this share on it is much.")
    judged_from: int = Field(description="Before so many hours are on the log, the share says nothing.")
    asks_half_way: bool = Field(description="Whether all sides are asked by letters to evaluate half-way.")
    asks_at_end: bool
    is_usual: bool = Field(description="The programme has said nothing else: the usual numbers count.")
    version: int


class LogRuleIn(Body):
    """All of it; it counts for what is on the log already, too."""

    hours_a_day: DecimalIn
    some_off_plan: Share
    much_off_plan: Share
    judged_from: Annotated[int, Field(ge=0, le=5000, description="Hours.")]
    asks_half_way: bool
    asks_at_end: bool


class SigningRuleOut(Shown):
    """Which kinds of signature count for whom, and how many working days each has."""

    programme: int
    host: list[SigningKind]
    academic: list[SigningKind]
    department: list[SigningKind]
    student: list[SigningKind]
    days: int
    is_usual: bool = Field(description="The university has not decided: every kind counts.")
    version: int = Field(description="0: the university has not decided.")


class SigningRuleIn(Body):
    """All of it; it holds for every step that is signed from now on."""

    host: Kinds
    academic: Kinds
    department: Kinds
    student: Kinds
    days: Annotated[int, Field(ge=1, le=60, description="Working days for each step.")]


def _kept(request: HttpRequest, pk: int) -> Programme:
    programme = visible_programme(request, pk)
    may(request, access.KEEP, programme)
    return programme


# --- Logs -------------------------------------------------------------------------------------------------------------
def _log_rule(request: HttpRequest, programme: Programme) -> LogRuleOut:
    row = LogRule.objects.filter(programme=programme).first()
    # A rule that nobody has written down yet is its first version.
    rule = row or LogRule(programme=programme)
    mark_version(request, rule.version)
    told: dict[str, Any] = {name: getattr(rule, name) for name in FIELDS}
    told["hours_a_day"] = decimal_out(rule.hours_a_day)
    return LogRuleOut(programme=programme.pk, is_usual=row is None, version=rule.version, **told)


@router.get(LOGS, auth=READ, response=LogRuleOut, summary="Rule of the logs of a programme")
def log_rule(request: HttpRequest, pk: Key) -> LogRuleOut:
    """For those who keep the programme."""
    return _log_rule(request, _kept(request, pk))


@router.put(
    LOGS, auth=WRITE, response=LogRuleOut, openapi_extra=OPTIONAL, summary="Change the rule of the logs of a programme"
)
def put_log_rule(request: HttpRequest, pk: Key, what: LogRuleIn) -> LogRuleOut:
    programme = _kept(request, pk)
    # Not `model_dump`: it warns of an amount that is a Decimal already.
    values = {name: getattr(what, name) for name in FIELDS}
    if what.some_off_plan >= what.much_off_plan:
        raise invalid_value("/much_off_plan", _("Both lie between 1 and 100, and this one is the larger."))
    if not 0 < values["hours_a_day"] <= 24:
        raise invalid_value("/hours_a_day", _("A day has 24 hours."))
    change_log_rule(
        programme=programme, values=values, by=member(request), expected_version=version_if_given(request)
    )  # fmt: skip
    return _log_rule(request, programme)


# --- Signatures -------------------------------------------------------------------------------------------------------
def _signing_rule(request: HttpRequest, programme: Programme) -> SigningRuleOut:
    rule = rule_of(programme)
    version = rule.version if rule is not None else 0
    mark_version(request, version)
    kinds = {role.value: [SigningKind(kind) for kind in kinds_for(rule, role)] for role in ORDER}
    return SigningRuleOut(
        programme=programme.pk, days=days_for(rule), is_usual=rule is None, version=version, **kinds
    )  # fmt: skip


@router.get(SIGNING, auth=READ, response=SigningRuleOut, summary="Rule of signing of a programme")
def signing_rule(request: HttpRequest, pk: Key) -> SigningRuleOut:
    """For those who keep the programme."""
    return _signing_rule(request, _kept(request, pk))


@router.put(
    SIGNING, auth=WRITE, response=SigningRuleOut, openapi_extra=OPTIONAL,
    summary="Decide the rule of signing of a programme",
)  # fmt: skip
def put_signing_rule(request: HttpRequest, pk: Key, what: SigningRuleIn) -> SigningRuleOut:
    programme = _kept(request, pk)
    values: dict[str, Any] = {role.value: [kind.value for kind in getattr(what, role.value)] for role in ORDER}
    decide_rule(
        programme=programme, values=values | {"days": what.days}, by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return _signing_rule(request, programme)
