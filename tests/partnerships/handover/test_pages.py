"""The pages of a handover, as each of those who have to do with it, and the index of what nobody looks after."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seriktes.organisations.actions import posts
from seriktes.organisations.models import Post, PostHolding
from seriktes.partnerships.models import Partnership, Party
from seriktes.procedures.actions.handover import follow_handovers
from seriktes.procedures.enums import HandoverState
from seriktes.procedures.models import Handover
from seriktes.procedures.queries.orphans import orphans_count_for_user
from tests.documents.pdf_text import text_of_pdf
from tests.partnerships.handover.passing import NOW, TODAY

KAZAKH = "Әріптес күтіп отыр: ғылыми зертхананың кілті Ұлжанда, қағаздар Өскеменде, һәм жауап жоқ."


@pytest.fixture
def handover(world):
    """The company's manager leaves tomorrow, who keeps its posts as well; the host supervisor comes the day after."""
    holding = world.posts["personnel"].holdings.get()
    posts.end_holding(holding=holding, on=TODAY, by=world["administrator"])
    posts.appoint(
        post=world.posts["personnel"], person=world.people["supervisor"], starts_on=TODAY + timedelta(days=1),
        by=world["administrator"],
    )  # fmt: skip
    return Handover.objects.get()


def tomorrow():
    follow_handovers(now=NOW + timedelta(days=1))
    return time_machine.travel(NOW + timedelta(days=1), tick=False)


def get(client, world, who, url, **query):
    client.force_login(world[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(url, query)


def test_the_leaver_writes_and_does_not_take_over(client, world, handover):
    url = handover.get_absolute_url()
    page = get(client, world, "company_manager", url)
    assert (page.context["may_note"], page.context["may_take_over"]) == (True, False)
    assert [row.title for row in page.context["rows"]] == [
        str(world.partnerships[key]) for key in ("own", "of_others_published", "half_hidden", "of_three")
    ]
    note = reverse("procedures:handover_note", args=[handover.pk])
    sent = client.post(note, {"text": f"  {KAZAKH} ", "expected_version": handover.version})
    assert (sent.status_code, sent["Location"]) == (302, url)
    assert KAZAKH in client.get(url).content.decode()
    # The form that was opened before must not overwrite it.
    again = client.post(note, {"text": "Other", "expected_version": handover.version})
    assert len(again.context["form"].non_field_errors()) == 1
    assert Handover.objects.get().note == KAZAKH
    item = handover.items.order_by("pk").first()
    where = reverse("procedures:handover_item_note", args=[item.pk])
    sent = client.post(f"{where}?page=1", {"text": "About it", "expected_version": 1})
    assert sent["Location"] == f"{url}?page=1#record-{item.pk}"
    take = reverse("procedures:handover_take_over", args=[item.pk])
    assert client.post(take).status_code == 404


def test_the_newcomer_takes_over_from_the_first_day(client, world, handover):
    item = handover.items.order_by("pk").first()
    take = reverse("procedures:handover_take_over", args=[item.pk])
    get(client, world, "host_supervisor", handover.get_absolute_url())
    assert client.post(take).status_code == 302
    item.refresh_from_db()
    assert item.acknowledged_at is None
    with tomorrow():
        page = get(client, world, "host_supervisor", handover.get_absolute_url())
        assert (page.context["may_note"], page.context["may_take_over"]) == (False, True)
        for one in handover.items.order_by("pk"):
            told = client.post(reverse("procedures:handover_take_over", args=[one.pk]), follow=True)
            assert [message.level_tag for message in told.context["messages"]] == ["success"]
        twice = client.post(take, follow=True)
        assert [message.level_tag for message in twice.context["messages"]] == ["error"]
    handover.refresh_from_db()
    assert handover.state == HandoverState.DONE


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("company_manager", 200), ("host_supervisor", 200), ("administrator", 200),
        ("partnership_officer", 404), ("auditor", 404), ("outsider", 404), ("student", 404),
    ],
)  # fmt: skip
def test_nobody_else_finds_it(client, world, handover, who, status):
    for name in ("procedures:handover", "documents:handover_pack"):
        assert get(client, world, who, reverse(name, args=[handover.pk])).status_code == status


def test_a_leaver_who_is_gone_for_long_sees_it_no_more(client, world, handover):
    world["company_manager"].memberships.update(role="host_supervisor")
    for days, status in ((0, 200), (31, 200), (32, 404)):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            assert get(client, world, "company_manager", handover.get_absolute_url()).status_code == status


