"""Events for programs: the list, one, its stands, and how the organiser keeps it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_value, not_permitted
from seriktes.common.api.types import (
    LINES,
    ONE_LINE,
    Body,
    Currency,
    DecimalIn,
    DecimalOut,
    Key,
    NamesIn,
    NamesOut,
    RecordNumber,
    Shown,
    decimal_out,
)
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.common.models import Languages
from seriktes.gatherings.actions import gatherings as actions
from seriktes.gatherings.actions.plan import Place, set_plan
from seriktes.gatherings.api.shared import (
    NEEDED,
    OPTIONAL,
    PUBLIC,
    WRITE,
    EventRefOut,
    Moment,
    Reason,
    Sort,
    Way,
    changed_since,
    chosen,
    located,
    named,
    order_of,
    router,
    visible_gathering,
)
from seriktes.gatherings.enums import Audience, GatheringKind, GatheringState
from seriktes.gatherings.models import Gathering, Stand
from seriktes.gatherings.queries import access
from seriktes.gatherings.workflow import GATHERING
from seriktes.organisations.models import Organisation, Post

About = Annotated[str, Field(max_length=4000, pattern=LINES)]
Label = Annotated[str, Field(min_length=1, max_length=12, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
Step = Annotated[int, Field(ge=0, le=59)]
Size = Annotated[int, Field(ge=1, le=60)]
MOST_STANDS = 600


class GatheringOut(Shown):
    """A fair, a networking event or a hackathon of one year."""

    id: int
    kind: GatheringKind
    state: GatheringState
    audience: Audience
    organiser: EventRefOut
    post: EventRefOut | None = Field(description="The post that looks after it; null for others than the organiser.")
    names: NamesOut
    about: NamesOut
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    region: str
    register_until: datetime | None
    capacity: int | None = Field(description="Places for visitors; null: as many as come.")
    fee: DecimalOut | None
    currency: str
    follows: int | None = Field(description="The event of the time before.")
    door_key: str = Field(description="The public key by which tickets are checked: ECDSA, P-256, SPKI in base64url.")
    public_id: str = Field(description="By which tickets name it.")
    ways: list[str] = Field(description="What you may do with it now, for `move`.")
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class EventAbout(Body):
    """A text by language; a language that is left out keeps its text, an empty text takes it away."""

    kk: About | None = None
    ru: About | None = None
    en: About | None = None


class EventTerms(Body):
    """A member that is left out stays as it is; null empties where that is possible."""

    audience: Audience | None = None
    names: NamesIn | None = None
    about: EventAbout | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    place: Annotated[str, Field(max_length=300, pattern=ONE_LINE)] | None = None
    region: Annotated[str, Field(max_length=8, pattern=ONE_LINE)] | None = None
    register_until: Moment | None = None
    capacity: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    fee: DecimalIn | None = None
    currency: Currency | None = None
    post: RecordNumber | None = None

    def columns(self, organisation: int) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.model_fields_set & set(EventTerms.model_fields)}
        values: dict[str, Any] = {}
        for name, value in given.items():
            if name in ("names", "about"):
                texts = value.model_dump(exclude_unset=True) if value else {}
                values |= {f"{name.removesuffix('s')}_{code}": text for code, text in texts.items() if text is not None}
            elif name == "post":
                posts = Post.objects.filter(organisation=organisation)
                values["post"] = None if value is None else chosen(posts, value, "/post")
            elif name in ("place", "region", "currency"):
                values[name] = value or ""
            elif name != "audience" or value is not None:
                values[name] = value
        return values


class EventNew(EventTerms):
    organiser: RecordNumber
    kind: GatheringKind
    names: NamesIn


class EventMove(Body):
    way: Way
    reason: Reason = ""


class EventCopy(Body):
    starts_at: Moment
    ends_at: Moment
    invite: Annotated[bool, Field(description="Whether those who exhibited are invited again.")] = True


class EventsAsked(BaseModel):
    kind: Annotated[list[GatheringKind], Field(max_length=3)] = []
    state: Annotated[list[GatheringState], Field(max_length=4)] = []
    organiser: Annotated[list[RecordNumber], Field(max_length=50)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/gatherings", auth=PUBLIC, response=Page[GatheringOut], summary="List of events")
def gatherings(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[EventsAsked, Query()]
) -> dict[str, Any]:
    """What is announced to you, and where you take part; drafts of your own side. Archived ones are left out."""
    rows = access.gatherings_visible_to(asker(request)).filter(archived_at__isnull=True)
    given = {
        "kind__in": [one.value for one in wanted.kind], "state__in": [one.value for one in wanted.state],
        "organisation__in": wanted.organiser,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    return page_of(
        request, response, changed_since(rows, wanted.changed_since).select_related("organisation", "post"), asked,
        order_of(wanted.sort), show=lambda found: [_shown(request, row) for row in found],
    )  # fmt: skip


def _shown(request: HttpRequest, row: Gathering) -> GatheringOut:
    user = asker(request)
    is_keeper, is_inside = access.may(user, access.KEEP, row), access.may(user, access.VIEW, row)
    same = ("starts_at", "ends_at", "place", "region", "register_until", "capacity", "currency", "door_key", "changed_at",
            "version")  # fmt: skip
    return GatheringOut(
        **{name: getattr(row, name) for name in same},
        id=row.pk, kind=GatheringKind(row.kind), state=GatheringState(row.state), audience=Audience(row.audience),
        organiser=named(row.organisation), post=named(row.post) if row.post and (is_keeper or is_inside) else None,
        names=NamesOut(**row.names_by_language), fee=decimal_out(row.fee), follows=row.follows_id,
        about=NamesOut(**{code: getattr(row, f"about_{code}") for code in Languages.values}),
        public_id=str(row.public_id), url=row.get_absolute_url(),
        ways=[way.code for way in GATHERING.ways_from(row.state)] if is_keeper and row.archived_at is None else [],
    )  # fmt: skip


def answer(request: HttpRequest, record: Gathering, response: HttpResponse | None = None) -> GatheringOut:
    mark_version(request, record.version)
    located(request, response, f"/gatherings/{record.pk}")
    return _shown(request, record)


@router.get("/gatherings/{int:pk}", auth=PUBLIC, response=GatheringOut, summary="One event")
def gathering(request: HttpRequest, pk: Key) -> GatheringOut:
    return answer(request, visible_gathering(request, pk))


@router.post("/gatherings", auth=WRITE, response={201: GatheringOut}, summary="Draft an event")
def draft(request: HttpRequest, response: HttpResponse, new: EventNew) -> GatheringOut:
    """A draft: others see it once it is announced."""
    user = member(request)
    own = Organisation.objects.filter(pk__in=access.own_organisations(user, access.KEEP))
    if not own.exists() and not access.sees_all(user, access.KEEP):
        raise not_permitted()
    home = chosen(
        Organisation.objects.all() if access.sees_all(user, access.KEEP) else own, new.organiser, "/organiser"
    )
    values = {"kind": new.kind.value} | new.columns(home.pk)
    return answer(
        request, actions.draft_gathering(organisation=home, values=values, by=user, at=timezone.now()), response
    )


@router.patch(
    "/gatherings/{int:pk}", auth=WRITE, response=GatheringOut, openapi_extra=NEEDED, summary="Change an event"
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: EventTerms) -> GatheringOut:
    record = visible_gathering(request, pk, access.KEEP)
    changed = actions.change_gathering(
        gathering=record, values={"kind": record.kind} | terms.columns(record.organisation_id), by=member(request),
        at=timezone.now(), expected_version=expected_version(request),
    )  # fmt: skip
    return answer(request, changed)


@router.post(
    "/gatherings/{int:pk}/move",
    auth=WRITE,
    response=GatheringOut,
    openapi_extra=OPTIONAL,
    summary="Move an event to another state",
)
def move(request: HttpRequest, pk: Key, what: EventMove) -> GatheringOut:
    """`way` is one of its `ways`: `announce`, `finish`, `cancel` (with a reason: everybody who registered is told)."""
    record = visible_gathering(request, pk, access.KEEP)
    given: dict[str, Any] = {
        "gathering": record, "by": member(request), "at": timezone.now(), "expected_version": version_if_given(request)
    }  # fmt: skip
    if what.way == "announce":
        return answer(request, actions.announce(**given))
    if what.way == "finish":
        return answer(request, actions.finish(**given))
    if what.way == "cancel":
        return answer(request, actions.cancel(**given, reason=what.reason))
    raise invalid_value("/way", _("There is no such way."))


@router.post(
    "/gatherings/{int:pk}/copy", auth=WRITE, response={201: GatheringOut}, summary="Copy an event into the next year"
)
def copy(request: HttpRequest, response: HttpResponse, pk: Key, what: EventCopy) -> GatheringOut:
    """With its plan of stands and the terms of a hackathon; contacts, fees and leads stay with their year. With `invite`, the
    contacts of last time's exhibitors get a letter with a link."""
    record = visible_gathering(request, pk, access.KEEP)
    made = actions.copy_gathering(
        gathering=record, values={"starts_at": what.starts_at, "ends_at": what.ends_at}, invite=what.invite,
        by=member(request), at=timezone.now(),
    )  # fmt: skip
    return answer(request, made, response)


