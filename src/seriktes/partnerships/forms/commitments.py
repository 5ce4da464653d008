from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField
from seriktes.documents.actions.attachments import ACCEPTED
from seriktes.documents.forms.files import ContentField
from seriktes.organisations.models import Post
from seriktes.partnerships.actions.commitments import Part
from seriktes.partnerships.enums import CommitmentKind
from seriktes.partnerships.forms.agreements import currency_choices
from seriktes.partnerships.models import Commitment, Instalment, Party

# Lines of the schedule that a new promise offers, and how many are empty on a standing one.
LINES, SPARE = 4, 3


def amount_field(**kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(max_digits=18, decimal_places=2, **kwargs)


class CommitmentForm(BaseForm):
    """What is promised, and by when how much of it. `values` and `schedule` are what the actions take."""

    party = forms.TypedChoiceField(label=_("Who promises"), coerce=int)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("choose")), *CommitmentKind.choices])
    what = forms.CharField(label=_("What"), max_length=500, help_text=_("In the words of the agreement, shortly."))
    currency = forms.ChoiceField(label=_("Currency"), required=False, help_text=_("For money and scholarships."))
    unit = forms.CharField(
        label=_("Counted in"), max_length=60, required=False, help_text=_("For all others: places, hours, pieces.")
    )
    service_months = forms.IntegerField(
        label=_("Period of service, in months"), min_value=1, max_value=600, required=False,
        help_text=_("Only of a scholarship: how long its holder serves afterwards."),
    )  # fmt: skip
    post = forms.TypedChoiceField(
        label=_("Post that answers for it"), coerce=int, empty_value=None, required=False,
        help_text=_("Reminders go there. Left out: the post that owns the partnership on that side."),
    )  # fmt: skip
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, parties: Sequence[Party], commitment: Commitment | None = None,
        parts: Sequence[Instalment] = (), lines: int = 0, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(party.pk, str(party.organisation)) for party in parties]  # type: ignore[attr-defined]
        self._parties = {party.pk: party for party in parties}
        self.fields["currency"].choices = currency_choices(commitment.currency if commitment else "")  # type: ignore[attr-defined]
        rows = Post.objects.filter(
            organisation__in=[party.organisation_id for party in parties], closed_on__isnull=True
        ).select_related("organisation")
        self._posts = {post.pk: post for post in rows.order_by("organisation", "pk")}
        self.fields["post"].choices = [  # type: ignore[attr-defined]
            ("", _("none")), *((pk, f"{post.organisation}: {post}") for pk, post in self._posts.items())
        ]  # fmt: skip
        if commitment is not None:
            del self.fields["party"]
            for name in ("kind", "what", "currency", "unit", "service_months", "post"):
                value = getattr(commitment, name)
                self.fields[name].initial = value.pk if isinstance(value, Post) else value
            self.fields["expected_version"].initial = commitment.version
        self.lines = max(lines, len(parts) + SPARE if parts else LINES)
        for place in range(self.lines):
            self._add_line(place, parts[place] if place < len(parts) else None)

    def _add_line(self, place: int, part: Instalment | None) -> None:
        number = place + 1
        self.fields[f"due_{place}"] = DayField(
            label=_("Due by (%(number)s)") % {"number": number}, required=False, initial=part.due_on if part else None
        )
        self.fields[f"amount_{place}"] = amount_field(
            label=_("How much (%(number)s)") % {"number": number}, required=False, initial=part.amount if part else None
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(self.lines):
            due, amount = cleaned.get(f"due_{place}"), cleaned.get(f"amount_{place}")
            if due and amount is None and f"amount_{place}" not in self.errors:
                self.add_error(f"amount_{place}", _("Enter how much is due on that day."))
            if amount is not None and not due and f"due_{place}" not in self.errors:
                self.add_error(f"due_{place}", _("Enter by which day."))
        return cleaned

    def plain_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith(("due_", "amount_", "expected"))]

    def line_fields(self) -> list[tuple[Any, Any]]:
        return [(self[f"due_{place}"], self[f"amount_{place}"]) for place in range(self.lines)]

    @property
    def promising(self) -> Party:
        return self._parties[self.cleaned_data["party"]]

    @property
    def values(self) -> dict[str, Any]:
        names = ("kind", "what", "currency", "unit", "service_months")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "post": self._posts.get(self.cleaned_data["post"] or 0),
        }

    @property
    def schedule(self) -> list[Part]:
        cleaned = self.cleaned_data
        return [
            Part(due, cleaned[f"amount_{place}"])
            for place in range(self.lines)
            if (due := cleaned.get(f"due_{place}")) and cleaned.get(f"amount_{place}") is not None
        ]


class DeliveryForm(BaseForm):
    on = DayField(label=_("On which day"))
    amount = amount_field(label=_("How much"), min_value=Decimal("0.01"))
    currency = forms.ChoiceField(label=_("Currency"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    evidence = ContentField(
        label=_("Evidence"), accept=ACCEPTED, required=False,
        help_text=_("A payment order, an act, a photograph. Only the sides see it."),
    )  # fmt: skip
    although_more = forms.BooleanField(
        label=_("This is more than was promised: record it all the same"), required=False
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked of whoever was told that it is more (`ask_about_more`), and sent back by them.
        self._although_more = self.fields.pop("although_more")
        if "although_more" in self.data:
            self.ask_about_more()
        if commitment.currency:
            self.fields["currency"].choices = currency_choices(commitment.currency)[1:]  # type: ignore[attr-defined]
            self.fields["currency"].initial = commitment.currency
        else:
            del self.fields["currency"]
            self.fields["amount"].help_text = _("In: %(unit)s") % {"unit": commitment.unit}

    def ask_about_more(self) -> None:
        self.fields["although_more"] = self._although_more


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
