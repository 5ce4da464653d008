"""Every address, as every persona: what each gets is written down in `access_matrix.json`, and nothing else happens.

UPDATE_ACCESS_MATRIX=1 pytest tests/test_every_url.py     writes the matrix anew; read the difference before you commit
"""

import json
import logging
import os
from pathlib import Path

import pytest

from tests.walk import LETTERS, furnish, walk
from tests.world import PERSONAS

MATRIX = Path(__file__).parent / "access_matrix.json"
HOW = "If this is meant: UPDATE_ACCESS_MATRIX=1 pytest tests/test_every_url.py, and read the difference."


def write_matrix(rows: dict[str, str]) -> None:
    MATRIX.write_text(
        json.dumps({"personas": {letter: persona for persona, letter in LETTERS.items()}, "rows": rows},
                   ensure_ascii=False, indent=1) + "\n",
    )  # fmt: skip


def test_every_persona_has_a_letter_of_its_own():
    assert list(LETTERS) == PERSONAS
    assert len(set(LETTERS.values())) == len(PERSONAS)


@pytest.fixture
def rows(world, settings):
    settings.DEMONSTRATION = False
    settings.API_RATE = settings.API_RATE_ANONYMOUS = "1000000/minute"
    logging.disable(logging.WARNING)  # every refusal would be a line
    yield walk(furnish(world))
    logging.disable(logging.NOTSET)


def test_every_address_answers_every_persona_as_the_matrix_says(rows):
    failed = {label: cell for label, cell in rows.items() if cell.startswith("5") or " · 5" in cell}
    if os.environ.get("UPDATE_ACCESS_MATRIX"):
        write_matrix({label: cell for label, cell in rows.items() if label not in failed})
    assert failed == {}
    stored = json.loads(MATRIX.read_text())["rows"]
    new = {label: cell for label, cell in rows.items() if label not in stored}
    assert new == {}, f"New addresses without a row. {HOW}"
    gone = [label for label in stored if label not in rows]
    assert gone == [], f"Rows without an address. {HOW}"
    changed = {label: (stored[label], cell) for label, cell in rows.items() if stored[label] != cell}
    assert changed == {}, f"Somebody gets another answer than before (before, now). {HOW}"
