"""What SQLite lacks beside PostgreSQL: letters beyond ASCII in LIKE, LOWER and UPPER."""

import re
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


@lru_cache(maxsize=256)
def _like_pattern(pattern: str, escape: str) -> re.Pattern[str]:
    parts, characters = [], iter(pattern.casefold())
    for character in characters:
        if escape and character == escape:
            parts.append(re.escape(next(characters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(character) or re.escape(character))
    return re.compile("".join(parts), re.DOTALL)


def unicode_like(pattern: str | None, value: Any, escape: str = "") -> bool | None:
    """SQL LIKE that ignores case in every alphabet, as PostgreSQL's ILIKE does."""
    if pattern is None or value is None:
        return None
    return _like_pattern(pattern, escape).fullmatch(str(value).casefold()) is not None


def add_unicode_functions(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor != "sqlite":
        return
    create = connection.connection.create_function
    create("LIKE", 2, unicode_like, deterministic=True)
    create("LIKE", 3, unicode_like, deterministic=True)
    create("LOWER", 1, lambda value: value.lower() if isinstance(value, str) else value, deterministic=True)
    create("UPPER", 1, lambda value: value.upper() if isinstance(value, str) else value, deterministic=True)
