from seriktes.procedures.definitions.events import EventKind

LOGS: tuple[EventKind, ...] = ()
