"""What the sides did together: the list, one record, noting it down, changing it, and its files."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import Problem, invalid_value, not_found, not_permitted
from seriktes.common.api.types import (
    Body,
    Currency,
    Day,
    DecimalIn,
    Key,
    Line,
    Prose,
    RecordNumber,
    ShortLine,
    decimal_out,
)
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.documents.actions.files import FileDamaged, content_of
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import people_visible_to
from seriktes.partnerships.actions.activities import TookPart, change_activity, note_activity, report_new_activity
from seriktes.partnerships.api.agreements import agreement_given
from seriktes.partnerships.api.partnerships import Sort, changed_since, order_of, regions_given
from seriktes.partnerships.api.records import (
    FILE_ANSWER,
    file_response,
    named,
    region_given,
    visible_activity,
    visible_partnership,
)
from seriktes.partnerships.api.schemas import ActivityListed, ActivityOut, FileOut, TookPartOut, WordOut, plain
from seriktes.partnerships.enums import ActivityRole, ActivityState, Form, Mode
from seriktes.partnerships.models import Activity, ActivityFile, Partnership
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.activities import ActivityRecord, record_for_user, reporting_sides

router = Router(tags=["activities"])
READ, WRITE = BearerToken(Scope.PARTNERSHIPS_READ), BearerToken(Scope.ACTIVITIES_WRITE)


class ActivitiesAsked(BaseModel):
    partnership: RecordNumber | None = None
    agreement: RecordNumber | None = None
    kind: Annotated[list[Line], Field(max_length=50, description="As under `/codes/activities`.")] = []
    form: Annotated[list[Form], Field(max_length=4)] = []
    mode: Annotated[list[Mode], Field(max_length=2)] = []
    state: Annotated[list[ActivityState], Field(max_length=5)] = []
    region: Annotated[list[Line], Field(max_length=30, description="ISO 3166-2 or the national code.")] = []
    number: Annotated[Line, Field(description="The office's own number, exactly.")] = ""
    ends_from: Annotated[Day | None, Field(description="Ended on this day or later.")] = None
    ends_until: Annotated[Day | None, Field(description="Ended on this day or earlier.")] = None
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/activities", auth=READ, response=Page[ActivityListed], summary="List of activities")
def activities(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[ActivitiesAsked, Query()]
) -> dict[str, Any]:
    """Those of the partnerships that you see whole, and those in which you took part. A draft is seen by the side that
    writes it."""
    given = {
        "partnership": wanted.partnership, "agreement": wanted.agreement, "kind__in": wanted.kind,
        "form__in": wanted.form, "mode__in": wanted.mode, "state__in": wanted.state, "number": wanted.number,
        "region__in": regions_given(wanted.region), "ends_on__gte": wanted.ends_from, "ends_on__lte": wanted.ends_until,
    }  # fmt: skip
    rows = access.activities_visible_to(asker(request))
    rows = changed_since(rows.filter(**{name: value for name, value in given.items() if value}), wanted.changed_since)
    return page_of(
        request, response, rows.defer("results", "provenance"), asked, order_of(wanted.sort),
        show=lambda found: [ActivityListed(**listed(row)) for row in found],
    )  # fmt: skip


def listed(row: Activity) -> dict[str, Any]:
    return {
        **plain(ActivityListed, row, "kind", "form", "mode", "title", "state", "starts_on", "ends_on", "currency",
                "participants", "region", "number", "reported_at", "confirmed_at", "changed_at", "version"),
        "id": row.pk, "partnership": row.partnership_id, "agreement": row.agreement_id,
        "hours": decimal_out(row.hours), "amount": decimal_out(row.amount), "url": row.get_absolute_url(),
    }  # fmt: skip


@router.get("/activities/{int:pk}", auth=READ, response=ActivityOut, summary="One activity")
def activity(request: HttpRequest, pk: Key) -> ActivityOut:
    return answer(request, visible_activity(request, pk))


def answer(request: HttpRequest, record: Activity, response: HttpResponse | None = None) -> ActivityOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    row = Activity.objects.select_related("partnership").get(pk=record.pk)
    shown = record_for_user(asker(request), row)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/activities/{row.pk}")
    return ActivityOut(
        **listed(row), **plain(ActivityOut, row, "mode_reason", "place", "results", "created_at"),
        sides=_words(shown), people=_people(request, shown), ways=ways_of(shown),
        files=[FileOut(**plain(FileOut, file, "name", "sha256", "at"), id=file.pk) for file in shown.files],
    )  # fmt: skip


def ways_of(shown: ActivityRecord) -> list[str]:
    """`change` stands for a change of the report; the others are addresses below the record."""
    words = {"confirm": shown.may_confirm_for, "dispute": shown.may_dispute_for, "change": shown.may_change}
    return [*(way.code for way in shown.ways), *(code for code, may in words.items() if may)]


def _words(shown: ActivityRecord) -> list[WordOut]:
    return [
        WordOut(
            **plain(WordOut, party, "confirmed_at", "disputed_at"), organisation=named(party.organisation),
            confirmed_by=party.confirmed_label if shown.sees_particulars else "",
            dispute=party.dispute if shown.sees_particulars else "",
        )
        for party in shown.parties
    ]  # fmt: skip


def _people(request: HttpRequest, shown: ActivityRecord) -> list[TookPartOut]:
    seen = set(people_visible_to(asker(request)).filter(pk__in=[one.person_id for one in shown.people])
               .values_list("pk", flat=True)) if shown.people else set()  # fmt: skip
    return [
        TookPartOut(
            person=one.person_id if one.person_id in seen else None, role=ActivityRole(one.role),
            name=one.person.name if one.person_id in seen else "", hours=decimal_out(one.hours),
        )
        for one in shown.people
    ]  # fmt: skip


@router.get(
    "/activities/{int:pk}/files/{int:part}",
    auth=READ,
    openapi_extra=FILE_ANSWER,
    summary="One file of an activity",
)
def file(request: HttpRequest, pk: Key, part: Key) -> HttpResponse:
    """As it was handed in; never one whose bytes are others by now."""
    shown = record_for_user(asker(request), visible_activity(request, pk))
    found = next((one for one in shown.files if one.pk == part), None)
    if found is None:
        raise not_found()
    return file_response(_content(found), found.name)


def _content(row: ActivityFile) -> bytes:
    try:
        return content_of(row)
    except FileNotFoundError as missing:
        raise not_found() from missing
    except FileDamaged as damaged:
        raise Problem(
            "conflict", _("The file is not the one that was handed in. Tell the office."), reason="damaged"
        ) from damaged


# --- Noting and changing ----------------------------------------------------------------------------------------------
class TookPartIn(Body):
    person: RecordNumber
    role: ActivityRole = ActivityRole.TAKES_PART
    hours: DecimalIn | None = None


class Told(Body):
    """What is said of an activity. A member that is left out stays as it is; null empties."""

    kind: Annotated[ShortLine, Field(description="As under `/codes/activities`.")] | None = None
    form: Annotated[Form | None, Field(description="Follows the kind if it is left out.")] = None
    mode: Annotated[Mode | None, Field(description="Follows the kind; another needs `mode_reason`.")] = None
    mode_reason: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    title: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    hours: Annotated[DecimalIn | None, Field(description="At most 9999999.99.")] = None
    amount: DecimalIn | None = None
    currency: Currency | None = None
    participants: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    place: Line | None = None
    region: Annotated[ShortLine, Field(description="ISO 3166-2 or the national code.")] | None = None
    results: Prose | None = None
    number: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    agreement: Annotated[RecordNumber | None, Field(description="Under which it was done.")] = None

    def columns(self, partnership: int) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.model_fields_set & Told.model_fields.keys()}
        for name, value in list(values.items()):
            if value is None and name in KEPT:
                del values[name]
            elif value is None and name not in NULLABLE:
                values[name] = ""
            elif isinstance(value, Form | Mode):
                values[name] = str(value)
        if values.get("region"):
            values["region"] = region_given(values["region"])
        if values.get("agreement"):
            values["agreement"] = agreement_given(partnership, values["agreement"], "/agreement")
        if values.get("hours") and values["hours"] >= 10**7:
            raise invalid_value("/hours", _("These are more hours than can be kept: at most 9999999.99."))
        return values


NULLABLE = frozenset({"hours", "amount", "participants", "agreement"})
# Without these there is no activity; null says nothing of them.
KEPT = frozenset({"kind", "form", "mode", "title", "starts_on", "ends_on"})
People = Annotated[list[TookPartIn], Field(max_length=500)]


class ActivityNew(Told):
    kind: Annotated[ShortLine, Field(description="As under `/codes/activities`.")]
    title: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")]
    starts_on: Day
    ends_on: Annotated[Day | None, Field(description="The day on which it began, if left out.")] = None
    organisation: Annotated[
        RecordNumber | None, Field(description="The side that reports; yours, where you report for one only.")
    ] = None
    sides: Annotated[
        list[RecordNumber],
        Field(max_length=50, description="The organisations that took part; none given: every side."),
    ] = []
    people: People = []
    is_draft: Annotated[bool, Field(description="Only noted down: seen by your side alone until it is reported.")] = (
        False
    )


@router.post("/partnerships/{int:pk}/activities", auth=WRITE, response={201: ActivityOut}, summary="Report an activity")
def new_activity(request: HttpRequest, response: HttpResponse, pk: Key, new: ActivityNew) -> ActivityOut:
    """It counts once every side that took part has confirmed it; the side that reports has given its word."""
    partnership = visible_partnership(request, pk)
    reporter = _reporter(reporting_sides(member(request), partnership), new.organisation)
    values = new.columns(pk)
    values.setdefault("ends_on", new.starts_on)
    write = note_activity if new.is_draft else report_new_activity
    made = write(
        partnership=partnership, reporter=reporter, values=values, at=timezone.now(), by=member(request),
        sides=_sides(partnership, new.sides), people=_people_given(request, new.people),
    )  # fmt: skip
    return answer(request, made, response)


def _reporter(sides: list[Organisation], asked: int | None) -> Organisation:
    """The side that says it: the one that is named, or the only one for which the asker may report."""
    if not sides:
        raise not_permitted()
    if asked is None and len(sides) > 1:
        raise invalid_value("/organisation", _("You report for several sides: say for which one."))
    found = next((side for side in sides if asked in (None, side.pk)), None)
    if found is None:
        raise invalid_value("/organisation", _("This is none of the sides for which you may report."))
    return found


def _sides(partnership: Partnership, given: list[int]) -> list[Organisation]:
    parties = partnership.parties.filter(organisation__in=given).select_related("organisation").order_by("pk")
    found = {party.organisation_id: party.organisation for party in parties}
    for place, pk in enumerate(given):
        if pk not in found:
            raise invalid_value(f"/sides/{place}", _("This organisation is no side of the partnership."))
    return [found[pk] for pk in dict.fromkeys(given)]


def _people_given(request: HttpRequest, given: list[TookPartIn]) -> list[TookPart]:
    seen: dict[int, Person] = people_visible_to(asker(request)).in_bulk([one.person for one in given])
    for place, one in enumerate(given):
        if one.person not in seen:
            raise invalid_value(
                f"/people/{place}/person", _("There is no such person, or the person is not shown to you.")
            )
        if any(one.person == other.person for other in given[:place]):
            raise invalid_value(f"/people/{place}/person", _("This person is named twice."))
        if one.hours and one.hours >= 10**7:  # type: ignore[operator]
            raise invalid_value(
                f"/people/{place}/hours", _("These are more hours than can be kept: at most 9999999.99.")
            )
    return [TookPart(seen[one.person], one.role, one.hours) for one in given]  # type: ignore[arg-type]


class ActivityChange(Told):
    organisation: Annotated[
        RecordNumber | None, Field(description="The side that changes; yours, where you report for one only.")
    ] = None
    people: Annotated[People | None, Field(description="All of them, instead of those that are there.")] = None


@router.patch(
    "/activities/{int:pk}",
    auth=WRITE,
    response=ActivityOut,
    openapi_extra={"x-if-match": True},
    summary="Change an activity",
)
def alter_activity(request: HttpRequest, pk: Key, change: ActivityChange) -> ActivityOut:
    """Whatever others confirmed before was confirmed of another report: they are asked anew."""
    record = visible_activity(request, pk)
    reporter = _reporter(record_for_user(asker(request), record).reports_for, change.organisation)
    version = expected_version(request)
    changed = change_activity(
        activity=record, reporter=reporter, values=change.columns(record.partnership_id), at=timezone.now(),
        by=member(request), expected_version=version,
        people=None if change.people is None else _people_given(request, change.people),
    )  # fmt: skip
    return answer(request, changed)
