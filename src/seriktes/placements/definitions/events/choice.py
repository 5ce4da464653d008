from seriktes.procedures.definitions.events import EventKind

CHOICE: tuple[EventKind, ...] = ()
