"""What the tests need beside Python: a PostgreSQL server and a Chromium, installed when that is allowed."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.postgres import find_binary

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROMIUMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class Missing(Exception):
    """Something must be installed first; the sentence says with which command."""


def _sudo() -> list[str] | None:
    """What to put before a command of the package manager; None when this account may not use it."""
    if not os.geteuid():
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.call([sudo, "-n", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        return [sudo, "-n"]
    return None


def _is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "\nID=ubuntu" in f"\n{release.read_text()}"


def _install(package: str) -> None:
    """Install one package of the distribution, or raise `Missing` with the command a person can run."""
    if sys.platform == "darwin":
        raise Missing(f"Run: brew install {'--cask chromium' if package == 'chromium' else 'postgresql@16'}")
    apt = shutil.which("apt-get")
    if not apt:
        raise Missing(f"Install {package} with your system's package manager.")
    before = _sudo()
    if before is None:
        raise Missing(f"Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends {package}")
    print(f"   installing {package} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ([apt, "update"], [apt, "install", "-y", "--no-install-recommends", package]):
        done = subprocess.run([*before, *command], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Missing(f"`{' '.join(command)}` failed: {done.stderr.strip()[-500:]}")


@cache
def find_postgresql() -> str:
    """The path of `initdb`."""
    if not find_binary("initdb"):
        _install("postgresql")
    if not (found := find_binary("initdb")):
        raise Missing("PostgreSQL is installed, but its `initdb` was not found; put its folder on PATH.")
    return found


def _present_chromium() -> str | None:
    given = os.environ.get("SERIKTES_CHROMIUM")
    places = [given, *map(shutil.which, CHROMIUMS), *MAC_CHROMIUMS]
    return next((place for place in places if place and Path(place).exists()), None)


@cache
def find_chromium() -> str:
    """The path of a Chromium, or Chrome."""
    if found := _present_chromium():
        return found
    if _is_ubuntu():
        # Ubuntu's package is a stub for a snap, which does not work under root or in a container.
        raise Missing("Run: sudo snap install chromium (or install Google Chrome from its own package)")
    _install("chromium")
    if found := _present_chromium():
        return found
    raise Missing("Chromium is installed, but was not found; name its path in SERIKTES_CHROMIUM.")
