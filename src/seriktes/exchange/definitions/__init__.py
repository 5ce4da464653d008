"""What a domain says about its imports, so that the machinery here can run them without knowing the domain."""

from seriktes.exchange.definitions.kinds import (
    Applied,
    CannotTake,
    Context,
    Fault,
    Field,
    ImportKind,
    Option,
    Reader,
    Row,
    all_kinds,
    get_kind,
    register_kind,
)

__all__ = [
    "Applied",
    "CannotTake",
    "Context",
    "Fault",
    "Field",
    "ImportKind",
    "Option",
    "Reader",
    "Row",
    "all_kinds",
    "get_kind",
    "register_kind",
]
