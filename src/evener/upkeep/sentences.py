"""How the journal speaks of upkeep (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words

WORDS = Words(sentences={"data.exported": lazy("exported everything")})
