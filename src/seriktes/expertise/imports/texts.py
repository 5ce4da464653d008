"""Files of references as text, entry by entry: memory stays flat however long the file is."""

import io
from collections.abc import Iterator
from typing import IO

from seriktes.common.files import FileFault
from seriktes.common.files.streams import Counted, guess_format, size_of
from seriktes.common.files.text import detect_encoding

# One entry of a list of references; without an end it is none.
ENTRY_LIMIT = 1 << 20
LINE_LIMIT = 1 << 20


class TextLines:
    """Lines of a text in whatever encoding; how far it is, is known by its bytes."""

    def __init__(self, file: IO[bytes], encoding: str = "") -> None:
        found = guess_format(file)
        if found in ("xls", "locked", "binary", "xlsx", "zip", "gz"):
            raise FileFault("not_text" if found in ("xlsx", "zip", "gz") else found)
        self.encoding = encoding or detect_encoding(file)
        self._counted = Counted(file, size_of(file))
        self.number = 0

    def progress(self) -> tuple[int, int]:
        return min(self._counted.done, self._counted.total), self._counted.total

    def __iter__(self) -> Iterator[str]:
        stream = io.TextIOWrapper(io.BufferedReader(self._counted), self.encoding, newline=None)
        try:
            while line := stream.readline(LINE_LIMIT):
                if len(line) >= LINE_LIMIT:
                    raise FileFault("row_too_long", row=self.number, megabytes=LINE_LIMIT >> 20)
                yield line
        except (UnicodeError, LookupError) as error:
            raise FileFault("encoding_broken", row=self.number, encoding=self.encoding) from error
        finally:
            stream.detach()
