"""What this room does once a day: learn from what was finished."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from evener.asks import answers
from evener.capacity.actions import forget_ratios, keep_ratios
from evener.capacity.asks import Finished
from evener.lazily import lazily

if TYPE_CHECKING:
    import numpy as np

    from evener.capacity.engine import backtest
else:
    np = lazily("numpy")
    backtest = lazily("evener.capacity.engine.backtest")

# With fewer finished tasks the prior stands: half of what would be believed is still the prior's then.
ENOUGH = 20
# Older ones count nothing (`estimates.REMEMBERED`).
MOST = 4000


def learn_ratios(*, at: datetime) -> None:
    """What estimates turned into here, from every finished piece of work with time written down (jobs.asks.Daily)."""
    found: list[Finished] = sorted(
        (task for ask in answers("capacity.actuals") for task in ask()), key=lambda task: task.begun_at
    )[-MOST:]
    if len(found) < ENOUGH:
        forget_ratios()
        return
    tasks = backtest.Tasks(
        np.array([task.estimated / 60 for task in found]), np.array([task.actual / 60 for task in found])
    )
    keep_ratios(at=at, model=backtest.learn(tasks).plain(), tasks=len(found))
