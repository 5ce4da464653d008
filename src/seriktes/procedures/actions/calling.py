"""Letters of an approval: to the desk whose turn it is, to the keepers of a vacant one, to whoever sent the record."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.accounts.actions import notify
from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.outbox import post_letter
from seriktes.procedures.actions.links import Addressee, send_link, withdraw_links
from seriktes.procedures.definitions.approvals import CannotApprove
from seriktes.procedures.definitions.subjects import subject_kind
from seriktes.procedures.models import ActionLink, Approval, ApprovalStep
from seriktes.procedures.queries.approvals import DECIDE, decides_for_oneself, holders_of
from seriktes.procedures.queries.links import waiting_links
from seriktes.procedures.queries.recipients import Recipient, keepers_of, recipients_of_posts

PATIENCE = timedelta(minutes=10)


def call_desk(
    step: ApprovalStep, record: models.Model, *, by: User | None, at: datetime, answer: str = "", anew: bool = True
) -> list[ActionLink]:
    """A letter with a link to whoever decides: the holder of the post and those who stand in, or the person named. A
    post that nobody can be told of is told to its keepers, who appoint somebody or lend the post.

    Not `anew`: only those who have no letter yet."""
    on = timezone.localdate(at)
    if step.post is None:
        people = [Recipient(step.email, step.language, step.name)]
    else:
        told = recipients_of_posts([step.post.pk], on).get(step.post.pk, [])
        people = [one for one in told if not decides_for_oneself(step, one.email, on)]
        if not people:
            _tell_keepers(step, record, at)
    arguments = {"step": step.pk, **({"answer": answer} if answer else {})}
    if anew:
        withdraw_step_links(record, [step], at=at)
    else:
        have = {link.email for link in waiting_links(record, DECIDE) if link.arguments.get("step") == step.pk}
        people = [one for one in people if one.email.casefold() not in have]
    return [
        send_link(
            action=DECIDE, subject=record, at=at, by=by, arguments=arguments,
            to=Addressee(one.email, one.language, one.name, step.post),
        )
        for one in people
    ]  # fmt: skip


@transaction.atomic
def call_again(*, step: ApprovalStep, record: models.Model, by: User, at: datetime) -> int:
    """The letters once more; answers how many. Raises CannotApprove where one was sent just now."""
    links = ActionLink.objects.about(record).filter(action=DECIDE, arguments__step=step.pk)
    if links.filter(sent_at__gt=at - PATIENCE).exists():
        raise CannotApprove("sent_just_now")
    return len(call_desk(step, record, by=by, at=at))


def withdraw_step_links(
    record: models.Model, steps: Iterable[ApprovalStep], *, at: datetime, but: ActionLink | None = None
) -> None:
    """What the letters of these steps asked for is settled. The link that settled it is used up by its own page."""
    wanted = {step.pk for step in steps}
    links = [
        link
        for link in waiting_links(record, DECIDE)
        if link.arguments.get("step") in wanted and (but is None or link.pk != but.pk)
    ]
    if links:
        withdraw_links(links, at=at)


def title_of(record: models.Model) -> str:
    """What the record is called, in the language that is active."""
    kind = subject_kind(record._meta.label_lower)
    card = kind.cards([record.pk]).get(record.pk) if kind else None
    return card.title if card else str(record)


def url_of(record: models.Model) -> str:
    kind = subject_kind(record._meta.label_lower)
    card = kind.cards([record.pk]).get(record.pk) if kind else None
    return card.url if card else ""


def tell_ended(approval: Approval, record: models.Model, kind: str, *, desk: str, reason: str) -> None:
    """Whoever sent the record round learns how it went."""
    user = approval.started_by
    with translation.override(user.language):
        notify(user=user, kind=kind, url=url_of(record), title=title_of(record), desk=desk, reason=reason)


def tell_stood_in_for(step: ApprovalStep, record: models.Model) -> None:
    """The holder of the post sees what was decided in its place."""
    if step.delegation is None or step.decided_at is None:
        return
    post = step.delegation.post_id
    holder = holders_of([post], timezone.localdate(step.decided_at)).get(post)
    user = holder.person.user if holder else None
    if user is None:
        return
    with translation.override(user.language):
        notify(
            user=user, kind="approval_decided_for_you", url=reverse("procedures:step", args=[step.pk]),
            title=title_of(record), name=step.decided_label, state=str(step.get_state_display()),
        )  # fmt: skip


def _tell_keepers(step: ApprovalStep, record: models.Model, at: datetime) -> None:
    on = timezone.localdate(at)
    is_held = step.post_id in holders_of([step.post_id or 0], on)
    for keeper in keepers_of([step.organisation_id], on).get(step.organisation_id, []):
        afterwards(_write_to_keeper, keeper, step, record, is_held=is_held)


def _write_to_keeper(keeper: Recipient, step: ApprovalStep, record: models.Model, *, is_held: bool) -> None:
    """`is_held`: whether somebody holds the post whom no letter can reach."""
    with translation.override(keeper.language):
        words = {"post": step.post, "title": title_of(record)}
        text = (
            _(
                "“%(title)s” waits for a decision of the post “%(post)s”. No letter can reach whoever holds it: the "
                "register knows no address. Give the post an e-mail, or lend it to another post for some days; then "
                "send the letter again from the page of the record."
            )
            if is_held
            else _(
                "“%(title)s” waits for a decision of the post “%(post)s”, which nobody holds. Appoint somebody, or lend "
                "the post to another one for some days."
            )
        )
        post_letter(
            to=keeper.email,
            language=keeper.language,
            recipient_name=keeper.name,
            subject=_("Nobody can decide: %(post)s") % words,
            text=text % words,
            action_url=settings.SITE_URL + reverse("organisations:posts", args=[step.organisation_id]),
            action_label=_("Open the posts"),
            reason=_("You get this because you keep the posts of the organisation."),
        )
