import pytest
from django.core import mail

from seriktes.organisations.models import Post, PostHolding, Unit
from seriktes.procedures.actions.deciding import DECISION
from seriktes.procedures.definitions import approvals, clocks, events, links, subjects
from tests.procedures import kinds
from tests.procedures.approvals import HEARD, PAPERS
from tests.world import SINCE


@pytest.fixture(autouse=True)
def _invented_kinds(monkeypatch):
    steps = approvals.approval_clock(kinds.SUBJECT)
    monkeypatch.setattr(clocks, "_kinds", {kind.code: kind for kind in [*kinds.CLOCKS, steps]})
    monkeypatch.setattr(events, "_kinds", {kind.code: kind for kind in [*kinds.EVENTS, *approvals.EVENTS]})
    monkeypatch.setattr(subjects, "_kinds", {kind.model: kind for kind in kinds.SUBJECTS})
    monkeypatch.setattr(approvals, "_purposes", {PAPERS.code: PAPERS})
    monkeypatch.setattr(links, "_actions", {DECISION.code: DECISION})
    HEARD.ended.clear()


def make_paper(world):
    """A paper of the university, and posts with holders who have accounts: world.posts[…]."""
    for key, (place, person) in {
        "office": ("university", "officer"), "lawyer": ("university", "lecturer"), "vacant": ("university", ""),
        "rector": ("university", "student"), "director": ("company", "manager"),
    }.items():  # fmt: skip
        post = Post.objects.create(organisation=world.organisations[place], name_en=f"Post of {key}")
        world.posts[key] = post
        if person:
            PostHolding.objects.create(post=post, person=world.people[person], starts_on=SINCE)
    return Unit.objects.create(organisation=world.organisations["university"], name_kk="Қағаз")


@pytest.fixture
def paper(world):
    return make_paper(world)


@pytest.fixture
def letters(django_capture_on_commit_callbacks, settings):
    """What was written while something was done, by the address."""
    settings.LINK_RATE = "1000000/minute"

    def send(call):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            call()
        return {letter.to[0]: letter for letter in mail.outbox}

    return send
