"""Where data gathered beside the repository lie; tests that read them are skipped when they are absent."""

from pathlib import Path

SHARED = next(
    (parent / "shared" for parent in Path(__file__).resolve().parents if (parent / "shared" / "data").is_dir()),
    Path("absent"),
)
