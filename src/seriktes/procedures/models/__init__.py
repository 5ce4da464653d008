from seriktes.procedures.models.approvals import Approval, ApprovalStep, Delegation, Route, RouteStep
from seriktes.procedures.models.events import EVENTS_APPEND_ONLY, Event, OpenClock, Reminder
from seriktes.procedures.models.handover import Handover, HandoverItem
from seriktes.procedures.models.links import ActionLink, CalendarFeed
from seriktes.procedures.models.subjects import AboutSubject, SubjectQuerySet, subject_of
from seriktes.procedures.models.working_time import OfficeHours, OwnDay

__all__ = [
    "EVENTS_APPEND_ONLY", "AboutSubject", "ActionLink", "Approval", "ApprovalStep", "CalendarFeed", "Delegation",
    "Event", "Handover", "HandoverItem", "OfficeHours", "OpenClock", "OwnDay", "Reminder", "Route", "RouteStep",
    "SubjectQuerySet", "subject_of",
]  # fmt: skip
