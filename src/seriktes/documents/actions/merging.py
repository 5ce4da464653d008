"""Templates: text in a word processor with fields such as {{ number }}; checked before they are kept, merged in a sandbox.

Two walls. The check reads the template as a tree and knows every field, so that nothing but fields, `if` and `for`
gets in: no calls, no attributes that begin with an underscore, no arithmetic. The sandbox stands behind it.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from seriktes.documents.actions.files import check_docx
from seriktes.documents.actions.rendering.reading import Place, places_of
from seriktes.documents.definitions.refusals import Refusals, Refused

FILTERS = frozenset(
    {"upper", "lower", "title", "capitalize", "trim", "length", "default", "d", "first", "last", "join"}
)
DEEPEST = 3
_HARMLESS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.For, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Test, nodes.Filter, nodes.Name, nodes.Getattr, nodes.Getitem,
)  # fmt: skip
_TESTS = frozenset({"defined", "undefined", "none", "odd", "even", "in"})
_LOOP = {"index": 1, "index0": 0, "first": True, "last": False, "length": 1}
_UNKNOWN = object()
_BLOCK = re.compile(r"\{[\{%#].*?[\}%#]\}", re.DOTALL)


def environment() -> ImmutableSandboxedEnvironment:
    env = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    env.globals.clear()
    env.filters = {name: env.filters[name] for name in FILTERS}
    env.tests = {name: env.tests[name] for name in _TESTS}
    return env


def check_template(content: bytes, example: Mapping[str, Any]) -> list[str]:
    """The fields that the template uses; raises `Refusals` with every fault and its place."""
    check_docx(content)
    template = _open(content)
    places = places_of(content)
    checker = _Checker(example, places)
    for source in _sources(template):
        checker.check(source)
    if checker.faults:
        raise Refusals(checker.faults)
    merge(content, example)
    return sorted(checker.used)


def merge(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The template with the values of a record, as DOCX."""
    template = _open(content)
    try:
        template.render(dict(values), environment())
        out = io.BytesIO()
        template.save(out)
    except TemplateError as error:
        raise Refused("merge_failed", {"what": str(error)[:300]}) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, SyntaxError) as error:
        # A template whose marks cut through the tables of the text: the XML no longer fits together.
        raise Refused("merge_failed", {"what": type(error).__name__}) from error
    return out.getvalue()


def _open(content: bytes) -> DocxTemplate:
    template = DocxTemplate(io.BytesIO(content))
    try:
        template.init_docx()
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise Refused("docx_broken") from error
    return template


def _sources(template: DocxTemplate) -> Iterator[str]:
    """The marked-up XML of every part that is merged."""
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    document: Any = template.docx
    for part in document.part.package.iter_parts():
        if str(part.partname) in ("/word/footnotes.xml", "/word/endnotes.xml"):
            yield template.patch_xml(part.blob.decode("utf-8", "replace"))
    properties = document.core_properties
    for name in ("author", "title", "subject", "keywords", "comments", "category", "last_modified_by"):
        yield str(getattr(properties, name) or "")


