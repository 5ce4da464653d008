import logging

import pytest

from seriktes.common.logs import SecretFilter


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/l/kk.abc.def/", "/l/…/"), ("/invitations/WzEsMV0:abc/", "/invitations/…/"),
        ("/invitations/12/resend/", "/invitations/12/resend/"), ("/calendar/feed/abc.ics", "/calendar/feed/…"),
        ("/enquiries/letters/0a1b/", "/enquiries/letters/…/"), ("/api/v1/enquiries/12/letters", "/api/v1/enquiries/12/letters"),
        ("/api/v1/challenges/invitations/kk.abc.def/accept", "/api/v1/challenges/invitations/…/accept"),
        ("/partnerships/", "/partnerships/"),
    ],
)  # fmt: skip
def test_addresses_that_are_keys_are_not_written_down(path, written):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (path,), None)
    assert SecretFilter().filter(record)
    assert record.getMessage() == f"Gone: {written}"
