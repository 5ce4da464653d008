"""Forms of events and exhibitors. They validate; the actions write."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.challenges.forms.challenges import CURRENCIES
from seriktes.common.forms import ONE_NAME_NEEDED, BaseForm, DayField, MomentField, NameField, SumField
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.gatherings.actions.gatherings import EDITABLE
from seriktes.gatherings.enums import Audience, FeeKind, GatheringKind
from seriktes.gatherings.models import Exhibitor, Gathering
from seriktes.organisations.forms.organisations import region_choices
from seriktes.organisations.models import Organisation, Post

NEEDED = _("(needed to announce)")
PROSE = forms.Textarea(attrs={"rows": 5})


def money_choices(kept: str = "") -> list[tuple[str, str]]:
    return [(code, code) for code in dict.fromkeys([get_pack().currency, *CURRENCIES, kept]) if code]


class GatheringForm(BaseForm):
    needed_when: ClassVar[dict[str, Any]] = {
        **ONE_NAME_NEEDED, **dict.fromkeys(("starts_at", "ends_at", "place"), NEEDED)
    }  # fmt: skip

    kind = forms.ChoiceField(label=_("Kind"), choices=GatheringKind.choices, widget=forms.RadioSelect)
    name_kk = NameField(label=_("Name in Kazakh"), max_length=300, required=False)
    name_ru = NameField(label=_("Name in Russian"), max_length=300, required=False)
    name_en = NameField(label=_("Name in English"), max_length=300, required=False)
    about_kk = forms.CharField(label=_("About, in Kazakh"), max_length=4000, required=False, widget=PROSE)
    about_ru = forms.CharField(label=_("About, in Russian"), max_length=4000, required=False, widget=PROSE)
    about_en = forms.CharField(label=_("About, in English"), max_length=4000, required=False, widget=PROSE)
    starts_at = MomentField(label=_("Begins"), required=False)
    ends_at = MomentField(label=_("Ends"), required=False)
    place = NameField(label=_("Place"), max_length=300, required=False)
    region = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)
    register_until = MomentField(
        label=_("Registration until"), required=False, help_text=_("Left empty: until the end of the event.")
    )
    capacity = forms.IntegerField(
        label=_("Places for visitors"), min_value=1, max_value=1_000_000, required=False,
        help_text=_("Left empty: as many as come. Whoever registers later stands on a waiting list."),
    )  # fmt: skip
    audience = forms.ChoiceField(label=_("Who sees it"), choices=Audience.choices, widget=forms.RadioSelect)
    fee = SumField(label=_("Fee of an exhibitor"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    post = forms.ModelChoiceField(
        label=_("Post that looks after it"), queryset=Post.objects.none(), required=False, empty_label=_("no post")
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, gathering: Gathering, own: Sequence[Organisation] = (), **kwargs: Any) -> None:
        initial = {name: getattr(gathering, name) for name in EDITABLE} | {"expected_version": gathering.version}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        if len(own) > 1:
            choices = [(one.pk, one.name) for one in own]
            self.fields["organisation"] = forms.ChoiceField(label=_("Who holds it"), choices=choices)
            self.order_fields(["organisation"])
        home = [one.pk for one in own] or [gathering.organisation_id]
        posts = Post.objects.filter(organisation__in=home, closed_on__isnull=True).order_by("name_en", "pk")
        cast("forms.ModelChoiceField[Post]", self.fields["post"]).queryset = posts
        cast("forms.ChoiceField", self.fields["currency"]).choices = [("", "—"), *money_choices(gathering.currency)]
        if gathering.pk:
            self.fields["kind"].disabled = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"name_{code}") for code in Languages.values):
            self.add_error("name_kk", _("Enter the name in at least one language."))
        if cleaned.get("starts_at") and cleaned.get("ends_at") and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends_at", _("The end lies before the beginning."))
        if cleaned.get("fee") is not None and not cleaned.get("currency"):
            self.add_error("currency", _("A sum needs its currency."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE if name in self.cleaned_data}


class CopyForm(BaseForm):
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    invite = forms.BooleanField(
        label=_("Invite those who exhibited this time"), required=False, initial=True,
        help_text=_("Their contacts get one letter with a link at once. Whoever accepts by it is the contact of the next time."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("starts_at") and cleaned.get("ends_at") and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends_at", _("The end lies before the beginning."))
        return cleaned


class FindForm(BaseForm):
    query = forms.CharField(
        label=_("Organisation"), max_length=200, help_text=_("A name or an official number; the beginning is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class ContactForm(BaseForm):
    autocomplete: ClassVar[dict[str, str]] = {"name": "off", "email": "off"}

    name = NameField(label=pgettext_lazy("of a person", "Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))
    telephone = NameField(label=_("Telephone"), max_length=20, required=False)
    task = NameField(label=_("For what"), max_length=120, required=False, help_text=_("Contract, stand, interviews …"))
    language = forms.ChoiceField(label=_("Language of letters"), choices=Languages.choices)


class InviteForm(ContactForm):
    """With an address the invitation can be answered by a link; without, the organisation's members see it here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "email"):
            self.fields[name].required = False
        del self.fields["telephone"], self.fields["task"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if bool(cleaned.get("name")) != bool(cleaned.get("email")) and not self.errors:
            missing = "email" if cleaned.get("name") else "name"
            self.add_error(missing, _("A contact needs a name and an address."))
        return cleaned

    def contact(self) -> tuple[str, str, str] | None:
        told = self.cleaned_data
        return (told["name"], told["email"], told["language"]) if told.get("email") else None


class ExhibitorForm(BaseForm):
    offer = forms.CharField(
        label=_("What you offer, and whom you look for"), max_length=2000, required=False, widget=PROSE,
        help_text=_("Visitors read it."),
    )  # fmt: skip
    wishes = NameField(label=_("Wishes: power, space, equipment"), max_length=500, required=False)
    note = NameField(
        label=_("Note of the organiser"), max_length=500, required=False, help_text=_("The exhibitor does not read it.")
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, exhibitor: Exhibitor, is_keeper: bool, **kwargs: Any) -> None:
        names = ("offer", "wishes", "note")
        initial = {name: getattr(exhibitor, name) for name in names} | {"expected_version": exhibitor.version}
        super().__init__(*args, initial=initial, **kwargs)
        if not is_keeper:
            del self.fields["note"]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("offer", "wishes", "note") if name in self.cleaned_data}


class WishToExhibitForm(BaseForm):
    offer = forms.CharField(
        label=_("What you offer, and whom you look for"), max_length=2000, required=False, widget=PROSE,
        help_text=_("Visitors read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, own: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(own) > 1:
            choices = [(one.pk, one.name) for one in own]
            self.fields["organisation"] = forms.ChoiceField(label=_("Organisation"), choices=choices)
            self.order_fields(["organisation"])


class FeeForm(BaseForm):
    kind = forms.ChoiceField(label=_("What happened"), choices=FeeKind.choices, widget=forms.RadioSelect)
    amount = SumField(label=_("Sum"), min_value=Decimal("0.01"))
    currency = forms.ChoiceField(label=_("Currency"))
    on = DayField(label=_("Day"))
    note = NameField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["currency"]).choices = money_choices()
        self.initial.setdefault("on", timezone.localdate())


class SlotsForm(BaseForm):
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("To"))
    minutes = forms.IntegerField(label=_("Minutes of a conversation"), min_value=5, max_value=240, initial=20)
    table = NameField(
        label=_("Table or person"), max_length=60, required=False,
        help_text=_("Where several people of yours talk at the same time."),
    )  # fmt: skip


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ConfirmForm(BaseForm):
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
