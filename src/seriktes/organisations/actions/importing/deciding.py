"""Carrying out the answers to an import's questions."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.packs import Text
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions.naming import refresh_names
from seriktes.organisations.enums import NameKind
from seriktes.organisations.models import Organisation, OrganisationName

NAME_FIELDS: dict[str, Text] = {
    "name_kk": _("name in Kazakh"), "name_ru": _("name in Russian"), "name_en": _("name in English"),
}  # fmt: skip


def organisation_field_label(name: str) -> Text:
    if name in NAME_FIELDS:
        return NAME_FIELDS[name]
    try:
        return Organisation._meta.get_field(name).verbose_name  # type: ignore[union-attr,return-value]
    except Exception:  # noqa: BLE001  a field that a later version no longer has
        return name


@transaction.atomic
def decide_organisation(*, question: ImportQuestion, by: User) -> None:
    """Put the proposed value in force (the caller has checked that `by` may)."""
    organisation = Organisation.objects.select_for_update().get(pk=question.target_id)
    if question.field.startswith("name_"):
        _take_name(organisation, question)
    else:
        setattr(organisation, question.field, question.proposed)
        before = organisation.provenance.get(question.field) or {}
        organisation.provenance[question.field] = {
            "source": question.source,
            "on": timezone.localdate().isoformat(),
            "run": question.run_id,
            "seen": {**(before.get("seen") or {}), question.source: question.proposed},
        }
    organisation.version += 1
    organisation.save()
    refresh_names([organisation])
    record_event(
        kind="organisations.organisation.changed",
        by=by,
        target=organisation,
        values={question.field: [_plain(question.current), _plain(question.proposed)], "run": question.run_id},
    )


def _take_name(organisation: Organisation, question: ImportQuestion) -> None:
    language = question.field.removeprefix("name_")
    labels = OrganisationName.objects.filter(organisation=organisation, kind=NameKind.LABEL, language=language)
    labels.filter(archived_at__isnull=True, value=question.current).update(archived_at=timezone.now())
    waiting = labels.filter(value=question.proposed).order_by("-pk").first()
    if waiting is not None:
        waiting.archived_at = waiting.archived_by_run = None
        waiting.save(update_fields=["archived_at", "archived_by_run"])


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value
