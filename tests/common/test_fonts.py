"""The typeface has every letter of the three languages, so no word is set in two faces."""

import re
from pathlib import Path

import seriktes

STATIC = Path(seriktes.__file__).parent / "static" / "seriktes"
KAZAKH = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
NEEDED = KAZAKH + KAZAKH.lower() + "₸№«»—–…\xa0" + "0123456789"


def covered(character, spans):
    return any(low <= ord(character) <= high for low, high in spans)


def test_the_declared_ranges_hold_every_letter():
    """The ranges are those of the files; that the files hold the glyphs was measured with fontTools."""
    declared = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", (STATIC / "css" / "base.css").read_text())
    spans = [(int(low, 16), int(high or low, 16)) for low, high in declared]
    assert [character for character in NEEDED if not covered(character, spans)] == []


def test_every_file_named_is_there_with_its_licence():
    named = set(re.findall(r"\.\./fonts/([\w-]+\.woff2)", (STATIC / "css" / "base.css").read_text()))
    assert named == {path.name for path in (STATIC / "fonts").glob("*.woff2")}
    assert "SIL Open Font License, Version 1.1" in (STATIC / "fonts" / "OFL.txt").read_text()
