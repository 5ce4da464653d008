import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seriktes.accounts.models import AuditEvent
from seriktes.common.packs import get_pack
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.enums import NameKind
from seriktes.organisations.imports.ror import read_record
from seriktes.organisations.models import Channel, Identifier, Organisation, OrganisationName, Relation, SearchEntry
from seriktes.organisations.queries.search import matching_ids
from tests.organisations.importing import SAMPLES, counts, faults, run_import

pytestmark = pytest.mark.django_db
REAL = Path("/work/shared/data/kz")


@pytest.fixture
def imported():
    return [run_import(SAMPLES / "ror_v2.json"), run_import(SAMPLES / "ror_v1.json")]


def by_ror(value: str) -> Organisation:
    return Organisation.objects.get(identifiers__scheme="ror", identifiers__value=value.rsplit("/", 1)[-1])


def names_of(organisation: Organisation) -> set[tuple[str, str, frozenset[str]]]:
    found: dict[tuple[str, str], set[str]] = {}
    for name in organisation.names.filter(archived_at__isnull=True):
        types = found.setdefault((name.value, name.language), set())
        types |= {name.kind} - {NameKind.DISPLAY} | ({"ror_display"} if name.is_display else set())
    return {(value, language, frozenset(types)) for (value, language), types in found.items()}


def relations_of(organisation: Organisation) -> set[tuple[str, str, str]]:
    return set(
        organisation.relations.filter(archived_at__isnull=True).values_list("kind", "other_identifier", "other_label")
    )


@pytest.mark.skipif(not REAL.exists(), reason="the gathered registry records are not here")
def test_the_registry_of_the_country_is_read_whole():
    runs = [run_import(REAL / name) for name in ("ror_v2_kz.json", "ror_v1_kz.json")]
    assert [counts(run) for run in runs] == [{"created": 84}, {"created": 26}]
    expected = json.loads((REAL / "ror_kz.json").read_text())
    assert Organisation.objects.count() == len(expected) == 110
    for record in expected:
        organisation = by_ror(record["id"])
        assert names_of(organisation) == {
            (name["value"], name["lang"] or "", frozenset(name["types"])) for name in record["names"]
        }
        assert organisation.status == record["status"]
        assert organisation.city == record["city"]
        assert organisation.established == record["established"]
        assert (organisation.latitude, organisation.longitude) == (record["lat"], record["lng"])
        region = get_pack().resolve_region(record["subdivision_name"], record["city"])
        assert organisation.region == (region.code if region else "")
        said = organisation.provenance["region"]["said"]
        assert (said.get("subdivision") or None, said["city"]) == (record["subdivision_name"], record["city"])
        assert relations_of(organisation) == {
            (relation["type"], "ror:" + relation["id"].rsplit("/", 1)[-1], relation["label"])
            for relation in record["relationships"]
        }
        websites = organisation.channels.filter(kind="website").values_list("value", flat=True)
        assert list(websites) == [value for value in [record["links"].get("website")] if value]
        assert organisation.is_public
    assert sum(bool(organisation.region) for organisation in Organisation.objects.all()) == 109
    again = [run_import(REAL / name) for name in ("ror_v2_kz.json", "ror_v1_kz.json")]
    assert [counts(run) for run in again] == [{"unchanged": 84}, {"unchanged": 26}]


def test_version_2_is_read_whole(imported):
    organisation = Organisation.objects.get(name_en="Ulgi Invented University")
    assert counts(imported[0]) == {"created": 2}
    assert names_of(organisation) == {
        ("UIU", "en", frozenset({"acronym"})),
        ("Ulgi Invented University", "en", frozenset({"label", "ror_display"})),
        ("Үлгі ойдан шығарылған университеті", "kk", frozenset({"label"})),
        ("Вымышленный университет Улги", "ru", frozenset({"label"})),
        ("Улгинский институт", "ru", frozenset({"alias"})),
    }
    assert (organisation.kind, organisation.status, organisation.region) == ("university", "active", "KZ-31")
    assert (organisation.city, organisation.established) == ("Taraz", 1961)
    assert (organisation.latitude, organisation.longitude) == (42.9, 71.37)
    assert organisation.is_public
    assert set(organisation.identifiers.values_list("scheme", "value", "is_preferred")) >= {
        ("wikidata", "Q900000001", False),
        ("wikidata", "Q900000002", True),
        ("grid", "grid.900001.1", True),
        ("fundref", "100900000001", True),
    }
    assert set(organisation.channels.values_list("kind", "value")) == {
        ("website", "https://www.ulgi.example"),
        ("wikipedia", "https://en.wikipedia.org/wiki/Ulgi_invented"),
        ("domain", "ulgi.example"),
    }
    assert organisation.provenance["region"]["said"]["subdivision"] == "Zhambyl"
    assert organisation.provenance["kind"]["on"] == "2025-03-04"


