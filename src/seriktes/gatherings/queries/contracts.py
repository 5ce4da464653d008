"""The contract with an exhibitor: what is merged into its template, who sees and signs it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.documents.models import Document
from seriktes.gatherings.enums import ExhibitorState, GatheringState
from seriktes.gatherings.models import Exhibitor
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.exhibitors import balances_of
from seriktes.organisations.models import Identifier, Organisation
from seriktes.organisations.queries.register import national_scheme
from seriktes.partnerships.queries.texts import in_words, named

PURPOSE = "fair:contract"
EXAMPLE: dict[str, Any] = {
    "number": "ҮЛ-1",
    "event": {"kk": "Үлгі жәрмеңкесі", "ru": "Пример ярмарки", "en": "Sample fair"},
    "place": "Ойдан қаласы, 1",
    "starts_on": {"kk": "2026 жылғы 1 қыркүйек", "ru": "1 сентября 2026 года", "en": "1 September 2026"},
    "ends_on": {"kk": "2026 жылғы 2 қыркүйек", "ru": "2 сентября 2026 года", "en": "2 September 2026"},
    "stands": "A1, A2",
    "amount": "150000",
    "currency": "KZT",
    "wishes": "220 V",
    "parties": [
        {
            "name": {"kk": "Ойдан университеті", "ru": "Выдуманный университет", "en": "Invented University"},
            "number": "000000000000",
        },
        {"name": {"kk": "«Ойдан» ЖШС", "ru": "ТОО «Выдумка»", "en": "Invention LLP"}, "number": "000000000000"},
    ],
}
_WORDS: dict[str, Promise] = {
    "number": _("number"), "event": _("event"), "place": _("place"), "starts_on": _("begins"), "ends_on": _("ends"),
    "stands": _("stands"), "amount": _("sum"), "currency": _("currency"), "parties": _("parties"),
    "wishes": _("wishes: power, space, equipment"),
}  # fmt: skip


def fields_of_exhibitor(exhibitor: Exhibitor) -> dict[str, Any]:
    """The values of EXAMPLE; the sum is what is charged for it."""
    gathering = exhibitor.gathering
    bodies = parties_of(exhibitor)
    rows = Identifier.objects.filter(organisation__in=bodies, scheme=national_scheme(), archived_at__isnull=True)
    numbers = dict(rows.order_by("is_preferred", "pk").values_list("organisation", "value"))
    charged = next(iter(balances_of(exhibitor)), None)
    return {
        "number": f"{gathering.pk}-{exhibitor.pk}",
        "event": named(gathering),
        "place": gathering.place,
        "starts_on": in_words(gathering.starts_at.date() if gathering.starts_at else None),
        "ends_on": in_words(gathering.ends_at.date() if gathering.ends_at else None),
        "stands": ", ".join(exhibitor.stands.values_list("label", flat=True)),
        "amount": f"{charged.charged.normalize():f}" if charged else "",
        "currency": charged.currency if charged else gathering.currency,
        "wishes": exhibitor.wishes,
        "parties": [{"name": named(body), "number": numbers.get(body.pk, "")} for body in bodies],
    }


def parties_of(exhibitor: Exhibitor) -> list[Organisation]:
    return [exhibitor.gathering.organisation, exhibitor.organisation]


def may_change(user: Any, exhibitor: Exhibitor) -> bool:
    return access.may(user, access.KEEP, exhibitor)


def allows_change(exhibitor: Exhibitor) -> bool:
    gone = (ExhibitorState.DECLINED, ExhibitorState.NO_SHOW)
    return exhibitor.state not in gone and exhibitor.gathering.state != GatheringState.CANCELLED


def field_words(name: str) -> str | Promise:
    head = name.partition(".")[0].removesuffix("[]")
    return _WORDS.get(head, head)


def documents_of(exhibitor: Exhibitor) -> list[Document]:
    return list(Document.objects.about(exhibitor).prefetch_related("versions").order_by("pk"))
