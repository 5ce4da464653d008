"""`python -m tests.docs`: builds the documentation and follows every link in it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#+\s+(.*?)\s*#*$", re.MULTILINE)


def anchor(heading: str) -> str:
    """The anchor that the site gives a heading."""
    plain = re.sub(r"[^\w\s-]", "", heading.replace("`", "")).strip().lower()
    return re.sub(r"[\s-]+", "-", plain)


def broken_links(page: Path) -> Iterator[str]:
    """Relative links of one Markdown file that lead nowhere; links to other hosts are not followed."""
    text = CODE.sub("", FENCE.sub("", page.read_text()))
    for target in LINK.findall(text):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue
        path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        if not path.exists():
            yield f"{page.relative_to(ROOT)}: {target} leads to no file"
        elif parts.fragment and path.suffix == ".md":
            anchors = {anchor(heading) for heading in HEADING.findall(FENCE.sub("", path.read_text()))}
            if parts.fragment not in anchors:
                yield f"{page.relative_to(ROOT)}: {target} leads to no heading"


class Resources(HTMLParser):
    """What a built page would load from another host."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            loads = (tag in {"script", "img", "iframe"} and name == "src") or (tag == "link" and name == "href")
            rel = dict(attributes).get("rel") or ""
            if loads and rel != "canonical" and value and urlsplit(value).netloc:
                self.outside.append(value)


def outside_resources(site: Path) -> Iterator[str]:
    for page in sorted(site.rglob("*.html")):
        parser = Resources()
        parser.feed(page.read_text())
        yield from (f"{page.relative_to(site)} loads {url}" for url in parser.outside)


def build() -> tuple[int, str]:
    command = [str(Path(sys.executable).parent / "zensical"), "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def main() -> int:
    code, output = build()
    problems = [output] if code else []
    pages = [*(ROOT / name for name in PAGES), *sorted((ROOT / "docs").rglob("*.md"))]
    problems += [problem for page in pages for problem in broken_links(page)]
    problems += outside_resources(ROOT / "site")
    print("\n".join(problems) or f"{len(pages)} pages: every link leads somewhere, nothing is loaded from elsewhere.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
