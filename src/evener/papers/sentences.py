"""How the journal speaks of papers, pieces and the brand (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words
from evener.papers.rules.brand import BRAND_NAMES
from evener.papers.rules.pieces import PIECE_FOR_NAMES, PIECE_NAMES
from evener.papers.rules.writing import LANGUAGES, PAPER_NAMES, PAPER_STATUS_NAMES

WORDS = Words(
    sentences={
        "paper.begun": lazy("began the paper “%(name)s”, filled from the record"),
        "paper.changed": lazy("changed the paper “%(name)s”"),
        "paper.piece": lazy("put a piece of the library into “%(name)s”"),
        "paper.out": lazy("sent the paper “%(name)s” out"),
        "paper.on_plan": lazy("showed the paper “%(name)s” on the shared plan"),
        "paper.off_plan": lazy("took the paper “%(name)s” off the shared plan"),
        "paper.discarded": lazy("discarded the draft “%(name)s”"),
        "piece.written": lazy("wrote the piece “%(name)s”"),
        "piece.changed": lazy("changed the piece “%(name)s”"),
        "piece.checked": lazy("checked that “%(name)s” is still true"),
        "piece.retired": lazy("retired the piece “%(name)s”"),
        "piece.restored": lazy("brought the piece “%(name)s” back"),
        "brand.changed": lazy("changed how papers look"),
    },
    fields={
        **{f"paper.{name}": text for name, text in PAPER_NAMES.items()},
        "paper.meeting": lazy("Meeting"),
        "paper.piece": lazy("Piece"),
        "paper.status": lazy("Status"),
        "paper.edition": lazy("Edition"),
        "paper.digest": lazy("Fingerprint of the PDF"),
        **{f"piece.{name}": text for name, text in PIECE_NAMES.items()},
        **{f"organisation.{name}": text for name, text in BRAND_NAMES.items()},
    },
    values={
        "paper.status": {status.value: name for status, name in PAPER_STATUS_NAMES.items()},
        "paper.language": dict(LANGUAGES),
        "piece.section": {each.value: name for each, name in PIECE_FOR_NAMES.items()},
    },
    pages={"paper": "papers:page", "piece": "papers:piece"},
)
