"""What can be imported into the register. `apps.ready` imports this package, which registers the kinds."""

from seriktes.organisations.imports import kinds  # noqa: F401  registers
