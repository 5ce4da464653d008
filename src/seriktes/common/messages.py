"""Message catalogues without gettext programs: extraction and checks; `catalogues` compiles them.

English in the code is the source; `locale/<language>/LC_MESSAGES/django.po` holds the rest. Our
catalogue also takes the messages of Django and of the packages we show which their own
translators left open. A translator's comment "native: check" asks a native speaker to look, and
"override" keeps an entry that replaces an upstream translation.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

import django
import polib
from babel.messages.extract import extract as babel_extract
from django.apps import apps
from django.utils.translation.template import templatize

from seriktes.common.catalogues import SOURCE_LANGUAGE, catalogue_path

SOURCE_DIR = Path(__file__).resolve().parents[2]
OUR_PACKAGES = ("seriktes", "seriktes_kz")
# As CLDR counts: Kazakh tells one from the rest, Russian has a third form (1, 2-4, 5-20…).
PLURAL_FORMS = {
    "kk": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TEMPLATE_SUFFIXES = (".html", ".txt", ".xml")
_PERCENT = re.compile(r"%(?:\(\w+\))?[sdif]")
_BRACES = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")

Key = tuple[str, str]


@dataclass
class Message:
    """One message of the source: where it is used and what its author says to the translator."""

    context: str
    text: str
    plural: str = ""
    files: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.text


Messages = dict[Key, Message]


# --- what the source says -----------------------------------------------------------------------


def source_messages(root: Path = SOURCE_DIR, packages: Iterable[str] = OUR_PACKAGES) -> Messages:
    """The messages of our Python files and templates."""
    found: Messages = {}
    for package in packages:
        for path in sorted((root / package).rglob("*")):
            if path.suffix == ".py":
                code = path.read_bytes()
                if b"gettext" in code:  # also where it is imported as `_`
                    _read(found, code, path.relative_to(root))
            elif path.suffix in _TEMPLATE_SUFFIXES and "templates" in path.parts:
                # In brackets, so that the indentation of the template means nothing to the tokenizer.
                text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
                _read(found, f"(\n{text}\n)".encode(), path.relative_to(root))
    return found


def _read(found: Messages, code: bytes, path: Path) -> None:
    options = {"encoding": "utf-8"}
    for _line, text, comments, context in babel_extract("python", BytesIO(code), _KEYWORDS, ["Translators:"], options):
        singular, plural = text if isinstance(text, tuple) else (text, "")
        message = found.setdefault((context or "", singular), Message(context or "", singular))
        message.plural = message.plural or plural
        message.files.add(path.as_posix())
        message.comments.update(comments)


# --- what other packages leave open -------------------------------------------------------------


def upstream_messages(language: str) -> Messages:
    """The messages of Django and of installed packages that the language's own catalogue lacks."""
    open_messages: Messages = {}
    directories = list(_upstream_directories())
    # Django merges all catalogues, so that a word translated in one of them serves the others.
    done = {
        _key(entry)
        for _package, directory in directories
        for entry in _entries(directory, language)
        if entry.translated()
    }
    for package, directory in directories:
        for entry in _source_entries(directory):
            files = {path for path in _paths(package, entry) if _is_shown(path, entry.msgid)}
            if not files or _key(entry) in done:
                continue
            message = open_messages.setdefault(_key(entry), Message(entry.msgctxt or "", entry.msgid))
            message.plural = message.plural or entry.msgid_plural
            message.files |= files
            message.comments |= {entry.comment} if entry.comment else set()
    return open_messages


def _upstream_directories() -> Iterator[tuple[str, Path]]:
    yield "django", Path(django.__file__).parent / "conf" / "locale"
    for config in apps.get_app_configs():
        directory = Path(config.path) / "locale"
        if not config.name.startswith(OUR_PACKAGES) and directory.is_dir():
            yield ("django" if config.name.startswith("django.") else config.name), directory


def _source_entries(directory: Path) -> Iterator[polib.POEntry]:
    """The entries of the English catalogue; where there is none, those of all others together."""
    if (directory / SOURCE_LANGUAGE / "LC_MESSAGES" / "django.po").exists():
        yield from _entries(directory, SOURCE_LANGUAGE)
        return
    seen: set[Key] = set()
    for path in sorted(directory.glob("*/LC_MESSAGES/django.po")):
        for entry in _entries(directory, path.parts[-3]):
            if _key(entry) not in seen:
                seen.add(_key(entry))
                yield entry


def _entries(directory: Path, language: str) -> Iterator[polib.POEntry]:
    path = directory / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        yield from (entry for entry in polib.pofile(str(path)) if not entry.obsolete)


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def _paths(package: str, entry: polib.POEntry) -> set[str]:
    # Some catalogues name their files from the package, some from the directory above it.
    return {f"{package}/{path.removeprefix('./').removeprefix(f'{package}/')}" for path, _line in entry.occurrences}


def _is_shown(path: str, text: str) -> bool:
    """Whether our users can meet the message: not a language we do not speak, an admin page, an unused app."""
    if path == "django/conf/global_settings.py":
        return text in {"Kazakh", "Russian", "English"}
    if path.endswith(("/apps.py", "/admin.py", "/hashers.py", "/default_urlconf.html", "/directory_index.html")):
        return False
    if "/management/" in path or "/migrations/" in path:
        return False
    # Names of other packages' tables and columns are for the admin pages that we do not have.
    if path.endswith("/models.py") and not path.startswith("django/db/"):
        return False
    if "/templates/" in path and _is_overridden(path.split("/templates/", 1)[1]):
        return False
    return _is_installed(path)


def _is_overridden(template: str) -> bool:
    return template in _our_templates()


