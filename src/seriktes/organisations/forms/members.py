from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.accounts.roles import Role
from seriktes.common.forms import ONE_NAME_NEEDED, BaseForm, DayField, NameField, VersionedForm
from seriktes.common.models import Languages
from seriktes.common.text import one_line
from seriktes.organisations.models import Organisation, Person, Post, Unit


def _choices(roles: list[type[Role]]) -> list[tuple[str, Any]]:
    return [(role.code, role.label) for role in roles]


class InvitationForm(BaseForm):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The invitation works for this address only.")
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=Languages.choices, widget=forms.RadioSelect, initial=Languages.KAZAKH
    )

    def __init__(self, *args: Any, roles: list[type[Role]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _choices(roles)  # type: ignore[attr-defined]


class RoleForm(BaseForm):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    although_last = forms.BooleanField(
        label=_("I know that nobody of the organisation can invite members afterwards."), required=False
    )

    def __init__(self, *args: Any, roles: list[type[Role]], is_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _choices(roles)  # type: ignore[attr-defined]
        if not is_last:
            del self.fields["although_last"]


class EndMembershipForm(BaseForm):
    although_last = forms.BooleanField(
        label=_("I know that nobody of the organisation can invite members afterwards."),
        error_messages={"required": _("Tick the box if you want to go on, or invite somebody else first.")},
    )

    def __init__(self, *args: Any, is_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_last:
            del self.fields["although_last"]


class NewAccountForm(BaseForm):
    """The name and password of somebody who comes by an invitation."""

    autocomplete: ClassVar[dict[str, str]] = {
        "name": "name",
        "password": "new-password",
        "again": "new-password",
    }

    name = forms.CharField(label=_("Your name"), max_length=200)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput,
        help_text=_("At least 10 characters. Three or four words that only you would put together are good."),
    )
    again = forms.CharField(label=_("The password once more"), strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password:
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        if password and cleaned.get("again") and password != cleaned["again"]:
            self.add_error("again", _("The two passwords differ. Type them again."))
        return cleaned


class PostForm(VersionedForm):
    needed_when = ONE_NAME_NEEDED

    class Meta:
        model = Post
        fields = ("name_kk", "name_ru", "name_en", "unit", "email")
        field_classes = dict.fromkeys(("name_kk", "name_ru", "name_en"), NameField)
        help_texts = {
            "email": _("An address of the post, not of the person: it stays when the person goes."),
            "unit": _("Leave empty for a post of the organisation as a whole."),
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(organisation=organisation, closed_on__isnull=True)
        self.fields["unit"].queryset = units.order_by("pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not any(self.cleaned_data.get(f"name_{code}", "").strip() for code in Languages.values):
            self.add_error("name_kk", _("Write the name in at least one of the three languages."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AppointForm(BaseForm):
    person = forms.ModelChoiceField(
        label=_("Who"), queryset=Person.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"), required=False, help_text=_("Leave empty while it lasts."))

    def __init__(self, *args: Any, people: QuerySet[Person], shown: list[Person], today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"starts_on": today})
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        # Anybody of the organisation may be sent; only those found are offered.
        field.queryset = people  # type: ignore[attr-defined]
        field.widget.choices = [(person.pk, person) for person in shown]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first. Correct one of the two."))
        return cleaned
