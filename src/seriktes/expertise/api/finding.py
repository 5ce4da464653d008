"""Who can help with a need told in plain words, and why."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.common.api.types import LINES, Line, RecordNumber, Shown
from seriktes.common.models import Languages
from seriktes.expertise.api.schemas import EvidenceRefOut, named
from seriktes.expertise.definitions.experience import Experience
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.queries.coverage import public_coverage
from seriktes.expertise.queries.finding import Finding, Why, find_evidence, find_experts, find_units

router = Router(tags=["expertise"])
READ = BearerToken(Scope.EXPERTISE_READ, anonymous=True)


class ExpertiseAsked(BaseModel):
    q: Annotated[
        str, Field(max_length=2000, pattern=LINES, description="The need, in Kazakh, Russian or English.")
    ]  # fmt: skip
    find: Literal["experts", "units", "evidence"] = "experts"
    kind: Annotated[list[EvidenceKind], Field(max_length=8)] = []
    region: Annotated[list[Line], Field(max_length=30, description="ISO 3166-2.")] = []
    organisation: Annotated[list[RecordNumber], Field(max_length=20)] = []
    subject: Annotated[list[Line], Field(max_length=20, description="Scheme and code, as `ford:2.3`.")] = []
    language: Annotated[list[Languages], Field(max_length=3, description="Of the evidence.")] = []
    experience: Annotated[
        bool, Field(description="Count confirmed work with industry into the order of experts. It is told anyway.")
    ] = False
    limit: Annotated[int, Field(ge=1, le=50)] = 10
    skip: Annotated[int, Field(ge=0, le=500)] = 0


class MatchOut(Shown):
    """A word of the need and the word that it met."""

    said: str
    met: str
    bridge: str = Field(description="By what they met where they are not of one language; else empty.")


class WhyOut(Shown):
    """One document that speaks for what was found. Without `evidence`: the person's own profile."""

    evidence: EvidenceRefOut | None
    kind: EvidenceKind | None
    year: int | None
    share: float = Field(description="Of the score.")
    matches: list[MatchOut]


class ExperienceOut(Shown):
    """Work with industry that every side confirmed."""

    activities: int
    companies: int
    last_on: date | None


class ExpertFound(Shown):
    id: int
    name: str
    score: float = Field(description="From 0 to 1.")
    organisations: list[EvidenceRefOut]
    experience: ExperienceOut | None
    reasons: list[WhyOut]


class UnitFound(Shown):
    id: int
    name: str
    organisation: EvidenceRefOut
    score: float
    reasons: list[WhyOut]


class EvidenceFound(Shown):
    id: int
    name: str
    kind: EvidenceKind
    year: int | None
    organisation: EvidenceRefOut | None
    score: float
    matches: list[MatchOut]


class ExpertiseFound(Shown):
    """The best first. Only the list that `find` asks for is filled."""

    is_ready: bool = Field(description="False while there is no index yet: nothing is found then.")
    language: str = Field(description="In which the need was taken to be written.")
    heard: float = Field(
        description="Of which share of the need any document speaks. Each score is told as much of it as the documents "
        "behind that score speak of themselves."
    )
    unheard: list[str] = Field(description="The words of the need of which nothing that was found speaks.")
    total: int
    experts: list[ExpertFound]
    units: list[UnitFound]
    evidence: list[EvidenceFound]
    bridges: list[str]
    counts: dict[str, dict[str, int]] = Field(
        description="How many there are of each value of each filter, as if that filter were not set."
    )


@router.get(
    "/expertise/search", auth=READ, response=ExpertiseFound, summary="Find experts, units or evidence by a need"
)
def search(request: HttpRequest, wanted: Annotated[ExpertiseAsked, Query()]) -> ExpertiseFound:
    """As the search page: any of the three languages, only what you may see, and why each was found."""
    finding = _find(request, wanted) if wanted.q.strip() else Finding()
    return ExpertiseFound(
        is_ready=finding.is_ready, language=finding.language, total=finding.total,
        heard=finding.heard, unheard=list(finding.unheard),
        experts=[
            ExpertFound(
                id=one.person.pk, name=str(one.person), score=one.score * one.heard,
                reasons=_whys(one.reasons, one.heard),
                organisations=[
                    named(body) for body in {place.organisation_id: place.organisation for place in one.places}.values()
                ],
                experience=_experience(one.experience),
            )
            for one in finding.people
        ],
        units=[
            UnitFound(
                id=one.unit.pk, name=str(one.unit), organisation=named(one.unit.organisation), score=one.score * one.heard,
                reasons=_whys(one.reasons, one.heard),
            )
            for one in finding.units
        ],
        evidence=[
            EvidenceFound(
                id=one.evidence.pk, name=one.evidence.name, kind=EvidenceKind(one.evidence.kind),
                year=one.evidence.year, score=one.score * one.heard, matches=_matches(one.matches),
                organisation=named(one.evidence.organisation) if one.evidence.organisation else None,
            )
            for one in finding.evidence
        ],
        bridges=sorted(finding.bridges),
        counts={name: dict(counts.most_common(50)) for name, counts in finding.counts.items()},
    )  # fmt: skip


class CoverageOut(Shown):
    """What there is to be found, of what everybody may see."""

    experts: int
    organisations: int
    evidence: int
    kinds: dict[str, int]
    languages: dict[str, int] = Field(description="In which a title is there, of all evidence.")
    regions: dict[str, int] = Field(description="Experts by region, ISO 3166-2; one may stand in two.")


@router.get("/expertise/statistics", auth=READ, response=CoverageOut, summary="What there is to be found, in figures")
def statistics(request: HttpRequest) -> CoverageOut:  # noqa: ARG001
    """The same for everybody."""
    found = public_coverage(timezone.localdate())
    return CoverageOut(
        experts=found.experts, organisations=found.organisations, evidence=found.evidence,
        kinds={kind.value: count for kind, count in found.kinds}, languages=dict(found.languages),
        regions=dict(sorted(found.regions.items())),
    )  # fmt: skip


def _find(request: HttpRequest, wanted: ExpertiseAsked) -> Finding:
    user, kinds = asker(request), [kind.value for kind in wanted.kind]
    narrow: dict[str, Any] = {
        "regions": wanted.region, "organisations": wanted.organisation, "subjects": wanted.subject,
        "languages": [one.value for one in wanted.language], "limit": wanted.limit, "skip": wanted.skip,
    }  # fmt: skip
    if wanted.find == "experts":
        return find_experts(user, wanted.q, kinds=kinds, experience=wanted.experience, **narrow)
    if wanted.find == "units":
        return find_units(user, wanted.q, kinds=kinds, **narrow)
    return find_evidence(user, wanted.q, chosen_kinds=kinds, **narrow)


def _whys(reasons: Iterable[Why], heard: float) -> list[WhyOut]:
    return [
        WhyOut(
            evidence=EvidenceRefOut(id=why.evidence.pk, name=why.evidence.name) if why.evidence else None,
            kind=EvidenceKind(why.evidence.kind) if why.evidence else None,
            year=why.evidence.year if why.evidence else None, share=why.share * heard, matches=_matches(why.matches),
        )
        for why in reasons
    ]  # fmt: skip


def _matches(matches: Iterable[Any]) -> list[MatchOut]:
    return [MatchOut(said=match.said, met=match.met, bridge=match.bridge) for match in matches]


def _experience(experience: Experience | None) -> ExperienceOut | None:
    if experience is None:
        return None
    return ExperienceOut(activities=experience.activities, companies=experience.companies, last_on=experience.last_on)
