"""Letters about positions, in each reader's language, sent when the transaction has ended."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.outbox import post_letter
from seriktes.organisations.models import Post
from seriktes.organisations.queries.access import members_with
from seriktes.placements.models import Position
from seriktes.placements.queries.access import KEEP, OFFER
from seriktes.procedures.actions.links import Addressee, send_link
from seriktes.procedures.models import ActionLink
from seriktes.procedures.queries.recipients import Recipient, recipients_of_posts

RETURNED = "placements.position_returned"
LASTS = timedelta(days=30)


def send_back(position: Position, *, by: User | None, at: datetime) -> ActionLink | None:
    """A link to mend it, to the contact of a host where nobody has an account; the others find it on their desk."""
    if not position.contact_email or members_with(OFFER, position.host_id):
        return None
    to = Addressee(position.contact_email, by.language if by else position.language, position.contact_name)
    return send_link(action=RETURNED, subject=position, to=to, at=at, by=by, lasts=LASTS)


def tell_host(what: str, position: Position) -> None:
    """`approved` or `returned`."""
    afterwards(_tell, what, position.pk, to_host=True)


def tell_university(what: str, position: Position, *, students: int) -> None:
    """`withdrawn`, when students could choose it already or are placed there; `students` were so until then."""
    afterwards(_tell, what, position.pk, to_host=False, students=students)


def _tell(what: str, pk: int, *, to_host: bool, students: int = 0) -> None:
    position = Position.objects.select_related("cohort__programme__organisation", "host").get(pk=pk)
    programme = position.cohort.programme
    readers = (
        readers_of(position.host_id, position.post_id, OFFER) or _contact(position)
        if to_host
        else readers_of(programme.organisation_id, programme.post_id, KEEP)
    )
    for reader in readers:
        _write(reader, partial(_words, what, position, students), position)


def _words(what: str, position: Position, students: int) -> tuple[str, str]:
    told = {
        "name": position.name, "host": position.host.name, "reason": position.reason, "cohort": str(position.cohort),
        "university": position.cohort.programme.organisation.name,
        "students": students,
    }  # fmt: skip
    if what == "approved":
        return (
            _("Approved: %(name)s") % told,
            _("%(university)s has approved the position “%(name)s”. Its students can now choose it.") % told,
        )
    if what == "returned":
        return (
            _("To be mended: %(name)s") % told,
            _("%(university)s asks you to mend the position “%(name)s”: %(reason)s") % told,
        )
    if told["students"]:
        return (
            _("Withdrawn after the match: %(name)s") % told,
            _("%(host)s has withdrawn the position “%(name)s” (%(cohort)s). The reason given: %(reason)s\n\nStudents placed "
              "there: %(students)s. Find them another host.") % told,
        )  # fmt: skip
    return (
        _("Withdrawn: %(name)s") % told,
        _("%(host)s has withdrawn the position “%(name)s” (%(cohort)s). The reason given: %(reason)s") % told,
    )


def _write(reader: Recipient, words: Callable[[], tuple[str, str]], position: Position) -> None:
    with translation.override(reader.language):
        subject, text = words()
        post_letter(
            to=reader.email, language=reader.language, recipient_name=reader.name, subject=subject, text=text,
            action_url=settings.SITE_URL + position.get_absolute_url(), action_label=_("Open the position"),
            reason=_("You get this letter because you or your organisation have to do with this position."),
        )  # fmt: skip


def readers_of(organisation: int, post: int | None, permission: str) -> list[Recipient]:
    """Whoever holds the post, else those of the organisation who may."""
    if post is not None and Post.objects.filter(pk=post, closed_on__isnull=True).exists():
        told = recipients_of_posts([post], timezone.localdate()).get(post)
        if told:
            return told
    return [Recipient(user.email, user.language, user.name) for user in members_with(permission, organisation)]


def _contact(position: Position) -> list[Recipient]:
    if not position.contact_email:
        return []
    return [Recipient(position.contact_email, position.language, position.contact_name)]
