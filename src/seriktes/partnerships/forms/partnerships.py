"""Forms of partnerships and their sides. They validate; the actions write."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm, DayField, NameField
from seriktes.common.packs import get_pack
from seriktes.organisations.forms.organisations import NamesMixin, region_choices
from seriktes.organisations.models import AlumniLink, Organisation, Post, Unit
from seriktes.partnerships.definitions.checks import RULES
from seriktes.partnerships.enums import Form, Ground, Initiator, PartnershipStage
from seriktes.partnerships.models import Partnership, Party
from seriktes.partnerships.models.levels import LEVELS

UNKNOWN = [("", _("not known"))]


def _choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


class PartnershipForm(NamesMixin, BaseForm):
    """The relation itself. `values()` is what the actions take."""

    COLUMNS = (
        "name_kk", "name_ru", "name_en", "forms", "region", "initiator", "ground", "ground_note", "note", "began_on",
        "number",
    )  # fmt: skip

    region = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)
    began_on = DayField(label=_("Began on"), required=False)
    initiator = forms.ChoiceField(label=_("Began by"), choices=[*UNKNOWN, *Initiator.choices], required=False)
    ground = forms.ChoiceField(label=_("Why it began"), choices=[*UNKNOWN, *Ground.choices], required=False)
    ground_note = NameField(
        label=_("Which one"), max_length=500, required=False,
        help_text=_("The act and its article, the indicator, the agreement, or who knew whom."),
    )  # fmt: skip
    number = NameField(
        label=_("Your office's own number"), max_length=60, required=False,
        help_text=_("It names the partnership in imported spreadsheets."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea,
        help_text=_("Every side of the partnership reads it."),
    )  # fmt: skip
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # Last, because the name hides the module from here on.
    forms = forms.MultipleChoiceField(
        label=_("Forms"), choices=Form.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, partnership: Partnership | None = None, **kwargs: Any) -> None:
        if partnership is not None:
            region = get_pack().region(partnership.region) if partnership.region else None
            kwargs["initial"] = {
                **{name: getattr(partnership, name) for name in self.COLUMNS},
                "region": region.code if region else partnership.region,
                "expected_version": partnership.version,
            }
        super().__init__(*args, **kwargs)
        if partnership is not None and partnership.region and not get_pack().region(partnership.region):
            _choices(self, "region", [*region_choices(), (partnership.region, partnership.region)])

    def values(self) -> dict[str, Any]:
        # In the order of the enum, as the record keeps them: else an unchanged form would be a change.
        chosen = set(self.cleaned_data["forms"])
        values = {name: self.cleaned_data[name] for name in self.COLUMNS}
        return values | {"forms": [form for form in Form.values if form in chosen]}


class Pick(forms.Form):
    """An organisation in two steps: what was typed is looked up, then one of the found is chosen."""

    def offer(self, name: str, found: Sequence[Organisation], label: Any) -> None:
        """`found`: what the register has for the text of `<name>_query`; one found is taken without asking."""
        self.found = {**getattr(self, "found", {}), name: {str(one.pk): one for one in found}}
        self.fields[f"{name}_query"] = forms.CharField(
            label=label, max_length=200,
            help_text=_("Its name or official number; the beginning is enough."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )  # fmt: skip
        if len(found) > 1:
            self.fields[name] = forms.ChoiceField(
                label=_("Which one?"), widget=forms.RadioSelect,
                choices=[(pk, one.name) for pk, one in self.found[name].items()],
                error_messages={"required": _("Choose which organisation you mean.")},
            )  # fmt: skip

    def chosen(self, name: str) -> Organisation | None:
        found = self.found[name]
        if len(found) == 1:
            return next(iter(found.values()))
        return found.get(self.cleaned_data.get(name) or "")

    def check_pick(self, name: str) -> None:
        if not self.cleaned_data.get(f"{name}_query"):
            return
        if not self.found[name]:
            self.add_error(
                f"{name}_query",
                _("No organisation of the register fits. Check the spelling, or add it to the register first."),
            )


class AddForm(Pick, PartnershipForm):
    """A new partnership of two sides; further ones join on its record."""

    stage = forms.ChoiceField(
        label=_("Where it stands"),
        choices=[choice for choice in PartnershipStage.choices if choice[0] != PartnershipStage.ENDED],
    )
    contact_name = NameField(label=_("Whom to write to there"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    is_asked = forms.BooleanField(
        label=_("We asked them and await their answer"), required=False,
        help_text=_("A clock of five working days runs until the answer is recorded."),
    )  # fmt: skip

    SIDES = ("own", "first_query", "first", "partner_query", "partner")

    def __init__(
        self, *args: Any, own: Sequence[Organisation], found: Mapping[str, Sequence[Organisation]], keeps: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.own = {str(one.pk): one for one in own}
        if own:
            self.fields["own"] = forms.ChoiceField(
                label=_("Our side"), choices=[(pk, one.name) for pk, one in self.own.items()]
            )
        else:
            self.offer("first", found.get("first", ()), _("One side"))
        self.offer("partner", found.get("partner", ()), _("The other side"))
        if not keeps:
            # Who does not keep partnerships proposes one: it begins with a question to the other side.
            del self.fields["stage"], self.fields["is_asked"]
        sides = (*self.SIDES, "contact_name", "contact_email", "is_asked")
        self.order_fields([*sides, "name_kk", "name_ru", "name_en"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.own:
            self.check_pick("first")
        self.check_pick("partner")
        return cleaned

    def of_sides(self) -> list[Any]:
        names = (*self.SIDES, "contact_name", "contact_email", "is_asked")
        return [self[name] for name in names if name in self.fields]

    def first_side(self) -> Organisation:
        found = self.own.get(self.cleaned_data.get("own", "")) if self.own else self.chosen("first")
        return cast("Organisation", found)


class SideAddForm(Pick, BaseForm):
    contact_name = NameField(label=_("Whom to write to there"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    joined_on = DayField(label=_("Since"), required=False)

    def __init__(self, *args: Any, found: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("partner", found, _("Organisation"))
        self.order_fields(["partner_query", "partner"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.check_pick("partner")
        return cleaned


class SideForm(BaseForm):
    """One side: its unit, the post that looks after the relation, and whom to write to."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("the organisation itself")
    )
    post = forms.ModelChoiceField(
        label=_("Post that looks after it"), queryset=Post.objects.none(), required=False, empty_label=_("none yet"),
        help_text=_("A post and not a person: the relation stays when somebody goes."),
    )  # fmt: skip
    contact_name = NameField(label=_("Whom to write to"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    joined_on = DayField(label=_("Since"), required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    COLUMNS = ("unit", "post", "contact_name", "contact_email", "joined_on")

    def __init__(self, *args: Any, party: Party, keeps: bool, **kwargs: Any) -> None:
        initial = {name: getattr(party, name) for name in self.COLUMNS} | {"expected_version": party.version}
        super().__init__(*args, initial=initial, **kwargs)
        body = party.organisation_id
        self.fields["unit"].queryset = Unit.objects.filter(organisation=body, closed_on__isnull=True)  # type: ignore[attr-defined]
        if keeps:
            posts = Post.objects.filter(organisation=body, closed_on__isnull=True).order_by("pk")
            self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        else:
            # Whose desk it lies on over there is for that side to say.
            del self.fields["post"]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COLUMNS if name in self.fields}


class _UpToToday(BaseForm):
    """A day that has come already."""

    on = DayField(label=_("Day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("The day lies ahead. Enter the day on which it happened."))
        return day


class EndForm(_UpToToday):
    reason = NameField(label=_("Why it ended"), max_length=500, help_text=_("Every side of the partnership reads it."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class LeaveForm(_UpToToday):
    pass


class LetterForm(_UpToToday):
    """Who wrote to whom, and what about."""

    sender = forms.ChoiceField(label=_("Who wrote"))
    awaits = forms.MultipleChoiceField(label=_("Who is to answer"), widget=forms.CheckboxSelectMultiple)
    note = NameField(label=_("What it is about"), max_length=300)

    def __init__(self, *args: Any, senders: Sequence[Party], parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {str(party.pk): party for party in parties}
        _choices(self, "sender", [(str(party.pk), party.organisation.name) for party in senders])
        _choices(self, "awaits", [(str(party.pk), party.organisation.name) for party in parties])
        self.order_fields(["sender", "awaits", "on", "note"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        sender, awaits = self.cleaned_data.get("sender"), self.cleaned_data.get("awaits")
        if sender and awaits == [sender]:
            self.add_error("awaits", _("Nobody answers the own letter: choose the other side."))
        return cleaned


class AnswerForm(_UpToToday):
    note = NameField(label=_("What was answered"), max_length=300, required=False)

    def __init__(self, *args: Any, since: date | None, **kwargs: Any) -> None:
        self.since = since
        super().__init__(*args, **kwargs)

    def clean_on(self) -> date:
        day = super().clean_on()
        if self.since and day < self.since:
            raise forms.ValidationError(_("The letter is of a later day. Enter the day on which it was answered."))
        return day


def _graduate(obj: Any) -> str:
    return f"{obj.person.name} · {obj.organisation.name}"


class AlumniForm(BaseForm):
    link = forms.ModelChoiceField(
        label=_("Graduate"), queryset=AlumniLink.objects.none(), empty_label=_("choose"),
        help_text=_("Graduates of the sides who agreed to be named, as the register of consents has it."),
    )  # fmt: skip

    def __init__(self, *args: Any, links: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField", self.fields["link"])
        field.queryset = links
        field.label_from_instance = _graduate  # type: ignore[method-assign]


class RulesForm(BaseForm):
    """How strictly an organisation keeps each rule on dates that may be lowered."""

    def __init__(self, *args: Any, levels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in RULES:
            if not rule.fixed:
                self.fields[rule.code] = forms.ChoiceField(
                    label=str(rule.label), choices=LEVELS, initial=levels.get(rule.code, LEVELS[0][0]),
                    widget=forms.RadioSelect,
                )  # fmt: skip
