"""Making and hashing the secrets of links and API tokens. Only hashes are stored."""

from __future__ import annotations

import hashlib
import secrets

PREFIX = "evn_"


def make(prefix: str = "") -> str:
    """A secret of 256 random bits, safe in URLs and headers."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a secret. It is random and long, so one fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
