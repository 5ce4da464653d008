"""Asking a side that has nobody in the register to confirm an activity: by a link in a letter."""

from collections.abc import Collection
from datetime import datetime, timedelta

from seriktes.accounts.models import User
from seriktes.organisations.queries.access import members_with
from seriktes.partnerships.models import Activity, Party
from seriktes.partnerships.workflow import CONFIRM
from seriktes.procedures.actions.links import Addressee, send_link

LINK = "activity.word"
# What was reported so long before it was written down is history, from a spreadsheet: nobody is asked about it by mail.
HISTORY = timedelta(days=1)


def ask_by_mail(activity: Activity, *, sides: Collection[int], at: datetime, by: User | None) -> list[str]:
    """Letters to the contacts of these sides, sent when the transaction ends; answers their addresses.

    Only where nobody of the side itself can confirm on the page: the contact was entered by the other side, and whoever
    has an account has the better word.
    """
    if by is None or activity.changed_at - at > HISTORY:
        return []
    asked = []
    parties = Party.objects.filter(partnership=activity.partnership_id, organisation__in=sides, left_on__isnull=True)
    for party in parties.exclude(contact_email="").order_by("pk"):
        if members_with(CONFIRM, party.organisation_id):
            continue
        send_link(
            action=LINK, subject=activity, at=at, by=by,
            to=Addressee(party.contact_email, by.language, party.contact_name),
            arguments={"side": party.organisation_id, "as_reported_at": at.isoformat()},
        )  # fmt: skip
        asked.append(party.contact_email)
    return asked
