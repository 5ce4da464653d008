from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What an API token may be used for. It narrows what its owner may do and never widens it."""

    ORGANISATIONS_READ = "organisations:read", _("Read organisations")
    ORGANISATIONS_WRITE = "organisations:write", _("Add and change organisations")
    PEOPLE_READ = "people:read", _("Read people")
    PEOPLE_WRITE = "people:write", _("Add and change people")
    MEMBERS_WRITE = "members:write", _("Invite members and give roles")
    EXCHANGE_IMPORT = "exchange:import", _("Import records")
    DOCUMENTS_READ = "documents:read", _("Read documents")
    DOCUMENTS_SIGN = "documents:sign", _("Hand in signatures of documents")
    PARTNERSHIPS_READ = "partnerships:read", _("Read partnerships with their agreements, promises and activities")
    PARTNERSHIPS_WRITE = "partnerships:write", _("Keep partnerships, agreements and promises")
    PARTNERSHIPS_SIGN = "partnerships:sign", _("Record signatures of the own side, give notice, and decide approvals")
    ACTIVITIES_WRITE = "activities:write", _("Report and confirm activities and deliveries")
    EXPERTISE_READ = "expertise:read", _("Read evidence of expertise, search it, and read the glossary")
    EXPERTISE_WRITE = "expertise:write", _("Keep evidence of expertise and the glossary")
    CHALLENGES_READ = "challenges:read", _("Read challenges, answers, enquiries and their figures")
    CHALLENGES_WRITE = (
        "challenges:write",
        _("Pose challenges, write and decide on answers, invite, ask and answer enquiries"),
    )
    PLACEMENTS_READ = "placements:read", _("Read programmes, positions, placements and their logs")
    PLACEMENTS_WRITE = "placements:write", _("Keep placements, log hours, confirm weeks and evaluate")
    CURRICULUM_READ = "curriculum:read", _("Read courses, business councils and what became of their advice")
    CURRICULUM_WRITE = "curriculum:write", _("Keep courses, councils, meetings, minutes and recommendations")
    GATHERINGS_READ = "gatherings:read", _("Read events, exhibitors, registrations, leads and hackathons")
    GATHERINGS_WRITE = "gatherings:write", _("Keep events and exhibitors, register, book times, hand in and judge")
    AUDIT_READ = "audit:read", _("Read the audit log")
