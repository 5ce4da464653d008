"""Letters about an answer: at every move, to whoever answered, with the day by which the next word comes; and to the
asker of what came in. In each reader's language, after the transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import User
from seriktes.challenges.definitions.stages import ANSWER_PERMISSION, DECIDE
from seriktes.challenges.models import Answer
from seriktes.common.afterwards import afterwards
from seriktes.common.formats import format_day
from seriktes.common.outbox import post_letter
from seriktes.organisations.queries.access import members_with
from seriktes.procedures.queries.recipients import Recipient, recipients_of_posts

# So many members of one side are told where no post looks after it: a large office has its post.
MOST_MEMBERS = 20


@dataclass(frozen=True)
class Letter:
    """`subject` and the sentence of what happened; `answer` and `challenge` in them are titles, `day` the next word's."""

    subject: Promise
    text: Promise
    action: Promise


TO_ANSWERER: Mapping[str, Letter] = {
    "qualify": Letter(
        gettext_lazy("Your answer fits the brief: %(challenge)s"),
        gettext_lazy("%(asker)s has looked at “%(answer)s”: it fits the brief. The next word comes by %(day)s."),
        gettext_lazy("Open the answer"),
    ),
    "shortlist": Letter(
        gettext_lazy("Your answer is on the shortlist: %(challenge)s"),
        gettext_lazy("%(asker)s has put “%(answer)s” on the shortlist. The next word comes by %(day)s."),
        gettext_lazy("Open the answer"),
    ),
    "make_finalist": Letter(
        gettext_lazy("Your answer is among the finalists: %(challenge)s"),
        gettext_lazy("“%(answer)s” is among the finalists. The next word of %(asker)s comes by %(day)s."),
        gettext_lazy("Open the answer"),
    ),
    "choose": Letter(
        gettext_lazy("Your answer is chosen: %(challenge)s"),
        gettext_lazy("%(asker)s has chosen “%(answer)s”. The next step is to agree on how you work together."),
        gettext_lazy("Open the answer"),
    ),
    "decline": Letter(
        gettext_lazy("Your answer was declined: %(challenge)s"),
        gettext_lazy("%(asker)s has declined “%(answer)s”. The reason: %(reason)s."),
        gettext_lazy("Open the answer"),
    ),
    "reconsider": Letter(
        gettext_lazy("Your answer is taken up again: %(challenge)s"),
        gettext_lazy("%(asker)s has taken up “%(answer)s” again. The next word comes by %(day)s."),
        gettext_lazy("Open the answer"),
    ),
    "word_moved": Letter(
        gettext_lazy("Another date for the next word: %(challenge)s"),
        gettext_lazy("The next word of %(asker)s on “%(answer)s” now comes by %(day)s."),
        gettext_lazy("Open the answer"),
    ),
    "asked": Letter(
        gettext_lazy("A question about your answer: %(challenge)s"),
        gettext_lazy("%(asker)s asks about “%(answer)s” and waits for your reply:"),
        gettext_lazy("Reply"),
    ),
    "wrote": Letter(
        gettext_lazy("A message about your answer: %(challenge)s"),
        gettext_lazy("%(asker)s writes about “%(answer)s”:"),
        gettext_lazy("Open the answer"),
    ),
}
TO_ASKER: Mapping[str, Letter] = {
    "received": Letter(
        gettext_lazy("An answer came in: %(challenge)s"),
        gettext_lazy("%(answerer)s has sent an answer: “%(answer)s”. They wait for your first word by %(day)s."),
        gettext_lazy("Open the answer"),
    ),
    "withdrawn": Letter(
        gettext_lazy("An answer was withdrawn: %(challenge)s"),
        gettext_lazy("%(answerer)s has withdrawn the answer “%(answer)s”. The reason:"),
        gettext_lazy("Open the answer"),
    ),
    "replied": Letter(
        gettext_lazy("A reply to your question: %(challenge)s"),
        gettext_lazy("%(answerer)s has replied about “%(answer)s”. They wait for your next word by %(day)s:"),
        gettext_lazy("Open the answer"),
    ),
    "wrote": Letter(
        gettext_lazy("A message about an answer: %(challenge)s"),
        gettext_lazy("%(answerer)s writes about the answer “%(answer)s”:"),
        gettext_lazy("Open the answer"),
    ),
}
_TO_ANSWERERS = gettext_lazy("You get this because the answer is yours, or the post that looks after it.")
_TO_ASKERS = gettext_lazy("You get this because you look after the challenge.")


def tell_answerer(answer: Answer, what: str, at: datetime, *, words: str = "") -> None:
    """The post that looks after the answer, else those who answer challenges there; and the authors with an account."""
    people = [
        *_side(answer.post_id, answer.organisation_id, ANSWER_PERMISSION, at, but_of_office=True),
        *_users(User.objects.filter(person__answers__answer=answer, is_active=True).order_by("pk")),
        *([_recipient(answer.by)] if answer.by and answer.by.is_active else []),
    ]
    _tell(answer, TO_ANSWERER[what], people, _TO_ANSWERERS, words)


def tell_asker(answer: Answer, what: str, at: datetime, *, words: str = "") -> None:
    """The post that poses the challenge, else those who decide on answers there."""
    challenge = answer.challenge
    people = _side(challenge.post_id, challenge.organisation_id, DECIDE, at)
    _tell(answer, TO_ASKER[what], people, _TO_ASKERS, words)


def _side(
    post: int | None, organisation: int, permission: str, at: datetime, *, but_of_office: bool = False
) -> list[Recipient]:
    """`but_of_office`: where no post looks after it, the authors do, and their colleagues are spared."""
    holders = recipients_of_posts([post], timezone.localdate(at)).get(post, []) if post else []
    if holders or (but_of_office and post is None):
        return holders
    return _users(members_with(permission, organisation)[:MOST_MEMBERS])


def _users(users: Iterable[User]) -> list[Recipient]:
    return [_recipient(user) for user in users]


def _recipient(user: User) -> Recipient:
    return Recipient(user.email, user.language, user.name)


def _tell(answer: Answer, letter: Letter, people: Iterable[Recipient], reason: Promise, words: str) -> None:
    for person in dict.fromkeys(people):
        afterwards(_write, answer, letter, person, reason, words)


def _write(answer: Answer, letter: Letter, person: Recipient, reason: Promise, words: str) -> None:
    with translation.override(person.language):
        named: Mapping[str, Callable[[], object]] = {
            "answer": lambda: answer.title, "challenge": lambda: answer.challenge.title,
            "asker": lambda: answer.challenge.organisation.name, "answerer": lambda: answer.organisation.name,
            "day": lambda: format_day(answer.next_word_on) if answer.next_word_on else _("a day that is not set yet"),
            "reason": answer.get_decline_reason_display,
        }  # fmt: skip
        filling = {name: str(say()) for name, say in named.items()}
        text = [str(letter.text) % filling, words, answer.decline_note if letter is TO_ANSWERER["decline"] else ""]
        post_letter(
            to=person.email,
            language=person.language,
            recipient_name=person.name,
            subject=str(letter.subject) % filling,
            text="\n\n".join(paragraph for paragraph in text if paragraph),
            action_url=settings.SITE_URL + answer.get_absolute_url(),
            action_label=str(letter.action),
            reason=str(reason),
        )
