"""The report of a council for accreditation, for programs: the same PDF as on the pages."""

from datetime import timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from seriktes.accounts.api import member
from seriktes.common.api.problems import invalid_parameter
from seriktes.common.api.types import Day, Key
from seriktes.curriculum.actions.report import make_report
from seriktes.curriculum.api.councils import router, visible_council
from seriktes.curriculum.api.shared import READ
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.report import report_of
from seriktes.documents.views.access import download

_PDF = {"description": "The report", "content": {"application/pdf": {"schema": {"type": "string"}}}}


class PeriodAsked(BaseModel):
    start: Annotated[Day | None, Field(description="The first day; without it, a year before the last.")] = None
    end: Annotated[Day | None, Field(description="The last day; without it, today.")] = None


@router.get(
    "/councils/{int:pk}/report", auth=READ, summary="The report of a council for accreditation",
    openapi_extra={"responses": {200: _PDF}},
)  # fmt: skip
def council_report(request: HttpRequest, pk: Key, asked: Annotated[PeriodAsked, Query()]) -> HttpResponse:
    """As PDF in the language of the request: members, meetings, attendance, recommendations and what became of each, also
    those that go nowhere. That it was made stands in the council's timeline."""
    record = visible_council(request, pk, access.VIEW)
    end = asked.end or timezone.localdate()
    start = asked.start or end - timedelta(days=365)
    if end < start:
        raise invalid_parameter("end", _("It ends before it begins."))
    content = make_report(report_of(record, start, end), by=member(request), at=timezone.now())
    return download(content, f"council-{record.pk}-{start.isoformat()}-{end.isoformat()}.pdf", "application/pdf")
