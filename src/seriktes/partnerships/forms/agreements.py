"""Forms of an agreement. They validate; the actions write."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar

from babel import numbers
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import current_locale, format_day
from seriktes.common.forms import BaseForm, DayField, NameField, VersionedForm
from seriktes.common.models import Languages
from seriktes.documents.forms.files import ContentField
from seriktes.organisations.models import Post
from seriktes.partnerships.actions.agreements import Signed, Signer
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Party, Signatory
from seriktes.partnerships.queries.lifecycle import BINDING

# Of agreements between universities and companies here; what a record has is offered too.
CURRENCIES = ("KZT", "USD", "EUR", "RUB", "CNY", "GBP")
LABELS: dict[str, Any] = {
    "kind": _("Kind"), "name_kk": _("Name in Kazakh"), "name_ru": _("Name in Russian"),
    "name_en": _("Name in English"), "number": _("Number"), "purpose": _("What it is for"),
    "starts_on": _("In force from"), "ends_on": _("In force to"), "notice_days": _("Notice, in days"),
    "renews": _("Goes on by itself unless notice is given"),
    "extension_months": _("Option to extend, in months"), "extensions_at_most": _("How often it may be extended"),
    "amount": _("Sum"), "framework": _("Stands under"), "amends": _("Amends"),
    "supersedes": _("Takes the place of"),
}  # fmt: skip
LANGUAGES_FIRST = (Languages.KAZAKH, Languages.RUSSIAN)


def currency_choices(*others: str) -> list[tuple[str, Any]]:
    locale = current_locale()
    codes = dict.fromkeys([*CURRENCIES, *(code for code in others if code)])
    return [("", _("choose")), *((code, f"{code} · {_currency_name(code, locale)}") for code in codes)]


def _currency_name(code: str, locale: Any) -> str:
    return str(numbers.get_currency_name(code, locale=locale))


class AgreementForm(VersionedForm):
    """The fields that may be edited now; `columns` says which. `values` is what the actions take."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of the text"), choices=Languages.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("All of them are of equal standing; they stand side by side in the text."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    class Meta:
        model = Agreement
        fields = (
            "kind", "name_kk", "name_ru", "name_en", "number", "languages", "purpose", "starts_on", "ends_on",
            "notice_days", "renews", "extension_months", "extensions_at_most", "amount", "currency", "framework",
            "amends", "supersedes",
        )  # fmt: skip
        field_classes = {
            **dict.fromkeys(("name_kk", "name_ru", "name_en"), NameField),
            **dict.fromkeys(("starts_on", "ends_on"), DayField),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            **{name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("starts_on", "ends_on")},
        }
        labels = LABELS
        help_texts: ClassVar[dict[str, Any]] = {
            "number": _("As the office counts; empty while it has none."),
            "starts_on": _("Empty: from the day of the last signature."),
            "ends_on": _("Empty: without a term."),
            "notice_days": _("How many days before the end a side must say that it will not go on."),
            "extension_months": _("How many months each time; empty where the text has no such option."),
            "framework": _("The framework agreement or memorandum under which it is made."),
            "amends": _("For an amendment: the agreement in force that it changes."),
            "supersedes": _("The agreement that ends when this one comes into force."),
        }  # fmt: skip

    def __init__(self, *args: Any, columns: Collection[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if columns is not None and name not in columns and name != "expected_version":
                del self.fields[name]
        for name in ("name_kk", "name_ru", "name_en"):
            if name in self.fields:
                self.fields[name].widget.attrs["lang"] = name[-2:]
        if "currency" in self.fields:
            self.fields["currency"].choices = currency_choices(self.instance.currency)  # type: ignore[attr-defined]
        if "languages" in self.fields and not self.instance.pk and not self.instance.languages:
            # In the form's own values: the empty list of the instance stands there and would win over the field's.
            self.initial["languages"] = [code.value for code in LANGUAGES_FIRST]
        self._offer_others()

    def _offer_others(self) -> None:
        """Agreements of the same partnership only, each where it makes sense."""
        others = Agreement.objects.filter(partnership=self.instance.partnership_id, archived_at__isnull=True)
        others = others.exclude(pk=self.instance.pk).order_by("-starts_on", "pk")
        # An amendment is a part of what it amends: nothing stands under it, and nothing takes its place.
        whole = others.filter(amends__isnull=True)
        binding = Q(state__in=BINDING)
        offered = {
            "framework": whole.filter(kind__in=("framework", "memorandum")).exclude(state=AgreementState.ABANDONED),
            "amends": others.filter(binding | Q(pk=self.instance.amends_id)),
            "supersedes": whole.filter(binding | Q(state=AgreementState.ENDED) | Q(pk=self.instance.supersedes_id)),
        }
        for name, rows in offered.items():
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]
                self.fields[name].label_from_instance = _called  # type: ignore[attr-defined]
                self.fields[name].empty_label = _("none")  # type: ignore[attr-defined]

    def _get_validation_exclusions(self) -> set[str]:
        """What must hold together is for the actions to say, in words: without these the constraints ask nothing."""
        return {*super()._get_validation_exclusions(), "ends_on", "currency"}  # type: ignore[misc]

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "expected_version"}


def _called(agreement: Agreement) -> str:
    name = agreement.name or str(agreement.get_kind_display())
    days = " – ".join(format_day(day, "medium") for day in (agreement.starts_on, agreement.ends_on) if day is not None)
    return " · ".join(filter(None, (name, agreement.number, days)))


# --- Who signs --------------------------------------------------------------------------------------------------------
class SignatoriesForm(BaseForm):
    """Each side with who signs for it. `fixed`: the sides themselves cannot be changed any more."""

    def __init__(
        self, *args: Any, parties: Sequence[Party], signatories: Iterable[Signatory] = (), fixed: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.parties, self.fixed = list(parties), fixed
        standing = {one.party_id: one for one in signatories}
        self.signed = {pk for pk, one in standing.items() if one.signed_on is not None}
        posts = Post.objects.filter(
            organisation__in=[party.organisation_id for party in parties], closed_on__isnull=True
        ).order_by("pk")
        by_body: dict[int, list[tuple[Any, str]]] = {}
        for post in posts:
            by_body.setdefault(post.organisation_id, []).append((post.pk, str(post)))
        self._posts = {post.pk: post for post in posts}
        for party in self.parties:
            self._add(party, standing.get(party.pk), by_body.get(party.organisation_id, []), new=not standing)

    def _add(self, party: Party, one: Signatory | None, posts: list[tuple[Any, str]], *, new: bool) -> None:
        at = party.pk
        if at in self.signed:
            return
        if not self.fixed:
            self.fields[f"signs_{at}"] = forms.BooleanField(
                label=_("Signs this agreement"), required=False, initial=new or one is not None
            )
        if posts:
            chosen = one.post_id if one else party.post_id
            self.fields[f"post_{at}"] = forms.TypedChoiceField(
                label=_("Post that signs"), choices=[("", _("none")), *posts], coerce=int, empty_value=None,
                required=False, initial=chosen or "",
            )  # fmt: skip
        self.fields[f"name_{at}"] = forms.CharField(
            label=_("Who signs"), max_length=200, required=False, initial=one.name if one else "",
            help_text=_("The full name. Empty: whoever holds the post."),
        )  # fmt: skip
        self.fields[f"email_{at}"] = forms.EmailField(
            label=_("E-mail"), required=False, initial=(one.email if one else "") or party.contact_email,
            help_text=_("Where the frozen text is sent to be signed, for those without an account."),
        )  # fmt: skip
        self.fields[f"authority_{at}"] = forms.CharField(
            label=_("On the ground of"), max_length=300, required=False, initial=one.authority if one else "",
            help_text=_("Charter, or power of attorney with its number and date."),
        )  # fmt: skip

    def groups(self) -> list[tuple[Party, list[Any]]]:
        """For the page: each side with its fields; none where it has signed."""
        names = ("signs", "post", "name", "email", "authority")
        return [
            (party, [self[f"{name}_{party.pk}"] for name in names if f"{name}_{party.pk}" in self.fields])
            for party in self.parties
        ]

    @property
    def signers(self) -> list[Signer]:
        cleaned = self.cleaned_data
        found = []
        for party in self.parties:
            at = party.pk
            if at in self.signed:
                found.append(Signer(party))
            elif self.fixed or cleaned.get(f"signs_{at}"):
                post = self._posts.get(cleaned.get(f"post_{at}") or 0)
                found.append(
                    Signer(
                        party, post=post, name=cleaned[f"name_{at}"], email=cleaned[f"email_{at}"],
                        authority=cleaned[f"authority_{at}"],
                    )
                )  # fmt: skip
        return found


# --- An agreement that was signed long ago ----------------------------------------------------------------------------
class OldAgreementForm(AgreementForm):
    """Signed outside the register: with the day of each side's signature."""

    terminated_on = DayField(label=_("Terminated on"), required=False, help_text=_("Where it ended before its term."))
    termination_reason = forms.CharField(label=_("Why it was terminated"), max_length=500, required=False)
    scan = ContentField(
        label=_("Scan of the signed text"), accept=".pdf", required=False, help_text=_("One PDF; it is not public.")
    )
    SIGNING = ("terminated_on", "termination_reason", "scan")

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["amends"], self.fields["supersedes"]
        self.parties = list(parties)
        for party in self.parties:
            self.fields[f"signed_{party.pk}"] = DayField(
                label=_("%(side)s signed on") % {"side": party.organisation}, required=False
            )
            self.fields[f"by_{party.pk}"] = forms.CharField(
                label=_("Who signed for %(side)s") % {"side": party.organisation}, max_length=200, required=False
            )
        last = [name for name in self.fields if name.startswith(("signed_", "by_"))] + list(self.SIGNING)
        self.order_fields([name for name in self.fields if name not in last] + last)

    @property
    def signatures(self) -> list[Signed]:
        return [
            Signed(party, on, name=self.cleaned_data[f"by_{party.pk}"])
            for party in self.parties
            if (on := self.cleaned_data.get(f"signed_{party.pk}"))
        ]

    @property
    def values(self) -> dict[str, Any]:
        names = set(self._meta.fields or ())
        return {name: value for name, value in self.cleaned_data.items() if name in names}


# --- Ways -------------------------------------------------------------------------------------------------------------
class WayForm(BaseForm):
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, agreement: Agreement, parties: Sequence[Party] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.fields["expected_version"].initial = agreement.version
        if "party" in self.fields:
            rows = [(party.pk, str(party.organisation)) for party in parties]
            self.fields["party"].choices = rows  # type: ignore[attr-defined]
            self._parties = {party.pk: party for party in parties}

    def clean_party(self) -> Party:
        return self._parties[self.cleaned_data["party"]]


class ReasonForm(WayForm):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DatedForm(WayForm):
    on = DayField(label=_("From which day"))


class DatedReasonForm(DatedForm):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class TerminateForm(WayForm):
    on = DayField(label=_("Last day"), help_text=_("Today or earlier. For a day ahead, give notice or amend the end."))
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class NoticeForm(WayForm):
    party = forms.TypedChoiceField(label=_("Which side gives notice"), coerce=int)
    on = DayField(label=_("Given on"))


class ExtendForm(WayForm):
    months = forms.IntegerField(label=_("By how many months"), min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"].initial = self.agreement.extension_months


class SignedForm(WayForm):
    """A signature that somebody saw, where the register has no text to sign."""

    party = forms.TypedChoiceField(label=_("Which side signed"), coerce=int)
    on = DayField(label=_("On which day"))
    name = forms.CharField(label=_("Who signed"), max_length=200, required=False)
    authority = forms.CharField(
        label=_("On the ground of"), max_length=300, required=False,
        help_text=_("Charter, or power of attorney with its number and date."),
    )  # fmt: skip
