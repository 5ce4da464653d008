from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_parameter, not_found
from seriktes.common.api.types import Key, Line
from seriktes.common.api.versions import mark_version
from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import InvalidIdentifier, get_pack
from seriktes.organisations.api.records import IDENTIFIERS, record_for_user
from seriktes.organisations.api.schemas import LiveStatus, OrganisationListed, OrganisationOut, listed
from seriktes.organisations.enums import OrganisationKind, Side
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.people import sort_column
from seriktes.organisations.queries.register import NONE, Selection, listing_for_user

router = Router(tags=["organisations"])
READ = BearerToken(Scope.ORGANISATIONS_READ, anonymous=True)
# Columns that only the whole record shows.
HEAVY = ("about_kk", "about_ru", "about_en", "provenance")


class OrganisationsAsked(BaseModel):
    q: Annotated[Line, Field(description="Words of the name, in any of the three languages and any spelling.")] = ""
    kind: Annotated[list[OrganisationKind], Field(max_length=20)] = []
    side: Annotated[list[Side], Field(max_length=4)] = []
    status: Annotated[list[LiveStatus], Field(max_length=3)] = []
    region: Annotated[list[Line], Field(max_length=30, description="ISO 3166-2 or the national code; `none`.")] = []
    sector: Annotated[
        list[Line], Field(max_length=30, description="Code of the classifier of activities; `none`.")
    ] = []
    identifier: Annotated[
        Line, Field(description="Scheme and value, as `ror:05krs5044`.", examples=["ror:05krs5044"])
    ] = ""
    published: bool | None = None
    changed_since: Annotated[
        AwareDatetime | None, Field(description="Changed at this moment or later: for keeping a copy up to date.")
    ] = None
    sort: Literal["name", "-name", "changed", "-changed", "id", "-id"] = "name"


def order_of(sort: str) -> Order:
    columns = {"name": sort_column(), "changed": "changed_at", "id": "pk"}
    name = sort.removeprefix("-")
    return Order(columns[name], descending=sort.startswith("-"), is_moment=name == "changed")


@router.get("/organisations", auth=READ, response=Page[OrganisationListed], summary="List of organisations")
def organisations(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[OrganisationsAsked, Query()]
) -> dict[str, Any]:
    """The organisations that you may see. Give a filter several times to have any of its values."""
    listing = listing_for_user(asker(request), _selection(wanted))
    rows, total = listing.rows, listing.facets.total
    is_counted = True
    if wanted.identifier:
        scheme, value = _identifier(wanted.identifier)
        rows = rows.filter(identifiers__scheme=scheme, identifiers__value=value, identifiers__archived_at__isnull=True)
        is_counted = False
    if wanted.changed_since:
        if not 1900 <= wanted.changed_since.year <= 2999:
            raise invalid_parameter("changed_since", _("Give a moment between the years 1900 and 2999."))
        rows = rows.filter(changed_at__gte=wanted.changed_since)
        is_counted = False
    return page_of(
        request, response, rows.defer(*HEAVY).prefetch_related(IDENTIFIERS), asked, order_of(wanted.sort),
        show=lambda found: [OrganisationListed(**listed(row)) for row in found], total=total if is_counted else None,
    )  # fmt: skip


def _selection(wanted: OrganisationsAsked) -> Selection:
    pack = get_pack()
    published = frozenset() if wanted.published is None else frozenset({"yes" if wanted.published else "no"})
    return Selection(
        side=frozenset(side.value for side in wanted.side),
        kind=frozenset(kind.value for kind in wanted.kind),
        status=frozenset(str(status) for status in wanted.status),
        region=_codes(
            "region", wanted.region, pack.region, _("There is no such region. The list is under /codes/regions.")
        ),
        sector=_codes(
            "sector", wanted.sector, pack.sector, _("There is no such sector. The list is under /codes/sectors.")
        ),
        published=published,
        q=wanted.q.strip(),
    )


def _codes(name: str, given: list[str], find: Any, refusal: Any) -> frozenset[str]:
    found = {code: NONE if code == NONE else getattr(find(code), "code", None) for code in given}
    if None in found.values():
        raise invalid_parameter(name, refusal)
    return frozenset(code for code in found.values() if code)


def _identifier(text: str) -> tuple[str, str]:
    code, _colon, value = text.partition(":")
    try:
        return code, get_scheme(code).validate(value)
    except KeyError:
        hint = _("Write the scheme, a colon and the value, as ror:05krs5044. The schemes are under /codes/schemes.")
        raise invalid_parameter("identifier", hint, "scheme") from None
    except InvalidIdentifier as invalid:
        raise invalid_parameter("identifier", invalid.message, invalid.code) from None


@router.get(
    "/organisations/{int:pk}",
    auth=READ,
    response={200: OrganisationOut, 307: None},
    summary="One organisation",
    url_name="organisation",
)
def organisation(request: HttpRequest, pk: Key) -> Any:
    """The whole record. A record that was merged into another leads to the kept one."""
    found = organisations_visible_to(asker(request)).prefetch_related(IDENTIFIERS).filter(pk=pk).first()
    if found is None:
        return _kept(request, pk)
    mark_version(request, found.version)
    return record_for_user(asker(request), found)


def _kept(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a merged record went, for those who may see it there. A merge can be undone: the way is not for ever."""
    merged = Organisation.objects.filter(pk=pk, merged_into__isnull=False).select_related("merged_into").first()
    while merged and merged.merged_into and merged.merged_into.merged_into_id:
        merged = Organisation.objects.select_related("merged_into").get(pk=merged.merged_into.pk)
    kept = merged.merged_into if merged else None
    if kept is None or not organisations_visible_to(asker(request)).filter(pk=kept.pk).exists():
        raise not_found()
    response = HttpResponse(status=307)
    response["Location"] = reverse("api-v1:organisation", args=[kept.pk])
    return response
