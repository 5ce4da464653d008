"""What every page's frame shows: the jobs a reader can do here, the posts held, and the notices not read yet.

A reader sees few jobs, seven to nine. What belongs to a job stands under it while the reader is about that job; what
the reader has nothing of is not shown, unless the reader can begin it there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.organisations.queries.access import Grants, Viewer, grants_for_user
from seriktes.portal.queries import standing as own
from seriktes.portal.queries.standing import Standing, standing_of

# Whose entry it is: everybody's, everybody's who has signed in, or of those with a permission.
EVERYBODY, SIGNED_IN = "", "signed in"


def _signed_out(user: Viewer) -> bool:
    return not user.is_authenticated


def _works_with_partners(user: Viewer) -> bool:
    """Whoever is here for placements alone finds partnerships among what can be known of partners."""
    grants = grants_for_user(user)
    return grants.allow_somewhere(SEES_INSIDE) or not grants.allow_somewhere("placements.take_part")


@dataclass(frozen=True)
class Entry:
    """One job of the frame, or a part of one. `within`: it is done inside each organisation where the permission is held."""

    label: str | Promise
    url_name: str
    icon: str
    needs: str = EVERYBODY
    # Other permissions that open the same pages.
    or_needs: tuple[str, ...] = ()
    within: bool = False
    # Not for who holds the permission everywhere: what is confidential is read inside an organisation alone.
    held_inside: bool = False
    # Addresses of other pages that belong to it.
    also: tuple[str, ...] = ()
    # The jobs that it may stand under: it does under the first that the reader has, while the reader is at that job.
    # Where it names itself at the end, it is a job of its own to who has none of them.
    under: tuple[str, ...] = ()
    # For whom it is a job of its own all the same.
    apart: Callable[[Viewer], bool] | None = None
    # Shown only to who has something of it (see `standing`), and to who keeps it or can begin it there.
    owns: tuple[str, ...] = ()
    or_keeps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    label: str | Promise
    url: str
    icon: str
    current: bool
    count: int | None = None
    # Drawn under the job before it.
    is_inner: bool = False


DESK, PARTNERS, OWN_ORGANISATION = "portal:desk", "organisations:list", "portal:organisation"
PARTNERSHIPS, SEES_INSIDE = "partnerships:list", "partnerships.view_partnership"
CHALLENGES = "challenges:board"
EXPERTISE = "expertise:search"
PLACEMENTS, SEES_PLACEMENTS = "placements:placements", "placements.view_own"
HAS_TO_DO = ("placements.take_part", "placements.supervise")
KEEPS_PLACEMENTS = ("placements.keep_programmes",)
COURSES, COUNCILS = "curriculum:courses", "curriculum:councils"
# Whoever holds them everywhere sees everybody's, and has no need of own ones.
OF_EVERYBODY = frozenset({SEES_PLACEMENTS, "placements.keep_stipends", "curriculum.view_own"})
AUDIT, READS_AUDIT = "accounts:audit", "accounts.view_audit"
STAFF, POSTS = "organisations.view_colleagues", "organisations.manage_posts"
ENTRIES = (
    Entry(_("Desk"), DESK, "desk", SIGNED_IN, also=("/approvals/",)),
    Entry(_("Calendar"), "procedures:calendar", "calendar", SIGNED_IN, under=(DESK,)),
    # For whoever may hold a post; who does is not asked at every page.
    Entry(_("Handovers"), "procedures:handovers", "handovers", STAFF, under=(DESK,)),
    Entry(_("Lent posts"), "procedures:delegations", "people", STAFF, under=(DESK,)),
    Entry(_("Partners"), PARTNERS, "partners", also=("/organisations/",)),
    Entry(_("People"), "organisations:people", "people", under=(PARTNERS,)),
    Entry(_("Consents"), "organisations:consents", "consent", "organisations.view_consent", under=(PARTNERS,)),
    Entry(_("Imports"), "exchange:imports", "import", "exchange.import_records", (READS_AUDIT,), under=(PARTNERS,)),
    Entry(
        _("Duplicates"),
        "organisations:duplicates",
        "duplicate",
        "organisations.review_duplicates",
        also=("/merges/",),
        under=(PARTNERS,),
    ),
    Entry(
        _("Partnerships"),
        PARTNERSHIPS,
        "partnerships",
        also=("/sides/",),
        under=(PARTNERS,),
        apart=_works_with_partners,
    ),
    Entry(
        _("Agreements"),
        "partnerships:agreements",
        "document",
        SEES_INSIDE,
        also=("/documents/", "/signatures/"),
        under=(PARTNERSHIPS,),
    ),
    Entry(
        _("Activities"),
        "partnerships:activities",
        "activities",
        SEES_INSIDE,
        ("partnerships.confirm_taken_part",),
        under=(PARTNERSHIPS,),
    ),
    Entry(_("Commitments"), "partnerships:commitments", "commitments", SEES_INSIDE, under=(PARTNERSHIPS,)),
    Entry(_("Templates"), "documents:templates", "template", "documents.manage_templates", under=(PARTNERSHIPS,)),
    Entry(_("Check a document"), "documents:verify", "verify", under=(PARTNERSHIPS, PARTNERS), apart=_signed_out),
    Entry(_("Expertise"), EXPERTISE, "expertise", also=("/experts/",)),
    Entry(_("Evidence of expertise"), "expertise:list", "list", under=(EXPERTISE,)),
    Entry(
        _("Names to be told apart"),
        "expertise:questions",
        "people",
        "expertise.decide_authors",
        (READS_AUDIT,),
        under=(EXPERTISE,),
    ),
    Entry(_("Challenges"), CHALLENGES, "challenges", also=("/answers/",)),
    Entry(_("Answers"), "challenges:answers", "list", "challenges.view_own", under=(CHALLENGES,)),
    Entry(_("Enquiries"), "challenges:inbox", "mail", SIGNED_IN, under=(CHALLENGES,)),
    Entry(_("News by mail"), "challenges:watch", "bell", SIGNED_IN, under=(CHALLENGES,)),
    Entry(_("Placements"), PLACEMENTS, "placements", SEES_PLACEMENTS, HAS_TO_DO, also=("/placement-steps/",)),
    Entry(
        _("Placement programmes"),
        "placements:programmes",
        "university",
        SEES_PLACEMENTS,
        HAS_TO_DO,
        also=("/placements/cohorts/", "/placement-programmes/", "/placements/rounds/"),
        under=(PLACEMENTS,),
    ),
    Entry(_("Positions"), "placements:positions", "list", SEES_PLACEMENTS, HAS_TO_DO, under=(PLACEMENTS,)),
    Entry(
        _("Applications"),
        "placements:applications",
        "check",
        SEES_PLACEMENTS,
        ("placements.take_part",),
        under=(PLACEMENTS,),
        owns=(own.APPLICATIONS,),
        or_keeps=KEEPS_PLACEMENTS,
    ),
    Entry(
        pgettext_lazy("work of students", "Theses"),
        "placements:theses",
        "document",
        SEES_PLACEMENTS,
        HAS_TO_DO,
        also=("/placements/defences/",),
        under=(PLACEMENTS,),
    ),
    Entry(_("Log"), "placements:log", "clock", "placements.take_part", under=(PLACEMENTS,), owns=(own.PLACED,)),
    Entry(
        _("Weeks to confirm"),
        "placements:weeks",
        "check",
        "placements.supervise",
        ("placements.offer_positions",),
        under=(PLACEMENTS,),
        owns=(own.SUPERVISED,),
    ),
    Entry(
        _("Hosts"),
        "placements:hosts",
        "flag",
        "placements.keep_programmes",
        also=("/placements/reviews/", "/placements/own-hosts/"),
        under=(PLACEMENTS,),
    ),
    Entry(
        _("Load of supervisors"),
        "placements:supervision",
        "people",
        SEES_PLACEMENTS,
        under=(PLACEMENTS,),
        owns=(own.SUPERVISED,),
        or_keeps=KEEPS_PLACEMENTS,
    ),
    # To who keeps hosts, their list leads to these; and to the reviews.
    Entry(_("Hosts found by students"), "placements:own_hosts", "flag", "placements.take_part", under=(PLACEMENTS,)),
    Entry(_("Reviews of hosts"), "placements:reviews", "people", "placements.take_part", under=(PLACEMENTS,)),
    Entry(
        _("Confidential reports"),
        "placements:concerns",
        "lock",
        "placements.handle_concerns",
        held_inside=True,
        under=(PLACEMENTS,),
    ),
    Entry(
        _("Stipends"),
        "placements:stipends",
        "incentives",
        "placements.keep_stipends",
        ("placements.take_part",),
        also=("/stipend-payments/", "/stipend-service/"),
        under=(PLACEMENTS,),
        owns=(own.STIPENDS_OF,),
    ),
    Entry(
        _("Courses and councils"),
        COURSES,
        "university",
        "curriculum.view_own",
        owns=(own.COURSES,),
        or_keeps=("curriculum.keep_courses", "curriculum.keep_councils"),
    ),
    Entry(
        _("Programmes of study"),
        "curriculum:study_programmes",
        "list",
        "curriculum.view_own",
        under=(COURSES,),
        owns=(own.COURSES,),
        or_keeps=("curriculum.keep_courses",),
    ),
    Entry(
        _("Business councils"),
        COUNCILS,
        "people",
        "curriculum.view_own",
        under=(COURSES, COUNCILS),
        owns=(own.COUNCILS,),
        or_keeps=("curriculum.keep_councils",),
    ),
    Entry(
        _("Recommendations"),
        "curriculum:recommendations",
        "branch",
        "curriculum.view_own",
        also=("/changes/",),
        under=(COURSES, COUNCILS),
        owns=(own.COUNCILS,),
        or_keeps=("curriculum.keep_councils",),
    ),
    Entry(_("Events"), "gatherings:list", "events", also=("/gatherings/", "/tickets/")),
    Entry(_("Audit"), AUDIT, "audit", READS_AUDIT),
    Entry(_("Your organisation"), OWN_ORGANISATION, "organisation", "organisations.manage_members", within=True),
    Entry(
        _("Members"),
        "organisations:members",
        "key",
        "organisations.manage_members",
        within=True,
        under=(OWN_ORGANISATION,),
    ),
    Entry(_("Posts"), "organisations:posts", "post", POSTS, within=True, under=(OWN_ORGANISATION,)),
    Entry(_("Without a post"), "procedures:orphans", "warning", POSTS, under=(OWN_ORGANISATION, AUDIT)),
    Entry(
        _("Approval routes"), "procedures:routes", "branch", "procedures.manage_routes", under=(OWN_ORGANISATION, AUDIT)
    ),
    # To others their own profile leads.
    Entry(_("Roles"), "accounts:roles", "roles", "accounts.view_roles", under=(OWN_ORGANISATION, AUDIT)),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. Callables, so that a page that shows none of it asks the database nothing."""
    standing = _once(standing_of, request, missing=Standing())
    return {
        "demonstration": settings.DEMONSTRATION,
        "navigation": _once(lambda user: navigation_for_user(user, request.path, standing()), request),
        "posts": lambda: standing().posts,
        "notices_unread": lambda: standing().unread,
    }


