"""Asking open sources for their metadata: page by page into a file, politely, and on from where it broke off.

Only what `SERIKTES_FETCH_METADATA` allows; the file is then imported as any other.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from django.conf import settings

from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import InvalidIdentifier
from seriktes.expertise.definitions.sources import OPEN_SOURCES, REFUSALS, OpenSource

TIMEOUT_SECONDS = 30
ANSWER_LIMIT = 64 << 20
RETRIES = 4
LONGEST_WAIT = 60
# Between two pages, so that nobody is pressed.
PAUSE_SECONDS = 0.2
MOST_PAGES = 20_000
PAGE = 200
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
Sleep = Callable[[float], None]


class CannotFetch(Exception):
    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values

    def __str__(self) -> str:
        return str(REFUSALS[self.code]).format_map(self.values)


@dataclass(frozen=True)
class Fetched:
    path: Path
    pages: int


def fetch(source: str, value: str, *, since: int | None = None, sleep: Sleep = time.sleep) -> Fetched:
    """All that the source knows of the organisation (ROR) or the person (ORCID), as a file of its answers, one a line.

    Begun before and broken off, it goes on after the last whole page. Raises CannotFetch.
    """
    if not settings.FETCH_METADATA:
        raise CannotFetch("switched_off")
    if source not in OPEN_SOURCES:
        raise CannotFetch("unknown_source")
    known = OPEN_SOURCES[source]
    try:
        subject = get_scheme(known.subject).validate(value)
    except InvalidIdentifier as error:
        raise CannotFetch("wrong_subject", subject=known.subject.upper()) from error
    folder = Path(settings.VAR_DIR) / "fetched"
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{source}-{subject}" + (f"-{since}" if since else "")
    return _Fetching(known, subject, since, folder / stem, sleep).carry_out()


class _Fetching:
    def __init__(self, source: OpenSource, subject: str, since: int | None, stem: Path, sleep: Sleep) -> None:
        self.source, self.subject, self.since, self.sleep = source, subject, since, sleep
        self.part, self.state_file = stem.with_suffix(".part"), stem.with_suffix(".state")
        self.whole = stem.with_suffix(".jsonl")
        self.base = str(settings.FETCH_ADDRESSES.get(source.code) or f"https://{source.host}").rstrip("/")
        self.opener = _opener(self.base)

    def carry_out(self) -> Fetched:
        state = self._state()
        with self.part.open("r+b" if self.part.exists() else "w+b") as file:
            # What was written after the last state is a page in part.
            file.truncate(state["bytes"])
            file.seek(state["bytes"])
            for answer, following in self._pages(state):
                file.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                file.flush()
                state = {"pages": state["pages"] + 1, "bytes": file.tell(), "next": following}
                _replace(self.state_file, json.dumps(state))
        if not state["pages"]:
            self._forget()
            raise CannotFetch("nothing", host=self.source.host)
        self.part.replace(self.whole)
        self.state_file.unlink(missing_ok=True)
        return Fetched(self.whole, state["pages"])

    def _state(self) -> dict[str, Any]:
        try:
            state = json.loads(self.state_file.read_text())
            if self.part.stat().st_size >= state["bytes"] and state["next"]:
                return dict(state)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return {"pages": 0, "bytes": 0, "next": self._first()}

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.state_file.unlink(missing_ok=True)

    # --- Pages --------------------------------------------------------------------------------------------------------
    def _pages(self, state: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
        address = str(state["next"])
        for number in range(MOST_PAGES):
            if number:
                self.sleep(PAUSE_SECONDS)
            answer = self._ask(address)
            records, following = self._read(answer, address)
            if not records:
                return
            yield answer, following
            if not following:
                return
            address = following

    def _first(self) -> str:
        ror = f"https://ror.org/{self.subject}"
        if self.source.code == "openalex":
            wanted = f"institutions.ror:{ror}" + (f",from_publication_date:{self.since}-01-01" if self.since else "")
            return self._address("/works", {"filter": wanted, "per-page": PAGE, "cursor": "*"})
        if self.source.code == "crossref":
            wanted = f"ror-id:{ror}" + (f",from-pub-date:{self.since}" if self.since else "")
            return self._address("/works", {"filter": wanted, "rows": PAGE, "cursor": "*"})
        if self.source.code == "datacite":
            asked: dict[str, Any] = {
                "affiliation-id": ror,
                "page[size]": PAGE,
                "page[cursor]": 1,
                "affiliation": "true",
            }
            return self._address(
                "/dois", asked | ({"query": f"publicationYear:[{self.since} TO *]"} if self.since else {})
            )
        return f"{self.base}/v3.0/{quote(self.subject)}/record"

    def _address(self, path: str, asked: Mapping[str, Any]) -> str:
        polite = {"mailto": settings.FETCH_MAILTO} if settings.FETCH_MAILTO and self.source.code != "datacite" else {}
        return f"{self.base}{path}?{urlencode({**asked, **polite})}"

    def _read(self, answer: Any, address: str) -> tuple[Any, str]:
        """The records of a page and the address of the next; "" after the last."""
        try:
            if self.source.code == "openalex":
                return answer["results"], self._after(address, answer["meta"].get("next_cursor"))
            if self.source.code == "crossref":
                message = answer["message"]
                records = message["items"]
                return records, self._after(address, message.get("next-cursor") if len(records) == PAGE else None)
            if self.source.code == "datacite":
                return answer["data"], self._own((answer.get("links") or {}).get("next"))
            return answer["activities-summary"], ""
        except (KeyError, TypeError, AttributeError) as error:
            raise CannotFetch("not_understood", host=self.source.host, detail=str(error)[:80]) from error

    @staticmethod
    def _after(address: str, cursor: Any) -> str:
        return re.sub(r"cursor=[^&]*", lambda _found: f"cursor={quote(str(cursor))}", address) if cursor else ""

    def _own(self, following: Any) -> str:
        """The address that the answer gives, if it leads to the same host."""
        if not following:
            return ""
        parts = urlsplit(str(following))
        return f"{self.base}{parts.path}?{parts.query}"

    # --- One question -------------------------------------------------------------------------------------------------
    def _ask(self, address: str) -> Any:
        name = f"Seriktes (mailto:{settings.FETCH_MAILTO})" if settings.FETCH_MAILTO else "Seriktes"
        request = Request(address, headers={"Accept": "application/json", "User-Agent": name})  # noqa: S310  our addresses
        for attempt in range(RETRIES + 1):
            wait = float(2**attempt)
            try:
                with self.opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                    content = answer.read(ANSWER_LIMIT + 1)
            except HTTPError as error:
                if error.code not in AGAIN:
                    code = "nothing" if error.code == 404 else "refused"
                    raise CannotFetch(code, host=self.source.host, detail=str(error.code)) from error
                detail, wait = str(error.code), _asked_to_wait(error.headers.get("Retry-After"), wait)
            except (URLError, OSError) as error:
                detail = str(getattr(error, "reason", error))[:80]
            else:
                return self._parsed(content)
            if attempt < RETRIES:
                self.sleep(wait)
        raise CannotFetch("not_reached", host=self.source.host, detail=detail)

    def _parsed(self, content: bytes) -> Any:
        if len(content) > ANSWER_LIMIT:
            raise CannotFetch("too_large", host=self.source.host, megabytes=ANSWER_LIMIT >> 20)
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise CannotFetch("not_understood", host=self.source.host, detail=str(error)[:80]) from error


class _SameHost(HTTPRedirectHandler):
    """Led elsewhere, we do not follow: nobody else shall be asked than was said."""

    def __init__(self, host: str) -> None:
        self._host = host

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:  # noqa: PLR0917
        if urlsplit(newurl).netloc != self._host:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(base: str) -> OpenerDirector:
    return build_opener(_SameHost(urlsplit(base).netloc))


def _asked_to_wait(said: str | None, usual: float) -> float:
    return min(float(said), LONGEST_WAIT) if said and said.isdigit() else usual


def _replace(path: Path, text: str) -> None:
    other = path.with_suffix(".new")
    other.write_text(text)
    other.replace(path)
