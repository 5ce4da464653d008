from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import ONE_NAME_NEEDED, BaseForm, DayField
from seriktes.common.models import Languages
from seriktes.documents.actions.files import LARGEST_SIGNATURE
from seriktes.documents.definitions.purposes import DocumentPurpose, purposes_with_templates
from seriktes.documents.forms.files import ContentField, signature_field
from seriktes.documents.models import Template
from seriktes.organisations.models import Organisation

DOCX = ".docx"


class LanguagesField(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("The languages of equal standing, in the order of the columns."))
        super().__init__(label=_("Languages"), choices=Languages.choices, widget=forms.CheckboxSelectMultiple, **kwargs)


class TemplateForm(BaseForm):
    needed_when = ONE_NAME_NEEDED
    name_kk = forms.CharField(label=_("Name in Kazakh"), required=False, max_length=500)
    name_ru = forms.CharField(label=_("Name in Russian"), required=False, max_length=500)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=500)
    purpose = forms.ChoiceField(label=_("For"))
    organisation = forms.ModelChoiceField(
        label=_("Whose template"), queryset=Organisation.objects.none(), required=False,
        empty_label=_("for all organisations"),
    )  # fmt: skip
    languages = LanguagesField()
    file = ContentField(
        label=_("File"), accept=DOCX, help_text=_("DOCX with fields such as {{ number }}. Every field is checked.")
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], for_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(one.code, one.label) for one in purposes_with_templates()]  # type: ignore[attr-defined]
        field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        field.queryset, field.required = organisations, not for_all
        if not for_all:
            # Most keep one organisation: there is nothing to choose.
            only = organisations.first() if organisations.count() == 1 else None
            field.initial, field.empty_label = only, None if only else _("choose")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(self.names().values()):
            self.add_error("name_kk", _("Enter the name in at least one of the three languages."))
        return cleaned

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"name_{code}", "") for code in Languages.values}


class TemplateFileForm(BaseForm):
    file = ContentField(label=_("New version"), accept=DOCX, help_text=_("DOCX; every field is checked."))


class DraftForm(BaseForm):
    template = forms.ModelChoiceField(label=_("Template"), queryset=Template.objects.none())
    title = forms.CharField(label=_("Title"), max_length=300)
    note = forms.CharField(label=_("What changed"), max_length=300, required=False)

    def __init__(self, *args: Any, templates: QuerySet[Template], has_document: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]
        self.fields["template"].label_from_instance = _with_languages  # type: ignore[attr-defined]
        del self.fields["title" if has_document else "note"]


def _with_languages(template: Template) -> str:
    """Templates of one name differ in their languages."""
    labels = dict(Languages.choices)
    return f"{template} · {', '.join(str(labels.get(code, code)) for code in template.languages)}"


class NewDocumentForm(BaseForm):
    """A text that was written elsewhere."""

    title = forms.CharField(label=_("Title"), max_length=300)
    languages = LanguagesField(required=False)
    file = ContentField(label=_("File"), accept=".docx,.pdf", help_text=_("DOCX or PDF."))


class VersionForm(BaseForm):
    languages = LanguagesField(required=False)
    note = forms.CharField(label=_("What changed"), max_length=300, required=False)
    file = ContentField(label=_("File"), accept=".docx,.pdf", help_text=_("DOCX or PDF."))


class ReasonForm(BaseForm):
    reason = forms.CharField(label=_("Why"), max_length=300)


class SignatureForm(BaseForm):
    organisation = forms.ModelChoiceField(
        label=_("For"), queryset=Organisation.objects.none(), required=False,
        empty_label=_("as the certificate says"),
    )  # fmt: skip
    file = signature_field(
        label=_("Signature"), accept=".p7s,.p7b,.cms,.sig,.pem,.pdf",
        help_text=_("A detached signature over the frozen PDF (.p7s, .cms), or the PDF signed inside. Never a key."),
    )  # fmt: skip

    def __init__(self, *args: Any, parties: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = parties  # type: ignore[attr-defined]


class PaperForm(BaseForm):
    organisation = forms.ModelChoiceField(label=_("For"), queryset=Organisation.objects.none())
    signer_name = forms.CharField(label=_("Who signed"), max_length=300)
    signed_on = DayField(label=_("On which day"))
    ground = forms.CharField(
        label=_("On the ground of"), required=False, max_length=300,
        help_text=_("Charter, or power of attorney with its number and date."),
    )  # fmt: skip
    scan = ContentField(
        label=_("Scan"), required=False, limit=LARGEST_SIGNATURE, accept=".pdf,.jpg,.jpeg,.png",
        help_text=_("PDF, JPEG or PNG of the signed paper."),
    )  # fmt: skip

    def __init__(self, *args: Any, parties: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = parties  # type: ignore[attr-defined]


class LookForm(BaseForm):
    file = signature_field(
        label=_("File"), help_text=_("The PDF, a signature (.p7s, .cms) or the container (.zip). It is not kept.")
    )


def parties_of(purpose: DocumentPurpose, subject: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=[body.pk for body in purpose.parties(subject)]).order_by("pk")
