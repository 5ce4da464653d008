"""Letters about theses and defences, in each reader's language, sent when the transaction has ended."""

from collections.abc import Callable, Collection, Iterable
from functools import partial

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.common.afterwards import afterwards
from seriktes.common.formats import format_moment
from seriktes.common.outbox import post_letter
from seriktes.placements.actions.position_letters import readers_of
from seriktes.placements.models import CommissionMember, Defence, Thesis
from seriktes.placements.queries.access import KEEP
from seriktes.placements.queries.theses import recipients_of, recipients_of_member, with_everything
from seriktes.procedures.queries.recipients import Recipient

Words = Callable[[], tuple[str, str]]


def tell_supervisor(what: str, thesis: Thesis) -> None:
    """`taken` or `submitted`: the academic supervisor, else whoever keeps the programme."""
    afterwards(_tell_supervisor, what, thesis.pk)


def tell_student(what: str, thesis: Thesis) -> None:
    """The way that was taken: `accept`, `decline`, `admit`, `return`, `result` or `corrected`."""
    afterwards(_tell_student, what, thesis.pk)


def tell_of_defence(what: str, defence: Defence, *, theses: Collection[int] | None = None) -> None:
    """`called`, `moved` or `cancelled`: the students and their supervisors, with `theses` those of these alone. The commission
    is told of a cancelled one here, and asked by links to the others (`commission_links`)."""
    afterwards(_tell_of_defence, what, defence.pk, theses)


def tell_taken_off(defence: Defence, theses: Collection[int]) -> None:
    """Of each thesis that this defence has no more: its student and supervisors."""
    afterwards(_tell_taken_off, defence.pk, sorted(theses))


def tell_removed(member: CommissionMember) -> None:
    """Of a defence that was announced, before the seat is gone: whoever sat there need not come."""
    for reader in recipients_of_member(member):
        afterwards(_tell_removed, member.defence_id, reader)


def tell_office_of_answer(member: CommissionMember) -> None:
    """A member cannot come: whoever keeps the programme finds another."""
    afterwards(_tell_office_of_answer, member.pk)


# --- Of one thesis ----------------------------------------------------------------------------------------------------
def _tell_supervisor(what: str, pk: int) -> None:
    thesis = with_everything(Thesis.objects.all()).get(pk=pk)
    placement = thesis.placement
    programme = placement.cohort.programme
    readers = recipients_of(placement.academic_supervisor) or readers_of(
        programme.organisation_id, programme.post_id, KEEP
    )
    for reader in readers:
        _write(reader, partial(_to_supervisor, what, thesis), thesis.get_absolute_url())


def _to_supervisor(what: str, thesis: Thesis) -> tuple[str, str]:
    told = {"student": thesis.placement.student.name, "name": thesis.name, "host": thesis.placement.host.name}
    if what == "taken":
        return (
            _("Topic taken: %(name)s") % told,
            _("%(student)s has taken the topic “%(name)s” (%(host)s). Accept the student, or say why not.") % told,
        )
    return (
        _("Thesis handed in: %(name)s") % told,
        _("%(student)s has handed in the thesis “%(name)s”. Admit it to the defence, or return it with what is to be mended.")
        % told,
    )  # fmt: skip


def _tell_student(what: str, pk: int) -> None:
    thesis = with_everything(Thesis.objects.all()).get(pk=pk)
    for reader in recipients_of(thesis.placement.student):
        _write(reader, partial(_to_student, what, thesis), thesis.get_absolute_url())


def _to_student(what: str, thesis: Thesis) -> tuple[str, str]:
    told = {"name": thesis.name, "reason": thesis.reason, "points": thesis.points}
    if what == "accept":
        return _("You write on: %(name)s") % told, _("Your supervisor accepted you with the topic “%(name)s”.") % told
    if what == "decline":
        return (
            _("Not accepted: %(name)s") % told,
            _("You cannot write on “%(name)s”. The reason: %(reason)s You can take another topic.") % told,
        )
    if what == "admit":
        return (
            _("Admitted to the defence: %(name)s") % told,
            _("Your thesis “%(name)s” is admitted to the defence. You are told its day and place.") % told,
        )
    if what == "return":
        return (
            _("To be mended: %(name)s") % told,
            _("Your thesis “%(name)s” was returned to you. What is to be mended: %(reason)s") % told,
        )
    if what == "corrected":
        return (
            _("Corrected result of the defence: %(name)s") % told,
            _("The result of your thesis “%(name)s” was recorded wrongly and has been corrected: it was given %(points)s of 100 "
              "points.") % told,
        )  # fmt: skip
    return (
        _("Result of the defence: %(name)s") % told,
        _("Your thesis “%(name)s” was given %(points)s of 100 points. The page shows what the commission resolved.")
        % told,
    )


