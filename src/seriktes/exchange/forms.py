from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import Truncator, capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.files import FileFault
from seriktes.common.files.streams import first_bytes, guess_format
from seriktes.common.files.tables import NAMES
from seriktes.common.files.text import ENCODINGS
from seriktes.common.forms import BaseForm
from seriktes.exchange.definitions import ImportKind, all_kinds, get_kind
from seriktes.exchange.definitions.faults import sentence

AUTOMATIC = "auto"
# Content that no import reads.
UNREADABLE = ("xls", "locked", "binary")
_OPTION = "option_"


class UploadForm(BaseForm):
    kind = forms.ChoiceField(label=_("What the file holds"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_(
            "CSV or XLSX with a heading row, JSON of the Research Organization Registry (also zipped), or publications from "
            "OpenAlex, Crossref, ORCID, DataCite, BibTeX, RIS and CSL-JSON."
        ),
    )
    format = forms.ChoiceField(label=_("Format"), initial=AUTOMATIC)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        formats: dict[str, Any] = {}
        for kind in all_kinds():
            formats |= kind.formats
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in all_kinds()]  # type: ignore[attr-defined]
        self.fields["format"].choices = [(AUTOMATIC, _("as the file looks")), *formats.items()]  # type: ignore[attr-defined]
        for kind in all_kinds():
            for option in kind.options:
                self.fields[_OPTION + option.code] = forms.BooleanField(
                    label=str(option.label), help_text=str(option.hint), required=False
                )

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
            found, head = _content_of(file)
        except FileFault as fault:
            self.add_error("file", sentence(fault.code, fault.values))
            return cleaned
        wanted = self.cleaned_data.get("format") or AUTOMATIC
        recognised = get_kind(kind).recognise(found, head, file.name or "")
        self.cleaned_data["format"] = recognised if wanted == AUTOMATIC else wanted
        known = get_kind(kind).formats
        if self.cleaned_data["format"] not in known:
            values = {
                "format": NAMES.get(found, self.cleaned_data["format"]), "known": [str(label) for label in known.values()],
            }  # fmt: skip
            # What begins as a workbook and is none was cut short or made by something else.
            is_workbook = found == "zip" and "xlsx" in known and (file.name or "").lower().endswith(".xlsx")
            self.add_error("file", sentence("xlsx_broken" if is_workbook else "unknown_format", values))
        return cleaned

    def options(self) -> dict[str, bool]:
        """What was said with a yes, of the options of the chosen kind."""
        kind = get_kind(self.cleaned_data["kind"])
        return {option.code: True for option in kind.options if self.cleaned_data.get(_OPTION + option.code)}


def _content_of(file: "UploadedFile[Any]") -> tuple[str, bytes]:
    found = guess_format(file, file.name or "")
    if found in UNREADABLE:
        raise FileFault(found)
    return found, first_bytes(file)


class EncodingForm(BaseForm):
    encoding = forms.ChoiceField(label=_("Encoding of the file"), choices=[(name, name) for name in ENCODINGS])


def _told_of(sample: str, *, is_doubled: bool) -> Any:
    seen = format_lazy(_("as in: {sample}"), sample=sample) if sample else ""
    if not is_doubled:
        return seen
    return format_lazy("{} {}", _("This heading stands over several columns: choose the one that is meant."), seen)


class ColumnsForm(BaseForm):
    """What each column of the file holds. `samples`: a value of each column; `chosen`: field code → heading; `doubled`:
    headings that stand over several columns, of which none is chosen beforehand."""

    def __init__(
        self,
        *args: Any,
        kind: ImportKind,
        columns: Sequence[str],
        samples: Sequence[str],
        chosen: Mapping[str, str],
        doubled: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._kind, self._columns = kind, columns
        choices = [
            ("", _("– leave this column out –")),
            *((field.code, capfirst(str(field.label))) for field in kind.fields),
        ]
        held = {heading: code for code, heading in chosen.items()}
        for place, column in enumerate(columns):
            sample = Truncator(samples[place] if place < len(samples) else "").chars(80)
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=held.get(column, ""),
                help_text=_told_of(sample, is_doubled=column in doubled),
            )
        self.fields["save_as"] = forms.CharField(
            label=_("Keep these columns under a name"),
            max_length=120,
            required=False,
            help_text=_("For the next file with the same headings."),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        taken: dict[str, str] = {}
        for place, column in enumerate(self._columns):
            code = self.cleaned_data.get(f"column_{place}", "")
            if code in taken:
                message = forms.ValidationError(
                    _("“%(other)s” is chosen for this already."), params={"other": taken[code]}
                )
                self.add_error(f"column_{place}", message)
            elif code:
                taken[code] = column
        missing = [str(field.label) for field in self._kind.fields if field.required and field.code not in taken]
        if missing:
            self.add_error(None, sentence("columns_missing", {"fields": missing}))
        elif not taken:
            self.add_error(None, _("Choose at least one column."))
        return cleaned

    def columns(self) -> dict[str, str]:
        """Field code → heading."""
        chosen = {self.cleaned_data.get(f"column_{place}", ""): column for place, column in enumerate(self._columns)}
        return {code: column for code, column in chosen.items() if code}