def test_list_with_counts(client, world, handover):
    url = reverse("procedures:handovers")
    page = get(client, world, "company_manager", url)
    assert [(row.handover, row.taken, row.records) for row in page.context["rows"]] == [(handover, 0, 4)]
    assert [pill["count"] for pill in page.context["pills"]] == [1, 1, 0, 0]
    assert client.get(url, {"state": "done"}).context["rows"] == []
    assert client.get(url, {"state": "nonsense", "page": "x"}).status_code == 200
    assert get(client, world, "auditor", url).context["total"] == 0


def relations(world, number):
    """So many more relations of the university's office with the company's personnel department."""
    made = Partnership.objects.bulk_create(
        Partnership(name_en=f"Invented relation {n}", stage="active", forms=["education"]) for n in range(number)
    )
    Party.objects.bulk_create(
        Party(partnership=one, organisation=world.organisations[place], post=world.posts[post])
        for one in made for place, post in (("university", "office"), ("company", "personnel"))
    )  # fmt: skip


def counted(client, world, url):
    get(client, world, "administrator", url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_queries_do_not_grow_with_the_relations(client, world):
    holding = world.posts["office"].holdings.get()
    posts.end_holding(holding=holding, on=TODAY, by=world["administrator"])
    handover = Handover.objects.get()
    pages = [handover.get_absolute_url(), reverse("procedures:handovers"), reverse("procedures:orphans")]
    PostHolding.objects.filter(post=world.posts["personnel"]).update(ends_on=TODAY - timedelta(days=1))
    few = [counted(client, world, url) for url in pages]
    relations(world, 500)
    follow_handovers(now=NOW)
    assert handover.items.count() == 503
    assert [counted(client, world, url) for url in pages] == few
    assert few[0] <= 30
    assert max(few[1:]) <= 12


def test_opening_at_500_relations_takes_a_constant_number_of_queries(world):
    relations(world, 20)
    few = opening(world, "office")
    relations(world, 500)
    # SQLite takes so many values at once, so five hundred rows go in in several pieces; never one a relation.
    assert opening(world, "personnel") <= few + 15


def opening(world, post):
    with CaptureQueriesContext(connection) as queries:
        posts.end_holding(holding=world.posts[post].holdings.get(), on=TODAY, by=world["administrator"])
    return len(queries)


# --- Orphans ----------------------------------------------------------------------------------------------------------
def test_orphans_say_why_and_lead_to_what_mends_them(client, world):
    university = world.organisations["university"]
    closed = Post.objects.create(organisation=university, name_en="Abolished", closed_on=TODAY)
    own, public, three = (
        world.partnerships[key].parties.get(organisation=university) for key in ("own", "published", "of_three")
    )
    vacant = Post.objects.create(organisation=university, name_en="Empty")
    for party, post in ((own, None), (public, closed), (three, vacant)):
        Party.objects.filter(pk=party.pk).update(post=post)
    page = get(client, world, "partnership_officer", reverse("procedures:orphans"))
    assert [
        (row.title, row.reason, row.act_url) for section in page.context["sections"] for row in section["rows"]
    ] == [
        (str(own.partnership), "none", reverse("partnerships:side_edit", args=[own.pk])),
        (str(public.partnership), "closed", reverse("partnerships:side_edit", args=[public.pk])),
        (str(three.partnership), "vacant", reverse("organisations:post_appoint", args=[vacant.pk])),
    ]
    counts = {
        who: orphans_count_for_user(world[who], TODAY) for who in ("partnership_officer", "company_manager", "auditor")
    }
    assert counts == {"partnership_officer": 3, "company_manager": 0, "auditor": 0}
    # The auditor sees all of them, and mends none.
    page = get(client, world, "auditor", reverse("procedures:orphans"))
    assert page.context["total"] == 4
    assert {row.act_url for section in page.context["sections"] for row in section["rows"]} == {""}


# --- The pack ---------------------------------------------------------------------------------------------------------
def test_the_pack_holds_every_word_in_kazakh(client, world, handover):
    Handover.objects.update(note=KAZAKH + '\n#eval(read("/etc/passwd"))')
    item = handover.items.order_by("pk").first()
    item.note = "Ескі келісімшарттың түпнұсқасы шкафта."
    item.save(update_fields=["note"])
    Partnership.objects.filter(pk=item.subject_id).update(name_kk="Ойдан шығарылған серіктестік — ӘҒҚҢӨҰҮҺІ")
    client.cookies["django_language"] = "kk"
    world["company_manager"].save()
    page = get(client, world, "company_manager", reverse("documents:handover_pack", args=[handover.pk]))
    assert page["Content-Type"] == "application/pdf"
    text = text_of_pdf(page.content)
    for words in (KAZAKH, '#eval(read("/etc/passwd"))', item.note, "Ойдан шығарылған серіктестік — ӘҒҚҢӨҰҮҺІ",
                  world.people["manager"].name_kk, world.people["supervisor"].name_kk):  # fmt: skip
        assert "".join(words.split()) in text
