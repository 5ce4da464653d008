"""Letters about an exhibitor's part in an event: to its people, and to the organiser where it declines."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.gatherings.actions.telling import open_event, readers_of, taking_part, when, write
from seriktes.gatherings.enums import ExhibitorState
from seriktes.gatherings.models import Exhibitor, Gathering
from seriktes.gatherings.queries.access import KEEP, may
from seriktes.organisations.queries.access import members_with
from seriktes.procedures.queries.recipients import Recipient, recipients_of_posts

STANDS = "stands"
TOLD = (ExhibitorState.CONTRACT_SENT, ExhibitorState.CONFIRMED, ExhibitorState.DECLINED)


def tell_state(exhibitor: Exhibitor, *, by: User | None) -> None:
    """Of a contract, a confirmation and a refusal. What the exhibitor itself declines is told to the organiser, all else
    to the exhibitor."""
    if exhibitor.state not in TOLD:
        return
    is_theirs = by is None or not may(by, KEEP, exhibitor)
    if exhibitor.state == ExhibitorState.DECLINED and is_theirs:
        afterwards(_write_organiser, exhibitor.pk)
    else:
        afterwards(_write_exhibitor, exhibitor.pk, str(exhibitor.state))


def tell_stands(exhibitor: Exhibitor) -> None:
    """Which stands it has now, after one was given, freed or changed."""
    afterwards(_write_exhibitor, exhibitor.pk, STANDS)


def organisers_of(gathering: Gathering) -> list[Recipient]:
    """Whoever holds the post that looks after the event, else those who keep the events of its organisation."""
    if gathering.post_id is not None:
        told = recipients_of_posts([gathering.post_id], timezone.localdate()).get(gathering.post_id)
        if told:
            return told
    users = members_with(KEEP, gathering.organisation_id)
    return [Recipient(user.email, user.language, user.name) for user in users]


def _write_organiser(pk: int) -> None:
    exhibitor = Exhibitor.objects.select_related("gathering", "organisation").get(pk=pk)
    gathering = exhibitor.gathering

    def words() -> tuple[str, str]:
        told = {
            "company": exhibitor.organisation.name, "name": gathering.name, "reason": exhibitor.declined_reason,
        }  # fmt: skip
        return (
            _("%(company)s does not exhibit: %(name)s") % told,
            _("%(company)s declined to exhibit at “%(name)s”. The reason given: %(reason)s") % told,
        )

    for reader in organisers_of(gathering):
        write(reader, words, exhibitor.get_absolute_url(), open_event, _organising)


def _organising() -> str:
    return _("You get this letter because you organise this event.")


def _write_exhibitor(pk: int, what: str) -> None:
    """Whoever has an account is led to the exhibitor's page, anybody else to that of the event, once there is one."""
    exhibitor = Exhibitor.objects.select_related("gathering__organisation", "organisation").get(pk=pk)
    gathering, readers = exhibitor.gathering, readers_of(exhibitor)
    emails = [reader.email for reader in readers]
    accounts = set(User.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True))
    told_to_all = gathering.get_absolute_url() if gathering.published_at else ""
    for reader in readers:
        path = exhibitor.get_absolute_url() if reader.email in accounts else told_to_all
        write(reader, partial(_words, exhibitor, what), path, open_event, taking_part)


def _words(exhibitor: Exhibitor, what: str) -> tuple[str, str]:
    gathering = exhibitor.gathering
    labels = ", ".join(exhibitor.stands.values_list("label", flat=True))
    told = {
        "company": exhibitor.organisation.name, "organiser": gathering.organisation.name, "name": gathering.name,
        "at": when(gathering), "place": gathering.place, "stands": labels, "reason": exhibitor.declined_reason,
    }  # fmt: skip
    if what == ExhibitorState.CONTRACT_SENT:
        return (
            _("The contract awaits your signature: %(name)s") % told,
            _("The contract of %(organiser)s with %(company)s for “%(name)s” awaits your signature. Whoever of you has an "
              "account reads it on the page of the exhibitor; others get it from the organiser. Give the signed contract "
              "back to the organiser, who records the signature.") % told,
        )  # fmt: skip
    if what == ExhibitorState.CONFIRMED:
        return (
            _("You exhibit: %(name)s") % told,
            _("%(organiser)s confirms that %(company)s exhibits at “%(name)s”: %(at)s, %(place)s.") % told,
        )
    if what == ExhibitorState.DECLINED:
        return (
            _("You do not exhibit: %(name)s") % told,
            _("%(organiser)s noted that %(company)s does not exhibit at “%(name)s”. The reason given: %(reason)s")
            % told,
        )
    if not labels:
        return _("No stand: %(name)s") % told, _("%(company)s has no stand at “%(name)s” now.") % told
    return _("Your stands: %(name)s") % told, _("%(company)s has these stands at “%(name)s” now: %(stands)s.") % told
