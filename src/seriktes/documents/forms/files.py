"""File fields that refuse keys and too large files before anything else sees them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from seriktes.documents.actions.files import LARGEST_SIGNATURE, LARGEST_TEXT, read_upload
from seriktes.documents.definitions.refusals import Refused


@dataclass(frozen=True)
class Given:
    name: str
    content: bytes


class ContentField(forms.FileField):
    """Gives the whole content with its name; `limit` in bytes."""

    def __init__(self, *, limit: int = LARGEST_TEXT, accept: str = "", **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(widget=forms.FileInput(attrs={"accept": accept} if accept else {}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given: UploadedFile | None = super().clean(data, initial)
        if not given:
            return None
        try:
            return Given(given.name or "", read_upload(given, given.name or "", self.limit))
        except Refused as refused:
            raise forms.ValidationError(refused.sentence, refused.code) from refused

    def to_python(self, data: Any) -> Any:
        # An empty file has a sentence of its own.
        return data


def signature_field(**kwargs: Any) -> ContentField:
    return ContentField(limit=LARGEST_SIGNATURE, **kwargs)


def refuse(form: forms.BaseForm, field: str | None, act: Callable[[], Any]) -> Any:
    """What the act gives; None with an error in the form when it is refused."""
    try:
        return act()
    except Refused as refused:
        form.add_error(field, forms.ValidationError(refused.sentence, refused.code))
        return None
