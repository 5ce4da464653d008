"""Agreements of the university and the company on their way, one step a call."""

from datetime import UTC, date, datetime

import pytest

from seriktes.partnerships.actions import agreements as actions
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.procedures.models import Event

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def draft(partnership, by, **values):
    values = {"kind": "memorandum", "name_en": "Invented memorandum", "languages": ["kk", "ru"]} | values
    return actions.draft_agreement(partnership=partnership, values=values, by=by, at=NOW)


def approved(partnership, by, at=NOW, **values):
    agreement = draft(partnership, by, **values)
    return actions.submit_agreement(agreement=agreement, content_hash="0" * 64, by=by, at=at)


def sign(agreement, parties, by, on=TODAY, at=NOW):
    for party in parties:
        agreement = actions.record_signature(agreement=agreement, party=party, on=on, by=by, at=at)
    return agreement


def kinds(record):
    return list(Event.objects.about(record).order_by("at", "id").values_list("kind", flat=True))


def refused(call, **arguments):
    with pytest.raises(CannotAgree) as refusal:
        call(**arguments)
    return refusal.value.reason