def test_version_1_is_read_whole(imported):
    organisation = Organisation.objects.get(name_kk="Үлгі ойдан шығарылған колледжі")
    assert names_of(organisation) == {
        ("Ulgi Invented College", "", frozenset({"label", "ror_display"})),
        ("Үлгі ойдан шығарылған колледжі", "kk", frozenset({"label"})),
        ("Old Ulgi College", "", frozenset({"alias"})),
        ("Үлгі колледжі", "", frozenset({"alias"})),
        ("UIC", "", frozenset({"acronym"})),
    }
    assert (organisation.kind, organisation.status, organisation.region) == ("university", "withdrawn", "KZ-15")
    assert set(organisation.identifiers.values_list("scheme", flat=True)) == {"ror", "isni", "grid"}
    assert set(organisation.channels.values_list("kind", flat=True)) == {"website", "wikipedia"}
    foreign = Organisation.objects.get(name_other="Almaty Street Invented Works")
    assert (foreign.kind, foreign.region) == ("company", "")


def test_of_several_types_the_first_in_order_decides(imported):
    assert Organisation.objects.get(name_en="Ulgi Invented Institute").kind == "agency"


def test_a_relation_finds_its_other_end_whenever_it_comes(imported):
    university = Organisation.objects.get(name_en="Ulgi Invented University")
    institute = Organisation.objects.get(name_en="Ulgi Invented Institute")
    college = Organisation.objects.get(name_kk="Үлгі ойдан шығарылған колледжі")
    assert set(Relation.objects.values_list("organisation", "kind", "other")) == {
        (university.pk, "child", institute.pk),
        (university.pk, "related", None),
        (institute.pk, "parent", university.pk),
        (college.pk, "successor", university.pk),
    }


def test_a_relation_waits_for_a_record_of_a_later_file():
    run_import(SAMPLES / "ror_v1.json")
    assert list(Relation.objects.values_list("other", flat=True)) == [None]
    run_import(SAMPLES / "ror_v2.json")
    waiting = Relation.objects.get(kind="successor")
    assert waiting.other.name_en == "Ulgi Invented University"


def test_the_same_file_twice_writes_nothing(imported, django_assert_num_queries):
    before = {
        model: list(model.objects.order_by("pk").values())
        for model in (Organisation, OrganisationName, Identifier, Channel, Relation, SearchEntry)
    }
    events = AuditEvent.objects.exclude(kind__startswith="exchange.").count()
    runs = [run_import(SAMPLES / "ror_v2.json"), run_import(SAMPLES / "ror_v1.json")]
    assert [counts(run) for run in runs] == [{"unchanged": 2}, {"unchanged": 2}]
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before
    assert AuditEvent.objects.exclude(kind__startswith="exchange.").count() == events


def test_each_created_organisation_is_audited_and_found(imported):
    assert AuditEvent.objects.filter(kind="organisations.organisation.imported").count() == 4
    [pk] = matching_ids("вымышленный унив", target="organisation")
    assert Organisation.objects.get(pk=pk).name_en == "Ulgi Invented University"


def changed_sample(**changes):
    records = json.loads((SAMPLES / "ror_v2.json").read_text())
    records[0].update(changes)
    return records


def test_a_changed_record_updates_only_what_changed(imported):
    run = run_import(changed_sample(established=1962))
    assert counts(run) == {"updated": 1, "unchanged": 1}
    organisation = Organisation.objects.get(name_en="Ulgi Invented University")
    assert (organisation.established, organisation.version) == (1962, 2)
    event = AuditEvent.objects.get(kind="organisations.organisation.changed")
    assert event.values == {"run": run.pk, "established": [1961, 1962]}
    assert list(run.imported.values_list("outcome", "target_id")) == [("updated", organisation.pk)]


