"""The letter that invites to exhibit, with a link by which it is answered without an account."""

from datetime import datetime

from seriktes.accounts.models import User
from seriktes.gatherings.actions.telling import readers_of
from seriktes.gatherings.models import Exhibitor
from seriktes.procedures.actions.links import Addressee, send_link

INVITED = "gatherings.exhibitor_invited"


def invite(*, exhibitor: Exhibitor, to: Addressee, by: User | None, at: datetime) -> None:
    send_link(action=INVITED, subject=exhibitor, to=to, at=at, by=by)


def invite_again(*, exhibitor: Exhibitor, last: Exhibitor, by: User | None, at: datetime) -> None:
    """Each contact of the last edition, or who takes part in events for a company that named none, is asked once."""
    for reader in readers_of(last):
        invite(exhibitor=exhibitor, to=Addressee(reader.email, reader.language, reader.name), by=by, at=at)
