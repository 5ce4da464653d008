"""Posts of an organisation and who holds them: the same doors as on the pages."""

from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import Problem, invalid_value, not_found
from seriktes.common.api.types import Body, Key, NamesIn, NamesOut, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.organisations.actions.posts import add_post, appoint, change_post, close_post, end_holding
from seriktes.organisations.api.records import organisation_for, today, unit_given, visible_organisation
from seriktes.organisations.api.schemas import names_out
from seriktes.organisations.models import Organisation, Post, PostHolding
from seriktes.organisations.queries.members import PostRow, people_to_appoint, post_rows_for_user, posts_of

router = Router(tags=["posts"])
READ, WRITE = BearerToken(Scope.ORGANISATIONS_READ, anonymous=True), BearerToken(Scope.ORGANISATIONS_WRITE)
KEEPING = "organisations.manage_posts"


class HolderOut(Shown):
    person: int | None = Field(description="Null where the person is not shown to you.")
    name: str = Field(description="Empty where the person is not shown to you.")
    starts_on: date
    ends_on: date | None


class PostOut(Shown):
    """A post stays when the person goes."""

    id: int
    name: str
    names: NamesOut
    unit: int | None
    email: str = Field(description="Of the post, not of a person.")
    closed_on: date | None
    is_vacant: bool
    holder: HolderOut | None = Field(description="Who holds it today.")
    next_holder: HolderOut | None
    former: list[HolderOut] = Field(description="The latest first.")
    version: int


def _holder(row: PostRow, holding: PostHolding) -> HolderOut:
    is_shown = holding.person_id in row.visible
    return HolderOut(
        person=holding.person_id if is_shown else None,
        name=holding.person.name if is_shown else "",
        starts_on=holding.starts_on,
        ends_on=holding.ends_on,
    )


def _shown(row: PostRow) -> PostOut:
    post = row.post
    return PostOut(
        id=post.pk,
        name=post.name,
        names=names_out(post),
        unit=post.unit_id,
        email=post.email,
        closed_on=post.closed_on,
        is_vacant=row.is_vacant,
        holder=_holder(row, row.holder) if row.holder else None,
        next_holder=_holder(row, row.next_holder) if row.next_holder else None,
        former=[_holder(row, holding) for holding in row.former],
        version=post.version,
    )


