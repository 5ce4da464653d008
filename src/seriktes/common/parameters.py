"""Numbers that come as text in an address or a form that somebody may have made by hand."""

# Keys and counts fit into 63 bits on both databases: 18 digits always do.
DIGITS = 18


def whole_number(text: str) -> int | None:
    """The number, or None where the text is none or no key can be as large."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None
