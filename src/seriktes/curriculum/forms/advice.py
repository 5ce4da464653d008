"""Forms of recommendations and the changes they lead to. They validate; the actions write."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.forms import BaseForm, DayField, NameField
from seriktes.curriculum.forms.councils import offer_posts
from seriktes.curriculum.models import (
    Council,
    CouncilMember,
    Course,
    CourseRun,
    CurriculumChange,
    Meeting,
    Recommendation,
    StudyProgramme,
)
from seriktes.organisations.forms.organisations import NamesMixin
from seriktes.organisations.models import Post

DUE_HELP = _("Whoever owns it is reminded before, and the council sees when it passes.")


def offer_courses(form: forms.BaseForm, organisation: int) -> None:
    """The open courses and programmes of the university."""
    courses = Course.objects.filter(organisation=organisation, closed_on__isnull=True).order_by("code", "pk")
    cast("forms.ModelChoiceField[Course]", form.fields["course"]).queryset = courses
    programmes = StudyProgramme.objects.filter(organisation=organisation, closed_on__isnull=True)
    cast("forms.ModelChoiceField[StudyProgramme]", form.fields["programme"]).queryset = programmes.order_by(
        "code", "pk"
    )


class AdviceForm(NamesMixin, BaseForm):
    """`begins`: a new one has its meeting, its owner and the day of the next step besides."""

    COLUMNS = ("name_kk", "name_ru", "name_en", "why", "member", "course", "programme")

    meeting = forms.ModelChoiceField(label=_("Meeting"), queryset=Meeting.objects.none(), empty_label=None)
    why = forms.CharField(label=_("Why"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    member = forms.ModelChoiceField(
        label=_("Whose advice it was"), queryset=CouncilMember.objects.none(), required=False,
        empty_label=_("the whole council's"),
    )  # fmt: skip
    course = forms.ModelChoiceField(
        label=_("Course"), queryset=Course.objects.none(), required=False, empty_label=_("none in particular")
    )
    programme = forms.ModelChoiceField(
        label=_("Programme of study"), queryset=StudyProgramme.objects.none(), required=False,
        empty_label=_("none in particular"),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label=_("Owner of the next step"), queryset=Post.objects.none(), required=False, empty_label=_("nobody yet"),
        help_text=_("A post of the university. Without one the chain is shown as dead."),
    )  # fmt: skip
    due_on = DayField(label=_("Next step by"), required=False, help_text=DUE_HELP)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, council: Council, advice: Recommendation | None = None, **kwargs: Any) -> None:
        if advice is not None:
            kwargs["initial"] = {name: getattr(advice, name) for name in self.COLUMNS} | {
                "expected_version": advice.version
            }
        super().__init__(*args, **kwargs)
        offer_courses(self, council.organisation_id)
        members = council.members.select_related("organisation", "post", "person").order_by("pk")
        field = cast("forms.ModelChoiceField[CouncilMember]", self.fields["member"])
        field.queryset = members
        field.label_from_instance = lambda obj: f"{obj.organisation.name}: {obj.who}"  # type: ignore[method-assign]
        if advice is not None:
            for name in ("meeting", "owner", "due_on"):
                del self.fields[name]
            return
        offer_posts(self, [council.organisation_id], "owner")
        meetings = cast("forms.ModelChoiceField[Meeting]", self.fields["meeting"])
        meetings.queryset = council.meetings.filter(state="held").select_related("council").order_by("-starts_at")
        self.order_fields(["meeting", "name_kk", "name_ru", "name_en", "why", "member", "course", "programme", "owner"])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COLUMNS}


class OwnerForm(BaseForm):
    owner = forms.ModelChoiceField(
        label=_("Owner of the next step"), queryset=Post.objects.none(), empty_label=_("choose")
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, organisation: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_posts(self, [organisation], "owner")


class DueForm(BaseForm):
    due_on = DayField(label=_("Next step by"), help_text=DUE_HELP)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ChangeForm(BaseForm):
    """What changes where. `due_on` is the day of the decision, where it is new."""

    course = forms.ModelChoiceField(
        label=_("Course"), queryset=Course.objects.none(), required=False, empty_label=_("none: a whole programme")
    )
    programme = forms.ModelChoiceField(
        label=_("Programme of study"), queryset=StudyProgramme.objects.none(), required=False,
        empty_label=_("none: one course"),
    )  # fmt: skip
    what = forms.CharField(
        label=_("What changes"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Topics, hours, tasks, exam: as the next syllabus will say it."),
    )  # fmt: skip
    due_on = DayField(
        label=pgettext_lazy("a day", "Decided by"),
        help_text=_("The day by which the academic council or the faculty decides."),
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, advice: Recommendation, change: CurriculumChange | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"course": advice.course_id, "programme": None if advice.course_id else advice.programme_id}
        if change is not None:
            kwargs["initial"] = {"course": change.course_id, "programme": change.programme_id, "what": change.what,
                                 "expected_version": change.version}  # fmt: skip
        super().__init__(*args, **kwargs)
        offer_courses(self, advice.council.organisation_id)
        if change is not None:
            del self.fields["due_on"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.cleaned_data.get("course") and not self.cleaned_data.get("programme"):
            self.add_error("course", _("Name the course or the programme that changes."))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("course", "programme", "what")}


class DecisionForm(BaseForm):
    decided_on = DayField(label=_("Decided on"))
    decided_by = NameField(
        label=_("Decided by"), max_length=300, help_text=_("The body and its minutes: Academic council, № 5.")
    )
    due_on = DayField(label=_("Taught so by"), help_text=_("The day by which the course run is to be named."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RefusalForm(BaseForm):
    """A refusal of a change: the council reads the reason."""

    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The members of the council read it."),
    )  # fmt: skip
    decided_by = NameField(label=_("Decided by"), max_length=300, required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RunChoiceForm(BaseForm):
    run = forms.ModelChoiceField(
        label=_("Course run"), queryset=CourseRun.objects.none(), empty_label=_("choose"),
        help_text=_("The first in which it was taught so. Enter it on the page of the course where it is missing."),
    )  # fmt: skip
    due_on = DayField(label=_("Result by"), help_text=_("The day by which the result is to be told."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, change: CurriculumChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = CourseRun.objects.select_related("course")
        if change.course_id is not None:
            runs = runs.filter(course=change.course_id)
        else:
            runs = runs.filter(course__programmes=change.programme_id)
        if change.decided_on is not None:
            runs = runs.filter(ends_on__gte=change.decided_on)
        field = cast("forms.ModelChoiceField[CourseRun]", self.fields["run"])
        field.queryset = runs.order_by("-starts_on", "-pk")
        field.label_from_instance = lambda obj: f"{obj.course.code} · {obj.term}"  # type: ignore[method-assign]


class ResultForm(BaseForm):
    FIELDS = ("result", "measure", "before", "after", "unit")

    result = forms.CharField(
        label=_("Result in words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is different for students and employers, and how it is known."),
    )  # fmt: skip
    measure = NameField(
        label=_("What is measured"), max_length=200, help_text=_("Such as: students who passed the plant's own test.")
    )
    before = forms.DecimalField(label=_("Figure before"), max_digits=12, decimal_places=2, required=False)
    after = forms.DecimalField(label=_("Figure now"), max_digits=12, decimal_places=2)
    unit = NameField(label=_("Unit"), max_length=30, required=False, help_text=_("Such as: %, people, hours."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.FIELDS}
