"""Evidence of expertise: added, changed, published and taken back, archived, marked as retracted."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field, StrictInt

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import LINES, ONE_LINE, Body, Day, Key, Line, NamesIn, Prose, RecordNumber
from seriktes.common.api.versions import expected_version, version_if_given
from seriktes.expertise.actions import evidence as actions
from seriktes.expertise.actions.rows import Named, Origin
from seriktes.expertise.api.reading import answer, router
from seriktes.expertise.api.schemas import EvidenceOut
from seriktes.expertise.definitions.particulars import particulars_of
from seriktes.expertise.enums import EvidenceKind, Part
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries import access
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation, Post, Unit

WRITE = BearerToken(Scope.EXPERTISE_WRITE)
OPTIONAL = {"x-if-match": "optional"}
SUBJECTS_AT_MOST, NAMES_AT_MOST = 12, 5000
TO_NONE = frozenset({"organisation", "post", "published_on", "year"})
PLAIN = ("language", "published_on", "year", "source_url", "licence")


class TextsIn(Body):
    """Descriptions by language; a language that is left out keeps its own, an empty text takes it away."""

    kk: Prose | None = None
    ru: Prose | None = None
    en: Prose | None = None


class PersonIn(Body):
    name: Annotated[Line, Field(min_length=1, description="As printed.")]
    part: Annotated[Part | None, Field(description="Left out: what is usual for the kind.")] = None
    orcid: Annotated[str, Field(max_length=40, pattern=ONE_LINE)] = ""


class OriginIn(Body):
    organisation: RecordNumber
    unit: RecordNumber | None = None


class EvidenceIdentifierIn(Body):
    scheme: Annotated[Line, Field(description="As `doi`.")]
    value: Line


class EvidenceTerms(Body):
    """A member that is left out stays as it is; null empties."""

    names: NamesIn | None = None
    texts: TextsIn | None = None
    language: Annotated[str, Field(pattern=r"^([a-z]{2,3})?$", description="ISO 639-1.")] | None = None
    organisation: Annotated[RecordNumber | None, Field(description="Who offers it.")] = None
    post: Annotated[RecordNumber | None, Field(description="Who answers enquiries about it.")] = None
    published_on: Day | None = None
    year: Annotated[int, Field(ge=1, le=9999)] | None = None
    source_url: Annotated[str, Field(max_length=500, pattern=ONE_LINE)] | None = None
    licence: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = None
    particulars: Annotated[
        dict[str, Annotated[str, Field(max_length=4000, pattern=LINES)] | StrictInt | None],
        Field(max_length=50, description="What only this kind has, by its code. Those that are left out stay."),
    ] | None = None  # fmt: skip
    people: (
        Annotated[list[PersonIn], Field(max_length=NAMES_AT_MOST, description="All names, in their order.")] | None
    ) = None
    units: Annotated[list[OriginIn], Field(max_length=50, description="All from which it comes.")] | None = None
    subjects: Annotated[
        list[Line], Field(max_length=SUBJECTS_AT_MOST, description="All, as `ford:2.3`.")
    ] | None = None  # fmt: skip
    identifiers: Annotated[list[EvidenceIdentifierIn], Field(max_length=50)] | None = None


class EvidenceNew(EvidenceTerms):
    kind: EvidenceKind
    names: NamesIn
    publish: Annotated[bool, Field(description="At once. Else only your side sees it.")] = False


def _values(given: EvidenceTerms, kept: dict[int, Organisation], owner: int | None) -> dict[str, Any]:
    """The columns that were given. `kept`: the organisations for which the asker keeps evidence; `owner`: whose it is
    where the body does not say."""
    names = given.names.given() if given.names else {}
    values: dict[str, Any] = {f"name_{code}": name for code, name in names.items()}
    if given.texts:
        told = given.texts.model_dump(exclude_unset=True)
        values |= {f"text_{code}": text or "" for code, text in told.items()}
    for name in PLAIN:
        if name in given.model_fields_set:
            value = getattr(given, name)
            values[name] = "" if value is None and name not in TO_NONE else value
    if "organisation" in given.model_fields_set:
        values["organisation"] = _kept(kept, given.organisation, "/organisation") if given.organisation else None
        owner = given.organisation
    if "post" in given.model_fields_set:
        values["post"] = _post(owner, given.post) if given.post else None
    return values


def _kept(kept: dict[int, Organisation], pk: int, pointer: str) -> Organisation:
    if pk not in kept:
        raise invalid_value(pointer, _("You do not keep the evidence of this organisation."))
    return kept[pk]


def _post(organisation: int | None, pk: int) -> Post:
    found = Post.objects.filter(organisation=organisation, pk=pk).first() if organisation else None
    if found is None:
        raise invalid_value("/post", _("The organisation has no such post."))
    return found


def _rows(given: EvidenceTerms, kept: dict[int, Organisation]) -> dict[str, Any]:
    """Names, units, subjects and numbers; None where the body does not say."""
    people, units, subjects, identifiers = given.people, given.units, given.subjects, given.identifiers
    return {
        "people": None if people is None else [Named(one.name, one.part or "", one.orcid) for one in people],
        "units": None if units is None else [_origin(kept, one, place) for place, one in enumerate(units)],
        "subjects": None if subjects is None else [_pair(one) for one in subjects],
        "identifiers": None if identifiers is None else [(one.scheme, one.value) for one in identifiers],
    }


def _pair(text: str) -> tuple[str, str]:
    scheme, _colon, code = text.partition(":")
    return scheme, code


def _origin(kept: dict[int, Organisation], given: OriginIn, place: int) -> Origin:
    organisation = _kept(kept, given.organisation, f"/units/{place}/organisation")
    if given.unit is None:
        return Origin(organisation)
    unit = Unit.objects.filter(organisation=organisation, pk=given.unit).first()
    if unit is None:
        raise invalid_value(f"/units/{place}/unit", _("The organisation has no such unit."))
    return Origin(organisation, unit)


def _particulars(kind: str, given: EvidenceTerms) -> dict[str, Any] | None:
    if given.particulars is None:
        return None
    known = {one.code for one in particulars_of(kind)}
    for code in given.particulars:
        if code not in known:
            raise invalid_value("/particulars", _("This kind of evidence has no such particular."))
    return {code: "" if value is None else str(value) for code, value in given.particulars.items()}


def _asked_for(request: HttpRequest, given: EvidenceTerms, beside: set[int]) -> dict[int, Organisation]:
    """Of the organisations that the body names, those for which the asker keeps evidence, and those `beside`, which
    stand on the record already."""
    wanted = {one.organisation for one in given.units or ()} | ({given.organisation} if given.organisation else set())
    kept = access.organisations_to_keep_for(asker(request)).filter(pk__in=wanted).in_bulk()
    return {**Organisation.objects.filter(pk__in=wanted & beside).in_bulk(), **kept}


@router.post("/expertise/evidence", auth=WRITE, response={201: EvidenceOut}, summary="Add evidence of expertise")
def add(request: HttpRequest, response: HttpResponse, new: EvidenceNew) -> EvidenceOut:
    """For an organisation whose evidence you keep: as the one that offers it, or from which it comes."""
    if not access.organisations_to_keep_for(asker(request)).exists():
        raise not_permitted()
    if new.organisation is None and not new.units:
        raise invalid_value("/units", _("Say which organisation it belongs to."))
    kept = _asked_for(request, new, set())
    rows: dict[str, Any] = {name: value or [] for name, value in _rows(new, kept).items()}
    made = actions.add_evidence(
        kind=new.kind.value, values=_values(new, kept, None), particulars=_particulars(new.kind.value, new) or {},
        by=member(request), at=timezone.now(), publish=new.publish, **rows,
    )  # fmt: skip
    return answer(request, made, response)


def _own(request: HttpRequest, pk: int) -> Evidence:
    found = access.evidence_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise not_found()
    if not access.may_change(asker(request), found):
        raise not_permitted()
    return found


@router.patch(
    "/expertise/evidence/{int:pk}", auth=WRITE, response=EvidenceOut, openapi_extra={"x-if-match": True},
    summary="Change evidence",
)  # fmt: skip
def alter(request: HttpRequest, pk: Key, change: EvidenceTerms) -> EvidenceOut:
    """What is changed here stays, whatever an import says later."""
    record = _own(request, pk)
    version = expected_version(request)
    beside = set(record.units.filter(archived_at__isnull=True).values_list("organisation", flat=True))
    kept = _asked_for(request, change, beside | ({record.organisation_id} if record.organisation_id else set()))
    changed = actions.change_evidence(
        evidence=record, values=_values(change, kept, record.organisation_id), by=member(request), at=timezone.now(),
        expected_version=version, particulars=_particulars(record.kind, change), **_rows(change, kept),
    )  # fmt: skip
    return answer(request, changed)


# --- Ways -------------------------------------------------------------------------------------------------------------
def _at_version(request: HttpRequest, pk: int) -> Evidence:
    """One of the asker's own, at the version that `If-Match` names where it is sent. Two who race are told apart by its
    state."""
    record = _own(request, pk)
    version = version_if_given(request)
    if version is not None and version != record.version:
        raise EditedElsewhere(record)
    return record


def _moved(request: HttpRequest, pk: int, act: Callable[..., Evidence], **more: Any) -> EvidenceOut:
    return answer(request, act(evidence=_at_version(request, pk), by=member(request), at=timezone.now(), **more))


@router.post(
    "/expertise/evidence/{int:pk}/publish", auth=WRITE, response=EvidenceOut, openapi_extra=OPTIONAL,
    summary="Publish evidence",
)  # fmt: skip
def publish(request: HttpRequest, pk: Key) -> EvidenceOut:
    return _moved(request, pk, actions.publish_evidence)


@router.post(
    "/expertise/evidence/{int:pk}/unpublish", auth=WRITE, response=EvidenceOut, openapi_extra=OPTIONAL,
    summary="Take evidence back from the public",
)  # fmt: skip
def unpublish(request: HttpRequest, pk: Key) -> EvidenceOut:
    return _moved(request, pk, actions.unpublish_evidence)


@router.post(
    "/expertise/evidence/{int:pk}/archive", auth=WRITE, response=EvidenceOut, openapi_extra=OPTIONAL,
    summary="Archive evidence",
)  # fmt: skip
def archive(request: HttpRequest, pk: Key) -> EvidenceOut:
    """No list and no search shows it then."""
    return _moved(request, pk, actions.archive_evidence)


@router.post(
    "/expertise/evidence/{int:pk}/unarchive", auth=WRITE, response=EvidenceOut, openapi_extra=OPTIONAL,
    summary="Bring evidence back from the archive",
)  # fmt: skip
def unarchive(request: HttpRequest, pk: Key) -> EvidenceOut:
    return _moved(request, pk, actions.unarchive_evidence)


class RetractIn(Body):
    on: Annotated[Day, Field(description="When its publisher took it back.")]


@router.post(
    "/expertise/evidence/{int:pk}/retract", auth=WRITE, response=EvidenceOut, openapi_extra=OPTIONAL,
    summary="Mark evidence as retracted",
)  # fmt: skip
def retract(request: HttpRequest, pk: Key, what: RetractIn) -> EvidenceOut:
    """The record stays and says so; the search no longer counts it."""
    return _moved(request, pk, actions.retract_evidence, on=what.on)


@router.post(
    "/expertise/evidence/{int:pk}/unretract", auth=WRITE, response=EvidenceOut, openapi_extra=OPTIONAL,
    summary="Take the mark of retraction back",
)  # fmt: skip
def unretract(request: HttpRequest, pk: Key) -> EvidenceOut:
    return _moved(request, pk, actions.unretract_evidence)


class MergeEvidenceIn(Body):
    archived: Annotated[RecordNumber, Field(description="The other record: it goes into this one.")]


@router.post(
    "/expertise/evidence/{int:pk}/merge", auth=WRITE, response=EvidenceOut, openapi_extra=OPTIONAL,
    summary="Merge two records of the same evidence",
)  # fmt: skip
def merge(request: HttpRequest, pk: Key, what: MergeEvidenceIn) -> EvidenceOut:
    """Where the same publication stands in the register twice, and you keep both. The address of the archived record
    leads to the kept one from now on."""
    record = _at_version(request, pk)
    other = access.evidence_kept_by(asker(request)).filter(pk=what.archived).first()
    if other is None:
        raise invalid_value("/archived", _("There is no such record, or you do not keep it."))
    return answer(request, actions.merge_evidence(kept=record, archived=other, by=member(request), at=timezone.now()))
