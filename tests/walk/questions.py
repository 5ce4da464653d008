"""Which names of the question in an address an answer looks at: what it does not look at cannot change it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict

# Looks at the question as a whole: at every name there might be.
WHOLE = "*"
BY_NAME = ("__getitem__", "__contains__", "get", "getlist")
AS_A_WHOLE = (
    "__iter__", "__len__", "__eq__", "__copy__", "__deepcopy__", "copy", "dict", "items", "keys", "lists", "urlencode",
    "values",
)  # fmt: skip


def _watched(looked_at: set[str]) -> type[QueryDict]:
    def noting(method: str, *, by_name: bool) -> Any:
        original = getattr(QueryDict, method)

        def noted(self: QueryDict, *args: Any, **kwargs: Any) -> Any:
            looked_at.add(args[0] if by_name else WHOLE)
            return original(self, *args, **kwargs)

        return noted

    methods = {name: noting(name, by_name=True) for name in BY_NAME}
    methods |= {name: noting(name, by_name=False) for name in AS_A_WHOLE}
    return type("Watched", (QueryDict,), {**methods, "__hash__": None})


@contextmanager
def questions_watched() -> Iterator[set[str]]:
    """Inside, the set fills with the names that answers look at; `WHOLE` stands for all of them."""
    looked_at: set[str] = set()
    watched = _watched(looked_at)

    def question(request: WSGIRequest) -> QueryDict:
        found = request.__dict__.get("GET")
        if found is None:
            already = set(looked_at)
            found = request.__dict__["GET"] = watched(request.META.get("QUERY_STRING", ""))
            looked_at.intersection_update(already)  # reading it in is not looking at it
        return found

    def set_question(request: WSGIRequest, value: QueryDict) -> None:
        request.__dict__["GET"] = value

    with mock.patch.object(WSGIRequest, "GET", property(question, set_question)):
        yield looked_at


def may_matter(looked_at: set[str], question: str) -> bool:
    """Whether an answer that looked at these names could be another one with the question, such as "?q=…"."""
    return WHOLE in looked_at or not looked_at.isdisjoint(QueryDict(question.removeprefix("?")))
