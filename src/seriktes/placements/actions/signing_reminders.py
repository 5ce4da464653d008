"""A reminder to sign carries a link of its own: whoever is reminded has perhaps no account."""

from datetime import datetime

from django.conf import settings

from seriktes.placements.actions.signing_letters import LINK
from seriktes.placements.enums import SigningState
from seriktes.placements.models import SignStep
from seriktes.placements.queries.signing import readers_of
from seriktes.procedures.actions.links import Addressee, link_within_a_letter
from seriktes.procedures.queries.recipients import Recipient


def address_to_sign(_placement: int, item: str, reader: Recipient, at: datetime) -> str:
    """The path of a new link for whoever is asked; empty for others, such as the office that is told of a delay."""
    rows = SignStep.objects.filter(pk=int(item) if item.isdecimal() else 0, state=SigningState.ASKED)
    step = rows.select_related("agreement__placement__position", "person__user", "post", "organisation").first()
    if step is None or reader not in readers_of(step, at.date()):
        return ""
    address = link_within_a_letter(
        action=LINK, subject=step.agreement, to=Addressee(reader.email, reader.language, reader.name, step.post), at=at,
        arguments={"step": step.pk, "sha256": step.agreement.sha256},
    )  # fmt: skip
    return address.removeprefix(str(settings.SITE_URL))
