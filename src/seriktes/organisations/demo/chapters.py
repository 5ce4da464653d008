"""What the domains above add to the demonstration: each registers its chapter in `AppConfig.ready`."""

_chapters: list[str] = []


def register_chapter(fill: str) -> None:
    """`fill` is the dotted name of a function that takes a `stage.Stage`: nobody loads it who fills nothing."""
    if fill not in _chapters:
        _chapters.append(fill)


def chapters() -> tuple[str, ...]:
    return tuple(_chapters)
