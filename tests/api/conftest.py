import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from seriktes.accounts.actions import create_token
from seriktes.accounts.enums import Scope
from seriktes.common.api.limits import forget
from seriktes.organisations.queries import register
from tests.walk.furnishing import furnish_answers, furnish_enquiries

V1 = "/api/v1"


class ApiClient:
    """A program: sends JSON and a token, and reads the answer."""

    def __init__(self, secret: str = "", language: str = "en", **extra: Any) -> None:
        self.client = Client(**extra)
        self.headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {secret}"} if secret else {})

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, query: Any = None):
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        path = path.removeprefix("http://testserver")
        return self.client.generic(
            method, path if path.startswith("/") else f"{V1}/{path}", data, content_type="application/json",
            headers=self.headers | (headers or {}), query_params=query,
        )  # fmt: skip

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any):
        return self.ask("GET", path, headers=headers, query=query or None)

    def post(self, path: str, body: Any = None, **headers: str):
        return self.ask("POST", path, body, headers)

    def patch(self, path: str, body: Any, etag: str | None = None):
        return self.ask("PATCH", path, body, {"If-Match": etag} if etag else {})

    def delete(self, path: str):
        return self.ask("DELETE", path)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    forget()
    register.forget()
    yield
    forget()
    register.forget()


def secret_of(user: Any, *scopes: str) -> str:
    now = timezone.now()
    _token, secret = create_token(
        by=user, name="Test", scopes=scopes or Scope.values, now=now, expires_at=now + timedelta(days=30)
    )
    return secret


@pytest.fixture
def program(world):
    """`program("auditor")`: a program with a token of that persona, with every scope or the ones given."""

    def make(persona: str = "anonymous", *scopes: str, **extra: Any) -> ApiClient:
        user = world[persona]
        return ApiClient("" if isinstance(user, AnonymousUser) else secret_of(user, *scopes), **extra)

    return make


@pytest.fixture
def told(world):
    """Challenges with their answers, and enquiries."""
    furnish_answers(world, timezone.now())
    furnish_enquiries(world, timezone.now())
    return world


@pytest.fixture
def public(told):
    return f"challenges/{told.extras['challenge_answered'].pk}"


def problem(response: Any) -> tuple[int, str]:
    """Status and code of a problem; fails where the answer is none."""
    assert response["Content-Type"] == "application/problem+json", response.content[:300]
    content = response.json()
    assert content["status"] == response.status_code
    assert {"type", "title", "detail", "instance", "request_id"} <= content.keys()
    return response.status_code, content["type"].rsplit("#problem-", 1)[1]


def refused(response):
    """Status and reason of what an action refuses."""
    return problem(response)[0], response.json()["reason"]


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["items"]]
