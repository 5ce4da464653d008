"""Letters to employers about courses, sent when the transaction has ended: the part that was named, a certification that ended."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.formats import format_day
from seriktes.common.outbox import post_letter
from seriktes.curriculum.models import Course, CourseActivity, CourseEmployer
from seriktes.procedures.queries.recipients import keepers_of

Words = Callable[[], tuple[str, str]]


def tell_employer_named(row: CourseEmployer, *, by: User | None) -> None:
    afterwards(_tell_named, row.pk, by)


def tell_certification_ended(row: CourseActivity, *, by: User | None) -> None:
    afterwards(_tell_ended, row.pk, by)


def _tell_named(pk: int, by: User | None) -> None:
    row = CourseEmployer.objects.select_related("course__organisation", "organisation").get(pk=pk)

    def words() -> tuple[str, str]:
        told = {"university": row.course.organisation.name, "course": str(row.course), "part": row.get_part_display()}
        text = _("%(university)s has named your organisation in the course “%(course)s”: %(part)s.") % told
        return _("Named in a course: %(course)s") % told, f"{text} {row.note}".strip()

    _write(row.organisation_id, row.course, words, by)


def _tell_ended(pk: int, by: User | None) -> None:
    row = CourseActivity.objects.select_related("course__organisation", "certifier").get(pk=pk)
    if row.certifier_id is None or row.withdrawn_on is None:
        return
    ended = row.withdrawn_on

    def words() -> tuple[str, str]:
        told = {
            "university": row.course.organisation.name, "course": str(row.course), "day": format_day(ended),
            "reason": row.withdrawal,
        }  # fmt: skip
        return (
            _("Certification ended: %(course)s") % told,
            _(
                "%(university)s has put on record that your certification of the course “%(course)s” ended on %(day)s. "
                "The reason: %(reason)s"
            )
            % told,
        )

    _write(row.certifier_id, row.course, words, by)


def _write(organisation: int, course: Course, words: Words, by: User | None) -> None:
    """To those who keep the organisation, as nobody's post is named in a course; not to whoever did it."""
    for one in keepers_of([organisation], timezone.localdate()).get(organisation, ()):
        if by is not None and one.email == by.email:
            continue
        with translation.override(one.language):
            subject, text = words()
            post_letter(
                to=one.email, language=one.language, recipient_name=one.name, subject=subject, text=text,
                action_url=settings.SITE_URL + course.get_absolute_url(), action_label=_("Open the course"),
                reason=_("You get this letter because you look after the record of your organisation."),
            )  # fmt: skip
