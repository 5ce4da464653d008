"""What answers are called where only their table and id are known."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.challenges.definitions.clocks_of_answers import ANSWER
from seriktes.challenges.models import Answer
from seriktes.procedures.definitions.subjects import Card, SubjectKind


def _cards(pks: Collection[int]) -> dict[int, Card]:
    """Two queries. An answer without a title is called after its challenge."""
    rows = Answer.objects.filter(pk__in=pks).select_related("challenge").prefetch_related("challenge__texts")
    return {
        answer.pk: Card(
            answer.title or _("Answer to “%(challenge)s”") % {"challenge": answer.challenge.title},
            answer.get_absolute_url(),
        )
        for answer in rows
    }


SUBJECT = SubjectKind(ANSWER, "answer", gettext_lazy("answer to a challenge"), _cards)
