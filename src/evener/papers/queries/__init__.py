"""Reading papers and pieces. Every read starts from what the viewer may see."""

from evener.papers.queries.clock import due_day, on_meeting, rates
from evener.papers.queries.library import piece, pieces
from evener.papers.queries.one import edition, paper
from evener.papers.queries.rows import of_deal, papers

__all__ = ["due_day", "edition", "of_deal", "on_meeting", "paper", "papers", "piece", "pieces", "rates"]
