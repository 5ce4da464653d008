"""The desk: what waits for one reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.common.models import Languages
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.enums import OrganisationStatus, ProposalStatus
from seriktes.organisations.models import DuplicateProposal, Invitation, Organisation
from seriktes.organisations.queries.access import Grants, grants_for_user, organisations_visible_to
from seriktes.organisations.queries.consents import consent_clocks_for_user
from seriktes.organisations.queries.deciding import asked_merges_for_user, asker_of

# How many rows of one kind stand on the desk; the rest is behind their list.
SHOWN = 10
LANGUAGE_NAMES = dict(Languages.choices)


@dataclass(frozen=True)
class Task:
    """One thing to do, with its one action."""

    title: str
    why: str
    url: str
    action: str
    language: str = ""
    # Of what has a term: the state of its clock (as in the clock chip), and the time left in words.
    clock: str = ""
    left: str = ""


def tasks_for_user(user: User) -> list[Task]:
    grants = grants_for_user(user)
    return [
        *_consent_clocks(user),
        *_questions_of_imports(user),
        *_asked_merges(user),
        *_duplicates(grants),
        *_invitations(grants),
        *_unpublished(grants),
        *_missing_names(grants),
        *_unpublished_elsewhere(user, grants),
    ]


def _consent_clocks(user: User) -> Iterator[Task]:
    for clock in consent_clocks_for_user(user, timezone.localdate())[:SHOWN]:
        days = abs(clock.left)
        late = ngettext("%(count)d working day late", "%(count)d working days late", days)
        left = ngettext("%(count)d working day left", "%(count)d working days left", days)
        yield Task(
            title=clock.consent.subject_name,
            why=_("Withdrew the consent; awaited: %(what)s.") % {"what": clock.awaits.label},
            url=reverse("organisations:consent", args=[clock.consent.pk]),
            action=_("Open"),
            clock=clock.state,
            left=(late if clock.left < 0 else left) % {"count": days},
        )


def _questions_of_imports(user: User) -> Iterator[Task]:
    open_by_run: dict[int, list[str]] = {}
    asked = ImportQuestion.objects.filter(run__by=user, decision="", run__dry_run=False).order_by("run_id")
    for run, filename in asked.values_list("run_id", "run__filename"):
        open_by_run.setdefault(run, []).append(filename)
    for run, names in list(open_by_run.items())[:SHOWN]:
        yield Task(
            title=names[0],
            why=ngettext(
                "The file differs from %(count)s value entered by hand.",
                "The file differs from %(count)s values entered by hand.",
                len(names),
            )
            % {"count": format_number(len(names))},
            url=reverse("exchange:import_run", args=[run]),
            action=_("Decide"),
        )


def _asked_merges(user: User) -> Iterator[Task]:
    for proposal in asked_merges_for_user(user)[:SHOWN]:
        yield Task(
            title=proposal.left.name,
            language=proposal.left.name_language,
            why=_("%(asker)s asks whether it and “%(other)s” are one organisation.")
            % {"asker": asker_of(proposal), "other": proposal.right.name},
            url=proposal.get_absolute_url(),
            action=_("Compare"),
        )


def _duplicates(grants: Grants) -> Iterator[Task]:
    if not grants.allow_somewhere("organisations.review_duplicates"):
        return
    waiting = DuplicateProposal.objects.filter(
        # What somebody asked about waits for those who were asked.
        status=ProposalStatus.OPEN,
        asked_at__isnull=True,
        left__merged_into__isnull=True,
        right__merged_into__isnull=True,
    ).count()
    if waiting:
        yield Task(
            title=_("Possible duplicates"),
            why=ngettext(
                "%(count)s pair of records may be one organisation.",
                "%(count)s pairs of records may be one organisation each.",
                waiting,
            )
            % {"count": format_number(waiting)},
            url=reverse("organisations:duplicates"),
            action=_("Compare"),
        )


def _invitations(grants: Grants) -> Iterator[Task]:
    keeps = grants.organisations_with("organisations.manage_members")
    waiting = (
        Invitation.objects.filter(organisation__in=keeps, accepted_at__isnull=True, withdrawn_at__isnull=True)
        .select_related("organisation")
        .order_by("expires_at")[:SHOWN]
        if keeps
        else ()
    )
    for invitation in waiting:
        yield Task(
            title=invitation.email,
            why=_("Invited to %(organisation)s and has not answered yet.") % {"organisation": invitation.organisation},
            url=reverse("organisations:members", args=[invitation.organisation_id]),
            action=_("Open"),
        )


def _own(grants: Grants, permission: str) -> list[Organisation]:
    keeps = grants.organisations_with(permission)
    if not keeps:
        return []
    return list(Organisation.objects.exclude(status=OrganisationStatus.MERGED).filter(pk__in=keeps).order_by("pk"))


def _unpublished(grants: Grants) -> Iterator[Task]:
    for organisation in _own(grants, "organisations.publish_organisation"):
        if not organisation.is_public:
            yield Task(
                title=organisation.name,
                language=organisation.name_language,
                why=_("The record of your organisation is not published: partners cannot find it."),
                url=organisation.get_absolute_url(),
                action=_("Check and publish"),
            )


def _missing_names(grants: Grants) -> Iterator[Task]:
    for organisation in _own(grants, "organisations.change_organisation"):
        missing = [str(LANGUAGE_NAMES[code]) for code, name in organisation.names_by_language.items() if not name]
        if missing:
            yield Task(
                title=organisation.name,
                language=organisation.name_language,
                why=_("The record has no name in: %(languages)s.") % {"languages": ", ".join(missing)},
                url=reverse("organisations:edit", args=[organisation.pk]),
                action=_("Add the name"),
            )


def _unpublished_elsewhere(user: User, grants: Grants) -> Iterator[Task]:
    """For those who keep records of organisations without members: the drafts that nobody else will publish."""
    if "organisations.publish_organisation" not in grants.everywhere:
        return
    drafts = organisations_visible_to(user).filter(is_public=False).exclude(pk__in=list(grants.own))
    count = drafts.count()
    if count:
        yield Task(
            title=_("Unpublished records"),
            why=ngettext(
                "%(count)s record of the register is not published.",
                "%(count)s records of the register are not published.",
                count,
            )
            % {"count": format_number(count)},
            url=f"{reverse('organisations:list')}?{urlencode({'published': 'no'})}",
            action=_("Look through"),
        )
