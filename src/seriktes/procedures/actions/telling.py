"""The other sides are told who takes over: once an address and record, in the reader's language, one letter a reader."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.common.formats import format_day
from seriktes.common.mail import MailNotSent, send_letter
from seriktes.procedures.definitions.responsibilities import Address, responsibilities_in
from seriktes.procedures.models import Handover, HandoverItem
from seriktes.procedures.queries.subjects import cards_of, key_of

SHOWN = 30


@dataclass
class Told:
    """How a run went: letters, and letters that the mail server refused."""

    letters: int = 0
    refused: int = 0


def tell_partners(*, now: datetime) -> Told:
    """Of every record that was taken over since the last time; what was refused is tried again by the next run."""
    told = Told()
    waiting = HandoverItem.objects.filter(acknowledged_at__isnull=False, partners_told_at__isnull=True)
    for pk in sorted(set(waiting.values_list("handover_id", flat=True))):
        handover = Handover.objects.select_related("post__organisation", "leaving__person", "coming__person__user").get(
            pk=pk
        )
        for address, items in _claim(handover, now).items():
            try:
                _write(handover, address, items)
            except MailNotSent:
                told.refused += 1
                _release(items, address)
            else:
                told.letters += 1
    return told


@transaction.atomic
def _claim(handover: Handover, now: datetime) -> dict[Address, list[HandoverItem]]:
    """Written down before the letters go out, so that of two runs at once one sends each."""
    waiting = handover.items.select_for_update().filter(acknowledged_at__isnull=False, partners_told_at__isnull=True)
    items = list(waiting.order_by("pk"))
    addresses = _addresses(handover, items, now)
    letters: dict[Address, list[HandoverItem]] = defaultdict(list)
    for item in items:
        for address in addresses.get(key_of(item), ()):
            if address.email not in item.told:
                item.told.append(address.email)
                letters[address].append(item)
        item.partners_told_at = now
    HandoverItem.objects.bulk_update(items, ["told", "partners_told_at"], batch_size=200)
    return letters


def _addresses(
    handover: Handover, items: Sequence[HandoverItem], now: datetime
) -> Mapping[tuple[str, int], Sequence[Address]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for item in items:
        ids[item.subject_type].append(item.subject_id)
    found: dict[tuple[str, int], Sequence[Address]] = {}
    for model, pks in ids.items():
        if provider := responsibilities_in(model):
            by_record = provider.addresses(handover.post.organisation_id, pks, timezone.localdate(now))
            found |= {(model, pk): addresses for pk, addresses in by_record.items()}
    return found


@transaction.atomic
def _release(items: Sequence[HandoverItem], address: Address) -> None:
    for item in HandoverItem.objects.select_for_update().filter(pk__in=[item.pk for item in items]).order_by("pk"):
        item.told = [email for email in item.told if email != address.email]
        item.partners_told_at = None
        item.save(update_fields=["told", "partners_told_at"])


def _write(handover: Handover, address: Address, items: Sequence[HandoverItem]) -> None:
    with translation.override(address.language):
        cards = cards_of(items)
        titles = [card.title for item in items if (card := cards.get(key_of(item)))]
        send_letter(
            to=address.email,
            language=address.language,
            recipient_name=address.name,
            subject=_("Your contact at %(organisation)s has changed")
            % {"organisation": handover.post.organisation.name},
            text="\n\n".join([_who(handover), _reach(handover), _records(titles)]),
            reason=_("You get this because you are the contact of your side in what you do together."),
        )


def _who(handover: Handover) -> str:
    coming = handover.coming
    assert coming is not None  # noqa: S101  without a newcomer nothing is taken over
    return _("From %(date)s the post “%(post)s” of %(organisation)s is held by %(newcomer)s. %(leaver)s has left it.") % {
        "date": format_day(coming.starts_on), "post": handover.post.name,
        "organisation": handover.post.organisation.name, "newcomer": coming.person.name,
        "leaver": handover.leaving.person.name,
    }  # fmt: skip


def _reach(handover: Handover) -> str:
    """The mailbox of the post, which stays when people go; else the newcomer's own address."""
    coming = handover.coming
    assert coming is not None  # noqa: S101  as above
    person = coming.person
    email = handover.post.email or (person.user.email if person.user else person.email)
    if not email:
        return _("Nothing else changes: agreements and promises stay as they are.")
    return _("Write to %(email)s. Nothing else changes: agreements and promises stay as they are.") % {"email": email}


def _records(titles: Sequence[str]) -> str:
    lines = [_("It concerns:"), *(f"— {title}" for title in titles[:SHOWN])]
    if (more := len(titles) - SHOWN) > 0:
        lines.append(ngettext("and %(n)d more.", "and %(n)d more.", more) % {"n": more})
    return "\n".join(lines)
