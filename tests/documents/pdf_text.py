"""The text that a PDF of typst holds, read from its page streams by the tables that its fonts carry for copying."""

import io
import re

from pyhanko.pdf_utils.reader import PdfFileReader


def text_of_pdf(content: bytes) -> str:
    """Without spaces and line ends: where a line breaks is the setter's affair."""
    reader = PdfFileReader(io.BytesIO(content))
    found = []
    for page in _pages(reader.root["/Pages"]):
        named = page["/Resources"]["/Font"]
        fonts = {name: _letters(named[name]["/ToUnicode"].data) for name in named}
        found.append(_shown(page["/Contents"].data, fonts))
    return "".join("".join(found).split())


def _pages(node):
    if node["/Type"] == "/Page":
        yield node
    else:
        kids = node["/Kids"]
        for place in range(len(kids)):
            yield from _pages(kids[place])


def _letters(table: bytes) -> dict[int, str]:
    letters = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            letters[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int(text, 16)
            letters |= {int(first, 16) + n: chr(start + n) for n in range(int(last, 16) - int(first, 16) + 1)}
    return letters


# A name and size of a font, a string of hexadecimal digits, the beginning of a literal string.
TOKEN = re.compile(rb"/(\w+)\s+[\d.]+\s+Tf|<([0-9A-Fa-f\s]+)>|(\()", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _shown(stream: bytes, fonts) -> str:
    text, letters, at = [], {}, 0
    while found := TOKEN.search(stream, at):
        font, hexed, _literal = found.groups()
        at = found.end()
        if font:
            letters = fonts.get(f"/{font.decode()}", {})
            continue
        if hexed:
            glyphs = bytes.fromhex(hexed.decode())
        else:
            at = _end_of_literal(stream, at)
            glyphs = _unescaped(stream[found.end() : at - 1])
        text += [letters.get(int.from_bytes(glyphs[n : n + 2], "big"), "") for n in range(0, len(glyphs) - 1, 2)]
    return "".join(text)


def _end_of_literal(stream: bytes, at: int) -> int:
    """Behind the bracket that closes it; brackets that match stand inside unmarked."""
    depth = 1
    while depth:
        depth += {40: 1, 41: -1}.get(stream[at], 0)
        at += 2 if stream[at] == 92 else 1
    return at


def _unescaped(literal: bytes) -> bytes:
    def put(match):
        what = match.group(1)
        return bytes([int(what, 8) & 255]) if what[:1].isdigit() else ESCAPES.get(what, what)

    return re.sub(rb"\\([0-7]{1,3}|.)", put, literal, flags=re.DOTALL)
