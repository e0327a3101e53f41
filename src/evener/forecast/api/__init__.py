"""The forecast room's part of /api/v1."""

from __future__ import annotations

from evener.forecast.api import backtests, data, deals, past, record, revenue

rooms = [deals.routes, revenue.routes, record.routes, past.routes, data.routes, backtests.routes]
