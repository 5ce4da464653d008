from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HACKATHONS: dict[str, Promise] = {
    "founded": _("founded"),
    "joined": _("joined"),
    "left": _("left"),
    "submitted": _("handed in"),
    "excluded": _("excluded"),
    "judging_opened": _("judging opened"),
    "judged": _("result published"),
    "judge_added": _("judge added"),
    "judge_removed": _("judge removed"),
    "judging_handed_over": _("judging handed over"),
    "organisation_named": _("organisation named"),
    "conflict_declared": _("conflict declared"),
    "handed_over": _("handed over"),
    "problem_set": _("problem set"),
}
