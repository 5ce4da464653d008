"""Verbs of the audit log for what is done here."""

from collections.abc import Mapping

from seriktes.common.packs import Text

VERBS: Mapping[str, Text] = {}
