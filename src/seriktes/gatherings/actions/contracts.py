"""What a contract's course does to its exhibitor: frozen, it was sent; signed by both, the exhibitor is confirmed."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.documents.definitions.purposes import DocumentPurpose
from seriktes.documents.models import DocumentVersion
from seriktes.gatherings.actions.exhibitors import move_exhibitor
from seriktes.gatherings.enums import ExhibitorState, GatheringState
from seriktes.gatherings.models import Exhibitor
from seriktes.gatherings.queries.access import exhibitors_visible_to
from seriktes.gatherings.queries.contracts import (
    EXAMPLE,
    PURPOSE,
    allows_change,
    field_words,
    fields_of_exhibitor,
    may_change,
    parties_of,
)


def contract_purpose() -> DocumentPurpose:
    return DocumentPurpose(
        code=PURPOSE, label=_("contract with an exhibitor"), subject_type="gatherings.exhibitor",
        fields=fields_of_exhibitor, example=EXAMPLE, visible_to=exhibitors_visible_to, may_change=may_change,
        parties=parties_of, allows_change=allows_change, field_words=field_words, on_frozen=_sent, on_signed=_signed,
    )  # fmt: skip


def _sent(version: DocumentVersion, by: User | None, at: datetime) -> None:
    exhibitor: Exhibitor = version.document.subject
    if exhibitor.state in (ExhibitorState.INVITED, ExhibitorState.INTERESTED) and _is_ahead(exhibitor):
        move_exhibitor(exhibitor=exhibitor, way="send_contract", by=by, at=at)


def _signed(version: DocumentVersion, by: User | None, at: datetime) -> None:
    exhibitor: Exhibitor = version.document.subject
    awaits = exhibitor.state in (ExhibitorState.INVITED, ExhibitorState.INTERESTED, ExhibitorState.CONTRACT_SENT)
    if awaits and _is_ahead(exhibitor):
        move_exhibitor(exhibitor=exhibitor, way="confirm", by=by, at=at)


def _is_ahead(exhibitor: Exhibitor) -> bool:
    """A paper may be signed after the event, for the books; nobody is confirmed for what is over."""
    return exhibitor.gathering.state in (GatheringState.DRAFT, GatheringState.ANNOUNCED)
