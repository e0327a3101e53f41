"""The outlook of every open deal on a day: chances by days ahead and in the end, how sure they are, and why.

The model is learnt from what was known on the day. It is also learnt as of a horizon earlier and held against what
happened since; where it does worse than the base rate there, the base rate stands in for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import beta

from evener.deals.rules import Basis
from evener.forecast.engine.backtest import VERSION, Backtest, dated
from evener.forecast.engine.base import base_rate, by_stage, course, earlier
from evener.forecast.engine.cases import LOWEST, bounded, case, happened
from evener.forecast.engine.deals import KINDS, NOTHING, OPEN, WON, Deals, Events, Flags, Floats, Ints
from evener.forecast.engine.how import PRIOR_WEIGHT
from evener.forecast.engine.known import look
from evener.forecast.engine.leaks import Suspect, suspects
from evener.forecast.engine.learners import LEAST
from evener.forecast.engine.learning import Learnt, learn
from evener.forecast.engine.peers import Peers, peers
from evener.forecast.engine.scores import score
from evener.forecast.engine.shrinking import over_time, shrunk, still_open
from evener.forecast.engine.why import moved

YEAR = 365.0  # days: a deal that is open for so long from now on ends in no decision, whatever is written on it
HORIZON = 90.0  # days: what the model is held to
RANGE = 0.8  # share of the range
FEWEST_CHECKED = 50  # deals of a horizon ago that have to speak for or against the model
MOST_PEERS = 100.0  # more make a chance no surer: the next deals are not quite like the last


@dataclass(frozen=True, slots=True)
class Given:
    """`ahead`: rows × days × 4; `final`: rows × 4; `low`, `high`: rows × (days, then in the end), of won.

    In the end is after a YEAR. `base`: days × 4, what the base rate says of all of them. `check` is told to
    everybody, so its scores are of deals that are not hidden, and none where those are too few.
    """

    rows: Ints
    days: Floats
    ahead: Floats
    final: Floats
    base: Floats
    low: Floats
    high: Floats
    basis: Basis
    check: Backtest | None
    suspects: Sequence[Suspect]
    peers: Peers
    moves: dict[str, Floats]
    used: Deals
    engine: str
    digest: str


def give(
    deals: Deals,
    stage: Floats,
    *,
    as_of: float,
    days: Floats,
    allowed: frozenset[str],
    seed: int,
    trusted: bool = True,
    hidden: Flags | None = None,
) -> Given:
    """`stage`: the chance to be won that each deal's stage gives. `allowed`: suspects that a person let in.

    `trusted` False: earlier forecasts did worse than the base rate. `hidden`: deals that are learnt from, but are not
    among the `peers` and those `check`ed that anybody is told of.
    """
    left_out = [each for each in suspects(as_opened(deals), as_of=as_of) if each.feature not in allowed]
    used = deals.without(frozenset(each.feature for each in left_out))
    rows = used.open_on(as_of)
    ended = int(used.ended(as_of).sum())
    check = _check(used, as_of=as_of, seed=seed) if _checkable(used, ended, as_of) else None
    basis = _basis(ended, check, trusted=trusted)
    like = told = peers(used, rows, as_of=as_of, names=tuple(used.features))
    if hidden is not None and hidden.any():
        told = peers(used, rows, as_of=as_of, names=tuple(used.features), hidden=hidden)
        check = None if check is None else _of_others(check, used, hidden, as_of=as_of - HORIZON)
    same = like.same.get("stage", like.all)
    weight = PRIOR_WEIGHT + same.sum(1)
    base = course(used, as_of=as_of, cohort="open", horizon=HORIZON).at(days)
    far = np.append(days, YEAR)
    moves: dict[str, Floats] = {}
    if basis in (Basis.PRIOR, Basis.SHRUNK):
        kinds, weight = shrunk(used, stage[rows], same, as_of=as_of)
        ahead = _bounded(over_time(kinds, still_open(used, far, as_of=as_of)))
    else:
        learnt = learn(used, as_of=as_of, cohort="open", horizon=HORIZON, seed=seed)
        learnt = only_base(learnt) if basis == Basis.BASE_RATE else learnt
        ahead = learnt.paths(used, rows, np.full(len(rows), as_of), far)
        if basis == Basis.LEARNT:
            moves = moved(learnt, used, rows, ahead[:, -1, WON], as_of=as_of, days=YEAR)
    ahead, final = ahead[:, :-1], in_the_end(ahead[:, -1])
    low, high = between(np.concatenate([ahead[:, :, WON], final[:, [WON]]], 1), weight)
    return Given(
        rows, days, ahead, final, base, low, high, basis, check, left_out, told, moves, used,
        VERSION, digest(used, as_of=as_of, seed=seed),
    )  # fmt: skip


def as_opened(deals: Deals) -> Deals:
    """The same with what was known when each was opened, and no history.

    Of deals that were entered after they had ended everything seems known from the start, so a field that was filled in
    at the end is found only so.
    """
    opened = look(deals, np.arange(len(deals)), deals.created, aged=False).columns
    return replace(deals, features={name: opened[name] for name in deals.features}, history={})


def in_the_end(chances: Floats) -> Floats:
    """Rows × 4 at YEAR: what is still open then counts as no decision."""
    found = chances.copy()
    found[:, NOTHING] += found[:, OPEN]
    found[:, OPEN] = 0.0
    return found


def _bounded(chances: Floats) -> Floats:
    return bounded(chances.reshape(-1, KINDS + 1), final=False).reshape(chances.shape)


def _checkable(deals: Deals, ended: int, as_of: float) -> bool:
    return ended >= LEAST and len(deals.open_on(as_of - HORIZON)) >= FEWEST_CHECKED


def _check(deals: Deals, *, as_of: float, seed: int) -> Backtest:
    return dated(deals, as_of=as_of - HORIZON, cohort="open", horizon=HORIZON, allowed=frozenset(), seed=seed)


def _of_others(check: Backtest, deals: Deals, hidden: Flags, *, as_of: float) -> Backtest:
    """The same, scored on the deals that are not hidden."""
    asked = case(deals, as_of=as_of, cohort="open", horizon=HORIZON)
    before = earlier(deals, as_of=as_of, cohort="open", horizon=HORIZON)
    base = base_rate(deals, before)
    stages = by_stage(deals, before, asked, base)
    seen = np.flatnonzero(~hidden[asked.rows])
    if len(seen) < FEWEST_CHECKED:
        return replace(check, ours=None, base=None, by_stage=None)
    kind = happened(deals, asked)[seen]
    return replace(
        check,
        ours=score(check.chances[seen], kind),
        base=score(np.broadcast_to(base, check.chances.shape)[seen], kind),
        by_stage=None if stages is None or check.by_stage is None else score(np.asarray(stages)[seen], kind),
    )


def _basis(ended: int, check: Backtest | None, *, trusted: bool) -> Basis:
    if not ended:
        return Basis.PRIOR
    if not trusted:
        return Basis.BASE_RATE
    if check is None or check.says == "too_few":
        return Basis.SHRUNK
    return {"learnt": Basis.LEARNT, "level": Basis.LEVEL, "base_rate": Basis.BASE_RATE}[check.says]


def only_base(learnt: Learnt) -> Learnt:
    """The same, where nothing but the base rate is believed."""
    alone = np.zeros_like(learnt.mixture.pooled)
    alone[0] = 1.0
    each = np.zeros_like(learnt.mixture.each)
    each[:, 0] = 1.0
    return replace(learnt, mixture=replace(learnt.mixture, pooled=alone, each=each))


def between(chances: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """The range of RANGE around each chance (rows × days), as wide as `weight` deals leave it.

    Quantiles of a beta distribution that has the chance as its mean and weighs MOST_PEERS at most.
    """
    weighs = np.minimum(weight, MOST_PEERS)[:, None]
    tail = (1.0 - RANGE) / 2
    low = beta.ppf(tail, chances * weighs, (1 - chances) * weighs)
    high = beta.ppf(1 - tail, chances * weighs, (1 - chances) * weighs)
    return np.minimum(np.maximum(low, LOWEST), chances), np.maximum(np.minimum(high, 1 - LOWEST), chances)


def digest(deals: Deals, *, as_of: float, seed: int) -> str:
    """Of everything that went in: the same digest with the same engine gives the same numbers."""
    found = hashlib.sha256(f"{VERSION} {as_of} {seed} {KINDS}".encode())
    for part in (deals.created, deals.closed, deals.outcome):
        found.update(np.ascontiguousarray(part).tobytes())
    found.update("\n".join(str(id) for id in deals.ids).encode())
    for name in sorted(deals.features):
        column = deals.features[name]
        found.update(f"{name} {column.words}".encode() + np.ascontiguousarray(column.values).tobytes())
    for name in sorted(deals.history):
        found.update(_events(name, deals.history[name]))
    return found.hexdigest()


def _events(name: str, events: Events) -> bytes:
    parts = (events.deal, events.at, events.column.values)
    return f"{name} {events.column.words}".encode() + b"".join(np.ascontiguousarray(part).tobytes() for part in parts)
