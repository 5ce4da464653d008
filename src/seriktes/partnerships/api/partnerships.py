"""Partnerships: the list, one record, adding and changing it, and where it stands."""

from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_parameter, invalid_value, not_permitted
from seriktes.common.api.types import Body, Day, Key, Line, Name, NamesIn, Prose, RecordNumber, ShortLine
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.common.packs import get_pack
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.people import sort_column
from seriktes.organisations.queries.search import targets_matching
from seriktes.partnerships.actions.partnerships import (
    Side,
    archive_partnership,
    change_partnership,
    create_partnership,
    end_partnership,
    move_stage,
    unarchive_partnership,
)
from seriktes.partnerships.api.records import (
    KEEP,
    Address,
    email_given,
    organisation_given,
    partnership_for,
    partnership_out,
    post_given,
    region_given,
    show_partnerships,
    unit_given,
    visible_partnership,
    with_sides,
)
from seriktes.partnerships.api.schemas import PartnershipListed, PartnershipOut
from seriktes.partnerships.enums import Form, Ground, Initiator, PartnershipStage
from seriktes.partnerships.models import Partnership, Party
from seriktes.partnerships.queries import access

router = Router(tags=["partnerships"])
READ = BearerToken(Scope.PARTNERSHIPS_READ, anonymous=True)
WRITE = BearerToken(Scope.PARTNERSHIPS_WRITE)
ADD = "partnerships.add_partnership"
# PartnershipColumns that only the whole record shows.
LONG = ("note", "ground_note", "end_reason", "provenance")
Sort = Literal["id", "-id", "changed", "-changed"]
Moving = Literal[
    PartnershipStage.CONTACT, PartnershipStage.TALKS, PartnershipStage.AGREEING, PartnershipStage.ACTIVE,
    PartnershipStage.PAUSED,
]  # fmt: skip


class PartnershipsAsked(BaseModel):
    q: Annotated[Line, Field(description="Words of the name, in any of the three languages and any spelling.")] = ""
    organisation: Annotated[
        list[RecordNumber], Field(max_length=50, description="A side of it, also one that has left.")
    ] = []
    form: Annotated[list[Form], Field(max_length=4)] = []
    region: Annotated[list[Line], Field(max_length=30, description="ISO 3166-2 or the national code.")] = []
    published: bool | None = None
    archived: Annotated[bool, Field(description="Those in the archive instead of the others.")] = False
    stage: Annotated[
        list[PartnershipStage],
        Field(max_length=6, description="This and what follows narrows the list to those that you see whole."),
    ] = []
    initiator: Annotated[list[Initiator], Field(max_length=4)] = []
    ground: Annotated[list[Ground], Field(max_length=5)] = []
    number: Annotated[Line, Field(description="The office's own number, exactly.")] = ""
    covered_before: Annotated[Day | None, Field(description="No agreement covers it on this day or later.")] = None
    silent_since: Annotated[
        Day | None, Field(description="Nothing that every side confirmed was done on this day or later.")
    ] = None
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Literal["name", "-name", "id", "-id", "changed", "-changed"] = "id"


def order_of(sort: str) -> Order:
    name = sort.removeprefix("-")
    column = {"id": "pk", "changed": "changed_at", "name": sort_column()}[name]
    return Order(column, descending=sort.startswith("-"), is_moment=name == "changed")


def changed_since(rows: QuerySet[Any], moment: AwareDatetime | None) -> QuerySet[Any]:
    if moment is None:
        return rows
    if not 1900 <= moment.year <= 2999:
        raise invalid_parameter("changed_since", _("Give a moment between the years 1900 and 2999."))
    return rows.filter(changed_at__gte=moment)


def regions_given(codes: list[str]) -> list[str]:
    found = [get_pack().region(code) for code in codes]
    if None in found:
        raise invalid_parameter("region", _("There is no such region. The list is under /codes/regions."))
    return [region.code for region in found if region]


@router.get("/partnerships", auth=READ, response=Page[PartnershipListed], summary="List of partnerships")
def partnerships(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[PartnershipsAsked, Query()]
) -> dict[str, Any]:
    """Those that you see whole, and the published ones. Give a filter several times to have any of its values."""
    rows = access.partnerships_visible_to(asker(request)).filter(archived_at__isnull=not wanted.archived)
    if inside := _inside(wanted):
        # What the public does not see cannot be found out by filtering either.
        whole = access.partnerships_inside(asker(request)).values("pk")
        rows = rows.filter(inside, pk__in=whole)
    rows = changed_since(rows.filter(_open(wanted)), wanted.changed_since)
    return page_of(
        request, response, with_sides(rows.defer(*LONG)), asked, order_of(wanted.sort),
        show=lambda found: show_partnerships(request, found),
    )  # fmt: skip


