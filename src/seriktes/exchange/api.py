"""Imports by a program: give a file, try it, look at the faults, carry it out."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.accounts.models import User
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import FieldError, Problem, invalid_value, not_found, not_permitted
from seriktes.common.api.types import Body, Key, Line, Name, Shown
from seriktes.common.files.exports import CONTENT_TYPES
from seriktes.exchange.actions import (
    AlreadyDecided,
    CannotRun,
    ask_to_cancel,
    decide_question,
    queue_run,
    start_run,
)
from seriktes.exchange.actions import carry_out as start_for_good
from seriktes.exchange.definitions import CannotTake
from seriktes.exchange.enums import Outcome, RunStatus
from seriktes.exchange.forms import AUTOMATIC, UploadForm
from seriktes.exchange.models import ImportedRow, ImportFault, ImportQuestion, ImportRun
from seriktes.exchange.queries.runs import Asked as AskedQuestion
from seriktes.exchange.queries.runs import (
    asked_of,
    failure_sentence,
    fault_sentences,
    may_see_imports,
    questions_of,
    runs_visible_to,
)
from seriktes.exchange.tasks import run_import
from seriktes.exchange.views.files import rejected_response

router = Router(tags=["imports"])
GATE = BearerToken(Scope.EXCHANGE_IMPORT)


class RunOut(Shown):
    """One file read into the register, as a trial or for good."""

    id: int
    kind: str
    format: str
    filename: str
    sha256: str
    dry_run: bool = Field(description="A trial: nothing is written.")
    status: RunStatus
    done: int = Field(description="Bytes read so far.")
    total: int
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    questions: int
    failure: str = Field(description="Why the file could not be read; empty when it could.")
    started_at: datetime | None
    finished_at: datetime | None
    trial: int | None = Field(description="The trial that this run carries out for good.")


class FaultOut(Shown):
    row: int
    column: str
    code: str
    sentence: str = Field(description="In the language of the request.")
    rejects_row: bool = Field(description="Whether the row was left out for it; otherwise only the value was.")


class QuestionOut(Shown):
    """A person corrected a value by hand, and the file says otherwise: which one shall stand?"""

    id: int
    target: int = Field(description="Number of the record.")
    label: str
    url: str = Field(description="Its page for people.")
    field: str
    field_label: str
    current: Any = Field(description="What stands in the register, as a person left it.")
    proposed: Any = Field(description="What the file says.")
    source: str
    decision: str = Field(description="`kept` or `taken`; empty while it is open.")
    decided_at: datetime | None
    may_decide: bool


class ImportedRowOut(Shown):
    row: int
    outcome: Outcome
    target: int | None = Field(description="Number of the record; null for what a trial would have made.")
    label: str
    changes: dict[str, Any] = Field(description="`{field: [old, new]}`")


def _shown(run: ImportRun) -> RunOut:
    plain = set(RunOut.model_fields) - {"id", "failure", "trial"}
    return RunOut(
        id=run.pk, failure=failure_sentence(run), trial=run.trial_id, **{name: getattr(run, name) for name in plain}
    )


def _run(request: HttpRequest, pk: int) -> ImportRun:
    found = runs_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _own_run(request: HttpRequest, pk: int) -> ImportRun:
    """For what only the author may do, as on the pages."""
    run = _run(request, pk)
    if run.by_id != member(request).pk or not member(request).has_perm("exchange.import_records"):
        raise not_permitted()
    return run


def _importer(request: HttpRequest) -> User:
    if not member(request).has_perm("exchange.import_records"):
        raise not_found()
    return member(request)


@router.get("/imports", auth=GATE, response=Page[RunOut], summary="Imports, the newest first")
def imports(request: HttpRequest, response: HttpResponse, asked: Asked) -> dict[str, Any]:
    if not may_see_imports(asker(request)):
        raise not_found()
    rows, order = runs_visible_to(asker(request)), Order("pk", descending=True)
    return page_of(request, response, rows, asked, order, show=lambda found: [_shown(row) for row in found])


class ImportNew(BaseModel):
    kind: Annotated[Line, Field(description="What the file holds, as `organisations`.")]
    format: Annotated[Line, Field(description="`ror`, `csv`, `xlsx`; `auto`: as the file looks.")] = AUTOMATIC
    dry_run: Annotated[bool, Field(description="Only try.")] = True
    columns: Annotated[
        str, Field(max_length=20_000, description="JSON object: field → heading of its column. Empty: by the headings.")
    ] = ""
    encoding: Annotated[Line, Field(description="Of a CSV, when it cannot be told: `utf-8`, `cp1251`, …")] = ""


@router.post("/imports", auth=GATE, response={202: RunOut}, summary="Import a file")
def new_import(
    request: HttpRequest,
    response: HttpResponse,
    file: Annotated[UploadedFile, File()],
    new: Annotated[ImportNew, Form()],
) -> RunOut:
    """The file is read in the background; ask for the import until it is over."""
    user = _importer(request)
    form = UploadForm({"kind": new.kind, "format": new.format}, {"file": file})
    if not form.is_valid():
        raise Problem("invalid", _("Mend the values below and send the request again."), errors=_errors(form))
    options = {"columns": _columns(new.columns), "encoding": new.encoding}
    run = start_run(
        kind=form.cleaned_data["kind"], format=form.cleaned_data["format"], filename=file.name or "", file=file, by=user,
        dry_run=new.dry_run, mapping={name: value for name, value in options.items() if value},
    )  # fmt: skip
    return _begun(request, response, run)


def _errors(form: UploadForm) -> list[FieldError]:
    return [
        FieldError(pointer=f"#/{name}", parameter="", detail=str(error.messages[0]), code=error.code or "value")
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]


def _columns(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        return TypeAdapter(dict[Line, Name]).validate_python(json.loads(text))
    except (ValueError, ValidationError, RecursionError):
        raise invalid_value("/columns", _("Write a JSON object of texts: field → heading of its column.")) from None


def _begun(request: HttpRequest, response: HttpResponse, run: ImportRun) -> RunOut:
    queue_run(run=run)
    run_import.enqueue(run.pk)
    run.refresh_from_db()
    response["Location"] = request.build_absolute_uri(f"/api/v1/imports/{run.pk}")
    return _shown(run)


@router.get("/imports/{int:pk}", auth=GATE, response=RunOut, summary="One import, and how far it is")
def one_import(request: HttpRequest, pk: Key) -> RunOut:
    return _shown(_run(request, pk))


@router.get("/imports/{int:pk}/faults", auth=GATE, response=Page[FaultOut], summary="What was wrong in the file")
def faults(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    rows = _run(request, pk).faults.all()
    return page_of(request, response, rows, asked, Order(), show=_faults)


def _faults(rows: list[ImportFault]) -> list[FaultOut]:
    return [
        FaultOut(row=told.row, column=told.column, code=row.code, sentence=told.text, rejects_row=told.rejects_row)
        for row, told in zip(rows, fault_sentences(rows), strict=True)  # type: ignore[arg-type]
    ]


class RowsAsked(BaseModel):
    outcome: Outcome | None = None


@router.get("/imports/{int:pk}/rows", auth=GATE, response=Page[ImportedRowOut], summary="What was made and changed")
def imported_rows(
    request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked, wanted: Annotated[RowsAsked, Query()]
) -> dict[str, Any]:
    rows = _run(request, pk).imported.all()
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    return page_of(request, response, rows, asked, Order(), show=_rows)


def _rows(rows: list[ImportedRow]) -> list[ImportedRowOut]:
    return [
        ImportedRowOut(
            row=row.row, outcome=Outcome(row.outcome), target=row.target_id, label=row.label, changes=row.changes
        )
        for row in rows
    ]


@router.get(
    "/imports/{int:pk}/rejected",
    auth=GATE,
    openapi_extra={
        "responses": {
            200: {
                "description": "The file",
                "content": {kind: {"schema": {"type": "string"}} for kind in CONTENT_TYPES.values()},
            }
        }
    },
    summary="The rejected rows as a file",
)
def rejected(request: HttpRequest, pk: Key) -> HttpResponseBase:
    """In the format of the file that was given, each row with what is wrong: to be mended and given again. 404 when no
    row was rejected."""
    run = _run(request, pk)
    if not run.rejects:
        raise not_found()
    return rejected_response(run)


class QuestionsAsked(BaseModel):
    decided: bool | None = None


@router.get(
    "/imports/{int:pk}/questions",
    auth=GATE,
    response=Page[QuestionOut],
    summary="Where a person corrected what the file says otherwise",
)
def questions(
    request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked, wanted: Annotated[QuestionsAsked, Query()]
) -> dict[str, Any]:
    run = _run(request, pk)
    rows = run.asked.all()
    if wanted.decided is not None:
        rows = rows.exclude(decision="") if wanted.decided else rows.filter(decision="")

    def show(found: list[ImportQuestion]) -> list[QuestionOut]:
        return [_question(told) for told in questions_of(run, member(request), found)]

    return page_of(request, response, rows, asked, Order(), show=show)


def _question(told: AskedQuestion) -> QuestionOut:
    row = told.question
    return QuestionOut(
        id=row.pk, target=row.target_id, label=told.target, url=told.url, field=row.field, field_label=told.field,
        current=row.current, proposed=row.proposed, source=row.source, decision=row.decision, decided_at=row.decided_at,
        may_decide=told.may_decide,
    )  # fmt: skip


class AnswerIn(Body):
    decision: Annotated[
        Literal["keep", "take"], Field(description="`keep` what stands in the register, or `take` what the file says.")
    ]


@router.post(
    "/imports/{int:pk}/questions/{int:part}/decision",
    auth=GATE,
    response=QuestionOut,
    summary="Answer a question of an import",
)
def answer_question(request: HttpRequest, pk: Key, part: Key, what: AnswerIn) -> QuestionOut:
    """For those who may change the record. Decided once: the answer stands."""
    run, user = _run(request, pk), member(request)
    row = run.asked.filter(pk=part).first()
    told = asked_of(run, user, row) if row else None
    if row is None or told is None:
        raise not_found()
    if not told.may_decide and not row.decision:
        raise not_permitted()
    decide_question(question=row, take=what.decision == "take", by=user)
    row.refresh_from_db()
    again = asked_of(run, user, row)
    assert again is not None  # noqa: S101  its kind was known a moment ago
    return _question(again)


@router.post("/imports/{int:pk}/carry-out", auth=GATE, response={202: RunOut}, summary="Carry out a trial for good")
def carry_out(request: HttpRequest, response: HttpResponse, pk: Key) -> RunOut:
    """Asked for twice, it is carried out once."""
    run = _own_run(request, pk)
    try:
        made, is_new = start_for_good(trial=run, by=member(request))
    except CannotRun:
        raise Problem(
            "conflict", _("Only a trial that is finished can be carried out."), reason="not_a_finished_trial"
        ) from None
    return _begun(request, response, made) if is_new else _shown(made)


@router.post("/imports/{int:pk}/cancel", auth=GATE, response={202: RunOut}, summary="Stop an import")
def cancel(request: HttpRequest, pk: Key) -> RunOut:
    """It stops between two thousands of rows; what is in stays."""
    run = _own_run(request, pk)
    ask_to_cancel(run=run, by=member(request))
    run.refresh_from_db()
    return _shown(run)


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {
    AlreadyDecided: lambda _error: Problem(
        "conflict", _("Somebody has answered this question already; the answer stands."), reason="already_decided"
    ),
    CannotTake: lambda error: Problem("conflict", error.message, reason="cannot_take"),
    CannotRun: lambda _error: Problem("conflict", _("The import is under way already, or over."), reason="not_waiting"),
}
