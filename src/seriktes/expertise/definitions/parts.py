"""What other domains add to the pages of experts, units and evidence: templates of theirs, given `model` and `pk`, and the
`question` with which the reader searched."""

# Among the buttons at the head, and above everything else under it.
BUTTONS, NOTICES = "buttons", "notices"

_templates: dict[str, list[str]] = {BUTTONS: [], NOTICES: []}


def register_part(template: str, place: str = BUTTONS) -> None:
    if template not in _templates[place]:
        _templates[place].append(template)


def page_parts() -> dict[str, list[str]]:
    """By place."""
    return {place: list(templates) for place, templates in _templates.items()}