def _open(wanted: PartnershipsAsked) -> Q:
    """What anybody may ask of a published partnership."""
    found = Q()
    if wanted.q.strip():
        found &= Q(pk__in=targets_matching(wanted.q, target="partnership"))
    if wanted.organisation:
        found &= Q(Exists(Party.objects.filter(partnership=OuterRef("pk"), organisation__in=wanted.organisation)))
    if wanted.form:
        forms = Q()
        for form in wanted.form:
            forms |= Q(forms__icontains=f'"{form.value}"')
        found &= forms
    if wanted.region:
        found &= Q(region__in=regions_given(wanted.region))
    if wanted.published is not None:
        found &= Q(is_public=wanted.published)
    return found


def _inside(wanted: PartnershipsAsked) -> Q:
    found = Q()
    for name in ("stage", "initiator", "ground"):
        if values := getattr(wanted, name):
            found &= Q(**{f"{name}__in": values})
    if wanted.number:
        found &= Q(number=wanted.number)
    if wanted.covered_before:
        found &= Q(covered_until__isnull=True) | Q(covered_until__lt=wanted.covered_before)
    if wanted.silent_since:
        found &= Q(last_activity_on__isnull=True) | Q(last_activity_on__lt=wanted.silent_since)
    return found


@router.get("/partnerships/{int:pk}", auth=READ, response=PartnershipOut, summary="One partnership")
def partnership(request: HttpRequest, pk: Key) -> PartnershipOut:
    """The whole record; of a published one, others see its sides, forms, region and the kinds and dates of agreements."""
    return answer(request, visible_partnership(request, pk))


