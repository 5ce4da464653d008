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
    # Another permission that opens the same pages.
    or_needs: str = ""
    within: bool = False
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
STAFF = "organisations.view_colleagues"
ENTRIES = (
    Entry(_("Desk"), DESK, "desk", SIGNED_IN, also=("/approvals/",)),
    # For whoever may hold a post; who does is not asked at every page.
    Entry(_("Handovers"), "procedures:handovers", "handovers", STAFF, under=DESK),
    Entry(_("Lent posts"), "procedures:delegations", "people", STAFF, under=DESK),
    Entry(_("Calendar"), "procedures:calendar", "calendar", SIGNED_IN),
    Entry(_("Partners"), "organisations:list", "partners", also=("/organisations/",)),
    Entry(_("People"), "organisations:people", "people"),
    Entry(_("Challenges"), CHALLENGES, "challenges", also=("/answers/",)),
    Entry(_("Answers"), "challenges:answers", "list", "challenges.view_own", under=CHALLENGES),
    Entry(_("News by mail"), "challenges:watch", "bell", SIGNED_IN, under=CHALLENGES),
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
        "partnerships.confirm_taken_part",
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
        "accounts.view_audit",
        under=EXPERTISE,
    ),
    Entry(_("Enquiries"), "challenges:inbox", "mail", SIGNED_IN),
