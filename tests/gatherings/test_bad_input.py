"""What goes wrong by hand, by two at once and by malice: each is said in the reader's language, and nothing is doubled."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from seriktes.gatherings.actions.door import token_of
from seriktes.gatherings.actions.hackathons import exclude_team, set_criteria
from seriktes.gatherings.actions.judging import add_judge, compare, open_judging
from seriktes.gatherings.actions.plan import Place, set_plan
from seriktes.gatherings.actions.slots import book_slot
from seriktes.gatherings.models import Criterion, Gathering, Scan, SlotBooking
from seriktes.procedures.models import Event
from tests.api.conftest import ApiClient, problem, secret_of
from tests.gatherings.fair import BEGINS, NOON, exhibitor, fair, slots, visitor
from tests.gatherings.nasty import TEXTS, spoiled
from tests.gatherings.test_hackathons import AFTER, hackathon, judged, somebody, team
from tests.gatherings.test_pages import at

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["kk", "ru"])


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


@pytest.fixture
def reads(client_as):
    """A browser of the persona in the language, and what a page or an answer says there."""

    def signed_in(who, language):
        client = client_as(who)
        client.cookies["language"] = language
        return client

    return signed_in


def said(client, language, response):
    """The page, where the answer leads elsewhere the page there."""
    shown = client.get(response["Location"]) if response.status_code == 302 else response
    text = shown.content.decode()
    assert f'<html lang="{language}"' in text
    return text.replace("\xa0", " ")


def one_of(language, kk, ru):
    return {"kk": kk, "ru": ru}[language]


def at_fault(response):
    """The values of the body that a program is told of."""
    assert problem(response)[0] == 422
    return [error["pointer"] for error in response.json()["errors"]]


# --- Events -----------------------------------------------------------------------------------------------------------
@LANGUAGES
def test_event_for_nobody_is_refused(world, reads, language):
    client = reads("career_centre", language)
    sent = {"kind": "fair", "name_ru": "Ярмарка", "audience": "public", "capacity": "0"}
    answer = client.post(at("new"), sent)
    assert answer.status_code == 422
    [error] = answer.context["form"].errors["capacity"]
    assert error.replace("\xa0", " ") in said(client, language, answer)
    assert "Ensure" not in error
    assert "1" in error
    new = {"organiser": world.organisations["university"].pk, "kind": "fair", "names": {"en": "Fair"}, "capacity": 0}
    program = ApiClient(secret_of(world["career_centre"]), language)
    assert at_fault(program.post("gatherings", new)) == ["#/capacity"]
    assert Gathering.objects.count() == 0


@LANGUAGES
def test_stand_is_given_once(world, reads, language):
    made = fair(world)
    set_plan(gathering=made, places=[Place("A1", 0, 0)], by=made.by)
    one, other, stand = exhibitor(world, made), exhibitor(world, made, organisation="fund"), made.stands.get()
    client = reads("career_centre", language)
    for _again in range(2):
        client.post(at("stand", made.pk, one.pk), {"take": stand.pk})
    assert Event.objects.filter(kind="exhibitor.stand_taken").count() == 1
    answer = client.post(at("stand", made.pk, other.pk), {"take": stand.pk})
    told = one_of(language, "Бұл стенд басқа экспонентте", "Этот стенд уже")
    assert told in said(client, language, answer)
    stand.refresh_from_db()
    assert stand.exhibitor == one
    program = ApiClient(secret_of(world["career_centre"]), language)
    refused = program.post(f"gatherings/{made.pk}/exhibitors/{other.pk}/stands", {"stand": stand.pk})
    assert (refused.status_code, refused.json()["reason"]) == (409, "stand_taken")
    assert told in refused.content.decode()


@LANGUAGES
def test_time_that_is_taken_is_said_so_on_the_ticket(world, reads, language):
    made = fair(world)
    [slot] = slots(exhibitor(world, made), number=1)
    book_slot(slot=slot, ticket=visitor(world, made), by=None, at=NOON)
    visitor(world, made, by="librarian")
    client = reads("librarian", language)
    answer = client.post(at("own_ticket", made.pk), {"do": "book", "key": slot.pk})
    assert one_of(language, "бұл уақыт алынған", "это время занято") in said(client, language, answer)
    assert SlotBooking.objects.filter(cancelled_at__isnull=True).count() == 1


# --- The door ---------------------------------------------------------------------------------------------------------
def sent_to(client, made, *texts, keys=None):
    keys = keys or [str(uuid4()) for _ in texts]
    rows = [
        {"key": key, "text": text, "at": (BEGINS + timedelta(minutes=number)).timestamp() * 1000}
        for number, (key, text) in enumerate(zip(keys, texts, strict=True))
    ]
    answer = client.post(at("door_scans", made.pk), json.dumps({"scans": rows}), content_type="application/json")
    assert answer.status_code == 200, answer.content
    told = answer.json()["outcomes"]
    return [told[key]["outcome"] for key in keys], keys


def test_code_is_admitted_once_and_at_its_own_fair_only(world, client_as, freeze):
    made, other = fair(world), fair(world, name_en="Other fair")
    ticket, theirs = visitor(world, made), visitor(world, other, by="librarian")
    freeze(BEGINS + timedelta(hours=1))
    client = client_as("career_centre")
    texts = [token_of(ticket), ticket.code, token_of(theirs), theirs.code, "🧪" * 100, "S1." + "x" * 300]
    told, keys = sent_to(client, made, *texts)
    assert told == ["admitted", "twice", "other", "forged", "forged", "forged"]
    # The network went while the answer was on its way: the whole queue comes again, and once more mixed with a new one.
    assert sent_to(client, made, *texts, keys=keys)[0] == told
    assert sent_to(client, made, *texts, ticket.code, keys=[*keys, str(uuid4())])[0] == [*told, "twice"]
    assert Scan.objects.filter(gathering=made).count() == 7
    theirs.refresh_from_db()
    assert theirs.admitted_at is None
    program = ApiClient(secret_of(world["career_centre"]))
    row = {"key": str(uuid4()), "text": token_of(theirs), "at": BEGINS.isoformat()}
    for _again in range(2):
        [scan] = program.post(f"gatherings/{made.pk}/scans", {"scans": [row]}).json()
        assert scan["outcome"] == "other"
    assert Scan.objects.filter(gathering=made).count() == 8


def test_queue_that_names_one_scan_twice_counts_it_once(world, client_as, freeze):
    made = fair(world)
    ticket = visitor(world, made)
    freeze(BEGINS + timedelta(hours=1))
    key = str(uuid4())
    told, _keys = sent_to(client_as("career_centre"), made, ticket.code, ticket.code, keys=[key, key])
    assert told == ["admitted", "admitted"]
    assert Scan.objects.count() == 1


# --- Judges -----------------------------------------------------------------------------------------------------------
@LANGUAGES
def test_whoever_is_in_a_team_does_not_judge(world, reads, language):
    made = hackathon(world)
    team(made, 1, person=world.people["student"])
    client = reads("career_centre", language)
    answer = client.post(at("judge_add", made.gathering_id), {"person": world.people["student"].pk})
    told = one_of(language, "Мұнда командада", "Кто здесь в команде")
    assert told in said(client, language, answer)
    assert not made.gathering.judges.exists()


@LANGUAGES
def test_judge_with_an_interest_is_told_and_nothing_is_noted(world, reads, freeze, language):
    made = hackathon(world)
    own = team(made, 1, organisation=world.organisations["company"])
    other = team(made, 2)
    judge = add_judge(gathering=made.gathering, person=world.people["manager"], by=None, at=NOON)
    freeze(AFTER)
    open_judging(hackathon=made, by=None, at=AFTER)
    own.refresh_from_db(), other.refresh_from_db()
    client = reads("company_manager", language)
    sent = {"first": own.number, "second": other.number, "preferred": "first"}
    answer = client.post(at("judge", made.gathering_id), sent)
    told = one_of(language, "мүдделер қақтығысы", "конфликт интересов")
    assert told in said(client, language, answer)
    assert not judge.comparisons.exists()
    program = ApiClient(secret_of(world["company_manager"]), language)
    refused = program.post(f"gatherings/{made.gathering_id}/judging/comparisons", sent)
    assert (refused.status_code, refused.json()["reason"]) == (409, "own_interest")
    assert told in refused.content.decode()


@LANGUAGES
@pytest.mark.parametrize("line", ["Ой | Идея | Idea | 0 | 10", "Ой | Идея | Idea | 1 | 0", "Ой | Идея | Idea | -1 | 10",
                                  "Ой | Идея | Idea | 1000 | 10", "Ой | Идея | Idea | ² | 10"])  # fmt: skip
def test_criterion_without_a_weight_is_refused_in_words(world, reads, language, line):
    made = hackathon(world, method="rubric")
    row = {"name_kk": "", "name_ru": "", "name_en": "Use", "weight": 1, "maximum": 10}
    set_criteria(hackathon=made, rows=[row], by=None)
    client = reads("career_centre", language)
    answer = client.post(at("hackathon_criteria", made.gathering_id), {"lines": f"A | A | A | 1 | 10\n{line}"})
    assert answer.status_code == 422
    assert one_of(language, "2-жол:", "Строка 2:") in said(client, language, answer)
    assert Criterion.objects.get().name_en == "Use"
    program = ApiClient(secret_of(world["career_centre"]), language)
    new = {"criteria": [{"names": {"en": "Use"}, "weight": 0}]}
    sent = program.ask("PUT", f"gatherings/{made.gathering_id}/hackathon/criteria", new)
    assert at_fault(sent) == ["#/criteria/0/weight"]


# --- Results ----------------------------------------------------------------------------------------------------------
def published(client, made, **sent):
    made.refresh_from_db()
    return client.post(at("result_publish", made.gathering_id), {"expected_version": made.version, **sent})


@LANGUAGES
@pytest.mark.parametrize("story", ["never met the others", "lost all"])
def test_team_that_nothing_can_be_told_of_is_named_and_the_rest_is_marked(world, reads, freeze, language, story):
    made = hackathon(world)
    judge = add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    rows = [team(made, number) for number in range(1, 5)]
    freeze(AFTER)
    open_judging(hackathon=made, by=None, at=AFTER)
    made.refresh_from_db()
    *others, lonely = made.gathering.teams.order_by("pk")
    for place, one in enumerate(others):
        # In a circle, so that each of these is preferred to each over some chain.
        compare(judge=judge, first=one, second=others[(place + 1) % 3], preferred="first", by=None, at=AFTER)
        if story == "lost all":
            compare(judge=judge, first=one, second=lonely, preferred="first", by=None, at=AFTER)
    client = reads("career_centre", language)
    refused = published(client, made)
    assert refused.status_code == 422
    text = said(client, language, refused)
    assert f"№ {lonely.number}" in text
    assert one_of(language, "топтар", "группы") in text
    assert published(client, made, held="on").status_code == 302
    made.refresh_from_db()
    found = {row["item"]: row for row in made.result["ranking"]}
    last = found[lonely.number]
    assert made.result["marked"] == "not_connected"
    assert len(found) == len(rows)
    assert all(row["low"] < row["value"] < row["high"] for row in found.values())
    assert last["judged"] == (0 if story == "never met the others" else 3)
    if story == "never met the others":
        # Nothing is known of it: in the middle, with the widest interval of all.
        assert last["value"] == 0
        assert last["high"] - last["low"] == max(row["high"] - row["low"] for row in found.values())
    else:
        assert last["rank"] == 4
    shown = client.get(at("results", made.gathering_id))
    assert shown.status_code == 200
    assert lonely.name in shown.content.decode()


@LANGUAGES
@pytest.mark.parametrize("method", ["pairwise", "rubric"])
def test_result_without_a_submission_is_refused(world, reads, freeze, language, method):
    made = hackathon(world, method=method)
    row = {"name_kk": "", "name_ru": "", "name_en": "Use", "weight": 1, "maximum": 10}
    set_criteria(hackathon=made, rows=[row], by=None)
    add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    rows = [team(made, number) for number in (1, 2)]
    freeze(AFTER)
    open_judging(hackathon=made, by=None, at=AFTER)
    for one in rows:
        exclude_team(team=one, reason="Copied", by=None, at=AFTER)
    client = reads("career_centre", language)
    for sent in ({}, {"held": "on"}):
        answer = published(client, made, **sent)
        assert answer.status_code == 422
        assert one_of(language, "бірде-бір жұмыс қалмады", "осталось ни одной работы") in said(client, language, answer)
    made.refresh_from_db()
    assert (made.phase, made.result) == ("judging", None)


@pytest.mark.parametrize("method", ["pairwise", "rubric"])
def test_result_of_the_only_one_that_is_left_and_of_what_nobody_judged(world, client_as, freeze, method):
    made = hackathon(world, method=method)
    row = {"name_kk": "", "name_ru": "", "name_en": "Use", "weight": 1, "maximum": 10}
    set_criteria(hackathon=made, rows=[row], by=None)
    add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    rows = [team(made, number) for number in (1, 2)]
    freeze(AFTER)
    open_judging(hackathon=made, by=None, at=AFTER)
    exclude_team(team=rows[0], reason="Copied", by=None, at=AFTER)
    client = client_as("career_centre")
    assert published(client, made).status_code == 302
    assert client.get(at("results", made.gathering_id)).status_code == 200
    made.refresh_from_db()
    assert [one["item"] for one in made.result["ranking"]] == [rows[1].__class__.objects.get(pk=rows[1].pk).number]


# --- Whatever is written into a form ----------------------------------------------------------------------------------
@pytest.fixture
def forms_of(world, freeze):
    """The pages with a form, by who opens them."""
    made = fair(world)
    one = exhibitor(world, made)
    visitor(world, made, agrees=True)
    working = hackathon(world)
    mine = team(working, 1, person=world.people["student"])
    judging = hackathon(world)
    own = add_judge(gathering=judging.gathering, person=world.people["manager"], by=None, at=NOON)
    for number in (1, 2, 3):
        team(judging, number)
    open_judging(hackathon=judging, by=None, at=AFTER)
    judged(judging, own, list(judging.gathering.teams.order_by("pk")[:2]))
    company = world.organisations["fund"]
    return {
        "career_centre": [
            at("new"), at("edit", made.pk), at("copy", made.pk), at("move", made.pk, "cancel"), at("plan", made.pk),
            at("invite", made.pk, company.pk), at("exhibitor_edit", made.pk, one.pk), at("fee_add", made.pk, one.pk),
            at("exhibitor_move", made.pk, one.pk, "decline"), at("hackathon_terms", working.gathering_id),
            at("hackathon_criteria", working.gathering_id), at("team_exclude", working.gathering_id, mine.pk),
            at("result_publish", judging.gathering_id),
        ],
        "company_manager": [
            at("contact_add", made.pk, one.pk), at("slots_add", made.pk, one.pk), at("lead_new", made.pk, one.pk),
            at("conflict", judging.gathering_id, 1),
        ],
        "fund_manager": [at("wish", made.pk)],
        "faculty_member": [at("team_new", working.gathering_id), at("team_join", working.gathering_id)],
        "student": [at("hand_in", working.gathering_id, mine.pk)],
        "anonymous": [at("register", made.pk)],
    }  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_no_form_breaks_on_what_is_written_into_it(forms_of, client_as, text):
    for who, addresses in forms_of.items():
        client = client_as(who)
        client.cookies["language"] = "kk"
        for address in addresses:
            for with_others in (None, *range(6)):
                shown = client.get(address)
                if shown.status_code != 200:  # what was written before did what the form is for
                    break
                sent = spoiled(shown.context["form"], TEXTS[text], with_others=with_others)
                answer = client.post(address, sent)
                # 409: the number of the version was spoiled as well.
                assert answer.status_code in (302, 409, 422), (address, with_others, answer.status_code)
                if answer.status_code == 422:
                    errors = [str(error) for errors in answer.context["form"].errors.values() for error in errors]
                    assert errors or answer.context["form"].non_field_errors(), (address, with_others)
                    in_latin = [one for one in errors if one.isascii()]
                    assert in_latin == [], (address, with_others)


def test_addresses_with_what_is_no_number_are_not_found(world, client_as):
    made = fair(world)
    exhibitor(world, made)
    client = client_as("career_centre")
    for query in ("?state=%00", "?query=%00", "?page=" + "9" * 400, "?page=%00", "?query=" + "x" * 9000, "?state=²"):
        for name in ("exhibitors", "visitors", "gathering"):
            assert client.get(at(name, made.pk) + query).status_code in (200, 302, 404), (name, query)
        assert client.get(at("list") + query).status_code in (200, 302, 404), query
    assert client.get(reverse("gatherings:ticket", args=["\x00"])).status_code == 404
