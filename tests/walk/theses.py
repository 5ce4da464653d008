"""Theses and defences: objects for each address, and the rows that they need."""

from datetime import timedelta

from django.utils import timezone

from seriktes.placements.actions.commission_links import ASKED
from seriktes.placements.models import Cohort, CommissionMember, Defence, Placement, Position, Programme, Thesis
from seriktes.procedures.actions.links import Addressee, link_within_a_letter
from tests.walk.arguments import Fillers, extras
from tests.walk.programmes import cohort_of, position_of
from tests.world import World

# The persona's own, one of a fellow student, and one of the hidden university.
THESES = ("thesis_own", "thesis_admitted", "thesis_elsewhere")
DEFENCES = ("defence_planned", "defence_called", "defence_elsewhere")
TOPICS, COHORTS = ("topic_own", "topic_elsewhere", "position_approved"), ("thesis_cohort", "thesis_cohort_elsewhere")


def _ways(keys: tuple[str, ...], ways: tuple[str, ...]) -> Fillers:
    return {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[key].pk, "way": way}
        for key in keys
        for way in ways
    }


def _within(argument: str, part: str) -> Fillers:
    return {
        key: lambda world, key=key: {
            "pk": world.extras[key].pk, argument: getattr(world.extras[key], part).order_by("pk")[0].pk,
        }
        for key in ("defence_called", "defence_elsewhere")
    }  # fmt: skip


FILLERS: dict[str, Fillers] = {
    "placements:thesis_title": extras(*THESES),
    "placements:thesis_move": _ways(THESES, ("accept", "decline", "submit", "admit", "return", "pass", "weather")),
    "placements:topic_take": extras(*TOPICS),
    **dict.fromkeys([f"placements:{name}" for name in ("topic_propose", "defence_add")], extras(*COHORTS)),
    "placements:thesis_rule": extras("thesis_programme", "thesis_programme_elsewhere", "programme_own"),
    **dict.fromkeys(
        [f"placements:{name}" for name in ("defence", "defence_edit", "commission_member_add", "defence_theses")],
        extras(*DEFENCES),
    ),
    "placements:commission_answer": extras("defence_coming", "defence_elsewhere"),
    "placements:commission_member_remove": _within("member_pk", "members"),
    "placements:thesis_result": _within("thesis_pk", "theses"),
    "placements:defence_move": _ways(DEFENCES, ("call", "hold", "cancel", "weather")),
}  # fmt: skip


CHAIR = "chair@walk.example"
# The link by which a member of a commission answers without an account.
LINKS: Fillers = {"commission_asked": lambda world: {"secret": world.extras["commission_asked"]}}


def furnish(world: World) -> None:
    """A cohort of theses of each of two universities, with a free topic, a thesis, and a defence that was announced, in
    whose commission the company's manager sits; at the first also the persona's own thesis, and a defence in the making."""
    for place, host, student, supervisor, suffix in (
        ("university", "company", "fellow_student", "lecturer", ""),
        ("hidden_university", "hidden_company", "hidden_student", "hidden_lecturer", "_elsewhere"),
    ):
        programme = Programme.objects.create(organisation=world.organisations[place], kind="thesis", name_kk="Walk")
        cohort = cohort_of(programme, "Walk", "open")
        topic = position_of(world, cohort, host, "approved")
        defence = _defence(cohort, "called", hours=-1)
        CommissionMember.objects.create(
            defence=defence, role="chair", contact_name="Walk", organisation=world.organisations[place]
        )
        if not suffix:
            CommissionMember.objects.create(
                defence=defence, person=world.people["manager"], organisation=world.organisations[host]
            )
        thesis = _thesis(world, topic, student, supervisor, state="admitted", defence=defence)
        world.extras.update({
            f"thesis_programme{suffix}": programme, f"thesis_cohort{suffix}": cohort,
            "defence_elsewhere" if suffix else "defence_called": defence, f"topic{suffix or '_own'}": topic,
            "thesis_elsewhere" if suffix else "thesis_admitted": thesis,
        })  # fmt: skip
    # Before it begins, its commission can still answer.
    coming = _defence(world.extras["thesis_cohort"], "called", hours=100)
    CommissionMember.objects.create(
        defence=coming, person=world.people["manager"], organisation=world.organisations["company"]
    )
    chair = CommissionMember.objects.create(defence=coming, role="chair", contact_name="Walk", email=CHAIR)
    to, seat = Addressee(CHAIR, "kk", "Walk"), {"member": chair.pk}
    address = link_within_a_letter(action=ASKED, subject=coming, to=to, at=timezone.now(), arguments=seat)
    world.extras["defence_coming"] = coming
    world.extras["commission_asked"] = address.rstrip("/").rpartition("/")[2]
    cohort = world.extras["thesis_cohort"]
    free = world.extras["topic_own"]
    Position.objects.filter(pk=free.pk).update(capacity=3)
    # Another cohort, so that the persona can still take a topic of the first.
    other = cohort_of(cohort.programme, "Walk before", "running")
    world.extras["thesis_own"] = _thesis(
        world, position_of(world, other, "company", "approved"), "student", "lecturer", state="writing"
    )
    world.extras["defence_planned"] = _defence(cohort, "planned", hours=200)


def _thesis(world: World, topic: Position, student: str, supervisor: str, **values: object) -> Thesis:
    cohort = topic.cohort
    placement = Placement.objects.create(
        cohort=cohort, student=world.people[student], host=topic.host, position=topic, title="Walk",
        starts_on=cohort.starts_on, ends_on=cohort.ends_on, academic_supervisor=world.people[supervisor],
    )  # fmt: skip
    return Thesis.objects.create(placement=placement, name_kk="Walk", name_ru="Walk", name_en="Walk", **values)


def _defence(cohort: Cohort, state: str, hours: int) -> Defence:
    return Defence.objects.create(
        cohort=cohort, state=state, starts_at=timezone.now() + timedelta(hours=hours), place="Walk"
    )
