"""The report of a council for accreditation, as PDF in the language of the reader."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.common.formats import format_day, format_moment, format_number
from seriktes.curriculum.actions.log import log
from seriktes.curriculum.models import CouncilMember, CurriculumChange, Meeting, Recommendation
from seriktes.curriculum.queries.report import Report
from seriktes.documents.actions.documents import address_of
from seriktes.documents.actions.rendering.setting import compile_pdf


@transaction.atomic
def make_report(report: Report, *, by: User, at: datetime) -> bytes:
    """PDF bytes; that it was made is put on record, since it leaves the house."""
    content = report_pdf(report, at)
    log("council.report_made", report.council, by=by, at=at,
        data={"start": report.start.isoformat(), "date": report.end.isoformat()})  # fmt: skip
    return content


def report_pdf(report: Report, at: datetime) -> bytes:
    council = report.council
    title = _("Business council: report for accreditation")
    period = f"{format_day(report.start)} – {format_day(report.end)}"
    data = {
        "title": title, "author": "Seriktes", "lang": (get_language() or "kk")[:2], "council": council.name,
        "period": period, "facts": _facts(report), "figures": _figures(report),
        "members": {"title": _("Members"), "head": [_("Organisation"), _("Who"), _("Role"), _("Term of office")],
                    "rows": [_member(row) for row in report.members]},
        "meetings": {"title": _("Meetings"), "none": _("No meeting was held in this period."),
                     "rows": [_meeting(report, row) for row in report.meetings]},
        "attendance": _attendance(report),
        "advice": {"title": _("Recommendations and what became of them"), "none": _("Nothing was recommended in this period."),
                   "rows": [_advice(row, dead.reasons) for row, dead in report.followed]},
        "foot": _("%(title)s · made on %(moment)s") % {"title": council.name, "moment": format_moment(at)},
    }  # fmt: skip
    return compile_pdf("council_report.typ", data, {}, at)


def _url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _facts(report: Report) -> list[tuple[str, str]]:
    council = report.council
    programmes = "; ".join(str(row) for row in council.programmes.order_by("code", "pk"))
    facts = [
        (_("University"), council.organisation.name),
        (_("Department"), council.unit.name if council.unit else ""),
        (_("Programmes of study"), programmes),
        (_("Founded on"), ", ".join(filter(None, [format_day(council.founded_on) if council.founded_on else "", council.ground]))),
        (_("Quorum"), _("%(quorum)s %% of the members") % {"quorum": council.quorum}),
        (_("Looked after by"), council.post.name if council.post else ""),
        (_("In the register"), _url(council.get_absolute_url())),
    ]  # fmt: skip
    return [(label, value) for label, value in facts if value]


def _figures(report: Report) -> list[tuple[str, str]]:
    came = [(meeting.present or 0, meeting.seats or 0) for meeting in report.meetings]
    seats = sum(seats for _present, seats in came)
    share = f"{format_number(round(100 * sum(present for present, _seats in came) / seats))} %" if seats else "—"
    return [
        (_("meetings held"), format_number(len(report.meetings))),
        (_("of them with a quorum"), format_number(sum(bool(meeting.has_quorum) for meeting in report.meetings))),
        (_("attendance"), share),
        (_("recommendations"), format_number(len(report.advice))),
        (_("taken into the curriculum"), format_number(report.taken_up)),
        (_("carried out in a course"), format_number(report.carried_out)),
        (_("with a result"), format_number(report.count("concluded"))),
        (_("not taken up"), format_number(report.count("refused"))),
        (_("still under way"), format_number(report.under_way)),
        (_("of them without movement"), format_number(report.at_rest)),
    ]


def _member(row: CouncilMember) -> list[str]:
    term = f"{format_day(row.starts_on, 'short')} – {format_day(row.ends_on, 'short') if row.ends_on else '…'}"
    return [row.organisation.name, row.who, capfirst(str(row.get_role_display())), term]


def _meeting(report: Report, meeting: Meeting) -> dict[str, Any]:
    minutes = report.minutes.get(meeting.pk)
    reached = _("the quorum was reached") if meeting.has_quorum else _("the quorum was not reached")
    told = {"present": meeting.present, "seats": meeting.seats, "reached": reached}
    lines = [_("%(present)s of %(seats)s came; %(reached)s.") % told]
    if minutes is not None and minutes.approved_at is not None:
        day = {"day": format_day(timezone.localdate(minutes.approved_at)), "number": minutes.number}
        said = (
            _("Minutes approved on %(day)s.")
            if minutes.number == 1
            else _("Minutes corrected; wording %(number)s approved on %(day)s.")
        )
        lines.append(said % day)
    else:
        lines.append(_("The minutes are not approved yet."))
    frozen = minutes.frozen if minutes is not None else None
    return {
        "title": f"№ {meeting.number} · {format_day(timezone.localdate(meeting.starts_at))}",
        "place": meeting.place, "lines": lines, "agenda": [item.text for item in meeting.agenda.all()],
        "link": address_of(frozen.document) if frozen is not None else _url(meeting.get_absolute_url()),
    }  # fmt: skip


def _attendance(report: Report) -> dict[str, Any]:
    """A row for each seat, a column for each meeting: ● came, ◐ represented, ○ stayed away, nothing where it was no seat."""
    rows = []
    for member in report.members:
        marks = []
        for meeting in report.meetings:
            row = report.attendance.get((meeting.pk, member.pk))
            if row is None or row.came is None:
                marks.append("")
            else:
                marks.append(("◐" if row.deputy else "●") if row.came else "○")
        rows.append([f"{member.organisation.name}: {member.who}", *marks])
    return {
        "title": _("Attendance"), "head": [capfirst(pgettext("of a council", "member")), *(f"№ {meeting.number}" for meeting in report.meetings)],
        "rows": rows if report.meetings else [],
        "legend": _("● came · ◐ was represented · ○ stayed away"),
    }  # fmt: skip


def _advice(row: Recommendation, reasons: Sequence[str]) -> dict[str, Any]:
    facts = [
        (_("Given at"), _("meeting № %(number)s") % {"number": row.meeting.number}),
        (_("Course"), str(row.course) if row.course else ""),
        (_("Programmes of study"), str(row.programme) if row.programme else ""),
        (_("Why"), row.why),
        (pgettext("of a record", "State"), capfirst(str(row.get_state_display()))),
        (_("Owner"), row.owner.name if row.owner else ""),
        (_("Next step by"), format_day(row.due_on) if row.due_on else ""),
        (_("Nothing goes on"), " · ".join(reasons)),
        (_("Why not taken up"), row.refusal),
    ]
    return {
        "title": f"№ {row.number}. {row.name}", "facts": [(label, value) for label, value in facts if value],
        "changes": [_change(change) for change in row.changes.all()], "link": _url(row.get_absolute_url()),
    }  # fmt: skip


def _change(change: CurriculumChange) -> dict[str, Any]:
    facts = [
        (pgettext("of a record", "State"), capfirst(str(change.get_state_display()))),
        (_("Decided"), ", ".join(filter(None, [format_day(change.decided_on) if change.decided_on else "", change.decided_by]))),
        (_("Why refused"), change.refusal),
        (_("Course run"), f"{change.run.term} ({format_day(change.run.starts_on)} – {format_day(change.run.ends_on)})" if change.run else ""),
        (_("Result"), change.result),
        (_("Figure"), figure_words(change)),
    ]  # fmt: skip
    about = change.course or change.programme
    return {"title": f"{about}: {change.what}", "facts": [(label, value) for label, value in facts if value]}


def figure_words(change: CurriculumChange) -> str:
    """“students who passed the test: 41 → 68 %”."""
    if change.after is None:
        return ""
    now = format_number(change.after)
    figures = f"{format_number(change.before)} → {now}" if change.before is not None else now
    return f"{change.measure}: {figures} {change.unit}".strip()
