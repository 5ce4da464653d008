"""Numbers that come as text in an address or a form that somebody may have made by hand."""

import re
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"^[+-]?(?:\d{1,3}(?:([ .,'’])\d{3})(?:\1\d{3})*|\d+)(?:[.,]\d+)?$")
# Keys and counts fit into 63 bits on both databases: 18 digits always do.
DIGITS = 18


def whole_number(text: str) -> int | None:
    """The number, or None where the text is none or no key can be as large."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def read_number(text: str) -> Decimal | None:
    """A number as people write it: "1 234 567,50", "1,234,567.5", "1234567". None for anything else, for a third
    decimal, and for "1.234", which may be either."""
    bare = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
    bare = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", bare)
    if not _NUMBER.match(bare):
        return None
    bare = bare.replace("'", "").replace("’", "")
    marks = [letter for letter in bare if letter in ",."]
    if len(set(marks)) == 2:
        bare = bare.replace(marks[0], "").replace(marks[-1], ".")
    elif len(marks) > 1:
        if not re.search(r"[.,]\d{3}$", bare):
            return None  # "1.234.5": the last mark parts something else than thousands
        bare = bare.replace(marks[0], "")
    elif re.search(r"[.,]\d{3}$", bare):
        return None  # thousands or decimals? nobody can tell
    else:
        bare = bare.replace(",", ".")
    try:
        value = Decimal(bare)
        rounded = value.quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    # What a formula worked out may miss its second decimal by a hair.
    return rounded if abs(value - rounded) < Decimal("0.000001") else None
