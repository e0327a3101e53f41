"""What the palette finds of papers and of the library (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.pages.asks import Hit
from evener.papers.models import Paper, Piece
from evener.papers.rules.pieces import PIECE_FOR_NAMES, PieceFor
from evener.papers.rules.writing import PAPER_STATUS_NAMES, PaperStatus
from evener.people.rules import Viewer, Visibility
from evener.search.queries import matching_ids
from evener.search.rules import Kind

# Of so many newest matches those the viewer may see are taken.
LOOKED_AT = 500


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """The newest papers and pieces with these words. Two queries."""
    return [*_papers(viewer, text, limit), *_pieces(text, limit)]


def _papers(viewer: Viewer, text: str, limit: int) -> list[Hit]:
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    ids = matching_ids(Kind.PAPER, text, limit=LOOKED_AT if sees_most else None)
    if ids is None:
        return []
    rows = Paper.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(
            _("Papers"), title, f"{PAPER_STATUS_NAMES[PaperStatus(status)]} · {deal}", reverse("papers:page", args=[id])
        )
        for id, title, status, deal in rows.values_list("id", "title", "status", "deal__name")[:limit]
    ]


def _pieces(text: str, limit: int) -> list[Hit]:
    ids = matching_ids(Kind.PIECE, text, limit=LOOKED_AT)
    if ids is None:
        return []
    rows = Piece.objects.filter(id__in=ids, retired=False).order_by("-id").values_list("id", "title", "section")
    return [
        Hit(_("Pieces"), title, str(PIECE_FOR_NAMES[PieceFor(section)]), reverse("papers:piece", args=[id]))
        for id, title, section in rows[:limit]
    ]
