"""What hangs on an organisation: names, numbers, contacts, relations, units. Each write answers the whole record."""

from datetime import date
from typing import Annotated, Literal, TypeVar

from django.db.models import Manager, Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import invalid_value, not_found
from seriktes.common.api.types import Body, Key, Line, Name, NamesIn, RecordNumber
from seriktes.common.api.versions import expected_version
from seriktes.common.identifiers import get_scheme
from seriktes.organisations.actions.organisations import add_name, archive_name
from seriktes.organisations.actions.particulars import (
    add_channel,
    add_identifier,
    add_relation,
    archive_channel,
    archive_identifier,
    end_relation,
)
from seriktes.organisations.actions.units import add_unit, close_unit, move_unit, rename_unit
from seriktes.organisations.api.records import answer, editable, today, unit_given
from seriktes.organisations.api.schemas import OrganisationOut
from seriktes.organisations.api.writing import OF_RECORD, WRITE, IdentifierIn
from seriktes.organisations.enums import ChannelKind, NameKind, RelationKind
from seriktes.organisations.models import Organisation, Unit
from seriktes.organisations.queries.access import organisations_visible_to

router = Router(tags=["parts of an organisation"])
ADDED = {201: OrganisationOut}
Row = TypeVar("Row", bound=Model)


def _part(rows: "Manager[Row]", pk: int) -> Row:
    """One of the organisation's own rows that is still in use."""
    found = rows.filter(pk=pk, archived_at__isnull=True).first()
    if found is None:
        raise not_found()
    return found


class NameIn(Body):
    value: Annotated[Name, Field(pattern=r"\S", description="At least one character that is seen.")]
    language: Annotated[
        str, Field(pattern=r"^([a-z]{2,3})?$", description="ISO 639; an empty text when it is not known.")
    ]
    kind: Literal[NameKind.ALIAS, NameKind.ACRONYM, NameKind.FORMER]
    until: Annotated[date | None, Field(description="In use until then.")] = None


@router.post("/organisations/{int:pk}/names", auth=WRITE, response=ADDED, summary="Add another name")
def add_other_name(request: HttpRequest, response: HttpResponse, pk: Key, new: NameIn) -> OrganisationOut:
    """An alias, an acronym or a former name. Official names are changed with the record itself."""
    organisation = editable(request, pk)
    add_name(organisation=organisation, by=member(request), on=today(), **new.model_dump())
    return answer(request, organisation, response)


@router.delete(
    "/organisations/{int:pk}/names/{int:part}", auth=WRITE, response=OrganisationOut, summary="Take a name away"
)
def remove_name(request: HttpRequest, pk: Key, part: Key) -> OrganisationOut:
    organisation = editable(request, pk)
    archive_name(name=_part(organisation.names, part), by=member(request))
    return answer(request, organisation)


class IdentifierNew(IdentifierIn):
    is_preferred: bool = True


@router.post("/organisations/{int:pk}/identifiers", auth=WRITE, response=ADDED, summary="Add an identifier")
def add_number(request: HttpRequest, response: HttpResponse, pk: Key, new: IdentifierNew) -> OrganisationOut:
    organisation = editable(request, pk)
    try:
        get_scheme(new.scheme)
    except KeyError:
        raise invalid_value("/scheme", _("There is no such scheme. The list is under /codes/schemes.")) from None
    add_identifier(organisation=organisation, by=member(request), on=today(), **new.model_dump())
    return answer(request, organisation, response)


@router.delete(
    "/organisations/{int:pk}/identifiers/{int:part}",
    auth=WRITE,
    response=OrganisationOut,
    summary="Take an identifier away",
)
def remove_identifier(request: HttpRequest, pk: Key, part: Key) -> OrganisationOut:
    organisation = editable(request, pk)
    archive_identifier(identifier=_part(organisation.identifiers, part), by=member(request))
    return answer(request, organisation)


class ChannelIn(Body):
    kind: ChannelKind
    value: Name
    note: Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    is_public: bool = True


@router.post("/organisations/{int:pk}/channels", auth=WRITE, response=ADDED, summary="Add a contact")
def add_contact(request: HttpRequest, response: HttpResponse, pk: Key, new: ChannelIn) -> OrganisationOut:
    organisation = editable(request, pk)
    add_channel(organisation=organisation, by=member(request), on=today(), **new.model_dump())
    return answer(request, organisation, response)


