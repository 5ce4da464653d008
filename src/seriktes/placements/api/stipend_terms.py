"""Stipends for programs, what is agreed: planned with terms and payments, changed while nothing is signed; and the letter
that asks an employer to confirm service. Adds to the router of stipends."""

from collections.abc import Collection
from decimal import Decimal
from typing import Annotated, Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import ONE_LINE, Body, Currency, Day, DecimalIn, Key, Line, RecordNumber
from seriktes.common.api.versions import expected_version
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.organisations.enums import OrganisationKind
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to
from seriktes.placements.actions import stipends as actions
from seriktes.placements.actions.stipend_links import ask_employer
from seriktes.placements.api.programmes import WRITE, EducationTextsIn
from seriktes.placements.api.stipends import StipendWholeOut, granted, router, told_whole, visible_stipend
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import ReleaseRule, StipendKind
from seriktes.placements.models import Stipend
from seriktes.placements.queries import access
from seriktes.placements.queries.stipends import GRANTOR, STUDENT, may_plan, may_tell_service, roles_on_stipend
from seriktes.procedures.actions.links import Addressee

Months = Annotated[int, Field(ge=1, le=240)]
Words = Annotated[str, Field(max_length=200, pattern=ONE_LINE)]


class StipendPaymentIn(Body):
    due_on: Day
    amount: DecimalIn
    label: Annotated[str, Field(max_length=120, pattern=ONE_LINE)] = ""

    def due(self) -> actions.Due:
        return actions.Due(self.due_on, cast("Decimal", self.amount), self.label)


class StipendTerms(Body):
    """A member that is left out stays as it is; null empties."""

    kind: StipendKind | None = None
    study: Words | None = None
    number: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] | None = None
    post: Annotated[
        RecordNumber | None,
        Field(
            description="The post that pays: of the grantor, or of the university that keeps the stipend in its stead."
        ),
    ] = None
    currency: Currency | None = None
    terms: Annotated[EducationTextsIn | None, Field(description="The conditions, by language.")] = None
    service_months: Months | None = None
    employer: RecordNumber | None = None
    employer_kind: Words | None = None
    region: Annotated[Line | None, Field(description="ISO 3166-2 or the national code.")] = None
    begin_within: Annotated[int, Field(ge=0, le=120)] | None = None
    release: ReleaseRule | None = None
    step_months: Months | None = None
    uplift: Annotated[DecimalIn | None, Field(description="Per cent that are added to what is owed.")] = None
    confirm_months: Annotated[int, Field(ge=1, le=60)] | None = None
    payments: Annotated[
        list[StipendPaymentIn] | None, Field(max_length=actions.PAYMENTS_AT_MOST, description="The whole schedule.")
    ] = None

    def columns(self, request: HttpRequest, keepers: Collection[int]) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.model_fields_set & PLAIN}
        values: dict[str, Any] = {
            name: "" if value is None else getattr(value, "value", value)
            for name, value in given.items() if value is not None or name in TO_NOTHING
        }  # fmt: skip
        if self.terms is not None:
            texts = self.terms.model_dump(exclude_unset=True)
            values |= {f"terms_{code}": text or "" for code, text in texts.items()}
        if "employer" in self.model_fields_set:
            values["employer"] = _organisation(request, self.employer, "/employer") if self.employer else None
        if "post" in self.model_fields_set:
            values["post"] = _post(self.post, keepers)
        if values.get("region"):
            region = get_pack().region(values["region"])
            if region is None:
                raise invalid_value("/region", _("There is no such region. The list is under /codes/regions."))
            values["region"] = region.code
        return values

    def schedule(self) -> list[actions.Due] | None:
        return None if self.payments is None else [one.due() for one in self.payments]


TO_NOTHING = frozenset({"study", "number", "employer_kind", "region"})
PLAIN = frozenset(StipendTerms.model_fields) - {"terms", "employer", "post", "payments"}


class StipendNew(StipendTerms):
    """`grantor`: your own organisation; or, for the office of a university, any, in whose stead it keeps the stipend."""

    grantor: RecordNumber
    university: RecordNumber
    student: RecordNumber
    currency: Currency
    terms: EducationTextsIn
    service_months: Months
    payments: Annotated[list[StipendPaymentIn], Field(min_length=1, max_length=actions.PAYMENTS_AT_MOST)]


