"""The button by which the pages of every domain lead to the form of an enquiry."""

from typing import Any, NamedTuple

from django import template
from django.utils import timezone

from seriktes.challenges.definitions.targets import kind_of_model, target_kind
from seriktes.challenges.queries.enquiry_routing import is_answered

register = template.Library()


class Way(NamedTuple):
    """`word` of the target in addresses; `is_answered`: whether an enquiry would reach anybody."""

    word: str
    is_answered: bool


@register.simple_tag(takes_context=True)
def enquiry_way(context: Any, model: str, pk: int) -> Way | None:
    """How to enquire of the record, by the word of its target or the name of its table; None for what nobody can be asked
    about."""
    kind = target_kind(model) or kind_of_model(model)
    target = kind.find(context["request"].user, pk) if kind else None
    if kind is None or target is None:
        return None
    today = timezone.localdate()
    return Way(kind.word, any(is_answered(side, today) for side in target.sides))
