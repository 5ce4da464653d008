"""The glossary by which the search crosses languages."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken
from seriktes.accounts.enums import Scope
from seriktes.common.api.types import Line, Shown
from seriktes.expertise.queries.glossary import glossary_lines, select

router = Router(tags=["expertise"])


class GlossaryAsked(BaseModel):
    q: Annotated[Line, Field(description="Part of a word, in any of the three languages.")] = ""
    field: Annotated[Line, Field(description="As `fields` of the answer has it.")] = ""
    show: Literal["all", "official", "check", "changed", "out"] = "all"
    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    skip: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class GlossaryTermOut(Shown):
    """One entry: the words of each language, the head word first."""

    name: str = Field(description="What the register calls it.")
    kk: list[str]
    ru: list[str]
    en: list[str]
    field: str
    source: str
    is_official: bool
    needs_check: bool = Field(description="A native speaker should look at it.")
    is_out: bool = Field(description="A librarian took it out of use.")


class GlossaryOut(Shown):
    items: list[GlossaryTermOut]
    total: int
    fields: dict[str, int]


@router.get(
    "/expertise/glossary", auth=BearerToken(Scope.EXPERTISE_READ, anonymous=True), response=GlossaryOut,
    summary="The glossary",
)  # fmt: skip
def glossary(request: HttpRequest, wanted: Annotated[GlossaryAsked, Query()]) -> GlossaryOut:  # noqa: ARG001
    """What is shipped, as librarians of this installation changed and extended it."""
    found = select(glossary_lines(), words=wanted.q, field=wanted.field, show=wanted.show)
    return GlossaryOut(
        items=[
            GlossaryTermOut(
                name=line.name, kk=_words(line.kk), ru=_words(line.ru), en=_words(line.en), field=line.field,
                source=line.source, is_official=line.is_official, needs_check=line.needs_check, is_out=line.is_out,
            )
            for line in found.lines[wanted.skip : wanted.skip + wanted.limit]
        ],
        total=len(found.lines), fields=dict(found.fields),
    )  # fmt: skip


def _words(said: str) -> list[str]:
    return [word.strip() for word in said.split("|") if word.strip()]