@cache
def _our_templates() -> frozenset[str]:
    found = (path.as_posix() for path in (SOURCE_DIR / "seriktes").rglob("templates/**/*.*"))
    return frozenset(path.split("/templates/", 1)[1] for path in found)


def _is_installed(path: str) -> bool:
    """False for a file in a folder of allauth whose app or provider is not installed."""
    package, *folders = path.split("/")
    if package != "allauth" or len(folders) < 2:
        return True
    if folders[:2] == ["socialaccount", "providers"] and folders[2] not in {"base", "oauth", "oauth2"}:
        return folders[2] == "openid_connect"  # the only one that settings can switch on
    part = folders[1] if folders[0] == "templates" else folders[0]
    return part == "allauth" or apps.is_installed(f"allauth.{part}")


# --- the catalogue ------------------------------------------------------------------------------


def wanted_messages(language: str) -> Messages:
    """All that the catalogue of the language must translate."""
    return {**upstream_messages(language), **source_messages()}


def merged(catalogue: polib.POFile, wanted: Messages, language: str) -> polib.POFile:
    """The catalogue brought in line with the source; translations stay, unused entries go."""
    new = polib.POFile(wrapwidth=100)
    new.metadata = {
        "Project-Id-Version": "Seriktes",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    old = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    kept = {key: entry for key, entry in old.items() if key not in wanted and is_override(entry)}
    entries = [_entry(message, old.get(message.key), language) for message in wanted.values()]
    new.extend(sorted([*entries, *kept.values()], key=lambda entry: (entry.msgid, entry.msgctxt or "")))
    return new


def is_override(entry: polib.POEntry) -> bool:
    return str(entry.tcomment).startswith("override")


def _entry(message: Message, old: polib.POEntry | None, language: str) -> polib.POEntry:
    flags = []
    if _PERCENT.search(message.text + message.plural):
        flags.append("python-format")
    elif _BRACES.search(message.text + message.plural):
        flags.append("python-brace-format")
    if old is not None and old.fuzzy:
        flags.insert(0, "fuzzy")
    entry = polib.POEntry(
        msgid=message.text,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        occurrences=[(path, "") for path in sorted(message.files)],
        comment="\n".join(sorted(message.comments)),
        tcomment=old.tcomment if old is not None else "",
        flags=flags,
    )
    if message.plural:
        forms = old.msgstr_plural if old is not None else {}
        entry.msgstr_plural = {number: forms.get(number, "") for number in range(plural_count(language))}
    elif old is not None:
        entry.msgstr = old.msgstr
    return entry


def plural_count(language: str) -> int:
    match = re.match(r"nplurals=(\d+)", PLURAL_FORMS[language])
    assert match  # noqa: S101 - a table of ours
    return int(match[1])


def extract(language: str) -> bool:
    """Write the catalogue of the language anew; True when it changed."""
    path = catalogue_path(language)
    text = str(merged(_open(path), wanted_messages(language), language)) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def _open(path: Path) -> polib.POFile:
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


# --- checks -------------------------------------------------------------------------------------


def problems(language: str) -> list[str]:
    """What keeps the catalogue of the language from being complete and right; one line each."""
    return catalogue_problems(_open(catalogue_path(language)), wanted_messages(language), language)


def catalogue_problems(catalogue: polib.POFile, wanted: Messages, language: str) -> list[str]:
    found = []
    entries = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    for key, message in sorted(wanted.items()):
        if key not in entries:
            found.append(f"missing: {message.text!r} ({', '.join(sorted(message.files))})")
        elif entries[key].msgid_plural != message.plural:
            found.append(f"plural differs from the source: {message.text!r}")
    found += [f"obsolete: {entry.msgid!r}" for entry in catalogue.obsolete_entries()]
    for key, entry in sorted(entries.items()):
        if key not in wanted and not is_override(entry):
            found.append(f"obsolete: {entry.msgid!r}")
        else:
            found += _entry_problems(entry, language)
    return found


def _entry_problems(entry: polib.POEntry, language: str) -> Iterator[str]:
    if entry.fuzzy:
        yield f"fuzzy: {entry.msgid!r}"
    forms = _forms(entry)
    expected = plural_count(language) if entry.msgid_plural else 1
    if entry.msgid_plural and set(entry.msgstr_plural) != set(range(expected)):
        yield f"{expected} plural forms are needed: {entry.msgid!r}"
    elif not all(forms):
        yield f"untranslated: {entry.msgid!r}"
        return
    for number, form in enumerate(forms):
        allowed = [placeholders(entry.msgid_plural or entry.msgid)]
        if entry.msgid_plural and number == 0 and language == "kk":
            # The first Kazakh form is for exactly one, where the number may be left out as in English.
            allowed.append(placeholders(entry.msgid))
        if placeholders(form) not in allowed:
            yield f"placeholders differ: {entry.msgid!r} and {form!r}"
        if (form[:1] == "\n", form[-1:] == "\n") != (entry.msgid[:1] == "\n", entry.msgid[-1:] == "\n"):
            yield f"line breaks at the ends differ: {entry.msgid!r}"


def _forms(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)] or [entry.msgstr]


def placeholders(text: str) -> Counter[str]:
    """The parts that a program fills in: %(name)s and {name} once each, %s as often as it stands."""
    found: Counter[str] = Counter()
    for percent in _PERCENT.findall(text.replace("%%", "")):
        found[percent] = 1 if "(" in percent else found[percent] + 1
    for name in _BRACES.findall(text):
        found[f"{{{name}}}"] = 1 if name else found["{}"] + 1
    return found
