"""What the operations on courses and councils share: tokens, small types, other records by their numbers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Order
from seriktes.common.api.problems import invalid_parameter, invalid_value, not_found, not_permitted
from seriktes.common.api.types import LARGEST_KEY, LINES, ONE_LINE, Body, Day, Shown
from seriktes.curriculum.queries import access
from seriktes.organisations.models import Organisation, Person, Post, Unit
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to

READ, WRITE = BearerToken(Scope.CURRICULUM_READ), BearerToken(Scope.CURRICULUM_WRITE)
OPTIONAL = {"x-if-match": "optional"}
Sort = Literal["id", "-id", "changed", "-changed"]
Reason = Annotated[str, StringConstraints(max_length=300, pattern=LINES)]
Code = Annotated[
    str, StringConstraints(max_length=60, pattern=ONE_LINE), Field(json_schema_extra={"example": "6B07101"})
]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^([^@\s\x00]+@[^@\s\x00]+)?$")]


def _of_our_time(moment: datetime) -> datetime:
    if not 1900 <= moment.year <= 2999:
        raise ValueError("Give a moment between the years 1900 and 2999.")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]


class RecordOut(Shown):
    """Another record, by its number and its name in the language of the request."""

    id: int
    name: str


class EducationReasonIn(Body):
    reason: Reason = ""


class ClosingIn(Body):
    on: Day


def named(record: Any) -> RecordOut:
    return RecordOut(id=record.pk, name=str(record))


def named_if(record: Any) -> RecordOut | None:
    return named(record) if record is not None else None


def order_of(sort: str) -> Order:
    by_change = sort.endswith("changed")
    return Order("changed_at" if by_change else "pk", descending=sort.startswith("-"), is_moment=by_change)


def changed_since(rows: Any, moment: datetime | None) -> Any:
    if moment is None:
        return rows
    if not 1900 <= moment.year <= 2999:
        raise invalid_parameter("changed_since", _("Give a moment between the years 1900 and 2999."))
    return rows.filter(changed_at__gte=moment)


# --- Records ----------------------------------------------------------------------------------------------------------
def found_or_404(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None:
        raise not_found()
    return found


def may(request: HttpRequest, permission: str, record: Any) -> None:
    if not access.may(asker(request), permission, record):
        raise not_permitted()


def own_university(request: HttpRequest, pk: int, permission: str) -> Organisation:
    """The organisation for which the asker may do it."""
    found = organisation_given(request, pk, "/university")
    if not asker(request).has_perm(permission, found):
        raise not_permitted()
    return found


def organisation_given(request: HttpRequest, pk: int, pointer: str = "/organisation") -> Organisation:
    found = organisations_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("There is no such organisation, or it is not shown to you."))
    return found


def person_given(request: HttpRequest, pk: int | None, pointer: str, organisation: int | None = None) -> Person | None:
    """One whom the asker may see; of an organisation, where it is named."""
    if pk is None:
        return None
    rows = people_visible_to(asker(request)).filter(pk=pk)
    if organisation is not None:
        rows = rows.filter(affiliations__organisation=organisation, affiliations__archived_at__isnull=True)
    found = rows.first()
    if found is None:
        raise invalid_value(pointer, _("There is no such person, or they are not shown to you."))
    return found


def post_given(organisation: int, pk: int | None, pointer: str = "/post") -> Post | None:
    return _part_of(Post, organisation, pk, pointer)


def unit_given(organisation: int, pk: int | None) -> Unit | None:
    return _part_of(Unit, organisation, pk, "/unit")


def _part_of(model: Any, organisation: int, pk: int | None, pointer: str) -> Any:
    if pk is None:
        return None
    return record_given(model.objects.filter(organisation=organisation), pk, pointer)


def record_given(rows: QuerySet[Any], pk: int, pointer: str) -> Any:
    """One of the rows that fit here."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("The organisation has none of this number."))
    return found


def records_given(rows: QuerySet[Any], pks: list[int], pointer: str) -> list[Any]:
    found = rows.in_bulk(pks)
    missing = next((place for place, pk in enumerate(pks) if pk not in found), None)
    if missing is not None:
        raise invalid_value(f"{pointer}/{missing}", _("The organisation has none of this number."))
    return list(found.values())
