"""Who may say of a delivery that it was received: the other sides that sign the agreement."""

from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.models import Commitment, Party
from seriktes.partnerships.queries import access

RECORD = "partnerships.record_delivery"


def receiving_parties(user: Viewer, commitment: Commitment) -> list[Party]:
    """The receiving sides for which the reader may speak."""
    rows = commitment.agreement.signatories.exclude(party=commitment.party_id).select_related("party__organisation")
    parties = [one.party for one in rows.order_by("party")]
    if access.sees_all(user, RECORD):
        return parties
    own = access.sides_with(user, RECORD, commitment.agreement.partnership_id)
    return [party for party in parties if party.organisation_id in own]


def speaks_for_receiver(user: Viewer, commitment: Commitment) -> Party | None:
    """The receiving side that the reader speaks for, and for no other: what they report needs no other word."""
    own = access.sides_with(user, RECORD, commitment.agreement.partnership_id)
    if access.sees_all(user, RECORD) or commitment.party.organisation_id in own:
        return None
    parties = receiving_parties(user, commitment)
    return parties[0] if parties else None
