"""The glossary as it is in use: the shipped entries, what librarians changed of them, and what they added."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from django.db.models import Count, Max

from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.expertise.models import GlossaryTerm
from seriktes_analytics.matching.analysis import fold
from seriktes_analytics.matching.glossary import Entry, Glossary, shipped_glossary

SHOWS = ("all", "official", "check", "changed", "out")
BAR = " | "
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Line:
    """One entry. `key` names a shipped one, `pk` a row of ours (a changed shipped one has both)."""

    kk: str
    ru: str
    en: str
    field: str = ""
    source: str = ""
    needs_check: bool = False
    is_out: bool = False
    key: str = ""
    pk: int | None = None
    # 0 of a shipped entry that nobody changed; None: whichever stands there.
    version: int | None = 0

    @property
    def is_official(self) -> bool:
        return not self.pk and self.source.startswith("KL ")

    @property
    def name(self) -> str:
        return f"{self.key or 'own'}-{self.pk or 0}"

    def term(self, language: str) -> str:
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language]

    @property
    def heads(self) -> tuple[str, str, str]:
        """The first word of each language, folded: two entries with the same three are the same."""
        kk, ru, en = (fold(self.term(code).split("|")[0].strip()) for code in Languages.values)
        return kk, ru, en


def source_words(source: str) -> str:
    """The source of an entry in the reader's language, where the country pack knows it."""
    citation = get_pack().citations.get(source)
    return str(citation.full) if citation else source


def short_source(source: str) -> str:
    """The same for lists."""
    citation = get_pack().citations.get(source)
    return str(citation.short) if citation else source


def acts_cited(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """What the short sources of these entries stand for, each once."""
    cited = (get_pack().citations.get(source) for source in dict.fromkeys(line.source for line in lines))
    return [(str(one.short), str(one.full)) for one in cited if one]


def key_of(entry: Entry) -> str:
    said = "\n".join(BAR.join(entry.terms(code)) for code in Languages.values)
    return sha256(said.encode()).hexdigest()[:16]


@cache
def _shipped() -> tuple[Line, ...]:
    return tuple(
        Line(
            BAR.join(entry.kk), BAR.join(entry.ru), BAR.join(entry.en), entry.field, entry.source, bool(entry.check),
            key=key_of(entry),
        )
        for entry in shipped_glossary().entries
    )  # fmt: skip


def _of(row: GlossaryTerm) -> Line:
    return Line(
        row.kk, row.ru, row.en, row.field, row.source, row.needs_check, row.is_out, row.replaces, row.pk, row.version
    )


def glossary_lines() -> list[Line]:
    """Every entry, those of librarians first, then the shipped ones in their order (official pairs stand first)."""
    ours = {row.replaces or row.pk: _of(row) for row in GlossaryTerm.objects.order_by("-pk")}
    added = [line for key, line in ours.items() if isinstance(key, int)]
    return [*added, *(ours.get(line.key, line) for line in _shipped())]


def find_line(name: str) -> Line | None:
    """The entry of that name (`Line.name`)."""
    key, _dash, pk = name.partition("-")
    if pk.isdecimal() and int(pk):
        row = GlossaryTerm.objects.filter(pk=int(pk)).first()
        return _of(row) if row else None
    replaced = GlossaryTerm.objects.filter(replaces=key).first() if key else None
    if replaced:
        return _of(replaced)
    return next((line for line in _shipped() if line.key == key), None)


@dataclass(frozen=True)
class Selection:
    lines: Sequence[Line]
    counts: "Counter[str]"
    fields: "Counter[str]"


def select(lines: Sequence[Line], *, words: str = "", field: str = "", show: str = "all") -> Selection:
    """Those with the words in any language, of a field, of a kind; the counts are those of the other filters."""
    wanted = fold(words[:LONGEST_QUERY]).strip()
    found = [line for line in lines if wanted in fold(f"{line.kk}\n{line.ru}\n{line.en}")] if wanted else list(lines)
    if wanted:
        found.sort(key=lambda line: (wanted not in line.heads, not any(head.startswith(wanted) for head in line.heads)))
    fields = Counter(one for line in found if _is(line, show) for one in _fields(line))
    in_field = [line for line in found if not field or field in _fields(line)]
    counts = Counter({one: sum(_is(line, one) for line in in_field) for one in SHOWS})
    return Selection([line for line in in_field if _is(line, show)], counts, fields)


def _is(line: Line, show: str) -> bool:
    return {
        "all": not line.is_out, "official": line.is_official, "check": line.needs_check and not line.is_out,
        "changed": line.pk is not None and not line.is_out, "out": line.is_out,
    }[show]  # fmt: skip


def _fields(line: Line) -> list[str]:
    return [one.strip() for one in line.field.split("|") if one.strip()]


def entries_of(lines: Iterable[Line]) -> list[Entry]:
    def terms(said: str) -> tuple[str, ...]:
        return tuple(term.strip() for term in said.split("|") if term.strip())

    return [
        Entry(terms(line.kk), terms(line.ru), terms(line.en), line.field, line.source, "native" * line.needs_check)
        for line in lines
        if not line.is_out
    ]


Stamp = tuple[int, str]
_in_use: dict[Stamp, Glossary] = {}


def glossary_in_use() -> Glossary:
    """The glossary for the engine, made once for as long as no librarian changes anything; one small query a call."""
    told = GlossaryTerm.objects.aggregate(count=Count("pk"), last=Max("changed_at"))
    if not told["count"]:
        return shipped_glossary()
    stamp = (told["count"], str(told["last"]))
    if stamp not in _in_use:
        made = Glossary(entries_of(glossary_lines()))
        _in_use.clear()
        _in_use[stamp] = made
    return _in_use[stamp]
