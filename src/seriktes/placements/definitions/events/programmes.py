from seriktes.procedures.definitions.events import EventKind

PROGRAMMES: tuple[EventKind, ...] = ()
