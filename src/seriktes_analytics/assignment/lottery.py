"""The one public lottery that tells equals apart: anybody can draw it again from the seed and the names.

The number of a name is SHA-256 of "seed:name" in UTF-8; who has the smaller number comes first, everywhere.
"""

from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa


def lottery_number(seed: int, name: str) -> str:
    return sha256(f"{seed}:{name}".encode()).hexdigest()


def draw(seed: int, names: Any) -> Any:
    """The turn of each name, from 0, in the order in which the names, a list or an Arrow array, are given."""
    prefix = sha256(f"{seed}:".encode())
    numbers = []
    for name in names.to_pylist() if isinstance(names, pa.Array) else names:
        number = prefix.copy()
        number.update(name.encode())
        numbers.append(number.digest())
    order = np.argsort(np.array(numbers, dtype="S32"), kind="stable") if numbers else np.empty(0, np.int64)
    turns = np.empty(len(numbers), np.int32)
    turns[order] = np.arange(len(numbers), dtype=np.int32)
    return turns
