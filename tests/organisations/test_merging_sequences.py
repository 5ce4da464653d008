"""Any sequence of merges and undos leaves every row accounted for."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes.accounts.models import User
from seriktes.organisations.actions.merging import CannotMerge, merge_records, undo_merge
from seriktes.organisations.actions.naming import refresh_names
from seriktes.organisations.models import (
    Affiliation,
    Identifier,
    MergeRecord,
    Organisation,
    OrganisationName,
    Person,
    Relation,
    Unit,
)
from tests.organisations.test_merging import everything

pytestmark = pytest.mark.django_db
COUNT = 4
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)),
        st.tuples(st.just("undo"), st.integers(0, 5), st.just(0)),
    ),
    min_size=1,
    max_size=7,
)


def small_register():
    """Four organisations with one of everything each, some of it the same."""
    made = [Organisation.objects.create(kind="company", city="Алматы" if at % 2 else "") for at in range(COUNT)]
    for at, row in enumerate(made):
        OrganisationName.objects.create(organisation=row, value=f"Название {at}", language="ru")
        OrganisationName.objects.create(organisation=row, value="Одинаковое", language="ru", kind="alias")
        Identifier.objects.create(organisation=row, scheme="ror", value=f"0{at}")
        Unit.objects.create(organisation=row, name_ru="Цех")
        Affiliation.objects.create(person=Person.objects.create(name_ru=f"Имя {at}"), organisation=row)
        Relation.objects.create(organisation=row, kind="related", other=made[(at + 1) % COUNT])
    refresh_names(made)
    return made


def accounted(before, after):
    """No row is lost or made; names, numbers and units stand with exactly one organisation that is not merged, unless
    they are out of use."""
    assert after.keys() == before.keys()
    standing = {key[1] for key, row in after.items() if key[0].endswith(".Organisation") and row["status"] != "merged"}
    for (label, _pk), row in after.items():
        if label.split(".")[1] in {"OrganisationName", "Identifier", "Unit", "Affiliation"} and not row.get(
            "archived_at"
        ):
            assert row["organisation_id"] in standing


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_merges_and_undos_lose_nothing_and_come_back(steps):
    with transaction.atomic():
        by = User.objects.create_user("officer@example.org", name="Officer")
        made = small_register()
        before = everything()
        records = []
        for step, one, other in steps:
            try:
                if step == "merge":
                    records.append(merge_records(kept=made[one], archived=made[other], by=by))
                elif records:
                    undo_merge(record=records[one % len(records)], by=by)
            except CannotMerge:
                pass
            accounted(before, everything())
        for record in reversed(MergeRecord.objects.filter(undone_at__isnull=True).order_by("pk")):
            undo_merge(record=record, by=by)
        assert everything() == before
        transaction.set_rollback(True)
