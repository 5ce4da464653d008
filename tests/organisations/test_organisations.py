from datetime import date

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.common.packs import InvalidIdentifier
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.organisations import (
    CannotEdit,
    add_name,
    archive_name,
    create_organisation,
    publish_organisation,
    unpublish_organisation,
    update_organisation,
)
from seriktes.organisations.actions.particulars import (
    CannotRelate,
    IdentifierTaken,
    InvalidChannel,
    add_channel,
    add_identifier,
    add_relation,
    archive_channel,
    archive_identifier,
    clean_channel,
    end_relation,
)
from seriktes.organisations.models import Organisation, OrganisationName
from seriktes.organisations.queries.search import matching_ids
from tests.world import SINCE

TODAY = date(2026, 3, 2)
BIN = "240140999905"


@pytest.fixture
def keeper(world):
    return world["administrator"]


@pytest.fixture
def university(world):
    return world.organisations["university"]


def fresh(organisation):
    return Organisation.objects.get(pk=organisation.pk)


def last_event():
    return AuditEvent.objects.order_by("-pk").first()


def test_create_writes_names_numbers_search_and_audit(keeper):
    made = create_organisation(
        kind="company", names={"kk": " «Ойдан  шығарылған Құм» ЖШС ", "ru": "", "en": "Invented Sand LLP"},
        identifiers=[("bin", BIN)], region="KZ-35", by=keeper, on=TODAY,
    )  # fmt: skip
    made = fresh(made)
    assert (made.name_kk, made.name_ru, made.name_en) == ("«Ойдан шығарылған Құм» ЖШС", "", "Invented Sand LLP")
    assert made.provenance["region"] == {"source": "hand", "on": "2026-03-02", "run": None, "seen": {}}
    assert "city" not in made.provenance
    assert [row.value for row in made.identifiers.all()] == [BIN]
    assert matching_ids("invented sand", target="organisation") == [made.pk]
    assert matching_ids(BIN, target="organisation") == [made.pk]
    assert (last_event().kind, last_event().target_id) == ("organisations.organisation.created", str(made.pk))


def test_create_needs_a_name(keeper):
    before = Organisation.objects.count()
    with pytest.raises(CannotEdit, match="nameless"):
        create_organisation(kind="company", names={"kk": "  "}, by=keeper, on=TODAY)
    assert Organisation.objects.count() == before


def test_create_takes_nothing_half(keeper, university):
    add_identifier(organisation=university, scheme="bin", value=BIN, by=keeper, on=TODAY)
    before = Organisation.objects.count()
    with pytest.raises(IdentifierTaken):
        create_organisation(kind="company", names={"en": "Twin"}, identifiers=[("bin", BIN)], by=keeper, on=TODAY)
    assert Organisation.objects.count() == before


def test_update_records_old_and_new(keeper, university):
    update_organisation(
        organisation=university, values={"city": "Алматы", "region": "KZ-75"}, by=keeper, on=TODAY, expected_version=1
    )
    row = fresh(university)
    assert (row.city, row.version) == ("Алматы", 2)
    assert last_event().values == {"city": ["", "Алматы"]}
    assert row.provenance == {"city": {"source": "hand", "on": "2026-03-02", "run": None, "seen": {}}}


def test_update_keeps_what_imports_said(keeper, university):
    university.provenance = {"city": {"source": "ror", "on": "2025-01-01", "run": 1, "seen": {"ror": "Almaty"}}}
    university.save()
    update_organisation(organisation=university, values={"city": "Алматы"}, by=keeper, on=TODAY)
    assert fresh(university).provenance["city"]["seen"] == {"ror": "Almaty"}


def test_update_without_a_change_writes_nothing(keeper, university):
    events = AuditEvent.objects.count()
    update_organisation(organisation=university, values={"region": "KZ-75"}, names={}, by=keeper, on=TODAY)
    assert (fresh(university).version, AuditEvent.objects.count()) == (1, events)


def test_second_editor_is_told_and_nothing_is_overwritten(keeper, university):
    update_organisation(organisation=university, values={"city": "A"}, by=keeper, on=TODAY, expected_version=1)
    with pytest.raises(EditedElsewhere) as caught:
        update_organisation(organisation=university, values={"city": "B"}, by=keeper, on=TODAY, expected_version=1)
    assert (fresh(university).city, caught.value.record.version) == ("A", 2)


def test_merged_record_cannot_be_edited(keeper, world, university):
    Organisation.objects.filter(pk=university.pk).update(status="merged", merged_into=world.organisations["fund"])
    with pytest.raises(CannotEdit, match="merged"):
        update_organisation(organisation=university, values={"city": "A"}, by=keeper, on=TODAY)


@pytest.mark.parametrize("values", [{"is_public": True}, {"name_kk": "x"}, {"merged_into": 1}])
def test_update_refuses_other_columns(keeper, university, values):
    with pytest.raises(TypeError):
        update_organisation(organisation=university, values=values, by=keeper, on=TODAY)


def test_renaming_keeps_the_former_name(keeper, university):
    update_organisation(
        organisation=university, values={}, names={"en": "Samruk Academy"}, renamed=True, by=keeper, on=TODAY
    )
    row = fresh(university)
    assert (row.name_en, row.name_kk != "") == ("Samruk Academy", True)
    former = OrganisationName.objects.get(organisation=university, kind="former")
    assert (former.value, former.until) == ("Invented Samruk University", TODAY)
    assert matching_ids("invented samruk", target="organisation") == [university.pk]


