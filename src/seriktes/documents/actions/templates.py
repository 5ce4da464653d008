"""Keeping templates: a new version is checked before it is kept, older ones stay."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.documents.actions.files import safe_name, sha256_of
from seriktes.documents.actions.merging import check_template
from seriktes.documents.actions.samples import sample, samples_for
from seriktes.documents.definitions.purposes import get_purpose
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.models import Template, TemplateVersion
from seriktes.organisations.models import Organisation


@transaction.atomic
def add_template(
    *, names: Mapping[str, str], purpose: str, languages: list[str], organisation: Organisation | None,
    content: bytes, filename: str, by: User | None, at: datetime,
) -> TemplateVersion:  # fmt: skip
    """A template with its first version. `names`: language → name. Raises Refused or Refusals."""
    if not languages:
        raise Refused("no_languages")
    template = Template.objects.create(
        purpose=get_purpose(purpose).code, languages=languages, organisation=organisation,
        **{f"name_{code}": name for code, name in names.items()},
    )  # fmt: skip
    return add_version(template=template, content=content, filename=filename, by=by, at=at)


@transaction.atomic
def add_version(*, template: Template, content: bytes, filename: str, by: User | None, at: datetime) -> TemplateVersion:
    """A new version, once every field in it is known. The same bytes again are the version that stands."""
    fields = check_template(content, get_purpose(template.purpose).example)
    template = Template.objects.select_for_update().get(pk=template.pk)
    newest = template.versions.first()
    if newest is not None and newest.sha256 == sha256_of(content):
        return newest
    version = TemplateVersion(
        template=template, number=(template.versions.aggregate(most=Max("number"))["most"] or 0) + 1,
        sha256=sha256_of(content), fields=fields, by=by, at=at,
    )  # fmt: skip
    version.file.save(safe_name(filename, ".docx"), ContentFile(content), save=False)
    version.save(force_insert=True)
    values = {"number": version.number, "sha256": version.sha256}
    record_event(kind="documents.template.version_added", by=by, target=template, values=values)
    return version


@transaction.atomic
def close_template(*, template: Template, by: User, on: date) -> None:
    """It is offered no longer; what was made from it stays."""
    if template.closed_on is None:
        template.closed_on = on
        template.save(update_fields=["closed_on", "changed_at"])
        record_event(kind="documents.template.closed", by=by, target=template, values={"closed_on": on.isoformat()})


def keep_samples(*, purpose: str, by: User | None, at: datetime) -> list[TemplateVersion]:
    """The shipped samples as templates for all organisations, once: for demonstrations and first days."""
    kept = []
    for made in samples_for(purpose):
        languages = list(made.languages)
        template = Template.objects.filter(purpose=purpose, organisation=None, languages=languages).first()
        version = template.versions.first() if template else None
        kept.append(
            version
            or add_template(
                names=made.names, purpose=purpose, languages=languages, organisation=None,
                content=sample(made.code), filename=f"{made.code}.docx", by=by, at=at,
            )
        )  # fmt: skip
    return kept
