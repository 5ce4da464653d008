"""Stipends: objects for each address, and the rows that they need."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from seriktes.placements.enums import PaymentState, ServiceState, StipendState
from seriktes.placements.models import Repayment, ServiceFile, ServicePeriod, Stipend, StipendPayment
from tests.walk.arguments import Fillers, extras
from tests.world import World

STIPENDS = ("stipend_own", "stipend_served", "stipend_elsewhere")
SERVED = ("stipend_served", "stipend_elsewhere")
PAPER = b"%PDF-1.7 walked"


def _parts(name: str, keys: tuple[str, ...], ways: tuple[str, ...] = ("",)) -> Fillers:
    def filler(key: str, way: str) -> Any:
        def arguments(world: World) -> dict[str, Any]:
            return {"pk": getattr(world.extras[key], name).first().pk, **({"way": way} if way else {})}

        return arguments

    return {" ".join(filter(None, (key, way))): filler(key, way) for key in keys for way in ways}


FILLERS: dict[str, Fillers] = {
    **dict.fromkeys(
        [f"placements:stipend{name}" for name in ("", "_edit", "_repayment", "_postpone", "_service_add",
                                                  "_student_signature", "_certificate")],
        extras(*STIPENDS),
    ),
    "placements:stipend_move": {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[key].pk, "way": way}
        for key in STIPENDS for way in ("record", "graduate", "waive", "weather")
    },
    "placements:stipend_payment": _parts("payments", STIPENDS, ("pay", "reverse", "weather")),
    "placements:stipend_repayment_take_back": _parts("repayments", STIPENDS),
    **dict.fromkeys(
        [f"placements:stipend_service_{way}" for way in ("ask", "confirm", "decline", "attach")], _parts("service", SERVED)
    ),
    "placements:stipend_service_file": {
        key: lambda world, key=key: {"pk": world.extras[key].service.first().files.first().pk} for key in SERVED
    },
}  # fmt: skip


def furnish_stipends(world: World) -> None:
    """Of the company one for a fellow student that is being paid and one for the persona in service; one of the hidden
    company for a student of the hidden university, which nobody of the personas may know."""
    own = _stipend(world, "company", "fellow_student", "university", StipendState.PAYING)
    served = _stipend(world, "company", "student", "university", StipendState.SERVICE)
    elsewhere = _stipend(world, "hidden_company", "hidden_student", "hidden_university", StipendState.SERVICE)
    for one in (served, elsewhere):
        period = ServicePeriod.objects.create(
            stipend=one, employer=one.grantor, starts_on=date(2025, 8, 1), ends_on=date(2025, 12, 31),
            state=ServiceState.TOLD,
        )  # fmt: skip
        row = ServiceFile(period=period, name="walked.pdf", sha256=hashlib.sha256(PAPER).hexdigest(), at=timezone.now())
        row.file.save("walked.pdf", ContentFile(PAPER), save=False)
        row.save()
    world.extras.update(stipend_own=own, stipend_served=served, stipend_elsewhere=elsewhere)


def _stipend(world: World, grantor: str, student: str, university: str, state: str) -> Stipend:
    in_service = state == StipendState.SERVICE
    made = Stipend.objects.create(
        grantor=world.organisations[grantor], student=world.people[student], university=world.organisations[university],
        currency="KZT", terms_en="Invented", service_months=36, state=state, offered_at=timezone.now(),
        signed_on=date(2024, 9, 1), graduated_on=date(2025, 6, 30) if in_service else None,
        begin_by=date(2025, 9, 30) if in_service else None,
    )  # fmt: skip
    StipendPayment.objects.create(
        stipend=made, place=1, due_on=date(2024, 9, 10), amount=Decimal(100_000), state=PaymentState.PAID,
        paid_on=date(2024, 9, 10), reference="W-1",
    )  # fmt: skip
    Repayment.objects.create(stipend=made, on=date(2025, 1, 10), amount=Decimal(5), reference="W-R")
    StipendPayment.objects.create(stipend=made, place=2, due_on=date(2024, 10, 10), amount=Decimal(100_000))
    return made
