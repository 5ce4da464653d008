from datetime import date

import pytest
from django.apps import apps

from seriktes.accounts.models import AuditEvent, User
from seriktes.organisations.actions.merging import CannotMerge, merge_records, undo_merge
from seriktes.organisations.actions.naming import refresh_names, refresh_people
from seriktes.organisations.models import (
    Affiliation,
    Identifier,
    Membership,
    Organisation,
    OrganisationName,
    Person,
    Relation,
    Unit,
)
from seriktes.organisations.queries.search import matching_ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return User.objects.create_user("officer@example.org", name="Officer")


def organisation(name_ru, **fields):
    row = Organisation.objects.create(kind="company", is_public=True, **fields)
    OrganisationName.objects.create(organisation=row, value=name_ru, language="ru", kind="label")
    refresh_names([row])
    return row


@pytest.fixture
def pair(officer):
    kept = organisation("ТОО «Болат Құрылыс»")
    archived = organisation("Болат Курылыс", region="KZ-75", established=1999)
    OrganisationName.objects.create(organisation=archived, value="Bolat Construction", language="en", kind="label")
    Identifier.objects.create(organisation=archived, scheme="bin", value="000140001813")
    Unit.objects.create(organisation=archived, name_ru="Цех 1")
    Relation.objects.create(organisation=kept, kind="related", other=archived)
    person = Person.objects.create(name_ru="Иванова Айгүл")
    Affiliation.objects.create(person=person, organisation=archived)
    Membership.objects.create(user=officer, organisation=archived, role="company_manager", starts_on=date(2026, 1, 1))
    refresh_names([kept, archived])
    return kept, archived


VOLATILE = {"version", "changed_at", "provenance"}


def everything():
    """Each row of the register, without what an undo rightly leaves changed."""
    return {
        (model._meta.label, row.pk): {
            field.attname: getattr(row, field.attname) for field in model._meta.fields if field.name not in VOLATILE
        }
        for model in apps.get_app_config("organisations").get_models()
        if model.__name__ not in {"MergeRecord", "SearchEntry"}
        for row in model.objects.all()
    }


def test_merge_archives_the_loser_and_moves_what_pointed_to_it(pair, officer):
    kept, archived = pair
    merge_records(kept=kept, archived=archived, by=officer)
    kept.refresh_from_db()
    archived.refresh_from_db()
    assert (archived.status, archived.merged_into, archived.is_public) == ("merged", kept, False)
    assert (kept.region, kept.established) == ("KZ-75", 1999)
    assert kept.name_ru == "ТОО «Болат Құрылыс»"
    assert {name.value: name.kind for name in kept.names.all()} == {
        "ТОО «Болат Құрылыс»": "label", "Болат Курылыс": "alias", "Bolat Construction": "alias",
    }  # fmt: skip
    counts = [rows.count() for rows in (kept.identifiers, kept.units, kept.affiliations, kept.memberships)]
    assert counts == [1, 1, 1, 1]
    assert AuditEvent.objects.filter(kind="organisations.organisation.merged", target_id=kept.pk).count() == 1


def test_merged_record_is_found_by_the_names_of_both(pair, officer):
    kept, archived = pair
    merge_records(kept=kept, archived=archived, by=officer)
    assert matching_ids("bolat construction", target="organisation") == [kept.pk]
    assert matching_ids("болат", target="organisation") == [kept.pk]


def test_relation_to_the_loser_goes_out_of_use(pair, officer):
    kept, archived = pair
    merge_records(kept=kept, archived=archived, by=officer)
    assert Relation.objects.get().archived_at is not None


def test_undo_brings_back_every_row(pair, officer):
    kept, archived = pair
    before = everything()
    undo_merge(record=merge_records(kept=kept, archived=archived, by=officer), by=officer)
    assert everything() == before
    assert matching_ids("bolat construction", target="organisation") == [archived.pk]


def test_row_moved_elsewhere_since_stays_there(pair, officer):
    kept, archived = pair
    record = merge_records(kept=kept, archived=archived, by=officer)
    third = organisation("Третья")
    Unit.objects.update(organisation=third)
    undo_merge(record=record, by=officer)
    assert Unit.objects.get().organisation == third


@pytest.mark.parametrize("which", ["same", "already_merged"])
def test_impossible_merge_is_refused(pair, officer, which):
    kept, archived = pair
    if which == "already_merged":
        merge_records(kept=kept, archived=archived, by=officer)
    other = kept if which == "same" else archived
    with pytest.raises(CannotMerge) as refusal:
        merge_records(kept=kept, archived=other, by=officer)
    assert refusal.value.reason == which


def test_undo_after_the_kept_one_was_merged_on_is_refused(pair, officer):
    kept, archived = pair
    record = merge_records(kept=kept, archived=archived, by=officer)
    merge_records(kept=organisation("Третья"), archived=kept, by=officer)
    with pytest.raises(CannotMerge) as refusal:
        undo_merge(record=record, by=officer)
    assert refusal.value.reason == "merged_again"


def test_merged_person_keeps_the_account_and_the_orcid(officer):
    kept = Person.objects.create(name_ru="Иванова Айгүл")
    archived = Person.objects.create(name_en="Aigul Ivanova", orcid="0000-0002-1825-0097", user=officer)
    refresh_people([kept, archived])
    before = everything()
    record = merge_records(kept=kept, archived=archived, by=officer)
    kept.refresh_from_db()
    assert (kept.orcid, kept.user, kept.name_en) == ("0000-0002-1825-0097", officer, "Aigul Ivanova")
    undo_merge(record=record, by=officer)
    assert everything() == before
