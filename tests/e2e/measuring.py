"""What a journey measures on a page."""

from typing import Any


def width_of(page: Any) -> int:
    """How wide the page is laid out, in CSS pixels. A press that leads elsewhere comes back as soon as the new page
    begins, when there is nothing of it to measure yet."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth")
