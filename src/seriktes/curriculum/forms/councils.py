"""Forms of councils, their seats and meetings. They validate; the actions write."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.forms import BaseForm, DayField, NameField, RecordsField
from seriktes.curriculum.actions.meetings import Came, Item
from seriktes.curriculum.actions.minutes import Part
from seriktes.curriculum.enums import Answer, CouncilRole
from seriktes.curriculum.forms.courses import offer_organisations, offer_units
from seriktes.curriculum.forms.picking import Pick
from seriktes.curriculum.models import (
    AgendaItem,
    Attendance,
    Council,
    CouncilMember,
    Course,
    Meeting,
    Minutes,
    StudyProgramme,
)
from seriktes.organisations.forms.organisations import NamesMixin
from seriktes.organisations.models import Organisation, Person, Post, Unit

# Empty lines of an agenda or of minutes, for what comes besides.
SPARE = 3


def offer_posts(form: forms.BaseForm, organisations: Sequence[int], name: str = "post") -> None:
    field = cast("forms.ModelChoiceField[Post]", form.fields[name])
    field.queryset = Post.objects.filter(organisation__in=organisations, closed_on__isnull=True).order_by("pk")


class CouncilForm(NamesMixin, BaseForm):
    COLUMNS = ("name_kk", "name_ru", "name_en", "unit", "post", "quorum", "founded_on", "ground")

    unit = forms.ModelChoiceField(
        label=_("Department"), queryset=Unit.objects.none(), required=False, empty_label=_("the whole university")
    )
    programmes = RecordsField(
        label=_("Programmes of study that it advises"), queryset=StudyProgramme.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    post = forms.ModelChoiceField(
        label=_("Post that looks after it"), queryset=Post.objects.none(), required=False, empty_label=_("none yet"),
        help_text=_("Calls meetings, writes minutes, and watches what becomes of the advice."),
    )  # fmt: skip
    quorum = forms.IntegerField(
        label=_("Quorum, in per cent of the members"), min_value=1, max_value=100, initial=50,
        help_text=_("51 where more than half must come; 67 where two thirds must."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    founded_on = DayField(label=_("Founded on"), required=False)
    ground = NameField(label=_("Founded by"), max_length=300, required=False, help_text=_("The order and its number."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, own: Sequence[Organisation], council: Council | None = None, **kwargs: Any) -> None:
        if council is not None:
            kwargs["initial"] = {name: getattr(council, name) for name in self.COLUMNS} | {
                "expected_version": council.version, "programmes": [one.pk for one in council.programmes.all()],
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        bodies = [one.pk for one in own]
        offer_units(self, bodies)
        offer_posts(self, bodies)
        programmes = StudyProgramme.objects.filter(organisation__in=bodies, closed_on__isnull=True)
        cast(
            "forms.ModelMultipleChoiceField[StudyProgramme]", self.fields["programmes"]
        ).queryset = programmes.order_by("code", "pk")
        if council is None:
            offer_organisations(self, own, _("University"))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COLUMNS}


class OrganisationForm(Pick, BaseForm):
    """First, for which organisation somebody sits in the council."""

    def __init__(self, *args: Any, found: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("member", found, _("Organisation"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.check_pick("member")
        return cleaned


class SeatForm(Pick, BaseForm):
    """Who sits there: a post where the organisation has one in the register, a person, or a name with an address."""

    COLUMNS = ("post", "contact_name", "contact_email", "role", "starts_on", "ends_on")
    needed_when: ClassVar[dict[str, Any]] = {
        "contact_name": _("(needed where there is no post and no person)"),
    }

    post = forms.ModelChoiceField(
        label=_("Post"), queryset=Post.objects.none(), required=False, empty_label=_("none in the register"),
        help_text=_("The seat stays with the post when people change."),
    )  # fmt: skip
    contact_name = NameField(label=_("Name, where neither is in the register"), max_length=200, required=False)
    contact_email = forms.EmailField(
        label=_("E-mail for invitations"), required=False,
        help_text=_("Needed where the post or the person has no address here."),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=pgettext_lazy("of a council", "Role"), choices=CouncilRole.choices, initial=CouncilRole.MEMBER
    )
    starts_on = DayField(label=_("Term of office from"))
    ends_on = DayField(label=_("Term of office until"), required=False, help_text=_("You are reminded 60 days before."))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, organisation: Organisation, people: Sequence[Person], member: CouncilMember | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        kwargs["initial"] = {"starts_on": timezone.localdate()}
        if member is not None:
            kwargs["initial"] = {name: getattr(member, name) for name in self.COLUMNS} | {
                "expected_version": member.version, "person_query": member.person.name if member.person else "",
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        offer_posts(self, [organisation.pk])
        self.offer(
            "person", people, _("Person, where there is no post"), required=False,
            help_text=_("A name of somebody of the organisation; the beginning is enough."),
        )  # fmt: skip
        self.order_fields(
            ["post", "person_query", "person", "contact_name", "contact_email", "role", "starts_on", "ends_on"]
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.check_pick("person")
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.COLUMNS} | {"person": self.chosen("person")}


# --- Meetings ---------------------------------------------------------------------------------------------------------
class MeetingForm(BaseForm):
    day = DayField(label=_("Day"))
    begins = forms.TimeField(label=_("Begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("Ends"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = NameField(label=_("Place"), max_length=300, required=False)
    online = forms.URLField(label=_("Address of the video call"), max_length=500, required=False, assume_scheme="https")
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        if meeting is not None:
            starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
            kwargs["initial"] = {
                "day": starts.date(), "begins": starts.time(), "ends": ends.time(), "place": meeting.place,
                "online": meeting.online, "expected_version": meeting.version,
            }  # fmt: skip
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        begins, ends = self.cleaned_data.get("begins"), self.cleaned_data.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("It ends before it begins."))
        return cleaned

    def values(self) -> dict[str, Any]:
        day = self.cleaned_data["day"]
        moments = {
            f"{name}_at": timezone.make_aware(datetime.combine(day, self.cleaned_data[key]))
            for name, key in (("starts", "begins"), ("ends", "ends"))
        }
        return {**moments, "place": self.cleaned_data["place"], "online": self.cleaned_data["online"]}


class ItemForm(BaseForm):
    """One item of an agenda, in Kazakh and Russian beside each other."""

    text_kk = forms.CharField(label=_("In Kazakh"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2, "lang": "kk"}))  # fmt: skip
    text_ru = forms.CharField(label=_("In Russian"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2, "lang": "ru"}))  # fmt: skip
    speaker = NameField(label=_("Speaker"), max_length=200, required=False)
    course = forms.ModelChoiceField(
        label=_("Course"), queryset=Course.objects.none(), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, courses: Any, programme: StudyProgramme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not asked here, and not lost either.
        self.programme = programme
        cast("forms.ModelChoiceField[Course]", self.fields["course"]).queryset = courses

    def item(self) -> Item:
        data = self.cleaned_data
        return Item(data["text_kk"], data["text_ru"], data["speaker"], data["course"], self.programme)


def item_forms(data: Any, standing: Sequence[AgendaItem], courses: Any) -> list[ItemForm]:
    """A form for each item that there is, and some spare ones."""
    wanted = len(standing) + SPARE
    if data is not None:
        wanted = max(wanted, sum(name.startswith("item-") and name.endswith("-text_kk") for name in data))
    forms_of = []
    for place in range(min(wanted, 60)):
        row = standing[place] if place < len(standing) else None
        initial = {
            "text_kk": row.text_kk, "text_ru": row.text_ru, "speaker": row.speaker, "course": row.course_id
        } if row else None  # fmt: skip
        programme = row.programme if row else None
        forms_of.append(ItemForm(data, prefix=f"item-{place}", initial=initial, courses=courses, programme=programme))
    return forms_of


class AttendanceForm(BaseForm):
    """Who came, a line for each seat of the day."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, members: Sequence[CouncilMember], answers: Mapping[int, Attendance], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        for member in self.members:
            row = answers.get(member.pk)
            self.fields[f"came_{member.pk}"] = forms.BooleanField(
                label=f"{member.organisation.name}: {member.who}", required=False,
                initial=_is_there(row),
                help_text=str(row.get_answer_display()) if row and row.answer else "",
            )  # fmt: skip
            self.fields[f"deputy_{member.pk}"] = NameField(
                label=_("Represented by"), max_length=200, required=False, initial=row.deputy if row else ""
            )

    def lines(self) -> Iterable[tuple[CouncilMember, Any, Any]]:
        return [(member, self[f"came_{member.pk}"], self[f"deputy_{member.pk}"]) for member in self.members]

    def came(self) -> list[Came]:
        data = self.cleaned_data
        return [Came(one, data[f"came_{one.pk}"], data[f"deputy_{one.pk}"]) for one in self.members]


