"""What leaves the register in files and by the API: of whoever took the consent back, nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from seriktes.expertise.actions.evidence import Named
from seriktes.expertise.exports import cerif_lines, table_rows
from seriktes.expertise.exports.cerif_xml import cerif_xml_lines
from seriktes.expertise.queries.access import evidence_visible_to
from seriktes.organisations.actions.consents import withdraw_consent
from tests.api.conftest import ApiClient
from tests.expertise.sample import NOW, publication

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"


def told(row):
    nobody = AnonymousUser()
    rows = evidence_visible_to(nobody).order_by("pk")
    with translation.override("en"):
        return {
            "table": str(list(table_rows(rows, nobody))),
            "cerif": "".join(cerif_lines(rows, nobody)),
            "cerif-xml": "".join(cerif_xml_lines(rows, nobody)),
            "api": ApiClient().get(f"expertise/evidence/{row.pk}").content.decode(),
            "api list": ApiClient().get("expertise/evidence").content.decode(),
        }


def test_whoever_takes_the_consent_back_is_named_in_no_file(world):
    people = [Named("Darisbay G.", orcid=ORCID, person=world.people["lecturer"]), Named("Somebody Else")]
    row = publication(world, people=people)
    assert [name for name, text in told(row).items() if "Darisbay" not in text] == []
    assert [name for name, text in told(row).items() if ORCID in text] == ["table", "cerif", "cerif-xml"]
    withdraw_consent(consent=world.consents["lecturer"], by=world["administrator"], at=NOW)
    assert [name for name, text in told(row).items() if "Darisbay" in text or ORCID in text] == []
    assert [name for name, text in told(row).items() if "Somebody Else" not in text] == []
