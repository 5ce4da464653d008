"""The button by which the pages of every domain lead to the form of an enquiry."""

from django import template

from seriktes.challenges.definitions.targets import kind_of_model, target_kind

register = template.Library()


@register.filter
def target_word(model: str) -> str:
    """The word of a target in addresses, of that word or of the name of a table; empty for what nobody can be asked about."""
    kind = target_kind(model) or kind_of_model(model)
    return kind.word if kind else ""
