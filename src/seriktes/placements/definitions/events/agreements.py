from seriktes.procedures.definitions.events import EventKind

AGREEMENTS: tuple[EventKind, ...] = ()
