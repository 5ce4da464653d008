"""Which format a file of evidence has, told by its first bytes."""

import re

# Keys that only one source has, in the order in which they are looked for.
JSON_MARKS = (
    (b'"orcid-identifier"', "orcid"), (b'"abstract_inverted_index"', "openalex"), (b'"authorships"', "openalex"),
    (b"openalex.org/W", "openalex"), (b'"activities-summary"', "orcid"), (b'"resourceTypeGeneral"', "datacite"),
    (b'"nameIdentifiers"', "datacite"), (b'"message-type"', "crossref"), (b'"reference-count"', "crossref"),
    (b'"is-referenced-by-count"', "crossref"), (b'"titles"', "datacite"), (b'"DOI"', "csl"), (b'"issued"', "csl"),
)  # fmt: skip
_UNIQUIP = re.compile(rb"(?i)related facility id|institutionID|service level.*contact|managingDepartment")


def format_of(content: str, head: bytes, filename: str) -> str:
    """The format's code; "" when it cannot be told. `content` is `guess_format`'s word."""
    name = filename.lower()
    if content in ("json", "zip", "gz"):
        return next((code for mark, code in JSON_MARKS if mark in head), "openalex" if content != "json" else "csl")
    if content != "csv":
        return content
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if name.endswith((".bib", ".bibtex")) or re.match(rb"@\s*[A-Za-z]+\s*[{(]", text) or b"\n@article{" in head.lower():
        return "bibtex"
    if name.endswith(".ris") or re.search(rb"(?m)^TY  ?- ?[A-Z]", text[:2000]):
        return "ris"
    return "uniquip" if _UNIQUIP.search(text[:4000].split(b"\n\n")[0]) else "csv"
