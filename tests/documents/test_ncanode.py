"""The adapter against a small server that answers in NCANode's format; a real one is not at hand."""

import base64
import hashlib
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import algos, cms

from seriktes.documents.actions.signing import record_signature
from seriktes.documents.queries.frozen import frozen_bytes
from tests.documents.authority import UTC_NOW, sign, signer

LATER = UTC_NOW + timedelta(hours=1)
GOST = "1.2.398.3.10.1.3.3"


class Double(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, sorted(body), body["revocationCheck"]))
        data = hashlib.sha256(base64.b64decode(body["data"])).hexdigest()
        one = {
            "valid": self.server.holds, "serialNumber": f"{self.server.serial:x}",
            "revocations": [{"revoked": self.server.is_revoked, "by": "OCSP"}],
        }  # fmt: skip
        answer = {
            "status": 200, "message": "OK", "valid": self.server.says and data == self.server.expected,
            "signers": [{"certificates": [one], "tsp": {"genTime": self.server.stamp}}],
        }  # fmt: skip
        text = self.server.raw or json.dumps(answer).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_args):
        pass


@pytest.fixture
def node(settings, frozen, roots):
    server = HTTPServer(("127.0.0.1", 0), Double)
    server.asked, server.raw, server.says, server.holds, server.is_revoked = [], b"", True, True, False
    server.serial = signer().certificate.serial_number
    server.expected, server.stamp = frozen.sha256, (UTC_NOW + timedelta(minutes=2)).isoformat()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.NCANODE_URL = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def gost(content):
    """A signature that says that its algorithms are GOST."""
    made = cms.ContentInfo.load(sign(content, signer()))
    signed = made["content"]
    info = signed["signer_infos"][0]
    info["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": GOST})
    return cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump(force=True)


def hand_in(version):
    (row,) = record_signature(version=version, content=gost(frozen_bytes(version)), filename="a", by=None, at=LATER)
    return row, {part["part"]: (part["ok"], part["code"]) for part in row.findings}


def test_without_a_service_gost_is_undecided_with_the_reason(frozen, roots):
    row, found = hand_in(frozen)
    assert (row.verdict, found["signature"], found["bytes"]) == (
        "undecided", (None, "algorithm"), (None, "bytes_unknown")
    )  # fmt: skip
    assert row.signer_bin == "240140999905"
    assert next(part["values"]["name"] for part in row.findings if part["part"] == "signature") == GOST


def test_the_service_decides(frozen, node):
    row, found = hand_in(frozen)
    assert node.asked == [("/cms/verify", ["cms", "data", "revocationCheck"], ["OCSP", "CRL"])]
    assert (row.verdict, row.time_is_proven, found["signature"], found["time"], found["revocation"]) == (
        "valid", True, (True, "service"), (True, "proven"), (True, "service")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "verdict", "part", "expected"),
    [
        ({"says": False}, "invalid", "signature", (False, "service_refused")),
        ({"says": False, "is_revoked": True, "holds": False}, "invalid", "revocation", (False, "revoked")),
        ({"raw": b"<html>"}, "undecided", "signature", (None, "service_silent")),
        ({"raw": b"[]"}, "undecided", "signature", (None, "service_silent")),
        ({"serial": 7}, "undecided", "signature", (None, "service_silent")),
    ],
)
def test_what_else_the_service_says(  # noqa: PLR0917
    frozen, node, spoil, verdict, part, expected
):
    for name, value in spoil.items():
        setattr(node, name, value)
    row, found = hand_in(frozen)
    assert (row.verdict, found[part]) == (verdict, expected)


def test_a_service_that_is_down_leaves_it_open(frozen, roots, settings):
    settings.NCANODE_URL = "http://127.0.0.1:9"
    row, found = hand_in(frozen)
    assert (row.verdict, found["signature"]) == ("undecided", (None, "service_silent"))
