"""How long the texts of an answer may be: what fits on its one page, and what a draft keeps until it is shortened."""

from collections.abc import Mapping

# Characters that fit on the page. What is sent keeps to them.
LIMITS: Mapping[str, int] = {
    "title": 200, "approach": 1500, "result": 800, "ability": 800, "economics": 800, "risks": 600,
}  # fmt: skip
# A draft holds so many times as much: what is pasted is kept, and shortened before it is sent.
SPARE = 3


def longer_than(texts: Mapping[str, str], *, times: int = 1) -> list[str]:
    """The names of the texts that are over the limit, or over so many times the limit."""
    return [name for name, limit in LIMITS.items() if len(texts.get(name) or "") > limit * times]
