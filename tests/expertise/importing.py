"""What the tests of imports of evidence share. Everybody and everything here is invented."""

import json
from typing import Any

from seriktes.expertise.models import Evidence
from seriktes.organisations.imports.dumps import ror_identifier
from tests.organisations.importing import counts, faults, run_import

__all__ = ["authorship", "counts", "faults", "import_evidence", "jsonl", "only", "openalex"]
ROR, OTHER_ROR = ror_identifier(12345), ror_identifier(54321)
ORCID = "0000-0002-1825-0097"


def authorship(name: str, *, orcid: str = "", institution: str = "", ror: str = "") -> dict[str, Any]:
    institutions = (
        [{"display_name": institution, "ror": f"https://ror.org/{ror}" if ror else None}] if institution or ror else []
    )
    return {
        "author": {"display_name": name, "orcid": f"https://orcid.org/{orcid}" if orcid else None},
        "raw_author_name": name, "institutions": institutions,
    }  # fmt: skip


def openalex(number: int = 1, title: str = "Corrosion of pipelines that nobody laid", **more: Any) -> dict[str, Any]:
    return {
        "id": f"https://openalex.org/W{number}", "doi": f"https://doi.org/10.5555/test.{number}", "title": title,
        "publication_year": 2023, "publication_date": "2023-05-17", "language": "en", "type": "article",
        "authorships": [authorship("Aigerim Oidan")], "is_retracted": False,
        "abstract_inverted_index": {"We": [0], "measure": [1], "nothing": [2]}, **more,
    }  # fmt: skip


def jsonl(*records: Any) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records)


def import_evidence(content: Any, format: str = "openalex", **more: Any) -> Any:  # noqa: A002
    return run_import(jsonl(*content) if isinstance(content, list) else content, kind="evidence", format=format, **more)


def only() -> Evidence:
    return Evidence.objects.get()
