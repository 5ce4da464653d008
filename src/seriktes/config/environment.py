"""Every setting that the environment may hold: its default, its meaning, and a sentence when it is wrong.

`seriktes settings` prints this table and `docs/reference/settings.md` is checked against it.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str
    secret: bool = False


TABLE = (
    Variable("DATABASE_URL", "SQLite in the data directory", "Database, as `postgres://user:password@host:5432/name` or `sqlite:////path/to/file`.", secret=True),
    Variable("SERIKTES_VAR_DIR", "var", "Data directory: database, files, static files, key of a machine that is not in production."),
    Variable("SERIKTES_PRODUCTION", "no", "Production profile: HTTPS only, secure cookies, JSON logs; key and hosts must be given."),
    Variable("SERIKTES_DEMONSTRATION", "no", "Anybody may sign in as a persona of the demonstration. Never in production."),
    Variable("SERIKTES_DEBUG", "no", "Django's error pages, for developers. Never in production."),
    Variable("SERIKTES_SECRET_KEY", "made and kept in the data directory", "Key that signs sessions and links, at least 50 characters; make one with `seriktes secret`. Needed in production.", secret=True),
    Variable("SERIKTES_OLD_SECRET_KEYS", "", "Keys that were in use before, separated by commas: what they signed or encrypted (two-step sign-in) stays readable."),
    Variable("SERIKTES_HOSTS", "127.0.0.1, localhost, [::1]", "Host names that serve Seriktes, separated by commas. Needed in production."),
    Variable("SERIKTES_URL", "https:// and the first host", "Public address, as links in mail begin."),
    Variable("SERIKTES_PROXIES", "0 (production: 1)", "How many proxies of your own stand before Seriktes: which address of X-Forwarded-For is the visitor's."),
    Variable("SERIKTES_COUNTRY_PACK", "seriktes_kz.pack.PACK", "Country pack, as a dotted name."),
    Variable("SERIKTES_LANGUAGE", "kk", "Language for readers whose own is not known: kk, ru or en."),
    Variable("SERIKTES_TIME_ZONE", "Asia/Almaty", "Time zone of clocks and dates."),
    Variable("SERIKTES_SESSION_SECONDS", "43200", "Seconds until a person must sign in again."),
    Variable("SERIKTES_CONNECTION_AGE", "60", "Seconds for which a connection to PostgreSQL is kept open."),
    Variable("SERIKTES_MAIL_URL", "consolemail://", "Mail server, as `smtp+tls://user:password@host:587` (STARTTLS), `smtp+ssl://…:465` or `smtp://host:25`; `consolemail://` prints the mail.", secret=True),
    Variable("SERIKTES_MAIL_FROM", "Seriktes <seriktes@localhost>", "Sender of mail."),
    Variable("SERIKTES_OIDC_SERVER", "", "Address of an OpenID Connect provider, such as a university's; empty for none."),
    Variable("SERIKTES_OIDC_ID", "university", "Short name of the provider in addresses."),
    Variable("SERIKTES_OIDC_NAME", "University account", "Name of the provider on the sign-in page."),
    Variable("SERIKTES_OIDC_CLIENT", "", "Client id at the provider. Needed with SERIKTES_OIDC_SERVER."),
    Variable("SERIKTES_OIDC_SECRET", "", "Client secret at the provider. Needed with SERIKTES_OIDC_SERVER.", secret=True),
    Variable("SERIKTES_OIDC_EMAIL_DOMAINS", "", "Mail domains, separated by commas, for which the provider speaks; it opens no account of another. Empty: any verified address."),
    Variable("SERIKTES_OIDC_CREATES_ACCOUNTS", "no", "Somebody whom the provider knows and Seriktes does not gets an account, without any role."),
    Variable("SERIKTES_S3_BUCKET", "", "Bucket for uploaded files (install the extra `s3`); empty keeps them in the data directory."),
    Variable("SERIKTES_S3_ENDPOINT", "", "Address of the S3-compatible store, when it is not Amazon's."),
    Variable("SERIKTES_S3_ACCESS_KEY", "", "Access key of the store.", secret=True),
    Variable("SERIKTES_S3_SECRET_KEY", "", "Secret key of the store.", secret=True),
    Variable("SERIKTES_API_RATE", "600/minute", "How often one token may ask the API: a number a second, minute, hour or day."),
    Variable("SERIKTES_API_RATE_ANONYMOUS", "120/minute", "How often one address without a token may ask the API."),
    Variable("SERIKTES_UPLOAD_LIMIT_MB", "1024", "Largest file that may be uploaded, in MiB."),
    Variable("SERIKTES_IMPORT_FILES_DAYS", "90", "Days for which an import's file, its rejected rows and faults are kept after it ended. Counts, changes and the source of each value stay."),
    Variable("SERIKTES_FETCH_METADATA", "no", "OpenAlex, Crossref, DataCite and ORCID may be asked for publications over the network, by `seriktes fetch` and by those who keep evidence. Off, nobody is asked."),
    Variable("SERIKTES_FETCH_MAILTO", "", "Mail address that the asked are told, so that they can write to you: polite, and faster at OpenAlex and Crossref."),
    Variable("SERIKTES_TRUST_ROOTS", "", "Directory with the certificates (PEM) of authorities whose signatures are trusted, and their revocation lists (.crl); empty: the issuer of a signature stays undecided."),
    Variable("SERIKTES_NCANODE_URL", "", "Address of an NCANode 3 that checks signatures with GOST algorithms, as http://127.0.0.1:14579; empty: they stay undecided."),
    Variable("SERIKTES_VERIFY_RATE", "20/minute", "How often one address may check a file on the open verification page."),
    Variable("SERIKTES_LINK_RATE", "60/minute", "How often one address may open links from letters."),
    Variable("SERIKTES_ENQUIRY_RATE", "10/hour", "How often one address may send enquiries without an account, and one token with one."),
    Variable("SERIKTES_ENQUIRY_RATE_EMAIL", "5/day", "How many enquiries are taken for one e-mail address, and so how many letters it gets to confirm them."),
    Variable("SERIKTES_INBOX_URL", "", "Mailbox from which replies to enquiries are fetched, as `imap+ssl://user:password@host:993/INBOX` or `imap+tls://…:143/INBOX`; empty: enquiries are answered on their pages only.", secret=True),
    Variable("SERIKTES_INBOX_ADDRESS", "", "Address of that mailbox: letters about enquiries ask for replies to it. Needed with SERIKTES_INBOX_URL."),
    Variable("SERIKTES_INBOX_PLUS", "no", "The mailbox also takes mail to `name+anything@host`: then the reference of an enquiry stands in the address, else in the subject alone."),
    Variable("SERIKTES_ENCODER", "", "Directory with vectors of words (`words.txt`, `vectors.npy`) that scores again what the words of a search found; empty: none. The index is made anew when it changes."),
    Variable("SERIKTES_ENCODER_SHA256", "", "SHA-256 of that directory, as `seriktes-analytics fingerprint` prints it: other vectors are refused. Needed with SERIKTES_ENCODER."),
    Variable("SERIKTES_EMBED_ORIGINS", "", "Sites that may show the search box inside a page of theirs, separated by commas, as https://www.example.org or https://*.example.org; empty: none, and the box is not there."),
    Variable("SERIKTES_HTTPS_REDIRECT", "yes", "Production: send http:// to https://. Turn off only where the proxy does so."),
    Variable("SERIKTES_HSTS_SECONDS", "31536000", "Production: seconds for which browsers insist on HTTPS."),
    Variable("SERIKTES_LOG_FORMAT", "text (production: json)", "Form of log lines: json or text."),
    Variable("SERIKTES_LOG_LEVEL", "INFO", "Least level that is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL."),
)  # fmt: skip
NAMES = {variable.name for variable in TABLE}
MAIL_SCHEMES = ("consolemail", "smtp", "smtp+tls", "smtp+ssl", "filemail", "memorymail", "dummymail")
INBOX_SCHEMES = ("imap+ssl", "imap+tls", "imap")
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")
KEY_LENGTH = 50
YES, NO = {"1", "yes", "true", "on", "y", "ok"}, {"", "0", "no", "false", "off", "n"}


class Environment:
    """Reads one variable at a time; whatever is wrong is said with its name, its value and what to write instead."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self.variables = variables

    def text(self, name: str, default: str = "") -> str:
        if name not in NAMES:
            raise KeyError(f"{name} is not in the table of settings.")
        return self.variables.get(name, "").strip() or default

    def required(self, name: str, because: str) -> str:
        if value := self.text(name):
            return value
        raise ImproperlyConfigured(f"{name} is missing: {because}")

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name).casefold()
        if name not in self.variables or (not value and default):
            return default
        if value not in YES | NO:
            raise ImproperlyConfigured(f"{name} is {value!r}: write yes or no.")
        return value in YES

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,12}", value) or int(value) < least:
            raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number of at least {least}.")
        return int(value)

    def rate(self, name: str, default: str) -> str:
        value = self.text(name, default).replace(" ", "")
        if not re.fullmatch(r"[1-9][0-9]{0,8}/(second|minute|hour|day)", value):
            raise ImproperlyConfigured(
                f"{name} is {value!r}: write a number and second, minute, hour or day, as {default}."
            )
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise ImproperlyConfigured(f"{name} is {value!r}: choose {', '.join(allowed[:-1])} or {allowed[-1]}.")
        return value

    def names(self, name: str, default: list[str]) -> list[str]:
        return [part.strip() for part in self.text(name).split(",") if part.strip()] or default

    def origins(self, name: str) -> list[str]:
        """Origins of https sites; a star may stand for the first part of the host."""
        found = self.names(name, [])
        for value in found:
            if not re.fullmatch(r"https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?", value):
                raise ImproperlyConfigured(
                    f"{name} has {value!r}: write sites as https://www.example.org or https://*.example.org."
                )
        return found

    def address(self, name: str, default: str = "") -> str:
        """An http(s) address without a slash at its end; empty when none is given."""
        value = self.text(name, default).rstrip("/")
        if value and not (urlsplit(value).scheme in {"http", "https"} and urlsplit(value).netloc):
            raise ImproperlyConfigured(f"{name} is {value!r}: write a whole address, such as https://example.org.")
        return value

    def directory(self, name: str, default: str) -> Path:
        """A directory that this process can read and write; made when it is not there."""
        path = Path(self.text(name, default)).expanduser().resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"{name} is {path}, which cannot be made: {error.strerror}.") from error
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise ImproperlyConfigured(f"{name} is {path}, which this account may not read and write.")
        return path

    def database(self, default: str) -> dict[str, Any]:
        url = self.text("DATABASE_URL", default)
        # The value itself is not repeated: it may hold a password.
        wrong = "write postgres://user:password@host:5432/name or sqlite:////path/to/file, with % and @ in a password written as %25 and %40."
        scheme = url.partition(":")[0]
        if scheme not in DATABASE_SCHEMES:
            raise ImproperlyConfigured(f"DATABASE_URL begins with {scheme[:20]!r}: {wrong}")
        try:
            found = dict(environ.Env.db_url_config(url))
            port = urlsplit(url).port if scheme != "sqlite" else None
        except ValueError as error:
            raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {wrong}") from error
        if not found.get("NAME") or (port is not None and not port):
            raise ImproperlyConfigured(f"DATABASE_URL names no database: {wrong}")
        return found

    def mail(self) -> dict[str, Any]:
        url = self.text("SERIKTES_MAIL_URL", "consolemail://")
        scheme = url.partition(":")[0]
        wrong = "write smtp+tls://user:password@host:587, smtp+ssl://user:password@host:465, smtp://host:25 or consolemail://."
        if scheme not in MAIL_SCHEMES:
            raise ImproperlyConfigured(f"SERIKTES_MAIL_URL begins with {scheme[:20]!r}: {wrong}")
        try:
            found = dict(environ.Env.email_url_config(url))
        except ValueError as error:
            raise ImproperlyConfigured(f"SERIKTES_MAIL_URL cannot be read: {wrong}") from error
        if scheme.startswith("smtp") and not found.get("EMAIL_HOST"):
            raise ImproperlyConfigured(f"SERIKTES_MAIL_URL names no host: {wrong}")
        return {**found, "EMAIL_TIMEOUT": 20}

    def inbox(self) -> tuple[str, str]:
        """Mailbox and its address; both or none."""
        url, address = self.text("SERIKTES_INBOX_URL"), self.text("SERIKTES_INBOX_ADDRESS")
        wrong = "write imap+ssl://user:password@host:993/INBOX or imap+tls://user:password@host:143/INBOX."
        if not url:
            return "", address
        try:
            parts = urlsplit(url)
            is_whole = bool(parts.hostname and parts.username and (parts.port is None or parts.port))
        except ValueError as error:
            raise ImproperlyConfigured(f"SERIKTES_INBOX_URL cannot be read: {wrong}") from error
        if parts.scheme not in INBOX_SCHEMES or not is_whole:
            raise ImproperlyConfigured(f"SERIKTES_INBOX_URL begins with {parts.scheme[:20]!r}: {wrong}")
        if parts.scheme == "imap" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ImproperlyConfigured(f"SERIKTES_INBOX_URL would send the password unencrypted: {wrong}")
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            raise ImproperlyConfigured(
                f"SERIKTES_INBOX_ADDRESS is {address!r}: write the address of the mailbox in SERIKTES_INBOX_URL."
            )
        return url, address

    def encoder(self) -> tuple[str, str]:
        """Directory of an encoder and the hash agreed on; both or none."""
        folder, sha256 = self.text("SERIKTES_ENCODER"), self.text("SERIKTES_ENCODER_SHA256").lower()
        if not folder:
            return "", ""
        if not Path(folder).is_dir():
            raise ImproperlyConfigured(f"SERIKTES_ENCODER is {folder!r}: there is no such directory.")
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise ImproperlyConfigured(
                f"SERIKTES_ENCODER_SHA256 is {sha256!r}: write what `seriktes-analytics fingerprint {folder}` prints."
            )
        return folder, sha256

    def unknown(self) -> list[str]:
        """Variables that look like ours and are none: most likely a slip of the pen."""
        return sorted(name for name in self.variables if name.startswith("SERIKTES_") and name not in NAMES)