@router.delete(
    "/organisations/{int:pk}/channels/{int:part}", auth=WRITE, response=OrganisationOut, summary="Take a contact away"
)
def remove_channel(request: HttpRequest, pk: Key, part: Key) -> OrganisationOut:
    organisation = editable(request, pk)
    archive_channel(channel=_part(organisation.channels, part), by=member(request))
    return answer(request, organisation)


class RelationIn(Body):
    kind: Annotated[RelationKind, Field(description="What the other organisation is to this one.")]
    other: Annotated[RecordNumber | None, Field(description="Its number, when it is in the register.")] = None
    other_label: Annotated[Line, Field(description="Its name, when it is not.")] = ""
    since: date | None = None


@router.post("/organisations/{int:pk}/relations", auth=WRITE, response=ADDED, summary="Add a relation")
def relate(request: HttpRequest, response: HttpResponse, pk: Key, new: RelationIn) -> OrganisationOut:
    organisation = editable(request, pk)
    other: Organisation | None = None
    if new.other is not None:
        other = organisations_visible_to(asker(request)).filter(pk=new.other).first()
        if other is None:
            raise invalid_value("/other", _("There is no such record, or it is not shown to you."))
    add_relation(
        organisation=organisation, kind=new.kind, other=other, other_label=new.other_label, since=new.since,
        by=member(request), on=today(),
    )  # fmt: skip
    return answer(request, organisation, response)


@router.delete(
    "/organisations/{int:pk}/relations/{int:part}", auth=WRITE, response=OrganisationOut, summary="End a relation"
)
def remove_relation(request: HttpRequest, pk: Key, part: Key) -> OrganisationOut:
    organisation = editable(request, pk)
    end_relation(relation=_part(organisation.relations, part), by=member(request))
    return answer(request, organisation)


class UnitIn(Body):
    names: NamesIn
    parent: RecordNumber | None = None


class UnitChange(Body):
    """`parent` null hangs the unit at the top; left out, it stays where it is."""

    names: NamesIn | None = None
    parent: RecordNumber | None = None


def _unit(organisation: Organisation, pk: int) -> Unit:
    found = organisation.units.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


@router.post("/organisations/{int:pk}/units", auth=WRITE, response=ADDED, summary="Add a unit")
def new_unit(request: HttpRequest, response: HttpResponse, pk: Key, new: UnitIn) -> OrganisationOut:
    organisation = editable(request, pk)
    parent = unit_given(organisation, new.parent, "/parent")
    add_unit(organisation=organisation, names=new.names.given(), parent=parent, by=member(request))
    return answer(request, organisation, response)


@router.patch(
    "/organisations/{int:pk}/units/{int:part}",
    auth=WRITE,
    response=OrganisationOut,
    openapi_extra=OF_RECORD,
    summary="Rename or move a unit",
)
def change_unit(request: HttpRequest, pk: Key, part: Key, change: UnitChange) -> OrganisationOut:
    """If-Match holds the version of the unit: `"v2-0"` for version 2."""
    organisation = editable(request, pk)
    unit = _unit(organisation, part)
    version = expected_version(request)
    names = {code: getattr(unit, f"name_{code}") for code in ("kk", "ru", "en")}
    if change.names is not None:
        names |= change.names.given()
    parent = unit_given(organisation, change.parent, "/parent")
    unit = rename_unit(unit=unit, names=names, by=member(request), expected_version=version)
    if "parent" in change.model_fields_set:
        move_unit(unit=unit, parent=parent, by=member(request))
    return answer(request, organisation)


class CloseIn(Body):
    on: date


@router.post(
    "/organisations/{int:pk}/units/{int:part}/close", auth=WRITE, response=OrganisationOut, summary="Close a unit"
)
def shut_unit(request: HttpRequest, pk: Key, part: Key, what: CloseIn) -> OrganisationOut:
    organisation = editable(request, pk)
    unit = _unit(organisation, part)
    close_unit(unit=unit, by=member(request), on=what.on)
    return answer(request, organisation)
