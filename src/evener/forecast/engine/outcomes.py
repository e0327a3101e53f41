"""The outcome model: for each deal the chance of won, lost, no decision and still open on a day to come.

Three steps: *when* a deal ends (its pace, by age and month), *how* it ends if it does (by age at the end and month),
and scores of the learners in both. Walking from the day of the look to the day asked for adds up the three chances;
what is left is still open. The level of both is brought to what it is by now. Which mixture of variants (with or
without features, whether the past fades) is believed is settled by how each would have done on earlier days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evener.forecast.engine.calendar import months_of_quarter
from evener.forecast.engine.deals import KINDS, OPEN, Deals, Floats, Ints
from evener.forecast.engine.drift import by_stretch, level, levels, stretches
from evener.forecast.engine.how import Ending, fit_ending
from evener.forecast.engine.known import look, looked_at
from evener.forecast.engine.learners import FOLDS, Scorer, how_scorer, pace_scorer
from evener.forecast.engine.regressions import shares
from evener.forecast.engine.spells import age_bins, cut, spikes
from evener.forecast.engine.walking import walk
from evener.forecast.engine.when import Pace, cells, expected, fit_pace

IN_THE_END = 0.9  # of the deals that ended had by that age: what ends later was hardly seen, and is not made up
USUAL = 365.0  # days, where nothing has ended yet
MOST = 50_000  # looks learnt from: beyond these more of them cost time and change little


@dataclass(frozen=True, slots=True)
class Variant:
    """`half_life` in days, or None: all of the past counts the same."""

    half_life: float | None
    features: bool


@dataclass(slots=True)
class Fitted:
    """What was learnt up to `as_of`, once for each variant."""

    as_of: float
    cohort: str
    paces: dict[Variant, Pace]
    endings: dict[Variant, Ending]
    when: Scorer
    how: Scorer
    longest: float  # days, within which a deal ends "at last"

    def chances(self, deals: Deals, rows: Ints, start: Floats, until: Floats | None) -> dict[Variant, Floats]:
        """Rows × (won, lost, no decision, open) for each variant; `until` None: however it ends at last."""
        far = np.full(len(rows), self.longest) if until is None else until - start
        found = {variant: path[:, 0] for variant, path in self.paths(deals, rows, start, far[:, None]).items()}
        if until is None:
            for chances in found.values():
                chances[:, :KINDS] /= chances[:, :KINDS].sum(1, keepdims=True)
                chances[:, OPEN] = 0.0
        return found

    def paths(self, deals: Deals, rows: Ints, start: Floats, days: Floats) -> dict[Variant, Floats]:
        """Rows × days × (won, lost, no decision, open); `days` after the start, rows × days, ascending."""
        looks = look(deals, rows, start, aged=self.cohort == "open")
        pace, how = _mean(self.when.scores(looks)), self.how.scores(looks)
        age = np.maximum(start - deals.created[rows], 0.0)
        return {
            variant: walk(self.paces[variant], self.endings[variant], pace, how, age, start, days)
            for variant in self.paces
        }


def _mean(scores: Floats) -> Floats:
    return scores.mean(1) if scores.shape[1] else np.zeros(len(scores))


def fit(
    deals: Deals, *, as_of: float, cohort: str, watch: float, variants: list[Variant], seed: int
) -> Fitted:  # fmt: skip
    """Learn from what was known on `as_of`. `watch`: for how many days a look is followed."""
    rows, days = looked_at(deals, as_of=as_of, cohort=cohort)
    if len(rows) > MOST:
        kept = np.sort(np.random.default_rng(seed).choice(len(rows), MOST, replace=False))
        rows, days = rows[kept], days[kept]
    looks = look(deals, rows, days, aged=cohort == "open")
    end = np.minimum(deals.closed[rows], as_of)
    ended = deals.ended(as_of)[rows] & (end - days <= watch)
    watched = np.clip(end - days, 0.0, watch) + 0.5  # a deal that ends on the day it begins was there for half a day
    folds = _folds(len(deals), seed)[rows]
    age = days - deals.created[rows]

    edges, crowded = age_bins((age + watched)[ended]), spikes((age + watched)[ended])
    spells = cut(edges, age, watched, ended, days)
    plain = fit_pace(cells(spells, np.zeros(len(rows)), edges, as_of=as_of), edges, half_life=None, believed=False)
    scored = any(variant.features for variant in variants)
    when, kind = Scorer(crossed=np.zeros((len(rows), 0))), deals.outcome[rows]
    if scored:
        when = pace_scorer(looks, ended.astype(float), expected(plain, spells, len(rows)), folds=folds, seed=seed)
    table = cells(spells, _mean(when.crossed), edges, as_of=as_of)

    closed = np.flatnonzero(ended)
    how = Scorer(crossed=np.zeros((len(closed), 0)))
    if scored:
        how = how_scorer(looks.at(closed), kind[closed], folds=folds[closed], seed=seed)
    share = 1.0 / np.bincount(rows[closed], minlength=len(deals))[rows[closed]]
    month, final = months_of_quarter(end[closed]), (age + watched)[closed]
    cuts = stretches(np.sort(end[closed])[:: max(len(closed) // max(int(share.sum()), 1), 1)])
    paces, endings = {}, {}
    for variant in variants:
        fade = 1.0 if variant.half_life is None else 0.5 ** ((as_of - end[closed]) / variant.half_life)
        heard = variant.features and bool(when.pairs)
        pace = fit_pace(table, edges, half_life=variant.half_life, believed=heard)
        # A deal that was looked at more than once ended only once.
        counted = float(share.mean()) if len(share) else 1.0
        seen, due = (by_stretch(cuts, as_of - table.ago, each * counted) for each in (table.endings, pace.due(table)))
        paces[variant] = replace(pace, usual=pace.usual + level(seen, due))
        heard = variant.features and bool(how.pairs)
        ending = fit_ending(
            kind[closed], final, month, how.crossed, share * fade, spikes=crowded, believed=heard
        )  # fmt: skip
        told = ending.of_scores(how.crossed) if how.crossed.shape[1] else 0.0
        moved = levels(cuts, end[closed], kind[closed], share, shares(ending.of_time(final, month) + told))
        endings[variant] = replace(ending, base=ending.base + moved)
    return Fitted(as_of, cohort, paces, endings, when, how, _longest(deals, as_of))


def _longest(deals: Deals, as_of: float) -> float:
    length = (deals.closed - deals.created)[deals.ended(as_of)]
    return max(float(np.quantile(length, IN_THE_END)), 1.0) if len(length) else USUAL


def _folds(size: int, seed: int) -> Ints:
    return np.random.default_rng(seed).permutation(size) % FOLDS
