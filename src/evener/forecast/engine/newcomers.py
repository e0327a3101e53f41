"""Deals still to come: what deals that do not exist yet will bring within a period, from the organisation's own past.

How many are created a day × the share won within the days that then remain. How far that goes wrong is told by the
same forecast made on earlier days. With too little past there is no answer, rather than a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from evener.forecast.engine.amounts import AMOUNT
from evener.forecast.engine.deals import WON, Deals, Flags, Floats, Ints
from evener.forecast.engine.revenue import DRAWS, Window, percents

RECENT = 2.0  # what counts is what happened within so many times the days asked about
SHORTEST, LONGEST = 90.0, 365.0  # days of it, at least and at most
FEWEST, FEWEST_WON = 30, 10  # deals created in that time, and won among all that ended
WIDTHS = np.geomspace(0.05, 1.5, 12)
TYPICAL, APART = 0.35, 0.7  # of the standard deviation of the logarithm of the number: median, and of its logarithm
POINTS = np.linspace(-3.5, 3.5, 57)
LOOKED = 8  # earlier days on which it is tried
CORRECTED, HELD = 3, 10.0  # of them, the latest; and how many won deals speak for no error
MOST_WRONG = 2.0
SEED = 5


@dataclass(frozen=True, slots=True)
class ToCome:
    """Number and amount won in each window (rows), at 0, 1, … 100 per cent, and their means.

    `a_day`: deals created a day of late. `tried`: on how many earlier days the same was tried.
    """

    a_day: float
    mean_number: Floats
    mean_amount: Floats
    numbers: Floats
    amounts: Floats
    tried: int


def to_come(
    deals: Deals, *, as_of: float, ahead: Floats, seed: int, member: Flags | None = None,
    windows: Sequence[Window] | None = None, draws: int = DRAWS,
) -> ToCome | None:  # fmt: skip
    """`ahead`: days from `as_of`, rising; `windows` of them, from now to each unless told. None: too little past.

    `member`: which deals count (a currency, a team).
    """
    counted = np.ones(len(deals), bool) if member is None else member
    expected = _expected(deals, counted, as_of, ahead)
    if expected is None:
        return None
    a_day, mean = expected
    tried = []
    far = float(ahead[-1])
    for back in range(1, LOOKED + 1):
        day = as_of - far * (1 + (back - 1) / 2)
        before = _expected(deals, counted, day, np.array([far]))
        if before is not None:
            tried.append((float(before[1][0]), float(_won_of_new(deals, counted, day, far))))
    likely = _widths(tried)
    # What earlier days got wrong alike is taken as going on, held towards nothing wrong.
    lately = tried[:CORRECTED]
    wrong = (sum(was for _, was in lately) + HELD) / (sum(given for given, _ in lately) + HELD)
    mean = mean * min(max(wrong, 1 / MOST_WRONG), MOST_WRONG)
    won = np.flatnonzero(counted & deals.ended(as_of) & (deals.outcome == WON))
    paid = deals.features[AMOUNT].values[won] if AMOUNT in deals.features else np.zeros(len(won))
    recent = np.argsort(-deals.closed[won], kind="stable")[:500]
    paid = np.where(np.isfinite(paid), np.maximum(paid, 0.0), 0.0)[recent]
    rng = np.random.default_rng([seed, SEED])
    width = WIDTHS[np.searchsorted(np.cumsum(likely)[:-1], rng.random(draws))]
    level = np.exp(width * rng.standard_normal(draws) - width**2 / 2)
    # Whoever is won by one day is won by the next: the numbers grow by what comes between.
    steps = rng.poisson(np.maximum(np.diff(mean, prepend=0.0), 0.0)[:, None] * level)
    sums = np.stack([_sums(each, paid, rng) for each in steps])
    usual = float(paid.mean()) if len(paid) else 0.0
    asked = [(-1, each) for each in range(len(ahead))] if windows is None else windows
    inside = [slice(first + 1, last + 1) for first, last in asked]
    means = np.array([float(mean[last]) - (float(mean[first]) if first >= 0 else 0.0) for first, last in asked])
    return ToCome(
        a_day, means, means * usual, np.stack([percents(steps[each].sum(0).astype(float)) for each in inside]),
        np.stack([percents(sums[each].sum(0)) for each in inside]), len(tried),
    )  # fmt: skip


def _expected(deals: Deals, counted: Flags, day: float, ahead: Floats) -> tuple[float, Floats] | None:
    """Deals created a day, and the number of those to come that is won by each day ahead; as known on `day`."""
    there = np.flatnonzero(counted & (deals.created <= day))
    if not len(there):
        return None
    far = float(ahead[-1])
    span = min(max(RECENT * far, SHORTEST), LONGEST, day - float(deals.created[there].min()))
    young = there[deals.created[there] > day - span]
    ended = deals.ended(day) & counted
    if span < far or len(young) < FEWEST or (ended & (deals.outcome == WON)).sum() < FEWEST_WON:
        return None
    won = _won_by_age(deals, there, day, span, int(far) + 1)
    # Won by `ahead`, of one created a day for so many days: the sum of the curve over the days that remain.
    sums = np.concatenate([[0.0], np.cumsum(won)])
    a_day = len(young) / span
    return a_day, a_day * np.interp(ahead, np.arange(len(sums)), sums)


def _won_by_age(deals: Deals, rows: Ints, day: float, span: float, ages: int) -> Floats:
    """Share won by the middle of each day of life, at the pace that deals of each age had in the last `span` days."""
    since = day - span
    seen = rows[np.minimum(deals.closed[rows], day) >= since]
    first = np.maximum(since - deals.created[seen], 0.0)
    last = np.minimum(deals.closed[seen], day) - deals.created[seen]
    here = first < ages
    seen, starts, stops = seen[here], first[here].astype(np.int64), np.minimum(last[here], ages).astype(np.int64)
    begun: Ints = np.asarray(np.bincount(starts, minlength=ages + 2)[: ages + 1], np.int64)
    watched = np.cumsum(begun - _later(stops, ages))
    ends = deals.ended(day)[seen] & (stops < ages)
    every = np.bincount(stops[ends], minlength=ages + 1)[:ages] / np.maximum(watched[:ages], 1)
    won = np.bincount(stops[ends & (deals.outcome[seen] == WON)], minlength=ages + 1)[:ages]
    left = np.concatenate([[1.0], np.cumprod(1 - np.minimum(every, 1.0))[:-1]])
    each = left * won / np.maximum(watched[:ages], 1)
    return np.asarray(np.cumsum(each) - each / 2)


def _later(last: Ints, ages: int) -> Ints:
    """How many are no longer watched from each day on: from the day after their last."""
    return np.asarray(np.concatenate([[0], np.bincount(last, minlength=ages + 1)[:ages]]), np.int64)


def _won_of_new(deals: Deals, counted: Flags, day: float, far: float) -> int:
    young = counted & (deals.created > day) & (deals.closed <= day + far) & (deals.outcome == WON)
    return int(young.sum())


def _widths(tried: list[tuple[float, float]]) -> Floats:
    """How likely each of `WIDTHS` is, from (expected, happened) of earlier days; they overlap by half."""
    log = -0.5 * (np.log(WIDTHS / TYPICAL) / APART) ** 2
    weight = np.exp(-0.5 * POINTS**2)
    weight /= weight.sum()
    for mean, won in tried:
        rate = np.maximum(mean, 0.1) * np.exp(WIDTHS[:, None] * POINTS - WIDTHS[:, None] ** 2 / 2)
        likely = np.exp(won * np.log(rate) - rate - gammaln(won + 1)) @ weight
        log = log + 0.5 * np.log(np.maximum(likely, 1e-12))
    likely = np.exp(log - log.max())
    return np.asarray(likely / likely.sum())


def _sums(counts: Floats, paid: Floats, rng: np.random.Generator) -> Floats:
    """Sums of so many amounts each, drawn from those that were paid; many of them by mean and deviation."""
    if not len(paid):
        return np.zeros(len(counts))
    few = counts <= 50
    found = np.maximum(counts * paid.mean() + np.sqrt(counts) * paid.std() * rng.standard_normal(len(counts)), 0.0)
    owner = np.repeat(np.flatnonzero(few), counts[few].astype(np.int64))
    found[few] = np.bincount(owner, paid[rng.integers(0, len(paid), len(owner))], len(counts))[few]
    return np.asarray(found)
