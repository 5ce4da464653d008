"""The glossary by which the search crosses languages."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, member
from seriktes.accounts.enums import Scope
from seriktes.accounts.models import User
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import ONE_LINE, Body, Shown
from seriktes.common.api.types import Line as TextLine
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.expertise.actions import glossary as actions
from seriktes.expertise.actions.glossary import FIELDS, WORDS
from seriktes.expertise.queries.glossary import BAR, Line, find_line, glossary_lines, select

router = Router(tags=["expertise"])
READ, WRITE = BearerToken(Scope.EXPERTISE_READ, anonymous=True), BearerToken(Scope.EXPERTISE_WRITE)
OPTIONAL = {"x-if-match": "optional"}
Name = Annotated[str, Path(max_length=60, pattern="^[A-Za-z0-9_-]+$", description="`name` of the entry.")]


class GlossaryAsked(BaseModel):
    q: Annotated[TextLine, Field(description="Part of a word, in any of the three languages.")] = ""
    field: Annotated[TextLine, Field(description="As `fields` of the answer has it.")] = ""
    show: Literal["all", "official", "check", "changed", "out"] = "all"
    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    skip: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class GlossaryTermOut(Shown):
    """One entry: the words of each language, the head word first."""

    name: str = Field(description="What the register calls it, and the end of its address.")
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
    "/expertise/glossary", auth=READ, response=GlossaryOut,
    summary="The glossary",
)  # fmt: skip
def glossary(request: HttpRequest, wanted: Annotated[GlossaryAsked, Query()]) -> GlossaryOut:  # noqa: ARG001
    """What is shipped, as librarians of this installation changed and extended it."""
    found = select(glossary_lines(), words=wanted.q, field=wanted.field, show=wanted.show)
    return GlossaryOut(
        items=[
            _shown(line) for line in found.lines[wanted.skip : wanted.skip + wanted.limit]
        ],
        total=len(found.lines), fields=dict(found.fields),
    )  # fmt: skip


def _shown(line: Line) -> GlossaryTermOut:
    return GlossaryTermOut(
        name=line.name, kk=_words(line.kk), ru=_words(line.ru), en=_words(line.en), field=line.field,
        source=line.source, is_official=line.is_official, needs_check=line.needs_check, is_out=line.is_out,
    )  # fmt: skip


def _words(said: str) -> list[str]:
    return [word.strip() for word in said.split("|") if word.strip()]


@router.get("/expertise/glossary/{slug:name}", auth=READ, response=GlossaryTermOut, summary="One entry of the glossary")
def entry(request: HttpRequest, name: Name) -> GlossaryTermOut:
    return _answer(request, _line(name))


def _line(name: str) -> Line:
    found = find_line(name)
    if found is None:
        raise not_found()
    return found


def _answer(request: HttpRequest, line: Line) -> GlossaryTermOut:
    mark_version(request, line.version or 0)
    return _shown(line)


# --- For librarians ---------------------------------------------------------------------------------------------------
Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f|]*$")]
Words = Annotated[list[Word], Field(max_length=20, description="The head word first, then what is said besides.")]


class TermIn(Body):
    """A member that is left out stays as it is."""

    kk: Words | None = None
    ru: Words | None = None
    en: Words | None = None
    field: Annotated[str, Field(max_length=40, pattern=ONE_LINE, description="As `mining`.")] | None = None
    source: Annotated[str, Field(max_length=300, pattern=ONE_LINE, description="The act, or the standard.")] | None = (
        None
    )
    needs_check: bool | None = None

    def over(self, line: Line) -> dict[str, Any]:
        """What the entry then says."""
        given = self.model_dump(exclude_none=True)
        said = {code: BAR.join(words) for code, words in given.items() if code in WORDS}
        return {name: getattr(line, name) for name in FIELDS} | given | said


def _keeper(request: HttpRequest) -> User:
    """Whoever reads the glossary knows that it is there: who may not keep it is told so."""
    user = member(request)
    if not user.has_perm("expertise.keep_glossary"):
        raise not_permitted()
    return user


@router.post("/expertise/glossary", auth=WRITE, response={201: GlossaryTermOut}, summary="Add an entry to the glossary")
def add(request: HttpRequest, response: HttpResponse, new: TermIn) -> GlossaryTermOut:
    """In at least two of the three languages; searches use it from now on. Refused with the reason `stands`, and in
    `entry` its name, when one with the same head words stands there."""
    row = actions.add_term(values=new.over(Line("", "", "")), by=_keeper(request))
    line = _line(f"own-{row.pk}")
    response["Location"] = request.build_absolute_uri(f"/api/v1/expertise/glossary/{line.name}")
    return _answer(request, line)


@router.patch(
    "/expertise/glossary/{slug:name}", auth=WRITE, response=GlossaryTermOut, openapi_extra={"x-if-match": True},
    summary="Change an entry of the glossary",
)  # fmt: skip
def alter(request: HttpRequest, name: Name, change: TermIn) -> GlossaryTermOut:
    """What is said of a shipped entry is written down beside it: the entry gets another `name`, and is found by its old
    one too."""
    by, line = _keeper(request), _line(name)
    seen = replace(line, version=expected_version(request))
    row = actions.change_term(line=seen, values=change.over(line), by=by)
    return _answer(request, _line(f"{row.replaces or 'own'}-{row.pk}"))


def _put(request: HttpRequest, name: str, *, is_out: bool) -> GlossaryTermOut:
    by, line = _keeper(request), _line(name)
    row = actions.set_out_of_use(line=replace(line, version=version_if_given(request)), is_out=is_out, by=by)
    return _answer(request, _line(f"{row.replaces or 'own'}-{row.pk}"))


@router.post(
    "/expertise/glossary/{slug:name}/take_out", auth=WRITE, response=GlossaryTermOut, openapi_extra=OPTIONAL,
    summary="Take an entry out of use",
)  # fmt: skip
def take_out(request: HttpRequest, name: Name) -> GlossaryTermOut:
    """No search uses it then; it stays on record."""
    return _put(request, name, is_out=True)


@router.post(
    "/expertise/glossary/{slug:name}/bring_back", auth=WRITE, response=GlossaryTermOut, openapi_extra=OPTIONAL,
    summary="Bring an entry back into use",
)  # fmt: skip
def bring_back(request: HttpRequest, name: Name) -> GlossaryTermOut:
    return _put(request, name, is_out=False)
