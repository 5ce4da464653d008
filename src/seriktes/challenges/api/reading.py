"""Challenges: the list, and one challenge."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.challenges.enums import ChallengeState, Confidentiality, Visibility
from seriktes.challenges.models import Challenge, ChallengeSubject, ChallengeText
from seriktes.challenges.queries import access
from seriktes.challenges.queries.board import ALL, Selection, listing_for_user
from seriktes.challenges.queries.challenges import takes_answers, takes_answers_until, ways_of
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_parameter, not_found
from seriktes.common.api.types import Day, DecimalOut, Key, Line, RecordNumber, Shown, decimal_out
from seriktes.common.api.versions import mark_version
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack

router = Router(tags=["challenges"])
READ = BearerToken(Scope.CHALLENGES_READ, anonymous=True)
Sort = Literal["id", "-id", "changed", "-changed"]


class ChallengeRefOut(Shown):
    """Another record, by its number and its name in the language of the request."""

    id: int
    name: str


def named(record: Any) -> ChallengeRefOut:
    return ChallengeRefOut(id=record.pk, name=str(record))


class ChallengeListed(Shown):
    """A problem that an organisation poses."""

    id: int
    title: str = Field(description="In the language of the request, else in the next that there is.")
    organisation: ChallengeRefOut
    state: ChallengeState
    language: Languages = Field(description="Of the original brief.")
    languages: list[Languages] = Field(description="In which it can be read.")
    visibility: Visibility
    confidentiality: Confidentiality
    subjects: list[str] = Field(description="Scheme and code, as `ford:2.3`.")
    region: str
    budget_from: DecimalOut | None
    budget_to: DecimalOut | None
    currency: str
    trl_from: int | None
    trl_to: int | None
    due_on: date | None = Field(description="The last day for answers.")
    decide_on: date | None = Field(description="By then all who answered hear the decision.")
    published_at: datetime | None
    archived_at: datetime | None
    number: str = Field(description="The asker's own number.")
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class BriefOut(Shown):
    """The words of a challenge in one language."""

    language: Languages
    title: str
    problem: str
    tried: str
    success: str
    constraints: str


class ChallengeOut(ChallengeListed):
    """The whole brief."""

    texts: list[BriefOut]
    confidentiality_note: str = Field(description="What is confidential, and how to treat it.")
    files: list[str] = Field(description="Names of the files; their content is under `files`.")
    takes_answers: bool
    takes_answers_until: datetime | None
    post: ChallengeRefOut | None = Field(
        description="The post that it lies with; null for others than the asking side."
    )
    answers: int | None = Field(description="How many were sent; null for others than the asking side.")
    is_asker: bool = Field(description="Whether you see it as the asking side.")
    ways: list[str] = Field(description="What you may do with it now: each is the end of an address below it.")


class ChallengesAsked(BaseModel):
    q: Annotated[Line, Field(description="Words of the brief or of the asker's name.")] = ""
    state: Annotated[list[ChallengeState], Field(max_length=5)] = []
    organisation: Annotated[list[RecordNumber], Field(max_length=50, description="Who asks.")] = []
    region: Annotated[list[Line], Field(max_length=30, description="ISO 3166-2 or the national code.")] = []
    subject: Annotated[Line, Field(description="Scheme and code, as `ford:2.3`, with what lies under it.")] = ""
    language: Annotated[list[Languages], Field(max_length=3, description="In which it can be read.")] = []
    due_from: Annotated[Day | None, Field(description="Takes answers until this day or later.")] = None
    due_until: Annotated[Day | None, Field(description="Takes answers until this day or earlier.")] = None
    archived: Annotated[bool, Field(description="Those in the archive instead of the others.")] = False
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


def order_of(sort: str) -> Order:
    by_change = sort.endswith("changed")
    return Order("changed_at" if by_change else "pk", descending=sort.startswith("-"), is_moment=by_change)


def changed_since(rows: QuerySet[Any], moment: AwareDatetime | None) -> QuerySet[Any]:
    if moment is None:
        return rows
    if not 1900 <= moment.year <= 2999:
        raise invalid_parameter("changed_since", _("Give a moment between the years 1900 and 2999."))
    return rows.filter(changed_at__gte=moment)


@router.get("/challenges", auth=READ, response=Page[ChallengeListed], summary="List of challenges")
def challenges(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[ChallengesAsked, Query()]
) -> dict[str, Any]:
    """Those that you may read: the published ones of your circle, those to which you are invited, and your own side's,
    drafts too. Give a filter several times to have any of its values."""
    rows = access.challenges_visible_to(asker(request)).filter(archived_at__isnull=not wanted.archived)
    given = {
        "state__in": [one.value for one in wanted.state], "organisation__in": wanted.organisation,
        "due_on__gte": wanted.due_from, "due_on__lte": wanted.due_until, "region__in": _regions(wanted.region),
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if wanted.language:
        texts = ChallengeText.objects.filter(
            challenge=OuterRef("pk"), language__in=[one.value for one in wanted.language]
        )
        rows = rows.filter(Exists(texts))
    if wanted.subject:
        scheme, _colon, code = wanted.subject.partition(":")
        under = Q(code=code) | Q(code__startswith=f"{code}.")
        rows = rows.filter(Exists(ChallengeSubject.objects.filter(under, challenge=OuterRef("pk"), scheme=scheme)))
    if wanted.q.strip():
        rows = rows.filter(pk__in=listing_for_user(asker(request), Selection(state=ALL, q=wanted.q)).pks)
    return page_of(
        request, response, with_everything(changed_since(rows, wanted.changed_since)), asked, order_of(wanted.sort),
        show=lambda found: [ChallengeListed(**listed(row)) for row in found],
    )  # fmt: skip


def _regions(codes: list[str]) -> list[str]:
    found = [get_pack().region(code) for code in codes]
    if None in found:
        raise invalid_parameter("region", _("There is no such region. The list is under /codes/regions."))
    return [region.code for region in found if region]


def with_everything(rows: QuerySet[Challenge]) -> QuerySet[Challenge]:
    texts = ChallengeText.objects.order_by("language")
    subjects = ChallengeSubject.objects.order_by("scheme", "code")
    return rows.select_related("organisation", "post").prefetch_related(
        Prefetch("texts", texts), Prefetch("subjects", subjects)
    )


def listed(row: Challenge) -> dict[str, Any]:
    """The members of `ChallengeListed`."""
    same = ("state", "language", "visibility", "confidentiality", "region", "currency", "trl_from", "trl_to", "due_on",
            "decide_on", "published_at", "archived_at", "number", "changed_at", "version", "title")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "id": row.pk, "organisation": named(row.organisation), "url": row.get_absolute_url(),
        "languages": [Languages(text.language) for text in row.texts.all()],
        "subjects": [f"{one.scheme}:{one.code}" for one in row.subjects.all()],
        "budget_from": decimal_out(row.budget_from), "budget_to": decimal_out(row.budget_to),
    }  # fmt: skip


@router.get("/challenges/{int:pk}", auth=READ, response=ChallengeOut, summary="One challenge")
def challenge(request: HttpRequest, pk: Key) -> ChallengeOut:
    return answer(request, visible_challenge(request, pk))


def visible_challenge(request: HttpRequest, pk: int) -> Challenge:
    found = with_everything(access.challenges_visible_to(asker(request))).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def answer(request: HttpRequest, record: Challenge, response: HttpResponse | None = None) -> ChallengeOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    row = with_everything(Challenge.objects.all()).get(pk=record.pk)
    permissions = access.permissions_on(asker(request), row.organisation_id, row.post_id)
    is_asker = access.VIEW in permissions
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/challenges/{row.pk}")
    is_open = row.state == ChallengeState.OPEN
    return ChallengeOut(
        **listed(row),
        texts=[
            BriefOut(**{name: getattr(text, name) for name in BriefOut.model_fields}) for text in row.texts.all()
        ],
        confidentiality_note=row.confidentiality_note,
        files=list(row.files.order_by("pk").values_list("name", flat=True)),
        takes_answers=takes_answers(row, timezone.now()),
        takes_answers_until=takes_answers_until(row) if is_open else None,
        post=named(row.post) if is_asker and row.post else None,
        answers=row.answers.filter(submitted_at__isnull=False).count() if is_asker else None, is_asker=is_asker,
        ways=[way.code for way in ways_of(row, permissions)],
    )  # fmt: skip
