"""The term of a cohort is a semester in words, not a deadline: on forms, in exports and in the headings of imports."""

import pytest
from django.utils import translation

from seriktes.curriculum.forms.courses import RunForm
from seriktes.exchange.definitions.columns import guess_columns
from seriktes.placements.exports import evaluations, own_hosts, theses
from seriktes.placements.exports.programmes import POSITION_COLUMNS
from seriktes.placements.forms.programmes import CohortForm, CopyForm
from seriktes.placements.imports.fields import APPLICATION_FIELDS, PLACEMENT_FIELDS, POSITION_FIELDS
from seriktes.placements.models import Cohort


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_term_is_a_semester_wherever_it_is_named(language: str) -> None:
    with translation.override(language):
        exports = [POSITION_COLUMNS, evaluations.ANSWER_COLUMNS, own_hosts.COLUMNS, theses.COLUMNS]
        headings = [column.label for columns in exports for column in columns if column.code == "term"]
        labels = [form.base_fields["term"].label for form in (CohortForm, CopyForm, RunForm)]
        fields = [
            item.label for item in (*POSITION_FIELDS, *APPLICATION_FIELDS, *PLACEMENT_FIELDS) if item.code == "term"
        ]
        name = Cohort._meta.get_field("term").verbose_name
        assert {str(word) for word in (*headings, *labels, *fields)} == {"Семестр"}
        assert str(name) == "семестр"
        assert (len(headings), len(fields)) == (4, 3)


@pytest.mark.parametrize("heading", ["Семестр", "Срок", "Мерзім", "Оқу мерзімі", "Term", "Semester"])
def test_the_column_is_read_under_its_old_and_new_headings(heading: str) -> None:
    for fields in (POSITION_FIELDS, APPLICATION_FIELDS, PLACEMENT_FIELDS):
        assert guess_columns([heading], fields) == {"term": heading}
