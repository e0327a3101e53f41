"""The outcome model on a past day, held against what happened then; or, without days, in folds.

Everything predicted rests on what was known on the day: deals that had ended by then, and the others as still open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.base import base_rate, by_stage, earlier
from evener.forecast.engine.cases import bounded, case, happened
from evener.forecast.engine.deals import KINDS, OPEN, Deals, Floats, Ints
from evener.forecast.engine.how import base_chances, fit_ending
from evener.forecast.engine.known import Looks, look
from evener.forecast.engine.leaks import Suspect, suspects
from evener.forecast.engine.learners import FOLDS, how_scorer
from evener.forecast.engine.learning import learn
from evener.forecast.engine.regressions import shares
from evener.forecast.engine.scores import Score, score
from evener.forecast.engine.threads import on_one_thread

VERSION = "3"
NOT_WORSE = 0.005  # log-loss
APART = 0.55  # area under the ROC curve from which deals are told apart


@dataclass(frozen=True, slots=True)
class Backtest:
    """`chances`: rows × (won, lost, no decision, open), in the order of `rows`; `known`: of which the end is known."""

    rows: Ints
    chances: Floats
    known: Ints
    ours: Score | None
    base: Score | None
    by_stage: Score | None
    suspects: Sequence[Suspect]
    learnt_from: int
    checked: int

    @property
    def says(self) -> str:
        """`learnt`; `level`: better than the base rate, but no deal is told from another; `base_rate`; `too_few`."""
        if self.ours is None or self.base is None:
            return "too_few"
        if self.ours.log_loss >= self.base.log_loss - NOT_WORSE:
            return "base_rate"
        return "learnt" if self.ours.auc is None or self.ours.auc >= APART else "level"


def dated(
    deals: Deals, *, as_of: float, cohort: str, horizon: float | None, allowed: frozenset[str], seed: int
) -> Backtest:  # fmt: skip
    """`allowed`: features that stay although they look like leaks. Without a horizon, open deals are not scored."""
    found = [each for each in suspects(deals, as_of=as_of) if each.feature not in allowed]
    used = deals.without(frozenset(each.feature for each in found))
    learnt = learn(used, as_of=as_of, cohort=cohort, horizon=horizon, seed=seed)
    asked = case(deals, as_of=as_of, cohort=cohort, horizon=horizon)
    chances = learnt.chances(used, asked) if len(asked.rows) else np.zeros((0, KINDS + 1))
    kind = happened(deals, asked)
    known = np.flatnonzero(kind != OPEN) if horizon is None else np.arange(len(kind))
    before = earlier(used, as_of=as_of, cohort=cohort, horizon=horizon)
    base = base_rate(used, before)
    stages = by_stage(used, before, asked, base)
    return Backtest(
        rows=asked.rows,
        chances=chances,
        known=known,
        ours=_score(chances, kind, known),
        base=_score(np.broadcast_to(base, chances.shape), kind, known),
        by_stage=None if stages is None else _score(stages, kind, known),
        suspects=found,
        learnt_from=int(deals.ended(as_of).sum()),
        checked=learnt.checked,
    )


def _score(chances: Floats, kind: Ints, known: Ints) -> Score | None:
    return score(np.asarray(chances)[known], kind[known]) if len(known) else None


@on_one_thread
def folded(deals: Deals, *, folds: int, seed: int, allowed: frozenset[str] = frozenset()) -> Backtest:
    """Finished deals without days: each fold is predicted by the rest."""
    found = [each for each in suspects(deals, as_of=np.inf) if each.feature not in allowed]
    rows, used = np.arange(len(deals)), deals.without(frozenset(each.feature for each in found))
    looks = look(used, rows, np.zeros(len(rows)), aged=False)
    part = np.random.default_rng(seed).permutation(len(rows)) % folds
    chances, base = np.zeros((len(rows), KINDS + 1)), np.zeros((len(rows), KINDS + 1))
    for fold in range(folds):
        inside, outside = np.flatnonzero(part != fold), np.flatnonzero(part == fold)
        kind = deals.outcome[inside]
        base[outside, :KINDS] = base_chances(kind, np.ones(len(kind)))
        chances[outside, :KINDS] = _undated(looks, kind, inside, outside, seed)
    chances, base = bounded(chances, final=True), bounded(base, final=True)
    ours, plain = score(chances, deals.outcome), score(base, deals.outcome)
    return Backtest(rows, chances, rows, ours, plain, None, found, len(rows), len(rows))


def _undated(looks: Looks, kind: Ints, inside: Ints, outside: Ints, seed: int) -> Floats:
    own = np.random.default_rng(seed + 1).permutation(len(inside)) % FOLDS
    scorer = how_scorer(looks.at(inside), kind, folds=own, seed=seed)
    nothing, one = np.zeros(len(inside)), np.ones(len(inside))
    months = np.zeros(len(inside), np.int64)
    ending = fit_ending(kind, nothing, months, scorer.crossed, one, spikes=nothing[:0], believed=bool(scorer.pairs))
    at = ending.of_time(np.zeros(len(outside)), np.zeros(len(outside), np.int64))
    told = ending.of_scores(scorer.scores(looks.at(outside))) if scorer.pairs else 0.0
    return shares(at + told)
