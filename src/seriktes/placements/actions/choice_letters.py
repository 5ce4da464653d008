"""Letters about the choice: to students and hosts at every step that concerns them, in each reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.common.afterwards import afterwards
from seriktes.common.formats import format_day
from seriktes.common.outbox import post_letter
from seriktes.organisations.models import Person
from seriktes.placements.actions.ranking_letters import addressees_of
from seriktes.placements.models import Application, Cohort, Position
from seriktes.procedures.queries.recipients import Recipient


@dataclass(frozen=True)
class Letter:
    """In the sentences `cohort`, `position` and `student` are names, `day` a date, `reason` words that somebody wrote."""

    subject: Promise
    text: Promise
    action: Promise


TO_STUDENT: Mapping[str, Letter] = {
    "entered": Letter(
        gettext_lazy("Your list was entered by the university: %(cohort)s"),
        gettext_lazy("The university entered your application with the positions that you ranked. Look whether everything is "
                     "right: until the lists close you can change it yourself."),
        gettext_lazy("Look at the list"),
    ),
    "refused": Letter(
        gettext_lazy("Your application was not admitted: %(cohort)s"),
        gettext_lazy("The university looked at your application and did not admit it. The reason: %(reason)s"),
        gettext_lazy("Open the application"),
    ),
    "readmitted": Letter(
        gettext_lazy("Your application is admitted after all: %(cohort)s"),
        gettext_lazy("You take part in the choice as before."),
        gettext_lazy("Open the application"),
    ),
    "joint_asked": Letter(
        gettext_lazy("Somebody asks you to apply together: %(cohort)s"),
        gettext_lazy("A student who knows your address asks you to apply together. Until you agree, nothing changes for you."),
        gettext_lazy("Agree or decline"),
    ),
    "pairs_saved": Letter(
        gettext_lazy("The list of your joint application was changed: %(cohort)s"),
        gettext_lazy("It counts once you have agreed to it as well. Until then each of you takes part with the own list."),
        gettext_lazy("Look at the list"),
    ),
    "closing": Letter(
        gettext_lazy("Your application is not submitted yet: %(cohort)s"),
        gettext_lazy("The lists close on %(day)s. What is not submitted by then takes no part in the choice."),
        gettext_lazy("Finish the application"),
    ),
    "placed": Letter(
        gettext_lazy("You have a place: %(position)s"),
        gettext_lazy("The match of %(cohort)s is published. You go to “%(position)s”. The page shows your own list, and why "
                     "each of its positions was or was not yours."),
        gettext_lazy("Look at the result"),
    ),
    "unplaced": Letter(
        gettext_lazy("The match is published: %(cohort)s"),
        gettext_lazy("In this match you got none of the positions that you ranked. The page shows what filled each of them "
                     "before you, and what comes next."),
        gettext_lazy("Look at the result"),
    ),
    "direct": Letter(
        gettext_lazy("No match is drawn: %(cohort)s"),
        gettext_lazy("The university places students of this cohort by hand, one by one. Your list stays with the career "
                     "centre; you are told when you have a place."),
        gettext_lazy("Open the application"),
    ),
    "by_hand": Letter(
        gettext_lazy("You have a place: %(position)s"),
        gettext_lazy("The university placed you by hand, in %(cohort)s. You go to “%(position)s”."),
        gettext_lazy("Open the application"),
    ),
    "moved": Letter(
        gettext_lazy("Your place was changed: %(cohort)s"),
        gettext_lazy("Your place is now “%(position)s”. The reason: %(reason)s"),
        gettext_lazy("Look at the result"),
    ),
    "lost": Letter(
        gettext_lazy("Your place has fallen away: %(cohort)s"),
        gettext_lazy("You do not go to “%(position)s” any more. The reason: %(reason)s The career centre looks for another "
                     "place with you."),
        gettext_lazy("Look at what comes next"),
    ),
    "further": Letter(
        gettext_lazy("A further round: %(cohort)s"),
        gettext_lazy("Those who have no place yet may change their lists until %(day)s; then the places left are matched."),
        gettext_lazy("Change your list"),
    ),
}  # fmt: skip
TO_HOST: Mapping[str, Letter] = {
    "matched": Letter(
        gettext_lazy("Who comes to you: %(position)s"),
        gettext_lazy("The match of %(cohort)s is published. To “%(position)s” come: %(students)s."),
        gettext_lazy("Look at the result"),
    ),
    "unmatched": Letter(
        gettext_lazy("Nobody comes to you this time: %(position)s"),
        gettext_lazy("The match of %(cohort)s is published. Nobody was matched with “%(position)s”. The university writes to "
                     "you if a further round follows."),
        gettext_lazy("Look at the result"),
    ),
    "left": Letter(
        gettext_lazy("One student fewer: %(position)s"),
        gettext_lazy("%(student)s does not come to “%(position)s”. Who comes now: %(students)s. The reason: %(reason)s"),
        gettext_lazy("Look at the result"),
    ),
    "changed": Letter(
        gettext_lazy("Another student comes, or one fewer: %(position)s"),
        gettext_lazy("Who comes to “%(position)s” has changed. Now: %(students)s."),
        gettext_lazy("Look at the result"),
    ),
}  # fmt: skip
_STUDENTS = gettext_lazy("You get this because you applied to the cohort.")
_HOSTS = gettext_lazy("You get this because you look after the position.")


def tell_student(
    application: Application, what: str, *, position: Position | str | None = None, reason: str = "",
    day: object = None,
) -> None:  # fmt: skip
    reader = reader_of(application)
    if reader is not None:
        named = {"position": position, "cohort": application.cohort, "reason": reason, "day": day}
        afterwards(_write, TO_STUDENT[what], reader, named, application.get_absolute_url(), _STUDENTS)


def tell_host(
    position: Position, what: str, at: datetime, *, students: Iterable[str] = (), student: Person | None = None,
    reason: str = "",
) -> None:  # fmt: skip
    named = {
        "position": position, "cohort": position.cohort, "students": list(students), "reason": reason,
        "student": student.name if student else "",
    }  # fmt: skip
    for to in addressees_of(position, at):
        reader = Recipient(to.email, to.language, to.name)
        afterwards(_write, TO_HOST[what], reader, named, position.get_absolute_url(), _HOSTS)


def hosts_told(position: Position, at: datetime) -> list[str]:
    """The addresses to which `tell_host` writes."""
    return [to.email for to in addressees_of(position, at)]


def addresses_of_student(application: Application) -> list[str]:
    """The address to which `tell_student` writes, if there is one."""
    reader = reader_of(application)
    return [reader.email] if reader else []


def reader_of(application: Application) -> Recipient | None:
    student = application.student
    user = student.user
    if user is not None and user.is_active:
        return Recipient(user.email, user.language, user.name)
    return Recipient(student.email.casefold(), settings.LANGUAGE_CODE, student.name) if student.email else None


def _write(letter: Letter, reader: Recipient, named: Mapping[str, object], url: str, why: Promise) -> None:
    with translation.override(reader.language):
        filling = {name: _named(value) for name, value in named.items()}
        post_letter(
            to=reader.email, language=reader.language, recipient_name=reader.name,
            subject=str(letter.subject) % filling, text=str(letter.text) % filling,
            action_url=settings.SITE_URL + url, action_label=str(letter.action), reason=str(why),
        )  # fmt: skip


def _named(value: object) -> str:
    if isinstance(value, Position):
        return value.name
    if isinstance(value, Cohort):
        return str(value)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("nobody")
    return format_day(value) if hasattr(value, "isoformat") else str(value or "")  # type: ignore[arg-type]
