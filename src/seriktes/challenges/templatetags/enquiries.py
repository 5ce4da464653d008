"""The button by which the pages of every domain lead to the form of an enquiry, and what stands where nobody answers."""

from typing import Any, NamedTuple

from django import template
from django.utils import timezone

from seriktes.challenges.definitions.targets import Side, kind_of_model, target_kind
from seriktes.challenges.queries.enquiry_routing import Unanswered, is_answered, unanswered

register = template.Library()


class Way(NamedTuple):
    """`word` of the target in addresses; `is_answered`: whether an enquiry would reach anybody."""

    word: str
    is_answered: bool
    sides: tuple[Side, ...]


@register.simple_tag(takes_context=True)
def enquiry_way(context: Any, model: str, pk: int) -> Way | None:
    """How to enquire of the record, by the word of its target or the name of its table; None for what nobody can be asked
    about, and for the reader's own person. A page asks for its button and for its notice."""
    request = context["request"]
    known: dict[tuple[str, int], Way | None] = request.__dict__.setdefault("enquiry_ways", {})
    if (model, pk) not in known:
        known[model, pk] = _way(request.user, model, pk)
    return known[model, pk]


def _way(user: Any, model: str, pk: int) -> Way | None:
    kind = target_kind(model) or kind_of_model(model)
    target = kind.find(user, pk) if kind else None
    if kind is None or target is None or target.is_self:
        return None
    today = timezone.localdate()
    return Way(kind.word, any(is_answered(side, today) for side in target.sides), tuple(target.sides))


@register.simple_tag
def unanswered_sides(way: Way) -> list[Unanswered]:
    return unanswered(way.sides)
