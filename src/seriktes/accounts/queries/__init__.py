from seriktes.accounts.queries.chain import Broken, Fault, Verdict, verify_log
from seriktes.accounts.queries.history import audit_events_visible_to, record_history
from seriktes.accounts.queries.notices import (
    NOTICE_SENTENCES,
    count_unread_for_user,
    notice_sentence,
    notices_for_user,
    register_notices,
)
from seriktes.accounts.queries.permissions import PermissionRow, Reach, permission_matrix, reach_of
from seriktes.accounts.queries.personas import Persona, demonstration_personas
from seriktes.accounts.queries.tokens import tokens_for_user, user_for_token

__all__ = [
    "NOTICE_SENTENCES",
    "Broken",
    "Fault",
    "PermissionRow",
    "Persona",
    "Reach",
    "Verdict",
    "audit_events_visible_to",
    "count_unread_for_user",
    "demonstration_personas",
    "notice_sentence",
    "notices_for_user",
    "permission_matrix",
    "reach_of",
    "record_history",
    "register_notices",
    "tokens_for_user",
    "user_for_token",
    "verify_log",
]
