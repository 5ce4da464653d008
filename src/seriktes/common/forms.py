"""How every form looks and speaks: one renderer, and the base classes that carry errors and lost updates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import current_locale, format_number
from seriktes.common.models import EDITED_ELSEWHERE
from seriktes.common.parameters import read_number, whole_number
from seriktes.common.text import one_line

ONE_NAME_NEEDED: dict[str, Any] = dict.fromkeys(("name_kk", "name_ru", "name_en"), _("(one of the three is needed)"))
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


class SeriktesRenderer(TemplatesSetting):
    """Our templates for forms and fields; Django's for the widgets we do not draw."""

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary: where to go, and what to do there."""

    target: str
    label: str
    message: str


class NameField(forms.CharField):
    """A name: one line, without characters that nobody sees; what has only such characters is empty."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class DayField(forms.DateField):
    """A day, picked from the browser's own calendar. A year with a slip in it is refused: 0206, 20226."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "year": _("Check the year: it lies outside %(first)s–%(last)s."),
    }
    YEARS = range(1900, 2201)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and day.year not in self.YEARS:
            years = {"first": self.YEARS[0], "last": self.YEARS[-1]}
            raise forms.ValidationError(self.error_messages["year"], code="year", params=years)
        return day


class MomentField(forms.DateTimeField):
    """A day and a time of day in the register's own time zone, picked from the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is not None and not 1990 <= moment.year <= 2200:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class SumField(forms.DecimalField):
    """A sum of money, shown and taken as people write it: 9 000 000 or 12 500,50, with spaces of any width."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write the sum in figures, such as %(whole)s or %(broken)s."),
        "min_value": _("A sum cannot be less than nothing."),
        "max_digits": _("The sum is too large."), "max_whole_digits": _("The sum is too large."),
    }  # fmt: skip

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**{"min_value": 0, "max_digits": 18, "decimal_places": 2} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal | int | float):
            return value
        return format_number(value, 0 if value == int(value) else 2)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        written = str(value)
        # Whoever writes a comma between thousands in English means thousands; in another language it may mean either.
        if current_locale().language == "en" and _THOUSANDS.fullmatch(written.strip()):
            written = written.replace(",", "")
        number = read_number(written)
        if number is None:
            such = {"whole": format_number(9_000_000), "broken": format_number(Decimal("12500.50"), 2)}
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params=such)
        return number


class RecordsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several records. A key that none can have is an unknown choice like any other; no database is asked for it."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if whole_number(str(key)) is None:
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                )
        return super().clean(value)


@dataclass(frozen=True)
class FormPart:
    """Fields that belong together under one heading; several of one row stand side by side."""

    heading: Any
    rows: list[list[BoundField]]


class FormMixin:
    """What all our forms can do: name their errors with links, fill `autocomplete`, say in `needed_when` what stands
    instead of "(optional)" beside a field that is needed with another one, and part many fields by `headings`: each with
    the names of its fields in the order of the page, those of a tuple side by side.

    Values of `autocomplete` by field: https://html.spec.whatwg.org/#autofill (name, email, tel, organization …).
    """

    autocomplete: ClassVar[dict[str, str]] = {}
    needed_when: ClassVar[dict[str, Any]] = {}
    headings: ClassVar[Sequence[tuple[Any, Sequence[str | tuple[str, ...]]]]] = ()
    # How the names begin of fields that the page draws by itself.
    drawn_apart: ClassVar[tuple[str, ...]] = ()

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, token in self.autocomplete.items():
            if name in self.fields:
                self.fields[name].widget.attrs.setdefault("autocomplete", token)
        for name, words in self.needed_when.items():
            if name in self.fields:
                self.fields[name].if_empty = words  # type: ignore[attr-defined]

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)  # type: ignore[misc]
        return _trimmed(value) if isinstance(value, Decimal) else value

    def error_links(self) -> Iterator[ErrorLink]:
        return error_links(self)  # type: ignore[arg-type]

    def parts(self) -> list[FormPart]:
        """The fields under their headings; what has none stands before them, and a heading without fields is left out."""
        form: forms.BaseForm = self  # type: ignore[assignment]
        shown = {
            field.name: field for field in form.visible_fields() if not field.name.startswith(self.drawn_apart or "\0")
        }
        parts = []
        for heading, names in self.headings:
            rows = [[row] if isinstance(row, str) else row for row in names]
            parts.append(FormPart(heading, [[shown.pop(name) for name in row if name in shown] for row in rows]))
        parts.insert(0, FormPart("", [[field] for field in shown.values()]))
        filled = [FormPart(part.heading, [row for row in part.rows if row]) for part in parts]
        return [part for part in filled if part.rows]


def error_links(form: forms.BaseForm) -> Iterator[ErrorLink]:
    """Every error of a form, each with the id of the control that mends it."""
    for name, messages in form.errors.items():
        if name == NON_FIELD_ERRORS or name not in form.fields:
            yield from (ErrorLink("", "", str(message)) for message in messages)
            continue
        bound = form[name]
        yield from (ErrorLink(_target(bound), str(bound.label or ""), str(message)) for message in messages)


def _target(bound: BoundField) -> str:
    """The id of the first control of a field: a group of choices has one id each."""
    first = next(iter(bound.subwidgets), None) if bound.use_fieldset else None
    return str((first and first.id_for_label) or bound.id_for_label or bound.auto_id or "")


def _trimmed(number: Decimal) -> Decimal:
    """30 where the column keeps 30.0; a browser shows a number in a field as it is sent."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


class BaseForm(FormMixin, forms.Form):
    """Derive forms without a model from this."""


class BaseModelForm(FormMixin, forms.ModelForm):  # type: ignore[type-arg]
    """Derive forms of a model from this."""


class VersionedForm(BaseModelForm):
    """A form that refuses to overwrite an edit made meanwhile by somebody else.

    The model has a `version` that every action raises by one (`common.models.Stamped`).
    """

    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected_version"].initial = self.instance.version
        # The page shows what the record holds now, beside what the reader typed.
        self.changed_elsewhere = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        expected = self.cleaned_data.get("expected_version")
        if self.instance.pk and expected is not None and expected != self.instance.version:
            self.changed_elsewhere = True
            # The next attempt is made in the knowledge of the other edit.
            data: Any = self.data
            self.data = data = data.copy()
            data[self.add_prefix("expected_version")] = self.instance.version
            self.add_error(None, EDITED_ELSEWHERE)
        return cleaned
