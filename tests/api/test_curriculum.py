"""Courses and councils for programs: the same rights and refusals as on the pages."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from seriktes.curriculum.models import Course, CourseRun, Meeting, Recommendation
from seriktes.partnerships.models import Activity
from seriktes.procedures.models import Event
from tests.api.conftest import ids, problem, refused
from tests.challenges.conftest import freeze, own_files
from tests.curriculum.sample import AGENDA, NOON, TODAY, Sample
from tests.documents.pdf_text import text_of_pdf
from tests.world import fill_posts

__all__ = ["freeze", "own_files"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(world, own_files, freeze):
    freeze(NOON)
    fill_posts(world)
    return Sample(world)


@pytest.fixture
def office(program, sample):
    return program("partnership_officer")


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# --- The catalogue ----------------------------------------------------------------------------------------------------
def test_a_course_is_added_read_and_changed(office, sample):
    made = office.post("courses", {
        "university": sample.university.pk, "code": "мат 1101", "names": {"kk": "Математика", "en": "Mathematics"},
        "credits": "5.5", "languages": ["ru", "kk"], "programmes": [sample.programme.pk],
        "responsible": sample.world.people["lecturer"].pk,
    })  # fmt: skip
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["code"], told["credits"], told["languages"]) == ("MAT 1101", "5.50", ["kk", "ru"])
    assert [one["id"] for one in told["programmes"]] == [sample.programme.pk]
    path = made["Location"].split("/api/v1/")[1]
    read = office.get(path)
    assert office.patch(path, {"credits": None}).status_code == 428
    changed = office.patch(path, {"credits": None, "names": {"en": "Algebra"}}, read["ETag"])
    assert (changed.json()["credits"], changed.json()["names"]["kk"]) == (None, "Математика")
    assert problem(office.patch(path, {"credits": "3"}, read["ETag"])) == (412, "edited-elsewhere")
    assert ids(office.get("courses", q="algebr")) == [told["id"]]
    assert office.post(f"{path}/close", {"on": str(TODAY)}).json()["closed_on"] == str(TODAY)
    assert refused(office.patch(path, {"credits": "3"}, "*")) == (409, "closed")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"code": "SV 2201"}, "#/code"), ({"code": "<>"}, "#/code"), ({"code": " "}, "#/code"), ({"names": {}}, "#/names"),
        ({"programmes": [999_999]}, "#/programmes/0"), ({"unit": 999_999}, "#/unit"), ({"credits": "1000"}, "#/credits"),
        ({"responsible": 999_999}, "#/responsible"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_course_is_said_of_its_value(office, sample, body, pointer):
    new = {"university": sample.university.pk, "code": "PH 1", "names": {"en": "Physics"}, **body}
    answer = office.post("courses", new)
    assert problem(answer) == (422, "invalid")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_programmes_of_study_are_kept(office, sample):
    new = {"university": sample.university.pk, "code": "7М07101", "names": {"ru": "Сварочные системы"}}
    told = office.post("study-programmes", new).json()
    assert (told["code"], told["level"]) == ("7M07101", "master")
    assert ids(office.get("study-programmes", code="7м07101")) == [told["id"]]
    assert refused(office.post("study-programmes", new)) == (422, "code_taken")
    path = f"study-programmes/{sample.programme.pk}"
    assert [row["id"] for row in office.get(f"{path}/courses").json()] == [sample.course.pk]
    assert office.patch(path, {"names": {"en": "Engines"}}, "*").json()["names"]["en"] == "Engines"
    assert refused(office.patch(path, {"level": "master"}, "*")) == (422, "level_and_code_differ")
    assert office.post(f"{path}/close", {"on": str(TODAY)}).json()["closed_on"] == str(TODAY)


def test_runs_employers_and_certification_hang_on_the_course(office, sample):
    path, company = f"courses/{sample.course.pk}", sample.world.organisations["company"]
    term = {"term": "2026/27, 1", "starts_on": "2026-09-01", "ends_on": "2026-12-31"}
    [run] = office.post(f"{path}/runs", term | {"students": 24}).json()["runs"]
    assert refused(office.post(f"{path}/runs", term)) == (422, "run_twice")
    assert office.patch(f"{path}/runs/{run['id']}", {"students": 25, "version": run["version"]}).status_code == 200
    assert problem(office.patch(f"{path}/runs/{run['id']}", {"students": 26, "version": run["version"]}))[0] == 412
    assert CourseRun.objects.get().students == 25
    part = {"organisation": company.pk, "part": "tasks", "note": "Data of the plant"}
    [employer] = office.post(f"{path}/employers", part).json()["employers"]
    assert refused(office.post(f"{path}/employers", part)) == (422, "part_twice")
    assert (
        refused(office.post(f"{path}/employers", part | {"organisation": sample.university.pk}))[1]
        == "own_organisation"
    )
    ended = office.post(f"{path}/employers/{employer['id']}/end", {"on": str(TODAY)}).json()
    assert ended["employers"][0]["ends_on"] == str(TODAY)
    activity = sample.world.activities["confirmed"]
    Activity.objects.filter(pk=activity.pk).update(kind="employer_certification")
    [row] = office.post(f"{path}/activities", {"activity": activity.pk, "run": run["id"]}).json()["activities"]
    assert (row["activity"], row["run"], row["certifier"]) == (activity.pk, run["id"], None)
    until = {"certifier": company.pk, "valid_until": "2028-02-28", "certificate": "7"}
    assert refused(office.post(f"{path}/activities/{row['id']}/certify", until | {"valid_until": "2020-01-01"})) == (
        422, "valid_before_certified",
    )  # fmt: skip
    [row] = office.post(f"{path}/activities/{row['id']}/certify", until).json()["activities"]
    assert (row["certifier"]["id"], row["valid_until"]) == (company.pk, "2028-02-28")
    assert ids(office.get("courses", certified="true")) == [sample.course.pk]
    assert refused(office.delete(f"{path}/activities/{row['id']}")) == (409, "is_certification")
    end = {"on": str(TODAY), "reason": "The plant closed"}
    [row] = office.post(f"{path}/activities/{row['id']}/end-certification", end).json()["activities"]
    assert row["withdrawn_on"] == str(TODAY)


def test_an_employer_reads_its_own_part_and_changes_nothing(office, program, sample):
    path, world = f"courses/{sample.course.pk}", sample.world
    company = program("company_manager")
    assert problem(company.get(path)) == (404, "not-found")
    for place in ("company", "fund"):
        office.post(f"{path}/employers", {"organisation": world.organisations[place].pk, "part": "tasks"})
    office.post(f"{path}/runs", {"term": "1", "starts_on": "2026-09-01", "ends_on": "2026-12-31",
                                 "teacher": world.people["lecturer"].pk})  # fmt: skip
    inside, outside = office.get(path).json(), company.get(path).json()
    assert len(inside["employers"]) == 2
    assert [one["organisation"]["id"] for one in outside["employers"]] == [world.organisations["company"].pk]
    assert inside["responsible"]["id"] == inside["runs"][0]["teacher"]["id"] == world.people["lecturer"].pk
    assert outside["responsible"] is outside["runs"][0]["teacher"] is None
    [listed] = company.get("courses").json()["items"]
    assert (len(listed["employers"]), listed["responsible"]) == (1, None)
    assert ids(company.get("courses", employer=world.organisations["fund"].pk)) == []
    assert problem(company.patch(path, {"credits": "1"}, "*")) == (403, "not-permitted")
    assert (
        problem(company.post(f"{path}/employers", {"organisation": world.organisations["company"].pk, "part": "site"}))[
            0
        ]
        == 403
    )
    assert Course.objects.get().credits == 5


def test_whoever_answers_for_a_course_keeps_its_runs(program, sample):
    teacher = program("faculty_member")
    path = f"courses/{sample.course.pk}"
    term = {"term": "1", "starts_on": "2026-09-01", "ends_on": "2026-12-31"}
    assert teacher.post(f"{path}/runs", term).status_code == 201
    assert problem(teacher.patch(path, {"credits": "1"}, "*"))[0] == 403
    Course.objects.update(responsible=None)
    assert problem(teacher.post(f"{path}/runs", term | {"term": "2"}))[0] == 403


# --- From a meeting to a changed course -------------------------------------------------------------------------------
def test_a_council_from_its_founding_to_the_result_of_its_advice(office, program, sample, freeze):
    world = sample.world
    council = office.post("councils", {
        "university": sample.university.pk, "names": {"en": "Council of welding"}, "post": world.posts["office"].pk,
        "programmes": [sample.programme.pk], "quorum": 60,
    }).json()  # fmt: skip
    path = f"councils/{council['id']}"
    seat = {"organisation": world.organisations["company"].pk, "post": world.posts["personnel"].pk, "role": "chair",
            "starts_on": "2026-01-01"}  # fmt: skip
    [member] = office.post(f"{path}/members", seat).json()["members"]
    assert member["who"] == "Head of personnel"
    assert refused(office.post(f"{path}/members", seat))[1] == "seat_twice"
    agenda = [{"kk": item.text_kk, "ru": item.text_ru, "course": sample.course.pk} for item in AGENDA]
    meeting = office.post(f"{path}/meetings", {
        "starts_at": "2026-03-12T10:00:00+05:00", "ends_at": "2026-03-12T12:00:00+05:00", "place": "Room 101",
        "agenda": agenda,
    }).json()  # fmt: skip
    company, at = program("company_manager"), f"council-meetings/{meeting['id']}"
    assert problem(company.get(at))[0] == 404
    assert office.post(f"{at}/call").json()["state"] == "called"
    assert company.get(at).json()["ways"] == ["answer"]
    assert refused(company.post(f"{at}/answer", {"answer": "deputy"})) == (422, "needs_deputy")
    assert company.post(f"{at}/answer", {"answer": "yes"}).json()["attendance"][0]["answer"] == "yes"
    came = {"attendance": [{"member": member["id"], "came": True}]}
    assert refused(office.post(f"{at}/hold", came)) == (409, "not_over")
    freeze(NOON + timedelta(days=11))
    held = office.post(f"{at}/hold", came).json()
    assert (held["present"], held["seats"], held["quorum_reached"]) == (1, 1, True)
    assert office.post(f"{at}/attendance", {"attendance": []}).json()["present"] == 0
    assert problem(company.post(f"{at}/attendance", came))[0] == 403
    assert office.post(f"{at}/attendance", came).json()["present"] == 1
    draft = office.post(f"{at}/minutes").json()
    assert [part["heading_kk"] for part in draft["parts"]] == [item.text_kk for item in AGENDA]
    parts = [part | {"text_kk": "Шешілді.", "text_ru": "Решили."} for part in draft["parts"]]
    written = office.patch(f"council-minutes/{draft['id']}", {"parts": parts}, "*")
    assert company.get(f"{at}/minutes").json() == []
    frozen = office.post(f"council-minutes/{draft['id']}/approve", **{"If-Match": written["ETag"]}).json()
    assert (frozen["state"], len(frozen["sha256"])) == ("approved", 64)
    assert [row["id"] for row in company.get(f"{at}/minutes").json()] == [draft["id"]]
    assert refused(office.patch(f"council-minutes/{draft['id']}", {"parts": []}, "*")) == (409, "frozen_minutes")
    assert refused(office.post(f"{at}/attendance", came)) == (409, "attendance_stands")
    correction = office.post(f"council-minutes/{draft['id']}/correct", {"reason": "Miscounted"}).json()
    assert (correction["number"], correction["state"]) == (2, "draft")
    assert problem(company.get(f"council-minutes/{correction['id']}"))[0] == 404
    assert office.post(f"council-minutes/{correction['id']}/drop").json()["id"] == draft["id"]
    assert [row["id"] for row in office.get(f"{at}/minutes").json()] == [draft["id"]]

    advice = office.post(f"{path}/recommendations", {
        "meeting": meeting["id"], "names": {"en": "Teach orbital welding"}, "course": sample.course.pk,
    }).json()  # fmt: skip
    assert advice["dead"] == ["undated", "nobodys"]
    assert ids(office.get("recommendations", show="dead")) == [advice["id"]]
    chain = f"recommendations/{advice['id']}"
    assert refused(office.post(f"{chain}/due", {"due_on": "2020-01-01"})) == (422, "due_in_past")
    office.post(f"{chain}/owner", {"owner": world.posts["office"].pk})
    assert office.post(f"{chain}/due", {"due_on": in_days(30)}).json()["dead"] == []
    named = {"course": sample.course.pk, "what": "A module of orbital welding", "due_on": in_days(60)}
    assert problem(company.post(f"{chain}/changes", named))[0] == 403
    told = office.post(f"{chain}/changes", named).json()
    [change] = told["changes"]
    assert (told["state"], change["ways"]) == ("in_change", ["accept", "refuse"])
    step = f"curriculum-changes/{change['id']}"
    decision = {"decided_on": str(date(2026, 3, 12)), "decided_by": "Academic council, № 5", "due_on": in_days(90)}
    stale = decision | {"version": change["version"] + 1}
    assert problem(office.post(f"{step}/accept", stale)) == (412, "edited-elsewhere")
    office.post(f"{step}/accept", decision | {"version": change["version"]})
    run = sample.run()
    assert office.post(f"{step}/carry_out", {"run": run.pk, "due_on": in_days(200)}).json()["state"] == "carried_out"
    result = {"result": "More pass.", "measure": "share that passes", "before": "41", "after": "68", "unit": "%"}
    done = office.post(f"{step}/conclude", result).json()
    assert (done["state"], done["changes"][0]["after"], done["ways"]) == ("concluded", "68.00", [])
    assert refused(office.post(f"{chain}/due", {"due_on": in_days(30)})) == (409, "over")
    assert company.get(chain).json()["state"] == "concluded"


def test_a_seat_is_changed_and_ended(office, sample):
    path = f"councils/{sample.council.pk}/members/{sample.seats['fund'].pk}"
    told = office.patch(path, {"role": "deputy", "ends_on": "2027-01-01"}).json()
    assert {"deputy", "chair"} == {one["role"] for one in told["members"]}
    both = {"post": None, "person": sample.world.people["lecturer"].pk}
    assert refused(office.patch(path, both)) == (422, "foreign_person")
    assert refused(office.post(f"{path}/end", {"on": "2020-01-01", "reason": "Left"})) == (422, "ends_before_it_begins")
    assert office.post(f"{path}/end", {"on": str(TODAY), "reason": "Left"}).status_code == 200
    assert refused(office.patch(path, {"role": "member"})) == (409, "has_left")


def test_what_is_not_ones_own_is_not_found(program, sample):
    meeting, advice = sample.called(), sample.advice()
    paths = [
        f"councils/{sample.council.pk}", f"council-meetings/{meeting.pk}", f"recommendations/{advice.pk}",
        f"courses/{sample.course.pk}", f"study-programmes/{sample.programme.pk}",
    ]  # fmt: skip
    for who in ("outsider", "student", "reviewer"):
        stranger = program(who)
        assert {stranger.get(path).status_code for path in paths} <= {404}
        for name in ("councils", "council-meetings", "recommendations", "courses", "study-programmes"):
            assert ids(stranger.get(name)) == []
    stranger = program("outsider")
    assert problem(stranger.post(f"council-meetings/{meeting.pk}/answer", {"answer": "yes"}))[0] == 404
    assert problem(stranger.post(f"recommendations/{advice.pk}/refuse", {"reason": "No"}))[0] == 404
    assert Meeting.objects.get(pk=meeting.pk).state == "called"
    assert Recommendation.objects.get(pk=advice.pk).state == "open"


def test_a_token_without_the_scope_reads_and_writes_nothing(program, sample):
    reader = program("partnership_officer", "curriculum:read")
    assert reader.get(f"councils/{sample.council.pk}").status_code == 200
    assert problem(reader.patch(f"councils/{sample.council.pk}", {"quorum": 1}, "*")) == (403, "scope-missing")
    other = program("partnership_officer", "placements:read")
    assert problem(other.get("courses")) == (403, "scope-missing")


def test_members_read_no_addresses_of_others(program, sample):
    office, company = program("partnership_officer"), program("company_manager")
    path = f"councils/{sample.council.pk}"
    assert "anna@fund.example" in {one["contact_email"] for one in office.get(path).json()["members"]}
    assert {one["contact_email"] for one in company.get(path).json()["members"]} == {None}
    assert company.get(path).json()["post"] is None


def test_the_report_for_accreditation_is_a_pdf_in_the_language_of_the_request(office, sample, program):
    sample.advice(owner=None, due_on=None)
    path = f"councils/{sample.council.pk}/report"
    made = office.get(path, start="2026-01-01", end="2026-12-31")
    assert (made.status_code, made["Content-Type"]) == (200, "application/pdf")
    assert f"council-{sample.council.pk}-2026-01-01-2026-12-31.pdf" in made["Content-Disposition"]
    assert "nodayisset·nobodyownsit" in text_of_pdf(made.content)
    in_russian = office.get(path, {"Accept-Language": "ru"})
    assert "деньненазначен" in text_of_pdf(in_russian.content)
    # That it was made is on record, whoever made it.
    assert Event.objects.about(sample.council).filter(kind="council.report_made").count() == 2


def test_the_report_is_made_for_the_university_alone(office, sample, program):
    path = f"councils/{sample.council.pk}/report"
    assert problem(program("company_manager").get(path))[0] == 403
    assert problem(program("outsider").get(path))[0] == 404
    assert problem(office.get(path, start="2026-05-01", end="2026-01-01")) == (422, "invalid")
