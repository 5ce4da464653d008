from seriktes.accounts.actions.audit import Changes, Recorded, record_event, record_events
from seriktes.accounts.actions.notices import mark_notices_read, notify
from seriktes.accounts.actions.profiles import change_language, change_profile, create_account
from seriktes.accounts.actions.sealing import CannotSealNow, seal_events
from seriktes.accounts.actions.tokens import CannotCreateToken, create_token, note_token_use, revoke_token

__all__ = [
    "CannotCreateToken",
    "CannotSealNow",
    "Changes",
    "Recorded",
    "change_language",
    "change_profile",
    "create_account",
    "create_token",
    "mark_notices_read",
    "note_token_use",
    "notify",
    "record_event",
    "record_events",
    "revoke_token",
    "seal_events",
]
