"""Puts the binary message catalogues into the wheel: they are made from the .po files and never kept in the repository."""

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatchling's signature
        for source in sorted(Path(self.root).glob("src/seriktes/locale/*/LC_MESSAGES/django.po")):
            compiled = source.with_suffix(".mo")
            polib.pofile(str(source)).save_as_mofile(str(compiled))
            build_data["artifacts"].append(compiled.relative_to(self.root).as_posix())
