"""What went out to customers is what is kept: each edition's PDF has the digest that was written down with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from evener.papers.models import Edition
from evener.upkeep.doctor.findings import Finding, error, ok

CHUNK = 50


def editions(at: datetime) -> Iterator[Finding]:
    """Every edition's bytes, read a few at a time."""
    rows = Edition.objects.order_by("id").values_list("id", "digest", "pdf").iterator(chunk_size=CHUNK)
    wrong = [id for id, digest, pdf in rows if sha256(bytes(pdf)).hexdigest() != digest]
    if not wrong:
        yield ok("papers", "What went out to customers is kept as it went out.")
        return
    named = ", ".join(str(id) for id in wrong[:10])
    yield error(
        "papers",
        f"The PDF of {len(wrong)} editions is not the one that went out: {named}.",
        "Restore a backup from before, or ask the customer for their copy.",
    )
