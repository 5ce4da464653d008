"""What every page's frame shows: the jobs a reader can do here, the posts held, and the notices not read yet."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, IntegerField, Q, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import Notice
from seriktes.common.models import Languages
from seriktes.organisations.models import Post, PostHolding
from seriktes.organisations.queries.access import Viewer, grants_for_user

# Whose entry it is: everybody's, everybody's who has signed in, or of those with a permission.
EVERYBODY, SIGNED_IN = "", "signed in"


@dataclass(frozen=True)
class Entry:
    """One job of the frame. `within`: the job is done inside each organisation where the permission is held."""

    label: str | Promise
    url_name: str
    icon: str
    needs: str = EVERYBODY
    # Another permission that opens the same pages.
    or_needs: str = ""
    within: bool = False
    # Addresses of other pages that belong to the job.
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    label: str | Promise
    url: str
    icon: str
    current: bool
    count: int | None = None


ENTRIES = (
    Entry(_("Desk"), "portal:desk", "desk", SIGNED_IN),
    Entry(_("Calendar"), "procedures:calendar", "calendar", SIGNED_IN),
    Entry(_("Partners"), "organisations:list", "partners", also=("/organisations/",)),
    Entry(_("People"), "organisations:people", "people"),
    Entry(_("Imports"), "exchange:imports", "import", "exchange.import_records", "accounts.view_audit"),
    Entry(_("Duplicates"), "organisations:duplicates", "duplicate", "organisations.review_duplicates"),
    Entry(_("Consents"), "organisations:consents", "consent", "organisations.view_consent"),
    Entry(_("Members"), "organisations:members", "key", "organisations.manage_members", within=True),
    Entry(_("Posts"), "organisations:posts", "post", "organisations.manage_posts", within=True),
    Entry(_("Roles"), "accounts:roles", "roles", "accounts.view_roles"),
    Entry(_("Audit"), "accounts:audit", "audit", "accounts.view_audit"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. Callables, so that a page that shows none of it asks the database nothing."""
    standing = _once(_standing_of_user, request, missing=([], 0))
    return {
        "demonstration": settings.DEMONSTRATION,
        "navigation": _once(lambda user: navigation_for_user(user, request.path), request),
        "posts": lambda: standing()[0],
        "notices_unread": lambda: standing()[1],
    }


def _once(read: Callable[[Any], Any], request: HttpRequest, missing: Any = ()) -> Callable[[], Any]:
    # A request that failed before the session was read has no user.
    return cache(lambda: read(request.user) if hasattr(request, "user") else missing)


def navigation_for_user(user: Viewer, path: str) -> list[Job]:
    """The jobs that the user can do, in their fixed order."""
    grants = grants_for_user(user)
    jobs = []
    for entry in ENTRIES:
        if entry.needs == SIGNED_IN and not user.is_authenticated:
            continue
        if entry.within:
            places = [reverse(entry.url_name, args=[pk]) for pk in grants.organisations_with(entry.needs)[:1]]
        elif entry.needs in (EVERYBODY, SIGNED_IN) or any(
            grants.allow_somewhere(permission) for permission in (entry.needs, entry.or_needs)
        ):
            places = [reverse(entry.url_name)]
        else:
            places = []
        jobs += [Job(entry.label, url, entry.icon, _is_at(path, url, entry)) for url in places]
    inner = [job for job in jobs if job.current]
    # A page inside one organisation belongs to its own job, not to the list of partners as well.
    return jobs if len(inner) < 2 else [job if job is inner[-1] or not job.current else _plain(job) for job in jobs]


def _is_at(path: str, url: str, entry: Entry) -> bool:
    return path.startswith((url, *entry.also))


def _plain(job: Job) -> Job:
    return Job(job.label, job.url, job.icon, current=False, count=job.count)


def _standing_of_user(user: Viewer) -> tuple[list[str], int]:
    """The posts that the user holds today, in words, and the number of notices not read yet: one query."""
    if not user.is_authenticated:
        return [], 0
    today = timezone.localdate()
    held = PostHolding.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today, person__user=user
    ).order_by()
    unread = Notice.objects.filter(user=user, read_at__isnull=True).order_by().values("user")
    names = {code: Value("", output_field=CharField()) for code in Languages.values}
    rows = held.values_list(
        "post__name_kk", "post__name_ru", "post__name_en", Value(0, output_field=IntegerField())
    ).union(unread.annotate(**names, count=Count("pk")).values_list(*names, "count"), all=True)
    posts, count = [], 0
    for *of_post, number in rows:
        if number:
            count = number
        else:
            posts.append(Post(**dict(zip(("name_kk", "name_ru", "name_en"), of_post, strict=True))).name)
    return sorted(posts), count
