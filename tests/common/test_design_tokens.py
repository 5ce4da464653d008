"""The colours: in one file, the same dark twice, and readable in both themes."""

import re
from pathlib import Path

import pytest

import seriktes

ROOT = Path(seriktes.__file__).parent
CSS = ROOT / "static" / "seriktes" / "css"
COLOUR = re.compile(
    r"#(?:[0-9a-f]{6,8}|[0-9a-f]{3,4})\b(?!-)|\b(?:rgba?|hsla?|oklch|lab|lch|hwb|color-mix)\(", re.IGNORECASE
)
NAMED = re.compile(
    r"(?<=[:\s])(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple|teal|indigo)(?=[\s;])", re.IGNORECASE
)
STYLE = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)(?![^>]*application/json)|\son[a-z]+=", re.IGNORECASE)
SIDES = ("university", "industry", "state")
TONES = ("neutral", "info", "ok", "warn", "bad")


def tokens():
    """The values of each theme: light, dark by the device, dark by choice."""
    text = (CSS / "tokens.css").read_text()
    blocks = re.findall(r":root[^{]*\{(.*?)\n\s*\}", text, re.DOTALL)
    return {
        name: dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))
        for name, block in zip(("light", "device", "choice"), blocks, strict=True)
    }


def theme(name):
    known = tokens()
    return known["light"] if name == "light" else {**known["light"], **known["choice"]}


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


def test_dark_is_the_same_by_device_and_by_choice():
    known = tokens()
    assert known["device"] == known["choice"]


def test_styles_name_no_colour_outside_the_tokens():
    found = [
        f"{path.name}: {match[0]}"
        for path in CSS.glob("*.css")
        if path.name != "tokens.css"
        for pattern in (COLOUR, NAMED)
        for match in pattern.finditer(path.read_text())
    ]
    assert found == []


def test_templates_carry_no_style_and_no_script():
    """The Content-Security-Policy would refuse them."""
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in ROOT.rglob("*.html")
        if "mail" not in path.parts
        for match in STYLE.finditer(path.read_text())
    ]
    assert found == []


def test_every_token_used_exists():
    known = set(tokens()["light"])
    used = {name for path in CSS.glob("*.css") for name in re.findall(r"var\(--([\w-]+)", path.read_text())}
    assert used - known == set()


TEXT = [
    *(("ink", ground) for ground in ("page", "surface", "sunken", "hover", "mark-highlight", "info-ground")),
    *(("ink-soft", ground) for ground in ("page", "surface", "sunken", "hover")),
    *(("link", ground) for ground in ("page", "surface", "sunken", "hover", "info-ground")),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-danger", "danger"),
    ("on-danger", "danger-hover"),
    ("danger", "surface"),
    ("danger", "hover"),
    *((f"{side}-text", f"{side}-ground") for side in SIDES),
    *((f"{side}-text", "surface") for side in SIDES),
    *((f"{tone}-text", f"{tone}-ground") for tone in TONES),
    *((f"{tone}-text", "surface") for tone in TONES),
    *((f"on-shade-{n}", f"shade-{n}") for n in range(6)),
]
LINES = [
    *((side, "surface") for side in SIDES),
    *((f"{side}-line", "surface") for side in SIDES),
    *((f"{tone}-line", "surface") for tone in TONES),
    *(("line-strong", ground) for ground in ("surface", "page")),
    *(("focus", ground) for ground in ("surface", "page", "sunken")),
]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_reads_on_its_ground(name):
    values = theme(name)
    weak = {pair: round(c, 2) for pair in TEXT if (c := contrast(values[pair[0]], values[pair[1]])) < 4.5}
    assert weak == {}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_lines_and_shapes_are_seen(name):
    values = theme(name)
    weak = {pair: round(c, 2) for pair in LINES if (c := contrast(values[pair[0]], values[pair[1]])) < 3}
    assert weak == {}
