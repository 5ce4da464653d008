"""The contract and the certificate of a stipend: what is merged into their templates, who sees and changes them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.documents.actions.signing import COUNTED
from seriktes.documents.enums import DocumentState
from seriktes.documents.models import Document, DocumentVersion
from seriktes.organisations.models import Identifier, Organisation
from seriktes.organisations.queries.register import national_scheme
from seriktes.partnerships.queries.texts import in_words, named
from seriktes.placements.definitions.refusals import FIELDS
from seriktes.placements.definitions.stipend_texts import RELEASES
from seriktes.placements.enums import ServiceState, StipendState
from seriktes.placements.models import ServicePeriod, Stipend
from seriktes.placements.queries import access
from seriktes.procedures.models import subject_of

CONTRACT, CERTIFICATE = "stipend:contract", "stipend:release"
_NAMES = {"kk": "Үлгі атау", "ru": "Образец названия", "en": "Sample name"}
_DAY = {"kk": "2027 жылғы 1 ақпан", "ru": "1 февраля 2027 года", "en": "1 February 2027"}
EXAMPLE: dict[str, Any] = {
    "number": "ҮЛ-1", "made_on": _DAY, "grantor": {"name": _NAMES, "number": "000000000000"}, "university": _NAMES,
    "student": _NAMES, "study": "6B07101", "total": "1200000", "currency": "KZT",
    "payments": [{"due_on": _DAY, "amount": "100000"}], "service_months": "36", "begin_within": "3", "employer": _NAMES,
    "release": RELEASES["daily"], "uplift": "10", "terms": _NAMES, "ended_on": _DAY,
    "service": [{"starts_on": _DAY, "ends_on": _DAY, "employer": _NAMES, "share": "100"}],
}  # fmt: skip


def fields_of_stipend(subject: Stipend) -> dict[str, Any]:
    """The values of EXAMPLE; what is not filled in is empty."""
    stipend = Stipend.objects.select_related("grantor", "university", "student", "employer").get(pk=subject.pk)
    payments = list(stipend.payments.order_by("due_on", "place"))
    numbers = Identifier.objects.filter(
        organisation=stipend.grantor, scheme=national_scheme(), archived_at__isnull=True
    ).order_by("-is_preferred", "pk")
    number = numbers.values_list("value", flat=True).first() or ""
    served = stipend.service.filter(state=ServiceState.CONFIRMED).select_related("employer")
    return {
        "number": stipend.number,
        "made_on": in_words(timezone.localdate()),
        "grantor": {"name": named(stipend.grantor), "number": number},
        "university": named(stipend.university),
        "student": named(stipend.student),
        "study": stipend.study,
        "total": _figure(sum(one.amount for one in payments)),
        "currency": stipend.currency,
        "payments": [{"due_on": in_words(one.due_on), "amount": _figure(one.amount)} for one in payments],
        "service_months": str(stipend.service_months),
        "begin_within": str(stipend.begin_within),
        "employer": named(stipend.employer) if stipend.employer else _same(stipend.employer_kind),
        "release": RELEASES[stipend.release],
        "uplift": _figure(stipend.uplift) if stipend.uplift else "",
        "terms": {code: getattr(stipend, f"terms_{code}") or stipend.terms for code in Languages.values},
        "ended_on": in_words(stipend.ended_on),
        "service": [_period(one) for one in served],
    }


def _period(period: ServicePeriod) -> dict[str, Any]:
    employer = named(period.employer) if period.employer else _same(period.employer_name)
    return {
        "starts_on": in_words(period.starts_on), "ends_on": in_words(period.ends_on), "employer": employer,
        "share": str(period.share),
    }  # fmt: skip


def _figure(number: Any) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _same(text: str) -> dict[str, str]:
    return dict.fromkeys(Languages.values, text)


def field_words(name: str) -> str | Promise:
    head = name.partition(".")[0].removesuffix("[]")
    own: dict[str, Promise] = {
        "total": _("sum of all payments"), "made_on": _("day of the text"), "service": _("periods of service"),
        "ended_on": _("ended on"),
    }  # fmt: skip
    return own.get(head) or FIELDS.get(head) or head


# --- Who may ----------------------------------------------------------------------------------------------------------
def papers_visible_to(user: Any) -> QuerySet[Stipend]:
    return access.stipends_visible_to(user)


def may_change(user: Any, stipend: Stipend) -> bool:
    return access.may(user, access.STIPENDS, stipend)


def is_open_for_texts(stipend: Stipend) -> bool:
    return stipend.state == StipendState.PLANNED


def is_released(stipend: Stipend) -> bool:
    return stipend.state == StipendState.RELEASED


def grantor_of(stipend: Stipend) -> list[Organisation]:
    """The student signs in person, for no organisation."""
    return [stipend.grantor]


def is_signed(version: DocumentVersion) -> bool:
    """By the grantor and by the student."""
    counted = version.signatures.filter(verdict__in=COUNTED, withdrawn_at__isnull=True)
    bodies = set(counted.values_list("organisation", flat=True))
    return {version.document.subject.grantor_id, None} <= bodies


def papers_of(stipend: Stipend) -> list[Document]:
    rows = Document.objects.filter(**subject_of(stipend)).prefetch_related("versions")
    return list(rows.order_by("-pk"))


def version_to_sign(stipend: Stipend) -> DocumentVersion | None:
    """The frozen contract that the student has not signed yet."""
    rows = DocumentVersion.objects.filter(
        document__subject_type="placements.stipend", document__subject_id=stipend.pk, document__purpose=CONTRACT,
        state=DocumentState.FROZEN,
    )  # fmt: skip
    for version in rows.select_related("document").order_by("-pk"):
        if not version.signatures.filter(
            organisation__isnull=True, verdict__in=COUNTED, withdrawn_at__isnull=True
        ).exists():
            return version
    return None