class EmployerAsked(Body):
    """Who gets the letter, and in which language."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    name: Words = ""
    language: Languages = Languages.KAZAKH


def _organisation(request: HttpRequest, pk: int, pointer: str) -> Organisation:
    found = organisations_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("There is no such organisation, or it is not shown to you."))
    return found


def _post(pk: int | None, keepers: Collection[int]) -> Post | None:
    if pk is None:
        return None
    found = Post.objects.filter(pk=pk, organisation__in=keepers, closed_on__isnull=True).first()
    if found is None:
        raise invalid_value("/post", _("The organisation has none of this number."))
    return found


def _student(request: HttpRequest, pk: int) -> Person:
    found = people_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise invalid_value("/student", _("There is no such person, or they are not shown to you."))
    return found


@router.post("/placements/stipends", auth=WRITE, response={201: StipendWholeOut}, summary="Plan a stipend")
def plan(request: HttpRequest, response: HttpResponse, new: StipendNew) -> StipendWholeOut:
    """For a grantor of yours; the office of the student's university keeps one for a grantor that does not."""
    kept = set(access.own_organisations(asker(request), access.STIPENDS))
    if not kept and not access.sees_all(asker(request), access.STIPENDS):
        raise not_permitted()
    grantor = _organisation(request, new.grantor, "/grantor")
    university = _organisation(request, new.university, "/university")
    if university.kind != OrganisationKind.UNIVERSITY:
        raise invalid_value("/university", _("This organisation is no university."))
    if not may_plan(asker(request), grantor.pk, university.pk):
        raise Refusal("foreign_stipend")
    by_university = grantor.pk not in kept and university.pk in kept
    keepers = {grantor.pk, *([university.pk] if by_university else [])}
    values = new.columns(request, keepers) | {
        "grantor": grantor, "university": university, "student": _student(request, new.student),
        "by_university": by_university,
    }  # fmt: skip
    if not any(values.get(f"terms_{code}", "").strip() for code in Languages.values):
        raise invalid_value("/terms", _("Write the conditions in at least one language."))
    made = actions.add_stipend(values=values, payments=new.schedule() or (), by=member(request), at=timezone.now())
    response["Location"] = request.build_absolute_uri(f"/api/v1/placements/stipends/{made.pk}")
    return told_whole(request, made.pk)


@router.patch(
    "/placements/stipends/{int:pk}", auth=WRITE, response=StipendWholeOut, openapi_extra={"x-if-match": True},
    summary="Change the terms of a stipend",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: StipendTerms) -> StipendWholeOut:
    """While it is planned. Once it is signed, all but the post, the number and the study is refused with the reason
    `frozen`."""
    found = granted(request, visible_stipend(request, pk))
    actions.change_stipend(
        stipend=found, values=terms.columns(request, _keepers(found)), payments=terms.schedule(), by=member(request),
        at=timezone.now(), expected_version=expected_version(request),
    )  # fmt: skip
    return told_whole(request, pk)


def _keepers(stipend: Stipend) -> set[int]:
    return {stipend.grantor_id, *([stipend.university_id] if stipend.by_university else [])}


@router.post(
    "/placements/stipends/{int:pk}/service/{int:part}/ask", auth=WRITE, response=StipendWholeOut,
    summary="Ask the employer to confirm service",
)  # fmt: skip
def ask(request: HttpRequest, pk: Key, part: Key, to: EmployerAsked) -> StipendWholeOut:
    """By the grantor or the student: a letter with a link goes out, and no account is needed. What is confirmed or
    declined already is refused with the reason `service_settled`."""
    found = visible_stipend(request, pk)
    roles = roles_on_stipend(asker(request), found)
    if not roles & {GRANTOR, STUDENT}:
        raise not_permitted()
    period = found.service.filter(pk=part).select_related("employer").first()
    if period is None:
        raise not_found()
    if not may_tell_service(found, roles):
        raise Refusal("not_in_service")
    period.stipend = found
    address = Addressee(_address(to.email), to.language.value, to.name)
    ask_employer(period=period, to=address, by=member(request), at=timezone.now())
    return told_whole(request, pk)


def _address(email: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise invalid_value("/email", _("This is not an e-mail address. Enter it as in office@example.org.")) from None
    return email.strip()
