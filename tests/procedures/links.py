"""An invented thing to be done by link: to answer a question about a unit of the register."""

from django import forms

from seriktes.common.forms import BaseForm
from seriktes.procedures.actions.events import record
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome


class AnswerForm(BaseForm):
    word = forms.CharField(label="A word", max_length=100)

    def __init__(self, data=None, *, link):
        super().__init__(data)
        self.link = link


def describe(link):
    if link.record.name_kk == "Settled":
        return None
    return Described(
        title="A question about paper", text="Somebody asks whether you agree.",
        effect="Your answer is written into the log.", facts=[("Unit", str(link.record))],
        choices=[Choice("yes", "Yes"), Choice("no", "No", is_primary=False, is_danger=True)],
    )  # fmt: skip


def act(link, data, at):
    if data["word"] == "rude":
        raise LinkRefused("Be polite.", "word")
    record(subject=link.record, kind="paper.noted", at=at, by=None, by_label=link.label, data=dict(data))
    return Outcome(f"Answered: {data['choice']}, {data['word']}", "Thank you.")


ANSWER = LinkAction(
    "tests.answer", "Open the question", describe, act, form="tests.procedures.links.AnswerForm",
    settled=lambda _link: "It was settled at the table.",
)  # fmt: skip
