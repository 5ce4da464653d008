"""Letters to students about their stipends, in their language, sent when the transaction has ended."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.common.afterwards import afterwards
from seriktes.common.formats import format_day, format_money
from seriktes.common.outbox import post_letter
from seriktes.placements.models import Postponement, Stipend, StipendPayment
from seriktes.placements.queries.theses import recipients_of

Words = Callable[[], tuple[str, str]]
# Payments of earlier years that are entered later, by a file as a rule, are no news.
NEWS_FOR = timedelta(days=31)


def tell_of_payment(what: str, payment: StipendPayment, *, at: datetime) -> None:
    """`paid`, `withheld` or `reversed`."""
    if what != "paid" or _is_news(payment.paid_on, at):
        afterwards(_tell_of_payment, what, payment.pk)


def tell_of_end(what: str, stipend: Stipend) -> None:
    """`release`, `waive`, `end_repaid`, `cancel`, or `reopened`."""
    afterwards(_tell_of_end, what, stipend.pk)


def tell_of_postponement(made: Postponement) -> None:
    afterwards(_tell_of_postponement, made.pk)


def _is_news(day: date | None, at: datetime) -> bool:
    return day is not None and timezone.localdate(at) - day <= NEWS_FOR


def _stipend(pk: int) -> Stipend:
    return Stipend.objects.select_related("student__user", "grantor").get(pk=pk)


# --- What they say ----------------------------------------------------------------------------------------------------
def _tell_of_payment(what: str, pk: int) -> None:
    payment = StipendPayment.objects.get(pk=pk)
    stipend = _stipend(payment.stipend_id)
    _write(stipend, partial(_of_payment, what, stipend, payment))


def _of_payment(what: str, stipend: Stipend, payment: StipendPayment) -> tuple[str, str]:
    told = {
        "amount": format_money(payment.amount, stipend.currency), "grantor": stipend.grantor.name,
        "due": format_day(payment.due_on), "day": format_day(payment.paid_on) if payment.paid_on else "",
        "reference": payment.reference, "reason": payment.reason,
    }  # fmt: skip
    if what == "paid":
        return (
            _("Stipend paid: %(amount)s") % told,
            _("%(grantor)s has paid %(amount)s of your stipend on %(day)s. Reference of the payment: %(reference)s.")
            % told,
        )
    if what == "withheld":
        return (
            _("Stipend withheld: %(amount)s") % told,
            _(
                "%(grantor)s does not pay the %(amount)s of your stipend that were due on %(due)s. The reason: %(reason)s"
            )
            % told,
        )
    return (
        _("Stipend not received: %(amount)s") % told,
        _("%(grantor)s takes back that %(amount)s of your stipend were paid on %(day)s. The reason: %(reason)s") % told,
    )


def _tell_of_end(what: str, pk: int) -> None:
    stipend = _stipend(pk)
    _write(stipend, partial(_of_end, what, stipend))


def _of_end(what: str, stipend: Stipend) -> tuple[str, str]:
    told = {"grantor": stipend.grantor.name, "number": str(stipend), "reason": stipend.ended_reason}
    if what == "release":
        return (
            _("Your stipend is served: %(number)s") % told,
            _("The service for your stipend of %(grantor)s is served in full. Nothing is owed any more.") % told,
        )
    if what == "end_repaid":
        return (
            _("Your stipend is paid back: %(number)s") % told,
            _("What you owed for your stipend of %(grantor)s is paid back. It has ended: no payment is made and no service counts "
              "any more. The reason given: %(reason)s") % told,
        )  # fmt: skip
    if what == "reopened":
        return (
            _("Your stipend goes on: %(number)s") % told,
            _("A repayment of your stipend of %(grantor)s was recorded wrongly and has been taken back. The stipend has not ended: "
              "the page shows what is owed.") % told,
        )  # fmt: skip
    if what == "cancel":
        return (
            _("Your stipend is cancelled: %(number)s") % told,
            _("The stipend of %(grantor)s does not come about: nothing is paid, and you owe no service. The reason given: "
              "%(reason)s") % told,
        )  # fmt: skip
    return (
        _("Service for your stipend is waived: %(number)s") % told,
        _("%(grantor)s waives what you owe for your stipend: neither service nor money. The reason: %(reason)s") % told,
    )


def _tell_of_postponement(pk: int) -> None:
    made = Postponement.objects.get(pk=pk)
    stipend = _stipend(made.stipend_id)
    _write(stipend, partial(_of_postponement, stipend, made))


def _of_postponement(stipend: Stipend, made: Postponement) -> tuple[str, str]:
    told = {
        "first": format_day(made.starts_on), "last": format_day(made.ends_on), "kind": made.get_kind_display(),
        "reason": made.reason, "number": str(stipend),
    }  # fmt: skip
    lines = [_("Your service is postponed from %(first)s to %(last)s: %(kind)s. %(reason)s") % told]
    # Once service is confirmed, its beginning is awaited no more.
    if stipend.confirm_by is not None:
        lines.append(_("The next confirmation is due by %(day)s.") % {"day": format_day(stipend.confirm_by)})
    elif stipend.begin_by is not None:
        lines.append(_("It now begins by %(day)s.") % {"day": format_day(stipend.begin_by)})
    return _("Service for your stipend is postponed: %(number)s") % told, "\n\n".join(lines)


def _write(stipend: Stipend, words: Words) -> None:
    for reader in recipients_of(stipend.student):
        with translation.override(reader.language):
            subject, text = words()
            post_letter(
                to=reader.email, language=reader.language, recipient_name=reader.name, subject=subject, text=text,
                action_url=settings.SITE_URL + stipend.get_absolute_url(), action_label=_("Open the stipend"),
                reason=_("You get this letter because the stipend is yours."),
            )  # fmt: skip
