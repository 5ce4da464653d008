"""The word of a side by a link in a letter: it shows the report as it was sent, then confirms or disputes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from seriktes.common.formats import format_day, format_money, format_number
from seriktes.common.packs import get_pack
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation
from seriktes.partnerships.actions.activities import confirm_activity, dispute_activity
from seriktes.partnerships.actions.activity_asking import LINK
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity, ActivityParty
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome

CONFIRM, DISPUTE = "confirm", "dispute"


def _side(link: Any) -> Organisation | None:
    return Organisation.objects.filter(pk=link.arguments.get("side")).first()


def _as_reported_at(link: Any) -> datetime | None:
    return parse_datetime(link.arguments.get("as_reported_at", ""))


def _awaited(link: Any) -> ActivityParty | None:
    """The side's place in the report that the letter was about, as long as its word is missing."""
    activity: Activity = link.record
    if activity.state != ActivityState.REPORTED or activity.reported_at != _as_reported_at(link):
        return None
    found = activity.parties.select_related("organisation").filter(organisation=link.arguments.get("side"))
    return found.filter(confirmed_at__isnull=True).first()


def facts_of(activity: Activity) -> list[tuple[str, str]]:
    """The report in lines of label and value."""
    kind = get_pack().activity_kind(activity.kind)
    days = [format_day(activity.starts_on)]
    if activity.ends_on != activity.starts_on:
        days.append(format_day(activity.ends_on))
    facts = [
        (_("What was done"), activity.title),
        (_("Kind"), capfirst(kind.name(get_language() or "kk")) if kind else activity.kind),
        (_("Day") if len(days) == 1 else _("Days"), " – ".join(days)),
        (_("Sides"), "; ".join(party.organisation.name for party in activity.parties.select_related("organisation"))),
    ]
    if activity.hours is not None:
        facts.append((_("Hours"), format_number(activity.hours)))
    if activity.participants is not None:
        facts.append((_("People who took part"), format_number(activity.participants)))
    if activity.amount is not None:
        facts.append((_("Sum"), format_money(activity.amount, activity.currency)))
    facts += [
        (label, text)
        for label, text in ((_("Place"), activity.place), (_("What came of it"), activity.results))
        if text
    ]
    return facts


def describe(link: Any) -> Described | None:
    party = _awaited(link)
    if party is None:
        return None
    activity: Activity = link.record
    reporters = (
        activity.parties.filter(confirmed_at__isnull=False).select_related("organisation").order_by("confirmed_at")
    )
    reporter = reporters.first()
    names = {"reporter": reporter.organisation.name if reporter else "", "side": party.organisation.name}
    return Described(
        title=_("Please confirm: %(title)s") % {"title": activity.title},
        text=_("%(reporter)s reported something that was done together with %(side)s, and asks whether it was so.") % names,
        effect=_("“Confirm” puts on record that it was so. “Dispute” puts on record what is wrong; say it in the field."),
        facts=facts_of(activity),
        choices=[
            Choice(CONFIRM, gettext_lazy("Confirm")),
            Choice(DISPUTE, gettext_lazy("Dispute"), is_primary=False, is_danger=True),
        ],
    )  # fmt: skip


def act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    side = _side(link)
    if side is None:
        raise LinkRefused(_("This side is not in the register any more."))
    word: dict[str, Any] = {
        "activity": link.record, "organisation": side, "at": at, "by": None, "by_label": link.label,
        "as_reported_at": _as_reported_at(link),
    }  # fmt: skip
    try:
        if data["choice"] == CONFIRM:
            confirm_activity(**word)
            return Outcome(
                _("Confirmed: %(title)s") % {"title": link.record.title}, _("Thank you. The other side sees it.")
            )
        if not data.get("reason", "").strip():
            raise LinkRefused(_("Say what is wrong."), "reason")
        dispute_activity(**word, reason=data["reason"])
    except (CannotReport, EditedElsewhere) as refused:
        raise LinkRefused(words_of(refused)) from refused
    return Outcome(
        _("Disputed: %(title)s") % {"title": link.record.title},
        _("The side that reported it is asked to change the report."),
    )


def settled(link: Any) -> str | Promise:
    activity: Activity = link.record
    if activity.state == ActivityState.WITHDRAWN:
        return _("The report was withdrawn.")
    if activity.reported_at != _as_reported_at(link):
        return _("The report was changed since. A newer letter asks about it as it is now.")
    return _("The side has given its word already.")


LINKS = (
    LinkAction(
        LINK, gettext_lazy("Look at the report"), describe, act, form="seriktes.partnerships.forms.links.WordForm",
        settled=settled,
    ),
)  # fmt: skip
