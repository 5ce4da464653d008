"""What other domains add to the pages of experts, units and evidence: templates of theirs, given `model` and `pk`."""

_templates: list[str] = []


def register_part(template: str) -> None:
    if template not in _templates:
        _templates.append(template)


def page_parts() -> list[str]:
    return list(_templates)
