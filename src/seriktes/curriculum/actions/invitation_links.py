"""The link by which a member of a council answers an invitation to a meeting, without an account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.common.formats import format_moment
from seriktes.curriculum.actions.inviting import INVITED
from seriktes.curriculum.actions.meetings import answer_invitation
from seriktes.curriculum.actions.secrets import member_url
from seriktes.curriculum.definitions.refusals import CannotMeet
from seriktes.curriculum.enums import Answer, MeetingState
from seriktes.curriculum.models import CouncilMember, Meeting
from seriktes.curriculum.queries.meetings import agenda_lines, calendar_entry, title_of
from seriktes.curriculum.queries.seats import recipients_of, with_names
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome


def _member(link: Any) -> CouncilMember | None:
    rows = with_names(CouncilMember.objects.select_related("council"))
    return rows.filter(pk=link.arguments.get("member")).first()


def _is_theirs(link: Any, member: CouncilMember, now: datetime) -> bool:
    """Whether letters to the seat still go to whom this link was sent: the post may have passed on since."""
    told = recipients_of([member], timezone.localdate(now)).get(member.pk, ())
    return link.email in {one.email.casefold() for one in told}


def describe(link: Any) -> Described | None:
    meeting: Meeting = link.record
    member = _member(link)
    if member is None or meeting.state != MeetingState.CALLED or meeting.starts_at <= timezone.now():
        return None
    if not member.sits_on(timezone.localdate(meeting.starts_at)) or not _is_theirs(link, member, timezone.now()):
        return None
    url = member_url(member)
    facts = [
        (_("Begins"), format_moment(meeting.starts_at)),
        (_("Ends"), format_moment(meeting.ends_at)),
        (_("Place"), meeting.place),
        (_("Video call"), meeting.online),
        (_("Agenda"), "\n".join(agenda_lines(meeting))),
    ]
    return Described(
        title=_("Invitation: %(title)s") % {"title": title_of(meeting)},
        text=_("%(university)s invites %(organisation)s (%(who)s) to a meeting of the council “%(council)s”.")
        % {
            "university": meeting.council.organisation.name, "organisation": member.organisation.name,
            "who": member.who, "council": meeting.council.name,
        },
        effect=_(
            "The button tells the council whether you will come. Whoever sends somebody else names them in the field. A "
            "later answer is given on the page of your seat."
        ),
        facts=[(label, value) for label, value in facts if value],
        reading=[(_("Your seat: meetings, minutes and what became of the advice"), url)],
        choices=[
            Choice(Answer.YES, gettext_lazy("I will come")),
            Choice(Answer.DEPUTY, gettext_lazy("Somebody comes in my place"), is_primary=False),
            Choice(Answer.NO, gettext_lazy("I cannot come"), is_primary=False),
        ],
        calendar=calendar_entry(meeting, url),
    )  # fmt: skip


def act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    meeting: Meeting = link.record
    member = _member(link)
    if member is None:
        raise LinkRefused(_("This seat is not in the council any more."))
    deputy = str(data.get("deputy", "")).strip()
    if data["choice"] == Answer.DEPUTY and not deputy:
        raise LinkRefused(_("Say who comes in your place."), "deputy")
    try:
        answer_invitation(
            meeting=meeting, member=member, answer=data["choice"], at=at, by=None, by_label=link.label,
            note=str(data.get("note", "")), deputy=deputy,
        )  # fmt: skip
    except CannotMeet as refused:
        raise LinkRefused(refused.sentence) from refused
    told = {"answer": Answer(data["choice"]).label, "title": title_of(meeting)}
    return Outcome(_("%(title)s: %(answer)s") % told, _("Thank you. The council sees your answer."))


def settled(link: Any) -> str | Promise:
    meeting: Meeting = link.record
    if meeting.state == MeetingState.CANCELLED:
        return _("The meeting was cancelled.")
    if meeting.state == MeetingState.CALLED and meeting.starts_at > timezone.now():
        return _("Somebody else sits in this seat by now.")
    return _("The meeting takes no answers any more.")


LINKS = (
    LinkAction(
        INVITED, gettext_lazy("Answer the invitation"), describe, act,
        form="seriktes.curriculum.forms.links.AnswerByLinkForm", settled=settled,
    ),
)  # fmt: skip
