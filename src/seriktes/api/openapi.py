"""What the generated schema lacks: problem details, scopes, headers of requests and responses."""

import re
from typing import Any

from ninja import NinjaAPI
from ninja.constants import NOT_SET
from ninja.utils import normalize_path
from pydantic import BaseModel

from seriktes.accounts.api.gate import BearerToken
from seriktes.common.api.once import HEADER, LONGEST_KEY
from seriktes.common.api.problems import KINDS, MEDIA_TYPE

_REF = "#/components/schemas/{model}"
_PROBLEM = "Problem"
_IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
    "description": "The ETag of the record as it was read; `*` overwrites whatever stands there.",
    "example": '"v5-3f2a91c0d4e5b6a7"',
}  # fmt: skip
_ONCE = {
    "name": HEADER, "in": "header", "required": False, "schema": {"type": "string", "maxLength": LONGEST_KEY},
    "description": "A key of your own for the new thing: sent again with it, the request makes nothing more.",
}  # fmt: skip
_LANGUAGE = {
    "name": "Accept-Language", "in": "header", "required": False,
    "schema": {"type": "string", "enum": ["kk", "ru", "en"]}, "description": "The language of names and of errors.",
}  # fmt: skip


def complete(api: NinjaAPI, schema: dict[str, Any], problem: type[BaseModel]) -> dict[str, Any]:
    model = problem.model_json_schema(ref_template=_REF, mode="serialization")
    components = schema["components"]
    components["schemas"] |= model.pop("$defs", {})
    components["schemas"][_PROBLEM] = model
    components["responses"] = {code: _response(code, str(title)) for code, (_status, title) in KINDS.items()}
    gates = _gates(api)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            _finish(operation, gates[path, method], method=method)
    schema["tags"] = [
        {"name": name} for name in sorted({tag for op in _operations(schema) for tag in op.get("tags", [])})
    ]
    return schema


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in schema["paths"].values() for operation in methods.values()]


def _gates(api: NinjaAPI) -> dict[tuple[str, str], BearerToken]:
    """The gate of each operation, by path and method as the schema writes them."""
    found: dict[tuple[str, str], BearerToken] = {}
    root = api.get_root_path({})
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            full = normalize_path("/" + root + "/".join(part for part in (bound.prefix, path) if part))
            full = re.sub(r"{[^}:]+:", "{", full)
            for operation in view.operations:
                gate = next(iter(operation.auth_callbacks), None)
                if not isinstance(gate, BearerToken) or operation.auth_param is NOT_SET:
                    raise TypeError(f"{full} has no BearerToken as its auth.")
                found |= {(full, method.lower()): gate for method in operation.methods}
    return found


def _response(code: str, title: str) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": title,
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=_PROBLEM)}}},
    }
    headers = {
        "too-many-requests": "Retry-After",
        "token-invalid": "WWW-Authenticate",
        "token-missing": "WWW-Authenticate",
    }
    if name := headers.get(code):
        response["headers"] = {name: {"schema": {"type": "string"}}}
    return response


def _makes_a_record(operation: dict[str, Any]) -> bool:
    made = "201" in {str(status) for status in operation["responses"]}
    return made and "application/json" in operation.get("requestBody", {}).get("content", {})


def _finish(operation: dict[str, Any], gate: BearerToken, *, method: str) -> None:
    needs = [{"BearerToken": [gate.scope.value] if gate.scope else []}]
    operation["security"] = [*([{}] if gate.anonymous else []), *needs]
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        # Those of a JSON Schema are a list; beside it, OpenAPI wants named objects.
        if isinstance(parameter.get("examples"), list):
            parameter["schema"] = parameter["schema"] | {"examples": parameter.pop("examples")}
    parameters.append(_LANGUAGE)
    codes = ["malformed", "token-invalid", "too-many-requests", "server-error", "invalid", "not-found"]
    if gate.scope:
        codes.append("scope-missing")
    if "requestBody" in operation:
        codes += ["too-large", "media-type"]
    if method != "get":
        codes += ["conflict", "edited-elsewhere"]
    if wanted := operation.pop("x-if-match", None):
        is_required = wanted != "optional"
        parameters.append(_IF_MATCH | {"required": is_required})
        codes += ["precondition-required"] if is_required else []
    if method == "post" and _makes_a_record(operation):
        parameters.append(_ONCE)
        operation["responses"]["303"] = {
            "description": "A request with this key made it already.",
            "headers": {"Location": {"schema": {"type": "string"}}},
        }
    if method == "get":
        operation["responses"]["304"] = {"description": "Not changed since the tag of If-None-Match."}
        codes.append("edited-elsewhere")
    for code in codes:
        status = str(KINDS[code][0])
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{code}"})
    operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
