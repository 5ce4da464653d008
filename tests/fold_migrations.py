"""Moves indexes and constraints of new tables into their CreateModel: `python -m tests.fold_migrations [--check]`.

Django renders the whole state of models again at every AddIndex and AddConstraint, which makes an empty database take twice
the time. Not everything can move: what refers to a field that is added later stays.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"
MOVES = {"AddIndex": ("index", "indexes"), "AddConstraint": ("constraint", "constraints")}


def operations_of(tree: ast.Module) -> list[ast.Call]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.List):
            continue
        if any(getattr(one, "id", "") == "operations" for one in node.targets):
            return [one for one in node.value.elts if isinstance(one, ast.Call)]
    return []


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def word(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def movable(text: str) -> Iterator[tuple[ast.Call, ast.Call, str, str]]:
    """(operation, CreateModel of its table, key of options, source of the index or constraint)."""
    tables: dict[str, tuple[ast.Call, set[str]]] = {}
    for call in operations_of(ast.parse(text)):
        if word(call) == "CreateModel":
            fields = keyword(call, "fields")
            named = {one.elts[0].value for one in fields.elts} if isinstance(fields, ast.List) else set()  # type: ignore[attr-defined]
            tables[keyword(call, "name").value.lower()] = (call, named)  # type: ignore[union-attr]
        elif word(call) in MOVES:
            argument, key = MOVES[word(call)]
            created = tables.get(keyword(call, "model_name").value)  # type: ignore[union-attr]
            value = keyword(call, argument)
            source = ast.get_source_segment(text, value) if value is not None else None
            if created and source and fields_in(source) <= created[1]:
                yield call, created[0], key, source


def fields_in(source: str) -> set[str]:
    """Names of fields that an index or constraint speaks of."""
    tree = ast.parse(source, mode="eval")
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "fields" and isinstance(node.value, ast.List | ast.Tuple):
            found |= {one.value.lstrip("-") for one in node.value.elts}  # type: ignore[attr-defined]
        elif isinstance(node, ast.Call) and word(node) in ("Q", "F"):
            found |= {str(one.value) for one in node.args if isinstance(one, ast.Constant)}
        elif isinstance(node, ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Constant):
            found.add(str(node.elts[0].value).split("__")[0])
    return found - {"_connector", "_negated"}


def lists_in(options: ast.expr | None) -> dict[str, ast.expr]:
    pairs = zip(options.keys, options.values, strict=True) if isinstance(options, ast.Dict) else ()
    return {key.value: value for key, value in pairs if isinstance(key, ast.Constant) and isinstance(value, ast.List)}  # type: ignore[misc]


def offsets(text: str, node: ast.AST) -> tuple[int, int]:
    lines = text.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return (
        starts[node.lineno - 1] + node.col_offset,  # type: ignore[attr-defined]
        starts[node.end_lineno - 1] + node.end_col_offset,  # type: ignore[attr-defined]
    )


def folded(text: str) -> str:
    data = text.encode()
    edits: list[tuple[int, int, bytes]] = []
    into: dict[int, tuple[ast.Call, dict[str, list[str]]]] = {}
    for call, created, key, source in movable(text):
        start, stop = offsets(text, call)
        comma = re.match(rb"\s*,", data[stop:])
        edits.append((start, stop + (comma.end() if comma else 0), b""))
        into.setdefault(id(created), (created, {}))[1].setdefault(key, []).append(source)
    for created, keys in into.values():
        options = keyword(created, "options")
        there = lists_in(options)
        for key in keys.keys() & there.keys():
            start = offsets(text, there[key])[0] + 1
            edits.append((start, start, "".join(f"{source}, " for source in keys[key]).encode()))
        fresh = {key: sources for key, sources in keys.items() if key not in there}
        inside = "".join(f'"{key}": [{", ".join(sources)}],' for key, sources in fresh.items())
        if options is None:
            fields = keyword(created, "fields")
            assert fields is not None
            stop = offsets(text, fields)[1]
            edits.append((stop, stop, f", options={{{inside}}}".encode()))
        else:
            start = offsets(text, options)[0] + 1
            edits.append((start, start, inside.encode()))
    for start, stop, new in sorted(edits, reverse=True, key=lambda edit: edit[:2]):
        data = data[:start] + new + data[stop:]
    return data.decode()


def main() -> int:
    left = 0
    for path in sorted(SOURCE.glob("seriktes/*/migrations/0*.py")):
        text = path.read_text()
        count = len(list(movable(text)))
        if count and "--check" in sys.argv:
            left += count
            print(f"{path}: {count} indexes and constraints can stand in CreateModel: python -m tests.fold_migrations")
        elif count:
            path.write_text(folded(text))
            print(f"{path}: {count}")
    return bool(left)


if __name__ == "__main__":
    sys.exit(main())
