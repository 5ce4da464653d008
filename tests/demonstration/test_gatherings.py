"""The demonstration of events: its size, and that what it shows could have come about."""

from seriktes.gatherings.models import DeclaredConflict, Exhibitor, Gathering, Hackathon, SlotBooking, Ticket
from seriktes.gatherings.queries.judging import standing_of
from seriktes.procedures.models import OpenClock
from seriktes_analytics.judging import result_of, sha256_of
from tests.demonstration.conftest import NOW


def test_the_demonstration_has_two_fairs_and_hackathons_in_every_phase(demonstration):
    fairs = Gathering.objects.filter(kind="fair").order_by("starts_at")
    assert [(one.state, one.exhibitors.count()) for one in fairs] == [("over", 40), ("announced", 40)]
    assert set(Exhibitor.objects.values_list("state", flat=True)) >= {
        "invited",
        "interested",
        "confirmed",
        "declined",
        "no_show",
    }
    assert SlotBooking.objects.exists()
    assert Ticket.objects.filter(admitted_at__isnull=False).exists()
    judged = Hackathon.objects.get(phase="judged")
    assert sha256_of(result_of(judged.bundle)) == judged.sha256
    assert judged.result["marked"] == ""
    assert Hackathon.objects.get(phase="working").gathering.teams.count() == 3
    _is_being_judged(Hackathon.objects.get(phase="judging"))
    assert OpenClock.objects.filter(subject_type="gatherings.exhibitor").exists()
    assert demonstration.took("gatherings.demo.filling.fill_gatherings") < 6


def _is_being_judged(made):
    """Today: it is not over, the work is in, each judge is somewhere else, and one stands back from a work."""
    assert made.gathering.ends_at > NOW > made.due_at
    assert all(name.startswith(word) for name, word in zip(
        (made.gathering.name_kk, made.gathering.name_ru, made.gathering.name_en), ("Ойдан", "Выдуман", "Invented"), strict=True
    ))  # fmt: skip
    standing = [standing_of(judge, made) for judge in made.gathering.judges.order_by("pk")]
    assert [(one.done, one.total) for one in standing] == [(2, 4), (5, 5), (0, 5)]
    assert DeclaredConflict.objects.get(judge__gathering=made.gathering).judge.person.user.email.startswith("company")
