"""Text as its reader sees it."""

import re

# Control characters but tab and line ends; halves of surrogate pairs; marks that only steer how letters are laid out
# (direction, joining, hyphenation, variants), blanks that pass for letters, and the tags of plane 14.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# The two joiners change what is read in scripts whose letters join, as in Kazakh written in Arabic letters; between
# Cyrillic or Latin letters nobody sees them, and a name with them would not be found.
_JOINING = "\u0600-\u08ff\u0900-\u0dff"
_JOINERS = re.compile(f"(?<![{_JOINING}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_JOINING}])")


def visible(value: str) -> str:
    """The text without characters that no reader sees; spaces and line ends stay."""
    return _JOINERS.sub("", _UNSEEN.sub("", value)) if not value.isascii() or not value.isprintable() else value


def one_line(value: str) -> str:
    """The visible text with single spaces: how names are kept."""
    return " ".join(visible(value).split())
