"""Forms of the plan of stands. They validate; the actions write."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, NameField, SumField
from seriktes.common.parameters import read_number
from seriktes.gatherings.actions.plan import LABEL, SIDE, Place
from seriktes.gatherings.models import Stand

# A name with a space in it could not be told from its numbers in the text.
_NO_SPACES = {"pattern": r"\S*", "autocomplete": "off", "spellcheck": "false"}
_PRICE = _("Left empty: the fee of the event.")


class RowForm(BaseForm):
    letter = NameField(
        label=_("Letter of the row"), max_length=LABEL - 2, help_text=_("A gives A1, A2, A3 …"),
        widget=forms.TextInput(attrs=_NO_SPACES),
    )  # fmt: skip
    number = forms.IntegerField(label=_("How many stands"), min_value=1, max_value=SIDE)
    width = forms.IntegerField(label=_("Width of each, in steps"), min_value=1, max_value=SIDE, initial=2)
    height = forms.IntegerField(label=_("Depth of each, in steps"), min_value=1, max_value=SIDE, initial=2)
    price = SumField(label=_("Price of each"), required=False, help_text=_PRICE)

    def values(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return {"prefix": told.pop("letter"), **told}


class StandForm(BaseForm):
    label = NameField(label=_("Name of the stand"), max_length=LABEL, widget=forms.TextInput(attrs=_NO_SPACES))
    width = forms.IntegerField(label=_("Width, in steps"), min_value=1, max_value=SIDE)
    height = forms.IntegerField(label=_("Depth, in steps"), min_value=1, max_value=SIDE)
    price = SumField(label=_("Price"), required=False, help_text=_PRICE)

    def __init__(self, *args: Any, stand: Stand, **kwargs: Any) -> None:
        names = ("label", "width", "height", "price")
        super().__init__(*args, initial={name: getattr(stand, name) for name in names}, prefix="stand", **kwargs)


class PlanForm(BaseForm):
    """The plan as lines: label, column, row, width, depth, and a price where it differs."""

    plan = forms.CharField(
        label=_("Stands, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 14, "class": "code"}),
        help_text=_(
            "Name, column, row, width, depth, and a price where it differs, parted by spaces: A1 0 0 2 1 150000. What is "
            "left out is taken from the plan."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, stands: Sequence[Stand] = (), **kwargs: Any) -> None:
        super().__init__(*args, initial={"plan": "\n".join(_line(one) for one in stands)}, **kwargs)
        self.places: list[Place] = []

    def clean_plan(self) -> str:
        text = str(self.cleaned_data["plan"])
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                self.places.append(self._place(number, line.split()))
        return text

    @staticmethod
    def _place(number: int, parts: list[str]) -> Place:
        sizes = [int(part) if part.isascii() and part.isdigit() and len(part) < 4 else -1 for part in parts[1:5]]
        price = read_number(parts[5]) if len(parts) == 6 else None
        wrong_price = len(parts) == 6 and (price is None or not 0 <= price < Decimal(10) ** 15)
        if not 3 <= len(parts) <= 6 or min(sizes) < 0 or len(parts[0]) > 12 or wrong_price:
            raise forms.ValidationError(_("Line %(number)s cannot be read."), params={"number": number})
        x, y, width, height = (*sizes, 1, 1)[:4] if len(sizes) < 4 else sizes
        return Place(parts[0], x, y, width, height, price)


def _line(stand: Stand) -> str:
    price = f" {stand.price.normalize():f}" if stand.price is not None else ""
    return f"{stand.label} {stand.x} {stand.y} {stand.width} {stand.height}{price}"
