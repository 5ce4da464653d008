"""Codes of programmes of study and courses: 6B07101, with Latin letters whatever the keyboard was."""

import re

from seriktes.common.identifiers import clean, latin_letters
from seriktes.curriculum.enums import StudyLevel

# How the codes of the state's register begin; a code of another kind says nothing of the level.
LEVELS = {
    "6B": StudyLevel.BACHELOR, "7M": StudyLevel.MASTER, "7R": StudyLevel.RESIDENCY, "8D": StudyLevel.DOCTORAL,
}  # fmt: skip
LONGEST = 30
_CODE = re.compile(r"[^\W_][\w ./-]*")


def programme_code(text: str) -> str:
    """Without spaces, in capitals, and with Latin letters where Cyrillic ones only look like them: "6в07101" → "6B07101".

    >>> programme_code(" 6В07101 ") == "6B07101"
    True
    """
    return latin_letters(clean(text).upper())


def course_code(text: str) -> str:
    """A university's own codes may be of any letters; where a word of it is of look-alikes only, they are Latin ones.

    So "МАТ 1101" typed in Cyrillic and "MAT 1101" are one code, and "ӨҚ 2203" stays as it is.
    """
    bare = " ".join(text.upper().split())
    return re.sub(r"[^\W\d_]+", lambda word: _if_latin(word[0]), bare)


def _if_latin(word: str) -> str:
    read = latin_letters(word)
    return read if read.isascii() else word


def is_code(code: str) -> bool:
    return len(code) <= LONGEST and _CODE.fullmatch(code) is not None


def level_of(code: str) -> StudyLevel | None:
    """The level that the code names, where it is one of the state's register."""
    return LEVELS.get(code[:2])
