"""Which encoding a text is in, and text without what no reader can see."""

import codecs
import re
from typing import IO

from seriktes.common.files import FileFault
from seriktes.common.files.streams import first_bytes, utf16_of
from seriktes.common.text import visible

ENCODINGS = ("utf-8", "utf-16", "cp1251", "koi8-r", "cp1252")
_SAMPLE = 1 << 18
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_PROSE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def tidy(value: str) -> str:
    """The text without what no reader can see, and without outer spaces."""
    return visible(value).strip()


def detect_encoding(file: IO[bytes]) -> str:
    """The encoding of the file; raises `encoding_unsure` with the candidates when the bytes allow several."""
    head = first_bytes(file, _SAMPLE)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        if found := utf16_of(head):
            return found
        raise FileFault("not_text")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < _SAMPLE)
    except UnicodeDecodeError:
        return _single_byte(head)
    return "utf-8"


def _single_byte(head: bytes) -> str:
    """cp1251 when the text reads as Russian; else what the detector is sure of; else we ask."""
    russian = head.decode("cp1251", "replace")
    letters = [letter for letter in russian if ord(letter) > 127 and letter.isalpha()]
    lower = sum(1 for letter in letters if "а" <= letter <= "я")
    # In KOI8-R the same letters would come out in the other case; in western encodings, amid Latin words.
    words = [word for word in _WORD.findall(russian) if _CYRILLIC.search(word)]
    mixed = sum(1 for word in words if _LATIN.search(word))
    if letters and not _NOT_PROSE.search(russian) and lower > 0.6 * len(letters) and mixed <= 0.2 * len(words):
        return "cp1251"
    from charset_normalizer import from_bytes  # slow to import, and few files come this far

    best = from_bytes(head[:20000], cp_isolation=["cp1251", "koi8_r", "cp1252", "cp866"]).best()
    if best is None:
        raise FileFault("not_text")
    raise FileFault("encoding_unsure", guess=best.encoding, candidates=list(ENCODINGS))
