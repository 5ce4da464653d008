"""The texts of learning agreements: what is merged into a template, and which version is the one to sign."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from seriktes.documents.enums import DocumentState
from seriktes.documents.models import Document, DocumentVersion
from seriktes.organisations.enums import ChannelKind
from seriktes.organisations.models import Channel, Identifier, Organisation, PostHolding
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.register import national_scheme
from seriktes.partnerships.queries.texts import in_words, named
from seriktes.placements.definitions.refusals import FIELDS
from seriktes.placements.enums import LearningAgreementState
from seriktes.placements.models import LearningAgreement, Placement
from seriktes.placements.queries import access
from seriktes.procedures.queries.clocks import holdings_on

TO_SIGN = (DocumentState.FROZEN, DocumentState.SIGNED)


def _three(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


EXAMPLE: dict[str, Any] = {
    "number": "ҮЛ-1",
    "amendment": "",
    "reason": "",
    "place": _three("Ойдан қаласы", "город Выдуманный", "Invented City"),
    "made_on": _three("2026 жылғы 1 қыркүйек", "1 сентября 2026 года", "1 September 2026"),
    "starts_on": _three("2026 жылғы 14 қыркүйек", "14 сентября 2026 года", "14 September 2026"),
    "ends_on": _three("2026 жылғы 18 желтоқсан", "18 декабря 2026 года", "18 December 2026"),
    "hours": "240",
    "credits": "8",
    "title": _three("Зертхана көмекшісі", "Помощник лаборатории", "Laboratory assistant"),
    "programme": _three("Өндірістік практика", "Производственная практика", "Industrial practice"),
    "cohort": "2026 күз",
    "university": {
        "name": _three("Ойдан шығарылған университет", "Выдуманный университет", "Invented University"),
        "number": "000000000000",
        "address": _three("Ойдан қаласы, 1", "город Выдуманный, 1", "1 Invented City"),
    },
    "host": {
        "name": _three("«Ойдан» ЖШС", "ТОО «Выдумка»", "Invention LLP"),
        "number": "000000000000",
        "address": _three("Ойдан қаласы, 2", "город Выдуманный, 2", "2 Invented City"),
        "signatory": "Есім Мысал",
        "authority": "Жарғы",
        "supervisor": _three("Ұстаз Үлгі", "Устаз Улги", "Ustaz Ulgi"),
    },
    "department": {
        "post": _three("кафедра меңгерушісі", "заведующий кафедрой", "Head of department"),
        "holder": _three("Атыжөн Үлгі", "Атыжон Улги", "Atyzhon Ulgi"),
    },
    "supervisor": _three("Жетекші Мысал", "Жетекши Мысал", "Zhetekshi Mysal"),
    "student": {"name": _three("Білім Үлгі", "Билим Улги", "Bilim Ulgi")},
    "tasks": [{"text": "Өлшемдер жүргізу", "weight": "60"}, {"text": "Есеп жазу", "weight": "40"}],
}


def _same(text: str) -> dict[str, str]:
    return _three(text, text, text)


# --- What is merged ---------------------------------------------------------------------------------------------------
def amended(placement: Placement, changes: Mapping[str, Any]) -> Placement:
    """The placement as it will be once the amendment is signed; not to be saved."""
    shown = Placement.objects.select_related(
        "cohort__programme__organisation",
        "student",
        "host",
        "academic_supervisor",
        "host_supervisor",
        "department_post",
        "position",
    ).get(pk=placement.pk)
    for name, value in changes.items():
        if name in ("starts_on", "ends_on"):
            setattr(shown, name, date.fromisoformat(value))
        elif name == "credits":
            shown.credits = None if value is None else Decimal(value)
        elif name != "plan":
            setattr(shown, name, value)
    return shown


def fields_of_agreement(agreement: LearningAgreement) -> dict[str, Any]:
    """The values of EXAMPLE; what is not filled in is empty."""
    placement = amended(agreement.placement, agreement.changes)
    programme = placement.cohort.programme
    university = programme.organisation
    bodies = [university, placement.host]
    numbers, addresses = _numbers(bodies), _addresses(bodies)
    supervisor = named(placement.host_supervisor) if placement.host_supervisor else _same(placement.supervisor_name)
    plan = agreement.changes.get("plan")
    tasks = plan if plan is not None else placement.plan.filter(dropped_at__isnull=True).values_list("text", "weight")
    return {
        "number": placement.number,
        "amendment": str(agreement.number) if agreement.number else "",
        "reason": agreement.reason,
        "place": _same(university.city),
        "made_on": in_words(timezone.localdate()),
        "starts_on": in_words(placement.starts_on),
        "ends_on": in_words(placement.ends_on),
        "hours": "" if placement.hours is None else str(placement.hours),
        "credits": "" if placement.credits is None else f"{placement.credits.normalize():f}",
        "title": titles_of(placement),
        "programme": named(programme),
        "cohort": placement.cohort.term,
        "university": _body(university, numbers, addresses),
        "host": {
            **_body(placement.host, numbers, addresses),
            "signatory": placement.signatory_name or supervisor["kk"],
            "authority": placement.signatory_authority,
            "supervisor": supervisor,
        },
        "department": {
            "post": named(placement.department_post) if placement.department_post else _three("", "", ""),
            "holder": _holder(placement),
        },
        "supervisor": named(placement.academic_supervisor) if placement.academic_supervisor else _same(""),
        "student": {"name": named(placement.student)},
        "tasks": [{"text": text, "weight": str(weight)} for text, weight in tasks],
    }


def titles_of(placement: Placement) -> dict[str, str]:
    """In each language the name of its position, as long as the title is one of its names; else as it was typed."""
    position = placement.position
    if position is not None and placement.title in position.names_by_language.values():
        return named(position)
    return _same(placement.title)


def _body(body: Organisation, numbers: Mapping[int, str], addresses: Mapping[int, str]) -> dict[str, Any]:
    address = addresses.get(body.pk, body.city)
    return {
        "name": named(body),
        "number": numbers.get(body.pk, ""),
        "address": _same(address),
    }


def _numbers(bodies: list[Organisation]) -> dict[int, str]:
    rows = Identifier.objects.filter(organisation__in=bodies, scheme=national_scheme(), archived_at__isnull=True)
    return dict(rows.order_by("is_preferred", "pk").values_list("organisation", "value"))


def _addresses(bodies: list[Organisation]) -> dict[int, str]:
    rows = Channel.objects.filter(organisation__in=bodies, kind=ChannelKind.ADDRESS, archived_at__isnull=True)
    return dict(rows.order_by("-pk").values_list("organisation", "value"))


def _holder(placement: Placement) -> dict[str, str]:
    if placement.department_post_id is None:
        return _same("")
    held: PostHolding | None = (
        holdings_on(timezone.localdate()).filter(post=placement.department_post_id).select_related("person").first()
    )
    return named(held.person) if held else _same("")


def field_words(name: str) -> Any:
    """What the record calls a field of its templates, such as `host.name.kk`."""
    head = name.partition(".")[0].removesuffix("[]")
    return FIELDS.get(
        {"tasks": "plan", "supervisor": "academic_supervisor", "department": "department_post"}.get(head, head), head
    )


# --- Who may ----------------------------------------------------------------------------------------------------------
def agreements_visible_to(user: Viewer) -> QuerySet[LearningAgreement]:
    """The office's own drafts, and what was sent to everybody concerned."""
    own = Q(placement__cohort__programme__organisation__in=access.own_organisations(user, access.KEEP))
    sent = Q(round__gt=0, placement__in=access.placements_visible_to(user).values("pk"))
    if access.sees_all(user):
        return LearningAgreement.objects.all()
    return LearningAgreement.objects.filter(own | sent) if user.is_authenticated else LearningAgreement.objects.none()


def may_change_texts(user: Any, agreement: LearningAgreement) -> bool:
    return access.may(user, access.KEEP, agreement.placement)


def parties_of(agreement: LearningAgreement) -> list[Organisation]:
    """The organisations that sign; the student and the academic supervisor sign for themselves."""
    return [agreement.placement.host, agreement.placement.cohort.programme.organisation]


def is_open_for_texts(agreement: LearningAgreement) -> bool:
    return agreement.state == LearningAgreementState.DRAFTING


# --- The text that counts ---------------------------------------------------------------------------------------------
def versions_of_text(agreement: LearningAgreement) -> list[DocumentVersion]:
    """Of its document, the newest first."""
    rows = DocumentVersion.objects.filter(
        document__subject_type="placements.learningagreement", document__subject_id=agreement.pk
    )
    return list(rows.select_related("document").order_by("document", "-number"))


def document_of(agreement: LearningAgreement) -> Document | None:
    return Document.objects.about(agreement).order_by("pk").first()


def frozen_text(agreement: LearningAgreement) -> DocumentVersion | None:
    """The version that was sent for signature last."""
    if not agreement.sha256:
        return None
    return next((one for one in versions_of_text(agreement) if one.sha256 == agreement.sha256), None)
