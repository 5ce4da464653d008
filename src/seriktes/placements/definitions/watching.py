"""Why a host is put on watch, and which figures the register proposes to look at. A figure proposes; a person decides,
in words of their own."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class WatchReason(models.TextChoices):
    OFF_PLAN = "off_plan", _("other work than the plan says")
    BROKEN_OFF = "broken_off", _("placements broken off")
    EVALUATIONS = "evaluations", _("poor evaluations by students")
    SUPERVISION = "supervision", _("no supervisor at hand")
    SAFETY = "safety", _("safety at work")
    MISUSE = "misuse", _("misuse or harassment")
    PAY = "pay", _("pay or terms not kept")
    NO_ANSWER = "no_answer", _("does not answer")
    OTHER = "other", _("another reason")


# What a figure must reach before it is proposed, and how much must stand behind it: a single bad week proposes nobody.
OFF_PLAN_SHARE, OFF_PLAN_HOURS = Decimal("0.30"), Decimal(100)
BROKEN_OFF_SHARE, BROKEN_OFF_PLACEMENTS, BROKEN_OFF_CASES = Decimal("0.20"), 5, 2
EVALUATION_SHARE, EVALUATION_CASES = Decimal("0.50"), 3


@dataclass(frozen=True)
class Figure:
    """A fact about one host at one university: `part` of `of` (hours, placements, points), and how many cases."""

    code: str
    part: Decimal
    of: Decimal
    cases: int

    @property
    def share(self) -> Decimal:
        return self.part / self.of if self.of else Decimal(0)


def is_proposed(figure: Figure) -> bool:
    """Whether a person should look at it."""
    if figure.code == WatchReason.OFF_PLAN:
        return figure.of >= OFF_PLAN_HOURS and figure.share >= OFF_PLAN_SHARE
    if figure.code == WatchReason.BROKEN_OFF:
        return (
            figure.of >= BROKEN_OFF_PLACEMENTS and figure.part >= BROKEN_OFF_CASES and figure.share >= BROKEN_OFF_SHARE
        )
    # Of evaluations the share is that of the points that were not given.
    return (
        figure.code == WatchReason.EVALUATIONS and figure.cases >= EVALUATION_CASES and figure.share >= EVALUATION_SHARE
    )


def is_worse(figure: Figure, seen: str | None) -> bool:
    """Than when a person last let it pass: by five hundredths at least, so that one more hour does not ask anew."""
    return seen is None or figure.share >= Decimal(seen) + Decimal("0.05")
