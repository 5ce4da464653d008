"""Answers: the list of the own side, and the asker's page of one challenge by stage."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.definitions.stages import ANSWER, DECIDE, WITH_REASON
from seriktes.challenges.enums import ALIVE, AnswerState, DeclineReason
from seriktes.challenges.models import Answer, Challenge
from seriktes.challenges.queries import answer_list as queries
from seriktes.challenges.queries.access import challenges_visible_to
from seriktes.challenges.queries.of_answers import may_decide_on, with_everything
from seriktes.challenges.tables.answers import PER_PAGE, AnswerTable
from seriktes.common.files.exports import ExportColumn
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.exchange.exports import export_response

LABELS = {"": gettext_lazy("All"), **dict(AnswerState.choices), queries.OVERDUE: gettext_lazy("Word overdue"),
          queries.MET: gettext_lazy("Met")}  # fmt: skip
SIDES = {queries.OURS: gettext_lazy("Ours"), queries.TO_US: gettext_lazy("To our challenges")}


def _authors(answer: Answer) -> list[str]:
    return [row.person.name for row in answer.authors.all()]


COLUMNS = (
    ExportColumn("id", gettext_lazy("Number"), "pk"),
    ExportColumn("challenge_id", gettext_lazy("Number of the challenge"), "challenge_id"),
    ExportColumn("challenge", gettext_lazy("Challenge"), "challenge.title"),
    ExportColumn("asker", gettext_lazy("Asker"), "challenge.organisation.name"),
    ExportColumn("organisation", gettext_lazy("Organisation"), "organisation.name"),
    ExportColumn("authors", gettext_lazy("Authors"), _authors),
    ExportColumn("title", pgettext_lazy("noun", "Answer")),
    ExportColumn("state", gettext_lazy("Stage")),
    ExportColumn("language", gettext_lazy("Language")),
    ExportColumn("approach", gettext_lazy("Approach")),
    ExportColumn("result", gettext_lazy("What you will get, and by when")),
    ExportColumn("ability", gettext_lazy("Why we can do it")),
    ExportColumn("economics", gettext_lazy("Costs and benefit against today's way")),
    ExportColumn("risks", gettext_lazy("Risks, rights and what we need from you")),
    ExportColumn("trl_now", gettext_lazy("Readiness today (TRL)")),
    ExportColumn("trl_then", gettext_lazy("Readiness at the end (TRL)")),
    ExportColumn("months", gettext_lazy("Months needed")),
    ExportColumn("price", gettext_lazy("Price")),
    ExportColumn("currency", gettext_lazy("Currency")),
    ExportColumn("submitted_at", gettext_lazy("Sent")),
    ExportColumn("next_word_on", gettext_lazy("Next word by")),
    ExportColumn("decline_reason", gettext_lazy("Why declined")),
    ExportColumn("decline_note", gettext_lazy("In words")),
    ExportColumn("met_on", gettext_lazy("Met on")),
)


def selection_of(query: Mapping[str, str]) -> queries.AnswerSelection:
    show, side, reason = query.get("show", ""), query.get("side", ""), query.get("reason", "")
    return queries.AnswerSelection(
        show=show if show in queries.PILLS else "",
        side=side if side in SIDES else "",
        challenge=whole_number(query.get("challenge", "")),
        reason=reason if reason in DeclineReason.values else "",
        q=" ".join(query.get("q", "").split())[:200],
    )


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    today = timezone.localdate()
    selection = selection_of(request.GET)
    table = AnswerTable([], order_by=request.GET.get("sort") or "-changed_at", request=request)
    rows = queries.answers_listed(request.user, selection, today)
    if "format" in request.GET:
        found = with_everything(table.ordered(rows))
        return export_response(request, rows=found, columns=COLUMNS, filename="answers")
    counts = queries.pill_counts(request.user, selection, today)
    total = counts[selection.show]
    page = page_at(asked_page(request), total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    shown = with_everything(table.ordered(rows))[first : first + PER_PAGE] if total else []
    context = {
        "table": table, "body": table.body(shown, today) if total else "", "caption": _("Answers"), "shown_page": page,
        "pills": _pills(request, selection, counts), "selection": selection, "sides": SIDES.items(),
        "reasons": DeclineReason.choices, "total": total,
        "is_filtered": selection != queries.AnswerSelection(),
        "challenge": _named(request, selection.challenge),
    }  # fmt: skip
    return render(request, "challenges/answers.html", context)


def _named(request: SignedInRequest, pk: int | None) -> Challenge | None:
    rows = challenges_visible_to(request.user)
    return rows.filter(pk=pk).prefetch_related("texts").first() if pk is not None else None


def _pills(
    request: SignedInRequest, selection: queries.AnswerSelection, counts: Mapping[str, int]
) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    found = []
    for code, label in LABELS.items():
        if counts[code] or code in ("", selection.show):
            query = rest.copy()
            if code:
                query["show"] = code
            found.append({
                "label": capfirst(str(label)), "url": f"?{query.urlencode()}", "count": counts[code],
                "current": code == selection.show,
            })  # fmt: skip
    return found


# --- The asker's page -------------------------------------------------------------------------------------------------
@login_required
def of_challenge(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came in, by stage, with the moves; for those who decide on it, and for auditors without moves."""
    rows = challenges_visible_to(request.user).select_related("organisation", "post").prefetch_related("texts")
    challenge = get_object_or_404(rows, pk=pk)
    may_decide = may_decide_on(request.user, challenge)
    if not (may_decide or request.user.has_perm("challenges.view_own", challenge)):
        raise Http404
    answers = list(
        with_everything(queries.answers_to(request.user, challenge)).order_by(
            F("next_word_on").asc(nulls_last=True), "pk"
        )
    )
    today = timezone.localdate()
    columns = [
        {"stage": stage, "label": stage.label, "cards": [
            {"row": answer, "ways": _ways(answer) if may_decide else [],
             "is_late": answer.state in ALIVE and answer.next_word_on is not None and answer.next_word_on < today,
             "is_asked": answer.state in ALIVE and answer.next_word_on is None}
            for answer in answers if answer.state == stage
        ]}
        for stage in queries.STAGES
    ]  # fmt: skip
    usual = (AnswerState.RECEIVED, AnswerState.SHORTLISTED, AnswerState.CHOSEN)
    columns = [column for column in columns if column["cards"] or column["stage"] in usual]
    context = {
        "challenge": challenge, "columns": columns, "total": len(answers), "may_decide": may_decide,
        "waiting": sum(answer.state in ALIVE for answer in answers),
    }  # fmt: skip
    return render(request, "challenges/answers_of_challenge.html", context)


def _ways(answer: Answer) -> list[Any]:
    ways = ANSWER.allowed(answer.state, lambda permission: permission == DECIDE)
    return sorted(ways, key=lambda way: way.code in WITH_REASON)
