"""What other domains add to the pages of experts, units and evidence: templates of theirs, given `model` and `pk`, and the
`question` with which the reader searched."""

# Among the buttons at the head, above everything else under it, and under each of those compared: there without questions to
# the database.
BUTTONS, NOTICES, COMPARED = "buttons", "notices", "compared"

_templates: dict[str, list[str]] = {BUTTONS: [], NOTICES: [], COMPARED: []}


def register_part(template: str, place: str = BUTTONS) -> None:
    if template not in _templates[place]:
        _templates[place].append(template)


def page_parts() -> dict[str, list[str]]:
    """By place."""
    return {place: list(templates) for place, templates in _templates.items()}
