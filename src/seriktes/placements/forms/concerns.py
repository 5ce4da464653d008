"""Forms of confidential reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seriktes.common.forms import BaseForm
from seriktes.placements.actions.concerns import TEXT_AT_MOST
from seriktes.placements.enums import ConcernKind


def _words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT_AT_MOST, widget=forms.Textarea(attrs={"rows": 6}), **more)


class ConcernForm(BaseForm):
    kind = forms.ChoiceField(label=_("What is it about?"), choices=ConcernKind.choices, widget=forms.RadioSelect)
    text = _words(_("In your words"), help_text=_("What happened, when, and what you would like to come of it."))
    in_danger = forms.BooleanField(
        label=_("I do not feel safe there now"), required=False,
        help_text=_("You are then answered on the next working day. In danger of life call 112 first."),
    )  # fmt: skip
    is_nameless = forms.BooleanField(
        label=_("Tell nobody else my name"), required=False, initial=True,
        help_text=_("The confidential contact of your university knows who writes; nobody else is to learn it without your word."),
    )  # fmt: skip


class WordsForm(BaseForm):
    text = _words(_("Your words"))


class HandlerForm(BaseForm):
    ANSWER, CLOSE, NOTE = "answer", "close", "note"

    text = _words(_("Your words"))
    way = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect, initial=ANSWER,
        choices=[
            (ANSWER, _("an answer to the student")), (CLOSE, _("an answer with which the report is closed")),
            (NOTE, _("a note for those who handle reports; the student does not see it")),
        ],
    )  # fmt: skip
