"""Forms of approvals, routes and delegations."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.forms import ONE_NAME_NEEDED, BaseForm, DayField, ErrorLink, NameField
from seriktes.common.models import Languages
from seriktes.organisations.models import Post
from seriktes.procedures.actions.routes import NAMES, NewStep
from seriktes.procedures.models import ActionLink, Route

MOST_STEPS = 30
USUAL_DAYS = 3


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason or question"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed to refuse and to ask. Everybody concerned can read it, the other side too."),
    )


class DecisionForm(BaseForm):
    reason = _reason()


class DecisionByLinkForm(DecisionForm):
    def __init__(self, data: Any = None, *, link: ActionLink) -> None:
        super().__init__(data)
        self.link = link


class AnswerForm(BaseForm):
    answer = forms.CharField(label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class RouteForm(BaseForm):
    """What the route is for, and what it is called."""

    needed_when = ONE_NAME_NEEDED
    purpose = forms.ChoiceField(
        label=_("What it is for"),
        help_text=_("A route for one kind goes before the route for every kind."),
    )
    name_kk = NameField(label=_("Name in Kazakh"), max_length=300, required=False)
    name_ru = NameField(label=_("Name in Russian"), max_length=300, required=False)
    name_en = NameField(label=_("Name in English"), max_length=300, required=False)
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, purposes: Iterable[tuple[str, Any]] = (), route: Route | None = None
    ) -> None:
        initial = {name: getattr(route, name) for name in NAMES} | {"expected_version": route.version} if route else {}
        super().__init__(data, initial=initial)
        if route is not None:
            del self.fields["purpose"]
        else:
            self.fields["purpose"].choices = list(purposes)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(f"name_{code}") for code in Languages.values):
            self.add_error("name_kk", _("Write the name in at least one of the three languages."))
        return cleaned

    @property
    def names(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in NAMES}


class RouteStepForm(BaseForm):
    """One desk. A row without a post is left out."""

    place = forms.IntegerField(label=pgettext_lazy("in an order", "Place"), min_value=1, max_value=99, required=False)
    post = forms.ModelChoiceField(label=_("Post"), queryset=Post.objects.none(), required=False, empty_label="—")
    task = forms.CharField(label=_("What is decided"), max_length=200, required=False)
    working_days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=60, required=False)

    def __init__(self, *args: Any, posts: list[tuple[Any, str]], queryset: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        field.queryset = queryset  # type: ignore[attr-defined]
        # The names are read once for all rows.
        field.widget.choices = [("", "—"), *posts]


class _RouteSteps(forms.BaseFormSet[RouteStepForm]):
    """Every row; a post stands once in a place. A row without a place comes after those above it."""

    def add_fields(self, form: RouteStepForm, index: int | None) -> None:
        super().add_fields(form, index)
        held = self.initial_form_count()
        if index is not None and index >= held:
            last = max((row.get("place") or 0 for row in self.initial or ()), default=0)
            form.initial = {"place": last + 1 + index - held, "working_days": USUAL_DAYS}

    @property
    def steps(self) -> list[NewStep]:
        found: list[NewStep] = []
        for row in (form.cleaned_data for form in self.forms if form.cleaned_data.get("post")):
            place = row.get("place") or max((step.place for step in found), default=0) + 1
            found.append(NewStep(place, row["post"], row.get("task", ""), row.get("working_days") or USUAL_DAYS))
        return sorted(found, key=lambda step: step.place)

    def error_links(self) -> Iterator[ErrorLink]:
        for form in self.forms:
            yield from form.error_links()
        yield from (ErrorLink("", "", str(error)) for error in self.non_form_errors())

    def clean(self) -> None:
        pairs = [(step.place, step.post) for step in self.steps]
        if len(pairs) != len(set(pairs)):
            raise forms.ValidationError(_("A post stands twice in one place of the route."))


RouteSteps = forms.formset_factory(RouteStepForm, formset=_RouteSteps, extra=3, max_num=MOST_STEPS)


class DelegationForm(BaseForm):
    """Both posts are of one organisation; which, the action checks."""

    post = forms.ModelChoiceField(label=_("Post to lend"), queryset=Post.objects.none(), empty_label=None)
    to = forms.ModelChoiceField(
        label=_("To the post"),
        queryset=Post.objects.none(),
        empty_label=None,
        help_text=_("Whoever holds it decides in your place on these days, and is named as the one who did."),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("A leave, a journey, a vacant post.")
    )

    def __init__(self, data: Any = None, *, posts: QuerySet[Post], others: QuerySet[Post], today: date) -> None:
        super().__init__(data, initial={"starts_on": today})
        for name, queryset in (("post", posts), ("to", others)):
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = self.label_of  # type: ignore[attr-defined]

    @staticmethod
    def label_of(post: Post) -> str:
        return f"{post} · {post.organisation}"
