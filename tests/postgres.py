"""A PostgreSQL of the tests' own: made in a temporary directory, on a free port of the loopback, gone afterwards."""

import contextlib
import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")
# Speed of a throw-away cluster: nothing of it needs to survive a crash.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "max_connections=60",
)


def find_binary(name: str) -> str | None:
    if found := shutil.which(name):
        return found
    places = [
        *Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        *Path("/opt/homebrew/opt").glob(f"postgresql*/bin/{name}"),
    ]
    return str(max(places, key=lambda place: place.parts)) if places else None


def _as_owner(command: list[str], owner: str) -> list[str]:
    return command if owner == getpass.getuser() else ["runuser", "-u", owner, "--", *command]


@contextlib.contextmanager
def temporary_cluster() -> Iterator[str]:
    """Yields the `DATABASE_URL` of an empty database `seriktes`."""
    initdb, pg_ctl = find_binary("initdb"), find_binary("pg_ctl")
    if not initdb or not pg_ctl:
        raise FileNotFoundError("No PostgreSQL server is installed.")
    # The server refuses to run as root.
    owner = getpass.getuser() if os.geteuid() else next(name for name in UNPRIVILEGED if _exists(name))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    directory = Path(tempfile.mkdtemp(prefix="seriktes-pg-"))
    try:
        if not os.geteuid():
            shutil.chown(directory, owner)
        data = directory / "data"
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        subprocess.run(
            _as_owner([initdb, "-D", str(data), "-U", "seriktes", "-A", "trust", "-E", "UTF8"], owner),
            check=True, capture_output=True, env=environment, cwd=directory,
        )  # fmt: skip
        options = " ".join(
            f"-c {setting}" for setting in (*FAST, f"port={port}", f"unix_socket_directories={directory}")
        )
        control = [pg_ctl, "-D", str(data), "-w", "-l", str(directory / "log")]
        subprocess.run(
            _as_owner([*control, "-o", options, "start"], owner), check=True, capture_output=True, cwd=directory
        )
        try:
            createdb = find_binary("createdb") or "createdb"
            subprocess.run(
                [createdb, "-h", "127.0.0.1", "-p", str(port), "-U", "seriktes", "seriktes"],
                check=True,
                capture_output=True,
            )
            yield f"postgres://seriktes@127.0.0.1:{port}/seriktes"
        finally:
            subprocess.run(
                _as_owner([*control, "-m", "immediate", "stop"], owner), check=False, capture_output=True, cwd=directory
            )
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def main() -> None:
    """`python -m tests.postgres COMMAND …` runs the command with `DATABASE_URL` set to a cluster of its own."""
    import sys

    with temporary_cluster() as url:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}))


if __name__ == "__main__":
    main()
