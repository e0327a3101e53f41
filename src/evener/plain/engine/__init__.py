"""Plain language: how hard a text is to read, and what in it a reader may stumble over. No database, no network."""

from evener.plain.engine.difficulty import Difficulty
from evener.plain.engine.findings import KIND_NAMES, Finding, FindingKind, Offer, Report, check
from evener.plain.engine.glossary import Entry, Glossary, glossary_key
from evener.plain.engine.starting import BUILT_IN, STARTING

__all__ = [
    "BUILT_IN", "KIND_NAMES", "STARTING", "Difficulty", "Entry", "Finding", "FindingKind", "Glossary", "Offer",
    "Report", "check", "glossary_key",
]  # fmt: skip
