"""The OpenAPI document as a page can show it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Member:
    name: str
    type: str
    required: bool
    description: str
    model: str = ""
    place: str = ""


@dataclass(frozen=True)
class OperationShown:
    method: str
    path: str
    summary: str
    description: str
    scope: str
    anonymous: bool
    parameters: list[Member]
    body: str
    body_type: str
    answer: str
    answer_type: str
    anchor: str
    statuses: list[str] = field(default_factory=list)


# Said once at the top of the page.
_EVERYWHERE = {"Accept-Language"}


def operations_by_tag(schema: dict[str, Any]) -> list[tuple[str, list[OperationShown]]]:
    groups: dict[str, list[OperationShown]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    return list(groups.items())


def described(schema: dict[str, Any]) -> list[tuple[str, str, list[Member], list[str]]]:
    """The objects of the document: name, description, members; the values of an enumeration."""
    return [
        (name, model.get("description", ""), _members(model), [str(value) for value in model.get("enum", [])])
        for name, model in sorted(schema["components"]["schemas"].items())
        if not name.startswith("NinjaResponse")
    ]


def _operation(method: str, path: str, operation: dict[str, Any]) -> OperationShown:
    needs = operation["security"]
    scopes = needs[-1]["BearerToken"]
    body = _content(operation.get("requestBody", {}))
    answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    answer = _content(answers[0]) if answers else {}
    return OperationShown(
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        scope=scopes[0] if scopes else "",
        anonymous={} in needs,
        parameters=[_parameter(one) for one in operation["parameters"] if one["name"] not in _EVERYWHERE],
        body=_model(body),
        body_type=_type(body) if body else "",
        answer=_model(answer),
        answer_type=_type(answer) if answer else "",
        anchor=operation["operationId"],
        statuses=sorted(operation["responses"]),
    )


def _content(holder: dict[str, Any]) -> dict[str, Any]:
    """The schema of the first form of a body."""
    for form in holder.get("content", {}).values():
        return dict(form.get("schema", {}))
    return {}


def _parameter(parameter: dict[str, Any]) -> Member:
    schema = parameter["schema"]
    return Member(
        name=parameter["name"], type=_type(schema), required=parameter.get("required", False),
        description=parameter.get("description", ""), model=_model(schema), place=parameter["in"],
    )  # fmt: skip


def _members(model: dict[str, Any]) -> list[Member]:
    required = set(model.get("required", []))
    return [
        Member(name, _type(schema), name in required, schema.get("description", ""), _model(schema))
        for name, schema in model.get("properties", {}).items()
    ]


def _model(schema: dict[str, Any]) -> str:
    """The name of the object that the schema leads to, for a link."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    parts = [*([schema["items"]] if "items" in schema else []), *schema.get("anyOf", []), *schema.get("allOf", [])]
    return next((name for part in parts if (name := _model(part))), "")


def _type(schema: dict[str, Any]) -> str:
    """The type in words: `string (date) or null`, `list of Name`, `integer 1–200`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if parts := schema.get("anyOf") or schema.get("allOf"):
        return " | ".join(_type(part) for part in parts)
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"[{_type(schema.get('items', {}))}]"
    if "format" in schema:
        kind += f" ({schema['format']})"
    if "minimum" in schema and "maximum" in schema:
        kind += f" {schema['minimum']}…{schema['maximum']}"
    elif "maxLength" in schema:
        kind += f" ≤ {schema['maxLength']}"
    return kind