# --- Of a defence -----------------------------------------------------------------------------------------------------
def _tell_of_defence(what: str, pk: int, theses: Collection[int] | None) -> None:
    defence = Defence.objects.select_related("cohort__programme__organisation").get(pk=pk)
    # A defence that was cancelled is shown to the university alone.
    path = "" if what == "cancelled" else defence.get_absolute_url()
    for reader in _concerned(what, defence, theses):
        _write(reader, partial(_of_defence, what, defence), path)


def _concerned(what: str, defence: Defence, theses: Collection[int] | None) -> Iterable[Recipient]:
    """Each address once: a supervisor may have many students there, and a member be one."""
    members = [
        reader for member in defence.members.select_related("person__user") for reader in recipients_of_member(member)
    ]
    found = list(members) if what == "cancelled" else []
    rows = defence.theses.all() if theses is None else defence.theses.filter(pk__in=theses)
    for thesis in with_everything(rows):
        placement = thesis.placement
        for person in (placement.student, placement.academic_supervisor, placement.host_supervisor):
            found += recipients_of(person)
    asked = set() if what == "cancelled" else {reader.email.casefold() for reader in members}
    return [reader for reader in dict.fromkeys(found) if reader.email.casefold() not in asked]


def _tell_taken_off(pk: int, theses: Collection[int]) -> None:
    defence = Defence.objects.get(pk=pk)
    for thesis in with_everything(Thesis.objects.filter(pk__in=theses)):
        placement = thesis.placement
        people = (placement.student, placement.academic_supervisor, placement.host_supervisor)
        for reader in dict.fromkeys(reader for person in people for reader in recipients_of(person)):
            _write(reader, partial(_of_taken_off, defence, thesis), thesis.get_absolute_url())


def _of_taken_off(defence: Defence, thesis: Thesis) -> tuple[str, str]:
    told = {
        "name": thesis.name, "student": thesis.placement.student.name,
        "when": format_moment(timezone.localtime(defence.starts_at)),
    }  # fmt: skip
    return (
        _("Taken off the defence: %(name)s") % told,
        _("The thesis “%(name)s” (%(student)s) is not defended on %(when)s: it was taken off this defence. You are told when it "
          "is put before a commission again.") % told,
    )  # fmt: skip


def _tell_removed(pk: int, reader: Recipient) -> None:
    defence = Defence.objects.select_related("cohort__programme__organisation").get(pk=pk)
    # The page of the defence is not shown to whoever sits there no more.
    _write(reader, partial(_of_removed, defence), "")


def _of_removed(defence: Defence) -> tuple[str, str]:
    told = {"cohort": str(defence.cohort), "when": format_moment(timezone.localtime(defence.starts_at))}
    return (
        _("You need not come: defence of theses, %(when)s") % told,
        _("You do not sit any more in the commission before which theses of %(cohort)s are defended on %(when)s. The link of "
          "the earlier letter does nothing any more.") % told,
    )  # fmt: skip


def _tell_office_of_answer(pk: int) -> None:
    member = CommissionMember.objects.select_related("defence__cohort__programme__organisation", "person").get(pk=pk)
    programme = member.defence.cohort.programme
    for reader in readers_of(programme.organisation_id, programme.post_id, KEEP):
        _write(reader, partial(_of_answer, member), member.defence.get_absolute_url())


def _of_answer(member: CommissionMember) -> tuple[str, str]:
    told = {
        "name": str(member), "cohort": str(member.defence.cohort), "note": member.answer_note,
        "when": format_moment(timezone.localtime(member.defence.starts_at)),
    }  # fmt: skip
    text = _("%(name)s cannot come to the defence of theses of %(cohort)s on %(when)s. Look whether the commission is still "
             "whole.") % told  # fmt: skip
    return _("Cannot come to the defence: %(name)s") % told, f"{text} {member.answer_note}".strip()


def _of_defence(what: str, defence: Defence) -> tuple[str, str]:
    told = {
        "cohort": str(defence.cohort), "place": defence.place, "reason": defence.reason,
        "when": format_moment(timezone.localtime(defence.starts_at)),
    }  # fmt: skip
    if what == "cancelled":
        return (
            _("Cancelled: defence of theses, %(when)s") % told,
            _("The defence of theses of %(cohort)s on %(when)s does not take place. The reason: %(reason)s") % told,
        )
    if what == "moved":
        return (
            _("Changed: defence of theses, %(when)s") % told,
            _("Day or place of the defence of theses of %(cohort)s changed. It is now: %(when)s, %(place)s.") % told,
        )
    return (
        _("Defence of theses, %(when)s") % told,
        _("You take part in the defence of theses of %(cohort)s: %(when)s, %(place)s.") % told,
    )


def _write(reader: Recipient, words: Words, path: str) -> None:
    with translation.override(reader.language):
        subject, text = words()
        post_letter(
            to=reader.email, language=reader.language, recipient_name=reader.name, subject=subject, text=text,
            action_url=settings.SITE_URL + path if path else "", action_label=_("Open the page") if path else "",
            reason=_("You get this letter because you have to do with a thesis or its defence."),
        )  # fmt: skip
