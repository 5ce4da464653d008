"""What a reader may do with an answer, who can write one, and whose desk it lies on. Who sees it: `queries.access`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from seriktes.challenges.definitions.stages import ANSWER, ANSWER_PERMISSION, ASKER, DECIDE, WRITER
from seriktes.challenges.models import Answer, AnswerAuthor, Challenge
from seriktes.challenges.queries import access
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.procedures.definitions.clocks import Owner, Wanted
from seriktes.procedures.definitions.workflow import Transition


def may_write(user: Viewer, answer: Answer) -> bool:
    """Whether the user speaks for the side that answers."""
    return access.may(user, ANSWER_PERMISSION, answer)


def may_decide(user: Viewer, answer: Answer) -> bool:
    """Whether the user speaks for the asker."""
    return answer.submitted_at is not None and may_decide_on(user, answer.challenge)


def may_decide_on(user: Viewer, challenge: Challenge) -> bool:
    return access.may(user, DECIDE, challenge)


def roles_in_answer(user: Viewer, answer: Answer) -> set[str]:
    """On which sides of the answer the user acts; an administrator acts on both."""
    return {role for role, may in ((WRITER, may_write), (ASKER, may_decide)) if may(user, answer)}


def permissions_on_answer(user: Viewer, answer: Answer) -> set[str]:
    return {code for role, code in ((WRITER, ANSWER_PERMISSION), (ASKER, DECIDE))
            if role in roles_in_answer(user, answer)}  # fmt: skip


def ways_of(answer: Answer, permissions: Collection[str], *, is_open: bool) -> list[Transition]:
    """What somebody with these permissions may do with the answer; it is sent only while the challenge takes answers."""
    ways = ANSWER.allowed(answer.state, lambda permission: permission in permissions)
    return [way for way in ways if way.code != "submit" or is_open]


def answering_organisations(user: Viewer, challenge: Challenge) -> QuerySet[Organisation]:
    """For whom the user may answer the challenge: never for the one that asks."""
    own = set(grants_for_user(user).organisations_with(ANSWER_PERMISSION)) - {challenge.organisation_id}
    return Organisation.objects.filter(pk__in=own, merged_into__isnull=True).order_by("pk")


def people_of(organisation: int, today: date) -> QuerySet[Person]:
    """Who can be an author for it: whoever works or studies there on the day."""
    there = Affiliation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        person=OuterRef("pk"), organisation=organisation, archived_at__isnull=True,
    )  # fmt: skip
    return Person.objects.filter(Exists(there), merged_into__isnull=True)


def with_everything(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """With what lists and pages tell of answers: three queries more."""
    authors = AnswerAuthor.objects.select_related("person").order_by("position", "pk")
    return rows.select_related("challenge__organisation", "organisation", "post").prefetch_related(
        "challenge__texts", Prefetch("authors", authors)
    )


# --- Whose desk it lies on --------------------------------------------------------------------------------------------
def _sides_of(wanted: Sequence[Wanted]) -> Mapping[int, Mapping[str, Any]]:
    columns = ("organisation", "post", "challenge__organisation", "challenge__post")
    rows = Answer.objects.filter(pk__in={want.subject_id for want in wanted}).values("pk", *columns)
    return {row["pk"]: row for row in rows}


def askers(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that poses the challenge, else its organisation."""
    sides = _sides_of(wanted)
    return [
        Owner(side["challenge__organisation"], side["challenge__post"])
        if (side := sides.get(want.subject_id))
        else Owner(want.organisation)
        for want in wanted
    ]


def answerers(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that looks after the answer, else its organisation."""
    sides = _sides_of(wanted)
    return [
        Owner(side["organisation"], side["post"]) if (side := sides.get(want.subject_id)) else Owner(want.organisation)
        for want in wanted
    ]
