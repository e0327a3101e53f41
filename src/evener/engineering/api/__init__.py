"""Engineering as JSON: requests, proposals and plans."""

from evener.engineering.api import planning, requests

rooms = (requests.routes, planning.routes)

__all__ = ["rooms"]
