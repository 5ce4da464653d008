"""Every address, as every persona: what each gets is written down in `access_matrix.json`, and nothing else happens.

UPDATE_ACCESS_MATRIX=1 pytest tests/test_every_url.py     (without -n) writes the matrix anew; read the difference before you commit
"""

import json
import logging
import os
from pathlib import Path

import pytest

from tests.walk import LETTERS, cell_of, outcomes_in, walk
from tests.walk.furnishing import furnish
from tests.world import PERSONAS

MATRIX = Path(__file__).parent / "access_matrix.json"
HOW = "If this is meant: UPDATE_ACCESS_MATRIX=1 pytest tests/test_every_url.py, and read the difference."


def stored_column(letter: str) -> dict[str, str]:
    rows = {label: outcomes_in(cell) for label, cell in json.loads(MATRIX.read_text())["rows"].items()}
    return {label: outcomes[letter] for label, outcomes in rows.items() if letter in outcomes}


def write_column(letter: str, column: dict[str, str]) -> None:
    """The other personas keep their columns; a row in which nobody gets anything any more is gone."""
    rows = {label: outcomes_in(cell) for label, cell in json.loads(MATRIX.read_text())["rows"].items()}
    for outcomes in rows.values():
        outcomes.pop(letter, None)
    for label, outcome in column.items():
        rows.setdefault(label, {})[letter] = outcome
    cells = {label: cell_of(outcomes) for label, outcomes in sorted(rows.items()) if outcomes}
    letters = {letter: persona for persona, letter in LETTERS.items()}
    MATRIX.write_text(json.dumps({"personas": letters, "rows": cells}, ensure_ascii=False, indent=1) + "\n")


def test_every_persona_has_a_letter_of_its_own():
    assert list(LETTERS) == PERSONAS
    assert len(set(LETTERS.values())) == len(PERSONAS)


def test_cell_of_the_matrix_is_read_as_it_is_written():
    outcomes = dict.fromkeys(LETTERS.values(), "404")
    assert outcomes_in(cell_of(outcomes)) == outcomes
    outcomes |= {"x": "302→portal:home", "A": "200"}
    assert outcomes_in(cell_of(outcomes)) == outcomes


def test_matrix_has_an_answer_for_every_persona_in_every_row():
    rows = json.loads(MATRIX.read_text())["rows"]
    assert {label: cell for label, cell in rows.items() if len(outcomes_in(cell)) != len(LETTERS)} == {}


@pytest.fixture
def ready(world, settings):
    settings.DEMONSTRATION = False
    settings.API_RATE = settings.API_RATE_ANONYMOUS = settings.LINK_RATE = "1000000/minute"
    logging.disable(logging.WARNING)  # every refusal would be a line
    yield furnish(world)
    logging.disable(logging.NOTSET)


@pytest.mark.long
@pytest.mark.parametrize("persona", PERSONAS)
def test_every_address_answers_the_persona_as_the_matrix_says(ready, persona):
    column = walk(ready, persona)
    failed = {label: outcome for label, outcome in column.items() if outcome.startswith("5")}
    if os.environ.get("UPDATE_ACCESS_MATRIX"):
        write_column(LETTERS[persona], {label: got for label, got in column.items() if label not in failed})
    assert failed == {}
    stored = stored_column(LETTERS[persona])
    new = {label: outcome for label, outcome in column.items() if label not in stored}
    assert new == {}, f"New addresses without a row. {HOW}"
    gone = [label for label in stored if label not in column]
    assert gone == [], f"Rows without an address. {HOW}"
    changed = {label: (stored[label], got) for label, got in column.items() if stored[label] != got}
    assert changed == {}, f"They get another answer than before (before, now). {HOW}"
