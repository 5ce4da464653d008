"""What the engine finds: documents that are evidence of somebody's expertise, and who is found by them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """A title, an abstract, a description: in one language, told or recognised by its letters."""

    words: str
    language: str = ""
    weight: int = 1


@dataclass(frozen=True)
class Evidence:
    """One publication, project, patent, card of equipment or section of a profile.

    `key` names it for ever; `owners` are those it speaks for, persons, units or equipment, as `kind:number`; `audience` is
    who may see it, as words that a search brings along (a search sees what shares one of its own words).
    """

    key: str
    texts: tuple[Text, ...]
    owners: tuple[str, ...] = ()
    audience: tuple[str, ...] = ("public",)
    kind: str = ""


@dataclass(frozen=True)
class Match:
    """A word of the query and what it met in the document; `bridge` says how, empty in one language."""

    said: str
    met: str
    bridge: str = ""


@dataclass(frozen=True)
class Reason:
    """One document of those that count, with its share of the score."""

    key: str
    score: float
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True)
class Found:
    """An owner (or a document, when documents are asked for), the score between 0 and 1, and the documents behind it.
    `heard`: of which share of the question these documents speak."""

    owner: str
    score: float
    reasons: tuple[Reason, ...] = field(default=())
    heard: float = 1.0
