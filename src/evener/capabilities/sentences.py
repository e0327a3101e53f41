"""How the journal speaks of the catalogue (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.capabilities.rules import NAMES, STATUS_NAMES
from evener.journal.sentences import Words

WORDS = Words(
    sentences={
        "capability.created": lazy("wrote “%(name)s” into the catalogue"),
        "capability.changed": lazy("changed %(fields)s"),
    },
    fields={f"capability.{name}": text for name, text in NAMES.items()},
    values={"capability.status": {status.value: text for status, text in STATUS_NAMES.items()}},
    pages={"capability": "capabilities:page"},
)
