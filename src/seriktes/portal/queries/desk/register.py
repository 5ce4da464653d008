"""What waits in the register of organisations: questions of imports, merges, invitations, consents, drafts, names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.common.models import Languages
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.enums import OrganisationStatus, ProposalStatus
from seriktes.organisations.models import Consent, DuplicateProposal, Invitation, Organisation
from seriktes.organisations.queries.access import CHANGE, Grants, grants_for_user, organisations_visible_to
from seriktes.organisations.queries.consents import consent_clocks_for_user, with_open_clocks
from seriktes.organisations.queries.deciding import asked_merges_for_user, asker_of, open_asked
from seriktes.portal.queries.desk.tasks import Task

# How many rows of one kind stand on the desk; the rest is behind their list.
SHOWN = 10
LANGUAGE_NAMES = dict(Languages.choices)


@dataclass(frozen=True)
class Chore:
    """Something that is known to wait: told row by row, which costs so many queries, or in one line that costs none."""

    rows: Callable[[], Iterable[Task]]
    cost: int
    line: Task | None = None


# --- What waits at all ------------------------------------------------------------------------------------------------
def questions_of_register(user: User) -> dict[str, Any]:
    """What the desk's one question (`desk.standing_of`) asks of the register of organisations, by name."""
    grants = grants_for_user(user)
    asked: dict[str, Any] = {"imports": Exists(_open_questions(user))}
    keeps = grants.organisations_with(CHANGE)
    if CHANGE in grants.everywhere:
        asked["merges"] = Exists(open_asked())
    elif keeps:
        asked["merges"] = Exists(open_asked().filter(Q(left__in=keeps) | Q(right__in=keeps)))
    if grants.allow_somewhere("organisations.review_duplicates"):
        asked["duplicates"] = _count(_duplicates())
    if grants.organisations_with("organisations.manage_members"):
        asked["invitations"] = Exists(_invitations(grants))
    if keeps or grants.organisations_with("organisations.publish_organisation"):
        asked["own"] = Exists(_incomplete(grants))
    if grants.allow_somewhere("organisations.record_consent"):
        asked["consents"] = Exists(_consents(grants))
    if "organisations.publish_organisation" in grants.everywhere:
        drafts = organisations_visible_to(user).filter(is_public=False).exclude(pk__in=list(grants.own))
        asked["drafts"] = _count(drafts)
    return asked


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(every=Value(1)).values("every").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))


def _open_questions(user: User) -> QuerySet[ImportQuestion]:
    return ImportQuestion.objects.filter(run__by=user, decision="", run__dry_run=False)


def _duplicates() -> QuerySet[DuplicateProposal]:
    return DuplicateProposal.objects.filter(
        # What somebody asked about waits for those who were asked.
        status=ProposalStatus.OPEN,
        asked_at__isnull=True,
        left__merged_into__isnull=True,
        right__merged_into__isnull=True,
    )


def _invitations(grants: Grants) -> QuerySet[Invitation]:
    keeps = grants.organisations_with("organisations.manage_members")
    return Invitation.objects.filter(organisation__in=keeps, accepted_at__isnull=True, withdrawn_at__isnull=True)


def _incomplete(grants: Grants) -> QuerySet[Organisation]:
    """The user's own organisations that are not published, or lack a name, as far as the user can mend it."""
    nameless = Q(name_kk="") | Q(name_ru="") | Q(name_en="")
    changes = Q(pk__in=grants.organisations_with(CHANGE))
    publishes = Q(pk__in=grants.organisations_with("organisations.publish_organisation"))
    return Organisation.objects.exclude(status=OrganisationStatus.MERGED).filter(
        (changes & nameless) | (publishes & Q(is_public=False))
    )


def _consents(grants: Grants) -> QuerySet[Consent]:
    consents = with_open_clocks(Consent.objects.all())
    if "organisations.record_consent" in grants.everywhere:
        return consents
    return consents.filter(operator__in=grants.organisations_with("organisations.record_consent"))


