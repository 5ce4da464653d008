"""What the operations on events share: scopes, types, and finding what an operation is about."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import AwareDatetime, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Order
from seriktes.common.api.problems import invalid_parameter, invalid_value, not_found, not_permitted
from seriktes.common.api.types import LINES, ONE_LINE, Shown
from seriktes.gatherings.models import Exhibitor, Gathering, Ticket
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.exhibitors import permissions_on

router = Router(tags=["gatherings"])
READ = BearerToken(Scope.GATHERINGS_READ)
PUBLIC = BearerToken(Scope.GATHERINGS_READ, anonymous=True)
WRITE = BearerToken(Scope.GATHERINGS_WRITE)
OPTIONAL = {"x-if-match": "optional"}
NEEDED = {"x-if-match": True}
Sort = Literal["id", "-id", "changed", "-changed"]
# Years that the pages take too.
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(1990, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC),
                         json_schema_extra={"example": "2026-10-01T10:00:00+05:00"}),
]  # fmt: skip
Reason = Annotated[str, Field(max_length=300, pattern=LINES)]
Way = Annotated[str, Field(max_length=30, pattern=r"^[a-z_]+$", description="One of `ways`.")]
Email = Annotated[str, Field(max_length=254, pattern=ONE_LINE)]


class EventRefOut(Shown):
    """Another record, by its number and its name in the language of the request."""

    id: int
    name: str


def named(record: Any) -> EventRefOut:
    return EventRefOut(id=record.pk, name=str(record))


def order_of(sort: str) -> Order:
    by_change = sort.endswith("changed")
    return Order("changed_at" if by_change else "pk", descending=sort.startswith("-"), is_moment=by_change)


def changed_since(rows: Any, moment: datetime | None) -> Any:
    if moment is None:
        return rows
    if not 1900 <= moment.year <= 2999:
        raise invalid_parameter("changed_since", _("Give a moment between the years 1900 and 2999."))
    return rows.filter(changed_at__gte=moment)


def located(request: HttpRequest, response: HttpResponse | None, address: str) -> None:
    """Of what was made: where it stands."""
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1{address}")


def visible_gathering(request: HttpRequest, pk: int, permission: str = "") -> Gathering:
    """With a `permission`, for whoever holds it on the event; who sees the event and does not is refused."""
    rows = access.gatherings_visible_to(asker(request)).select_related("organisation", "post", "follows")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    if permission and not access.may(asker(request), permission, found):
        raise not_permitted()
    return found


def visible_exhibitor(
    request: HttpRequest, pk: int, part: int, permission: str = "", *, own: bool = False
) -> Exhibitor:
    """`own`: for its own people alone, not for the organiser."""
    rows = access.exhibitors_visible_to(asker(request)).select_related("organisation", "gathering__organisation")
    found = rows.filter(pk=part, gathering=pk).first()
    if found is None:
        raise not_found()
    if permission and permission not in permissions_on(asker(request), found):
        raise not_permitted()
    if own and not access.may(asker(request), access.TAKE_PART, found):
        raise not_permitted()
    return found


def visible_ticket(request: HttpRequest, pk: int, *, own: bool = False) -> Ticket:
    found = access.tickets_visible_to(asker(request)).filter(pk=pk).select_related("gathering__organisation").first()
    if found is None:
        raise not_found()
    if own and not access.is_own_ticket(asker(request), found):
        raise not_permitted()
    return found


def chosen(rows: Any, pk: int, pointer: str) -> Any:
    """A record that the body names, of those that may be named."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("There is no such record, or it is not shown to you."))
    return found
