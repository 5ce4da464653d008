"""Placements, their learning agreements and the steps of signing: objects for each address, and the rows that they need."""

from datetime import timedelta

from django.utils import timezone

from seriktes.organisations.models import Post, PostHolding
from seriktes.placements.actions.signing_letters import LINK
from seriktes.placements.models import BulkRun, Cohort, LearningAgreement, Placement, Programme, SignStep
from seriktes.placements.queries.signing import readers_of
from seriktes.procedures.actions.links import Addressee, link_within_a_letter
from tests.walk.arguments import Fillers, extras
from tests.world import SINCE, World

# By the state; each of the persona's own university, company and student. The last is of others.
PLACEMENTS = ("placement_planned", "placement_signing", "placement_running", "placement_elsewhere")
# The step that is asked, of the host and of the department; and of others.
STEPS = ("step_host", "step_department", "step_student", "step_elsewhere")
ROLES = ("host", "academic", "department", "student")
WAYS = {
    "record": ("placement_planned",), "cancel": ("placement_signing",), "break_off": ("placement_running",),
    "weather": ("placement_planned",),
}  # fmt: skip


def _ways() -> Fillers:
    return {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[key].pk, "way": way}
        for way, keys in WAYS.items()
        for key in (*keys, "placement_elsewhere")
    }


FILLERS: dict[str, Fillers] = {
    **dict.fromkeys(
        [f"placements:{name}" for name in ("placement", "placement_edit", "agreement_draft", "agreement_send",
                                           "agreement_take_back", "agreement_amend", "agreement_drop")],
        extras(*PLACEMENTS),
    ),
    "placements:placement_move": _ways(),
    "placements:signing_rule": extras("signing_programme", "signing_programme_elsewhere"),
    **dict.fromkeys([f"placements:step_{name}" for name in ("sign", "paper", "again", "stand_in")], extras(*STEPS)),
    "placements:placements_bulk_run": extras("bulk_run"),
}  # fmt: skip
# The link in the letter to a host who is asked to sign, whoever opens it.
LINKS: Fillers = {"step_to_sign": lambda world: {"secret": world.extras["step_to_sign"]}}


def furnish_placements(world: World) -> None:
    """At the university, with the company: a placement that is planned, three that are signed by one after the other, one
    that runs; at the hidden university one of hidden people."""
    head = Post.objects.create(organisation=world.organisations["university"], name_en="Head of a walked department")
    PostHolding.objects.create(post=head, person=world.people["officer"], starts_on=SINCE)
    there = Post.objects.create(organisation=world.organisations["hidden_university"], name_en="Head of a hidden one")
    programme = _programme(world, "university", head)
    elsewhere = _programme(world, "hidden_university", there)
    world.extras.update(signing_programme=programme, signing_programme_elsewhere=elsewhere)
    for key, state in (("planned", "planned"), ("signing", "signing"), ("running", "running")):
        world.extras[f"placement_{key}"] = placement_of(world, programme, key, state)
    strange = placement_of(world, elsewhere, "elsewhere", "signing")
    world.extras["placement_elsewhere"] = strange
    world.extras["step_host"] = _asked(world.extras["placement_signing"], "host")
    world.extras["step_elsewhere"] = _asked(strange, "host")
    step = world.extras["step_host"]
    asked = next(iter(readers_of(step, timezone.localdate())))
    address = link_within_a_letter(
        action=LINK, subject=step.agreement, to=Addressee(asked.email, "kk", "Walk"), at=timezone.now(),
        arguments={"step": step.pk, "sha256": step.agreement.sha256},
    )  # fmt: skip
    world.extras["step_to_sign"] = address.rstrip("/").rpartition("/")[2]
    for role in ("department", "student"):
        world.extras[f"step_{role}"] = _asked(placement_of(world, programme, role, "signing"), role)
    world.extras["bulk_run"] = BulkRun.objects.create(
        way="send", records=[world.extras["placement_planned"].pk], by=world["career_centre"], begun_at=timezone.now(),
        state="finished", done=1, failures=[[world.extras["placement_planned"].pk, "Walk"]],
    )  # fmt: skip


def _programme(world: World, key: str, post: Post) -> Programme:
    return Programme.objects.create(
        organisation=world.organisations[key], kind="practice", name_en=f"Walked practice of {key}", post=post
    )


def placement_of(world: World, programme: Programme, term: str, state: str) -> Placement:
    """In a cohort of its own: one student is placed once in each."""
    today = timezone.localdate()
    own = programme == world.extras["signing_programme"]
    cohort = Cohort.objects.create(
        programme=programme, term=term, state="running", starts_on=today - timedelta(20), ends_on=today + timedelta(60),
        positions_until=today - timedelta(90), applications_from=today - timedelta(80),
        applications_until=today - timedelta(60), ranking_until=today - timedelta(40),
    )  # fmt: skip
    return Placement.objects.create(
        cohort=cohort, student=world.people["student" if own else "hidden_student"],
        host=world.organisations["company" if own else "hidden_company"], state=state, title=f"Walked {term}",
        starts_on=cohort.starts_on, ends_on=cohort.ends_on, hours=240, department_post=programme.post,
        academic_supervisor=world.people["lecturer" if own else "hidden_lecturer"],
        host_supervisor=world.people["supervisor" if own else "contact"],
    )  # fmt: skip


def _asked(placement: Placement, role: str) -> SignStep:
    """Its agreement is sent; everybody before the role has signed on paper."""
    now, today = timezone.now(), timezone.localdate()
    agreement = LearningAgreement.objects.create(placement=placement, state="signing", round=1, sha256="0" * 64)
    found = None
    for place, one in enumerate(ROLES):
        is_before = place < ROLES.index(role)
        step = SignStep.objects.create(
            agreement=agreement, round=1, place=place, role=one, asked_at=now if is_before or one == role else None,
            state="signed" if is_before else "asked" if one == role else "waiting", kind="paper" if is_before else "",
            signed_on=today if is_before else None, signer="Walked" if is_before else "",
            organisation={"host": placement.host, "student": None}.get(one, placement.cohort.programme.organisation),
            post=placement.department_post if one == "department" else None,
            person={"host": placement.host_supervisor, "academic": placement.academic_supervisor,
                    "student": placement.student}.get(one),
        )  # fmt: skip
        found = step if one == role else found
    assert found is not None
    return found
