"""The forecast room's part of /api/v1."""

from __future__ import annotations

from evener.forecast.api import deals

rooms = [deals.routes]
