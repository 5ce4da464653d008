"""A host without an account ranks those who wish its position, by the link of a letter."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.models import Membership
from seriktes.placements.actions import cohorts
from seriktes.placements.actions.applications import add_document
from seriktes.placements.actions.ranking import ask_hosts, remind_all, remind_host
from seriktes.placements.definitions.choice_refusals import CannotRank
from seriktes.placements.models import Application, HostRanking, Position, Wish
from seriktes.procedures.models import ActionLink, Event, OpenClock
from tests.placements.choice_ground import MATCHING, OPEN, RANKING, applied, begun, choice_of, closed, student

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def asked(world, freeze, mailoutbox, django_capture_on_commit_callbacks):
    """Two students wish a position whose host has nobody with an account; answers the address of the link."""
    User.objects.update(language="en")
    Membership.objects.filter(organisation=world.organisations["company"]).delete()
    freeze(OPEN)
    made, (first, _second) = choice_of(world)
    type(made).objects.filter(pk=made.pk).update(documents=[{"code": "cv", "name": {"en": "CV"}, "required": False}])
    made.refresh_from_db()
    Position.objects.update(contact_name="", contact_email="", supervisor=None, supervisor_name="Master",
                            supervisor_email="master@company.example", language="en")  # fmt: skip
    applications = [applied(made, student(world, number), [first], about=f"I am {number}.") for number in (1, 2)]
    add_document(
        application=applications[0], code="cv", name="cv.pdf", content=PDF, by=applications[0].student.user, at=OPEN
    )
    freeze(RANKING)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        closed(made)
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == (["master@company.example"], "Rank those who wish to come: P1")
    return made, first, applications, re.search(r"https?://[^/\s]+(/l/\S+)", letter.body)[1]


def test_page_tells_who_wishes_to_come_and_changes_nothing(asked, client):
    _made, first, _applications, address = asked
    page = client.get(address).content.decode()
    for words in (
        "Invented Student 1",
        "I am 2.",
        "6B07101",
        "Nothing has happened yet.",
        "Documents of the applicants",
        "We cannot take this student, because",
    ):
        assert words in page
    # Drawn as on the page of those who have an account; nothing stands for what an applicant left out.
    assert page.count('class="pair"') == 2
    assert " · <" not in page
    assert HostRanking.objects.get(position=first).ranked_at is None
    held = client.get(f"{address}text/")
    with zipfile.ZipFile(io.BytesIO(held.content)) as archive:
        assert [name.rpartition("/")[2] for name in archive.namelist()] == ["cv cv.pdf"]


def test_ranking_by_link_is_on_record_and_works_once(asked, client):
    _made, first, (one, two), address = asked
    wrong = client.post(address, {"choice": "save", f"rank_{one.pk}": 1, f"why_{one.pk}": "No"})
    assert wrong.status_code == 422
    sent = {"choice": "save", f"rank_{two.pk}": 1, f"why_{one.pk}": "No driving licence"}
    assert client.post(address, sent).status_code == 200
    assert list(Wish.objects.order_by("application").values_list("host_rank", "not_accepted_reason")) == [
        (None, "No driving licence"), (1, ""),
    ]  # fmt: skip
    ranking = HostRanking.objects.get(position=first)
    assert (ranking.ranked_at, ranking.by_label) == (RANKING, "Master (master@company.example)")
    assert Event.objects.about(first).get(kind="position.ranked").by_label == "Master (master@company.example)"
    assert not OpenClock.objects.about(first).filter(code="position_ranking").exists()
    assert client.post(address, {"choice": "save", f"rank_{one.pk}": 1}).status_code == 410


def test_link_says_so_when_the_time_is_over(asked, client, freeze):
    made, _first, (one, _two), address = asked
    begun(made)
    assert client.post(address, {"choice": "save", f"rank_{one.pk}": 1}).status_code == 410
    assert "not ranked now" in client.get(address).content.decode()


def test_a_last_day_that_is_moved_later_reaches_hosts(asked, client, freeze, world):
    """Their clock runs to it, and the link of their letter works so long."""
    made, first, (one, _two), address = asked
    later = made.ranking_until + timedelta(days=30)
    values = {"ranking_until": later}
    cohorts.change_cohort(cohort=made, values=values, by=world["career_centre"], at=RANKING, expected_version=None)
    clock = OpenClock.objects.about(first).get(code="position_ranking")
    assert timezone.localdate(clock.due_at) == later
    assert Event.objects.about(first).get(kind="position.rank_moved").data["date"] == later.isoformat()
    freeze(datetime(later.year, later.month, later.day, 7, tzinfo=UTC))
    assert client.post(address, {"choice": "save", f"rank_{one.pk}": 1}).status_code == 200


def test_links_that_are_over_or_used_are_not_prolonged(asked, client, world):
    made, _first, (one, _two), address = asked
    client.post(address, {"choice": "save", f"rank_{one.pk}": 1})
    before = ActionLink.objects.get().expires_at
    values = {"ranking_until": made.ranking_until + timedelta(days=30)}
    cohorts.change_cohort(cohort=made, values=values, by=world["career_centre"], at=RANKING, expected_version=None)
    assert ActionLink.objects.get().expires_at == before
    assert not Event.objects.filter(kind="position.rank_moved").exists()


def test_host_is_reminded_by_a_new_link(asked, world, mailoutbox, client, django_capture_on_commit_callbacks):
    made, first, _applications, address = asked
    assert OpenClock.objects.about(first).get(code="position_ranking").organisation == first.host
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert remind_all(cohort=made, by=world["career_centre"], at=RANKING) == (1, 0)
    assert len(mailoutbox) == 1
    assert client.get(address).status_code == 410
    assert HostRanking.objects.get(position=first).times_asked == 2
    Position.objects.update(supervisor_email="")
    assert remind_all(cohort=made, by=world["career_centre"], at=RANKING) == (0, 1)
    with pytest.raises(CannotRank, match="no_host_address"):
        remind_host(position=first, by=world["career_centre"], at=RANKING)


def test_host_without_an_address_holds_up_no_other(asked, world, mailoutbox, django_capture_on_commit_callbacks):
    """Neither where the office closes the lists by the button nor in a further round."""
    made, first, (one, _two), _address = asked
    silent = Position.objects.exclude(pk=first.pk)
    Wish.objects.create(application=one, position=silent.get(), rank=2)
    silent.update(supervisor_email="")
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert ask_hosts(cohort=made, by=world["career_centre"], at=RANKING) == 1
    assert len(mailoutbox) == 1


def test_nobody_is_reminded_of_what_nobody_wishes(asked, world):
    made, first, _applications, _address = asked
    Application.objects.update(state="withdrawn")
    with pytest.raises(CannotRank, match="nobody_applied"):
        remind_host(position=first, by=world["career_centre"], at=RANKING)
    begun(made)
    with pytest.raises(CannotRank, match="ranking_closed"):
        remind_host(position=first, by=world["career_centre"], at=MATCHING)


def test_who_speaks_for_the_host_no_more_reads_no_applicants(asked, client):
    _made, first, _applications, link = asked
    assert client.get(link).status_code == 200
    Position.objects.filter(pk=first.pk).update(supervisor_email="new@company.example")
    page = client.get(link)
    assert page.status_code == 410
    assert "Somebody else speaks for the host" in page.content.decode()
