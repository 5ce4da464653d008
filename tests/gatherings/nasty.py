"""What people, programs and files put into forms that was not meant: for every form of a page."""

from typing import Any

from django import forms

# What is written, and into what it is put besides words.
TEXTS = {
    "nul": "Ab\x00cd", "huge": "ұ" * 100_000, "marks": "\u202e\u05d0\u0628\u0433\u0301\u0301\U0001f9ea'\"><script>&#0;",
    "spaces": " \u200b\u2060\t\n", "formula": "=HYPERLINK(1)",
}  # fmt: skip
NUMBERS = ("9" * 400, "²", "-1", "NaN", "1e999", "٣")
DAYS = ("0000-00-00", "99999-12-31", "2026-02-30T25:61", "9999-12-31T23:59")


def as_sent(form: forms.Form) -> dict[str, Any]:
    """The form as a browser would send it back untouched, with the first choice where one is needed."""
    sent: dict[str, Any] = {}
    for bound in form:
        field, value = bound.field, bound.value()
        if isinstance(field, forms.BooleanField):
            value = "on" if value else None
        elif isinstance(field, forms.ModelChoiceField):
            value = value if value or not field.required else field.queryset.values_list("pk", flat=True).first()
        elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.MultipleChoiceField):
            value = value or next((key for key, _label in field.choices if key), "")
        elif not isinstance(value, list | tuple):
            value = field.widget.format_value(value) if hasattr(field.widget, "format_value") else value
        if value is not None:
            sent[bound.html_name] = value
    return sent


def is_text(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput)


def spoiled(form: forms.Form, text: str, *, with_others: int | None = None) -> dict[str, Any]:
    """`text` in every field that takes words; with a number also that in every other."""
    sent = as_sent(form)
    for bound in form:
        field = bound.field
        if is_text(field):
            sent[bound.html_name] = text
        elif with_others is None:
            continue
        elif isinstance(field, forms.DateField | forms.DateTimeField):
            sent[bound.html_name] = DAYS[with_others % len(DAYS)]
        elif isinstance(field, forms.IntegerField):
            sent[bound.html_name] = NUMBERS[with_others % len(NUMBERS)]
        else:
            sent[bound.html_name] = text[:50]
    return sent
