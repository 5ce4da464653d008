"""One organisation as one reader sees it, and the way to it for those who change it."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.api import asker
from seriktes.common.api.problems import Problem, invalid_value, not_found, not_permitted
from seriktes.common.api.versions import mark_version
from seriktes.organisations.api.schemas import (
    ChannelOut,
    NameOut,
    OrganisationOut,
    OrganisationRef,
    RelationOut,
    TextsOut,
    UnitOut,
    listed,
    names_out,
)
from seriktes.organisations.enums import INVERSE_RELATION, RelationKind
from seriktes.organisations.models import Identifier, Organisation, Relation, Unit
from seriktes.organisations.queries.access import Viewer, grants_for_user, organisations_visible_to
from seriktes.organisations.queries.deciding import MERGE, reasons_not_to_merge

IDENTIFIERS = Prefetch(
    "identifiers",
    queryset=Identifier.objects.filter(archived_at__isnull=True).order_by("scheme", "-is_preferred", "value"),
    to_attr="shown_identifiers",
)


def visible_organisation(request: HttpRequest, pk: int) -> Organisation:
    found = organisations_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def organisation_for(request: HttpRequest, pk: int, permission: str) -> Organisation:
    """The organisation, which the asker sees, and with which the asker may do this."""
    organisation = visible_organisation(request, pk)
    if not asker(request).has_perm(permission, organisation):
        raise not_permitted()
    return organisation


def check_may_merge(user: Viewer, left: Organisation, right: Organisation) -> None:
    """Refuses in words: which of the two is kept by whom, and whom to ask."""
    grants = grants_for_user(user)
    if refused := reasons_not_to_merge(user, left, right):
        if MERGE not in grants.everywhere:
            raise not_permitted()
        kept = [row.pk for row in (left, right) if not user.has_perm(MERGE, row)]
        raise Problem("not-permitted", " ".join(refused), reason="kept_by_members", organisations=kept)


def editable(request: HttpRequest, pk: int) -> Organisation:
    return organisation_for(request, pk, "organisations.change_organisation")


def answer(request: HttpRequest, organisation: Organisation, response: HttpResponse | None = None) -> OrganisationOut:
    """The whole record as it stands now, with its version as the entity tag; `response` of one that was added."""
    current = Organisation.objects.prefetch_related(IDENTIFIERS).get(pk=organisation.pk)
    mark_version(request, current.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/organisations/{current.pk}")
    return record_for_user(asker(request), current)


def record_for_user(user: Viewer, organisation: Organisation) -> OrganisationOut:
    grants = grants_for_user(user)
    may_change = user.is_authenticated and user.has_perm("organisations.change_organisation", organisation)
    is_inside = organisation.pk in grants.own or may_change
    may_trace = may_change or "accounts.view_audit" in grants.everywhere
    names = organisation.names.filter(archived_at__isnull=True).order_by("kind", "language", "value")
    channels = organisation.channels.filter(archived_at__isnull=True).order_by("kind", "value")
    return OrganisationOut(
        **listed(organisation),
        about=TextsOut(kk=organisation.about_kk, ru=organisation.about_ru, en=organisation.about_en),
        established=organisation.established,
        latitude=organisation.latitude,
        longitude=organisation.longitude,
        all_names=[_shown(NameOut, row) for row in names],
        channels=[_shown(ChannelOut, row) for row in channels if row.is_public or is_inside],
        relations=_relations(user, organisation),
        units=[
            UnitOut(
                id=unit.pk, parent=unit.parent_id, name=unit.name, names=names_out(unit), closed_on=unit.closed_on,
                version=unit.version,
            )
            for unit in organisation.units.order_by("pk")
        ],
        created_at=organisation.created_at,
        provenance=organisation.provenance if may_trace else None,
    )  # fmt: skip


def _shown(schema: Any, row: Any) -> Any:
    return schema(**{name: getattr(row, name) for name in schema.model_fields})


def _relations(user: Viewer, organisation: Organisation) -> list[RelationOut]:
    """Told from either side, each fact once. One that leads to a record the reader may not see is not told."""
    rows = Relation.objects.filter(archived_at__isnull=True)
    own = list(rows.filter(organisation=organisation).order_by("kind", "pk"))
    others = list(rows.filter(other=organisation).order_by("kind", "pk"))
    ids = {row.other_id for row in own if row.other_id} | {row.organisation_id for row in others}
    seen = organisations_visible_to(user).in_bulk(list(ids))
    told: dict[tuple[str, int | str], RelationOut] = {}
    for row in own:
        if row.other_id is None or row.other_id in seen:
            told[row.kind, row.other_id or f"{row.other_label}/{row.pk}"] = _relation(
                row, row.pk, row.kind, seen.get(row.other_id or 0)
            )
    for row in others:
        kind = INVERSE_RELATION[RelationKind(row.kind)]
        if row.organisation_id in seen:
            told.setdefault((kind, row.organisation_id), _relation(row, None, kind, seen[row.organisation_id]))
    return list(told.values())


def _relation(row: Relation, pk: int | None, kind: str, other: Organisation | None) -> RelationOut:
    return RelationOut(
        id=pk, kind=RelationKind(kind), since=row.since, other_label=row.other_label if other is None else other.name,
        other=OrganisationRef(id=other.pk, name=other.name) if other else None,
    )  # fmt: skip


def today() -> date:
    return timezone.localdate()


def unit_given(organisation: Organisation, pk: int | None, pointer: str) -> Unit | None:
    """The unit of the organisation that a body names at `pointer`."""
    if pk is None:
        return None
    found: Unit | None = organisation.units.filter(pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("The organisation has no such unit."))
    return found
