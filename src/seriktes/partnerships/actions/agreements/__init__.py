"""The life of an agreement. Every action checks the state, the rules on dates and the table of fields (`workflow`)."""

from seriktes.partnerships.actions.agreements.approval import (
    approve_agreement,
    refuse_agreement,
    submit_agreement,
    take_back_agreement,
)
from seriktes.partnerships.actions.agreements.drafting import (
    Signer,
    abandon_agreement,
    change_agreement,
    draft_agreement,
    draft_amendment,
    draft_successor,
    set_signatories,
)
from seriktes.partnerships.actions.agreements.moving import renew_drifts
from seriktes.partnerships.actions.agreements.signing import (
    Signed,
    follow_history,
    record_signature,
    record_signed_agreement,
)
from seriktes.partnerships.actions.agreements.terms import (
    extend_agreement,
    give_notice,
    last_day_for_notice,
    resume_agreement,
    run_terms,
    suspend_agreement,
    terminate_agreement,
)
from seriktes.partnerships.actions.agreements.texts import document_purposes, hash_to_approve

__all__ = [
    "Signed", "Signer", "abandon_agreement", "approve_agreement", "change_agreement", "document_purposes", "draft_agreement",
    "draft_amendment", "draft_successor", "extend_agreement", "follow_history", "give_notice", "hash_to_approve", "last_day_for_notice",
    "record_signature", "record_signed_agreement", "refuse_agreement", "renew_drifts", "resume_agreement", "run_terms",
    "set_signatories", "submit_agreement", "suspend_agreement", "take_back_agreement", "terminate_agreement",
]  # fmt: skip
