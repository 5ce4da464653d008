"""Forms of the signing. They validate; the actions write."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.forms import BaseForm, DayField, NameField
from seriktes.documents.actions.files import LARGEST_SIGNATURE
from seriktes.documents.forms.files import ContentField, signature_field
from seriktes.documents.models import Template
from seriktes.organisations.models import Person, Post
from seriktes.placements.actions.signing_links import kinds_of_link
from seriktes.placements.definitions.signing import ORDER
from seriktes.placements.enums import SigningKind
from seriktes.placements.forms.placements import ACADEMIC_HELP, PickMixin, PlanMixin, ReasonForm
from seriktes.placements.models import Placement, SigningRule

NEEDED_TO_REFUSE = _("(needed if you do not sign)")
_FILE: dict[str, Any] = {
    "label": _("Signature"), "accept": ".p7s,.p7b,.cms,.sig,.pem,.pdf", "required": False,
    "help_text": _("A detached signature over the frozen PDF (.p7s, .cms), or the PDF signed inside. Never a key."),
}  # fmt: skip


class SignForm(BaseForm):
    """Beside the buttons by which a step is signed; the file is offered where a key counts."""

    needed_when: ClassVar[dict[str, Any]] = {"reason": NEEDED_TO_REFUSE}
    takes_files = True

    file = signature_field(**_FILE)
    reason = forms.CharField(
        label=_("Why, if you do not sign"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    sha256 = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, kinds: Sequence[str], sha256: str = "") -> None:
        super().__init__(data, files, initial={"sha256": sha256})
        if SigningKind.KEY not in kinds:
            del self.fields["file"]


class SignByLinkForm(SignForm):
    def __init__(self, data: Any = None, files: Any = None, *, link: Any) -> None:
        super().__init__(data, files, kinds=kinds_of_link(link))
        del self.fields["sha256"]


class SendForm(BaseForm):
    template = forms.ModelChoiceField(
        label=_("Template of the text"), queryset=Template.objects.none(), required=False, empty_label=None,
        help_text=_("The text is made anew from the record and frozen. A text that you uploaded is taken as it is."),
    )  # fmt: skip
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, templates: QuerySet[Template], is_offered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Template]", self.fields["template"]).queryset = templates
        if not is_offered:
            del self.fields["template"]


class StepPaperForm(BaseForm):
    signer_name = NameField(label=_("Who signed"), max_length=300)
    signed_on = DayField(label=_("On which day"))
    ground = NameField(
        label=_("On the ground of"), required=False, max_length=300,
        help_text=_("Charter, or power of attorney with its number and date."),
    )  # fmt: skip
    scan = ContentField(
        label=_("Scan"), required=False, limit=LARGEST_SIGNATURE, accept=".pdf,.jpg,.jpeg,.png",
        help_text=_("PDF, JPEG or PNG of the signed paper."),
    )  # fmt: skip


class AskAgainForm(BaseForm):
    name = NameField(label=pgettext_lazy("of a person", "Name"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Empty: the same address again. Another address gets a new link, and the old one ends."),
    )

    def __init__(self, *args: Any, takes_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_address:
            del self.fields["name"], self.fields["email"]


class StandInForm(BaseForm):
    post = forms.ModelChoiceField(label=_("Post that signs instead"), queryset=Post.objects.none())
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("For example: the post is vacant; order № … names an acting head.")
    )

    def __init__(self, *args: Any, posts: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Post]", self.fields["post"]).queryset = posts


class RuleForm(BaseForm):
    """Which kinds of signature count for whom."""

    days = forms.IntegerField(
        label=_("Working days for each step"), min_value=1, max_value=60,
        help_text=_("By then whoever is asked has to sign or to say why not; reminders go out before and after."),
    )  # fmt: skip

    def __init__(self, *args: Any, rule: SigningRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["days"] = rule.days
        for role in ORDER:
            self.fields[role.value] = forms.MultipleChoiceField(
                label=capfirst(str(role.label)), choices=[(code, capfirst(str(label))) for code, label in SigningKind.choices],
                widget=forms.CheckboxSelectMultiple, initial=getattr(rule, role.value) or SigningKind.values,
                error_messages={"required": _("At least one kind of signature must count.")},
            )  # fmt: skip
        self.order_fields([*(role.value for role in ORDER), "days"])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*(role.value for role in ORDER), "days")}


class AmendmentForm(PlanMixin, PickMixin, ReasonForm):
    """What shall be different; what is left as it is stays."""

    title = NameField(label=_("What it is about"), max_length=300)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    credits = forms.DecimalField(label=_("Credits"), max_digits=5, decimal_places=1, min_value=0, required=False)
    hours = forms.IntegerField(label=_("Hours in all"), min_value=1, max_value=5000, required=False)
    host_supervisor = forms.ModelChoiceField(
        label=_("Host supervisor, from the register"), queryset=Person.objects.none(), required=False,
        empty_label=_("not in the register"),
    )  # fmt: skip
    supervisor_name = NameField(label=_("Host supervisor, by name"), max_length=200, required=False)
    supervisor_email = forms.EmailField(label=_("E-mail of the host supervisor"), required=False)
    field_order = ("reason", "title", "starts_on", "ends_on", "credits", "hours")

    COLUMNS = ("title", "starts_on", "ends_on", "credits", "hours", "supervisor_name", "supervisor_email")
    headings = (
        (_("What and when"), ("reason", "title", ("starts_on", "ends_on"), ("credits", "hours"))),
        (_("At the university"), ("academic_supervisor_query", "academic_supervisor")),
        (_("Who supervises at the host"), ("host_supervisor", ("supervisor_name", "supervisor_email"))),
    )

    def __init__(
        self,
        *args: Any,
        placement: Placement,
        supervisors: QuerySet[Person],
        found: Sequence[Person],
        plan: Sequence[tuple[str, int]],
        **kwargs: Any,
    ) -> None:
        initial = {name: getattr(placement, name) for name in (*self.COLUMNS, "host_supervisor")}
        academic = placement.academic_supervisor
        initial |= {
            "expected_version": placement.version,
            "academic_supervisor_query": academic.name if academic else "",
        }
        super().__init__(*args, initial=initial, **kwargs)
        cast("forms.ModelChoiceField[Person]", self.fields["host_supervisor"]).queryset = supervisors
        self.offer("academic_supervisor", _("Academic supervisor"), ACADEMIC_HELP, found)
        self.offer_plan(plan)
        self.order_fields([*self.field_order, "academic_supervisor_query", "academic_supervisor"])

    def changes(self) -> dict[str, Any]:
        supervisor = self.cleaned_data["host_supervisor"]
        return {
            **{name: self.cleaned_data[name] for name in self.COLUMNS},
            "academic_supervisor_id": self.picked("academic_supervisor").pk,
            "host_supervisor_id": supervisor.pk if supervisor else None,
        }
