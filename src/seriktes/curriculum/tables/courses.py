"""The list of courses as a table."""

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from seriktes.common.tables import BaseTable
from seriktes.curriculum.models import Course

PER_PAGE = 50


class CourseTable(BaseTable):
    row_header = "name"

    code = tables.Column(verbose_name=_("Code"))
    name = tables.Column(verbose_name=_("Course"))
    credits = tables.Column(verbose_name=_("Credits"))
    languages = tables.Column(verbose_name=_("Languages"), orderable=False)
    programmes = tables.Column(verbose_name=_("Programmes"), orderable=False)
    employers = tables.Column(verbose_name=_("Employers"), orderable=False)

    class Meta(BaseTable.Meta):
        order_by_field = "sort"

    def body(self, rows: Iterable[Course], **context: Any) -> SafeString:
        return render_to_string("curriculum/parts/course_rows.html", {"rows": rows, **context})
