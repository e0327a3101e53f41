"""The forecast room's part of /api/v1."""

from __future__ import annotations

from evener.forecast.api import data, deals

rooms = [deals.routes, data.routes]
