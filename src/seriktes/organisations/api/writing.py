from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import Body, Key, NamesIn, Prose, RecordNumber, ShortLine
from seriktes.common.api.versions import expected_version
from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import InvalidIdentifier, get_pack
from seriktes.organisations.actions.merging import merge_records, undo_merge
from seriktes.organisations.actions.organisations import (
    create_organisation,
    publish_organisation,
    unpublish_organisation,
    update_organisation,
)
from seriktes.organisations.api.reading import router
from seriktes.organisations.api.records import (
    answer,
    check_may_merge,
    editable,
    organisation_for,
    today,
    visible_organisation,
)
from seriktes.organisations.api.schemas import LiveStatus, OrganisationOut
from seriktes.organisations.enums import EARLIEST_YEAR, OrganisationKind
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.deciding import MERGE
from seriktes.organisations.queries.merging import may_undo, merges_told, merges_visible_to

WRITE = BearerToken(Scope.ORGANISATIONS_WRITE)
OF_RECORD = {"x-if-match": True}

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=EARLIEST_YEAR, le=9999, description="Not in the future.")]


class IdentifierIn(Body):
    scheme: ShortLine
    value: ShortLine


class Columns(Body):
    """What may be given of the record itself. A member that is left out stays as it is."""

    region: (
        Annotated[ShortLine, Field(description="ISO 3166-2 or the national code; an empty text for none.")] | None
    ) = None
    city: Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    sector: Annotated[ShortLine, Field(description="Code of the classifier of activities, as 62.01.")] | None = None
    established: Year | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    about_kk: Prose | None = None
    about_ru: Prose | None = None
    about_en: Prose | None = None

    def columns(self, *, emptied: Any = "") -> dict[str, Any]:
        """The columns that were given, checked against the country's lists. Null empties."""
        given = self.model_dump(include=self.model_fields_set & Columns.model_fields.keys())
        for name, value in given.items():
            if value is None and name not in {"established", "latitude", "longitude"}:
                given[name] = emptied
        if region := given.get("region"):
            found = get_pack().region(region)
            if found is None:
                raise invalid_value("/region", _("There is no such region. The list is under /codes/regions."))
            given["region"] = found.code
        if (sector := given.get("sector")) and (len(sector) > 8 or get_pack().sector(sector) is None):
            raise invalid_value("/sector", _("There is no such sector. The list is under /codes/sectors."))
        return given


class OrganisationNew(Columns):
    kind: OrganisationKind
    names: NamesIn
    identifiers: Annotated[list[IdentifierIn], Field(max_length=20)] = []


class OrganisationChange(Columns):
    kind: OrganisationKind | None = None
    status: LiveStatus | None = None
    names: NamesIn | None = None
    renamed: Annotated[
        bool, Field(description="The organisation took a new name: the replaced one becomes a former name.")
    ] = False


@router.post("/organisations", auth=WRITE, response={201: OrganisationOut}, summary="Add an organisation")
def add_organisation(request: HttpRequest, response: HttpResponse, new: OrganisationNew) -> OrganisationOut:
    """The record is seen by the register's keepers until it is published."""
    if not asker(request).has_perm("organisations.add_organisation"):
        raise not_permitted()
    for place, one in enumerate(new.identifiers):
        _check_identifier(one, f"/identifiers/{place}")
    organisation = create_organisation(
        kind=new.kind, names=new.names.given(), identifiers=[(one.scheme, one.value) for one in new.identifiers],
        by=member(request), on=today(), **new.columns(),
    )  # fmt: skip
    return answer(request, organisation, response)


def _check_identifier(one: IdentifierIn, pointer: str) -> None:
    try:
        get_scheme(one.scheme).validate(one.value)
    except KeyError:
        raise invalid_value(
            f"{pointer}/scheme", _("There is no such scheme. The list is under /codes/schemes.")
        ) from None
    except InvalidIdentifier as invalid:
        raise invalid_value(f"{pointer}/value", invalid.message, invalid.code) from None


@router.patch(
    "/organisations/{int:pk}",
    auth=WRITE,
    response=OrganisationOut,
    openapi_extra=OF_RECORD,
    summary="Change an organisation",
)
def change_organisation(request: HttpRequest, pk: Key, change: OrganisationChange) -> OrganisationOut:
    """Changes the members that are given. Everything or nothing is written."""
    organisation = editable(request, pk)
    version = expected_version(request)
    values = change.columns()
    for name in ("kind", "status"):
        if (value := getattr(change, name)) is not None:
            values[name] = str(value)
    changed = update_organisation(
        organisation=organisation, values=values, names=change.names.given() if change.names else None,
        renamed=change.renamed, by=member(request), on=today(), expected_version=version,
    )  # fmt: skip
    return answer(request, changed)


@router.post("/organisations/{int:pk}/publish", auth=WRITE, response=OrganisationOut, summary="Publish an organisation")
def publish(request: HttpRequest, pk: Key) -> OrganisationOut:
    organisation = organisation_for(request, pk, "organisations.publish_organisation")
    return answer(request, publish_organisation(organisation=organisation, by=member(request)))


@router.post(
    "/organisations/{int:pk}/unpublish", auth=WRITE, response=OrganisationOut, summary="Take back from the public"
)
def unpublish(request: HttpRequest, pk: Key) -> OrganisationOut:
    organisation = organisation_for(request, pk, "organisations.publish_organisation")
    return answer(request, unpublish_organisation(organisation=organisation, by=member(request)))


class MergeIn(Body):
    archived: Annotated[RecordNumber, Field(description="The record that goes into this one.")]


@router.post(
    "/organisations/{int:pk}/merge", auth=WRITE, response=OrganisationOut, summary="Merge a duplicate into this one"
)
def merge(request: HttpRequest, pk: Key, what: MergeIn) -> OrganisationOut:
    """Everything that belongs to the duplicate moves here; it is archived and nothing is deleted. For those who may
    change both records; others who merge over the register ask for it under `POST /duplicates`."""
    kept = visible_organisation(request, pk)
    if not asker(request).has_perm(MERGE):
        raise not_permitted()
    archived = organisations_visible_to(asker(request)).filter(pk=what.archived).first()
    if archived is None:
        raise invalid_value("/archived", _("There is no such record, or it is not shown to you."))
    check_may_merge(asker(request), kept, archived)
    merge_records(kept=kept, archived=archived, by=member(request))
    return answer(request, kept)


@router.post(
    "/organisations/{int:pk}/unmerge",
    auth=WRITE,
    response=OrganisationOut,
    summary="Undo the merge of a record into another",
)
def unmerge(request: HttpRequest, pk: Key) -> OrganisationOut:
    """`pk` is the record that was archived. It comes back with what still stands where the merge put it."""
    merges = merges_visible_to(asker(request)).filter(
        target_type=Organisation._meta.label_lower, archived_id=pk, undone_at__isnull=True
    )
    record = merges.order_by("-pk").first()
    if record is None:
        raise not_found()
    visible_organisation(request, record.kept_id)
    if not may_undo(asker(request), merges_told([record])[0]):
        raise not_permitted()
    return answer(request, undo_merge(record=record, by=member(request)))  # type: ignore[arg-type]
