from seriktes.procedures.definitions.events import EventKind

PLACEMENTS: tuple[EventKind, ...] = ()
