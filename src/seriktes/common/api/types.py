"""Checked types of parameters and bodies. Every number is bounded, and no text holds what a database refuses."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from seriktes.common.text import visible

LARGEST_KEY = 2**63 - 1
# No control characters: PostgreSQL refuses NUL, and no reader sees the others.
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Key = Annotated[int, Path(ge=1, le=LARGEST_KEY, description="The record's number.")]
RecordNumber = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
Name = Annotated[str, StringConstraints(max_length=500, pattern=ONE_LINE), AfterValidator(visible)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=ONE_LINE), AfterValidator(visible)]
ShortLine = Annotated[str, StringConstraints(max_length=100, pattern=ONE_LINE)]
Prose = Annotated[str, StringConstraints(max_length=20_000, pattern=LINES)]
# Years that every database and every sum of days can hold.
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31), json_schema_extra={"example": "2026-09-01"})]
# Numbers with two places travel as text, so that no program makes a binary fraction of them on the way.
DecimalIn = Annotated[
    str, StringConstraints(max_length=19, pattern=r"^[0-9]{1,16}(\.[0-9]{1,2})?$"), AfterValidator(Decimal),
    Field(json_schema_extra={"example": "1500000.00"}),
]  # fmt: skip
DecimalOut = Annotated[str, Field(pattern=r"^-?[0-9]+\.[0-9]{2}$", json_schema_extra={"example": "1500000.00"})]
Currency = Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$"), Field(description="ISO 4217, as `KZT`.")]


def decimal_out(amount: Decimal | None) -> str | None:
    """As it stands in the register, with two places."""
    return None if amount is None else f"{amount:.2f}"


class Body(BaseModel):
    """A body that a program sends. A member that is not known is refused: it is a misspelt one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Shown(BaseModel):
    """What a program is shown."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class NamesIn(Body):
    """Names by language; a language that is left out keeps its name, an empty text takes it away."""

    kk: Name | None = None
    ru: Name | None = None
    en: Name | None = None

    def given(self) -> dict[str, str]:
        return {code: value for code, value in self.model_dump(exclude_unset=True).items() if value is not None}


class NamesOut(Shown):
    """The name in each of the three languages; empty where there is none."""

    kk: str
    ru: str
    en: str
