"""The forecast room's part of /api/v1."""

from __future__ import annotations

from evener.forecast.api import backtests, data, deals, past, record, revenue, whatif

rooms = [
    deals.routes,
    revenue.routes,
    whatif.routes,
    record.routes,
    past.routes,
    data.routes,
    backtests.routes,
]