def test_a_name_that_the_registry_drops_is_archived_and_comes_back(imported):
    records = json.loads((SAMPLES / "ror_v2.json").read_text())
    dropped = records[0]["names"].pop()
    assert counts(run_import(records)) == {"updated": 1, "unchanged": 1}
    assert OrganisationName.objects.get(value=dropped["value"]).archived_at is not None
    assert matching_ids("Улгинский", target="organisation") == []
    assert counts(run_import(SAMPLES / "ror_v2.json")) == {"updated": 1, "unchanged": 1}
    assert OrganisationName.objects.get(value=dropped["value"]).archived_at is None


def test_a_value_archived_by_a_person_stays_archived(imported):
    from django.utils import timezone

    OrganisationName.objects.filter(value="Улгинский институт").update(archived_at=timezone.now())
    assert counts(run_import(SAMPLES / "ror_v2.json")) == {"unchanged": 2}
    assert OrganisationName.objects.get(value="Улгинский институт").archived_at is not None


def test_a_hand_made_correction_is_never_overwritten(imported):
    Organisation.objects.filter(name_en="Ulgi Invented University").update(established=1960)
    assert counts(run_import(SAMPLES / "ror_v2.json")) == {"unchanged": 2}
    run = run_import(changed_sample(established=1963))
    assert counts(run) == {"unchanged": 2, "questions": 1}
    assert Organisation.objects.get(name_en="Ulgi Invented University").established == 1960
    question = ImportQuestion.objects.get()
    assert (question.field, question.current, question.proposed) == ("established", 1960, 1963)
    assert counts(run_import(changed_sample(established=1963))) == {"unchanged": 2}
    assert ImportQuestion.objects.count() == 1


def test_an_official_name_given_by_hand_is_asked_about(imported):
    from django.utils import timezone

    organisation = Organisation.objects.get(name_en="Ulgi Invented University")
    organisation.names.filter(language="kk").update(archived_at=timezone.now())
    OrganisationName.objects.create(organisation=organisation, value="Үлгі университеті", language="kk")
    records = changed_sample()
    next(name for name in records[0]["names"] if name["lang"] == "kk")["value"] = "Үлгі жаңа университеті"
    run = run_import(records)
    assert run.questions == 1
    assert list(organisation.names.filter(language="kk", archived_at__isnull=True).values_list("value", flat=True)) == [
        "Үлгі университеті"
    ]
    assert run_import(records).questions == 0


def test_an_identifier_of_another_organisation_is_a_fault_of_the_value(imported):
    records = json.loads((SAMPLES / "ror_v2.json").read_text())
    records[1]["external_ids"] = [{"type": "grid", "preferred": None, "all": ["grid.900003.3"]}]
    run = run_import(records[1:])
    assert faults(run) == [(1, "grid", "identifier_taken")]
    assert counts(run) == {"unchanged": 1}


def test_an_identifier_twice_in_one_file_names_the_first_row():
    records = json.loads((SAMPLES / "ror_v2.json").read_text())
    records[1]["external_ids"] = records[0]["external_ids"][2:3]
    for dry_run in (True, False, False):
        run = run_import(records, dry_run=dry_run)
        assert faults(run) == [(2, "grid", "identifier_twice_in_file")]


def test_a_doubled_record_names_the_first():
    records = json.loads((SAMPLES / "ror_v2.json").read_text())
    run = run_import([*records, records[0]])
    assert counts(run) == {"created": 2, "rejected": 1}
    [fault] = run.faults.all()
    assert (fault.row, fault.code, fault.values) == (3, "doubled_row", {"row": 1})


def test_a_record_merged_away_by_a_person_stays_merged(imported):
    university = Organisation.objects.get(name_en="Ulgi Invented University")
    institute = Organisation.objects.get(name_en="Ulgi Invented Institute")
    institute.identifiers.update(organisation=university)
    institute.names.update(organisation=university, kind="alias", is_display=False)
    assert counts(run_import(SAMPLES / "ror_v2.json")) == {"unchanged": 2}


