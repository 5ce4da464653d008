import pytest

from seriktes.organisations.imports.dumps import make_ror_dump
from seriktes.organisations.imports.yardstick import seconds_of_plain_writing
from seriktes.organisations.models import Identifier, Organisation
from tests.organisations.importing import run_import


@pytest.mark.django_db
def test_the_yardstick_writes_the_same_rows_and_takes_them_back(tmp_path):
    run = run_import(make_ror_dump(tmp_path / "dump.json", 30))
    before = (Organisation.objects.count(), Identifier.objects.count())
    assert seconds_of_plain_writing(run) > 0
    assert (Organisation.objects.count(), Identifier.objects.count()) == before
