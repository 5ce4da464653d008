"""The link by which a host ranks those who wish a position, without an account."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from seriktes.common.formats import format_day, format_number
from seriktes.documents.actions.files import FileDamaged, content_of
from seriktes.placements.actions.ranking import rank_applicants
from seriktes.placements.actions.ranking_letters import RANK, addresses_of
from seriktes.placements.definitions.choice_refusals import CannotRank
from seriktes.placements.models import ApplicationDocument, Position
from seriktes.placements.queries import choice
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkFile, LinkRefused, Outcome

LARGEST_BUNDLE = 200 * 1024 * 1024
CHOICE = "save"


def _ranks_today(link: Any) -> bool:
    """Whether the host may still be written to there: whoever left it reads no more of those who apply."""
    return link.email in addresses_of(link.record, timezone.now())


def describe(link: Any) -> Described | None:
    position: Position = link.record
    if not choice.takes_rankings(position, timezone.localdate()) or not _ranks_today(link):
        return None
    count = choice.applicants_of(position).count()
    if not count:
        return None
    cohort = position.cohort
    told = {
        "position": position.name, "university": cohort.programme.organisation.name, "count": format_number(count),
        "host": position.host.name,
    }  # fmt: skip
    return Described(
        title=_("Rank those who wish to come: %(position)s") % told,
        text=ngettext(
            "%(count)s student of %(university)s wishes the position “%(position)s” at %(host)s.",
            "%(count)s students of %(university)s wish the position “%(position)s” at %(host)s.",
            count,
        )
        % told,
        effect=_(
            "Write 1 beside whom you would like best, 2 beside the next; the same number means equally welcome. Who has no "
            "number stands after all who have one. Whom you cannot take at all you mark, and say why: nobody whom you marked "
            "will come, whatever happens. “Save the order” hands it to the university."
        ),
        facts=[
            (_("Programme"), str(cohort)),
            (_("Places"), format_number(position.capacity)),
            (_("From–to"), f"{format_day(cohort.starts_on)} – {format_day(cohort.ends_on)}"),
        ],
        choices=[Choice(CHOICE, gettext_lazy("Save the order"))],
    )


def act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    position: Position = link.record
    try:
        ranking = rank_applicants(
            position=position, ranks=data["ranks"], refused=data["refused"], by=None, by_label=link.label, at=at,
            expected_version=data.get("expected_version"),
        )  # fmt: skip
    except CannotRank as refused:
        raise LinkRefused(refused.sentence) from refused
    told = {"position": ranking.position.name}
    return Outcome(
        _("The order is saved: %(position)s") % told,
        _("The university matches students and positions when the time for ranking is over, and tells you who comes. "
          "If the order has to change before, ask for another link."),
    )  # fmt: skip


def settled(link: Any) -> str | Promise:
    if choice.takes_rankings(link.record, timezone.localdate()) and not _ranks_today(link):
        return _("Somebody else speaks for the host by now.")
    return _("Applicants for this position are not ranked now.")


def documents_file(link: Any) -> LinkFile | None:
    """What the applicants handed in, as one ZIP: whoever ranks without an account must be able to read it."""
    return bundle_of_documents(link.record)


def has_documents(link: Any) -> bool:
    return documents_of(link.record).exists()


def documents_of(position: Position) -> QuerySet[ApplicationDocument]:
    applicants = choice.applicants_of(position).values("application")
    return ApplicationDocument.objects.filter(application__in=applicants)


def bundle_of_documents(position: Position) -> LinkFile | None:
    applicants = {wish.application_id: wish.application.student.name for wish in choice.applicants_of(position)}
    rows = list(documents_of(position).order_by("application", "code"))
    if not rows:
        return None
    held, total = io.BytesIO(), 0
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            try:
                content = content_of(row)
            except (FileNotFoundError, FileDamaged):
                continue
            total += len(content)
            if total > LARGEST_BUNDLE:
                break
            archive.writestr(f"{row.application_id} {applicants[row.application_id]}/{row.code} {row.name}", content)
    return LinkFile(_("Documents of applicants") + ".zip", held.getvalue(), "application/zip")


LINKS = (
    LinkAction(
        RANK, gettext_lazy("Rank the applicants"), describe, act, form="seriktes.placements.forms.ranking.RankingByLinkForm",
        settled=settled, file=documents_file, has_file=has_documents, file_label=gettext_lazy("Documents of the applicants (ZIP)"),
    ),
)  # fmt: skip
