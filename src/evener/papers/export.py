"""What of papers is exported (upkeep.asks.Exporter). An edition's bytes stay in the database: its digest names them."""

from __future__ import annotations

from evener.papers.models import Brand, Claim, Edition, Logo, Paper, PaperPiece, Piece, PieceText
from evener.tables import Table, table


def tables() -> list[Table]:
    return [
        table(
            "papers", Paper,
            also={
                "deal": "deal__name", "meeting": "meeting__title", "owner": "owner__name",
                "created_by": "created_by__name",
            },
        ),
        table(
            "paper_editions", Edition, without=("pdf",),
            also={"paper": "paper__title", "out_by": "out_by__name", "override_by": "override_by__name"},
        ),
        table("paper_claims", Claim, also={"paper": "paper__title", "promise": "promise__words"}),
        table("paper_pieces", PaperPiece, also={"paper": "paper__title", "piece": "piece__title"}),
        table(
            "pieces", Piece,
            also={"owner": "owner__name", "checked_by": "checked_by__name", "created_by": "created_by__name"},
        ),
        table("piece_texts", PieceText, also={"piece": "piece__title", "written_by": "written_by__name"}),
        table("logos", Logo, without=("data",)),
        table("brand", Brand, also={"organisation": "organisation__name"}),
    ]  # fmt: skip
