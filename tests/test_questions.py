"""What an answer looks at in the question of its address is noticed, however it looks."""

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.template import Context, Template
from django.test import RequestFactory

from tests.walk.questions import WHOLE, may_matter, questions_watched


@pytest.mark.parametrize(
    ("look", "matters"),
    [
        (lambda request: request.path, (False, False)),
        (lambda request: request.GET, (False, False)),
        (lambda request: request.GET.get("q"), (True, False)),
        (lambda request: request.GET["q"], (True, False)),
        (lambda request: request.GET.getlist("q"), (True, False)),
        (lambda request: "q" in request.GET, (True, False)),
        (lambda request: Template("{{ request.GET.q }}").render(Context({"request": request})), (True, False)),
        (lambda request: bool(request.GET), (True, True)),
        (lambda request: {**request.GET}, (True, True)),
        (lambda request: list(request.GET), (True, True)),
        (lambda request: request.GET.copy(), (True, True)),
        (lambda request: request.GET.urlencode(), (True, True)),
        (lambda request: request.GET.dict(), (True, True)),
    ],
)
def test_every_look_is_noticed(look, matters):
    request = RequestFactory().get("/?q=a&format=csv")
    with questions_watched() as looked_at:
        look(request)
    assert (may_matter(looked_at, "?q=b"), may_matter(looked_at, "?format=csv")) == matters


def test_the_question_is_the_same_and_watched_only_inside():
    with questions_watched() as looked_at:
        request = RequestFactory().get("/?q=a&q=b")
        assert request.GET.getlist("q") == ["a", "b"]
        assert request.GET.copy().urlencode() == "q=a&q=b"
    before = set(looked_at)
    assert RequestFactory().get("/?page=2").GET["page"] == "2"
    assert looked_at == before
    assert "GET" in vars(WSGIRequest)


def test_only_what_was_looked_at_may_matter():
    assert not may_matter(set(), "?q=a")
    assert not may_matter({"page"}, "?q=a")
    assert may_matter({"page", "q"}, "?q=a")
    assert may_matter({WHOLE}, "?format=csv")
