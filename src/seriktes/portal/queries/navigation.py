"""What every page's frame shows: the jobs a reader can do here, the posts held, and the notices not read yet."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, IntegerField, Q, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.accounts.models import Notice
from seriktes.common.models import Languages
from seriktes.organisations.models import Post, PostHolding
from seriktes.organisations.queries.access import Grants, Viewer, grants_for_user

# Whose entry it is: everybody's, everybody's who has signed in, or of those with a permission.
EVERYBODY, SIGNED_IN = "", "signed in"


@dataclass(frozen=True)
class Entry:
    """One job of the frame. `within`: the job is done inside each organisation where the permission is held."""

    label: str | Promise
    url_name: str
    icon: str
    needs: str = EVERYBODY
    # Other permissions that open the same pages.
    or_needs: tuple[str, ...] = ()
    within: bool = False
    # Not for who holds the permission everywhere: what is confidential is read inside an organisation alone.
    held_inside: bool = False
    # Addresses of other pages that belong to the job.
    also: tuple[str, ...] = ()
    # The job that it stands under: shown while the reader is at that job, or at another under it.
    under: str = ""
    # To whoever has not signed in it is a job of its own.
    apart_for_public: bool = False


@dataclass(frozen=True)
class Job:
    label: str | Promise
    url: str
    icon: str
    current: bool
    count: int | None = None
    # Drawn under the job before it.
    is_inner: bool = False


DESK, POSTS = "portal:desk", "organisations:posts"
PARTNERSHIPS, SEES_INSIDE = "partnerships:list", "partnerships.view_partnership"
CHALLENGES = "challenges:board"
EXPERTISE = "expertise:search"
PLACEMENTS, SEES_PLACEMENTS = "placements:placements", "placements.view_own"
HAS_TO_DO = ("placements.take_part", "placements.supervise")
COURSES, COUNCILS = "curriculum:courses", "curriculum:councils"
STAFF = "organisations.view_colleagues"
ENTRIES = (
    Entry(_("Desk"), DESK, "desk", SIGNED_IN, also=("/approvals/",)),
    # For whoever may hold a post; who does is not asked at every page.
    Entry(_("Handovers"), "procedures:handovers", "handovers", STAFF, under=DESK),
    Entry(_("Lent posts"), "procedures:delegations", "people", STAFF, under=DESK),
    Entry(_("Calendar"), "procedures:calendar", "calendar", SIGNED_IN),
    Entry(_("Partners"), "organisations:list", "partners", also=("/organisations/",)),
    Entry(_("People"), "organisations:people", "people"),
    Entry(_("Partnerships"), PARTNERSHIPS, "partnerships", also=("/sides/",)),
    Entry(
        _("Agreements"),
        "partnerships:agreements",
        "document",
        SEES_INSIDE,
        also=("/documents/", "/signatures/"),
        under=PARTNERSHIPS,
    ),
    Entry(
        _("Activities"),
        "partnerships:activities",
        "activities",
        SEES_INSIDE,
        ("partnerships.confirm_taken_part",),
        under=PARTNERSHIPS,
    ),
    Entry(_("Commitments"), "partnerships:commitments", "commitments", SEES_INSIDE, under=PARTNERSHIPS),
    Entry(_("Templates"), "documents:templates", "template", "documents.manage_templates", under=PARTNERSHIPS),
    Entry(_("Check a document"), "documents:verify", "verify", under=PARTNERSHIPS, apart_for_public=True),
    Entry(_("Expertise"), EXPERTISE, "expertise", also=("/experts/",)),
    Entry(_("Evidence of expertise"), "expertise:list", "list", under=EXPERTISE),
    Entry(
        _("Names to be told apart"),
        "expertise:questions",
        "people",
        "expertise.decide_authors",
        ("accounts.view_audit",),
        under=EXPERTISE,
    ),
    Entry(_("Challenges"), CHALLENGES, "challenges", also=("/answers/",)),
    Entry(_("Answers"), "challenges:answers", "list", "challenges.view_own", under=CHALLENGES),
    Entry(_("News by mail"), "challenges:watch", "bell", SIGNED_IN, under=CHALLENGES),
    Entry(_("Enquiries"), "challenges:inbox", "mail", SIGNED_IN),
    Entry(_("Placements"), PLACEMENTS, "placements", SEES_PLACEMENTS, HAS_TO_DO, also=("/placement-steps/",)),
    Entry(
        _("Placement programmes"),
        "placements:programmes",
        "university",
        SEES_PLACEMENTS,
        HAS_TO_DO,
        also=("/placements/cohorts/", "/placement-programmes/"),
        under=PLACEMENTS,
    ),
    Entry(_("Positions"), "placements:positions", "list", SEES_PLACEMENTS, HAS_TO_DO, under=PLACEMENTS),
    Entry(
        _("Applications"),
        "placements:applications",
        "check",
        SEES_PLACEMENTS,
        ("placements.take_part",),
        also=("/applications/",),
        under=PLACEMENTS,
    ),
    Entry(
        _("Hosts found by students"),
        "placements:own_hosts",
        "flag",
        "placements.keep_programmes",
        ("placements.take_part",),
        under=PLACEMENTS,
    ),
    Entry(
        pgettext_lazy("work of students", "Theses"),
        "placements:theses",
        "document",
        SEES_PLACEMENTS,
        HAS_TO_DO,
        also=("/placements/defences/",),
        under=PLACEMENTS,
    ),
    Entry(_("Log"), "placements:log", "clock", "placements.take_part", also=("/placements/log/",), under=PLACEMENTS),
    Entry(
        _("Weeks to confirm"),
        "placements:weeks",
        "check",
        "placements.supervise",
        ("placements.offer_positions",),
        under=PLACEMENTS,
    ),
    Entry(_("Hosts"), "placements:hosts", "flag", "placements.keep_programmes", under=PLACEMENTS),
    Entry(_("Load of supervisors"), "placements:supervision", "people", SEES_PLACEMENTS, under=PLACEMENTS),
    Entry(
        _("Reviews of hosts"),
        "placements:reviews",
        "people",
        "placements.take_part",
        ("placements.keep_programmes",),
        under=PLACEMENTS,
    ),
    Entry(
        _("Confidential reports"),
        "placements:concerns",
        "lock",
        "placements.handle_concerns",
        held_inside=True,
        under=PLACEMENTS,
    ),
    Entry(
        _("Stipends"),
        "placements:stipends",
        "incentives",
        "placements.keep_stipends",
        also=("/stipends/", "/stipend-payments/", "/stipend-service/"),
        under=PLACEMENTS,
    ),
    Entry(_("Courses"), COURSES, "university", "curriculum.view_own"),
    Entry(_("Programmes of study"), "curriculum:study_programmes", "list", "curriculum.view_own", under=COURSES),
    Entry(_("Business councils"), COUNCILS, "people", "curriculum.view_own", also=("/recommendations/",)),
    Entry(_("Recommendations"), "curriculum:recommendations", "branch", "curriculum.view_own", under=COUNCILS),
    Entry(_("Events"), "gatherings:list", "events", also=("/gatherings/", "/tickets/")),
    Entry(_("Imports"), "exchange:imports", "import", "exchange.import_records", ("accounts.view_audit",)),
    Entry(_("Duplicates"), "organisations:duplicates", "duplicate", "organisations.review_duplicates"),
    Entry(_("Consents"), "organisations:consents", "consent", "organisations.view_consent"),
    Entry(_("Members"), "organisations:members", "key", "organisations.manage_members", within=True),
    Entry(_("Posts"), POSTS, "post", "organisations.manage_posts", within=True),
    Entry(_("Without a post"), "procedures:orphans", "warning", "organisations.manage_posts", under=POSTS),
    Entry(_("Approval routes"), "procedures:routes", "branch", "procedures.manage_routes", under=POSTS),
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
    """The jobs that the user can do, in their fixed order; those under another job only while the reader is about it."""
    grants = grants_for_user(user)
    placed = [(entry, url) for entry in ENTRIES for url in _places(entry, user, grants)]
    about = {entry.under or entry.url_name for entry, url in placed if _is_at(path, url, entry)}
    jobs = []
    for entry, url in placed:
        is_inner = bool(entry.under) and not (entry.apart_for_public and not user.is_authenticated)
        if not is_inner or entry.under in about:
            jobs.append(Job(entry.label, url, entry.icon, _is_at(path, url, entry), is_inner=is_inner))
    inner = [job for job in jobs if job.current]
    # A page inside one organisation belongs to its own job, not to the list of partners as well.
    return jobs if len(inner) < 2 else [job if job is inner[-1] or not job.current else _plain(job) for job in jobs]


def _places(entry: Entry, user: Viewer, grants: Grants) -> list[str]:
    """Where the job is done; nowhere for who cannot do it."""
    if entry.needs == SIGNED_IN and not user.is_authenticated:
        return []
    if entry.held_inside and not grants.organisations_with(entry.needs):
        return []
    if entry.within:
        return [reverse(entry.url_name, args=[pk]) for pk in grants.organisations_with(entry.needs)[:1]]
    permissions = (entry.needs, *entry.or_needs)
    if entry.needs in (EVERYBODY, SIGNED_IN) or any(grants.allow_somewhere(one) for one in permissions):
        return [reverse(entry.url_name)]
    return []


def _is_at(path: str, url: str, entry: Entry) -> bool:
    return path.startswith((url, *entry.also))


def _plain(job: Job) -> Job:
    return replace(job, current=False)


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
