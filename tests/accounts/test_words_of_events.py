"""Whatever is written into the audit log or told as a notice has its words: no code reaches a reader."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

import seriktes
from seriktes.accounts.actions import record_event
from seriktes.accounts.models import AuditEvent, User
from seriktes.accounts.queries.history import VERBS, target_urls, value_words
from seriktes.accounts.queries.notices import NOTICE_SENTENCES
from seriktes.organisations.models import Post
from seriktes.procedures.definitions.events import event_kinds

SOURCE = "\n".join(path.read_text() for path in sorted(Path(seriktes.__file__).parent.rglob("*.py")))


def test_every_kind_of_event_has_a_verb():
    whole = re.findall(r"""\bkind=f?"[a-z_]+\.[a-z_{}]+\.([a-z_]+)\"""", SOURCE)
    parts = re.findall(r"""\b_(?:touched|record)\((?:\w+, )?"([a-z_]+)\"""", SOURCE)
    told = [code.rpartition(".")[2] for code in event_kinds()]
    assert {"created", "name_added", "renamed"} <= {*whole, *parts}
    assert "signed_by" in told
    assert {*whole, *parts, *told} - set(VERBS) == set()


def test_every_notice_has_a_sentence():
    told = re.findall(r"""\bnotify\([^)]*?\bkind="([\w.]+)\"""", SOURCE)
    assert "welcome" in told
    assert set(told) - set(NOTICE_SENTENCES) == set()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("language", "kk", "Kazakh"),
        ("is_active", True, "yes"),
        ("scopes", ["read", "write"], "read, write"),
        ("names", {"kk": "Ат", "language": "ru"}, "kk: Ат; language: Russian"),
        ("count", 3, 3),
        ("name", None, None),
    ],
)
def test_values_of_events_are_told_in_words(name, value, words):
    with translation.override("en"):
        told = value_words(User, name, value)
        assert (str(told) if isinstance(words, str) else told) == words


@pytest.mark.django_db
def test_records_that_are_gone_break_no_page_of_the_log():
    kinds = [model for model in apps.get_models() if hasattr(model, "get_absolute_url")]
    events = [AuditEvent(pk=n, target_type=kind._meta.label_lower, target_id="99999") for n, kind in enumerate(kinds)]
    told = {events[number].target_type for number in target_urls(events)}
    assert len(kinds) > 40
    # Their addresses name another record, which is not known any more.
    assert {"placements.learningagreement", "gatherings.exhibitor", "organisations.post"}.isdisjoint(told)
    assert {"placements.placement", "organisations.person"} <= told


def test_the_log_leads_to_records_whose_address_names_another(world, client):
    post = Post.objects.create(organisation=world.organisations["university"], name_en="Head of practice")
    record_event(kind="organisations.post.created", by=None, target=post)
    client.force_login(world["administrator"])
    page = client.get(reverse("accounts:audit"))
    assert f'<a href="{post.get_absolute_url()}">Head of practice</a>' in page.content.decode()
