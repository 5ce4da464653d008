"""Lists in pages that begin after the last row of the page before: as fast on the thousandth page as on the first."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field

from seriktes.common.api.problems import invalid_parameter
from seriktes.common.api.types import LARGEST_KEY, Shown

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")

MOST = 200
USUAL = 50


class PageAsked(BaseModel):
    limit: Annotated[int, Field(ge=1, le=MOST, description="Rows a page.")] = USUAL
    after: Annotated[
        str,
        Field(max_length=1000, description="Where the page begins: take it from `next` of the page before."),
    ] = ""


class Page(Shown, Generic[Item]):
    """One page of a list. `next` is the address of the next page, null on the last one."""

    items: list[Item]
    next: str | None
    total: int | None = Field(description="Rows of the whole list; null where nobody has counted them.")


Asked = Annotated[PageAsked, Query()]


@dataclass(frozen=True)
class Order:
    """The order of a list: a column and a direction, then the key. `column` may be `pk` itself."""

    column: str = "pk"
    descending: bool = False
    is_moment: bool = False

    def columns(self) -> list[str]:
        sign = "-" if self.descending else ""
        return [f"{sign}pk"] if self.column == "pk" else [f"{sign}{self.column}", f"{sign}pk"]


def cut_page(rows: QuerySet[Row], asked: PageAsked, order: Order) -> tuple[list[Row], str]:
    """The rows of the page, and the mark of its last row when more follow, else an empty text."""
    if asked.after:
        rows = rows.filter(_behind(_read_mark(asked.after, order), order))
    found = list(rows.order_by(*order.columns())[: asked.limit + 1])
    if len(found) <= asked.limit:
        return found, ""
    return found[:-1], _write_mark(found[-2], order)


def page_of(
    request: HttpRequest,
    response: HttpResponse,
    rows: QuerySet[Row],
    asked: PageAsked,
    order: Order,
    *,
    show: Callable[[list[Row]], Sequence[Any]],
    total: int | None = None,
) -> dict[str, Any]:
    """The page as `Page` shows it, and its links as headers (RFC 8288)."""
    found, mark = cut_page(rows, asked, order)
    following = _address(request, mark) if mark else None
    links = [f'<{_address(request, "")}>; rel="first"', *([f'<{following}>; rel="next"'] if following else [])]
    response["Link"] = ", ".join(links)
    return {"items": show(found), "next": following, "total": total}


def _address(request: HttpRequest, mark: str) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if mark:
        query["after"] = mark
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}" if query else request.path)


def _behind(place: Sequence[Any], order: Order) -> Q:
    compare = "lt" if order.descending else "gt"
    if order.column == "pk":
        return Q(**{f"pk__{compare}": place[-1]})
    column, key = place
    return Q(**{f"{order.column}__{compare}": column}) | Q(**{order.column: column, f"pk__{compare}": key})


def _write_mark(row: Model, order: Order) -> str:
    value = getattr(row, order.column)
    place: dict[str, Any] = {"by": order.columns()[0], "key": row.pk}
    if order.column != "pk":
        place["value"] = value.isoformat() if order.is_moment else value
    return base64.urlsafe_b64encode(json.dumps(place, ensure_ascii=False).encode()).decode().rstrip("=")


def _read_mark(mark: str, order: Order) -> list[Any]:
    try:
        return _place(json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))), order)
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        raise invalid_parameter(
            "after",
            _("This is not a mark of this list in this order. Follow `next`, or begin without `after`."),
            "mark",
        ) from None


def _place(mark: Any, order: Order) -> list[Any]:
    """What stands in a mark, checked as whatever comes from outside. Raises ValueError, KeyError or TypeError."""
    key = mark["key"]
    if mark["by"] != order.columns()[0] or type(key) is not int or not 0 < key <= LARGEST_KEY:
        raise ValueError(mark)
    if order.column == "pk":
        return [key]
    value = mark["value"]
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(mark)
    value.encode()  # a lone surrogate fails here and not in the database
    return [read_moment(value) if order.is_moment else value, key]


def read_moment(text: str) -> datetime:
    """A moment with its zone, of years that every database can hold. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1900 <= moment.year <= 2999:
        raise ValueError(text)
    return moment
