"""Members of a commission are asked by a letter with a link whether they come, and answer without an account."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import User
from seriktes.common.formats import format_moment
from seriktes.common.text import one_line
from seriktes.curriculum.actions.courses import in_each_language
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.placements.actions.log import log
from seriktes.placements.actions.thesis_letters import tell_office_of_answer
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.theses import OVER
from seriktes.placements.enums import CommissionAnswer, DefenceState
from seriktes.placements.models import CommissionMember, Defence
from seriktes.placements.queries.theses import recipients_of_member
from seriktes.procedures.actions.links import Addressee, send_link
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome

ASKED = "placements.commission_asked"


# --- Asking -----------------------------------------------------------------------------------------------------------
def addressee_of(member: CommissionMember) -> Addressee | None:
    reader = next(iter(recipients_of_member(member)), None)
    return Addressee(reader.email, reader.language, reader.name) if reader is not None else None


def ask_members(*, defence: Defence, members: Iterable[CommissionMember], by: User | None, at: datetime) -> None:
    """Each gets a link that works until the defence begins; one of an earlier letter does nothing any more."""
    if defence.state != DefenceState.CALLED or defence.starts_at <= at:
        return
    for member in members:
        if (to := addressee_of(member)) is not None:
            send_link(
                action=ASKED, subject=defence, to=to, at=at, by=by, lasts=defence.starts_at - at,
                arguments={"member": member.pk},
            )  # fmt: skip


def ask_commission(*, defence: Defence, by: User | None, at: datetime) -> None:
    """Everybody, also whoever answered for another day or place: those answers do not count any more."""
    defence.members.update(answer="", answer_note="", answered_at=None, answered_label="")
    ask_members(defence=defence, members=defence.members.select_related("person__user"), by=by, at=at)


# --- Answering --------------------------------------------------------------------------------------------------------
@transaction.atomic
def answer_call(
    *, defence: Defence, member: CommissionMember, answer: str, at: datetime, by: User | None, by_label: str = "",
    note: str = "",
) -> CommissionMember:  # fmt: skip
    """The last word counts, until the defence begins. Raises Refusal."""
    defence = lock_for_edit(defence, expected_version=None)
    row = defence.members.select_for_update(of=("self",)).select_related("person").filter(pk=member.pk).first()
    if row is None:
        raise Refusal("not_in_commission")
    if defence.state != DefenceState.CALLED or defence.starts_at <= at:
        raise Refusal("answers_closed")
    row.answer, row.answer_note = CommissionAnswer(answer), one_line(note)[:300]
    row.answered_at, row.answered_label = at, (by_label or (by.name or by.email if by else ""))[:254]
    row.save()
    log(
        "defence.answered", defence, by=by, at=at, by_label=by_label, organisation=defence.cohort.programme.organisation_id,
        data={"name": row.person or row.contact_name, "answer": in_each_language(CommissionAnswer(answer).label),
              "note": row.answer_note, "date": timezone.localdate(defence.starts_at).isoformat()},
        values={"member": row.pk, "answer": answer},
    )  # fmt: skip
    if row.answer == CommissionAnswer.NO:
        tell_office_of_answer(row)
    return row


# --- The link ---------------------------------------------------------------------------------------------------------
def _member(link: Any) -> CommissionMember | None:
    """The seat, while letters to it still go to whom this link was sent."""
    member = link.record.members.select_related("person__user").filter(pk=link.arguments.get("member")).first()
    to = addressee_of(member) if member is not None else None
    return member if to is not None and to.email.casefold() == link.email else None


def describe(link: Any) -> Described | None:
    defence: Defence = link.record
    member = _member(link)
    if member is None or defence.state != DefenceState.CALLED or defence.starts_at <= timezone.now():
        return None
    university = defence.cohort.programme.organisation.name
    told = {
        "university": university, "cohort": str(defence.cohort), "place": defence.place,
        "when": format_moment(timezone.localtime(defence.starts_at)),
    }  # fmt: skip
    # Titles without names: who defends stands on the page of the defence, for those with an account.
    titles = [thesis.name for thesis in defence.theses.exclude(state__in=OVER).order_by("pk")]
    facts = [
        (_("You sit in the commission as"), str(member.get_role_display())),
        (_("When"), told["when"]),
        (_("Place"), defence.place),
        (_("University"), university),
        (_("Theses to be defended"), "\n".join(titles)),
    ]
    return Described(
        title=_("Defence of theses, %(when)s") % told,
        text=_("%(university)s asks you to sit in the commission before which theses of %(cohort)s are defended: %(when)s, "
               "%(place)s.") % told,
        effect=_("The button tells the university whether you will come. If something changes afterwards, write to it."),
        facts=[(label, value) for label, value in facts if value],
        choices=[
            Choice(CommissionAnswer.YES, gettext_lazy("I will come")),
            Choice(CommissionAnswer.NO, gettext_lazy("I cannot come"), is_primary=False),
        ],
    )  # fmt: skip


def act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    member = _member(link)
    if member is None:
        raise LinkRefused(settled(link))
    try:
        answer_call(
            defence=link.record, member=member, answer=data["choice"], at=at, by=None, by_label=link.label,
            note=str(data.get("note", "")),
        )  # fmt: skip
    except Refusal as refused:
        raise LinkRefused(refused.sentence) from refused
    return Outcome(
        _("Defence of theses: %(answer)s") % {"answer": CommissionAnswer(data["choice"]).label},
        _("Thank you. The university sees your answer."),
    )


def settled(link: Any) -> str | Promise:
    defence: Defence = link.record
    if defence.state == DefenceState.CANCELLED:
        return _("The defence was cancelled.")
    if defence.state == DefenceState.CALLED and defence.starts_at > timezone.now() and _member(link) is None:
        return _("This seat in the commission is not yours any more.")
    return _("The defence takes no answers any more.")


LINKS = (
    LinkAction(
        ASKED, gettext_lazy("Say whether you come"), describe, act,
        form="seriktes.placements.forms.theses.AnswerByLinkForm", settled=settled,
    ),
)  # fmt: skip
