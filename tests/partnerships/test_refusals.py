from datetime import date

import pytest

from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.definitions import refusals
from seriktes.partnerships.definitions.refusals import CannotAgree, CannotPromise


@pytest.mark.parametrize("reason", sorted(refusals.WORDS))
def test_every_refusal_is_a_sentence_without_gaps(reason):
    for details in ((), ("ends_on", "sum"), (date(2026, 3, 1), 2)):
        words = words_of(CannotAgree(reason, details))
        assert words.strip().endswith("."), words
        assert "%(" not in words


def test_advice_and_names_stand_for_reasons_that_exist():
    assert (refusals.ADVICE.keys() | refusals._NAMING.keys() | refusals._STATING.keys()) <= refusals.WORDS.keys()


def test_details_are_named_in_words():
    assert words_of(CannotAgree("missing", ["names", "signatories"])) == "Fill in first: name, who signs."
    assert words_of(CannotAgree("notice_too_late", [date(2026, 3, 1)])).startswith(
        "The last day for notice was 1 March 2026. "
    )
    assert words_of(CannotPromise("other_currency", ["KZT", "EUR"])).startswith(
        "The promise is in KZT, the sum in EUR: sums of different currencies are kept apart. "
    )
    two = words_of(CannotAgree("back_dated", ["signed_after_end"]))
    assert "before the day on which the text was approved" in two
    assert "after the end of the term" in two


def test_a_lost_update_has_words_too(world):
    assert "Somebody else changed this record" in words_of(EditedElsewhere(world.agreements["draft"]))


@pytest.fixture(autouse=True)
def _english():
    from django.utils import translation

    with translation.override("en"):
        yield
