"""What search engines are told about an event: schema.org/Event. Only what anybody sees on the page."""

from typing import Any

from seriktes.common.linked_data import CONTEXT, address_of, filled, in_languages, script
from seriktes.gatherings.enums import Audience, GatheringState
from seriktes.gatherings.models import Gathering


def event_data(gathering: Gathering) -> Any:
    if gathering.audience != Audience.PUBLIC or gathering.state == GatheringState.DRAFT:
        return script({})
    is_cancelled = gathering.state == GatheringState.CANCELLED
    return script(filled({
        "@context": CONTEXT, "@type": "Event", "@id": address_of(gathering), "url": address_of(gathering),
        "name": in_languages(gathering, "name"), "description": in_languages(gathering, "about"),
        "startDate": gathering.starts_at.isoformat() if gathering.starts_at else "",
        "endDate": gathering.ends_at.isoformat() if gathering.ends_at else "",
        "eventStatus": f"{CONTEXT}/Event{'Cancelled' if is_cancelled else 'Scheduled'}",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": gathering.place} if gathering.place else None,
        "maximumAttendeeCapacity": gathering.capacity,
        "organizer": {"@type": "Organization", "name": gathering.organisation.name,
                      "url": address_of(gathering.organisation)},
    }))  # fmt: skip
