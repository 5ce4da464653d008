"""Evidence of expertise: the list, and one record."""

from typing import Annotated, Any, Literal

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_parameter, not_found
from seriktes.common.api.types import Key, Line, NamesOut, RecordNumber
from seriktes.common.api.versions import mark_version
from seriktes.expertise.api.schemas import (
    EvidenceIdentifierOut,
    EvidenceListed,
    EvidenceOut,
    EvidencePersonOut,
    EvidenceUnitOut,
    SubjectOut,
    named,
    names_out,
)
from seriktes.expertise.definitions.subjects import subject
from seriktes.expertise.enums import EvidenceKind, Standing
from seriktes.expertise.models import Evidence, EvidenceSubject
from seriktes.expertise.queries import access
from seriktes.expertise.queries.evidence import kept_record_of, record_for_user, with_relations
from seriktes.expertise.queries.register import Row, rows_told
from seriktes.organisations.queries.access import organisations_visible_to

router = Router(tags=["expertise"])
READ = BearerToken(Scope.EXPERTISE_READ, anonymous=True)
HEAVY = ("text_kk", "text_ru", "text_en", "provenance", "particulars")


class EvidenceAsked(BaseModel):
    kind: Annotated[list[EvidenceKind], Field(max_length=8)] = []
    organisation: Annotated[
        list[RecordNumber], Field(max_length=50, description="Offered by it, or coming from it.")
    ] = []
    subject: Annotated[
        Line, Field(description="Scheme and code, as `ford:2.3`, with what lies under it.", examples=["ford:2.3"])
    ] = ""
    year: Annotated[list[Annotated[int, Field(ge=1, le=9999)]], Field(max_length=50)] = []
    archived: Annotated[bool, Field(description="Those in the archive instead of the others.")] = False
    changed_since: Annotated[
        AwareDatetime | None, Field(description="Changed at this moment or later: for keeping a copy up to date.")
    ] = None
    sort: Literal["id", "-id", "changed", "-changed"] = "id"


@router.get("/expertise/evidence", auth=READ, response=Page[EvidenceListed], summary="List of evidence of expertise")
def evidence_list(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[EvidenceAsked, Query()]
) -> dict[str, Any]:
    """What you may see of it: the published records, those of the organisations whose evidence you keep, and those that
    name you. Give a filter several times to have any of its values."""
    user = asker(request)
    rows = access.evidence_visible_to(user).filter(archived_at__isnull=not wanted.archived)
    if wanted.kind:
        rows = rows.filter(kind__in=[kind.value for kind in wanted.kind])
    if wanted.year:
        rows = rows.filter(year__in=wanted.year)
    if wanted.organisation:
        # Of an organisation that the reader may not see nothing is found out by its number.
        seen = organisations_visible_to(user).filter(pk__in=wanted.organisation).values_list("pk", flat=True)
        rows = rows.filter(access.of_organisations(list(seen)))
    if wanted.subject:
        rows = rows.filter(_under(wanted.subject))
    if wanted.changed_since:
        if not 1900 <= wanted.changed_since.year <= 2999:
            raise invalid_parameter("changed_since", _("Give a moment between the years 1900 and 2999."))
        rows = rows.filter(changed_at__gte=wanted.changed_since)
    by_change = wanted.sort.endswith("changed")
    order = Order("changed_at" if by_change else "pk", descending=wanted.sort.startswith("-"), is_moment=by_change)
    return page_of(
        request, response, with_relations(rows).defer(*HEAVY), asked, order,
        show=lambda found: [EvidenceListed(**listed(row)) for row in rows_told(user, found)],
    )  # fmt: skip


def _under(text: str) -> Q:
    scheme, _colon, code = text.partition(":")
    if subject(scheme, code) is None:
        raise invalid_parameter("subject", _("There is no such subject. Write the scheme, a colon and the code."))
    rows = EvidenceSubject.objects.filter(
        Q(code=code) | Q(code__startswith=f"{code}."), evidence=OuterRef("pk"), scheme=scheme, archived_at__isnull=True
    )
    return Q(Exists(rows))


def listed(row: Row) -> dict[str, Any]:
    """The members of `EvidenceListed`."""
    found = row.evidence
    return {
        "id": found.pk, "kind": EvidenceKind(found.kind), "name": found.name, "names": names_out(found),
        "language": found.language, "year": found.year, "published_on": found.published_on,
        "people": [name.text for name in row.names], "people_in_all": row.names_in_all,
        "organisations": [named(body) for body in row.bodies], "source_url": found.source_url,
        "is_public": found.is_public, "retracted_on": found.retracted_on, "archived_at": found.archived_at,
        "changed_at": found.changed_at, "version": found.version, "url": found.get_absolute_url(),
    }  # fmt: skip


@router.get(
    "/expertise/evidence/{int:pk}", auth=READ, response={200: EvidenceOut, 307: None}, summary="One piece of evidence",
    url_name="evidence",
)  # fmt: skip
def evidence(request: HttpRequest, pk: Key) -> Any:
    """The whole record. A record that was merged into another leads to the kept one."""
    found = visible(request, pk)
    return found if isinstance(found, HttpResponse) else answer(request, found)


def visible(request: HttpRequest, pk: int) -> Evidence | HttpResponse:
    rows = access.evidence_visible_to(asker(request))
    found = with_relations(rows).filter(pk=pk).first()
    if found is not None:
        return found
    kept = kept_record_of(pk)
    if kept is None or not rows.filter(pk=kept).exists():
        raise not_found()
    response = HttpResponse(status=307)
    response["Location"] = reverse("api-v1:evidence", args=[kept])
    return response


def answer(request: HttpRequest, found: Evidence, response: HttpResponse | None = None) -> EvidenceOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    user = asker(request)
    [row] = rows_told(user, [found])
    shown = record_for_user(user, found, all_names=True)
    mark_version(request, found.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/expertise/evidence/{found.pk}")
    numbers = found.identifiers.filter(archived_at__isnull=True).order_by("scheme", "value")
    return EvidenceOut(
        **listed(row),
        texts=names_out(found, "text"), name_other=found.name_other, licence=found.licence,
        particulars=found.particulars,
        printed=[
            EvidencePersonOut(
                id=name.row.pk, name=name.text, part=name.row.part, person=name.person.pk if name.person else None,
                standing=Standing(name.row.standing),
            )
            for name in shown.names
        ],
        units=[
            EvidenceUnitOut(organisation=named(unit.organisation), unit=named(unit.unit) if unit.unit else None)
            for unit in shown.units
        ],
        subjects=_subjects(found),
        identifiers=[EvidenceIdentifierOut(scheme=number.scheme, value=number.value) for number in numbers],
        may_change=shown.may_change,
    )  # fmt: skip


def _subjects(found: Evidence) -> list[SubjectOut]:
    rows = found.subjects.filter(archived_at__isnull=True).order_by("scheme", "code")
    shown = []
    for row in rows:
        known = subject(row.scheme, row.code)
        names = {code: known.names.get(code, "") if known else "" for code in ("kk", "ru", "en")}
        shown.append(SubjectOut(scheme=row.scheme, code=row.code, names=NamesOut(**names)))
    return shown
