"""Minutes as documents: who sees them, and that nobody makes a version of them elsewhere."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from seriktes.curriculum.actions.minutes_text import LANGUAGES, PURPOSE
from seriktes.curriculum.definitions.clocks import MEETING
from seriktes.curriculum.models import Meeting
from seriktes.curriculum.queries.access import meetings_visible_to
from seriktes.documents.definitions.purposes import DocumentPurpose


def _fields(meeting: Meeting) -> Mapping[str, Any]:
    return {"number": str(meeting.number)}


# Each version is frozen when the minutes are approved: whoever sees the meeting sees it. A signature is not asked for here;
# the minutes are signed on paper where a university's rules want it.
MINUTES = DocumentPurpose(
    code=PURPOSE, label=_("minutes of a council"), subject_type=MEETING, fields=_fields, example={"number": "3"},
    visible_to=meetings_visible_to, languages=LANGUAGES, has_templates=False,
)  # fmt: skip