def _is_there(row: Attendance | None) -> bool:
    """As it was recorded; before that, as it was answered."""
    if row is None or row.came is None:
        return row is not None and row.answer in (Answer.YES, Answer.DEPUTY)
    return row.came


class AnswerForm(BaseForm):
    answer = forms.ChoiceField(
        label=_("Your answer"), choices=[choice for choice in Answer.choices if choice[0]], widget=forms.RadioSelect
    )
    deputy = NameField(label=_("Who comes in your place"), max_length=200, required=False)
    note = forms.CharField(
        label=_("A word to the council"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("answer") == Answer.DEPUTY and not self.cleaned_data.get("deputy"):
            self.add_error("deputy", _("Say who comes in your place."))
        return cleaned


# --- Minutes ----------------------------------------------------------------------------------------------------------
class PartForm(BaseForm):
    heading_kk = NameField(label=_("Heading in Kazakh"), max_length=500, required=False)
    heading_ru = NameField(label=_("Heading in Russian"), max_length=500, required=False)
    text_kk = forms.CharField(label=_("In Kazakh"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 6, "lang": "kk"}))  # fmt: skip
    text_ru = forms.CharField(label=_("In Russian"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 6, "lang": "ru"}))  # fmt: skip

    def __init__(self, *args: Any, item: AgendaItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What it is about, as the draft has it.
        self.item = item

    def part(self) -> Part:
        names = ("heading_kk", "heading_ru", "text_kk", "text_ru")
        return Part(**{name: self.cleaned_data[name] for name in names}, item=self.item)


class MinutesForm(BaseForm):
    reason = forms.CharField(
        label=_("What was wrong in the approved wording"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        super().__init__(*args, initial={"reason": minutes.reason, "expected_version": minutes.version}, **kwargs)
        if minutes.number == 1:
            del self.fields["reason"]


def part_forms(data: Any, minutes: Minutes) -> list[PartForm]:
    standing = list(minutes.parts.select_related("item"))
    wanted = len(standing) + SPARE
    if data is not None:
        wanted = max(wanted, sum(name.startswith("part-") and name.endswith("-text_kk") for name in data))
    names = ("heading_kk", "heading_ru", "text_kk", "text_ru")
    return [
        PartForm(
            data, prefix=f"part-{place}",
            initial={name: getattr(standing[place], name) for name in names} if place < len(standing) else None,
            item=standing[place].item if place < len(standing) else None,
        )
        for place in range(min(wanted, 80))
    ]  # fmt: skip


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ConfirmForm(BaseForm):
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PeriodForm(BaseForm):
    """The days of a report."""

    start = DayField(label=_("From"))
    end = DayField(label=_("To"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            self.add_error("end", _("It ends before it begins."))
        return cleaned
