"""News of challenges: how often and of what somebody hears, and the letters themselves."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.challenges.enums import ChallengeState, Frequency
from seriktes.challenges.models import Challenge, ChallengeWatch
from seriktes.challenges.queries.watching import News, news_for
from seriktes.common.formats import format_day
from seriktes.common.mail import MailNotSent, send_letter
from seriktes.procedures.actions.links import Addressee, link_within_a_letter
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, Outcome
from seriktes.procedures.queries.working_time import country_working_time

log = logging.getLogger(__name__)
STOP = "challenge.news_off"
SHOWN = 20
# The hour of the day at which digests are put together, in the register's time zone.
HOUR = time(8, 30)
# A challenge is news once its publishing is sure to be written: a slow transaction must not be passed over.
LAG = timedelta(minutes=2)
AGAIN = timedelta(minutes=30)
DAYS = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14, Frequency.MONTHLY: 28}


# --- What somebody wants ----------------------------------------------------------------------------------------------
@transaction.atomic
def set_watch(
    *,
    user: User,
    frequency: str,
    at: datetime,
    words: str = "",
    subjects: Sequence[str] = (),
    regions: Sequence[str] = (),
) -> ChallengeWatch:
    """The first letter tells of what is published from now on."""
    watch, is_new = ChallengeWatch.objects.select_for_update().get_or_create(
        user=user, defaults={"frequency": frequency, "sent_at": at}
    )
    before = {} if is_new else _wishes(watch)
    was_off = is_new or watch.frequency == Frequency.NEVER
    watch.frequency, watch.words = frequency, " ".join(words.split())
    watch.subjects, watch.regions = list(dict.fromkeys(subjects)), list(dict.fromkeys(regions))
    if was_off:
        # What came while the news were off is no news any more.
        watch.sent_at = at
    watch.next_at = next_after(frequency, at)
    watch.version += not is_new
    watch.save()
    wishes = _wishes(watch)
    changes = {name: [before.get(name), value] for name, value in wishes.items() if before.get(name) != value}
    record_event(kind="challenges.challengewatch.changed", by=user, target=watch, values=changes)
    return watch


def _wishes(watch: ChallengeWatch) -> dict[str, Any]:
    return {"frequency": watch.frequency, "words": watch.words, "subjects": list(watch.subjects),
            "regions": list(watch.regions)}  # fmt: skip


def next_after(frequency: str, moment: datetime) -> datetime | None:
    """When the next letter is due: at the hour of a working day, so that weeks never drift; at once means at once."""
    if frequency == Frequency.NEVER:
        return None
    if frequency == Frequency.AT_ONCE:
        return moment
    calendar = country_working_time()
    days = DAYS.get(Frequency(frequency), 1)
    local = timezone.localtime(moment)
    day = calendar.day_on_or_after(local.date() + timedelta(days=days))
    return timezone.make_aware(datetime.combine(day, HOUR), local.tzinfo)


# --- The letters ------------------------------------------------------------------------------------------------------
@dataclass
class Sent:
    letters: int = 0
    nothing: int = 0
    refused: int = 0


def send_news(*, now: datetime) -> Sent:
    """A letter to everybody whose time has come and for whom there is something new; none where there is nothing.

    What a letter tells of is written down before it goes out, so that of two runs at once one sends each; a letter
    that the mail server refuses is tried again.
    """
    sent, until = Sent(), now - LAG
    newest = Challenge.objects.filter(state=ChallengeState.OPEN, published_at__lte=until).aggregate(
        newest=Max("published_at")
    )["newest"]
    due = ChallengeWatch.objects.filter(next_at__lte=now, user__is_active=True).exclude(frequency=Frequency.NEVER)
    if newest is None:
        return sent
    for pk in list(due.filter(sent_at__lt=newest).order_by("pk").values_list("pk", flat=True)):
        _send_one(pk, until, now, sent)
    return sent


def _send_one(pk: int, until: datetime, now: datetime, sent: Sent) -> None:
    with transaction.atomic():
        watch = ChallengeWatch.objects.select_for_update(of=("self",)).select_related("user").get(pk=pk)
        if watch.next_at is None or watch.next_at > now or watch.sent_at is None or watch.sent_at >= until:
            return  # another run was faster, or the reader has changed it
        before = (watch.sent_at, watch.next_at)
        with translation.override(watch.user.language):
            news = news_for(watch, watch.sent_at, until)
        watch.sent_at, watch.next_at = until, next_after(watch.frequency, now)
        watch.save(update_fields=["sent_at", "next_at"])
        if not news:
            sent.nothing += 1
            return
        user = watch.user
        way_out = link_within_a_letter(
            action=STOP, subject=watch, to=Addressee(user.email, user.language, user.name), at=now
        )
    try:
        _write(user, news, way_out)
    except MailNotSent:
        sent.refused += 1
        ChallengeWatch.objects.filter(pk=pk, sent_at=until).update(sent_at=before[0], next_at=now + AGAIN)
    else:
        sent.letters += 1


def _write(user: User, news: Sequence[News], way_out: str) -> None:
    with translation.override(user.language):
        lines = [_line(one) for one in news[:SHOWN]]
        if (more := len(news) - SHOWN) > 0:
            lines.append(ngettext("and %(n)d more on the board.", "and %(n)d more on the board.", more) % {"n": more})
        lines.append(_("No more of these letters: %(address)s") % {"address": way_out})
        lines.append(
            _("More or fewer of them: %(address)s") % {"address": settings.SITE_URL + reverse("challenges:watch")}
        )
        send_letter(
            to=user.email, language=user.language, recipient_name=user.name,
            subject=_("New challenge: %(title)s") % {"title": news[0].challenge.title}
            if len(news) == 1
            else ngettext("%(n)d new challenge", "%(n)d new challenges", len(news)) % {"n": len(news)},
            text="\n\n".join(lines),
            action_url=settings.SITE_URL
            + (news[0].challenge.get_absolute_url() if len(news) == 1 else reverse("challenges:board")),
            action_label=_("Open the challenge") if len(news) == 1 else _("Open the board"),
            reason=_("You get this letter because you asked for news of challenges."),
        )  # fmt: skip


WHY: Mapping[str, Promise] = {
    "word": gettext_lazy("It has words that you named."),
    "subject": gettext_lazy("It is about a subject that you named."),
    "region": gettext_lazy("It is in a region that you named."),
    "own": gettext_lazy("It fits what your profile shows."),
}


def _line(news: News) -> str:
    challenge = news.challenge
    words = {
        "title": challenge.title, "organisation": challenge.organisation.name,
        "date": format_day(challenge.due_on) if challenge.due_on else "",
    }  # fmt: skip
    return "\n".join((
        _("“%(title)s”, asked by %(organisation)s. Answers are due by %(date)s.") % words,
        str(WHY[news.why]),
        settings.SITE_URL + challenge.get_absolute_url(),
    ))  # fmt: skip


# --- The way out ------------------------------------------------------------------------------------------------------
@transaction.atomic
def stop_news(*, watch: ChallengeWatch, by: User | None, at: datetime) -> None:  # noqa: ARG001
    row = ChallengeWatch.objects.select_for_update().get(pk=watch.pk)
    if row.frequency == Frequency.NEVER:
        return
    before, row.frequency, row.next_at = row.frequency, Frequency.NEVER, None
    row.version += 1
    row.save()
    record_event(
        kind="challenges.challengewatch.unsubscribed", by=by, target=row,
        values={"frequency": [before, Frequency.NEVER.value]},
    )  # fmt: skip


def _describe(link: Any) -> Described | None:
    watch: ChallengeWatch = link.record
    if watch.frequency == Frequency.NEVER:
        return None
    return Described(
        title=_("No more news of challenges"),
        text=_("You get news of challenges by mail: %(often)s.") % {"often": watch.get_frequency_display()},
        effect=_("The button turns them off. On the page of the news you can turn them on again."),
        choices=[Choice("stop", gettext_lazy("Turn the news off"))],
    )


def _act(link: Any, _data: Mapping[str, Any], at: datetime) -> Outcome:
    stop_news(watch=link.record, by=None, at=at)
    return Outcome(_("The news are off."), _("You will get no more letters about new challenges."))


def _settled(_link: Any) -> str:
    return _("The news are off already.")


LINKS = (
    LinkAction(
        STOP, gettext_lazy("Turn the news off"), _describe, _act, settled=_settled, lasts=timedelta(days=400)
    ),
)  # fmt: skip
