"""Carrying out the answers to the questions of imports: the same actions as on the pages, for whoever may."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.common.packs import Text
from seriktes.common.refusals import words_of
from seriktes.exchange.definitions import CannotTake
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.queries.access import grants_for_user
from seriktes.partnerships.actions.activities import change_activity
from seriktes.partnerships.actions.agreements.drafting import change_agreement
from seriktes.partnerships.actions.commitments import Part, change_commitment, set_schedule
from seriktes.partnerships.actions.partnerships import change_partnership, move_stage
from seriktes.partnerships.definitions.refusals import Refusal
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership

Decide = Callable[..., None]


def decider(model: type[Any], permission: str) -> tuple[Decide, Callable[[User, int], bool]]:
    """`decide` and `may_decide` of a kind of import."""

    def decide(*, question: ImportQuestion, by: User) -> None:
        record = model.objects.get(pk=question.target_id)
        try:
            with transaction.atomic():
                _take(record, question, by)
        except Refusal as refusal:
            raise CannotTake(words_of(refusal)) from refusal
        except (ValidationError, ValueError) as error:
            raise CannotTake(_("This value cannot be used.")) from error
        record = model.objects.get(pk=question.target_id)
        entry = record.provenance.get(question.field) or {}
        seen = {**(entry.get("seen") or {}), question.source: question.proposed}
        record.provenance[question.field] = {
            "source": question.source, "on": timezone.localdate().isoformat(), "run": question.run_id, "seen": seen,
        }  # fmt: skip
        model.objects.filter(pk=record.pk).update(provenance=record.provenance)

    def may_decide(user: User, pk: int) -> bool:
        record = model.objects.filter(pk=pk).first()
        return record is not None and user.has_perm(permission, record)

    return decide, may_decide


def _take(record: Any, question: ImportQuestion, by: User) -> None:
    at, name, value = timezone.now(), question.field, question.proposed
    if name == "schedule":
        set_schedule(commitment=record, schedule=_schedule(str(value)), by=by, at=at)
        return
    if name == "stage":
        move_stage(partnership=record, stage=str(value), by=by, at=at)
        return
    values = {name: _real(type(record), name, value)}
    if isinstance(record, Partnership):
        change_partnership(partnership=record, values=values, by=by, at=at, expected_version=None)
    elif isinstance(record, Agreement):
        change_agreement(agreement=record, values=values, by=by, at=at, expected_version=None)
    elif isinstance(record, Commitment):
        change_commitment(commitment=record, values=values, by=by, at=at, expected_version=None)
    else:
        _change_activity(record, values, by=by)


def _change_activity(activity: Activity, values: dict[str, Any], *, by: User) -> None:
    own = set(grants_for_user(by).organisations_with("partnerships.report_activity"))
    parties = list(activity.parties.select_related("organisation").order_by("pk"))
    speaking = [party for party in parties if party.organisation_id in own] or parties
    change_activity(
        activity=activity, reporter=speaking[0].organisation, values=values, at=timezone.now(), by=by,
        expected_version=None,
    )  # fmt: skip


def _real(model: type[models.Model], name: str, value: Any) -> Any:
    field: Any = model._meta.get_field(name)
    if field.is_relation:
        return field.related_model._default_manager.get(pk=value)
    return field.to_python(value)


def _schedule(text: str) -> list[Part]:
    parts = [line.split(":") for line in text.splitlines()]
    return [Part(date.fromisoformat(day.strip()), Decimal(amount.strip())) for day, amount in parts]


def label_of(model: type[Any]) -> Callable[[int], str]:
    return lambda pk: str(model.objects.filter(pk=pk).first() or "")


def field_label_of(model: type[models.Model]) -> Callable[[str], Text]:
    def label(name: str) -> Text:
        if name == "schedule":
            return _("schedule")
        try:
            return model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        except FieldDoesNotExist:
            return name

    return label


def commitment_url(pk: int) -> str:
    commitment = Commitment.objects.select_related("agreement").get(pk=pk)
    return f"{commitment.agreement.get_absolute_url()}#commitment-{pk}"
