"""Letters of a council: to its members what was cancelled, approved and became of their advice; to owners what lies on them."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.common.formats import format_day, format_moment
from seriktes.common.outbox import post_letter
from seriktes.curriculum.actions.secrets import member_url
from seriktes.curriculum.enums import AdviceState
from seriktes.curriculum.models import Council, CouncilMember, Meeting, Minutes, Recommendation
from seriktes.curriculum.queries.meetings import calendar_entry, title_of
from seriktes.curriculum.queries.seats import recipients_of, seats_on, with_names
from seriktes.procedures.queries.recipients import recipients_of_posts

# Subject and text of a letter, in the language that is active.
Words = Callable[[], tuple[str, str]]


def tell_cancelled(meeting_pk: int) -> None:
    meeting = Meeting.objects.select_related("council").get(pk=meeting_pk)

    def words() -> tuple[str, str]:
        told = {"title": title_of(meeting), "moment": format_moment(meeting.starts_at), "reason": meeting.cancelled}
        return _("Cancelled: %(title)s") % told, _("The meeting of %(moment)s does not take place. %(reason)s") % told

    invited = meeting.attendance.filter(invited_at__isnull=False).values("member")
    _tell(meeting.council, words, path=meeting.get_absolute_url(), among=set(invited.values_list("member", flat=True)),
          calendar_of=meeting)  # fmt: skip


def tell_approved(minutes_pk: int) -> None:
    minutes = Minutes.objects.select_related("meeting__council").get(pk=minutes_pk)

    def words() -> tuple[str, str]:
        told = {"title": title_of(minutes.meeting), "reason": minutes.reason}
        if minutes.number > 1:
            return (
                _("The minutes were corrected: %(title)s") % told,
                _("A corrected wording of the minutes was approved: %(reason)s The earlier one stays beside it.")
                % told,
            )
        return (
            _("The minutes are approved: %(title)s") % told,
            _("The minutes of the meeting are approved and can be read."),
        )

    _tell(minutes.meeting.council, words, path=minutes.meeting.get_absolute_url())


def tell_of_advice(advice_pk: int) -> None:
    """What became of a recommendation, when something did that its givers should hear."""
    advice = Recommendation.objects.select_related("council").get(pk=advice_pk)

    def words() -> tuple[str, str]:
        told = {"number": advice.number, "title": advice.name, "reason": advice.refusal}
        subject = _("What became of recommendation № %(number)s") % told
        sentences = {
            AdviceState.REFUSED: _("“%(title)s” was not taken up: %(reason)s"),
            AdviceState.CARRIED_OUT: _("“%(title)s” is carried out: a course is taught so. Its result is awaited."),
            AdviceState.CONCLUDED: _("“%(title)s” was carried out, and its result is known."),
        }
        return subject, sentences[AdviceState(advice.state)] % told

    _tell(advice.council, words, path=advice.get_absolute_url())


def tell_owner(advice_pk: int, by: User | None) -> None:
    """Whose desk a recommendation lies on from now: the holder of the post and who stands in, but not whoever laid it there."""
    advice = Recommendation.objects.select_related("council__organisation", "owner").get(pk=advice_pk)
    owner = advice.owner
    if owner is None:
        return
    for one in recipients_of_posts([owner.pk], timezone.localdate()).get(owner.pk, ()):
        if by is not None and one.email == by.email:
            continue
        with translation.override(one.language):
            told = {"title": advice.name, "council": advice.council.name, "number": advice.number}
            lines = [_("The council “%(council)s” recommends: “%(title)s”. The next step lies with you.") % told]
            if advice.due_on is not None:
                lines.append(_("The next step is awaited by %(day)s.") % {"day": format_day(advice.due_on)})
            post_letter(
                to=one.email, language=one.language, recipient_name=one.name,
                subject=_("Recommendation № %(number)s lies with you") % told, text="\n\n".join(lines),
                action_url=settings.SITE_URL + advice.get_absolute_url(), action_label=_("Open the recommendation"),
                reason=_("You get this letter because of the post “%(post)s” at %(organisation)s.")
                % {"post": owner.name, "organisation": advice.council.organisation.name},
            )  # fmt: skip


def _tell(
    council: Council, words: Words, *, path: str, among: set[int] | None = None, calendar_of: Meeting | None = None
) -> None:
    """A letter to each seat of today, or to those `among` that have not ended. Whoever has an account is led to the record,
    anybody else to the page of the seat."""
    today = timezone.localdate()
    rows = seats_on(council, today)
    if among is not None:
        # Also one whose term begins later, for a meeting to which it was invited.
        rows = CouncilMember.objects.filter(council=council, pk__in=among).exclude(ends_on__lt=today)
    members = list(with_names(rows).order_by("pk"))
    reached = recipients_of(members, today)
    emails = {one.email for told in reached.values() for one in told}
    accounts = set(User.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True))
    for member in members:
        for one in reached.get(member.pk, ()):
            url = settings.SITE_URL + path if one.email in accounts else member_url(member)
            with translation.override(one.language):
                subject, text = words()
                post_letter(
                    to=one.email, language=one.language, recipient_name=one.name, subject=subject, text=text,
                    action_url=url, action_label=_("Read on"), reason=_reason(member),
                    calendar=calendar_entry(calendar_of, url) if calendar_of else "",
                )  # fmt: skip


def _reason(member: CouncilMember) -> str:
    return _("You get this letter because you sit in the council “%(council)s” for %(organisation)s.") % {
        "council": member.council.name, "organisation": member.organisation.name,
    }  # fmt: skip
