"""The pages of programmes, cohorts and positions: who sees what, and what the forms do."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from seriktes.curriculum.models import StudyProgramme
from seriktes.placements.enums import CohortState, PositionState
from seriktes.placements.models import Cohort, Position, Programme
from seriktes.placements.queries import access
from tests.placements import programmes_ground as ground
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_cohort(world):
    return ground.cohort_of_today(world, timezone.localdate())


def page(client, name, *args, **query):
    response = client.get(reverse(f"placements:{name}", args=args), query)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("who", PERSONAS)
def test_list_and_object_permission_agree(world, open_cohort, who):
    hidden = ground.cohort_of_today(world, timezone.localdate(), of=ground.programme(world, "hidden_university"))
    for state in ("draft", "offered", "approved"):
        ground.position(world, open_cohort, state=state, at=timezone.now())
        ground.position(
            world, hidden, state=state, host="hidden_company", supervisor=None, supervisor_name="A", supervisor_email="a@b.kz",
            at=timezone.now(),
        )  # fmt: skip
    user = world[who]
    for model, rows in (
        (Programme, access.programmes_visible_to(user)), (Cohort, access.cohorts_visible_to(user)),
        (Position, access.positions_visible_to(user)),
    ):  # fmt: skip
        allowed = {
            one for one in model.objects.all() if user.has_perm(f"placements.view_{model._meta.model_name}", one)
        }
        assert set(rows) == allowed
    if who not in ("auditor", "administrator"):
        assert not access.positions_visible_to(user).filter(cohort=hidden).exists()
        assert not access.programmes_visible_to(user).filter(pk=hidden.programme_id).exists()


def test_what_each_side_sees_of_a_position(world, client_as, open_cohort):
    draft = ground.position(world, open_cohort, state="draft", at=timezone.now())
    offered = ground.position(world, open_cohort, state="offered", at=timezone.now())
    approved = ground.position(world, open_cohort, contact_email="secret@example.org", at=timezone.now())
    statuses = {
        who: [page(client_as(who), "position", one.pk)[0] for one in (draft, offered, approved)]
        for who in ("company_manager", "career_centre", "student", "outsider", "reviewer")
    }
    assert statuses == {
        "company_manager": [200, 200, 200], "career_centre": [404, 200, 200], "student": [404, 404, 200],
        "outsider": [404, 404, 404], "reviewer": [404, 404, 404],
    }  # fmt: skip
    assert "secret@example.org" not in page(client_as("student"), "position", approved.pk)[1]
    assert "secret@example.org" in page(client_as("career_centre"), "position", approved.pk)[1]


@pytest.mark.parametrize("who", ["host_supervisor", "company_manager", "student", "faculty_member"])
def test_a_position_leads_only_to_what_its_reader_may_open(world, client_as, open_cohort, who):
    position, client = ground.position(world, open_cohort, at=timezone.now()), client_as(who)
    shown = page(client, "position", position.pk)[1].split("<main", 1)[1]
    led_to = set(re.findall(r'href="(/placements/[^"]*)"', shown))
    assert led_to
    assert {href: client.get(href).status_code for href in led_to} == dict.fromkeys(led_to, 200)


def test_a_student_begins_an_application_where_a_position_is_read(world, client_as, open_cohort):
    url = reverse("placements:position", args=[ground.position(world, open_cohort, at=timezone.now()).pk])
    begin = f'action="{reverse("placements:apply", args=[open_cohort.pk])}"'
    client = client_as("student")
    assert begin in client.get(url).content.decode()
    assert begin not in client_as("career_centre").get(url).content.decode()
    client.post(reverse("placements:apply", args=[open_cohort.pk]))
    assert begin not in client.get(url).content.decode()


@pytest.mark.parametrize(
    "listed",
    ["placements:programmes", "curriculum:courses", "curriculum:study_programmes", "curriculum:councils", "gatherings:list"],
)  # fmt: skip
def test_who_only_looks_after_the_register_is_offered_nothing_to_add(client_as, listed):
    """What is added belongs to an organisation; who sees all of them is at home in none."""
    added = f'href="{reverse(listed)}new/"'
    assert added not in client_as("administrator").get(reverse(listed)).content.decode()
    assert added in client_as("partnership_officer").get(reverse(listed)).content.decode()


def test_a_draft_cohort_is_seen_by_its_university_alone(world, client_as):
    made = ground.cohort(world, opened=False)
    for who, status in (("career_centre", 200), ("company_manager", 404), ("student", 404)):
        assert page(client_as(who), "cohort", made.pk)[0] == status
        assert page(client_as(who), "programme", made.programme_id)[0] == status


def test_the_career_centre_adds_a_programme_and_its_cohort(world, client_as):
    client = client_as("career_centre")
    response = client.post(reverse("placements:programme_add"), {"kind": "practice", "name_kk": "Өндірістік тәжірибе"})
    made = Programme.objects.get()
    assert response["Location"] == reverse("placements:programme", args=[made.pk])
    days = {name: day.isoformat() for name, day in ground.DAYS.items()}
    sent = {
        "term": "2026 жазы", **days, "levels": ["bachelor"], "years": ["3", "4"], "study_programmes": "6В07101; 6B07102",
        "document_0_kk": "Түйіндеме", "document_0_required": "on", "document_1_ru": "Медсправка", "wishes_at_most": "5",
        "programme_quotas": "6B07101: 40", "region_KZ-35": "12", "credits": "5",
    }  # fmt: skip
    response = client.post(reverse("placements:cohort_add", args=[made.pk]), sent)
    cohort = Cohort.objects.get()
    assert response["Location"] == reverse("placements:cohort", args=[cohort.pk])
    assert (cohort.years, cohort.study_programmes) == ([3, 4], ["6B07101", "6B07102"])
    assert [(row["code"], row["required"]) for row in cohort.documents] == [("d1", True), ("d2", False)]
    assert (cohort.programme_quotas, cohort.region_quotas) == ({"6B07101": 40}, {"KZ-35": 12})
    status, shown = page(client, "cohort", cohort.pk)
    assert status == 200
    assert "Түйіндеме" in shown
    # The form of a standing cohort, sent as it is, changes nothing.
    form = client.get(reverse("placements:cohort_edit", args=[cohort.pk])).context["form"]
    same = {
        name: value for field in form if (name := field.html_name) and (value := field.value()) not in (None, False)
    }
    assert client.post(reverse("placements:cohort_edit", args=[cohort.pk]), same).status_code == 302
    cohort.refresh_from_db()
    assert cohort.version == 1


def test_errors_of_a_cohort_are_told_at_their_fields(world, client_as):
    made = ground.programme(world)
    days = {name: day.isoformat() for name, day in ground.DAYS.items()} | {"ends_on": "2026-05-01"}
    sent = {"term": "S", **days, "wishes_at_most": "5", "programme_quotas": "6B07101 40"}
    response = client_as("career_centre").post(reverse("placements:cohort_add", args=[made.pk]), sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"ends_on", "programme_quotas"}


def test_quotas_that_count_for_nobody_are_refused_or_told(world, client_as):
    client, made = client_as("career_centre"), ground.programme(world)
    days = {name: day.isoformat() for name, day in ground.DAYS.items()}
    sent = {"term": "S", **days, "wishes_at_most": "5", "study_programmes": "6B07101", "programme_quotas": "6B07102: 2"}
    response = client.post(reverse("placements:cohort_add", args=[made.pk]), sent)
    assert response.status_code == 422
    assert response.context["form"].errors["programme_quotas"] == [
        "Students of 6B07102 may not apply to this cohort: a quota for them would count for nobody."
    ]
    StudyProgramme.objects.create(
        organisation=world.organisations["university"], code="6B07101", name_en="Engineering", level="bachelor"
    )
    cohort = ground.cohort(world, of=made, programme_quotas={"6B07199": 2})
    words = "No programme of study of the university has the code 6B07199"
    assert words in page(client, "cohort", cohort.pk)[1]
    assert words not in page(client_as("student"), "cohort", cohort.pk)[1]


@pytest.mark.parametrize("who", ["company_manager", "student", "faculty_member", "outsider"])
def test_nobody_else_keeps_programmes(world, client_as, open_cohort, who):
    client = client_as(who)
    assert page(client, "programme_add")[0] == 404
    for name in ("programme_edit", "programme_archive", "cohort_add"):
        assert page(client, name, open_cohort.programme_id)[0] == 404
    for name in ("cohort_edit", "cohort_copy"):
        assert page(client, name, open_cohort.pk)[0] == 404
    assert page(client, "cohort_move", open_cohort.pk, "cancel")[0] == 404


def test_a_cohort_is_opened_and_copied_on_its_page(world, client_as, freeze):
    freeze(ground.AT)
    made, client = ground.cohort(world, opened=False), client_as("career_centre")
    client.post(reverse("placements:cohort_move", args=[made.pk, "open"]), {})
    made.refresh_from_db()
    assert made.state == CohortState.OPEN
    assert page(client, "cohort_move", made.pk, "publish_match")[0] == 404
    response = client.post(
        reverse("placements:cohort_copy", args=[made.pk]), {"term": "Summer 2027", "starts_on": "2027-06-01"}
    )
    copy = Cohort.objects.get(term="Summer 2027")
    assert response["Location"] == reverse("placements:cohort", args=[copy.pk])


# --- Positions --------------------------------------------------------------------------------------------------------
def sent_position(world, cohort, **changed):
    return {
        "cohort": cohort.pk, "name_ru": "Стажёр цеха", "about": "Измерения в литейном цехе.", "language": "ru",
        "skills": "Excel, метрология", "languages": ["ru"], "capacity": "2", "mode": "on_site", "region": "KZ-35",
        "supervisor": world.people["supervisor"].pk, "task_0": "Измерять", "share_0": "70", "task_1": "Отчёт", "share_1": "30",
        "pay": "120 000", "currency": "KZT", "pay_period": "month",
    } | changed  # fmt: skip


def test_a_company_offers_a_position_and_the_university_approves_it(world, client_as, open_cohort):
    client = client_as("company_manager")
    shown = client.get(reverse("placements:position_add"))
    labels = dict(shown.context["form"].fields["supervisor"].choices)
    assert labels[world.people["supervisor"].pk].endswith(" · 0 interns")
    client.post(reverse("placements:position_add"), sent_position(world, open_cohort, offer="1"))
    made = Position.objects.get()
    assert (made.state, made.capacity, made.skills) == (PositionState.OFFERED, 2, ["Excel", "метрология"])
    shown = client.get(reverse("placements:position_add"))
    labels = dict(shown.context["form"].fields["supervisor"].choices)
    assert labels[world.people["supervisor"].pk].endswith(" · 0 interns, 2 more places offered")
    assert page(client, "position_move", made.pk, "approve")[0] == 404
    client = client_as("career_centre")
    assert client.post(reverse("placements:position_move", args=[made.pk, "return"]), {"reason": ""}).status_code == 422
    client.post(reverse("placements:position_move", args=[made.pk, "approve"]), {})
    made.refresh_from_db()
    assert made.state == PositionState.APPROVED
    assert "Измерять" in page(client_as("student"), "position", made.pk)[1]


def test_a_position_that_cannot_be_offered_is_not_saved(world, client_as, open_cohort):
    client = client_as("company_manager")
    response = client.post(reverse("placements:position_add"), sent_position(world, open_cohort, offer="1", about=""))
    assert response.status_code == 422
    assert not Position.objects.exists()
    response = client.post(reverse("placements:position_add"), sent_position(world, open_cohort, share_1="31"))
    assert "sum to 101" in response.content.decode()


def test_two_who_edit_one_position_lose_nothing(world, client_as, open_cohort):
    made = ground.position(world, open_cohort, state="draft", at=timezone.now())
    client, url = client_as("company_manager"), reverse("placements:position_edit", args=[made.pk])
    sent = sent_position(world, open_cohort, expected_version="1")
    assert client.post(url, sent).status_code == 302
    response = client.post(url, sent | {"name_ru": "Другое"})
    assert response.status_code == 409
    made.refresh_from_db()
    assert made.name_ru == "Стажёр цеха"


def test_the_form_of_an_approved_position_asks_for_what_may_change(world, client_as, open_cohort):
    made, client = ground.position(world, open_cohort, at=timezone.now()), client_as("company_manager")
    url = reverse("placements:position_edit", args=[made.pk])
    form = client.get(url).context["form"]
    assert "capacity" not in form.fields
    assert form.lines == 0
    assert (
        client.post(url, {"supervisor": world.people["manager"].pk, "expected_version": made.version}).status_code
        == 302
    )
    made.refresh_from_db()
    assert made.supervisor == world.people["manager"]


def test_the_university_writes_a_position_for_a_host(world, client_as, open_cohort):
    client, host = client_as("career_centre"), world.organisations["company"]
    url = reverse("placements:position_add_for", args=[open_cohort.pk, host.pk])
    sent = sent_position(
        world, open_cohort, supervisor="", supervisor_name="Ө. Шебер", supervisor_email="O@example.org"
    )
    client.post(url, sent)
    made = Position.objects.get()
    assert (made.state, made.supervisor_email, made.is_written_by_university) == ("draft", "o@example.org", True)
    assert page(client, "position", made.pk)[0] == 200
    assert page(client_as("company_manager"), "position_add_for", open_cohort.pk, host.pk)[0] == 404


def test_a_position_of_another_host_is_not_touched(world, client_as, open_cohort):
    made = ground.position(
        world, open_cohort, host="hidden_company", supervisor=None, supervisor_name="A", supervisor_email="a@example.org",
        at=timezone.now(),
    )  # fmt: skip
    client = client_as("company_manager")
    for name, *args in (("position",), ("position_edit",), ("position_copy",), ("position_move", "withdraw")):
        assert page(client, name, made.pk, *args)[0] == 404


# --- The list ---------------------------------------------------------------------------------------------------------
def test_the_list_counts_each_value_within_the_other_filters(world, client_as, open_cohort):
    at = timezone.now()
    ground.position(world, open_cohort, at=at)
    ground.position(world, open_cohort, at=at, mode="remote", region="", languages=["en"], skills=["Python"],
                    pay=1, currency="KZT", pay_period="hour")  # fmt: skip
    ground.position(world, open_cohort, at=at, state="offered")
    client = client_as("student")
    shown = client.get(reverse("placements:positions"))
    assert shown.context["total"] == 2
    by = {one.name: {option.label: option.count for option in one.options} for one in shown.context["picked"]}
    assert by["mode"] == {"At the host": 1, "Remote": 1}
    assert by["paid"] == {"Paid": 1, "Not paid": 1}
    assert by["skill"] == {"Excel": 1, "Metrology": 1, "Python": 1}
    shown = client.get(reverse("placements:positions"), {"mode": "remote"})
    by = {one.name: {option.label: option.count for option in one.options} for one in shown.context["picked"]}
    assert by["mode"] == {"At the host": 1, "Remote": 1}
    assert by["language"] == {"English": 1} if "language" in by else True
    assert client.get(reverse("placements:positions"), {"q": "python"}).context["total"] == 1
    keeper = client_as("career_centre").get(reverse("placements:positions"))
    assert (keeper.context["total"], len(keeper.context["pills"])) == (3, 3)


@pytest.mark.parametrize("name", ["programmes", "positions"])
def test_a_list_asks_the_same_whatever_it_holds(world, client_as, open_cohort, name, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = client_as("career_centre"), []
    for rows in (1, 3):
        while Position.objects.count() < rows:
            ground.position(world, open_cohort, at=timezone.now())
            ground.cohort(world, of=ground.programme(world), at=ground.AT)
        client.get(reverse(f"placements:{name}"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse(f"placements:{name}"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_exports_hold_what_the_list_shows(world, client_as, open_cohort):
    ground.position(world, open_cohort, contact_email="secret@example.org", at=timezone.now())
    response = client_as("career_centre").get(reverse("placements:positions"), {"format": "csv"})
    text = b"".join(response.streaming_content).decode()
    assert "Foundry intern" in text
    assert "60: Measure the castings" in text
    assert "secret@example.org" in text
    assert client_as("student").get(reverse("placements:positions"), {"format": "csv"}).status_code == 404


@pytest.mark.parametrize(("language", "post"), [("ru", "Должность"), ("kk", "Лауазымы")])
def test_position_of_a_host_is_not_called_a_post(world, client_as, open_cohort, language, post):
    made = ground.position(world, open_cohort, at=timezone.now())
    client = client_as("career_centre")
    client.cookies["language"] = language
    for address in (made.get_absolute_url(), reverse("placements:positions")):
        text = client.get(address).content.decode()
        assert "Позиция" in text
        assert post not in text