# --- Stands -----------------------------------------------------------------------------------------------------------
class StandOut(Shown):
    """A place on the plan, in steps of its grid."""

    id: int
    label: str
    x: int
    y: int
    width: int
    height: int
    price: DecimalOut | None = Field(description="Null: the fee of the event. Shown to the organiser.")
    is_free: bool
    exhibitor: EventRefOut | None = Field(description="Who has it, where you may know.")


class StandIn(Body):
    label: Label
    x: Step
    y: Step
    width: Size = 1
    height: Size = 1
    price: DecimalIn | None = None


class StandsIn(Body):
    stands: Annotated[list[StandIn], Field(max_length=MOST_STANDS, description="The whole plan.")]


@router.get("/gatherings/{int:pk}/stands", auth=PUBLIC, response=list[StandOut], summary="Plan of stands of an event")
def stands(request: HttpRequest, pk: Key) -> list[StandOut]:
    return _stands(request, visible_gathering(request, pk))


def _stands(request: HttpRequest, record: Gathering) -> list[StandOut]:
    is_keeper = access.may(asker(request), access.KEEP, record)
    shown = access.exhibitors_shown(record) | access.exhibitors_visible_to(asker(request)).filter(gathering=record)
    known = set(shown.values_list("pk", flat=True))
    rows = Stand.objects.filter(gathering=record).select_related("exhibitor__organisation").order_by("y", "x", "pk")
    return [
        StandOut(
            **{name: getattr(one, name) for name in ("label", "x", "y", "width", "height")}, id=one.pk,
            price=decimal_out(one.price) if is_keeper else None, is_free=one.exhibitor_id is None,
            exhibitor=named(one.exhibitor) if one.exhibitor and one.exhibitor_id in known else None,
        )
        for one in rows
    ]  # fmt: skip


@router.put(
    "/gatherings/{int:pk}/stands", auth=WRITE, response=list[StandOut], summary="Write the plan of stands of an event"
)
def plan(request: HttpRequest, pk: Key, sent: StandsIn) -> list[StandOut]:
    """All of it. A stand that is left out is taken away, unless an exhibitor has it (`stand_in_use`)."""
    record = visible_gathering(request, pk, access.KEEP)
    places = [
        Place(one.label, one.x, one.y, one.width, one.height, Decimal(one.price) if one.price is not None else None)
        for one in sent.stands
    ]
    set_plan(gathering=record, places=places, by=member(request))
    return _stands(request, record)
