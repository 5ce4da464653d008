"""The bytes of a version. What was frozen is compared with its hash whenever it is read."""

import hashlib
import logging
from collections.abc import Iterator

from seriktes.documents.models import DocumentVersion

log = logging.getLogger(__name__)


class DamagedFile(Exception):
    """The stored file is not what was frozen, or is gone."""

    def __init__(self, version: DocumentVersion, what: str) -> None:
        super().__init__(f"{version}: {what}")
        self.version, self.what = version, what


def frozen_bytes(version: DocumentVersion) -> bytes:
    """The PDF exactly as it was frozen. Raises DamagedFile, loudly."""
    try:
        with version.pdf.open("rb") as file:
            content: bytes = file.read()
    except (OSError, ValueError) as error:
        log.critical("The frozen file of document version %s is gone.", version.pk)
        raise DamagedFile(version, "missing") from error
    if hashlib.sha256(content).hexdigest() != version.sha256 or len(content) != version.size:
        log.critical("The frozen file of document version %s was changed after it was frozen.", version.pk)
        raise DamagedFile(version, "changed")
    return content


def source_bytes(version: DocumentVersion) -> bytes:
    """The editable text."""
    with version.source.open("rb") as file:
        content: bytes = file.read()
    return content


def damaged_versions() -> Iterator[DamagedFile]:
    """Every frozen version whose file is not what was frozen."""
    for version in DocumentVersion.objects.exclude(sha256="").order_by("pk").iterator():
        try:
            frozen_bytes(version)
        except DamagedFile as damage:
            yield damage
