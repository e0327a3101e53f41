"""How requests were answered, and on which deals the hours went."""

from evener.engineering.report.counts import FEWEST, PERIODS, USUAL_PERIOD, Line, Report, Share, report

__all__ = ["FEWEST", "PERIODS", "USUAL_PERIOD", "Line", "Report", "Share", "report"]
