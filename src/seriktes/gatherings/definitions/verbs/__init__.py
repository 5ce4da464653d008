"""Verbs of the audit log for what is done here: each part has a module of its own."""

from seriktes.gatherings.definitions.verbs.fairs import FAIRS
from seriktes.gatherings.definitions.verbs.hackathons import HACKATHONS

VERBS = {**FAIRS, **HACKATHONS}
