"""The plainest answer: what the same question gave the last time it could be asked. And the same by stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.cases import Case, bounded, case, happened
from evener.forecast.engine.curves import incidence
from evener.forecast.engine.deals import KINDS, OPEN, Deals, Floats
from evener.forecast.engine.how import base_chances
from evener.forecast.engine.known import look, looked_at

STAGE = "stage"
STAGE_WEIGHT = 20.0  # deals that the base rate weighs beside those of one stage
DAYS = (7.0, 14.0, 30.0, 45.0, 60.0, 90.0, 120.0, 150.0, 180.0, 240.0, 300.0, 365.0, 450.0, 540.0, 730.0)
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


@dataclass(frozen=True, slots=True)
class Course:
    """The base rate over time: chances of the four answers by each of `days`, from (0, 0, 0, 1) on day 0."""

    days: Floats
    chances: Floats

    def at(self, days: Floats) -> Floats:
        """Days × 4; beyond the last day nothing more is known to end."""
        each = [np.interp(days, self.days, self.chances[:, kind]) for kind in range(KINDS)]
        return np.stack([*each, 1 - np.sum(each, 0)], -1)


def course(deals: Deals, *, as_of: float, cohort: str, horizon: float | None) -> Course:
    """How deals went on from past days on which they were open, or from their creation: incidence by days since.

    Of open deals it is brought to the base rate at the horizon, so that both say the same.
    """
    rows, start = looked_at(deals, as_of=as_of, cohort=cohort)
    if cohort == "open":
        later = start > deals.created[rows]
        rows, start = (rows[later], start[later]) if later.sum() >= FEWEST else (rows, start)
    kind = np.where(deals.ended(as_of), deals.outcome, OPEN)[rows]
    curves = incidence(np.minimum(deals.closed[rows], as_of) - start, kind)
    days = np.append(0.0, DAYS)
    if horizon is None or cohort != "open":
        raw = np.stack([curves.at(day) for day in days])
    else:
        days = np.unique([*days, horizon])
        raw = np.stack([curves.at(day) for day in days])
        then, base = curves.at(horizon), base_rate(deals, earlier(deals, as_of=as_of, cohort=cohort, horizon=horizon))
        until = np.where(then > 0, raw / np.maximum(then, 1e-9), days[:, None] / horizon) * base[:KINDS]
        beyond = base[:KINDS] + base[OPEN] * (raw - then) / max(1 - float(then.sum()), 1e-9)
        raw = np.where(days[:, None] <= horizon, until, beyond)
    raw[0] = 0.0
    return Course(days, np.concatenate([raw, np.maximum(1 - raw.sum(1, keepdims=True), 0.0)], 1))


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