def test_correcting_an_imported_name_sets_the_imported_aside(keeper, university):
    university.names.filter(language="en").update(source="ror")
    update_organisation(organisation=university, values={}, names={"en": "Samruk University"}, by=keeper, on=TODAY)
    assert fresh(university).name_en == "Samruk University"
    aside = OrganisationName.objects.get(organisation=university, source="ror")
    assert (aside.value, aside.archived_at is not None) == ("Invented Samruk University", True)
    update_organisation(
        organisation=university, values={}, names={"en": "Invented Samruk University"}, by=keeper, on=TODAY
    )
    assert fresh(university).name_en == "Invented Samruk University"


def test_the_last_name_stays(keeper, university):
    with pytest.raises(CannotEdit, match="nameless"):
        update_organisation(
            organisation=university, values={}, names={"kk": "", "ru": "", "en": ""}, by=keeper, on=TODAY
        )
    assert fresh(university).name_en == "Invented Samruk University"


def test_aliases_come_and_go(keeper, university):
    name = add_name(organisation=university, value="ISU", language="en", kind="acronym", by=keeper, on=TODAY)
    assert matching_ids("isu", target="organisation") == [university.pk]
    archive_name(name=name, by=keeper)
    assert matching_ids("isu", target="organisation") == []
    assert OrganisationName.objects.filter(pk=name.pk).exists()


def test_publishing(keeper, world):
    hidden = world.organisations["hidden_company"]
    publish_organisation(organisation=hidden, by=keeper)
    assert fresh(hidden).is_public
    assert last_event().values == {"public": [False, True]}
    unpublish_organisation(organisation=hidden, by=keeper)
    assert not fresh(hidden).is_public


# --- Identifiers ----------------------------------------------------------------------------------------------------
def test_lookalike_letters_are_unified(keeper, university):
    # The Q is Latin, and the А of OpenAlex would be Cyrillic: the digits are what a person pasted.
    row = add_identifier(organisation=university, scheme="ror", value="https://ror.org/05krs5044", by=keeper, on=SINCE)
    assert row.value == "05krs5044"
    cyrillic = add_identifier(organisation=university, scheme="isni", value="0000 0001 2103 2683", by=keeper, on=SINCE)
    assert cyrillic.value == "0000000121032683"


def test_number_of_a_person_is_refused(keeper, university):
    with pytest.raises(InvalidIdentifier):
        add_identifier(organisation=university, scheme="orcid", value="0000-0002-1825-0097", by=keeper, on=SINCE)


def test_taken_number_names_the_other_record_to_those_who_see_it(keeper, world, university):
    hidden = world.organisations["hidden_company"]
    add_identifier(organisation=hidden, scheme="bin", value=BIN, by=keeper, on=SINCE)
    with pytest.raises(IdentifierTaken) as seen:
        add_identifier(organisation=university, scheme="bin", value=BIN, by=keeper, on=SINCE)
    with pytest.raises(IdentifierTaken) as unseen:
        add_identifier(organisation=university, scheme="bin", value=BIN, by=world["fund_manager"], on=SINCE)
    assert (seen.value.other, unseen.value.other) == (hidden, None)


def test_archived_number_is_free_again(keeper, world, university):
    first = add_identifier(organisation=university, scheme="bin", value=BIN, by=keeper, on=SINCE)
    archive_identifier(identifier=first, by=keeper)
    assert last_event().values == {"bin": [BIN, None]}
    add_identifier(organisation=world.organisations["company"], scheme="bin", value=BIN, by=keeper, on=SINCE)
    assert matching_ids(BIN, target="organisation") == [world.organisations["company"].pk]


# --- Channels -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("website", "example.org", "https://example.org"),
        ("website", "http://example.org/a", "http://example.org/a"),
        ("website", "example.org:8080/a", "https://example.org:8080/a"),
        ("domain", "https://www.Example.org/about", "example.org"),
        ("email", "office@example.org", "office@example.org"),
        ("phone", "8 (727) 377 33 33", "+77273773333"),
        ("address", " Алматы,  Абай 1 ", "Алматы, Абай 1"),
    ],
)
def test_channels_are_kept_in_one_form(kind, value, kept):
    assert clean_channel(kind, value) == kept


@pytest.mark.parametrize(
    ("kind", "value"),
    [("website", "javascript:alert(1)"), ("website", "не сайт"), ("domain", "a b"), ("email", "x"), ("phone", "12"),
     ("phone", "abc"), ("address", "  ")],
)  # fmt: skip
def test_bad_channels_are_refused(kind, value):
    with pytest.raises(InvalidChannel):
        clean_channel(kind, value)


def test_a_channel_stands_once(keeper, university):
    first = add_channel(organisation=university, kind="website", value="example.org", by=keeper, on=SINCE)
    assert (
        add_channel(organisation=university, kind="website", value="https://example.org", by=keeper, on=SINCE) == first
    )
    archive_channel(channel=first, by=keeper)
    assert university.channels.filter(archived_at__isnull=True).count() == 0


# --- Relations ------------------------------------------------------------------------------------------------------
def test_relation_stands_once_whoever_tells_it(keeper, world, university):
    fund = world.organisations["fund"]
    relation = add_relation(organisation=university, kind="parent", other=fund, by=keeper, on=SINCE)
    with pytest.raises(CannotRelate, match="twice"):
        add_relation(organisation=fund, kind="child", other=university, by=keeper, on=SINCE)
    with pytest.raises(CannotRelate, match="self"):
        add_relation(organisation=university, kind="parent", other=university, by=keeper, on=SINCE)
    with pytest.raises(CannotRelate, match="nobody"):
        add_relation(organisation=university, kind="parent", other_label=" ", by=keeper, on=SINCE)
    end_relation(relation=relation, by=keeper)
    add_relation(organisation=fund, kind="child", other=university, by=keeper, on=SINCE)
