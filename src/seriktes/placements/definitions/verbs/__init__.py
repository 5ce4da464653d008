"""Verbs of the audit log for what is done here: each part has a module of its own."""

from seriktes.placements.definitions.verbs.agreements import AGREEMENTS
from seriktes.placements.definitions.verbs.choice import CHOICE
from seriktes.placements.definitions.verbs.logs import LOGS
from seriktes.placements.definitions.verbs.own_hosts import OWN_HOSTS
from seriktes.placements.definitions.verbs.placements import PLACEMENTS
from seriktes.placements.definitions.verbs.programmes import PROGRAMMES
from seriktes.placements.definitions.verbs.stipends import STIPENDS
from seriktes.placements.definitions.verbs.theses import THESES

VERBS = {**PROGRAMMES, **CHOICE, **OWN_HOSTS, **PLACEMENTS, **AGREEMENTS, **LOGS, **THESES, **STIPENDS}
