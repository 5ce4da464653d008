"""The lives of agreements, partnerships and activities as data: states, ways, who may, which fields when."""

from django.utils.translation import gettext_lazy as _

from seriktes.partnerships.enums import ActivityState, AgreementState, PartnershipStage
from seriktes.procedures.definitions.workflow import FieldTable, Transition, Workflow, parse_fields

# Ways that nobody chooses: an approval ended, the last side signed, a day came.
SYSTEM = "system"
CHANGE, SIGN = "partnerships.change_agreement", "partnerships.sign_agreement"

# Who looks at an agreement: the office of a side that keeps it, a side that only speaks for itself (its signature, notice,
# deliveries), a post on the approval route, and whoever runs the installation.
OFFICE, SIDE, APPROVER, ADMINISTRATOR = "office", "side", "approver", "admin"

# From the signature on the text is what was signed: it changes by an amendment, an extension or a termination only. The
# office's number is no part of the text. `signatories` are the rows under the agreement, `names` its three names.
AGREEMENT_FIELDS: FieldTable = parse_fields("""
state              | draft                           | in_approval                   | approved                      | signed                        | active                        | suspended                     | ended                         | terminated                    | abandoned
role               | office   side approver admin    | office side   approver admin  | office side   approver admin  | office side   approver admin  | office side   approver admin  | office side   approver admin  | office side   approver admin  | office side   approver admin  | office side   approver admin
names              | required view view     required | frozen frozen frozen   frozen | frozen frozen frozen   frozen | view   view   view     edit   | view   view   view     edit   | view   view   view     edit   | view   view   view     edit   | view   view   view     edit   | frozen frozen frozen   frozen
kind               | required view view     required | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
languages          | required view view     required | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
number             | edit     view view     edit     | edit   view   view     edit   | edit   view   view     edit   | edit   view   view     edit   | edit   view   view     edit   | edit   view   view     edit   | edit   view   view     edit   | edit   view   view     edit   | frozen frozen frozen   frozen
framework          | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
amends             | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
supersedes         | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
starts_on          | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
ends_on            | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
notice_days        | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
renews             | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
extension_months   | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
extensions_at_most | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
amount             | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
currency           | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
purpose            | edit     view view     edit     | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
signatories        | required view view     required | edit   view   view     edit   | edit   edit   view     edit   | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen | frozen frozen frozen   frozen
""")  # fmt: skip


def _ways(*sources: str) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_S = AgreementState
AGREEMENT = Workflow(
    states=tuple(_S.values),
    initial=_S.DRAFT,
    fields=AGREEMENT_FIELDS,
    transitions=(
        Transition("submit", _ways(_S.DRAFT), _S.IN_APPROVAL, _("Send for approval"), CHANGE, event="agreement.submitted"),
        Transition(
            "take_back", _ways(_S.IN_APPROVAL, _S.APPROVED), _S.DRAFT, _("Take back to the draft"), CHANGE,
            event="agreement.taken_back", is_way_out=True,
            confirm=_("Approvals and signatures given to this text are void: it has to be approved anew."),
        ),
        Transition("refuse", _ways(_S.IN_APPROVAL), _S.DRAFT, _("Approval refused"), SYSTEM, event="agreement.refused"),
        Transition("approve", _ways(_S.IN_APPROVAL), _S.APPROVED, _("Approved"), SYSTEM, event="agreement.approved"),
        Transition("complete", _ways(_S.APPROVED), _S.SIGNED, _("Signed by every side"), SYSTEM, event="agreement.signed"),
        Transition("start", _ways(_S.SIGNED), _S.ACTIVE, _("Came into force"), SYSTEM, event="agreement.started"),
        Transition(
            "suspend", _ways(_S.ACTIVE), _S.SUSPENDED, _("Suspend"), CHANGE, event="agreement.suspended",
            confirm=_("Nothing is done under a suspended agreement until it is resumed; its term goes on."),
        ),
        Transition("resume", _ways(_S.SUSPENDED), _S.ACTIVE, _("Resume"), CHANGE, event="agreement.resumed"),
        Transition(
            "terminate", _ways(_S.SIGNED, _S.ACTIVE, _S.SUSPENDED), _S.TERMINATED, _("Terminate"), CHANGE,
            event="agreement.terminated", is_way_out=True, confirm=_("The agreement ends before its term, for good."),
        ),
        Transition(
            "expire", _ways(_S.SIGNED, _S.ACTIVE, _S.SUSPENDED), _S.ENDED, _("Term ran out"), SYSTEM,
            event="agreement.ended",
        ),
        Transition(
            "replace", _ways(_S.SIGNED, _S.ACTIVE, _S.SUSPENDED), _S.ENDED, _("Superseded"), SYSTEM,
            event="agreement.superseded",
        ),
        Transition(
            "abandon", _ways(_S.DRAFT, _S.IN_APPROVAL, _S.APPROVED), _S.ABANDONED, _("Abandon"), CHANGE,
            event="agreement.abandoned", is_way_out=True, confirm=_("The draft is given up; it stays on record."),
        ),
    ),
)  # fmt: skip
# What is done in a state and does not change it; the target says so by being empty.
AGREEMENT_ACTS: tuple[Transition, ...] = (
    Transition("sign", _ways(_S.APPROVED), "", _("Record the signature"), SIGN, event="agreement.signed_by"),
    Transition("give_notice", _ways(_S.ACTIVE, _S.SUSPENDED), "", _("Give notice"), SIGN, event="agreement.notice_given"),
    Transition("extend", _ways(_S.ACTIVE, _S.SUSPENDED), "", _("Extend"), CHANGE, event="agreement.extended"),
    Transition(
        "amend", _ways(_S.SIGNED, _S.ACTIVE, _S.SUSPENDED), "", _("Draft an amendment"), CHANGE, event="agreement.amended"
    ),
)  # fmt: skip

