"""Templates keep the strict Content-Security-Policy and can be translated; colours stand in one file."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "src").rglob("*.html"))
STYLES = sorted((ROOT / "src/seriktes/static").rglob("*.css"))
UNTRIMMED = re.compile(r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)[^%]*%}")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']"
    r"|javascript:",
    re.IGNORECASE,
)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(", re.IGNORECASE)
NOT_A_VALUE = re.compile(r"/\*.*?\*/|url\([^)]*\)", re.DOTALL)


def found(pattern, files):
    return [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (match := pattern.search(line))
    ]


def test_every_block_of_text_is_trimmed():
    assert found(UNTRIMMED, TEMPLATES) == []


def test_no_template_holds_script_or_style():
    # A mail is read by mail programs, which know no style sheets.
    assert found(INLINE, [path for path in TEMPLATES if "mail" not in path.parts]) == []


def test_colours_are_written_in_the_tokens_only():
    assert [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in STYLES
        if path.name != "tokens.css"
        for match in COLOUR.finditer(NOT_A_VALUE.sub("", path.read_text()))
    ] == []


@pytest.mark.parametrize(
    ("pattern", "wrong", "right"),
    [
        (UNTRIMMED, "{% blocktranslate %}", "{% blocktranslate trimmed %}"),
        (UNTRIMMED, "{% blocktranslate with a=b %}", "{% blocktranslate trimmed with a=b %}"),
        (INLINE, "<script>x</script>", '<script src="x.js" defer></script>'),
        (INLINE, '<p style="x">', '<p class="style">'),
        (INLINE, '<p onclick="x()">', '<p data-on="x">'),
        (COLOUR, "color: #fff", "color: var(--ink)"),
    ],
)
def test_the_patterns_can_fail(pattern, wrong, right):
    assert pattern.search(wrong)
    assert not pattern.search(right)
