"""Reading files that people hand in: any size, any spelling, any mistake. Nothing here knows what the rows mean."""

from typing import Any


class FileFault(Exception):
    """The file, or what is left of it, cannot be read. `code` and `values` become a sentence in the reader's language
    (`exchange.definitions.faults`)."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values
