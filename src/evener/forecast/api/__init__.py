"""The forecast room's part of /api/v1."""

from __future__ import annotations

from evener.forecast.api import backtests, data, deals, past

rooms = [deals.routes, past.routes, data.routes, backtests.routes]
