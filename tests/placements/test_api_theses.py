"""The rule of theses, and what a commission answered, for programs."""

import pytest

from seriktes.placements.actions.commission_links import answer_call
from seriktes.placements.models import ThesisRule
from tests.api.conftest import ApiClient, secret_of
from tests.placements import programmes_ground
from tests.placements import thesis_ground as ground
from tests.placements.thesis_ground import LATER, OPEN

pytestmark = pytest.mark.django_db
RULE = {
    "topics_taken_directly": False, "supervisor_votes": True, "members_at_least": 4, "employers_at_least": 2, "pass_from": 60,
}  # fmt: skip


@pytest.fixture
def programme(world):
    return ground.cohort(world).programme


def path_of(programme):
    return f"/api/v1/placements/programmes/{programme.pk}/thesis-rule"


def test_the_rule_is_read_and_changed_by_those_who_keep_the_programme(world, programme):
    keeper = ApiClient(secret_of(world["career_centre"]))
    answer = keeper.get(path_of(programme))
    shown = answer.json()
    assert (shown["is_usual"], shown["members_at_least"], shown["pass_from"]) == (True, 3, 50)
    assert not ThesisRule.objects.exists()
    changed = keeper.ask("PUT", path_of(programme), RULE, {"If-Match": answer["ETag"]})
    assert changed.status_code == 200
    assert {name: changed.json()[name] for name in RULE} == RULE
    assert changed.json()["is_usual"] is False
    # Whoever read the rule before is told that it has changed.
    assert keeper.ask("PUT", path_of(programme), RULE, {"If-Match": answer["ETag"]}).status_code == 412
    assert keeper.ask("PUT", path_of(programme), RULE).status_code == 200


@pytest.mark.parametrize("who", ["student", "faculty_member", "company_manager"])
def test_nobody_else_reads_or_changes_the_rule(world, programme, who):
    client = ApiClient(secret_of(world[who]))
    assert client.get(path_of(programme)).status_code in (403, 404)
    assert client.ask("PUT", path_of(programme), RULE).status_code in (403, 404)
    assert not ThesisRule.objects.exists()


def test_programmes_of_others_and_of_other_kinds_have_no_rule(world):
    keeper = ApiClient(secret_of(world["career_centre"]))
    theirs = programmes_ground.programme(world, "hidden_university", kind="thesis")
    assert keeper.get(path_of(theirs)).status_code == 404
    practice = programmes_ground.programme(world, kind="practice")
    assert keeper.get(path_of(practice)).status_code == 404
    assert keeper.ask("PUT", path_of(practice), RULE).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"members_at_least": 0}, {"pass_from": 101}, {"employers_at_least": -1}, {"pass_from": "many"}, {"more": 1}],
)
def test_a_rule_without_sense_is_refused(world, programme, wrong):
    keeper = ApiClient(secret_of(world["career_centre"]))
    assert keeper.ask("PUT", path_of(programme), RULE | wrong).status_code == 422
    assert not ThesisRule.objects.exists()


@pytest.mark.usefixtures("own_files")
def test_answers_of_the_commission_are_for_the_office(world, freeze):
    freeze(OPEN)
    defence = ground.commission(world, ground.admitted(world))
    member = defence.members.get(email="chair@walk.example")
    answer_call(defence=defence, member=member, answer="no", at=OPEN, by=None, note="On a journey.")
    for who, told in (("career_centre", ("no", "On a journey.")), ("company_manager", (None, None))):
        answer = ApiClient(secret_of(world[who])).get(f"/api/v1/placements/defences/{defence.pk}").json()
        [shown] = [one for one in answer["members"] if one["id"] == member.pk]
        assert (shown["answer"], shown["answer_note"]) == told


@pytest.mark.usefixtures("own_files")
def test_a_member_of_the_commission_answers_with_an_account(world, freeze):
    freeze(OPEN)
    defence = ground.commission(world, ground.admitted(world))
    path = f"/api/v1/placements/defences/{defence.pk}"
    theirs = ApiClient(secret_of(world["company_manager"]))
    told = theirs.post(f"{path}/answer", {"answer": "no", "note": "On a journey."})
    assert told.status_code == 200, told.content
    # The own answer is read again; those of the others are the office's affair.
    shown = {one["person"]: (one["answer"], one["answer_note"]) for one in theirs.get(path).json()["members"]}
    assert shown.pop(world.people["manager"].pk) == ("no", "On a journey.")
    assert set(shown.values()) == {(None, None)}
    for who in ("career_centre", "student"):
        assert ApiClient(secret_of(world[who])).post(f"{path}/answer", {"answer": "yes"}).status_code == 404
    assert theirs.post(f"{path}/answer", {"answer": "perhaps"}).status_code == 422
    freeze(LATER)
    theirs = ApiClient(secret_of(world["company_manager"]))
    assert theirs.post(f"{path}/answer", {"answer": "yes"}).status_code == 409


@pytest.mark.usefixtures("own_files")
def test_a_result_that_stands_is_corrected_with_the_version_of_the_thesis(world, freeze):
    freeze(OPEN)
    thesis = ground.admitted(world)
    defence = ground.commission(world, thesis)
    freeze(LATER)
    keeper = ApiClient(secret_of(world["career_centre"]))
    path, read = (
        f"/api/v1/placements/defences/{defence.pk}/theses/{thesis.pk}/result",
        f"/api/v1/placements/theses/{thesis.pk}",
    )
    given = {"points": 85, "votes_for": 3}
    assert keeper.post(path, given).status_code == 200
    again = keeper.post(path, given | {"points": 58})
    assert (again.status_code, again.json()["reason"]) == (409, "judged_already")
    version = keeper.get(read).json()["version"]
    assert keeper.post(path, given | {"points": 58, "version": version - 1}).status_code == 412
    assert keeper.post(path, given | {"points": 58, "version": version}).status_code == 200
    assert keeper.get(read).json()["points"] == 58
    assert ApiClient(secret_of(world["student"])).post(path, given | {"version": version}).status_code == 403
