from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from seriktes.accounts.models import User
from seriktes.organisations.demo.sizes import Size
from seriktes.organisations.demo.world import Tell, World


@dataclass(frozen=True)
class Stage:
    """The invented region as it stands when a chapter begins; `users` by the code of their role."""

    world: World
    users: Mapping[str, User]
    size: Size
    seed: int
    now: datetime
    tell: Tell
