"""What search engines are told: which addresses there are, and which are none of their business."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from seriktes.challenges.queries.access import challenges_visible_to
from seriktes.expertise.models import EvidencePerson, EvidenceUnit
from seriktes.expertise.queries.access import evidence_visible_to
from seriktes.gatherings.queries.access import public_gatherings
from seriktes.organisations.models import Unit
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to
from seriktes.partnerships.queries.access import partnerships_visible_to

PER_MAP = 10_000
# Pages behind a sign-in, links of letters, forms and answers for programs.
NOT_FOR_ENGINES = (
    "/accounts/", "/api/", "/desk/", "/imports/", "/l/", "/language/", "/search/", "/enquiries/", "/answers/",
    "/expertise/box/", "/tickets/", "/expertise/compare/", "/health/", "/styleguide/",
)  # fmt: skip


@require_GET
@cache_control(max_age=3600)
def robots(_request: HttpRequest) -> HttpResponse:
    """A demonstration asks to be left out: nothing in it is true."""
    if settings.DEMONSTRATION:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        site = f"Sitemap: {settings.SITE_URL}{reverse('sitemaps')}"
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ENGINES), "", site]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class Pages(Sitemap):
    def items(self) -> list[str]:
        return [
            "portal:home", "portal:about", "organisations:list", "partnerships:list", "expertise:search",
            "expertise:glossary", "expertise:statistics", "challenges:board", "gatherings:list",
        ]  # fmt: skip

    def location(self, item: str) -> str:
        return reverse(item)


class Records(Sitemap):
    """Records of one sort that anybody may see, with the day of their last change. `url_name`: another page than the
    record's own."""

    limit = PER_MAP

    def __init__(self, rows: Callable[[], QuerySet[Any]], url_name: str = "") -> None:
        self.rows, self.url_name = rows, url_name

    def items(self) -> QuerySet[Any]:
        return self.rows().order_by("pk").only("pk", "changed_at")

    def lastmod(self, item: Any) -> datetime:
        found: datetime = item.changed_at
        return found

    def location(self, item: Model) -> str:
        if self.url_name:
            return reverse(self.url_name, args=[item.pk])
        return str(item.get_absolute_url())  # type: ignore[attr-defined]


NOBODY = AnonymousUser()


def _experts() -> QuerySet[Any]:
    evidence = EvidencePerson.objects.filter(
        person=OuterRef("pk"), archived_at__isnull=True, evidence__in=evidence_visible_to(NOBODY)
    )
    return people_visible_to(NOBODY).filter(Exists(evidence))


def _units() -> QuerySet[Any]:
    """Those of published organisations from which published evidence comes."""
    evidence = EvidenceUnit.objects.filter(
        unit=OuterRef("pk"), archived_at__isnull=True, evidence__in=evidence_visible_to(NOBODY)
    )
    return Unit.objects.filter(Exists(evidence), organisation__in=organisations_visible_to(NOBODY))


SITEMAPS: dict[str, Any] = {
    "pages": Pages,
    "organisations": Records(lambda: organisations_visible_to(NOBODY)),
    "experts": Records(_experts, "expertise:expert"),
    "units": Records(_units, "expertise:unit"),
    "evidence": Records(lambda: evidence_visible_to(NOBODY)),
    "partnerships": Records(lambda: partnerships_visible_to(NOBODY).filter(archived_at__isnull=True)),
    "events": Records(lambda: public_gatherings().filter(archived_at__isnull=True)),
    "challenges": Records(lambda: challenges_visible_to(NOBODY).filter(archived_at__isnull=True)),
}
