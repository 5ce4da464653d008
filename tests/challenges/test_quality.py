"""What blocks a brief, what is only advised, and to which field the reader is led."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from seriktes.challenges.definitions.quality import Brief, Words, blocking, faults_of
from tests.challenges.sample import DECIDE, DUE, PROBLEM, SUCCESS, TEXTS, TODAY

GOOD = Brief(
    language="en", texts={"en": Words(**TEXTS["en"]), "kk": Words("Мойынтірек қызып кетеді", "Мәселе қандай", "", "Қызбаса")},
    budget_to=5, trl_from=5, due_on=DUE, decide_on=DECIDE, subjects=1, has_post=True,
)  # fmt: skip


def codes(brief, today=TODAY):
    return [fault.code for fault in faults_of(brief, today)]


def worded(**changed):
    return replace(GOOD, texts={**GOOD.texts, "en": replace(GOOD.texts["en"], **changed)})


def test_a_good_brief_has_no_faults():
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("brief", "code", "anchor"),
    [
        (worded(title="Help"), "title_thin", "id_en-title"),
        (worded(problem="  "), "problem_missing", "id_en-problem"),
        (worded(problem="It runs hot and breaks. " * 30), "problem_thin", "id_en-problem"),
        (worded(success=""), "success_missing", "id_en-success"),
        (worded(success="Works again 1"), "success_thin", "id_en-success"),
        (worded(success=PROBLEM), "success_thin", "id_en-success"),
        (replace(GOOD, due_on=None), "due_missing", "id_due_on"),
        (replace(GOOD, due_on=TODAY), "due_passed", "id_due_on"),
        (replace(GOOD, decide_on=None), "decision_missing", "id_decide_on"),
        (replace(GOOD, decide_on=DUE - timedelta(days=1)), "decision_early", "id_decide_on"),
        (replace(GOOD, is_asker_shown=False), "asker_hidden", "id_visibility"),
        (replace(GOOD, confidentiality="acknowledged", files=1), "note_missing", "id_confidentiality_note"),
    ],
)
def test_what_must_be_there_blocks(brief, code, anchor):
    assert [(fault.code, fault.anchor) for fault in blocking(brief, TODAY)] == [(code, anchor)]


@pytest.mark.parametrize(
    ("brief", "code"),
    [
        (worded(tried=""), "tried_missing"),
        (worded(constraints=""), "constraints_missing"),
        (worded(success=SUCCESS.replace("600", "many").replace("80", "some")), "success_without_figure"),
        (worded(tried="Write to me at someone@example.org please."), "address_in_text"),
        (replace(GOOD, texts={"en": GOOD.texts["en"]}), "one_language"),
        (replace(GOOD, texts=GOOD.texts | {"ru": Words("Только название")}), "translation_incomplete"),
        (replace(GOOD, texts=GOOD.texts | {"ru": Words(**TEXTS["en"])}), "language_doubtful"),
        (replace(GOOD, due_on=TODAY + timedelta(days=5)), "due_soon"),
        (replace(GOOD, decide_on=DUE + timedelta(days=90)), "decision_late"),
        (replace(GOOD, budget_to=None), "budget_missing"),
        (replace(GOOD, trl_from=None), "readiness_missing"),
        (replace(GOOD, subjects=0), "subjects_missing"),
        (replace(GOOD, has_post=False), "post_missing"),
    ],
)
def test_advice_does_not_block(brief, code):
    assert code in codes(brief)
    assert blocking(brief, TODAY) == []


def test_what_blocks_stands_first():
    faults = faults_of(Brief(language="ru"), date(2026, 3, 2))
    weights = [fault.blocks for fault in faults]
    assert weights == sorted(weights, reverse=True)
    assert {fault.language for fault in faults if fault.field in ("problem", "success")} == {"ru"}
