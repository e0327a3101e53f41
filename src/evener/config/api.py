"""Every room's part of /api/v1, in the order of the document."""

from __future__ import annotations

from evener.calendars import api as calendars
from evener.capabilities import api as capabilities
from evener.capacity import api as capacity
from evener.connect import api as connect
from evener.customers import api as customers
from evener.deals import api as deals
from evener.discovery import api as discovery
from evener.engineering import api as engineering
from evener.evaluations import api as evaluations
from evener.forecast import api as forecast
from evener.meetings import api as meetings
from evener.pages import api as pages
from evener.papers import api as papers
from evener.plain import api as plain
from evener.promises import api as promises
from evener.pursuit import api as pursuit
from evener.rest import people
from evener.rest.api import Api
from evener.reviews import api as reviews
from evener.sharing import api as sharing
from evener.stakeholders import api as stakeholders

api = Api(
    [
        *deals.rooms,
        promises.routes,
        evaluations.routes,
        *meetings.rooms,
        stakeholders.routes,
        capabilities.routes,
        *engineering.rooms,
        capacity.routes,
        *discovery.rooms,
        *pursuit.rooms,
        papers.routes,
        *reviews.rooms,
        *forecast.rooms,
        sharing.routes,
        customers.routes,
        calendars.routes,
        connect.routes,
        plain.routes,
        pages.routes,
        people.routes,
        people.organisation,
    ]
)
