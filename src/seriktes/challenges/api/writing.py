"""Posing a challenge: a brief is drafted, changed and published."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.challenges.actions.challenges import (
    SUBJECTS_AT_MOST,
    change_challenge,
    draft_challenge,
    publish_challenge,
)
from seriktes.challenges.api.reading import ChallengeOut, answer, router, visible_challenge
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import Confidentiality, Visibility
from seriktes.challenges.models import Challenge
from seriktes.challenges.queries import access
from seriktes.common.api.problems import invalid_value, not_permitted
from seriktes.common.api.types import LINES, ONE_LINE, Body, Currency, Day, DecimalIn, Key, Line, RecordNumber
from seriktes.common.api.versions import expected_version, version_if_given
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.expertise.definitions.subjects import subject
from seriktes.organisations.models import Post
from seriktes.organisations.queries.access import organisations_visible_to

WRITE = BearerToken(Scope.CHALLENGES_WRITE)
OPTIONAL = {"x-if-match": "optional"}
Level = Annotated[int, Field(ge=1, le=9)]
# Columns that have a value whatever happens, and those that are emptied to nothing and not to an empty text.
NEVER_EMPTY = frozenset({"language", "visibility", "confidentiality"})
TO_NONE = frozenset({"post", "budget_from", "budget_to", "trl_from", "trl_to", "due_on", "decide_on"})


class BriefIn(Body):
    """The words of a challenge in one language."""

    title: Line
    problem: Annotated[str, Field(max_length=3000, pattern=LINES)] = ""
    tried: Annotated[str, Field(max_length=1500, pattern=LINES)] = ""
    success: Annotated[str, Field(max_length=1500, pattern=LINES)] = ""
    constraints: Annotated[str, Field(max_length=1500, pattern=LINES)] = ""


class BriefsIn(Body):
    """The words by language: all that there are. A language that is left out is taken away."""

    kk: BriefIn | None = None
    ru: BriefIn | None = None
    en: BriefIn | None = None

    def given(self) -> dict[str, dict[str, str]]:
        return {code: value for code, value in self.model_dump().items() if value is not None}


class ChallengeTerms(Body):
    """A member that is left out stays as it is; null empties."""

    texts: BriefsIn | None = None
    language: Annotated[Languages | None, Field(description="Of the original brief.")] = None
    post: Annotated[RecordNumber | None, Field(description="The post of the asker that it lies with.")] = None
    visibility: Visibility | None = None
    confidentiality: Confidentiality | None = None
    confidentiality_note: Annotated[str, Field(max_length=2000, pattern=LINES)] | None = None
    budget_from: DecimalIn | None = None
    budget_to: DecimalIn | None = None
    currency: Currency | None = None
    trl_from: Level | None = None
    trl_to: Level | None = None
    region: Annotated[Line | None, Field(description="ISO 3166-2 or the national code.")] = None
    due_on: Annotated[Day | None, Field(description="The last day for answers.")] = None
    decide_on: Day | None = None
    number: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = None
    subjects: Annotated[
        list[Line], Field(max_length=SUBJECTS_AT_MOST, description="Scheme and code, as `ford:2.3`.")
    ] | None = None  # fmt: skip

    def columns(self, organisation: int) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.model_fields_set & COLUMNS}
        values: dict[str, Any] = {}
        for name, value in given.items():
            if value is None and name in NEVER_EMPTY:
                continue
            values[name] = "" if value is None and name not in TO_NONE else value
        if values.get("post"):
            values["post"] = post_given(organisation, values["post"])
        if values.get("region"):
            region = get_pack().region(values["region"])
            if region is None:
                raise invalid_value("/region", _("There is no such region. The list is under /codes/regions."))
            values["region"] = region.code
        return {name: str(value) if name in NEVER_EMPTY else value for name, value in values.items()}

    def subjects_given(self) -> list[tuple[str, str]] | None:
        if self.subjects is None:
            return None
        found = []
        for place, one in enumerate(self.subjects):
            scheme, _colon, code = one.partition(":")
            if subject(scheme, code) is None:
                raise invalid_value(f"/subjects/{place}", _("There is no such subject."))
            found.append((scheme, code))
        return found


COLUMNS = frozenset(ChallengeTerms.model_fields) - {"texts", "subjects"}


def post_given(organisation: int, pk: int) -> Post:
    found = Post.objects.filter(organisation=organisation, pk=pk).first()
    if found is None:
        raise invalid_value("/post", _("The organisation has no such post."))
    return found


class ChallengeNew(ChallengeTerms):
    organisation: Annotated[RecordNumber, Field(description="Who asks.")]
    language: Languages
    texts: BriefsIn


@router.post("/challenges", auth=WRITE, response={201: ChallengeOut}, summary="Draft a challenge")
def draft(request: HttpRequest, response: HttpResponse, new: ChallengeNew) -> ChallengeOut:
    """A draft may lack nearly everything; only the asking side sees it."""
    organisation = organisations_visible_to(asker(request)).filter(pk=new.organisation).first()
    if organisation is None:
        raise invalid_value("/organisation", _("There is no such organisation, or it is not shown to you."))
    if access.POST not in access.permissions_on(asker(request), organisation.pk):
        raise not_permitted()
    made = draft_challenge(
        organisation=organisation, values=new.columns(organisation.pk), texts=new.texts.given(), by=member(request),
        at=timezone.now(), subjects=new.subjects_given() or (),
    )  # fmt: skip
    return answer(request, made, response)


def own_challenge(request: HttpRequest, pk: int, permission: str = access.POST) -> Challenge:
    """Of the asker's own side, not archived."""
    found = visible_challenge(request, pk)
    if not access.may(asker(request), permission, found):
        raise not_permitted()
    if found.archived_at is not None:
        raise CannotChallenge("archived")
    return found


def moved(
    request: HttpRequest, pk: int, act: Callable[..., Challenge], *, permission: str = access.POST, **values: Any
) -> ChallengeOut:
    """Take one of the ways of a challenge, at the version that `If-Match` names where it is sent."""
    record = own_challenge(request, pk, permission)
    version = version_if_given(request)
    return answer(
        request, act(challenge=record, by=member(request), at=timezone.now(), expected_version=version, **values)
    )


@router.patch(
    "/challenges/{int:pk}", auth=WRITE, response=ChallengeOut, openapi_extra={"x-if-match": True},
    summary="Change a challenge",
)  # fmt: skip
def alter(request: HttpRequest, pk: Key, change: ChallengeTerms) -> ChallengeOut:
    """Once it is published, what an answer is measured by stays as it is: that is refused with the reason `frozen`."""
    record = own_challenge(request, pk)
    changed = change_challenge(
        challenge=record, values=change.columns(record.organisation_id), by=member(request), at=timezone.now(),
        expected_version=expected_version(request), texts=change.texts.given() if change.texts else None,
        subjects=change.subjects_given(),
    )  # fmt: skip
    return answer(request, changed)


@router.post(
    "/challenges/{int:pk}/publish", auth=WRITE, response=ChallengeOut, openapi_extra=OPTIONAL,
    summary="Publish a challenge",
)  # fmt: skip
def publish(request: HttpRequest, pk: Key) -> ChallengeOut:
    """Refused with the reason `not_ready` while the brief lacks what whoever answers needs; `detail` says what."""
    return moved(request, pk, publish_challenge)
