"""Whatever a program sends, every operation answers what its description says, and never with a fault of ours."""

import os
from copy import deepcopy

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from seriktes.api.application import schema
from seriktes.config.wsgi import application
from tests.api.conftest import secret_of
from tests.api.visits import OPERATIONS as VISITS
from tests.walk.furnishing import furnish
from tests.world import build_world

pytestmark = pytest.mark.django_db
# `make test` sends a few to each operation; say a higher number for a long hunt.
EXAMPLES = int(os.environ.get("API_FUZZ_EXAMPLES", "5"))
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

SCHEMA = schemathesis.openapi.from_dict(deepcopy(schema()))
SCHEMA.app = application
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module", autouse=True)
def _connection_stays_open():
    """As Django's own test client does: the end of a request must not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker, _connection_stays_open):
    """A token and the records that there are, by operation: one world for all operations, since each example is
    undone."""
    rates = dict.fromkeys(("API_RATE", "API_RATE_ANONYMOUS", "LINK_RATE"), "1000000/minute")
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=HASHER, **rates), transaction.atomic():
        world = furnish(build_world())
        known = {
            f"{method.upper()} /api/v1{path}": [row(world) for row in rows.values()]
            for (method, path), (rows, _body) in VISITS.items()
            if "{" in path
        }
        yield secret_of(world["administrator"]), known
        transaction.set_rollback(True)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_operation_answers_as_described(asked, operation, mode):
    secret, known = asked
    strategy = operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode))
    # What is sent about a record that there is reaches the actions; about another it ends with 404.
    there = st.sampled_from(known.get(operation.label) or [{}])

    @examples(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=strategy, row=there, is_there=st.integers(0, 3).map(bool))
    def send(case, row, is_there):
        if is_there and row:
            case.path_parameters = {**(case.path_parameters or {}), **row}
        with transaction.atomic():
            response = case.call(headers={"Authorization": f"Bearer {secret}"})
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    send()
