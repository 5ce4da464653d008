"""The minutes of a defence: a PDF in three languages, frozen when the defence is closed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.documents.actions.documents import draft_from_template, freeze
from seriktes.documents.definitions.purposes import DocumentPurpose
from seriktes.documents.models import Document, DocumentVersion
from seriktes.partnerships.queries.texts import in_words, named
from seriktes.placements.actions.certificates import template_for
from seriktes.placements.definitions.thesis_texts import RESULTS, ROLES
from seriktes.placements.enums import DefenceState, ThesisState
from seriktes.placements.models import CommissionMember, Defence, Thesis
from seriktes.placements.queries.theses import Rule, defences_visible_to, may_keep, rule_of, voters_of, with_everything
from seriktes.procedures.models import subject_of

MINUTES = "defence:minutes"
_NAME = {"kk": "Үлгі атау", "ru": "Образец названия", "en": "Sample name"}
_DAY = {"kk": "2027 жылғы 1 маусым", "ru": "1 июня 2027 года", "en": "1 June 2027"}
EXAMPLE: dict[str, Any] = {
    "number": "1", "university": _NAME, "programme": _NAME, "term": "2027", "day": _DAY, "time": "10:00", "place": "Үлгі",
    "members": [{"name": _NAME, "role": ROLES["chair"], "of": _NAME}],
    "theses": [{
        "student": _NAME, "title": _NAME, "academic": _NAME, "industry": _NAME, "host": _NAME, "votes_for": "4",
        "votes_against": "0", "aside": _NAME, "points": "87", "result": RESULTS[True], "questions": "…", "resolution": "…",
    }],
}  # fmt: skip


def minutes_of(defence: Defence) -> Document | None:
    return Document.objects.filter(**subject_of(defence), purpose=MINUTES).order_by("pk").first()


def minutes_of_many(defences: Collection[Defence]) -> dict[int, int]:
    """The document by defence; one query."""
    rows = Document.objects.filter(
        subject_type=Defence._meta.label_lower, subject_id__in=[one.pk for one in defences], purpose=MINUTES
    )
    return dict(rows.order_by("-pk").values_list("subject_id", "pk"))


def _is_frozen(defence: Defence) -> bool:
    return Document.objects.filter(**subject_of(defence), purpose=MINUTES, versions__state="frozen").exists()


def freeze_minutes(defence: Defence, *, by: User, at: datetime) -> DocumentVersion:
    template = template_for(defence.cohort.programme.organisation, MINUTES, at)
    with override(Languages.KAZAKH):
        title = _("Minutes of the defence № %(number)s") % {"number": defence.pk}
    version = draft_from_template(subject=defence, template=template, title=title, by=by, at=at)
    return freeze(version=version, by=by, at=at)


def fields_of(defence: Defence) -> dict[str, Any]:
    """The values of EXAMPLE for this defence."""
    members = list(defence.members.select_related("person", "organisation"))
    programme, starts = defence.cohort.programme, timezone.localtime(defence.starts_at)
    rule = rule_of(programme)
    theses = with_everything(defence.theses.exclude(state=ThesisState.DROPPED))
    return {
        "number": str(defence.pk), "university": named(programme.organisation), "programme": named(programme),
        "term": defence.cohort.term, "day": in_words(starts.date()), "time": f"{starts:%H:%M}", "place": defence.place,
        "members": [
            {"name": _name(member), "role": ROLES[member.role], "of": _of(member)}
            for member in sorted(members, key=lambda one: (list(ROLES).index(one.role), one.pk))
        ],
        "theses": [_thesis(thesis, members, rule) for thesis in theses.order_by("placement__student__sort_kk", "pk")],
    }  # fmt: skip


def _thesis(thesis: Thesis, members: list[CommissionMember], rule: Rule) -> dict[str, Any]:
    placement = thesis.placement
    aside = voters_of(thesis, members, rule).abstaining
    industry = named(placement.host_supervisor) if placement.host_supervisor else _same(placement.supervisor_name)
    return {
        "student": named(placement.student), "title": named(thesis), "host": named(placement.host), "industry": industry,
        "academic": named(placement.academic_supervisor) if placement.academic_supervisor else _same(""),
        "votes_for": _figure(thesis.votes_for), "votes_against": _figure(thesis.votes_against),
        "points": _figure(thesis.points), "result": RESULTS[thesis.state == ThesisState.DEFENDED],
        "aside": {code: ", ".join(_name(one)[code] for one in aside) for code in Languages.values},
        "questions": thesis.questions, "resolution": thesis.resolution,
    }  # fmt: skip


def _name(member: CommissionMember) -> dict[str, str]:
    return named(member.person) if member.person else _same(member.contact_name)


def _of(member: CommissionMember) -> dict[str, str]:
    body = named(member.organisation) if member.organisation else _same("")
    return {code: ", ".join(filter(None, (member.post_words, body[code]))) for code in Languages.values}


def _figure(number: int | None) -> str:
    return "–" if number is None else str(number)


def _same(text: str) -> dict[str, str]:
    return dict.fromkeys(Languages.values, text)


PURPOSE = DocumentPurpose(
    code=MINUTES, label=gettext_lazy("minutes of a defence"), subject_type="placements.defence",
    fields=fields_of, example=EXAMPLE, visible_to=defences_visible_to, may_change=may_keep,
    # Made once, when the defence is closed: what was resolved is not written anew.
    allows_change=lambda defence: defence.state == DefenceState.HELD and not _is_frozen(defence),
)  # fmt: skip