# --- In words ---------------------------------------------------------------------------------------------------------
def chores_of_register(user: User, standing: dict[str, Any]) -> Iterator[Chore]:
    """What waits, by what the desk's question answered."""
    grants = grants_for_user(user)
    if standing.get("consents"):
        url = f"{reverse('organisations:consents')}?{urlencode({'state': 'waiting'})}"
        yield Chore(
            partial(_consent_clocks, user),
            2,
            _line(_("Consents"), _("Withdrawn consents wait to be carried out."), url),
        )
    if standing.get("imports"):
        url = reverse("exchange:imports")
        yield Chore(
            partial(_questions_of_imports, user),
            1,
            _line(_("Imports"), _("Files differ from values entered by hand."), url),
        )
    if standing.get("merges"):
        yield Chore(partial(_asked_merges, user), 3)
    if standing.get("duplicates"):
        yield Chore(partial(_possible_duplicates, standing["duplicates"]), 0)
    if standing.get("invitations"):
        place = grants.organisations_with("organisations.manage_members")[0]
        url = reverse("organisations:members", args=[place])
        yield Chore(partial(_open_invitations, grants), 1, _line(_("Invitations"), _("Some have no answer yet."), url))
    if standing.get("own"):
        place = next(iter(grants.own))
        url = reverse("portal:organisation", args=[place])
        words = _("The record of your organisation is not published, or lacks a name in one of the languages.")
        yield Chore(partial(_own_records, grants), 1, _line(_("Your organisation"), words, url))
    if standing.get("drafts"):
        yield Chore(partial(_drafts_elsewhere, standing["drafts"]), 0)


def _line(title: str, why: str, url: str) -> Task:
    return Task(title=title, why=why, url=url, action=_("Open"))


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
            awaited=_("Term"),
            clock=clock.state,
            left=(late if clock.left < 0 else left) % {"count": days},
        )


def _questions_of_imports(user: User) -> Iterator[Task]:
    runs = _open_questions(user).order_by("run").values("run", "run__filename").annotate(count=Count("pk"))
    for run, filename, count in runs.values_list("run", "run__filename", "count")[:SHOWN]:
        yield Task(
            title=filename,
            why=ngettext(
                "The file differs from %(count)s value entered by hand.",
                "The file differs from %(count)s values entered by hand.",
                count,
            )
            % {"count": format_number(count)},
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


def _possible_duplicates(waiting: int) -> Iterator[Task]:
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


def _open_invitations(grants: Grants) -> Iterator[Task]:
    for invitation in _invitations(grants).select_related("organisation").order_by("expires_at")[:SHOWN]:
        yield Task(
            title=invitation.email,
            why=_("Invited to %(organisation)s and has not answered yet.") % {"organisation": invitation.organisation},
            url=reverse("organisations:members", args=[invitation.organisation_id]),
            action=_("Open"),
        )


def _own_records(grants: Grants) -> Iterator[Task]:
    publishes = set(grants.organisations_with("organisations.publish_organisation"))
    changes = set(grants.organisations_with(CHANGE))
    found = list(_incomplete(grants).order_by("pk")[:SHOWN])
    for organisation in found:
        if not organisation.is_public and organisation.pk in publishes:
            yield Task(
                title=organisation.name,
                language=organisation.name_language,
                why=_("The record of your organisation is not published: partners cannot find it."),
                url=organisation.get_absolute_url(),
                action=_("Check and publish"),
            )
    for organisation in found:
        missing = [str(LANGUAGE_NAMES[code]) for code, name in organisation.names_by_language.items() if not name]
        if missing and organisation.pk in changes:
            yield Task(
                title=organisation.name,
                language=organisation.name_language,
                why=_("The record has no name in: %(languages)s.") % {"languages": ", ".join(missing)},
                url=reverse("organisations:edit", args=[organisation.pk]),
                action=_("Add the name"),
            )


def _drafts_elsewhere(count: int) -> Iterator[Task]:
    """For those who keep records of organisations without members: the drafts that nobody else will publish."""
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
