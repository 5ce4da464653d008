"""Links of letters, for programs: what a domain needs to let one of its actions be done by the secret of its link.

Whoever has the secret acts for the address to which it was sent, as on the page behind the link; a token is not needed.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Path

from seriktes.accounts.models import User
from seriktes.common.api.limits import Rate, address_of, count_request
from seriktes.common.api.problems import Problem, invalid_value, not_found
from seriktes.common.packs import Text
from seriktes.procedures.actions.links import LinkClosed, described, use_link
from seriktes.procedures.definitions.links import LinkRefused, link_action
from seriktes.procedures.models import ActionLink
from seriktes.procedures.queries.links import EXPIRED, OPEN, REPLACED, USED, WITHDRAWN, opened_link

Secret = Annotated[
    str, Path(max_length=200, pattern=r"^[A-Za-z0-9._-]+$", description="The end of the address in the letter.")
]
# Of a link that is whole, in the words of `queries.links`; one that was altered is not found.
LinkState = Literal["open", "used", "expired", "withdrawn", "replaced"]
CLOSED: dict[str, Text] = {
    USED: _("This link was used already"),
    EXPIRED: _("This link has expired"),
    WITHDRAWN: _("There is nothing left to do here"),
    REPLACED: _("There is a newer letter"),
}


def link_of(request: HttpRequest, secret: str, action: str) -> tuple[ActionLink, LinkState]:
    """The link and its state. Links of other actions are not found. Counted as visits of its page are."""
    standing = count_request(f"link-{address_of(request)}", Rate.parse(settings.LINK_RATE))
    if standing.is_over:
        raise Problem(
            "too-many-requests", _("Wait %(seconds)s seconds, then go on.") % {"seconds": standing.reset},
            headers={"Retry-After": str(standing.reset)},
        )  # fmt: skip
    opened = opened_link(secret, timezone.now())
    if opened.link is None or opened.link.action != action or opened.link.record is None:
        raise not_found()
    nothing_left = opened.state in (OPEN, EXPIRED) and described(opened.link) is None
    return opened.link, cast("LinkState", WITHDRAWN if nothing_left else opened.state)


def act_by_link(request: HttpRequest, secret: str, action: str, data: Mapping[str, Any]) -> ActionLink:
    """Do what the link is for, once. 409 with its state as the `reason` where it does nothing any more."""
    link, state = link_of(request, secret, action)
    if state != OPEN:
        raise _closed(state, link)
    by = request.user if isinstance(request.user, User) else None
    try:
        use_link(secret=secret, data=data, at=timezone.now(), by=by)
    except LinkClosed as closed:
        raise _closed(closed.state, closed.link) from closed
    except LinkRefused as refused:
        if refused.field:
            raise invalid_value(f"/{refused.field}", refused.words) from refused
        raise Problem("conflict", refused.words) from refused
    return link


def _closed(state: str, link: ActionLink | None) -> Problem:
    tell = link_action(link.action).settled if link is not None and state == WITHDRAWN else None
    return Problem("conflict", tell(link) if tell else CLOSED[state], reason=state)
