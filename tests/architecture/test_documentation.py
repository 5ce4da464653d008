"""What the code offers is named in the documentation."""

import argparse
import re
from pathlib import Path

from django.core.management import get_commands, load_command_class
from django.urls import URLResolver, get_resolver

from seriktes.accounts.roles import PERMISSIONS
from seriktes.config.environment import TABLE

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
SHARED_OPTIONS = {
    "--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color", "--skip-checks",
}  # fmt: skip
# Answered before the settings are read, so it is no management command.
WITHOUT_SETTINGS = {"secret"}


def page(name):
    return (REFERENCE / name).read_text()


def our_commands():
    return {name: app for name, app in get_commands().items() if app.startswith("seriktes.")}


def options_of(name, app):
    parsers = [load_command_class(app, name).create_parser("seriktes", name)]
    for action in parsers[0]._actions:
        parsers += action.choices.values() if isinstance(action, argparse._SubParsersAction) else []
    options = {option for parser in parsers for action in parser._actions for option in action.option_strings}
    return sorted(options - SHARED_OPTIONS)


def test_every_command_and_option_is_in_the_reference():
    ours = page("commands.md").partition("\n# `seriktes-analytics`")[0]
    sections = dict(re.findall(r"^## `(\w+)`$(.*?)(?=^## |\Z)", ours, re.MULTILINE | re.DOTALL))
    wanted = {name: [o for o in options_of(name, app) if o.startswith("--")] for name, app in our_commands().items()}
    assert {
        name: missing
        for name, options in wanted.items()
        if name not in sections or (missing := [option for option in options if f"`{option}" not in sections[name]])
    } == {}
    assert set(sections) == {*wanted, *WITHOUT_SETTINGS}


def test_every_setting_is_in_the_reference_as_it_is():
    rows = [f"| `{v.name}` | {f'`{v.default}`' if v.default else '(empty)'} | {v.meaning} |" for v in TABLE]
    assert [row for row in rows if row not in page("settings.md")] == []


def test_every_permission_is_in_the_reference():
    text = page("permissions.md")
    assert [name for name in PERMISSIONS if f"`{name}`" not in text] == []


def namespaces(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from [pattern.namespace] if pattern.namespace else []
            yield from namespaces(pattern)


def test_every_namespace_of_addresses_is_in_the_reference():
    text = page("addresses.md")
    assert [name for name in sorted(set(namespaces(get_resolver()))) if f"`{name}`" not in text] == []


def test_every_import_format_is_in_the_reference():
    app = get_commands()["import"]
    parser = load_command_class(app, "import").create_parser("seriktes", "import")
    formats = {
        str(choice)
        for action in parser._actions
        for choice in action.choices or ()
        if "--format" in action.option_strings
    }
    text = page("import-formats.md")
    assert formats
    assert [name for name in sorted(formats) if f"`{name}`" not in text] == []


def test_every_page_is_in_the_table_of_contents():
    contents = (ROOT / "mkdocs.yml").read_text()
    pages = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
    assert [name for name in pages if f" {name}\n" not in contents] == []
