"""What happens to programmes, positions, applications and placements, in words: each part has a module of its own."""

from seriktes.placements.definitions.events.agreements import AGREEMENTS
from seriktes.placements.definitions.events.choice import CHOICE
from seriktes.placements.definitions.events.logs import LOGS
from seriktes.placements.definitions.events.own_hosts import OWN_HOSTS
from seriktes.placements.definitions.events.placements import PLACEMENTS
from seriktes.placements.definitions.events.programmes import PROGRAMMES
from seriktes.placements.definitions.events.stipends import STIPENDS
from seriktes.placements.definitions.events.theses import THESES

EVENTS = (*PROGRAMMES, *CHOICE, *OWN_HOSTS, *PLACEMENTS, *AGREEMENTS, *LOGS, *THESES, *STIPENDS)
