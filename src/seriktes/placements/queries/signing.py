"""The signing of a learning agreement: the text in work, its steps, whose turn it is, who may sign a step and how."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from seriktes.challenges.queries.access import posts_held
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import Viewer, members_with
from seriktes.placements.definitions.clocks import PLACEMENT, SIGNATURE
from seriktes.placements.definitions.signing import EVERY_KIND
from seriktes.placements.enums import LearningAgreementState, SigningRole, SigningState
from seriktes.placements.models import LearningAgreement, Placement, Programme, SigningRule, SignStep
from seriktes.placements.models.agreements import DAYS_FOR_A_STEP
from seriktes.placements.queries import access
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.recipients import Recipient, recipients_of_posts

IN_WORK = (LearningAgreementState.DRAFTING, LearningAgreementState.SIGNING)
_WITH = (
    "agreement__placement__cohort__programme",
    "organisation",
    "post",
    "person__user",
    "instead_of",
    "signature",
    "by__person",
)


def steps_of_placements(placements: QuerySet[Placement]) -> QuerySet[SignStep]:
    """Every step of signing their agreements and amendments, with what an export tells of each."""
    rows = SignStep.objects.filter(agreement__placement__in=placements.order_by().values("pk"))
    return rows.select_related("agreement__placement__student", "agreement__placement__host").order_by(
        "agreement__placement", "agreement", "round", "place"
    )


# --- The text in work -------------------------------------------------------------------------------------------------
def agreement_in_work(placement: Placement) -> LearningAgreement | None:
    """The agreement or the amendment that is written or signed just now."""
    return placement.agreements.filter(state__in=IN_WORK).first()


def is_amendment(agreement: LearningAgreement | None) -> bool:
    return agreement is not None and agreement.number > 0


def steps_of(agreements: Collection[LearningAgreement]) -> dict[int, list[SignStep]]:
    """The steps of the last round of each; one query."""
    rounds = {agreement.pk: agreement.round for agreement in agreements}
    found: dict[int, list[SignStep]] = {pk: [] for pk in rounds}
    rows = SignStep.objects.filter(agreement__in=list(rounds)).select_related(*_WITH).order_by("place")
    for step in rows:
        if step.round == rounds[step.agreement_id]:
            found[step.agreement_id].append(step)
    return found


def asked_step(placement: Placement) -> SignStep | None:
    """The step of the signing on which it lies."""
    rows = SignStep.objects.filter(agreement__placement=placement, state=SigningState.ASKED)
    return rows.select_related(*_WITH).first()


def asked_words(placement: Placement) -> dict[str, str] | None:
    step = asked_step(placement)
    return {"who": step_words(step)} if step is not None else None


def step_name(step: SignStep) -> str:
    """Who signs: a name, the post, the organisation."""
    named = step.name or (step.person.name if step.person else "") or (step.post.name if step.post else "")
    return named or (step.organisation.name if step.organisation else "")


def signer_words(step: SignStep) -> str:
    """Who signed, as the reader spells it where the register knows them; else who is asked to."""
    signer = step.signer
    for known in (step.person or getattr(step.by, "person", None), step.organisation):
        signer = str(known.spelled(signer)) if known is not None else signer
    return signer or step_name(step)


def step_words(step: SignStep) -> str:
    """Who is asked, in a line: the role, and the name or the post."""
    role, named = capfirst(str(step.get_role_display())), step_name(step)
    return f"{role}, {named}" if named else role


# --- The rule of the programme ----------------------------------------------------------------------------------------
def rule_of(programme: Programme) -> SigningRule | None:
    return SigningRule.objects.filter(programme=programme).first()


def kinds_for(rule: SigningRule | None, role: str) -> list[str]:
    """Which kinds of signature count for the role; all where the university has not decided."""
    chosen = getattr(rule, role) if rule is not None else []
    return [kind for kind in EVERY_KIND if not chosen or kind in chosen]


def days_for(rule: SigningRule | None) -> int:
    return rule.days if rule is not None else DAYS_FOR_A_STEP


# --- Who may sign a step ----------------------------------------------------------------------------------------------
def may_sign(user: Viewer, step: SignStep) -> bool:
    """Whoever is named; of a post, its holder of today or whoever stands in; for the host, who speaks for it."""
    if not user.is_authenticated:
        return False
    if step.person is not None and step.person.user_id == user.pk:
        return True
    if step.post_id is not None and step.role == SigningRole.DEPARTMENT:
        return step.post_id in posts_held(user)
    return step.role == SigningRole.HOST and step.organisation_id in access.own_organisations(user, access.OFFER)


def steps_waiting_for(user: Viewer) -> QuerySet[SignStep]:
    """The steps at which the user is asked, by the same rule."""
    if not user.is_authenticated:
        return SignStep.objects.none()
    asked = steps_of_person(user)
    if posts := posts_held(user):
        asked |= Q(role=SigningRole.DEPARTMENT, post__in=posts, state=SigningState.ASKED)
    return SignStep.objects.filter(asked)


def steps_of_person(user: Viewer) -> Q:
    """The same without posts, whose clocks lie on the desk by themselves."""
    asked = Q(person__user=user.pk)
    if hosts := access.own_organisations(user, access.OFFER):
        asked |= Q(role=SigningRole.HOST, organisation__in=hosts)
    return asked & Q(state=SigningState.ASKED)


def late_signatures(today: date) -> QuerySet[OpenClock, int]:
    """Ids of the placements of which a signature is awaited longer than the rule of the programme gives for a step."""
    late = OpenClock.objects.filter(
        subject_type=PLACEMENT, code=SIGNATURE, paused_at__isnull=True, due_at__date__lt=today
    )
    return late.order_by().values_list("subject_id", flat=True)


# --- Whom the letter goes to ------------------------------------------------------------------------------------------
def readers_of(step: SignStep, on: date) -> list[Recipient]:
    """The address that is named, the person, the holder of the post or who stands in; of a host that names nobody,
    those who speak for it. None: nobody can be asked."""
    if step.email:
        name = step.name or (step.person.name if step.person else "")
        return [Recipient(step.email.casefold(), _language(step), name)]
    if step.person is not None:
        return reader_of(step.person, _language(step))
    if step.role == SigningRole.DEPARTMENT and step.post_id is not None:
        return recipients_of_posts([step.post_id], on).get(step.post_id, [])
    if step.role == SigningRole.HOST and step.organisation_id is not None:
        users = members_with(access.OFFER, step.organisation_id)
        return [Recipient(user.email, user.language, user.name) for user in users]
    return []


def reader_of(person: Person, language: str = "") -> list[Recipient]:
    user = person.user
    if user is not None and user.is_active:
        return [Recipient(user.email, user.language, user.name)]
    if person.email:
        return [Recipient(person.email.casefold(), language or settings.LANGUAGE_CODE, person.name)]
    return []


def _language(step: SignStep) -> str:
    """Of somebody without an account: that in which the host wrote the position."""
    position = step.agreement.placement.position
    return position.language if position is not None else settings.LANGUAGE_CODE


def vacant_steps(steps: Sequence[SignStep], on: date) -> list[SignStep]:
    """Steps of posts that nobody holds and for which nobody stands in."""
    posts = [step.post_id for step in steps if step.role == SigningRole.DEPARTMENT and step.post_id]
    told = recipients_of_posts(posts, on) if posts else {}
    return [step for step in steps if step.role == SigningRole.DEPARTMENT and step.post_id not in told]


def concerned_by(placement: Placement) -> list[Recipient]:
    """Student, both supervisors: whoever is told of a placement, each address once."""
    found: list[Recipient] = []
    people: list[Any] = [placement.student, placement.academic_supervisor, placement.host_supervisor]
    for person in people:
        if person is not None:
            found += reader_of(person)
    if placement.host_supervisor is None and placement.supervisor_email:
        language = placement.position.language if placement.position else settings.LANGUAGE_CODE
        found.append(Recipient(placement.supervisor_email.casefold(), language, placement.supervisor_name))
    return list(dict.fromkeys(found))
