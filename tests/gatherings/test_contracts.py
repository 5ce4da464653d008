"""The contract with an exhibitor as a document: drafted, frozen, signed by both."""

import pytest

from seriktes.documents.actions.documents import freeze as freeze_version
from seriktes.documents.actions.documents import start_document, upload_version
from seriktes.documents.actions.signing import record_paper
from seriktes.documents.models import DocumentVersion
from seriktes.gatherings.actions.contracts import contract_purpose
from seriktes.gatherings.models import Gathering
from seriktes.gatherings.queries.contracts import EXAMPLE, PURPOSE, fields_of_exhibitor
from seriktes.procedures.models import OpenClock
from tests.documents.texts import docx
from tests.gatherings.fair import NOON, exhibitor, fair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


def drafted(one):
    by = one.gathering.by
    document = start_document(subject=one, purpose=PURPOSE, title="Invented contract", by=by)
    return upload_version(
        document=document, content=docx("Бірінші абзац"), filename="contract.docx", languages=["kk"], by=by, at=NOON
    )


def test_contract_leads_its_exhibitor_to_the_fair(world):
    one = exhibitor(world, fair(world), is_confirmed=False)
    by, home, company = one.gathering.by, world.organisations["university"], one.organisation

    def standing():
        one.refresh_from_db()
        return one.state, {clock.code for clock in OpenClock.objects.about(one)}

    version = drafted(one)
    assert standing() == ("invited", {"exhibitor_invitation"})
    version = freeze_version(version=version, by=by, at=NOON)
    assert standing() == ("contract_sent", {"exhibitor_contract"})
    signed = {"version": version, "signed_on": NOON.date(), "by": by, "at": NOON}
    record_paper(organisation=home, signer_name="Rector", **signed)
    assert standing()[0] == "contract_sent"
    record_paper(organisation=company, signer_name="Head", **signed)
    assert standing() == ("confirmed", set())
    version.refresh_from_db()
    assert version.state == "signed"


def test_paper_may_be_signed_after_the_event_and_confirms_nobody(world):
    one = exhibitor(world, fair(world), is_confirmed=False)
    version = drafted(one)
    Gathering.objects.filter(pk=one.gathering_id).update(state="over")
    version = freeze_version(version=DocumentVersion.objects.get(pk=version.pk), by=one.gathering.by, at=NOON)
    signed = {"version": version, "signed_on": NOON.date(), "by": one.gathering.by, "at": NOON}
    for body in (world.organisations["university"], one.organisation):
        record_paper(organisation=body, signer_name="Head", **signed)
    version.refresh_from_db()
    one.refresh_from_db()
    assert (version.state, one.state) == ("signed", "invited")


def test_company_that_declined_gets_no_contract(world):
    one = exhibitor(world, fair(world), is_confirmed=False)
    assert contract_purpose().allows_change(one)
    one.state = "declined"
    assert not contract_purpose().allows_change(one)


def test_every_field_of_the_example_is_filled(world):
    assert set(fields_of_exhibitor(exhibitor(world, fair(world)))) == set(EXAMPLE)