class _Checker:
    """Walks the tree of a template with the example's values in hand."""

    def __init__(self, example: Mapping[str, Any], places: list[Place]) -> None:
        self.example, self.places = example, places
        self.faults: list[Refused] = []
        self.used: set[str] = set()
        self.env = environment()

    def check(self, source: str) -> None:
        try:
            tree = self.env.parse(source)
        except TemplateSyntaxError as error:
            self._fault("syntax", str(error.message or ""), {})
            return
        except TemplateError as error:  # an unknown filter or test
            self._fault("not_allowed", str(error), {"what": str(error)[:100]})
            return
        self._walk(tree, {name: (name, value) for name, value in self.example.items()}, 0)

    def _walk(self, node: nodes.Node, scope: Mapping[str, tuple[str, Any]], depth: int) -> None:
        if not isinstance(node, _HARMLESS):
            self._fault("not_allowed", type(node).__name__.lower(), {"what": type(node).__name__.lower()})
            return
        if isinstance(node, nodes.For):
            self._loop(node, scope, depth)
            return
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            self._fault("not_allowed", node.name, {"what": node.name})
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            self._fault("not_allowed", node.name, {"what": node.name})
        if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            self._value(node, scope)
            return
        for child in node.iter_child_nodes():
            self._walk(child, scope, depth)

    def _loop(self, node: nodes.For, scope: Mapping[str, tuple[str, Any]], depth: int) -> None:
        if depth >= DEEPEST or node.recursive or not isinstance(node.target, nodes.Name):
            self._fault("not_allowed", "for", {"what": "for … for … for"})
            return
        path, value = self._value(node.iter, scope)
        if value is _UNKNOWN:
            return
        if not isinstance(value, list):
            self._fault("not_allowed", path, {"what": f"for … in {path}"})
            return
        first = value[0] if value else _UNKNOWN
        inner = {**scope, node.target.name: (f"{path}[]", first), "loop": ("loop", _LOOP)}
        for child in (*([node.test] if node.test else []), *node.body, *node.else_):
            self._walk(child, inner, depth + 1)

    def _value(self, node: nodes.Node, scope: Mapping[str, tuple[str, Any]]) -> tuple[str, Any]:
        if isinstance(node, nodes.Name):
            if node.name in scope:
                path, value = scope[node.name]
                self.used.add(path)
                return path, value
            return self._unknown(node.name, list(scope))
        if isinstance(node, nodes.Getattr):
            return self._inside(node.node, node.attr, scope)
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            return self._inside(node.node, node.arg.value, scope)
        if isinstance(node, nodes.Filter) and node.name in FILTERS and node.node is not None:
            return self._value(node.node, scope)
        self._walk(node, scope, 0)
        return "", _UNKNOWN

    def _inside(self, node: nodes.Node, key: Any, scope: Mapping[str, tuple[str, Any]]) -> tuple[str, Any]:
        if not isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem | nodes.Filter):
            self._fault("not_allowed", str(key), {"what": f".{key}"})
            return "", _UNKNOWN
        path, value = self._value(node, scope)
        if value is _UNKNOWN:
            return path, _UNKNOWN
        if isinstance(value, list) and isinstance(key, int):
            self.used.add(f"{path}[]")
            return f"{path}[]", value[0] if value else _UNKNOWN
        if isinstance(value, Mapping) and key in value and not str(key).startswith("_"):
            self.used.discard(path)
            self.used.add(f"{path}.{key}")
            return f"{path}.{key}", value[key]
        return self._unknown(f"{path}.{key}", [f"{path}.{one}" for one in value] if isinstance(value, Mapping) else [])

    def _unknown(self, name: str, known: list[str]) -> tuple[str, Any]:
        from difflib import get_close_matches  # only for a template with a fault

        near = get_close_matches(name, known, n=1)
        hint = _("Did you mean “%(name)s”?") % {"name": near[0]} if near else ""
        self._fault("unknown_field", name.rsplit(".", 1)[-1], {"name": name, "hint": hint})
        return name, _UNKNOWN

    def _fault(self, code: str, wanted: str, values: dict[str, Any]) -> None:
        fault = Refused(code, {**values, "place": self._place(wanted)})
        if all((fault.code, fault.values) != (one.code, one.values) for one in self.faults):
            self.faults.append(fault)

    def _place(self, wanted: str) -> str:
        """The first paragraph with a mark that holds the word; else the first whose marks are not closed."""
        word = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
        for place in self.places:
            if any(word.search(mark) for mark in _BLOCK.findall(place.text)):
                return place.words
        for place in self.places:
            if place.text.count("{{") != place.text.count("}}") or place.text.count("{%") != place.text.count("%}"):
                return place.words
        marked = next((place for place in self.places if "{%" in place.text or "{{" in place.text), None)
        return marked.words if marked else _("The document")
