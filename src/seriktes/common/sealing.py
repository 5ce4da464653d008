"""Texts that the database keeps encrypted under the installation's key, each use with a key of its own."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def cipher(use: str) -> MultiFernet:
    """Encrypts with the key of today, and still reads what was written with earlier ones. `use` is the dotted name of the
    module that asks."""
    return MultiFernet([
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{use}:{key}".encode()).digest()))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ])  # fmt: skip
