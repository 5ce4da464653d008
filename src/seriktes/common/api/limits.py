"""How often one token, or one address without a token, may ask.

The counts stand in the shared cache, so that all processes count together. A process takes a lot of requests from
the cache at once and counts it down by itself: most requests then cost no query.
"""

import math
import time
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

_LOTS_A_WINDOW = 20
_REMEMBERED = 10_000
_PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int

    @classmethod
    @lru_cache(maxsize=16)
    def parse(cls, text: str) -> "Rate":
        """`600/minute`, as the settings hold it."""
        count, _, period = text.partition("/")
        return cls(int(count), _PERIODS[period])


@dataclass(frozen=True)
class Standing:
    """How the asker stands after this request."""

    rate: Rate
    remaining: int
    reset: int
    is_over: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10)."""
        return {
            "RateLimit-Policy": f'"default";q={self.rate.requests};w={self.rate.seconds}',
            "RateLimit": f'"default";r={self.remaining};t={self.reset}',
        }


@dataclass
class _Lot:
    window: int
    left: int
    behind: int


@dataclass
class _Lots:
    by_asker: dict[str, _Lot] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_lots = _Lots()


def forget() -> None:
    """Drop what this process has taken: for tests."""
    _lots.by_asker.clear()


def count_request(asker: str, rate: Rate, now: float | None = None) -> Standing:
    """Count one request of the asker in the window that runs now."""
    now = time.time() if now is None else now
    window = int(now // rate.seconds)
    reset = max(1, math.ceil((window + 1) * rate.seconds - now))
    key = f"{asker}:{rate.requests}:{rate.seconds}"
    with _lots.lock:
        lot = _lots.by_asker.get(key)
        if lot is None or lot.window != window or lot.left == 0:
            lot = _take(key, rate, window)
        if lot.left == 0:
            return Standing(rate, 0, reset, is_over=True)
        lot.left -= 1
        return Standing(rate, lot.left + lot.behind, reset)


def _take(key: str, rate: Rate, window: int) -> _Lot:
    """The next lot from the shared cache; an empty one when the window is used up."""
    size = max(1, rate.requests // _LOTS_A_WINDOW)
    place = f"api-rate:{key}:{window}"
    cache.add(place, 0, rate.seconds + 60)
    try:
        taken = cache.incr(place, size)
    except ValueError:  # it went out of the cache between the two calls
        cache.set(place, size, rate.seconds + 60)
        taken = size
    left = max(0, min(size, rate.requests - (taken - size)))
    if len(_lots.by_asker) >= _REMEMBERED:
        _lots.by_asker.clear()
    lot = _lots.by_asker[key] = _Lot(window, left, max(0, rate.requests - taken))
    return lot


def address_of(request: HttpRequest) -> str:
    """The asker's address. Behind proxies it is the one that the outermost trusted proxy saw; what the asker itself
    writes into the header counts for nothing. IPv6 addresses count by their network of 64 bits."""
    text = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and forwarded:
        text = forwarded[-min(proxies, len(forwarded))]
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)
