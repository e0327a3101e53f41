"""Engineering as JSON: the report, requests, proposals and plans."""

from evener.engineering.api import planning, report, requests

# The report first: its address would else be taken for that of a request.
rooms = (report.routes, requests.routes, planning.routes)

__all__ = ["rooms"]
