"""Stipends as a table that others read on."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn
from seriktes.placements.queries.stipends import account_of


def _standing(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(account_of(row).standing, name)


COLUMNS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("number", _("Number of the contract")),
    ExportColumn("kind", _("Kind")),
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    ExportColumn("grantor_id", _("Grantor, number in the register")),
    ExportColumn("grantor", _("Grantor"), "grantor.name"),
    ExportColumn("student_id", _("Student, number in the register")),
    ExportColumn("student", _("Student"), "student.name"),
    ExportColumn("university_id", _("University, number in the register")),
    ExportColumn("university", _("University"), "university.name"),
    ExportColumn("study", _("Course of study")),
    ExportColumn("currency", _("Currency")),
    ExportColumn("planned", _("Still to be paid"), lambda row: account_of(row).planned),
    ExportColumn("paid", _("Paid"), _standing("paid")),
    ExportColumn("released", _("Released by service"), _standing("released")),
    ExportColumn("repaid", _("Paid back"), lambda row: account_of(row).repaid),
    ExportColumn("owed", _("Owed if service ended now"), lambda row: account_of(row).left_to_pay_back),
    ExportColumn("service_months", _("Months of full-time service")),
    ExportColumn("served", _("Months served"), lambda row: account_of(row).served),
    ExportColumn("remaining", _("Months left"), lambda row: account_of(row).remaining),
    ExportColumn("signed_on", _("Signed on")),
    ExportColumn("graduated_on", _("Study ended on")),
    ExportColumn("begin_by", _("Service begins by")),
    ExportColumn("ended_on", _("Ended on")),
    ExportColumn("ended_reason", _("Why it ended")),
    ExportColumn("url", _("Address"), lambda row: settings.SITE_URL + row.get_absolute_url()),
)
