"""Joint applications and documents of applicants for programs: the same rights and the same refusals as on the pages."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seriktes.placements.actions.couples import agree_to_pairs, answer_partner, ask_partner, save_pairs
from seriktes.placements.models import Application, ApplicationDocument, Cohort, Couple
from tests.api.conftest import ApiClient, problem, secret_of
from tests.placements.choice_ground import OPEN, RANKING, applied, choice_of, closed, student
from tests.placements.conftest import freeze, own_files  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 invented"


@pytest.fixture
def two(world, freeze, own_files):  # noqa: F811
    """The persona and another student, with an application each, and the positions that they may rank."""
    freeze(OPEN)
    made, positions = choice_of(world, couples_allowed=True)
    one = applied(made, world.people["student"], positions)
    return made, positions, one, applied(made, student(world, 2), positions)


def of(application):
    return f"placements/applications/{application.pk}/couple"


def program_of(application):
    return ApiClient(secret_of(application.student.user))


def together(one, other):
    couple = ask_partner(application=one, email=other.student.user.email, by=one.student.user, at=OPEN)
    return answer_partner(couple=couple, application=other, agrees=True, by=other.student.user, at=OPEN)


def test_two_students_apply_together_from_the_question_to_the_list(two, django_capture_on_commit_callbacks, mailoutbox):
    _made, (first, second), one, other = two
    asker, partner = program_of(one), program_of(other)
    assert asker.get(of(one)).json()["state"] is None
    with django_capture_on_commit_callbacks(execute=True):
        assert asker.post(of(one), {"email": other.student.user.email.upper()}).status_code == 204
    assert [letter.to for letter in mailoutbox] == [[other.student.user.email]]
    # Whoever asks is told no name before the answer; whoever is asked reads who it is.
    told = asker.get(of(one)).json()
    assert (told["state"], told["asked_by_me"], told["partner"]) == ("asked", True, None)
    assert partner.get(of(other)).json()["partner"]["name"] == one.student.name
    assert asker.post(f"{of(one)}/answer", {"agrees": True}).json()["reason"] == "not_in_couple"
    answered = partner.post(f"{of(other)}/answer", {"agrees": True})
    assert answered.json()["state"] == "together"
    read = asker.get(of(one))
    sent = {"pairs": [{"mine": first.pk, "theirs": second.pk, "rank": 1}, {"theirs": first.pk, "rank": 2}]}
    saved = asker.ask("PUT", f"{of(one)}/pairs", sent, {"If-Match": read["ETag"]})
    assert saved.status_code == 200, saved.content
    assert (saved.json()["agreed_by_me"], saved.json()["counts"]) == (True, False)
    assert [(row.for_asker_id, row.for_partner_id, row.rank) for row in Couple.objects.get().wishes.order_by("rank")] == [
        (first.pk, second.pk, 1), (None, first.pk, 2),
    ]  # fmt: skip
    read = partner.get(of(other))
    theirs = read.json()
    assert [
        ((pair["mine"] or {}).get("id"), (pair["theirs"] or {}).get("id"), pair["rank"]) for pair in theirs["pairs"]
    ] == [(second.pk, first.pk, 1), (first.pk, None, 2)]
    assert (theirs["agreed_by_me"], theirs["agreed_by_partner"]) == (False, True)
    agreed = partner.post(f"{of(other)}/agree", **{"If-Match": read["ETag"]})
    assert agreed.json()["counts"] is True
    # What hosts rank: the own list of each.
    wishes = partner.get(f"placements/applications/{other.pk}").json()
    assert [row["position"]["id"] for row in wishes["wishes"]] == [second.pk, first.pk]
    assert wishes["together_with"]["name"] == one.student.name
    own_list = {"wishes": [{"position": first.pk, "rank": 1}]}
    refused = asker.patch(f"placements/applications/{one.pk}", own_list, etag="*")
    assert refused.json()["reason"] == "ranks_together"
    assert asker.post(f"{of(one)}/part").json()["state"] is None
    assert partner.get(f"placements/applications/{other.pk}").json()["together_with"] is None


def test_the_partner_ranks_from_the_own_side(two):
    _made, (first, second), one, other = two
    together(one, other)
    partner = program_of(other)
    sent = {"pairs": [{"mine": first.pk, "theirs": second.pk, "rank": 1}]}
    assert partner.ask("PUT", f"{of(other)}/pairs", sent, {"If-Match": "*"}).status_code == 200
    assert Couple.objects.get().wishes.values_list("for_asker", "for_partner").get() == (second.pk, first.pk)


def test_nobody_agrees_to_a_list_that_changed_meanwhile(two):
    _made, (first, second), one, other = two
    couple = together(one, other)
    given = {"couple": couple, "application": one, "by": one.student.user, "at": OPEN}
    save_pairs(pairs=[(first.pk, second.pk, 1)], expected_version=None, **given)
    partner = program_of(other)
    read = partner.get(of(other))["ETag"]
    save_pairs(pairs=[(second.pk, first.pk, 1)], expected_version=None, **given)
    assert problem(partner.post(f"{of(other)}/agree")) == (428, "precondition-required")
    assert problem(partner.post(f"{of(other)}/agree", **{"If-Match": read})) == (412, "edited-elsewhere")
    late = partner.ask("PUT", f"{of(other)}/pairs", {"pairs": [{"mine": first.pk, "rank": 1}]}, {"If-Match": read})
    assert problem(late) == (412, "edited-elsewhere")
    assert Couple.objects.get().partner_agreed_at is None


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ([], "empty_list"), ([{"rank": 1}], "empty_pair"), ([{"mine": 999_999_999, "rank": 1}], "unknown_position"),
        ([{"mine": "first", "rank": 1}, {"mine": "first", "rank": 2}], "doubled_pair"),
    ],
)  # fmt: skip
def test_pairs_that_cannot_be_ranked_are_refused_with_their_place(two, pairs, reason):
    _made, (first, _second), one, other = two
    couple = together(one, other)
    sent = {"pairs": [{name: first.pk if value == "first" else value for name, value in one.items()} for one in pairs]}
    answer = program_of(one).ask("PUT", f"{of(one)}/pairs", sent, {"If-Match": "*"})
    assert problem(answer) == (422, "invalid")
    assert (answer.json()["reason"], answer.json()["errors"][0]["pointer"]) == (reason, "#/pairs")
    assert not couple.wishes.exists()


def test_who_asks_learns_nothing_of_fellow_students(world, two):
    _made, _positions, one, other = two
    asker = program_of(one)
    for email in ("nobody@example.org", other.student.user.email):
        answer = asker.post(of(one), {"email": email})
        assert (answer.status_code, answer.content) == (204, b"")
    # Asked once is asked; and nobody asks oneself.
    assert asker.post(of(one), {"email": other.student.user.email}).json()["reason"] == "in_a_couple"
    alone = program_of(other).post(of(other), {"email": other.student.user.email})
    assert (alone.json()["reason"], alone.json()["errors"][0]["pointer"]) == ("couple_of_one", "#/email")


def test_a_joint_application_is_the_affair_of_the_two(world, two, program, freeze):  # noqa: F811
    made, (first, second), one, other = two
    couple = together(one, other)
    save_pairs(
        couple=couple,
        application=one,
        pairs=[(first.pk, second.pk, 1)],
        by=one.student.user,
        at=OPEN,
        expected_version=None,
    )
    agree_to_pairs(couple=couple, application=other, by=other.student.user, at=OPEN, expected_version=None)
    pairs = {"pairs": [{"mine": first.pk, "rank": 1}]}
    for who, expected in (("career_centre", 403), ("student", 404), ("company_manager", 404), ("fund_manager", 404)):
        there = program(who)
        answers = [
            there.get(of(other)), there.post(of(other), {"email": "nobody@example.org"}), there.post(f"{of(other)}/part"),
            there.post(f"{of(other)}/answer", {"agrees": True}), there.post(f"{of(other)}/agree", **{"If-Match": "*"}),
            there.ask("PUT", f"{of(other)}/pairs", pairs, {"If-Match": "*"}),
        ]  # fmt: skip
        assert {problem(answer)[0] for answer in answers} == {expected}
    told = program("career_centre").get(f"placements/applications/{other.pk}").json()
    assert told["together_with"]["name"] == one.student.name
    freeze(RANKING)
    closed(made)
    late = program("student").post(f"{of(one)}/part")
    assert late.json()["reason"] == "lists_closed"
    assert program("company_manager").get(f"placements/applications/{other.pk}").json()["together_with"] is None
    Cohort.objects.filter(pk=made.pk).update(couples_allowed=False)
    assert problem(program("student").get(of(one)))[0] == 404


# --- Documents --------------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(world, freeze, own_files):  # noqa: F811
    """A draft of the persona in a cohort that asks for a paper."""
    freeze(OPEN)
    made, positions = choice_of(world)
    wanted = [{"code": "cv", "name": {"en": "CV"}, "required": True}]
    Cohort.objects.filter(pk=made.pk).update(documents=wanted)
    made.refresh_from_db()
    return applied(made, world.people["student"], positions, submit=False)


def hand_in(by, application, name="cv.pdf", content=PDF, code="cv"):
    address = f"/api/v1/placements/applications/{application.pk}/documents/{code}"
    return by.client.post(address, {"file": SimpleUploadedFile(name, content)}, headers=by.headers)


def test_a_document_is_handed_in_read_replaced_and_taken_back(asked, program, world):
    own = program("student")
    first = hand_in(own, asked)
    assert (first.status_code, first.json()["documents"], first.json()["missing_documents"]) == (201, ["cv"], [])
    got = own.get(first["Location"])
    assert (got.content, got["Content-Type"]) == (PDF, "application/pdf")
    assert got["Content-Disposition"].startswith("attachment")
    assert hand_in(own, asked, "new.pdf", PDF + b" 2").status_code == 201
    row = ApplicationDocument.objects.get()
    assert (row.name, row.sha256) == ("new.pdf", hashlib.sha256(PDF + b" 2").hexdigest())
    assert own.delete(f"placements/applications/{asked.pk}/documents/cv").status_code == 204
    assert problem(own.get(f"placements/applications/{asked.pk}/documents/cv"))[0] == 404
    assert problem(own.delete(f"placements/applications/{asked.pk}/documents/cv"))[0] == 404
    assert hand_in(own, asked).status_code == 201
    assert own.post(f"placements/applications/{asked.pk}/submit").status_code == 200
    kept = own.delete(f"placements/applications/{asked.pk}/documents/cv")
    assert (kept.status_code, kept.json()["reason"]) == (409, "frozen")


@pytest.mark.parametrize(
    ("file", "code", "reason"),
    [
        (("cv.pdf", PDF), "weather", "unknown_document"), (("cv.exe", b"MZ invented"), "cv", "bad_file"),
        (("cv.pdf", b"MZ invented"), "cv", "bad_file"), (("cv.pdf", b""), "cv", "empty"),
        (("cv.p12", PDF), "cv", "is_key"), (("cv.pdf", PDF + bytes(10 * 1024 * 1024)), "cv", "too_large"),
    ],
    ids=["not asked for", "program", "no PDF", "empty", "key", "large"],
)  # fmt: skip
def test_files_that_are_not_kept(asked, program, file, code, reason):
    answer = hand_in(program("student"), asked, *file, code=code)
    assert (problem(answer)[0], answer.json()["reason"]) == (409, reason)
    assert not ApplicationDocument.objects.exists()


def test_documents_are_written_by_their_student_and_read_by_who_sees_the_application(asked, program, freeze):  # noqa: F811
    address = f"placements/applications/{asked.pk}/documents/cv"
    own = program("student")
    assert hand_in(own, asked).status_code == 201
    # A draft is seen by nobody else.
    assert problem(program("career_centre").get(address))[0] == 404
    assert own.post(f"placements/applications/{asked.pk}/submit").status_code == 200
    office = program("career_centre")
    assert office.get(address).content == PDF
    assert problem(hand_in(office, asked))[0] == 403
    assert problem(office.delete(address))[0] == 403
    for who in ("faculty_member", "fund_manager", "company_manager"):
        assert problem(program(who).get(address))[0] == 404
        assert problem(hand_in(program(who), asked))[0] == 404
    freeze(RANKING)
    closed(Application.objects.get(pk=asked.pk).cohort)
    late = hand_in(program("student"), asked)
    assert late.json()["reason"] == "lists_closed"
    # From the ranking on also the host that is wished.
    assert program("company_manager").get(address).content == PDF
