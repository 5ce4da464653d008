"""The life of a cohort as data: its stages, the ways between them, and which of its terms change when."""

from django.utils.translation import gettext_lazy as _

from seriktes.placements.enums import CohortState
from seriktes.procedures.definitions.workflow import FieldTable, Transition, Workflow, parse_fields

KEEP, MATCH = "placements.keep_programmes", "placements.run_rounds"
KEEPER = "keeper"

# Students and hosts rely on what was told to them when the cohort was opened. Its days may be moved, later only; quotas
# and the note belong to the office that matches.
COHORT_FIELDS: FieldTable = parse_fields("""
state              | draft    | open   | ranking | matching | running | ended  | cancelled
role               | keeper   | keeper | keeper  | keeper   | keeper  | keeper | keeper
term               | required | edit   | edit    | edit     | edit    | frozen | frozen
starts_on          | required | edit   | edit    | edit     | edit    | frozen | frozen
ends_on            | required | edit   | edit    | edit     | edit    | frozen | frozen
positions_until    | required | edit   | frozen  | frozen   | frozen  | frozen | frozen
applications_from  | required | edit   | frozen  | frozen   | frozen  | frozen | frozen
applications_until | required | edit   | frozen  | frozen   | frozen  | frozen | frozen
ranking_until      | required | edit   | edit    | frozen   | frozen  | frozen | frozen
credits            | edit     | frozen | frozen  | frozen   | frozen  | frozen | frozen
hours              | edit     | frozen | frozen  | frozen   | frozen  | frozen | frozen
levels             | edit     | frozen | frozen  | frozen   | frozen  | frozen | frozen
years              | edit     | frozen | frozen  | frozen   | frozen  | frozen | frozen
units              | edit     | frozen | frozen  | frozen   | frozen  | frozen | frozen
study_programmes   | edit     | frozen | frozen  | frozen   | frozen  | frozen | frozen
documents          | edit     | frozen | frozen  | frozen   | frozen  | frozen | frozen
wishes_at_most     | edit     | frozen | frozen  | frozen   | frozen  | frozen | frozen
couples_allowed    | edit     | frozen | frozen  | frozen   | frozen  | frozen | frozen
programme_quotas   | edit     | edit   | edit    | edit     | frozen  | frozen | frozen
region_quotas      | edit     | edit   | edit    | edit     | frozen  | frozen | frozen
note               | edit     | edit   | edit    | edit     | edit    | edit   | frozen
""")
DAYS = ("positions_until", "applications_from", "applications_until", "ranking_until", "starts_on", "ends_on")


def _ways(*sources: str) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_S = CohortState
COHORT = Workflow(
    states=tuple(_S.values),
    initial=_S.DRAFT,
    fields=COHORT_FIELDS,
    transitions=(
        Transition(
            "open", _ways(_S.DRAFT), _S.OPEN, _("Open the cohort"), KEEP, event="cohort.opened",
            confirm=_("Hosts and students now see the cohort. Who may apply, and which documents they hand in, cannot be "
                      "changed afterwards; days can be moved later only."),
        ),
        Transition(
            "close_lists", _ways(_S.OPEN), _S.RANKING, _("Close the lists"), KEEP, event="cohort.lists_closed",
            confirm=_("Students cannot apply or change their lists any more; hosts rank those who wish their positions. "
                      "By itself this happens after the last day for applications."),
        ),
        Transition(
            "begin_matching", _ways(_S.RANKING), _S.MATCHING, _("Begin matching"), MATCH, event="cohort.matching_begun",
            confirm=_("Hosts cannot rank any more. By itself this happens after the last day of ranking."),
        ),
        Transition("publish_match", _ways(_S.MATCHING), _S.RUNNING, _("Publish the match"), MATCH, event="cohort.matched"),
        # Where nobody chooses: every student has a host already (dual education, secondments).
        Transition(
            "place_directly", _ways(_S.OPEN), _S.RUNNING, _("Begin without matching"), KEEP, event="cohort.placed",
            confirm=_("Students are placed by hand, one by one; no round is drawn."),
        ),
        Transition(
            "end", _ways(_S.RUNNING), _S.ENDED, _("End the cohort"), KEEP, event="cohort.ended",
            confirm=_("The cohort stays on record. Its placements can still be completed."),
        ),
        Transition(
            "cancel", _ways(_S.DRAFT, _S.OPEN, _S.RANKING, _S.MATCHING), _S.CANCELLED, _("Cancel the cohort"), KEEP,
            event="cohort.cancelled", is_way_out=True,
            confirm=_("No placement comes of it. Hosts and students who took part read why."),
        ),
    ),
)  # fmt: skip
# A round draws and publishes it; no button of the cohort does.
BY_ROUND = frozenset({"publish_match"})
