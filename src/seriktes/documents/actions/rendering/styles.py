"""How a paragraph and its runs look, through the chain of styles down to the defaults of the document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_SANS = ("arial", "calibri", "helvetica", "verdana", "tahoma", "segoe", "sans", "open sans", "roboto")
USUAL_SIZE = 11.0


@dataclass(frozen=True)
class Look:
    level: int
    align: Any
    left: float
    right: float
    first: float
    before: float
    after: float
    leading: float
    size: float
    break_before: bool
    chain: tuple[Any, ...]


# The chains of one document, by the kind and the id of their style: looking for a default goes through all of them, and
# a text has a thousand runs without a style of their own.
_CHAINS: WeakKeyDictionary[Any, dict[Any, tuple[Any, ...]]] = WeakKeyDictionary()


def chain_of(item: Paragraph | Run) -> tuple[Any, ...]:
    """The style of a paragraph or a run, that which it is based on, and so on."""
    chains = _CHAINS.setdefault(item.part, {})
    key = (type(item), (item._p if isinstance(item, Paragraph) else item._r).style)
    if key not in chains:
        chains[key] = tuple(_chain(item.style))
    return chains[key]


def _chain(style: Any) -> Iterator[Any]:
    while style is not None:
        yield style
        style = style.base_style


def _first(values: Iterator[Any], otherwise: Any) -> Any:
    return next((value for value in values if value is not None), otherwise)


def _defaults(paragraph: Paragraph, path: str, attribute: str) -> str | None:
    root = paragraph.part.package.main_document_part.styles.element
    defaults = root.find(qn("w:docDefaults"))
    found = defaults.find("/".join(qn(step) for step in path.split("/"))) if defaults is not None else None
    return found.get(qn(attribute)) if found is not None else None


def paragraph_look(paragraph: Paragraph) -> Look:
    chain = chain_of(paragraph)

    def of_format(name: str, otherwise: Any) -> Any:
        formats = [paragraph.paragraph_format, *(style.paragraph_format for style in chain)]
        return _first((getattr(one, name) for one in formats), otherwise)

    def points(name: str, default: str) -> float:
        value = of_format(name, None)
        if value is None:
            return (
                round(int(_defaults(paragraph, "w:pPrDefault/w:pPr/w:spacing", default) or 0) / 20, 2)
                if default
                else 0.0
            )
        return round(float(value.pt), 2)

    size = _first((style.font.size for style in chain), None)
    usual = _defaults(paragraph, "w:rPrDefault/w:rPr/w:sz", "w:val")
    spacing, rule = of_format("line_spacing", None), of_format("line_spacing_rule", None)
    return Look(
        level=_level(chain), align=of_format("alignment", None), left=points("left_indent", ""),
        right=points("right_indent", ""), first=points("first_line_indent", ""), before=points("space_before", "w:before"),
        after=points("space_after", "w:after"), leading=_leading(spacing, rule),
        size=float(size.pt) if size is not None else (int(usual) / 2 if usual else USUAL_SIZE),
        break_before=bool(of_format("page_break_before", False)), chain=chain,
    )  # fmt: skip


def _leading(spacing: Any, rule: Any) -> float:
    """Space between lines in em, for a line spacing of OOXML."""
    if isinstance(spacing, float) and rule in (None, WD_LINE_SPACING.MULTIPLE, WD_LINE_SPACING.SINGLE,
                                               WD_LINE_SPACING.ONE_POINT_FIVE, WD_LINE_SPACING.DOUBLE):  # fmt: skip
        return round(max(0.3, 0.55 * spacing + 0.65 * (spacing - 1)), 3)
    return 0.55


def _level(chain: tuple[Any, ...]) -> int:
    """Of a heading, from 1; 0 for other paragraphs. The style's id stays the same in every language of the program."""
    for style in chain:
        name = str(style.style_id).lower().replace(" ", "")
        if name == "title":
            return 1
        if name.startswith("heading") and name[7:].isdigit():
            return min(int(name[7:]), 6)
        properties = style.element.pPr
        outline = properties.find(qn("w:outlineLvl")) if properties is not None else None
        if outline is not None and int(outline.get(qn("w:val"))) < 6:
            return int(outline.get(qn("w:val"))) + 1
    return 0


def run_look(run: Run, look: Look) -> dict[str, Any]:
    fonts = [run.font, *(style.font for style in chain_of(run)), *(style.font for style in look.chain)]

    def get(read: Callable[[Any], Any], otherwise: Any = False) -> Any:
        return _first((read(font) for font in fonts), otherwise)

    size = get(lambda font: font.size, None)
    name = get(lambda font: font.name, None) or _defaults_font(run) or ""
    kind: dict[str, Any] = {
        "b": bool(get(lambda font: font.bold)), "i": bool(get(lambda font: font.italic)),
        "u": bool(get(lambda font: font.underline)), "x": bool(get(lambda font: font.strike)),
        "up": bool(get(lambda font: font.superscript)), "down": bool(get(lambda font: font.subscript)),
        "caps": bool(get(lambda font: font.all_caps)), "hidden": bool(get(lambda font: font.hidden)),
        "size": float(size.pt) if size is not None else look.size, "sans": name.lower().startswith(_SANS),
    }  # fmt: skip
    return {key: value for key, value in kind.items() if value}


def _defaults_font(run: Run) -> str | None:
    root = run.part.package.main_document_part.styles.element
    defaults = root.find(qn("w:docDefaults"))
    found = next(defaults.iter(qn("w:rFonts")), None) if defaults is not None else None
    return found.get(qn("w:ascii")) if found is not None else None
