"""Where the message catalogues lie, and their compilation; binary catalogues are made, never kept in the repository."""

import logging
import os
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

SOURCE_LANGUAGE = "en"


def catalogue_path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def translated_languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def is_stale(language: str) -> bool:
    path = catalogue_path(language)
    compiled = path.with_suffix(".mo")
    return path.exists() and (not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime)


def compile_catalogue(language: str) -> None:
    """Write the binary catalogue in one step, so that a process that reads it never sees half of it."""
    import polib  # slow, and needed only when a catalogue has changed

    path = catalogue_path(language)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    polib.pofile(str(path)).save_as_mofile(str(unfinished))
    unfinished.replace(path.with_suffix(".mo"))


def compile_stale() -> list[str]:
    """Bring the binary catalogues up to date before Django reads them; the languages compiled."""
    compiled = []
    for language in translated_languages():
        if not is_stale(language):
            continue
        try:
            compile_catalogue(language)
        except OSError as error:
            # A read-only installation carries the catalogues made when it was built.
            logger.warning("The messages in %s could not be compiled: %s", language, error)
        else:
            compiled.append(language)
    return compiled
