"""Carrying out the answers to an import's questions."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.packs import Text
from seriktes.exchange.definitions import CannotTake
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions.naming import refresh_names, refresh_people
from seriktes.organisations.actions.people import orcid_is_taken
from seriktes.organisations.actions.posts import leave_posts
from seriktes.organisations.enums import NameKind
from seriktes.organisations.models import Affiliation, Organisation, OrganisationName, Person

NAME_FIELDS: dict[str, Text] = {
    "name_kk": _("name in Kazakh"), "name_ru": _("name in Russian"), "name_en": _("name in English"),
}  # fmt: skip


def organisation_field_label(name: str) -> Text:
    if name in NAME_FIELDS:
        return NAME_FIELDS[name]
    try:
        return Organisation._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name


@transaction.atomic
def decide_organisation(*, question: ImportQuestion, by: User) -> None:
    """Put the proposed value in force (the caller has checked that `by` may)."""
    organisation = Organisation.objects.select_for_update().get(pk=question.target_id)
    if question.field.startswith("name_"):
        _take_name(organisation, question)
    else:
        setattr(organisation, question.field, question.proposed)
        organisation.provenance[question.field] = _taken(organisation.provenance.get(question.field), question)
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


def _taken(before: dict[str, Any] | None, question: ImportQuestion) -> dict[str, Any]:
    """The provenance of a value that a person took over from a source."""
    return {
        "source": question.source,
        "on": timezone.localdate().isoformat(),
        "run": question.run_id,
        "seen": {**((before or {}).get("seen") or {}), question.source: question.proposed},
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value


def organisation_label(pk: int) -> str:
    return str(Organisation.objects.filter(pk=pk).first() or "")


def may_decide_organisation(user: User, pk: int) -> bool:
    organisation = Organisation.objects.filter(pk=pk).first()
    return organisation is not None and user.has_perm("organisations.change_organisation", organisation)


# --- People ---------------------------------------------------------------------------------------------------------
def person_label(pk: int) -> str:
    return str(Person.objects.filter(pk=pk).first() or "")


def may_decide_person(user: User, pk: int) -> bool:
    person = Person.objects.filter(pk=pk).first()
    return person is not None and user.has_perm("organisations.change_person", person)


def person_field_label(name: str) -> Text:
    model: Any = Affiliation if name.startswith("affiliation.") else Person
    try:
        return model._meta.get_field(name.rsplit(".", 1)[-1]).verbose_name
    except FieldDoesNotExist:
        return name


@transaction.atomic
def decide_person(*, question: ImportQuestion, by: User) -> None:
    person = Person.objects.select_for_update().get(pk=question.target_id)
    if question.field.startswith("affiliation."):
        _marker, pk, name = question.field.split(".")
        affiliation = Affiliation.objects.get(pk=int(pk), person=person)
        field: Any = Affiliation._meta.get_field(name)
        setattr(affiliation, name, field.to_python(question.proposed))
        affiliation.save(update_fields=[name])
        if name == "ends_on":
            leave_posts(affiliations=[affiliation], by=by)
    else:
        if question.field == "orcid" and orcid_is_taken(str(question.proposed), person.pk):
            raise CannotTake(
                _("Another record has this ORCID. If both are one person, merge the records; else keep the value.")
            )
        setattr(person, question.field, question.proposed)
        person.provenance[question.field] = _taken(person.provenance.get(question.field), question)
    person.version += 1
    person.save()
    refresh_people([person])
    values = {question.field: [question.current, question.proposed], "run": question.run_id}
    record_event(kind="organisations.person.changed", by=by, target=person, values=values)
