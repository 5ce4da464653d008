"""Addresses of records, many on a page: what stands around the number is looked up once."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

# A number that no record has.
_NUMBER = 7_305_170_411_000_000


def address_of(view: str, pk: int) -> str:
    """What `reverse(view, args=[pk])` answers."""
    before, after = _around(get_script_prefix(), view)
    return f"{before}{pk}{after}"


@lru_cache(maxsize=500)
def _around(_prefix: str, view: str) -> tuple[str, str]:
    before, _, after = reverse(view, args=[_NUMBER]).partition(str(_NUMBER))
    return before, after
