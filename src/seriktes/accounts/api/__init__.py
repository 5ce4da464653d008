"""The API's door: tokens and scopes; and the operations on one's own account and on the audit log."""

from seriktes.accounts.api.gate import BearerToken, asker, member, need_scope
from seriktes.accounts.api.operations import router

__all__ = ["BearerToken", "asker", "member", "need_scope", "router"]
