"""Pages of desks, routes and lent posts, as those who hold posts and those who do not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from seriktes.procedures.actions import approvals as actions
from seriktes.procedures.actions.delegations import delegate
from seriktes.procedures.actions.routes import NewStep, add_route, change_route, close_route
from seriktes.procedures.definitions.approvals import CannotApprove
from seriktes.procedures.models import Approval, ApprovalStep, Delegation, Route
from tests.procedures.approvals import HASH, refused, start, step

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OFFICER = "partnership_officer"


@pytest.fixture(autouse=True)
def _english(world):
    for user in world.users.values():
        if user.pk:
            user.language = "en"
            user.save()


@pytest.fixture
def as_(client, world):
    def enter(who):
        client.force_login(world[who], backend=BACKEND)
        client.cookies["language"] = "en"
        return client

    return enter


def fields(rows, **values):
    """The fields of the form of a route: rows of place, post, task and days."""
    data = {
        "steps-TOTAL_FORMS": str(len(rows)),
        "steps-INITIAL_FORMS": "0",
        "name_en": "Route",
        "name_kk": "",
        **values,
    }
    for number, (place, post, task, days) in enumerate(rows):
        data |= {
            f"steps-{number}-place": place, f"steps-{number}-post": post.pk if post else "",
            f"steps-{number}-task": task, f"steps-{number}-working_days": days,
        }  # fmt: skip
    return data


def route(world, *rows, purpose="paper", place="university"):
    steps = [NewStep(number, world.posts[key]) for number, key in rows]
    return add_route(
        organisation=world.organisations[place], purpose=purpose, names={"name_en": "Route"}, steps=steps,
        by=world["administrator"],
    )  # fmt: skip


def told(route):
    return list(route.steps.values_list("place", "post__name_en", "task", "working_days"))


# --- The desk ---------------------------------------------------------------------------------------------------------
def test_holder_reads_and_approves(world, paper, as_):
    one = step(start(world, paper, ["lawyer"], at=timezone.now()))
    client = as_("faculty_member")
    page = client.get(f"/approvals/{one.pk}/").text
    assert ("Your decision" in page, HASH in page, "Send the letter again" in page) == (True, True, False)
    # A lawyer who keeps nothing decides nevertheless; the record itself is not opened for that.
    assert "Open the record" not in page
    assert client.get(f"/approvals/{one.pk}/text/").content == HASH.encode()
    assert client.post(f"/approvals/{one.pk}/", {"choice": "approve"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.decided_by) == ("approved", world["faculty_member"])
    assert client.get(f"/approvals/{one.pk}/").status_code == 404


def test_refusing_without_a_reason_says_so_at_the_field(world, paper, as_):
    one = step(start(world, paper, ["office"], at=timezone.now()))
    client = as_(OFFICER)
    page = client.post(f"/approvals/{one.pk}/", {"choice": "refuse", "reason": " "})
    assert (page.status_code, "Say why" in page.text, "id_reason_error" in page.text) == (422, True, True)
    assert client.post(f"/approvals/{one.pk}/", {"choice": "", "reason": "x"}).status_code == 422
    one.refresh_from_db()
    assert one.state == "open"
    client.post(f"/approvals/{one.pk}/", {"choice": "refuse", "reason": "Too long"})
    page = client.get(f"/approvals/{one.pk}/").text
    assert ("Too long" in page, "Your decision" in page) == (True, False)


def test_question_and_answer(world, paper, as_):
    one = step(start(world, paper, ["lawyer"], at=timezone.now()))
    as_("faculty_member").post(f"/approvals/{one.pk}/", {"choice": "ask", "reason": "What for?"})
    page = as_(OFFICER).get(f"/approvals/{one.pk}/").text
    assert ("The desk asks" in page, "What for?" in page, "Your decision" in page) == (True, True, False)
    assert as_(OFFICER).post(f"/approvals/{one.pk}/answer/", {"answer": ""}).status_code == 422
    as_(OFFICER).post(f"/approvals/{one.pk}/answer/", {"answer": "For all"})
    one.refresh_from_db()
    assert one.asked_at is None
    assert as_("faculty_member").post(f"/approvals/{one.pk}/answer/", {"answer": "x"}).status_code == 404


def test_desk_that_nobody_holds(world, paper, as_):
    one = step(start(world, paper, ["vacant"], at=timezone.now()))
    assert "Nobody holds this post." in as_(OFFICER).get(f"/approvals/{one.pk}/").text
    assert "Those who keep the posts were told" in as_(OFFICER).post(f"/approvals/{one.pk}/call/", follow=True).text


def test_letter_again_once_in_a_while(world, paper, as_):
    one = step(start(world, paper, ["lawyer"], at=timezone.now() - timedelta(hours=1)))
    client = as_(OFFICER)
    assert "A new letter is on its way" in client.post(f"/approvals/{one.pk}/call/", follow=True).text
    assert "A letter was sent a few minutes ago" in client.post(f"/approvals/{one.pk}/call/", follow=True).text
    assert as_("faculty_member").post(f"/approvals/{one.pk}/call/").status_code == 404


@pytest.mark.parametrize("who", ["outsider", "company_manager", "ministry_analyst", "reviewer"])
def test_desk_of_others_is_not_found(world, paper, as_, who):
    one = step(start(world, paper, ["office"], at=timezone.now()))
    client = as_(who)
    for path in ("", "text/"):
        assert client.get(f"/approvals/{one.pk}/{path}").status_code == 404
    for path in ("", "answer/", "call/"):
        assert client.post(f"/approvals/{one.pk}/{path}", {"choice": "approve", "answer": "x"}).status_code == 404
    one.refresh_from_db()
    assert one.state == "open"


def test_desk_costs_the_same_however_many_desks(world, paper, as_, django_assert_max_num_queries):
    one = step(start(world, paper, ["office", "lawyer", "rector"], ["office"], ["lawyer"], at=timezone.now()), "office")
    client = as_(OFFICER)
    client.get(f"/approvals/{one.pk}/")
    with django_assert_max_num_queries(34):
        client.get(f"/approvals/{one.pk}/")


# --- Routes -----------------------------------------------------------------------------------------------------------
def test_add_change_and_close_a_route(world, paper, as_):
    client, university = as_(OFFICER), world.organisations["university"]
    office, lawyer = world.posts["office"], world.posts["lawyer"]
    add = f"/organisations/{university.pk}/routes/add/"
    assert "long papers" in client.get(add).text
    rows = [("20", office, "", ""), ("10", lawyer, " Law ", "5"), ("20", lawyer, "", "2"), ("", None, "", "")]
    assert client.post(add, fields(rows, purpose="paper:long")).status_code == 302
    found = Route.objects.get(purpose="paper:long")
    assert told(found) == [
        (1, "Post of lawyer", "Law", 5), (2, "Post of lawyer", "", 2), (2, "Post of office", "", 3),
    ] or told(found) == [
        (1, "Post of lawyer", "Law", 5), (2, "Post of office", "", 3), (2, "Post of lawyer", "", 2),
    ]  # fmt: skip
    page = client.get("/routes/").text
    assert ("long papers" in page, "Post of lawyer" in page) == (True, True)
    changed = fields([("1", office, "", "4")], expected_version=found.version)
    assert client.post(f"/routes/{found.pk}/", changed).status_code == 302
    assert told(found) == [(1, "Post of office", "", 4)]
    # Somebody else had saved meanwhile.
    assert client.post(f"/routes/{found.pk}/", changed).status_code == 422
    assert client.post(f"/routes/{found.pk}/close/").status_code == 302
    found.refresh_from_db()
    assert found.closed_on == timezone.localdate()
    assert "Change the route" not in client.get(f"/routes/{found.pk}/").text
    client.post(f"/routes/{found.pk}/", fields([("1", lawyer, "", "4")], expected_version=found.version))
    assert told(found) == [(1, "Post of office", "", 4)]


def test_empty_rows_of_a_route_are_prepared(world, paper, as_):
    client, add = as_(OFFICER), f"/organisations/{world.organisations['university'].pk}/routes/add/"
    office, lawyer = world.posts["office"], world.posts["lawyer"]

    def offered(address):
        rows = client.get(address).context["steps"].forms
        return [(row["place"].value(), row["working_days"].value()) for row in rows]

    assert offered(add) == [(1, 3), (2, 3), (3, 3)]
    # Rows that nobody touched are no desks; a row without a place comes after those above it.
    rows = [("1", office, "", "3"), ("", lawyer, "", "3"), ("3", None, "", "3")]
    assert client.post(add, fields(rows, purpose="paper")).status_code == 302
    found = Route.objects.get()
    assert told(found) == [(1, "Post of office", "", 3), (2, "Post of lawyer", "", 3)]
    assert offered(f"/routes/{found.pk}/") == [(1, 3), (2, 3), (3, 3), (4, 3), (5, 3)]


def test_faults_of_a_route(world, paper, as_):
    client = as_(OFFICER)
    add = f"/organisations/{world.organisations['university'].pk}/routes/add/"
    office = world.posts["office"]
    faulty = [
        fields([("0", office, "", "")], purpose="paper"),
        fields([("1", world.posts["director"], "", "")], purpose="paper"),
        fields([("1", office, "", ""), ("1", office, "", "")], purpose="paper"),
        fields([("1", office, "", "0")], purpose="paper"),
        fields([("1", office, "", "")], purpose="circus"),
        fields([("1", office, "", "")], purpose="paper", name_en=" "),
    ]
    assert [client.post(add, data).status_code for data in faulty] == [422] * 6
    assert Route.objects.count() == 0
    # One list above the form leads to every field.
    page = client.post(add, fields([("1", office, "", "0"), ("", None, "", "3")], purpose="paper", name_en=" "))
    assert [link.target for link in page.context["links"]] == ["id_name_kk", "id_steps-0-working_days"]
    assert page.text.count('class="error-summary"') == 1
    route(world, (1, "office"))
    page = client.post(add, fields([("1", office, "", "")], purpose="paper"))
    assert (page.status_code, "There is an open route for this already" in page.text) == (422, True)


def test_vacant_post_on_a_route_is_pointed_out(world, paper, as_):
    found = route(world, (1, "vacant"))
    for address in ("/routes/", f"/routes/{found.pk}/"):
        assert "A post on this route is vacant or closed" in as_(OFFICER).get(address).text


@pytest.mark.parametrize("who", ["outsider", "faculty_member", "auditor", "company_manager"])
def test_routes_of_others_are_not_found(world, paper, as_, who):
    found = route(world, (1, "office"))
    client = as_(who)
    assert client.get(f"/routes/{found.pk}/").status_code == 404
    assert client.post(f"/routes/{found.pk}/close/").status_code == 404
    assert client.get(f"/organisations/{found.organisation_id}/routes/add/").status_code == 404
    assert client.get("/routes/").status_code == (200 if who == "company_manager" else 404)


def test_change_of_a_route_leaves_what_runs_alone(world, paper):
    found = route(world, (1, "office"), (2, "lawyer"))
    approval = actions.start_approval(
        subject=paper, purpose="paper", sides=[actions.side_of_route(found)], content_hash=HASH, by=world[OFFICER],
        at=timezone.now(),
    )  # fmt: skip
    change_route(
        route=found, names={"name_en": "Route"}, steps=[NewStep(1, world.posts["rector"])], by=world[OFFICER],
        expected_version=None,
    )  # fmt: skip
    close_route(route=found, by=world[OFFICER], on=timezone.localdate())
    assert [(one.place, str(one.post)) for one in approval.steps.all()] == [
        (1, "Post of office"),
        (2, "Post of lawyer"),
    ]


def test_routes_that_cannot_stand(world, paper):
    assert refused(route, world, purpose="circus") == "unknown_purpose"
    assert refused(route, world, purpose="paper:wide") == "unknown_purpose"
    assert refused(route, world, (1, "director")) == "other_organisation"
    assert refused(route, world, (1, "office"), (1, "office")) == "post_twice"
    found = route(world, (1, "office"))
    assert refused(route, world) == "route_stands"
    close_route(route=found, by=world[OFFICER], on=timezone.localdate())
    assert refused(close_route, route=found, by=world[OFFICER], on=timezone.localdate()) == "closed_route"
    assert route(world).pk != found.pk


def test_list_of_routes_costs_the_same_however_many(world, paper, as_, django_assert_max_num_queries):
    for purpose in ("paper", "paper:long", "paper:short"):
        route(world, (1, "office"), (2, "lawyer"), (2, "rector"), purpose=purpose)
    client = as_(OFFICER)
    client.get("/routes/")
    with django_assert_max_num_queries(14):
        client.get("/routes/")


# --- Lent posts -------------------------------------------------------------------------------------------------------
def lend(client, world, post="office", to="lawyer", days=(0, 7)):
    today = timezone.localdate()
    first, last = (today + timedelta(days=number) for number in days)
    return client.post(
        "/delegations/add/",
        {"post": world.posts[post].pk, "to": world.posts[to].pk, "starts_on": first, "ends_on": last, "reason": "Leave"},
    )  # fmt: skip


def test_holder_lends_the_post_and_takes_it_back(world, paper, as_):
    client = as_(OFFICER)
    assert "You hold no post" not in client.get("/delegations/add/").text
    assert lend(client, world).status_code == 302
    found = Delegation.objects.get()
    assert (found.post, found.delegate, found.reason) == (world.posts["office"], world.posts["lawyer"], "Leave")
    assert "Post of office → Post of lawyer" in client.get("/delegations/").text
    assert "Post of office → Post of lawyer" in as_("faculty_member").get("/delegations/").text
    # The one who stands in cannot take it back, and cannot lend it on.
    assert as_("faculty_member").post(f"/delegations/{found.pk}/withdraw/").status_code == 404
    assert lend(as_("faculty_member"), world).status_code == 422
    assert as_(OFFICER).post(f"/delegations/{found.pk}/withdraw/").status_code == 302
    found.refresh_from_db()
    assert found.withdrawn_at is not None
    assert Delegation.objects.count() == 1


def test_faults_of_lending(world, paper, as_):
    client = as_(OFFICER)
    assert lend(client, world, to="office").status_code == 422
    assert lend(client, world, to="director").status_code == 422
    page = lend(client, world, days=(3, 1))
    assert (page.status_code, "The last day lies before the first." in page.text) == (422, True)
    assert lend(client, world, days=(-9, -1)).status_code == 422
    assert lend(as_("company_manager"), world).status_code == 422
    assert "You hold no post" in as_("outsider").get("/delegations/add/").text
    assert Delegation.objects.count() == 0


def test_keeper_lends_a_vacant_post(world, paper, as_):
    start(world, paper, ["vacant"], at=timezone.now())
    assert lend(as_(OFFICER), world, post="vacant").status_code == 302
    one = ApprovalStep.objects.get()
    assert "Post of vacant" in as_(OFFICER).get(f"/approvals/{one.pk}/").text
    assert as_("faculty_member").post(f"/approvals/{one.pk}/", {"choice": "approve"}).status_code == 302
    assert Approval.objects.get().state == "approved"


def test_both_see_the_list_of_what_was_decided(world, paper, as_):
    one = step(start(world, paper, ["office"], at=timezone.now()))
    delegate(
        post=world.posts["office"], to=world.posts["lawyer"], starts_on=timezone.localdate(),
        ends_on=timezone.localdate(), reason="", by=world[OFFICER], at=timezone.now(),
    )  # fmt: skip
    actions.decide(step=one, approve=True, by=world["faculty_member"], at=timezone.now())
    for who, sees in ((OFFICER, True), ("faculty_member", True), ("company_manager", False)):
        assert (
            "Faculty member" in as_(who).get("/delegations/").text.partition("Decided by a post standing in")[2]
        ) == sees


def test_unknown_reasons_have_no_words():
    with pytest.raises(ValueError, match="has no words"):
        CannotApprove("weather")
