from seriktes.accounts.queries.chain import Broken, Fault, Verdict, verify_log
from seriktes.accounts.queries.tokens import tokens_for_user, user_for_token

__all__ = [
    "Broken",
    "Fault",
    "Verdict",
    "tokens_for_user",
    "user_for_token",
    "verify_log",
]
