"""What can be imported into the evidence of expertise. `apps.ready` imports this package, which registers the kind."""

from seriktes.expertise.imports import kinds  # noqa: F401  registers