@router.get("/organisations/{int:pk}/posts", auth=READ, response=Page[PostOut], summary="Posts of an organisation")
def posts(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    """Closed ones too, with `closed_on`."""
    rows = posts_of(visible_organisation(request, pk))

    def show(found: list[Post]) -> list[PostOut]:
        return [_shown(row) for row in post_rows_for_user(asker(request), found, today())]

    return page_of(request, response, rows, asked, Order(), show=show)


def _post(organisation: Organisation, pk: int) -> Post:
    found = posts_of(organisation).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _kept_post(request: HttpRequest, pk: int, part: int) -> Post:
    return _post(organisation_for(request, pk, KEEPING), part)


def _answer(request: HttpRequest, pk: int) -> PostOut:
    post = Post.objects.select_related("unit", "organisation").get(pk=pk)
    mark_version(request, post.version)
    (row,) = post_rows_for_user(asker(request), [post], today())
    return _shown(row)


@router.get("/organisations/{int:pk}/posts/{int:part}", auth=READ, response=PostOut, summary="One post")
def one_post(request: HttpRequest, pk: Key, part: Key) -> PostOut:
    return _answer(request, _post(visible_organisation(request, pk), part).pk)


Address = Annotated[str, Field(max_length=254, pattern=r"^[^\x00-\x1f\x7f]*$")]


class PostIn(Body):
    names: NamesIn
    unit: Annotated[RecordNumber | None, Field(description="Null for a post of the organisation as a whole.")] = None
    email: Annotated[Address, Field(description="Of the post, not of a person.")] = ""


class PostChange(Body):
    names: NamesIn | None = None
    unit: RecordNumber | None = None
    email: Address | None = None


def _values(organisation: Organisation, given: PostIn | PostChange) -> dict[str, Any]:
    """What `actions.posts` takes of the members that were given."""
    names = given.names.given() if given.names else {}
    values: dict[str, Any] = {f"name_{code}": name for code, name in names.items()}
    if "unit" in given.model_fields_set:
        unit = unit_given(organisation, given.unit, "/unit")
        if unit is not None and unit.closed_on is not None:
            raise invalid_value("/unit", _("This unit is closed. Choose another."))
        values["unit"] = unit
    if "email" in given.model_fields_set:
        values["email"] = _email(given.email or "")
    return values


def _email(value: str) -> str:
    try:
        if value.strip():
            validate_email(value.strip())
    except ValidationError:
        raise invalid_value("/email", _("This is not an e-mail address. Enter it as in office@example.org.")) from None
    return value.strip()


@router.post("/organisations/{int:pk}/posts", auth=WRITE, response={201: PostOut}, summary="Add a post")
def new_post(request: HttpRequest, response: HttpResponse, pk: Key, new: PostIn) -> PostOut:
    """It is vacant until somebody is appointed."""
    organisation = organisation_for(request, pk, KEEPING)
    made = add_post(organisation=organisation, values=_values(organisation, new), by=member(request))
    response["Location"] = request.build_absolute_uri(f"/api/v1/organisations/{pk}/posts/{made.pk}")
    return _answer(request, made.pk)


@router.patch(
    "/organisations/{int:pk}/posts/{int:part}",
    auth=WRITE,
    response=PostOut,
    openapi_extra={"x-if-match": True},
    summary="Change a post",
)
def alter_post(request: HttpRequest, pk: Key, part: Key, change: PostChange) -> PostOut:
    post = _kept_post(request, pk, part)
    version = expected_version(request)
    change_post(post=post, values=_values(post.organisation, change), by=member(request), expected_version=version)
    return _answer(request, part)


class AppointIn(Body):
    person: Annotated[RecordNumber, Field(description="One of the organisation's people of today, students left out.")]
    starts_on: date
    ends_on: Annotated[
        date | None, Field(description="Null while it lasts; an earlier holder is recorded with it.")
    ] = None


@router.post(
    "/organisations/{int:pk}/posts/{int:part}/appoint", auth=WRITE, response=PostOut, summary="Appoint somebody"
)
def fill_post(request: HttpRequest, pk: Key, part: Key, what: AppointIn) -> PostOut:
    """A post has at most one holder on any day."""
    post = _kept_post(request, pk, part)
    person = people_to_appoint(asker(request), post.organisation, today()).filter(pk=what.person).first()
    if person is None:
        raise invalid_value(
            "/person", _("Nobody of the organisation has this number, or the person is not shown to you.")
        )
    appoint(post=post, person=person, starts_on=what.starts_on, ends_on=what.ends_on, by=member(request))
    return _answer(request, part)


class LastDayIn(Body):
    on: Annotated[date, Field(description="The last day, which still counts.")]


@router.post(
    "/organisations/{int:pk}/posts/{int:part}/vacate",
    auth=WRITE,
    response=PostOut,
    summary="Say that the holder leaves",
)
def vacate(request: HttpRequest, pk: Key, part: Key, what: LastDayIn) -> PostOut:
    post = _kept_post(request, pk, part)
    holding = post.holdings.filter(ends_on__isnull=True).first()
    if holding is None:
        raise Problem(
            "conflict", _("Nobody holds the post, or the holder's last day is written down."), reason="vacant"
        )
    end_holding(holding=holding, on=what.on, by=member(request))
    return _answer(request, part)


@router.post("/organisations/{int:pk}/posts/{int:part}/close", auth=WRITE, response=PostOut, summary="Close a post")
def shut_post(request: HttpRequest, pk: Key, part: Key, what: LastDayIn) -> PostOut:
    """Whoever holds it leaves it on that day. Its history stays."""
    close_post(post=_kept_post(request, pk, part), on=what.on, by=member(request))
    return _answer(request, part)
