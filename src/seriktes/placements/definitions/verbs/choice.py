from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHOICE: dict[str, Promise] = {
    "readmitted": _("admitted after all"),
    "document_added": _("document added"),
    "document_removed": _("document taken back"),
    "joint_asked": _("joint application proposed"),
    "joint_begun": _("joint application begun"),
    "joint_ended": _("joint application ended"),
    "pairs_saved": _("pairs ranked"),
    "pairs_agreed": _("pairs agreed"),
    "to_rank": _("asked to rank"),
    "ranked": _("applicants ranked"),
    "rank_moved": _("last day of ranking moved"),
    "rank_over": _("time for ranking over"),
    "seed_committed": _("seed committed"),
    "seed_revealed": _("seed published"),
    "round_run": _("round matched"),
    "further_opened": _("further lists opened"),
    "asked": _("asked for"),
    "failed": _("failed"),
    "replayed": _("replayed"),
    "replay_differs": _("replay differs"),
}
