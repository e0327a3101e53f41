"""Which variants of the outcome model are believed: held against what happened after earlier days, and mixed by that.

Each variant is learnt once more from what was known on an earlier day, and asked for what has happened since. The
mixture that gives what happened the highest chance is found by expectation maximisation; a few deals' worth of
trust in the base rate and the plainer variants keeps it near them while there is little to go by.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.base import Course, base_rate, course, earlier
from evener.forecast.engine.cases import Case, bounded, case, happened
from evener.forecast.engine.deals import KINDS, Deals, Floats, Ints
from evener.forecast.engine.learners import LEAST
from evener.forecast.engine.outcomes import Fitted, Variant, fit
from evener.forecast.engine.threads import on_one_thread

# Deals that speak beforehand for the base rate, for a variant where all of the past counts alike, and where it fades.
BASE, TRUST, DOUBT = 3.0, 2.0, 0.5
FEATURED = 2.0  # times as many for a variant with features: where these tell nothing it says what the other says
TOGETHER = 500.0  # what open deals of a horizon ago tell at most: what befell all in those weeks makes them alike
FADE = 1.5  # usual lives of a deal, in which the past fades to half
UNCHECKED = 10.0  # deals that speak for the base rate of new deals, where nothing could be checked
PART = 5.0  # of the past, that new deals are checked on
OWN = 20.0  # deals that the common mixture weighs beside those of one time of creation
MOST_PARTS = 12
MOST_CHECKED = 20_000  # deals looked at in a check
SHORTEST = 14.0  # days
ROUNDS = 200
UNHEARD = 0.01  # weight under which a variant is left out


@dataclass(frozen=True, slots=True)
class Mixture:
    """How far the base rate and each variant are believed, in this order: for deals created from each of `begins` on.

    `pooled`: for all deals together.
    """

    variants: tuple[Variant, ...]
    pooled: Floats
    begins: Floats
    each: Floats

    def of(self, created: Floats) -> Floats:
        """Rows × variants."""
        place = np.searchsorted(self.begins, created, side="right") - 1
        return np.asarray(self.each[np.maximum(place, 0)])


@dataclass(frozen=True, slots=True)
class Learnt:
    """The model as it is asked; `checked`: on how many deals of earlier days the mixture rests."""

    fitted: Fitted
    mixture: Mixture
    base: Floats
    course: Course
    checked: int

    @on_one_thread
    def chances(self, deals: Deals, of: Case) -> Floats:
        """Rows × (won, lost, no decision, open): between LOWEST and what it leaves, each row adding up to 1."""
        each = self.fitted.chances(deals, of.rows, of.start, of.until)
        weights = self.mixture.of(deals.created[of.rows])
        mixed = weights[:, [0]] * self.base
        for place, variant in enumerate(self.mixture.variants, start=1):
            mixed = mixed + weights[:, [place]] * each[variant]
        return bounded(mixed, final=of.until is None)

    @on_one_thread
    def paths(self, deals: Deals, rows: Ints, start: Floats, days: Floats) -> Floats:
        """Rows × days × (won, lost, no decision, open): chances by each of so many `days` after the start.

        The first three never fall with the days. For open deals they are `chances` at the horizon learnt with.
        """
        order = np.argsort(days, kind="stable")
        ahead = np.broadcast_to(np.maximum(days[order], 0.0), (len(rows), len(days)))
        each = self.fitted.paths(deals, rows, start, ahead)
        weights = self.mixture.of(deals.created[rows])[:, :, None, None]
        mixed = weights[:, 0] * self.course.at(ahead[0] if len(rows) else days[order])
        for place, variant in enumerate(self.mixture.variants, start=1):
            mixed += weights[:, place] * each[variant]
        found = np.empty_like(mixed)
        found[:, order] = bounded(mixed.reshape(-1, KINDS + 1), final=False).reshape(mixed.shape)
        return found


@on_one_thread
def learn(deals: Deals, *, as_of: float, cohort: str, horizon: float | None, seed: int) -> Learnt:
    """Everything from what was known on `as_of` and before."""
    ended = deals.ended(as_of)
    length = (deals.closed - deals.created)[ended]
    usual = float(np.quantile(length, 0.8)) if len(length) else 90.0
    gap = max(horizon if horizon is not None else usual, SHORTEST)
    if cohort == "new" and ended.any():
        gap = max(gap, (as_of - float(deals.created[ended].min())) / PART)  # few are created in a short time
    variants = _variants(deals, float(np.median(length)) if len(length) else 60.0, int(ended.sum()))
    watch = max(gap * 1.5, 30.0) if cohort == "open" else np.inf
    mixture, checked = _mixture(deals, variants, as_of=as_of, cohort=cohort, gap=gap, watch=watch, seed=seed)
    fitted = fit(deals, as_of=as_of, cohort=cohort, watch=watch, variants=list(mixture.variants), seed=seed)
    base = base_rate(deals, earlier(deals, as_of=as_of, cohort=cohort, horizon=horizon))
    means = course(deals, as_of=as_of, cohort=cohort, horizon=horizon)
    return Learnt(fitted, mixture, base, means, checked)


def _variants(deals: Deals, median: float, ended: int) -> list[Variant]:
    """With and without features; all the past alike, or fading."""
    fading = [None, max(FADE * median, 30.0)] if ended >= 2 * LEAST else [None]
    featured = [False, True] if deals.features and ended >= LEAST else [False]
    return [Variant(half, features=features) for half in fading for features in featured]


@dataclass(frozen=True, slots=True)
class Check:
    """Of an earlier day: when its deals were created, and the chance each variant gave to what then happened.

    `most`: how many deals they tell as much as, however many there are.
    """

    created: Floats
    likely: Floats
    most: float

    @property
    def told(self) -> Floats:
        size = len(self.created)
        return np.full(size, self.most / (self.most + size))


def _trust(variant: Variant) -> float:
    return (TRUST if variant.half_life is None else DOUBT) * (FEATURED if variant.features else 1.0)


def _mixture(
    deals: Deals, variants: list[Variant], *, as_of: float, cohort: str, gap: float, watch: float, seed: int
) -> tuple[Mixture, int]:  # fmt: skip
    def check(back: float) -> Check | None:
        day = as_of - back
        if len(variants) < 2 or deals.ended(day).sum() < LEAST:
            return None
        asked = _sample(case(deals, as_of=day, cohort=cohort, horizon=back), seed)
        if len(asked.rows) < LEAST // 2:
            return None
        then = fit(deals, as_of=day, cohort=cohort, watch=watch, variants=variants, seed=seed)
        chances = then.chances(deals, asked.rows, asked.start, asked.until)
        kind = happened(deals, asked)
        base = base_rate(deals, earlier(deals, as_of=day, cohort=cohort, horizon=back))
        given = [np.broadcast_to(base, (len(kind), len(base))), *(chances[variant] for variant in variants)]
        each = [bounded(one, final=False)[np.arange(len(kind)), kind] for one in given]
        return Check(deals.created[asked.rows], np.stack(each, 1), TOGETHER * gap / back)

    recent = check(max(gap / 3, SHORTEST)) if cohort == "open" else None
    whole = [found for found in (check(gap), check(2 * gap), recent) if found is not None]
    trust = np.array([BASE, *map(_trust, variants)])
    if not whole:
        alike = tuple(variant for variant in variants if variant.half_life is None)
        base = BASE if cohort == "open" else UNCHECKED
        pooled = np.array([base, *(TRUST for _ in alike)]) / (base + TRUST * len(alike))
        return Mixture(alike, pooled, np.array([-np.inf]), pooled[None]), 0
    likely = np.concatenate([each.likely for each in whole])
    told = np.concatenate([each.told for each in whole]) if cohort == "open" else None
    pooled = mix(likely, trust, told)
    begins, each = _by_creation(recent, pooled, max(gap / 3, 30.0)) if recent else (np.array([-np.inf]), pooled[None])
    heard = np.flatnonzero(each[:, 1:].max(0) >= UNHEARD)
    columns = np.append(0, heard + 1)
    each, pooled = each[:, columns], pooled[columns]
    each, pooled = each / each.sum(1, keepdims=True), pooled / pooled.sum()
    return Mixture(tuple(variants[place] for place in heard), pooled, begins, each), len(likely)


def _by_creation(recent: Check, pooled: Floats, wide: float) -> tuple[Floats, Floats]:
    """Deals of one time may go their own way (a campaign, a batch): what fitted those in the last weeks."""
    latest = float(recent.created.max())
    part = np.floor((latest - recent.created) / wide).astype(int)
    oldest = min(int(part.max()), MOST_PARTS - 1)
    part = np.minimum(part, oldest)
    begins = [latest - (number + 1) * wide for number in range(oldest, -1, -1)]
    each = [mix(recent.likely[part == number], pooled * OWN) for number in range(oldest, -1, -1)]
    # Those created since the check have shown nothing yet.
    return np.array([-np.inf, *begins[1:], latest + 1e-9]), np.stack([*each, pooled])


def mix(likely: Floats, trust: Floats, told: Floats | None = None) -> Floats:
    """Weights of a mixture by expectation maximisation; `trust`: deals that speak for each beforehand.

    `told`: how much each deal tells; 1 unless given.
    """
    weights: Floats = trust / trust.sum()
    heard = 1.0 if told is None else told[:, None]
    for _ in range(ROUNDS):
        part = likely * weights
        weights = (heard * part / np.maximum(part.sum(1, keepdims=True), 1e-12)).sum(0) + trust
        weights /= weights.sum()
    return weights


def _sample(of: Case, seed: int) -> Case:
    if len(of.rows) <= MOST_CHECKED:
        return of
    kept = np.sort(np.random.default_rng(seed).choice(len(of.rows), MOST_CHECKED, replace=False))
    return Case(of.rows[kept], of.start[kept], None if of.until is None else of.until[kept])
