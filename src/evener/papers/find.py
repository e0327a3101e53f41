"""What the palette finds of papers and of the library (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.papers.models import Paper, Piece
from evener.papers.rules.pieces import PIECE_FOR_NAMES, PieceFor
from evener.papers.rules.writing import PAPER_STATUS_NAMES, PaperStatus
from evener.people.rules import Viewer
from evener.search.rules import Kind


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """The newest papers and pieces with these words. Two queries."""
    return [*_papers(viewer, sought, limit), *_pieces(sought, limit)]


def _papers(viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    ids = sought.ids(Kind.PAPER)
    if ids is None:
        return []
    rows = Paper.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(_("Papers"), title, f"{PAPER_STATUS_NAMES[PaperStatus(status)]} · {deal}", address("papers:page", id))
        for id, title, status, deal in rows.values_list("id", "title", "status", "deal__name")[:limit]
    ]


def _pieces(sought: Sought, limit: int) -> list[Hit]:
    ids = sought.ids(Kind.PIECE)
    if ids is None:
        return []
    rows = Piece.objects.filter(id__in=ids, retired=False).order_by("-id").values_list("id", "title", "section")
    return [
        Hit(_("Pieces"), title, str(PIECE_FOR_NAMES[PieceFor(section)]), address("papers:piece", id))
        for id, title, section in rows[:limit]
    ]
