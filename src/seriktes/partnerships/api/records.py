"""Records as one reader sees them, and the way to them for those who change them. What one may not see is 404."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from seriktes.accounts.api import asker
from seriktes.common.api.problems import Problem, invalid_value, not_found, not_permitted
from seriktes.common.api.types import ONE_LINE
from seriktes.common.packs import get_pack
from seriktes.organisations.models import Organisation, Post, Unit
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.partnerships.api.schemas import (
    PartnershipListed,
    PartnershipOut,
    PublishedAgreementOut,
    RefOut,
    SideOut,
    SideRef,
    names_out,
    plain,
)
from seriktes.partnerships.enums import PartnershipStage
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.lifecycle import partnership_ways
from seriktes.partnerships.queries.published import published_agreements

Row = TypeVar("Row", bound=Model)
Address = Annotated[str, Field(max_length=254, pattern=ONE_LINE)]
# Columns of organisations that a name does not need.
HEAVY = ("about_kk", "about_ru", "about_en", "provenance")
KEEP, KEEP_SIDE = "partnerships.change_partnership", "partnerships.keep_party"


def today() -> date:
    return timezone.localdate()


def ref(record: Any) -> RefOut | None:
    return RefOut(id=record.pk, name=str(record)) if record is not None else None


def named(record: Any) -> RefOut:
    return RefOut(id=record.pk, name=str(record))


# --- Finding ----------------------------------------------------------------------------------------------------------
def _one(rows: QuerySet[Row], pk: int) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def visible_partnership(request: HttpRequest, pk: int) -> Partnership:
    return _one(access.partnerships_visible_to(asker(request)), pk)


def partnership_inside(request: HttpRequest, pk: int) -> Partnership:
    """One that the asker sees whole: for what the public sees nothing of."""
    return _one(access.partnerships_inside(asker(request)), pk)


def partnership_for(request: HttpRequest, pk: int, permission: str = KEEP) -> Partnership:
    partnership = visible_partnership(request, pk)
    check_permission(request, permission, partnership)
    return partnership


def visible_agreement(request: HttpRequest, pk: int) -> Agreement:
    rows = access.agreements_visible_to(asker(request)).select_related("partnership")
    return _one(rows, pk)


def visible_commitment(request: HttpRequest, pk: int) -> Commitment:
    rows = access.commitments_visible_to(asker(request)).select_related("agreement", "party__organisation")
    return _one(rows, pk)


def visible_activity(request: HttpRequest, pk: int) -> Activity:
    return _one(access.activities_visible_to(asker(request)).select_related("partnership"), pk)


def check_permission(request: HttpRequest, permission: str, record: Any) -> None:
    if not asker(request).has_perm(permission, record):
        raise not_permitted()


def sees_particulars(request: HttpRequest, partnership_id: int) -> bool:
    return partnership_id in access.seen_with_particulars(asker(request), [partnership_id])


def keeps(request: HttpRequest, partnership_id: int, permission: str = KEEP) -> bool:
    return access.may_in_partnership(asker(request), permission, partnership_id)


# --- What a body names ------------------------------------------------------------------------------------------------
def side_given(partnership_id: int, pk: int, pointer: str = "/side") -> Party:
    found = Party.objects.filter(partnership=partnership_id, pk=pk).select_related("organisation", "post").first()
    if found is None:
        raise invalid_value(pointer, _("The partnership has no such side."))
    return found


def organisation_given(request: HttpRequest, pk: int, pointer: str) -> Organisation:
    found = organisations_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("There is no such organisation, or it is not shown to you."))
    return found


def post_given(organisation: int, pk: int | None, pointer: str) -> Post | None:
    if pk is None:
        return None
    found: Post | None = Post.objects.filter(organisation=organisation, pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("The organisation has no such post."))
    return found


def unit_given(organisation: int, pk: int | None, pointer: str) -> Unit | None:
    if pk is None:
        return None
    found: Unit | None = Unit.objects.filter(organisation=organisation, pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("The organisation has no such unit."))
    return found


def email_given(value: str, pointer: str) -> str:
    try:
        if value.strip():
            validate_email(value.strip())
    except ValidationError:
        raise invalid_value(pointer, _("This is not an e-mail address. Enter it as in office@example.org.")) from None
    return value.strip()


def region_given(code: str, pointer: str = "/region") -> str:
    if not code:
        return ""
    found = get_pack().region(code)
    if found is None:
        raise invalid_value(pointer, _("There is no such region. The list is under /codes/regions."))
    return found.code


def conflict(reason: str, detail: Any, **extra: Any) -> Problem:
    return Problem("conflict", detail, reason=reason, **extra)


# --- Files ------------------------------------------------------------------------------------------------------------
FILE_ANSWER = {
    "responses": {
        200: {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string"}}}}
    }
}


def file_response(content: bytes, name: str) -> HttpResponse:
    """Always as a download, and kept by nobody between the server and the program."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


