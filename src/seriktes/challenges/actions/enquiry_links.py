"""The link by which somebody without an account confirms that an enquiry is theirs.

Its letter holds no word that was typed: whoever enters somebody else's address must not be able to write to them. Its
page shows title and text, so that a person knows what they confirm.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from seriktes.challenges.actions.enquiries import CONFIRM, CONFIRM_WITHIN, confirm
from seriktes.challenges.actions.enquiry_telling import first_text
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.enums import EnquiryState
from seriktes.challenges.models import Enquiry
from seriktes.common.formats import format_day
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome
from seriktes.procedures.models import OpenClock


def _waiting(link: Any) -> list[Enquiry]:
    pks = [link.subject_id, *link.arguments.get("also", [])]
    rows = Enquiry.objects.filter(pk__in=pks, state=EnquiryState.UNCONFIRMED, email=link.email)
    return list(rows.select_related("organisation").order_by("pk"))


def describe(link: Any) -> Described | None:
    enquiries = _waiting(link)
    if not enquiries:
        return None
    names = ", ".join(enquiry.organisation.name for enquiry in enquiries)
    first = enquiries[0]
    return Described(
        title=_("Confirm your enquiry"),
        text=_(
            "Somebody wrote an enquiry to %(names)s and gave this address. If it was you, confirm it; it is sent only "
            "then. If not, do nothing: it is deleted within a week."
        )
        % {"names": names},
        effect=_("“Confirm” sends your enquiry. You then get a letter that says by when you will be answered."),
        choices=[Choice("confirm", gettext_lazy("Confirm and send"))],
        # The name of the record stands in the register: no word of it was typed by whoever asks.
        facts=[
            *([(pgettext("of an enquiry", "About"), first.subject_label)] if first.subject_label else []),
            (_("Written on"), format_day(first.asked_at)),
        ],
        quoted=(first.title, first_text(first)),
    )  # fmt: skip


def act(link: Any, _data: Mapping[str, Any], at: datetime) -> Outcome:
    try:
        done = [confirm(enquiry=enquiry, at=at) for enquiry in _waiting(link)]
    except CannotAsk as refused:
        raise LinkRefused(refused.sentence) from refused
    if not done:
        raise LinkRefused(_("This enquiry has been confirmed already."))
    due = OpenClock.objects.about(done[0]).order_by("due_at").first()
    names = {"names": ", ".join(enquiry.organisation.name for enquiry in done)}
    text = _("A letter is on its way to you: its link leads to your enquiry and to the answers.")
    if due:
        text = _("You will be answered by %(day)s. %(rest)s") % {"day": format_day(due.due_at), "rest": text}
    return Outcome(_("Your enquiry was sent to %(names)s.") % names, text)


def settled(_link: Any) -> str | Promise:
    return _("The enquiry was confirmed already, or has been deleted because nobody confirmed it in time.")


LINKS = [
    LinkAction(
        CONFIRM, gettext_lazy("Confirm the enquiry"), describe, act, settled=settled, lasts=CONFIRM_WITHIN,
        is_private=True,
    )
]  # fmt: skip
