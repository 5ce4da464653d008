"""The operations on stipends, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from typing import Any

from tests.world import World

Rows = dict[str, Callable[[World], dict[str, Any]]]
KEYS = ("stipend_own", "stipend_served", "stipend_elsewhere")


def _extras(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.extras[key].pk} for key in keys}


def _parts(name: str, *keys: str) -> Rows:
    return {
        key: lambda world, key=key: {"pk": world.extras[key].pk, "part": getattr(world.extras[key], name).first().pk}
        for key in keys
    }


ONCE: Rows = {"": lambda _world: {}}
STIPENDS: Rows = _extras(*KEYS)
PAYMENTS: Rows = _parts("payments", *KEYS)
SERVICE: Rows = _parts("service", "stipend_served", "stipend_elsewhere")


def _reason(_world: World) -> dict[str, str]:
    return {"reason": "Invented reason"}


def _paid(_world: World) -> dict[str, str]:
    return {"on": "2026-03-02", "reference": "Invented 1"}


def _new(world: World) -> dict[str, Any]:
    return {
        "grantor": world.organisations["company"].pk, "university": world.organisations["university"].pk,
        "student": world.people["student"].pk, "currency": "KZT", "terms": {"en": "Invented"}, "service_months": 12,
        "payments": [{"due_on": "2099-09-01", "amount": "1000.00"}],
    }  # fmt: skip


OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/placements/stipends"): (ONCE, None),
    ("post", "/placements/stipends"): (ONCE, _new),
    ("get", "/placements/stipends/{pk}"): (STIPENDS, None),
    ("patch", "/placements/stipends/{pk}"): (STIPENDS, lambda _world: {"study": "Invented"}),
    ("post", "/placements/stipends/{pk}/ways/{way}"): (
        {
            f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[key].pk, "way": way}
            for key in KEYS
            for way in ("waive", "release")
        },
        _reason,
    ),
    ("post", "/placements/stipends/{pk}/payments/{part}/pay"): (PAYMENTS, _paid),
    **{
        ("post", f"/placements/stipends/{{pk}}/payments/{{part}}/{way}"): (PAYMENTS, _reason)
        for way in ("withhold", "reverse")
    },
    ("post", "/placements/stipends/{pk}/payments/{part}/again"): (PAYMENTS, lambda _world: {"on": "2026-03-02"}),
    ("post", "/placements/stipends/{pk}/repayments"): (STIPENDS, lambda world: _paid(world) | {"amount": "1000.00"}),
    ("post", "/placements/stipends/{pk}/repayments/{part}/take-back"): (_parts("repayments", *KEYS), _reason),
    ("post", "/placements/stipends/{pk}/service"): (
        STIPENDS, lambda _world: {"employer_name": "Invented", "starts_on": "2026-01-10", "ends_on": "2026-01-20"},
    ),
    **{
        ("post", f"/placements/stipends/{{pk}}/service/{{part}}/{way}"): (SERVICE, _reason)
        for way in ("confirm", "decline")
    },
    ("post", "/placements/stipends/{pk}/service/{part}/ask"): (
        SERVICE, lambda _world: {"email": "hr@employer.example", "language": "ru"},
    ),
    ("post", "/placements/stipends/{pk}/service/{part}/files"): (SERVICE, None),
    ("get", "/placements/stipend-service-files/{pk}"): (
        {
            key: lambda world, key=key: {"pk": world.extras[key].service.first().files.first().pk}
            for key in ("stipend_served", "stipend_elsewhere")
        },
        None,
    ),
    ("post", "/placements/stipends/{pk}/postponements"): (
        STIPENDS,
        lambda _world: {"kind": "illness", "starts_on": "2026-01-10", "ends_on": "2026-01-20", "reason": "Invented"},
    ),
}  # fmt: skip
