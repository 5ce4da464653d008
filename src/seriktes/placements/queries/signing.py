"""The signing of a learning agreement as pages tell it: the text in work, its steps, whose turn it is."""

from collections.abc import Sequence

from seriktes.placements.enums import StepState
from seriktes.placements.models import Placement, SignStep


def asked_step(placement: Placement) -> SignStep | None:
    """The step of the signing on which it lies."""
    rows = SignStep.objects.filter(agreement__placement=placement, state=StepState.ASKED)
    return rows.select_related("agreement", "organisation", "post", "person").first()


def asked_words(placement: Placement) -> dict[str, str] | None:
    step = asked_step(placement)
    return {"who": step_words(step)} if step is not None else None


def step_words(step: SignStep) -> str:
    """Who is asked, in a line: the role, and the name or the post."""
    role = str(step.get_role_display())
    named = step.name or (step.person.name if step.person else "") or (step.post.name if step.post else "")
    named = named or (step.organisation.name if step.organisation else "")
    return f"{role[:1].upper()}{role[1:]}: {named}" if named else role


def steps_of(placement: Placement) -> Sequence[SignStep]:
    rows = SignStep.objects.filter(agreement__placement=placement)
    return list(rows.select_related("agreement", "organisation", "post", "person", "instead_of", "signature"))
