"""The most memory that this process has held."""

import resource
import sys
from pathlib import Path


def peak_mib() -> float:
    """Since the program began: what a parent held before it does not count where the system tells the two apart."""
    status = Path("/proc/self/status")
    if status.exists():
        [peak] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
