import pytest
import time_machine
from django.utils import translation

from seriktes.placements.queries import placement_list
from tests.placements.choice_ground import applied, begun, choice_of, closed, ranked, student

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def own_files(settings, tmp_path):
    """Uploaded files in a place of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}
        },
    }  # fmt: skip


@pytest.fixture
def client_as(client, world):
    """A browser in English, signed in as the persona."""

    def signed_in(who):
        user = world[who]
        if user.is_authenticated:
            client.force_login(user, backend=BACKEND)
        else:
            client.logout()
        client.cookies["language"] = "en"
        return client

    return signed_in


@pytest.fixture
def freeze():
    """Stops the clock at a moment; the last one counts."""
    stopped = []

    def at(moment):
        for one in stopped:
            one.stop()
        stopped.clear()
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        stopped.append(traveller)

    yield at
    for one in stopped:
        one.stop()


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared in English, whichever language the test before left behind."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _counted_anew():
    """The process remembers no list of the test before."""
    placement_list.forget()
    yield
    placement_list.forget()


@pytest.fixture
def trusted_root(settings, tmp_path):
    """The self-made authority of the tests of signatures."""
    from tests.documents.authority import authority

    place = tmp_path / "roots"
    place.mkdir()
    (place / "root.pem").write_bytes(authority().pem)
    settings.TRUST_ROOTS = str(place)
    return place


@pytest.fixture
def market(world):
    """Three students, two positions of one place: everybody wants P1 first, and P1 wants the third one."""
    made, (first, second) = choice_of(world)
    people = [student(world, number) for number in (1, 2, 3)]
    applications = [applied(made, person, [first, second]) for person in people]
    made = closed(made)
    ranked(world, first, applications[2], applications[0], applications[1])
    ranked(world, second, applications[0], refused={applications[1]: "No Kazakh"})
    return begun(made), (first, second), applications
