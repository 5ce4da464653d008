import pytest
from django.utils import translation

from seriktes.expertise.actions.indexing import note_people
from seriktes.expertise.models import Evidence, EvidencePerson
from seriktes.expertise.queries.finding import find_among, find_evidence, find_experts, find_units
from seriktes.organisations.models import Affiliation, Person, Unit
from tests.expertise.evidence import change, make
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db


def names(finding):
    return [found.person.name_en for found in finding.people]


@pytest.fixture
def oil(world, index):
    """Three people who know of oil, two of them shown to the public."""
    lecturer, manager, hidden = (world.people[key] for key in ("lecturer", "manager", "hidden_lecturer"))
    world.extras["kazakh"] = make(name_kk="Мұнай өңдеу катализаторлары", people=[lecturer], year=2024)
    world.extras["english"] = make(name_en="Corrosion of oil pipelines", people=[manager], year=2023)
    world.extras["hidden"] = make(name_ru="Катализаторы переработки нефти", people=[hidden], year=2022)
    make(name_en="Poetry of the steppe", people=[world.people["contact"]], year=2021)
    index.catch_up()
    return world


def test_a_question_in_russian_finds_who_wrote_in_kazakh_and_says_by_which_bridge(oil):
    finding = find_experts(oil["anonymous"], "катализаторы для нефти")
    assert names(finding)[0] == "Galym Darisbay"
    first = finding.people[0]
    assert [why.evidence for why in first.reasons] == [oil.extras["kazakh"]]
    met = {(match.said, match.met, match.bridge) for match in first.reasons[0].matches}
    assert ("нефти", "мұнай", "glossary") in met
    assert "glossary" in finding.bridges
    assert finding.language == "ru"


def test_without_the_evidence_that_was_named_the_score_is_lower(oil, index):
    lecturer = oil.people["lecturer"]
    make(name_ru="Переработка нефти в Казахстане", people=[lecturer], year=2020)
    index.catch_up()
    before = find_experts(oil["anonymous"], "переработка нефти").people[0]
    assert before.person == lecturer
    assert len(before.reasons) == 2
    change(before.reasons[0].evidence, is_public=False)
    index.catch_up()
    after = [one for one in find_experts(oil["anonymous"], "переработка нефти").people if one.person == lecturer]
    assert after[0].score < before.score


@pytest.mark.parametrize("persona", PERSONAS)
def test_nobody_finds_a_person_or_a_document_that_they_may_not_see(oil, persona):
    from seriktes.expertise.queries.access import evidence_visible_to
    from seriktes.organisations.queries.access import people_visible_to

    user = oil[persona]
    finding = find_experts(user, "нефть катализаторы poetry")
    people = {found.person for found in finding.people}
    assert people <= set(people_visible_to(user))
    assert finding.total == len(people)
    assert {why.evidence for found in finding.people for why in found.reasons} <= set(evidence_visible_to(user))
    sees_hidden = people_visible_to(user).filter(pk=oil.people["hidden_lecturer"].pk).exists()
    assert (oil.people["hidden_lecturer"] in people) == sees_hidden


def test_hidden_evidence_changes_no_score(oil, index):
    def scores():
        return [(one.person.pk, one.score) for one in find_experts(oil["anonymous"], "нефть катализаторы").people]

    before = scores()
    assert before
    for number in range(5):
        make(name_ru=f"Нефть и катализаторы {number}", people=[oil.people["lecturer"]], is_public=False)
    make(
        name_ru="Нефть и катализаторы 9",
        people=[oil.people["manager"]],
        organisation=oil.organisations["hidden_company"],
    )
    index.catch_up()
    assert scores() == before


def test_what_is_hidden_or_deleted_is_gone_before_the_index_hears_of_it(oil):
    row = oil.extras["kazakh"]
    before = names(find_experts(oil["anonymous"], "катализаторы нефти"))
    Evidence.objects.filter(pk=row.pk).update(is_public=False)
    assert sorted([*names(find_experts(oil["anonymous"], "катализаторы нефти")), "Galym Darisbay"]) == sorted(before)
    EvidencePerson.objects.filter(evidence=row).delete()
    Evidence.objects.filter(pk=row.pk).delete()
    assert "Galym Darisbay" not in names(find_experts(oil["administrator"], "катализаторы нефти"))


def test_a_person_who_is_shown_no_more_is_gone_at_once(oil):
    assert "Galym Darisbay" in names(find_experts(oil["anonymous"], "катализаторы нефти"))
    Person.objects.filter(pk=oil.people["lecturer"].pk).update(is_public=False)
    assert "Galym Darisbay" not in names(find_experts(oil["anonymous"], "катализаторы нефти"))


def test_a_retracted_publication_speaks_for_nobody(oil, index):
    before = names(find_experts(oil["anonymous"], "катализаторы нефти"))
    change(oil.extras["kazakh"], retracted_on="2025-01-01")
    index.catch_up()
    assert sorted([*names(find_experts(oil["anonymous"], "катализаторы нефти")), "Galym Darisbay"]) == sorted(before)


def test_a_name_that_was_refused_is_found_by_nothing(oil, index):
    before = names(find_experts(oil["anonymous"], "катализаторы нефти"))
    EvidencePerson.objects.filter(evidence=oil.extras["kazakh"]).update(standing="refused")
    change(oil.extras["kazakh"])
    index.catch_up()
    assert sorted([*names(find_experts(oil["anonymous"], "катализаторы нефти")), "Galym Darisbay"]) == sorted(before)


