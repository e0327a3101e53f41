"""Requests as tests need them: asked by the owner on the world's deal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from evener.engineering import actions
from evener.engineering.models import Request, RequestKind
from tests.world import NOW, TODAY, World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_kind(name: str = "") -> RequestKind:
    kinds = RequestKind.objects.order_by("position")
    found = kinds.filter(name=name).first() if name else kinds.first()
    assert found
    return found


def asked(world: World, who: str = "owner", *, at: datetime = NOW, deal: int = 0, **changes: Any) -> Request:
    values = {
        "kind_id": a_kind().pk, "decides": "Whether we are on the short list", "needed_by": TODAY + 10 * DAY, **changes,
    }  # fmt: skip
    return actions.ask(by=world.viewer(who), at=at, deal_id=deal or world.deal.pk, values=values)
