from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from seriktes.common.files import FileFault
from seriktes.common.files.streams import guess_format
from seriktes.common.files.text import ENCODINGS
from seriktes.common.forms import BaseForm
from seriktes.exchange.definitions import ImportKind, all_kinds, get_kind
from seriktes.exchange.definitions.faults import sentence

AUTOMATIC = "auto"
# What the content looks like → the format of the import that reads it.
FORMAT_OF_CONTENT = {"json": "ror", "zip": "ror", "csv": "csv", "xlsx": "xlsx"}


class UploadForm(BaseForm):
    kind = forms.ChoiceField(label=_("What the file holds"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV or XLSX with a heading row, or JSON of the Research Organization Registry (also zipped)."),
    )
    format = forms.ChoiceField(label=_("Format"), initial=AUTOMATIC)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        formats: dict[str, Any] = {}
        for kind in all_kinds():
            formats |= kind.formats
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in all_kinds()]  # type: ignore[attr-defined]
        self.fields["format"].choices = [(AUTOMATIC, _("as the file looks")), *formats.items()]  # type: ignore[attr-defined]

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(
                _(
                    "The file is larger than %(limit)s MB. Split it, or ask the administrator to import it on the server."
                ),
                params={"limit": settings.UPLOAD_LIMIT_BYTES >> 20},
            )
        return file

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        file, kind = self.cleaned_data.get("file"), self.cleaned_data.get("kind")
        if file is None or kind is None:
            return cleaned
        try:
            found = _content_of(file)
        except FileFault as fault:
            self.add_error("file", sentence(fault.code, fault.values))
            return cleaned
        wanted = self.cleaned_data.get("format") or AUTOMATIC
        self.cleaned_data["format"] = FORMAT_OF_CONTENT[found] if wanted == AUTOMATIC else wanted
        known = get_kind(kind).formats
        if self.cleaned_data["format"] not in known:
            values = {"format": self.cleaned_data["format"], "known": [str(label) for label in known.values()]}
            self.add_error("file", sentence("unknown_format", values))
        return cleaned


def _content_of(file: "UploadedFile[Any]") -> str:
    found = guess_format(file, file.name or "")
    if found not in FORMAT_OF_CONTENT:
        raise FileFault(found)
    return found


class EncodingForm(BaseForm):
    encoding = forms.ChoiceField(label=_("Encoding of the file"), choices=[(name, name) for name in ENCODINGS])


class ColumnsForm(BaseForm):
    """Which column of the file holds which field."""

    def __init__(self, *args: Any, kind: ImportKind, columns: Sequence[str], chosen: Mapping[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("– not in this file –")), *((column, column) for column in columns)]
        self._codes = [field.code for field in kind.fields]
        for field in kind.fields:
            self.fields[f"column_{field.code}"] = forms.ChoiceField(
                label=str(field.label), choices=choices, required=field.required, initial=chosen.get(field.code, "")
            )
        self.fields["save_as"] = forms.CharField(
            label=_("Keep these columns under a name"), max_length=120, required=False,
            help_text=_("For the next file with the same headings."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        chosen = self.columns()
        for column in {column for column in chosen.values() if list(chosen.values()).count(column) > 1}:
            first, *others = [code for code in chosen if chosen[code] == column]
            for code in others:
                self.add_error(
                    f"column_{code}",
                    forms.ValidationError(
                        _("“%(column)s” is chosen for “%(other)s” already."),
                        params={"column": column, "other": self.fields[f"column_{first}"].label},
                    ),
                )
        if not chosen:
            self.add_error(None, _("Choose at least one column."))
        return cleaned

    def columns(self) -> dict[str, str]:
        values = {code: self.cleaned_data.get(f"column_{code}", "") for code in self._codes}
        return {code: column for code, column in values.items() if column}