def test_filters_count_what_they_would_show(oil, index):
    make("patent", name_ru="Способ очистки нефти", people=[oil.people["lecturer"]], year=2024, language="ru")
    index.catch_up()
    finding = find_experts(oil["anonymous"], "нефть")
    assert finding.total == 2
    assert finding.counts["kind"]["publication"] == 2
    assert finding.counts["kind"]["patent"] == 1
    assert finding.counts["region"] == {"KZ-75": 1, "KZ-35": 1}
    patents = find_experts(oil["anonymous"], "нефть", kinds=["patent"])
    assert (names(patents), patents.total) == (["Galym Darisbay"], 1)
    # The kinds are counted as if none of them were chosen; the regions are counted among the patents.
    assert patents.counts["kind"]["publication"] == 2
    assert patents.counts["region"] == {"KZ-75": 1}
    here = find_experts(oil["anonymous"], "нефть", regions=["KZ-35"])
    assert (names(here), here.counts["region"]["KZ-75"]) == (["Kaisar Temirbek"], 1)
    both = find_experts(oil["anonymous"], "нефть", regions=["KZ-35"], kinds=["patent"])
    assert (names(both), both.total) == ([], 0)


def test_subject_and_language_narrow_too_and_count_as_if_they_did_not(oil, index):
    lecturer, manager = oil.people["lecturer"], oil.people["manager"]
    make(name_ru="Бурение нефти", people=[lecturer], language="ru", subjects=[("oecd_ford", "2.7")])
    make(
        name_en="Drilling for oil",
        people=[manager],
        language="en",
        subjects=[("oecd_ford", "2.7"), ("oecd_ford", "1.5")],
    )
    index.catch_up()
    drilling = find_experts(oil["anonymous"], "бурение", languages=["en"])
    assert (names(drilling), drilling.counts["language"]) == (["Kaisar Temirbek"], {"ru": 1, "en": 1})
    assert drilling.counts["subject"] == {"oecd_ford:2.7": 1, "oecd_ford:1.5": 1}
    both = find_experts(oil["anonymous"], "бурение", languages=["ru"], subjects=["oecd_ford:2.7"])
    assert (names(both), both.counts["subject"]) == (["Galym Darisbay"], {"oecd_ford:2.7": 1})
    assert both.counts["language"] == {"ru": 1, "en": 1}
    assert names(find_experts(oil["anonymous"], "бурение", languages=["ru"], subjects=["oecd_ford:1.5"])) == []


def test_places_are_those_of_work_that_the_reader_may_see(oil, index):
    Affiliation.objects.create(
        person=oil.people["lecturer"], organisation=oil.organisations["hidden_company"], kind="employee"
    )
    note_people([oil.people["lecturer"].pk])
    index.catch_up()
    [found] = find_experts(oil["anonymous"], "катализаторы нефти", regions=["KZ-75"]).people
    assert [place.organisation.name_en for place in found.places] == ["Invented Samruk University"]


def test_units_and_equipment(oil, index):
    unit = Unit.objects.create(
        organisation=oil.organisations["university"], name_ru="Кафедра нефти", name_en="Oil chair"
    )
    make(name_ru="Нефтяные катализаторы", units=[unit], year=2020)
    card = make("equipment", name_ru="Хроматограф для нефти", organisation=oil.organisations["university"])
    index.catch_up()
    [found] = find_units(oil["anonymous"], "нефть катализаторы").units
    assert found.unit == unit
    offers = find_evidence(oil["anonymous"], "хроматограф нефть", ["equipment", "laboratory"])
    assert [one.evidence for one in offers.evidence] == [card]
    assert offers.evidence[0].evidence.organisation == oil.organisations["university"]


def test_a_profile_is_found_by_what_it_says_and_by_name(oil, index):
    from seriktes.expertise.actions.indexing import note_changes
    from seriktes.expertise.models import ExpertProfile

    lecturer = oil.people["lecturer"]
    ExpertProfile.objects.create(person=lecturer, about_en="Ceramics under high pressure")
    note_changes([f"profile:{lecturer.pk}"])
    index.catch_up()
    [found] = find_experts(oil["anonymous"], "ceramics").people
    assert (found.person, found.reasons[0].evidence) == (lecturer, None)
    assert names(find_experts(oil["anonymous"], "Дарисбай"))[:1] == ["Galym Darisbay"]


def test_before_the_first_index_nothing_is_found_and_nothing_breaks(world, settings, tmp_path):
    settings.MATCHING_DIR = tmp_path / "none"
    finding = find_experts(world["anonymous"], "нефть")
    assert (finding.people, finding.is_ready) == ([], False)


def test_side_by_side_the_scores_are_those_of_the_search(oil):
    found = {one.person.pk: one.score for one in find_experts(oil["anonymous"], "катализаторы для нефти").people}
    last = list(found)[-1]
    [(pk, one)] = find_among(oil["anonymous"], "катализаторы для нефти", [last]).items()
    assert (pk, one.score) == (last, found[last])


def test_few_kazakh_words_without_a_kazakh_letter_are_read_in_the_readers_language(world, index):
    make(name_en="Rust of pipes", people=[world.people["lecturer"]], language="en")
    index.catch_up()
    with translation.override("kk"):
        assert names(find_experts(world["anonymous"], "тот басу")) == ["Galym Darisbay"]
