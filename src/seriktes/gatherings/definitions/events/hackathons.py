from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.events import EventKind

HACKATHONS: tuple[EventKind, ...] = (
    EventKind("hackathon.judging_opened", _("Judging began: submissions have numbers, judges see no names."), "clock"),
    EventKind("hackathon.judged", _("The result was computed and published."), "check"),
    EventKind("team.founded", _("The team {name} was founded."), "plus"),
    EventKind("team.submitted", _("The team {name} handed in."), "send"),
    EventKind("team.excluded", _("The team {name} was excluded. {reason}"), "stop"),
    EventKind("team.organisation_named", _("The team {name} works for {organisation}."), "edit"),
    EventKind("team.handed_over", _("What the team {name} made goes on."), "arrow"),
)
