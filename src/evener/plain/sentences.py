"""How the journal speaks of the glossary (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words
from evener.plain.rules import LANGUAGE_NAMES, NAMES

WORDS = Words(
    sentences={
        "term.created": lazy("put “%(name)s” into the glossary"),
        "term.changed": lazy("changed %(fields)s"),
        "term.removed": lazy("took “%(name)s” out of the glossary"),
    },
    fields={f"term.{name}": text for name, text in NAMES.items()},
    values={"term.language": LANGUAGE_NAMES},
    pages={"term": "plain:term"},
)