def answer(request: HttpRequest, record: Partnership, response: HttpResponse | None = None) -> PartnershipOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    shown = partnership_out(request, record.pk)
    mark_version(request, shown.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/partnerships/{record.pk}")
    return shown


# --- Adding and changing ----------------------------------------------------------------------------------------------
class SideIn(Body):
    organisation: RecordNumber
    unit: RecordNumber | None = None
    post: Annotated[RecordNumber | None, Field(description="The post that owns the relation on this side.")] = None
    contact_name: Annotated[Line, Field(description="Whom to write to where the side has no post.")] = ""
    contact_email: Address = ""
    joined_on: Day | None = None


class PartnershipColumns(Body):
    """What may be given of the record itself. A member that is left out stays as it is."""

    names: NamesIn | None = None
    forms: Annotated[list[Form], Field(max_length=4)] | None = None
    region: (
        Annotated[ShortLine, Field(description="ISO 3166-2 or the national code; an empty text for none.")] | None
    ) = None
    initiator: Initiator | Literal[""] | None = None
    ground: Annotated[Ground | Literal[""] | None, Field(description="Why it began.")] = None
    ground_note: Annotated[Name, Field(description="The act and article, the indicator, or who knew whom.")] | None = (
        None
    )
    note: Prose | None = None
    began_on: Annotated[Day | None, Field(description="Null takes it away.")] = None
    number: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None

    def columns(self) -> dict[str, Any]:
        """The columns that were given; null empties."""
        given = self.model_dump(
            include=self.model_fields_set & PartnershipColumns.model_fields.keys() - {"names", "forms"}
        )
        values = {name: "" if value is None and name != "began_on" else value for name, value in given.items()}
        if self.names:
            values |= {f"name_{code}": name for code, name in self.names.given().items()}
        if "forms" in self.model_fields_set:
            values["forms"] = [form.value for form in self.forms or []]
        if values.get("region"):
            values["region"] = region_given(values["region"])
        return {name: str(value) if isinstance(value, Initiator | Ground) else value for name, value in values.items()}


class PartnershipNew(PartnershipColumns):
    sides: Annotated[list[SideIn], Field(min_length=1, max_length=50, description="Two or more.")]
    stage: Moving = PartnershipStage.CONTACT
    proposed_by: Annotated[
        RecordNumber | None,
        Field(description="Your side that asks the others, who are to answer. Left out, it is entered as it is; who only "
              "speaks for an organisation always proposes."),
    ] = None  # fmt: skip


class PartnershipChange(PartnershipColumns):
    pass


@router.post("/partnerships", auth=WRITE, response={201: PartnershipOut}, summary="Add or propose a partnership")
def add_partnership(request: HttpRequest, response: HttpResponse, new: PartnershipNew) -> PartnershipOut:
    """One of the sides is an organisation for which you may begin partnerships."""
    user = member(request)
    if not user.has_perm(ADD):
        raise not_permitted()
    sides = [side_of_body(request, one, f"/sides/{place}") for place, one in enumerate(new.sides)]
    made = create_partnership(
        sides=sides, values=new.columns(), stage=str(new.stage), proposed_by=_proposer(request, new, sides), by=user,
        at=timezone.now(),
    )  # fmt: skip
    return answer(request, made, response)


def side_of_body(request: HttpRequest, given: SideIn, pointer: str) -> Side:
    organisation = organisation_given(request, given.organisation, f"{pointer}/organisation")
    return Side(
        organisation=organisation, unit=unit_given(organisation.pk, given.unit, f"{pointer}/unit"),
        post=post_given(organisation.pk, given.post, f"{pointer}/post"), contact_name=given.contact_name,
        contact_email=email_given(given.contact_email, f"{pointer}/contact_email"), joined_on=given.joined_on,
    )  # fmt: skip


def _proposer(request: HttpRequest, new: PartnershipNew, sides: list[Side]) -> Organisation | None:
    """The side that proposes; None where somebody who keeps partnerships enters one that there is."""
    grants = grants_for_user(asker(request))
    own = {side.organisation.pk: side.organisation for side in sides if grants.allow(ADD, side.organisation.pk)}
    if not own:
        raise invalid_value("/sides", _("Name an organisation of yours as one of the sides."))
    if new.proposed_by is not None:
        if new.proposed_by not in own:
            raise invalid_value("/proposed_by", _("This is none of the sides for which you may propose."))
        return own[new.proposed_by]
    return None if any(grants.allow(KEEP, pk) for pk in own) else next(iter(own.values()))


@router.patch(
    "/partnerships/{int:pk}",
    auth=WRITE,
    response=PartnershipOut,
    openapi_extra={"x-if-match": True},
    summary="Change a partnership",
)
def alter_partnership(request: HttpRequest, pk: Key, change: PartnershipChange) -> PartnershipOut:
    """Changes the members that are given. Everything or nothing is written."""
    record = partnership_for(request, pk)
    changed = change_partnership(
        partnership=record, expected_version=expected_version(request), values=change.columns(), by=member(request),
        at=timezone.now(),
    )  # fmt: skip
    return answer(request, changed)


# --- Where it stands --------------------------------------------------------------------------------------------------
class StageIn(Body):
    stage: Moving


class PartnershipEndIn(Body):
    on: Day
    reason: Annotated[Name, Field(description="Why it ended.")]


OPTIONAL = {"x-if-match": "optional"}


@router.post(
    "/partnerships/{int:pk}/stage", auth=WRITE, response=PartnershipOut, openapi_extra=OPTIONAL,
    summary="Move a partnership to another stage",
)  # fmt: skip
def move(request: HttpRequest, pk: Key, what: StageIn) -> PartnershipOut:
    """`stages` of the record says where it may go. One that has ended begins anew with `contact`."""
    moved = move_stage(
        partnership=partnership_for(request, pk), stage=str(what.stage), by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, moved)


@router.post(
    "/partnerships/{int:pk}/end", auth=WRITE, response=PartnershipOut, openapi_extra=OPTIONAL,
    summary="End a partnership",
)  # fmt: skip
def end(request: HttpRequest, pk: Key, what: PartnershipEndIn) -> PartnershipOut:
    """Not while an agreement binds its sides."""
    ended = end_partnership(
        partnership=partnership_for(request, pk), on=what.on, reason=what.reason, by=member(request),
        at=timezone.now(), expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, ended)


@router.post("/partnerships/{int:pk}/archive", auth=WRITE, response=PartnershipOut, summary="Archive a partnership")
def archive(request: HttpRequest, pk: Key) -> PartnershipOut:
    """One that has ended leaves the lists; nothing is deleted."""
    record = partnership_for(request, pk)
    return answer(request, archive_partnership(partnership=record, by=member(request), at=timezone.now()))


@router.post(
    "/partnerships/{int:pk}/unarchive",
    auth=WRITE,
    response=PartnershipOut,
    summary="Take a partnership out of the archive",
)
def unarchive(request: HttpRequest, pk: Key) -> PartnershipOut:
    record = partnership_for(request, pk)
    return answer(request, unarchive_partnership(partnership=record, by=member(request), at=timezone.now()))