# --- Showing partnerships ---------------------------------------------------------------------------------------------
def with_sides(rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """Three queries more, however many rows."""
    sides = Party.objects.filter(left_on__isnull=True).select_related("organisation", "unit").order_by("pk")
    lean = sides.defer(*(f"organisation__{name}" for name in HEAVY))
    return rows.prefetch_related(Prefetch("parties", queryset=lean, to_attr="shown_sides"))


def show_partnerships(request: HttpRequest, rows: Sequence[Any]) -> list[PartnershipListed]:
    """Partnerships of `with_sides`; one query more."""
    whole = access.seen_whole(asker(request), [row.pk for row in rows])
    return [PartnershipListed(**listed(row, is_whole=row.pk in whole)) for row in rows]


_INSIDE: dict[str, Any] = {
    "stage": None, "initiator": None, "ground": None, "began_on": None, "ended_on": None, "number": "",
    "last_activity_on": None, "covered_until": None,
}  # fmt: skip


def listed(row: Any, *, is_whole: bool) -> dict[str, Any]:
    inside = {name: (getattr(row, name) or empty) if is_whole else empty for name, empty in _INSIDE.items()}
    return {
        **plain(PartnershipListed, row, "name", "name_language", "forms", "region", "is_public", "archived_at",
                "changed_at", "version"),
        **inside, "id": row.pk, "names": names_out(row), "is_whole": is_whole, "url": row.get_absolute_url(),
        "sides": [_side_ref(side) for side in row.shown_sides],
    }  # fmt: skip


def _side_ref(side: Party) -> SideRef:
    return SideRef(id=side.pk, organisation=named(side.organisation), unit=ref(side.unit))


def partnership_out(request: HttpRequest, pk: int) -> PartnershipOut:
    """The whole record as it stands now, as far as the asker sees it."""
    user = asker(request)
    row = with_sides(Partnership.objects.filter(pk=pk)).get()
    is_whole = pk in access.seen_whole(user, [pk])
    notes = is_whole and sees_particulars(request, pk)
    may_change = user.is_authenticated and keeps(request, pk)
    sides = row.parties.select_related("organisation", "unit", "post").order_by("pk")
    stages = [PartnershipStage(way.target) for way in partnership_ways(user, row)] if is_whole else []
    return PartnershipOut(
        **listed(row, is_whole=is_whole),
        all_sides=[side_out(side, with_people=notes) for side in sides] if is_whole else [
            public_side(side) for side in row.shown_sides  # type: ignore[attr-defined]
        ],
        published_agreements=[
            PublishedAgreementOut(**plain(PublishedAgreementOut, one, "kind", "signed_on", "starts_on", "ends_on"))
            for one in published_agreements(row)
        ],
        ground_note=row.ground_note if notes else "", note=row.note if notes else "",
        end_reason=row.end_reason if notes else "", stages=stages, created_at=row.created_at if is_whole else None,
        provenance=row.provenance if may_change else None,
    )  # fmt: skip


def side_out(side: Party, *, with_people: bool) -> SideOut:
    return SideOut(
        id=side.pk, organisation=named(side.organisation), unit=ref(side.unit), post=ref(side.post),
        contact_name=side.contact_name if with_people else "", contact_email=side.contact_email if with_people else "",
        joined_on=side.joined_on, left_on=side.left_on, agreed_to_publish=side.agreed_to_publish_at is not None,
        version=side.version,
    )  # fmt: skip


def public_side(side: Party) -> SideOut:
    return SideOut(
        id=side.pk, organisation=named(side.organisation), unit=ref(side.unit), post=None, contact_name="",
        contact_email="", joined_on=None, left_on=None, agreed_to_publish=None, version=None,
    )  # fmt: skip
