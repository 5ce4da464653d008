"""Why a file, a template or an act is refused: a code with values; the sentence is made when it is shown."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    # files
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit)s MB."),
    "is_key": _(
        "This file holds a private key. Keys never leave their owner: sign on your own machine and upload the signature "
        "(.p7s, .cms) instead. Nothing was stored."
    ),
    "not_docx": _("This is no DOCX file. Save the text in your word processor as “Word document (.docx)”."),
    "docx_broken": _("The DOCX file cannot be read: it is damaged or not what its name says."),
    "docx_macros": _("The file contains macros. Save it as .docx, without macros."),
    "docx_dtd": _("The file contains a document type declaration, which no word processor writes. It was not read."),
    "docx_bomb": _("The file unpacks to far more than its size. It was not read."),
    "neither": _("Upload a DOCX or a PDF file."),
    "pdf_broken": _("The PDF cannot be read: it is damaged, or protected by a password."),
    "pdf_signed": _("This PDF is signed already. Upload the text as it was before anybody signed it."),
    "pdf_active": _(
        "The PDF contains scripts or forms that change what a reader sees. Print it to PDF and upload that."
    ),
    # templates
    "unknown_field": _("%(place)s: the field “%(name)s” is not known. %(hint)s"),
    "not_allowed": _("%(place)s: “%(what)s” is not allowed in a template. Use fields, if and for only."),
    "syntax": _(
        "%(place)s: the marks of a field cannot be read. Check that each {{ is closed by }}, each {%% if %%} by {%% endif %%} "
        "and each {%% for %%} by {%% endfor %%}."
    ),
    "no_languages": _("Choose at least one language."),
    "merge_failed": _("The template could not be merged: %(what)s"),
    # rendering
    "cannot_render": _("The text could not be set as PDF: %(what)s"),
    # documents
    "no_template": _("This template is closed or for something else."),
    "frozen": _("This version is frozen and can no longer be changed. Make a new version."),
    "not_draft": _("Only a draft can be frozen. Somebody else may have frozen it meanwhile."),
    "not_latest": _("A later version exists. Freeze that one."),
    "has_signatures": _("The frozen version has been signed. Say that it is replaced before you make a new one."),
    "nothing_to_freeze": _("This version has no text."),
    "subject_closed": _("The record is in a state in which its documents no longer change."),
    # signatures
    "not_frozen": _("Only a frozen version can be signed."),
    "replaced": _("This version was replaced by a later one."),
    "damaged": _("The stored file is not what was frozen. Nothing can be signed; tell the administrators at once."),
    "no_signature": _("The file holds no signature that can be read: neither CMS (.p7s, .cms) nor a signed PDF."),
    "twice": _("This signature is on record already."),
    "signed_already": _("The holder of this certificate has signed this version already."),
    "other_party": _("Choose one of the parties that sign this document."),
    "scan_kind": _("The scan is neither PDF nor JPEG nor PNG."),
    "in_future": _("This day is still to come."),
    "before_frozen": _("This day lies before the version was frozen. Check the date."),
    "no_reason": _("Write why."),
    "no_name": _("Write who signed."),
    "withdrawn": _("This signature is withdrawn already."),
    "not_to_be_signed": _("The record is in a state in which nothing is signed."),
    "not_approved_text": _(
        "This is not the text that was approved. Sign the approved version, or take the record back and send this one."
    ),
    "by_record": _("The record does not take it: %(why)s"),
}


class Refused(Exception):
    """The act is refused; `code` for programs, `sentence` for readers."""

    def __init__(self, code: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code, self.values = code, dict(values or {})

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.values


class Refusals(Exception):
    """Several at once: every fault of a template in one answer."""

    def __init__(self, refusals: list[Refused]) -> None:
        super().__init__("; ".join(one.code for one in refusals))
        self.refusals = refusals
