"""The lives as data are whole, and who may do what in which state is what the stored table says."""

import os
from pathlib import Path

import pytest

from seriktes.accounts.roles import PERMISSIONS
from seriktes.partnerships.definitions.events import EVENTS
from seriktes.partnerships.enums import ActivityState, AgreementState, PartnershipStage
from seriktes.partnerships.models import Agreement
from seriktes.partnerships.queries import lifecycle
from seriktes.partnerships.workflow import ACTIVITY, AGREEMENT, AGREEMENT_ACTS, AGREEMENT_FIELDS, STAGES, SYSTEM
from seriktes.procedures.definitions.workflow import EDITABLE, faults_of
from tests.world import PERSONAS

STORED = Path(__file__).parent / "agreement_ways.txt"


def test_nothing_is_wrong_with_the_lives():
    own = {"framework", "amends", "supersedes", "number", "kind", "languages", "purpose", "renews", "notice_days",
           "starts_on", "ends_on", "amount", "currency", "extension_months", "extensions_at_most", "names",
           "signatories"}  # fmt: skip
    assert faults_of(AGREEMENT, states=AgreementState.values, fields=own) == []
    assert faults_of(STAGES, states=PartnershipStage.values, fields=()) == []
    assert faults_of(ACTIVITY, states=ActivityState.values, fields=()) == []
    columns = {name for field in own - {"signatories"} for name in lifecycle.COLUMNS.get(field, (field,))}
    assert columns <= {field.name for field in Agreement._meta.fields}


@pytest.mark.parametrize("workflow", [AGREEMENT, STAGES, ACTIVITY])
def test_every_way_writes_a_known_event_and_asks_for_a_known_permission(workflow):
    known = {kind.code for kind in EVENTS}
    ways = [*workflow.transitions, *(AGREEMENT_ACTS if workflow is AGREEMENT else ())]
    assert {way.event for way in ways} - known == set()
    assert {way.permission for way in ways} - {*PERMISSIONS, SYSTEM} == set()


def test_text_is_frozen_from_the_approval_on():
    later = [state for state in AgreementState.values if state != AgreementState.DRAFT]
    may_change = {
        (field, role)
        for field in AGREEMENT_FIELDS.fields
        for role in AGREEMENT_FIELDS.roles
        for state in later
        if AGREEMENT_FIELDS.mode(field, state, role) in EDITABLE
    }
    assert may_change == {
        ("number", "office"), ("number", "admin"), ("signatories", "office"), ("signatories", "side"),
        ("signatories", "admin"), ("names", "admin"),
    }  # fmt: skip


@pytest.mark.django_db
def test_every_state_way_and_persona(world):
    """Each line: state, persona, what may be done. `UPDATE_AGREEMENT_WAYS=1` writes the table; read its diff."""
    lines = []
    for state in AgreementState.values:
        for persona in PERSONAS:
            user = world[persona]
            ways = [way.code for way in lifecycle.agreement_ways(user, world.agreements[state])]
            role = lifecycle.role_in_agreement(user, world.agreements[state])
            lines.append(f"{state:<12}{persona:<20}{role:<10}{' '.join(ways)}".rstrip())
    found = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_AGREEMENT_WAYS"):
        STORED.write_text(found)
    assert found == STORED.read_text()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("persona", "columns"),
    [
        ("partnership_officer", {"name_kk", "name_ru", "name_en", "number", "signatories", "purpose"}),
        ("company_manager", set()),
        ("auditor", set()),
        ("administrator", {"name_kk", "name_ru", "name_en", "number", "signatories", "purpose"}),
    ],
)
def test_editable_columns_of_a_draft(world, persona, columns):
    found = set(lifecycle.editable_columns(world[persona], world.agreements["draft"]))
    assert found & {"name_kk", "name_ru", "name_en", "number", "signatories", "purpose"} == columns
