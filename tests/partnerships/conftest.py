import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.documents.authority import authority

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


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


def queries_of(request):
    """How many queries a request takes, the second time: the first fills what the process remembers."""
    request()
    with CaptureQueriesContext(connection) as captured:
        answer = request()
    assert answer.status_code == 200
    return len(captured)
