"""A sentence that is put together while a module loads is spoken in one language for ever."""

import ast
from pathlib import Path

import pytest

import seriktes

SOURCES = sorted(Path(seriktes.__file__).parent.rglob("*.py"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def lazy_names(tree):
    return {
        name.asname or name.name
        for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names if name.name.endswith("_lazy")
    }  # fmt: skip


def fixed_at_import(source):
    """The lines where a lazy sentence is filled in outside of every function, by `%` or in an f-string."""
    tree = ast.parse(source)
    lazy = lazy_names(tree)

    def is_lazy(node):
        return isinstance(node, ast.Call) and getattr(node.func, "id", "") in lazy

    def within(node):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, FUNCTIONS):
                continue
            if (isinstance(child, ast.BinOp) and isinstance(child.op, ast.Mod) and is_lazy(child.left)) or (
                isinstance(child, ast.JoinedStr) and any(is_lazy(part) for part in ast.walk(child))
            ):
                yield child.lineno
            yield from within(child)

    return list(within(tree)) if lazy else []


HEAD = "from django.utils.translation import gettext_lazy as _\n"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('help = _("At most %(n)s.") % {"n": 12}', [2]),
        ("help = f\"{_('At most')} 12\"", [2]),
        ('def help():\n    return _("At most %(n)s.") % {"n": 12}', []),
        ('help = _("At most.")', []),
    ],
)
def test_what_is_filled_in_at_import_is_found(source, lines):
    assert fixed_at_import(HEAD + source) == lines


def test_no_sentence_is_filled_in_while_a_module_loads():
    assert {str(path): lines for path in SOURCES if (lines := fixed_at_import(path.read_text()))} == {}
