"""The plainest answer: what the same question gave the last time it could be asked. And the same by stage."""

from __future__ import annotations

import numpy as np

from evener.forecast.engine.cases import Case, bounded, case, happened
from evener.forecast.engine.deals import KINDS, OPEN, Deals, Floats
from evener.forecast.engine.how import base_chances
from evener.forecast.engine.known import look

STAGE = "stage"
STAGE_WEIGHT = 20.0  # deals that the base rate weighs beside those of one stage
FEWEST = 10  # deals of an earlier day that make a base rate


def earlier(deals: Deals, *, as_of: float, cohort: str, horizon: float | None) -> Case:
    """The same question a horizon ago; with too few deals then, every deal over its first days, as far as is known.

    Without a horizon: all that had ended.
    """
    if horizon is not None:
        before = case(deals, as_of=as_of - horizon, cohort=cohort, horizon=horizon)
        if len(before.rows) >= FEWEST:
            return before
        rows = np.flatnonzero(deals.created <= as_of)
        return Case(rows, deals.created[rows], np.minimum(deals.created[rows] + horizon, as_of))
    rows = np.flatnonzero(deals.ended(as_of))
    return Case(rows, deals.created[rows], None)


def base_rate(deals: Deals, before: Case) -> Floats:
    """Chances of the four answers, held towards the prior."""
    kind = happened(deals, before)
    ended = kind[kind != OPEN]
    left = float((kind == OPEN).mean()) if len(kind) else 0.0
    chances = np.append(base_chances(ended, np.ones(len(ended))) * (1 - left), left)
    return np.asarray(bounded(chances[None, :], final=before.until is None)[0])


def by_stage(deals: Deals, before: Case, asked: Case, base: Floats) -> Floats | None:
    """For each deal asked about the shares of its stage, held towards the base rate. None: no stage in words."""
    if STAGE not in deals.features:
        return None
    columns = [look(deals, each.rows, each.start, aged=False).columns[STAGE] for each in (before, asked)]
    if columns[0].numeric:
        return None
    then, now = (column.values.astype(np.int64) for column in columns)
    table = np.zeros((int(max(then.max(initial=0), now.max(initial=0))) + 1, KINDS + 1))
    np.add.at(table, (then, happened(deals, before)), 1.0)
    table = (table + base * STAGE_WEIGHT) / (table.sum(1, keepdims=True) + STAGE_WEIGHT)
    return bounded(table, final=asked.until is None)[now]
