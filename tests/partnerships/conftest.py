import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seriktes.organisations.models import Identifier
from seriktes.partnerships.models import Partnership
from tests.documents.authority import authority
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import BIN, UNIVERSITY, run

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def by(world):
    return world["partnership_officer"]


@pytest.fixture
def partnership(world):
    return world.partnerships["own"]


@pytest.fixture
def parties(partnership):
    return list(partnership.parties.order_by("pk"))


@pytest.fixture
def own_files(settings, tmp_path):
    """Uploaded and frozen files in a place of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}
        },
    }  # fmt: skip


@pytest.fixture
def trusted_root(settings, tmp_path):
    place = tmp_path / "roots"
    place.mkdir()
    (place / "root.pem").write_bytes(authority().pem)
    settings.TRUST_ROOTS = str(place)
    return place


@pytest.fixture
def client_as(client, world):
    """A browser in English, signed in as the persona."""

    def signed_in(who):
        user = world[who]
        client.force_login(user, backend=BACKEND)
        client.cookies["language"] = "en"
        return client

    return signed_in


@pytest.fixture
def begun(world):
    """A partnership of the university and the company with a number of its own."""
    Identifier.objects.create(organisation=world.organisations["company"], scheme="bin", value=BIN)
    done = run(
        "partnerships", "Номер;Название;Университет;Партнер;Стадия;Начало",
        f"С-7;Выдуманное сотрудничество;{UNIVERSITY};{BIN};действует;01.09.2015",
    )  # fmt: skip
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    return Partnership.objects.get(number="С-7")


def queries_of(request):
    """How many queries a request takes, the second time: the first fills what the process remembers."""
    request()
    with CaptureQueriesContext(connection) as captured:
        answer = request()
    assert answer.status_code == 200
    return len(captured)
