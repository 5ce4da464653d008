"""What happens to events, exhibitors, registrations and teams, in words: each part has a module of its own."""

from seriktes.gatherings.definitions.events.fairs import FAIRS
from seriktes.gatherings.definitions.events.hackathons import HACKATHONS

EVENTS = (*FAIRS, *HACKATHONS)
