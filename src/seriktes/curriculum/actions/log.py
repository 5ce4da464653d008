"""What happens to records of this domain."""

from seriktes.procedures.actions.log import Log, names_of

__all__ = ["log", "names_of"]

log = Log("curriculum")