@pytest.mark.parametrize("record", [None, 7, "text", [], {}, {"id": 3}, {"id": "https://ror.org/abc"}, {"names": [1]}])
def test_what_is_no_record_is_rejected(record):
    run = run_import([record])
    assert counts(run) == {"rejected": 1}
    with run.rejects.open() as rejects:
        assert (run.status, len(rejects.readlines())) == ("finished", 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["type", "types", "value", "lang", "all", "preferred", "id", "label", "lat", "lng",
                                       "name", "geonames_details", "city", "geonames_city", "ROR", "ISNI"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
KEYS = ["names", "name", "labels", "aliases", "acronyms", "external_ids", "links", "domains", "locations", "addresses",
        "country", "relationships", "established", "status", "types", "admin", "wikipedia_url", "email_address"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8))
def test_any_json_is_a_row_or_has_a_fault(record):
    row = read_record(1, {"id": "https://ror.org/0zz000114", **record})
    assert row.record is not None or row.faults


def test_characters_that_a_database_cannot_hold_are_left_out():
    records = json.loads((SAMPLES / "ror_v2.json").read_text())
    records[0]["names"][1]["value"] = "Ulgi\x00 Inv\x1fented University"
    assert counts(run_import(json.dumps(records).encode())) == {"created": 2}
    assert Organisation.objects.filter(name_en="Ulgi Invented University").exists()


def test_a_mended_line_of_the_rejected_rows_is_read():
    [record, _other] = json.loads((SAMPLES / "ror_v2.json").read_text())
    assert counts(run_import({"row": 1, "fault": "…", "record": record})) == {"created": 1}


def ror_record(**other):
    name = {"lang": "en", "types": ["label", "ror_display"], "value": "Invented Made-up"}
    return {"id": "https://ror.org/05krs5044", "names": [name], "types": ["education"], "status": "active", **other}


@pytest.mark.parametrize(
    ("who", "is_public"), [("career_centre", False), ("partnership_officer", False), ("administrator", True)]
)
def test_a_file_publishes_only_what_its_importer_may_publish(world, who, is_public):
    assert counts(run_import([ror_record()], by=world[who])) == {"created": 1}
    assert by_ror("05krs5044").is_public is is_public


def test_contacts_of_the_registry_are_cleaned_as_on_the_page():
    links = [{"type": "website", "value": "javascript:alert(1)"}, {"type": "website", "value": "https://good.example"}]
    run = run_import([ror_record(links=links, domains=["not a domain", "WWW.Good.example"])])
    assert faults(run) == [(1, "website", "not_an_address"), (1, "domain", "not_a_domain")]
    assert set(Channel.objects.values_list("kind", "value")) == {
        ("website", "https://good.example"), ("domain", "good.example")
    }  # fmt: skip


@pytest.mark.parametrize("year", [10**30, 2100, "NaN", 12.5, 3])
def test_a_year_that_cannot_be_is_a_fault_of_the_value(year):
    run = run_import([ror_record(established=year)])
    assert (counts(run), faults(run)) == ({"created": 1}, [(1, "established", "not_a_year")])


def test_a_name_that_nobody_sees_is_none():
    names = [{"lang": "en", "types": ["label"], "value": "\u3164\u200b"}]
    assert faults(run_import([ror_record(names=names)])) == [(1, "names", "no_name")]


def test_an_organisation_that_the_importer_does_not_see_is_not_told_of(world, monkeypatch):
    from seriktes.accounts.roles import CareerCentre

    hidden = world.organisations["hidden_company"]
    hidden.identifiers.create(scheme="bin", value="000140001813")
    monkeypatch.setattr(CareerCentre, "everywhere", CareerCentre.everywhere - {"organisations.view_unpublished"})
    lines = "name_ru,kind,bin", "ТОО «Выдуманный Шёлк»,company,", "Иная,company,000140001813"
    run = run_import("\n".join(lines).encode(), format="csv", by=world["career_centre"])
    assert (counts(run), faults(run)) == ({"created": 1, "rejected": 1}, [(3, "bin", "value_not_usable")])