KEEP = "partnerships.change_partnership"
_P = PartnershipStage
# Stages say how a relation stands in people's eyes: nearly every way is open, but an ended one begins anew with a contact.
STAGES = Workflow(
    states=tuple(_P.values),
    initial=_P.CONTACT,
    transitions=tuple(
        Transition(
            f"to_{target.value}",
            _ways(*sources),
            target,
            target.label,
            KEEP,
            event=f"partnership.to_{target.value}" if target != _P.ENDED else "partnership.ended",
            is_way_out=target == _P.ENDED,
        )
        for target, sources in {
            _P.CONTACT: (_P.ENDED,),
            _P.TALKS: (_P.CONTACT, _P.AGREEING, _P.PAUSED),
            _P.AGREEING: (_P.CONTACT, _P.TALKS, _P.PAUSED),
            _P.ACTIVE: (_P.CONTACT, _P.TALKS, _P.AGREEING, _P.PAUSED),
            _P.PAUSED: (_P.TALKS, _P.AGREEING, _P.ACTIVE),
            _P.ENDED: (_P.CONTACT, _P.TALKS, _P.AGREEING, _P.ACTIVE, _P.PAUSED),
        }.items()
    ),
)

REPORT, CONFIRM = "partnerships.report_activity", "partnerships.confirm_activity"
_A = ActivityState
ACTIVITY = Workflow(
    states=tuple(_A.values),
    initial=_A.DRAFT,
    transitions=(
        Transition("report", _ways(_A.DRAFT), _A.REPORTED, _("Report"), REPORT, event="activity.reported"),
        Transition("confirm", _ways(_A.REPORTED), _A.REPORTED, _("Confirm"), CONFIRM, event="activity.confirmed_by"),
        Transition("settle", _ways(_A.REPORTED), _A.CONFIRMED, _("Confirmed by every side"), SYSTEM, event="activity.confirmed"),
        Transition("dispute", _ways(_A.REPORTED, _A.CONFIRMED), _A.DISPUTED, _("Dispute"), CONFIRM, event="activity.disputed"),
        # A report that was disputed, or changed after a confirmation, is put before every side again.
        Transition(
            "reopen", _ways(_A.DISPUTED, _A.CONFIRMED), _A.REPORTED, _("Change and report again"), REPORT,
            event="activity.reopened",
        ),
        Transition(
            "withdraw", _ways(_A.DRAFT, _A.REPORTED, _A.DISPUTED, _A.CONFIRMED), _A.WITHDRAWN, _("Withdraw"), REPORT,
            event="activity.withdrawn", is_way_out=True, confirm=_("A withdrawn activity counts nowhere; it stays on record."),
        ),
    ),
)  # fmt: skip

WORKFLOWS = {"agreement": AGREEMENT, "partnership": STAGES, "activity": ACTIVITY}
