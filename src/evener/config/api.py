"""Every room's part of /api/v1, in the order of the document."""

from __future__ import annotations

from evener.rest import people
from evener.rest.api import Api

api = Api([people.routes, people.organisation])