def _once(read: Callable[[Any], Any], request: HttpRequest, missing: Any = ()) -> Callable[[], Any]:
    # A request that failed before the session was read has no user.
    return cache(lambda: read(request.user) if hasattr(request, "user") else missing)


def navigation_for_user(user: Viewer, path: str, standing: Standing | None = None) -> list[Job]:
    """The jobs that the user can do, in their fixed order; the parts of a job only while the reader is about it."""
    grants, owns = grants_for_user(user), (standing or standing_of(user)).owns
    placed = [(entry, url) for entry in ENTRIES if _has(entry, grants, owns) for url in _places(entry, user, grants)]
    parents = _parents([entry for entry, _url in placed], user)
    # What has no job of the reader's to stand under is led to by other pages.
    shown = [(entry, url) for entry, url in placed if entry.url_name in parents]
    here, nearest = "", 0
    for entry, url in shown:
        nearness = _nearness(path, url, entry)
        # A part comes after its job, and its own pages are nearer to it.
        if nearness >= nearest > 0 or nearness > nearest:
            here, nearest = entry.url_name, nearness
    about = (parents[here] or here) if here else ""
    return [
        Job(entry.label, url, entry.icon, entry.url_name == here, is_inner=bool(parents[entry.url_name]))
        for entry, url in shown
        if parents[entry.url_name] in ("", about)
    ]


def _parents(entries: list[Entry], user: Viewer) -> dict[str, str]:
    """Of each entry that is shown, the job that it stands under; nothing for a job of its own."""
    jobs = {entry.url_name for entry in entries if not entry.under or (entry.apart and entry.apart(user))}
    parents: dict[str, str] = {}
    for entry in entries:
        parent = next((one for one in entry.under if one in jobs or one == entry.url_name), "")
        if entry.url_name in jobs or parent == entry.url_name:
            jobs.add(entry.url_name)
            parents[entry.url_name] = ""
        elif parent:
            parents[entry.url_name] = parent
    return parents


def _has(entry: Entry, grants: Grants, owns: frozenset[str]) -> bool:
    """Whether there is something of it for the reader."""
    if not entry.owns or owns.intersection(entry.owns) or entry.needs in OF_EVERYBODY & grants.everywhere:
        return True
    return any(grants.allow_somewhere(one) for one in entry.or_keeps)


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


def _nearness(path: str, url: str, entry: Entry) -> int:
    """How much of the address says that the page belongs here: a page belongs to the nearest alone."""
    return max((len(one) for one in (url, *entry.also) if path.startswith(one)), default=0)
