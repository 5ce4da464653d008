"""Forms of stipends. They validate; the actions write."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField, NameField, SumField
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.documents.actions.attachments import ACCEPTED
from seriktes.documents.forms.files import ContentField, signature_field
from seriktes.organisations.forms.organisations import region_choices
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.partnerships.forms.agreements import currency_choices
from seriktes.placements.actions.stipend_service import LARGEST_PAPER
from seriktes.placements.actions.stipends import PAYMENTS_AT_MOST, Due, schedule
from seriktes.placements.enums import PostponeKind, ReleaseRule, StipendKind
from seriktes.placements.forms.placements import PickMixin
from seriktes.placements.models import ServicePeriod, Stipend

MONTHS: dict[str, Any] = {"min_value": 1, "max_value": 240}


class StipendForm(PickMixin, BaseForm):
    """The terms and the schedule of payments. What was signed is not offered any more. `values()` and `payments()` are
    what the actions take."""

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "kind", "study", "number", "post", "currency", "terms_kk", "terms_ru", "terms_en", "service_months",
        "employer_kind", "region", "begin_within", "release", "step_months", "uplift", "confirm_months",
    )  # fmt: skip
    AFTER: ClassVar[tuple[str, ...]] = ("post", "number", "study")
    headings = (
        (_("Who gives it to whom"), ("grantor", "student_query", "student", "university", "kind", "study", "number", "post")),
        (_("Payments"), (("amount", "currency"), ("count", "every"), "first")),
        (_("Conditions"), ("terms_kk", "terms_ru", "terms_en")),
        (_("Service"), (
            "employer_query", "employer", "employer_kind", "region", ("service_months", "begin_within"), "confirm_months",
        )),
        (_("Release, and what is paid back"), ("release", "step_months", "uplift")),
    )  # fmt: skip

    grantor = forms.ModelChoiceField(label=_("Grantor"), queryset=Organisation.objects.none(), empty_label=_("choose"))
    university = forms.ModelChoiceField(
        label=_("University"), queryset=Organisation.objects.none(), empty_label=_("choose")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=StipendKind.choices)
    study = NameField(label=_("Course of study"), max_length=200, required=False)
    number = NameField(label=_("Number of the contract"), max_length=60, required=False)
    post = forms.ModelChoiceField(
        label=_("Post that pays"), queryset=Post.objects.none(), required=False, empty_label=_("no post"),
        help_text=_("Reminders of payments go there, and it stays when people go."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"))
    amount = SumField(label=_("Sum of one payment"), required=False)
    count = forms.IntegerField(label=_("How many payments"), min_value=1, max_value=PAYMENTS_AT_MOST, required=False)
    first = DayField(label=_("First payment on"), required=False)
    every = forms.IntegerField(
        label=_("A payment every so many months"), min_value=1, max_value=24, initial=1, required=False
    )
    terms_kk = forms.CharField(label=_("Conditions, in Kazakh"), max_length=5000, required=False, widget=forms.Textarea)
    terms_ru = forms.CharField(
        label=_("Conditions, in Russian"), max_length=5000, required=False, widget=forms.Textarea
    )
    terms_en = forms.CharField(
        label=_("Conditions, in English"), max_length=5000, required=False, widget=forms.Textarea
    )
    service_months = forms.IntegerField(label=_("Months of full-time service"), **MONTHS)
    employer_kind = NameField(
        label=_("Kind of employer"), max_length=200, required=False, help_text=_("For example: a rural hospital.")
    )
    region = forms.ChoiceField(label=_("Region of service"), choices=region_choices, required=False)
    begin_within = forms.IntegerField(
        label=_("Service begins within so many months of the end of study"), min_value=0, max_value=120
    )
    release = forms.ChoiceField(
        label=_("How service releases money"), choices=ReleaseRule.choices, widget=forms.RadioSelect
    )
    step_months = forms.IntegerField(label=_("Months of a step"), required=False, **MONTHS)
    uplift = SumField(
        label=_("Added to what is owed, per cent"), required=False, max_digits=5,
        help_text=_("What the contract adds to the part that is not served. The register computes what the terms say; it gives no advice."),
    )  # fmt: skip
    confirm_months = forms.IntegerField(label=_("Service is confirmed every so many months"), min_value=1, max_value=60)
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, stipend: Stipend, is_frozen: bool, grantors: QuerySet[Organisation],
        universities: QuerySet[Organisation], students: Sequence[Person], employers: Sequence[Organisation],
        posts: QuerySet[Post], own: Collection[int] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        """`own`: organisations of which the reader keeps stipends; the only one that fits stands there already."""
        initial = {name: getattr(stipend, name) for name in self.COLUMNS} | {"expected_version": stipend.version}
        if not stipend.pk:
            initial |= {"service_months": None, "currency": get_pack().currency}
            for name, bodies in (("university", universities), ("grantor", grantors)):
                fitting = list(bodies.filter(pk__in=own)[:2])
                # A university's office keeps stipends of others: its own is not the grantor by itself.
                if len(fitting) == 1 and not (name == "grantor" and "university" in initial):
                    initial[name] = fitting[0]
        else:
            initial |= {
                "student_query": stipend.student.name,
                "grantor": stipend.grantor,
                "university": stipend.university,
            }
            initial |= {"employer_query": stipend.employer.name if stipend.employer else ""}
        super().__init__(*args, initial=initial, **kwargs)
        self.stipend, self.is_frozen = stipend, is_frozen
        self.offer("student", _("Student"), _("The name; the beginning is enough."), students)
        self.offer(
            "employer",
            _("Employer with whom it is served"),
            _("Empty: any that the conditions allow."),
            employers,
            required=False,
        )
        for name, rows in (("grantor", grantors), ("university", universities), ("post", posts)):
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows
        cast("forms.ChoiceField", self.fields["currency"]).choices = currency_choices(stipend.currency)
        for code in Languages.values:
            self.fields[f"terms_{code}"].widget.attrs |= {"lang": code, "rows": 4}
        if is_frozen:
            for name in [name for name in self.fields if name not in (*self.AFTER, "expected_version")]:
                del self.fields[name]
            self.found = {}
        self.order_fields(["grantor", "student_query", "student", "university", "kind", "study", "number", "post"])

    @property
    def has_schedule(self) -> bool:
        return any(self.cleaned_data.get(name) is not None for name in ("amount", "count", "first"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.is_frozen:
            return cleaned
        if self.has_schedule or not self.stipend.pk:
            for name in ("amount", "count", "first"):
                if self.cleaned_data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("A schedule needs a sum, how many payments, and the first day."))
        if self.cleaned_data.get("amount") == 0:
            self.add_error("amount", _("A payment is more than nothing."))
        if not any(self.cleaned_data.get(f"terms_{code}") for code in Languages.values):
            self.add_error("terms_kk", _("Write the conditions in at least one language."))
        if self.cleaned_data.get("release") == ReleaseRule.STEPS and not self.cleaned_data.get("step_months"):
            self.add_error("step_months", _("Say how many months a step has."))
        return cleaned

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {name: data[name] for name in self.COLUMNS if name in self.fields}
        if self.is_frozen:
            return values
        values |= {"grantor": data["grantor"], "university": data["university"], "student": self.picked("student")}
        values |= {"employer": self.picked("employer") if data.get("employer_query") else None}
        values |= {"step_months": data.get("step_months") or 12, "uplift": data.get("uplift") or Decimal(0)}
        return values

    def payments(self) -> list[Due] | None:
        """None: the schedule stays as it is."""
        if self.is_frozen or not self.has_schedule:
            return None
        data = self.cleaned_data
        return schedule(first=data["first"], count=data["count"], amount=data["amount"], every=data.get("every") or 1)


# --- Payments ---------------------------------------------------------------------------------------------------------
class PayForm(BaseForm):
    on = DayField(label=_("Paid on"))
    reference = NameField(
        label=_("Reference of the payment"),
        max_length=60,
        help_text=_("As the bank shows it; it stands once in a stipend."),
    )


class AgainForm(BaseForm):
    on = DayField(label=_("Due on"))


class RepaymentForm(BaseForm):
    on = DayField(label=_("Received on"))
    amount = SumField(label=_("Sum"))
    reference = NameField(label=_("Reference of the payment"), max_length=60)


class WhyForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DayForm(BaseForm):
    on = DayField(label=_("On which day"))
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SignedOutsideForm(WhyForm):
    on = DayField(label=_("Signed on"))
    reason = forms.CharField(
        label=_("Which paper, and where it lies"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("on", "reason")


class SureForm(BaseForm):
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


# --- Service ----------------------------------------------------------------------------------------------------------
class ServiceForm(PickMixin, BaseForm):
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    share = forms.IntegerField(label=_("Share of full time, per cent"), min_value=1, max_value=100, initial=100)
    employer_name = NameField(
        label=_("Employer, by name"), max_length=200, required=False, help_text=_("Where it is not in the register.")
    )
    contact_name = NameField(label=_("Who confirms for the employer"), max_length=200, required=False)
    contact_email = forms.EmailField(
        label=_("E-mail of the employer"), required=False,
        help_text=_("A letter with a link goes there at once if the period has ended; no account is needed."),
    )  # fmt: skip

    def __init__(self, *args: Any, employers: Sequence[Organisation], stipend: Stipend, **kwargs: Any) -> None:
        initial = {"employer_query": stipend.employer.name if stipend.employer else ""}
        super().__init__(*args, initial=initial, **kwargs)
        found = employers or ([stipend.employer] if stipend.employer and not self.is_bound else [])
        self.offer(
            "employer", _("Employer"), _("Its name or official number; the beginning is enough."), found, required=False
        )
        self.order_fields(["starts_on", "ends_on", "share", "employer_query", "employer", "employer_name"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.cleaned_data.get("employer_query") and not self.cleaned_data.get("employer_name"):
            self.add_error("employer_query", _("Name the employer."))
        return cleaned

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {
            name: data[name]
            for name in ("starts_on", "ends_on", "share", "employer_name", "contact_name", "contact_email")
        }
        return values | {"employer": self.picked("employer") if data.get("employer_query") else None}


class AskForm(BaseForm):
    contact_email = forms.EmailField(label=_("E-mail of the employer"))
    contact_name = NameField(label=_("Who confirms for the employer"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Languages.choices)


def _paper(**kwargs: Any) -> ContentField:
    return ContentField(
        label=_("The paper itself"), accept=ACCEPTED, limit=LARGEST_PAPER,
        help_text=_("A scan, a picture or an office document, up to 10 MB. Grantor, university and student read it."), **kwargs,
    )  # fmt: skip


class EvidenceForm(BaseForm):
    reason = forms.CharField(
        label=_("On what it rests"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which paper of the employer, from which day, and where it lies."),
    )  # fmt: skip
    file = _paper(required=False)


class PaperForm(BaseForm):
    file = _paper()


class PostponeForm(BaseForm):
    kind = forms.ChoiceField(label=_("Why"), choices=PostponeKind.choices)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    reason = forms.CharField(
        label=_("In words, and on which paper it rests"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class StudentSignsForm(BaseForm):
    """The student hands in a signature file; the grantor may record one on paper instead."""

    file = signature_field(
        label=_("Signature of the student"), required=False, accept=".p7s,.p7b,.cms,.sig,.pem,.pdf",
        help_text=_("A detached signature over the frozen PDF (.p7s, .cms), or the PDF signed inside. Never a key."),
    )  # fmt: skip
    on = DayField(label=_("Or signed on paper on"), required=False)

    def __init__(self, *args: Any, with_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_paper:
            del self.fields["on"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.cleaned_data.get("file") and not self.cleaned_data.get("on") and not self.errors:
            self.add_error("file", _("Hand in the file of the signature."))
        return cleaned


class ByLinkForm(BaseForm):
    """Behind the link of an employer: a word, needed where it was not so."""

    reason = forms.CharField(
        label=_("In words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where it was not so: what was otherwise."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, link: Any) -> None:
        self.period: ServicePeriod = link.record
        super().__init__(data)
