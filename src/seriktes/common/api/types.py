"""Checked types of parameters and bodies. Every number is bounded, and no text holds what a database refuses."""

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
