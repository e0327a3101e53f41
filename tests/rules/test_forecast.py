"""The outcome model's parts: laws that hold for any deals, and outside judges (scikit-learn, lifelines)."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import log_loss, roc_auc_score

from evener.forecast.engine.backtest import dated, folded
from evener.forecast.engine.base import base_rate, earlier
from evener.forecast.engine.cases import LOWEST, bounded, case, happened
from evener.forecast.engine.curves import incidence
from evener.forecast.engine.deal_file import column
from evener.forecast.engine.deals import KINDS, OPEN, Column, Deals, Events, worded
from evener.forecast.engine.known import look
from evener.forecast.engine.leaks import Why, suspects
from evener.forecast.engine.learning import Learnt, learn
from evener.forecast.engine.regressions import multinomial, poisson, shares
from evener.forecast.engine.scores import score
from evener.forecast.engine.spells import age_bins, cut

DAY = 736_000.0


def company(size: int, *, seed: int = 1, signal: float = 1.0, more: dict[str, Column] | None = None) -> Deals:
    """Made-up deals of two years: sources win differently by `signal`; about a third end in each way."""
    rng = np.random.default_rng(seed)
    created = DAY + np.sort(np.floor(rng.uniform(0, 730, size)))
    source = rng.integers(0, 4, size)
    pull = signal * np.array([-1.2, -0.4, 0.4, 1.2])[source]
    times = np.stack(
        [rng.exponential(1, size) * days for days in (90 * np.exp(-pull), 90 * np.exp(pull / 2), np.full(size, 120.0))]
    )
    kind = times.argmin(0)
    features = {"source": worded([f"s{each}" for each in source]), "size": Column(np.exp(rng.normal(9, 1, size)))}
    return Deals(
        ids=np.arange(size).astype(str).astype(object), created=created, closed=created + np.floor(times.min(0)),
        outcome=kind, features=features | (more or {}),
    )  # fmt: skip


def learnt(deals: Deals, *, cohort: str = "open", horizon: float | None = 90.0, as_of: float = DAY + 500) -> Learnt:
    return learn(deals, as_of=as_of, cohort=cohort, horizon=horizon, seed=1)


def test_incidence_is_aalen_johansen() -> None:
    from lifelines import AalenJohansenFitter  # noqa: PLC0415 - slow to load, and only here

    rng = np.random.default_rng(4)
    age = np.round(rng.exponential(60, 400)) + 1
    age[:60] = 31.0  # closed by a rule on the same day
    kind = rng.choice([0, 1, 2, OPEN], 400, p=[0.3, 0.2, 0.2, 0.3])
    kind[:60] = 2
    ours = incidence(age, kind)
    for each in range(KINDS):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it moves ties apart by chance, and says so
            fitter = AalenJohansenFitter(calculate_variance=False, jitter_level=1e-7, seed=1)
            fitter.fit(age, np.where(kind == OPEN, 0, kind + 1), event_of_interest=each + 1)
        theirs = fitter.cumulative_density_
        for day in (10.0, 30.0, 31.0, 60.0, 150.0):
            assert ours.at(day)[each] == pytest.approx(float(theirs[theirs.index <= day + 0.01].iloc[-1, 0]), abs=2e-3)
    assert ours.at(31.0)[2] - ours.at(30.0)[2] > 0.1


@given(
    age=arrays(float, st.integers(1, 60), elements=st.floats(0, 500)), seed=st.integers(0, 9)
)  # fmt: skip
def test_incidence_never_passes_one(age: Any, seed: int) -> None:
    kind = np.random.default_rng(seed).integers(0, 4, len(age))
    curves = incidence(age, kind)
    assert (np.diff(curves.share, axis=0) >= -1e-12).all()
    assert curves.share.sum(1).max(initial=0.0) <= 1 + 1e-9


@given(
    watched=arrays(float, 20, elements=st.floats(0.5, 900)), age=arrays(float, 20, elements=st.floats(0, 400)),
    seed=st.integers(0, 9),
)  # fmt: skip
def test_spells_lose_no_day_and_no_ending(watched: Any, age: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    edges = age_bins(rng.exponential(80, 300))
    ended = rng.random(20) < 0.5
    found = cut(edges, age, watched, ended, np.full(20, DAY))
    assert np.bincount(found.look, found.days, 20) == pytest.approx(watched)
    assert (np.bincount(found.look, found.ended, 20) == ended).all()
    assert (found.bin < len(edges)).all()


def test_a_day_on_which_many_end_is_a_bin_of_its_own() -> None:
    ages = np.concatenate([np.random.default_rng(2).exponential(90, 500), np.full(80, 31.0)])
    edges = age_bins(ages)
    assert {31.0, 32.0} <= set(edges)


@given(arrays(float, (8, 4), elements=st.floats(0, 1)))
def test_nothing_is_certain(raw: Any) -> None:
    raw = raw + 1e-9
    found = bounded(raw / raw.sum(1, keepdims=True), final=False)
    assert found.sum(1) == pytest.approx(np.ones(8))
    assert found.min() >= LOWEST - 1e-12 and found.max() <= 1 - 3 * LOWEST + 1e-12


def test_scores_are_what_others_compute() -> None:
    rng = np.random.default_rng(5)
    chances = rng.dirichlet([2, 1, 1, 1], 300)
    kind = rng.integers(0, 4, 300)
    ours = score(chances, kind)
    assert ours.log_loss == pytest.approx(log_loss(kind, chances, labels=[0, 1, 2, 3]))
    assert ours.auc == pytest.approx(roc_auc_score(kind == 0, chances[:, 0]))
    assert sum(band.deals for band in ours.bands) == 300
    assert score(chances[:3], np.zeros(3, int)).auc is None


def test_regressions_find_what_made_the_numbers() -> None:
    rng = np.random.default_rng(6)
    group, x = rng.integers(0, 2, 4000), np.stack([np.ones(4000), rng.normal(size=4000)], 1)
    days = rng.uniform(5, 50, 4000)
    events = rng.poisson(days * np.exp(np.array([-3.0, -2.5])[group] + 0.5 * x[:, 1])).astype(float)
    found = poisson(group, x[:, 1:], events, np.log(days), np.ones(4000), np.full(3, 0.01))
    assert found == pytest.approx([-3.0, -2.5, 0.5], abs=0.05)
    truth = np.array([[0.5, 0.0, -0.5], [1.0, -0.5, -0.5]])
    kind = np.array([rng.choice(3, p=row) for row in shares(x @ truth)])
    nothing = np.zeros((0, 4000, 3))
    fitted, _ = multinomial(x, kind, np.ones(4000), np.full(2, 0.01), np.zeros((4000, 3)), nothing, 1.0)
    assert fitted - fitted.mean(1, keepdims=True) == pytest.approx(truth, abs=0.12)
    told = np.stack([x @ truth, rng.normal(size=(4000, 3))])
    _, heard = multinomial(x[:, :0], kind, np.ones(4000), np.zeros(0), np.zeros((4000, 3)), told, 1.0)
    assert heard == pytest.approx([1.0, 0.0], abs=0.1)


def test_a_field_is_read_as_it_was_on_the_day() -> None:
    deals = company(3)
    events = Events(
        np.array([0, 0, 2]), np.array([DAY + 5, DAY + 20, DAY + 9]), worded(["meet", "offer", "meet"])
    )  # fmt: skip
    known = deals.with_history({"stage": events})
    seen = look(known, np.array([0, 0, 0, 1, 2]), DAY + np.array([4.0, 5.0, 30.0, 30.0, 30.0]), aged=True)
    stage = seen.columns["stage"]
    assert [stage.words[int(each)] for each in stage.values] == ["", "meet", "offer", "", "meet"]
    assert seen.columns["stage changes"].values.tolist() == [0, 1, 2, 0, 1]
    silent = seen.columns["silent for"].values
    assert math.isnan(silent[0]) and silent[1:3].tolist() == [0, 10] and math.isnan(silent[3])


def test_a_field_keeps_its_name_beside_what_is_worked_out() -> None:
    told = worded([f"s{number % 3}" for number in range(4)])
    events = Events(np.array([0]), np.array([DAY + 5]), worded(["meet"]))
    known = company(4, more={"age": told, "changes": Column(np.arange(4.0))}).with_history({"stage": events})
    seen = look(known, np.arange(4), known.created + 30.0, aged=True).columns
    assert seen["age"].words == told.words and seen["age (worked out)"].values.tolist() == [30.0] * 4
    assert seen["changes"].values.tolist() == [0, 1, 2, 3]


def test_what_a_field_is_called_changes_nothing() -> None:
    deals = company(400)
    called = replace(deals, features={"age": deals.features["source"], "size": deals.features["size"]})
    asked = case(deals, as_of=DAY + 500, cohort="open", horizon=90.0)
    assert learnt(called).chances(called, asked) == pytest.approx(learnt(deals).chances(deals, asked), abs=1e-6)


def test_a_shrunk_amount_is_seen_as_shrunk() -> None:
    deals = company(2)
    events = Events(np.array([0, 0]), np.array([DAY, DAY + 10]), Column(np.array([1000.0, 500.0])))
    seen = look(deals.with_history({"amount": events}), np.array([0, 0]), DAY + np.array([5.0, 15.0]), aged=False)
    assert seen.columns["amount against its first"].values == pytest.approx([0.0, math.log(501 / 1001)])


def test_leaks_are_named_and_left_out() -> None:
    plain = company(1500)
    rng = np.random.default_rng(3)
    won, ended = plain.outcome == 0, plain.ended(DAY + 500)
    leaky = {
        "paid": Column(np.where(won, 900.0, 0.0)),
        "end state": worded([("", "signed", "gone", "cold")[int(each) + 1] for each in plain.outcome]),
        "days": Column(plain.closed - plain.created),
        "invoice": worded([f"i{rng.integers(3)}" if each else "" for each in ended]),
        "fine": worded([f"f{rng.integers(3)}" for _ in range(1500)]),
    }
    deals = company(1500, more=leaky)
    found = {each.feature: each.why for each in suspects(deals, as_of=DAY + 500)}
    assert found == {
        "paid": Why.ONE_OUTCOME, "end state": Why.TELLS, "days": Why.LENGTH, "invoice": Why.ONLY_ENDED,
    }  # fmt: skip
    few = np.arange(0, 1500, 5)
    small = Deals(
        deals.ids[few], deals.created[few], deals.closed[few], deals.outcome[few],
        {name: column.at(few) for name, column in deals.features.items()},
    )  # fmt: skip
    asked: dict[str, Any] = {"as_of": DAY + 500, "cohort": "new", "horizon": None, "seed": 1}
    named = frozenset(each.feature for each in suspects(small, as_of=DAY + 500))
    careful, same = (dated(each, **asked, allowed=frozenset()) for each in (small, small.without(named)))
    assert named and careful.chances == pytest.approx(same.chances)
    assert dated(small, **asked, allowed=named).suspects == []


def test_leaks_are_left_out_without_days_as_well() -> None:
    plain = company(200)
    told = worded([("signed", "gone", "cold")[int(each)] for each in plain.outcome])
    undated = replace(plain, created=np.zeros(200), closed=np.full(200, np.inf))
    leaky = replace(undated, features={**undated.features, "end state": told})
    careful, same, let = (
        folded(leaky, folds=3, seed=1), folded(undated, folds=3, seed=1),
        folded(leaky, folds=3, seed=1, allowed=frozenset({"end state"})),
    )  # fmt: skip
    assert [each.feature for each in careful.suspects] == ["end state"] and let.suspects == []
    assert careful.chances == pytest.approx(same.chances)
    assert let.ours and same.ours and let.ours.log_loss < same.ours.log_loss / 2


def test_a_day_is_looked_at_from_the_creation_of_the_deal() -> None:
    deals = company(3)
    due = Column(deals.created + np.array([10.0, 20.0, np.nan]), days=True)
    moved = Events(
        np.array([0, 0]),
        deals.created[0] + np.array([0.0, 5.0]),
        Column(deals.created[0] + np.array([30.0, 44.0]), days=True),
    )
    known = replace(deals, features={**deals.features, "due": due}).with_history({"expected": moved})
    seen = look(known, np.arange(3), deals.created + 6, aged=False).columns
    assert seen["due"].values == pytest.approx([10.0, 20.0, np.nan], nan_ok=True)
    assert seen["expected"].values[0] == 44.0 and seen["expected against its first"].values[0] == 14.0
    assert column(["2026-01-05", "2026-02-01", "", "2026-03-01", "2026-03-09"]).days


def test_what_happened_after_the_day_changes_nothing() -> None:
    deals, day = company(500), DAY + 500
    later = np.where(deals.closed > day, np.inf, deals.closed)
    blind = Deals(deals.ids, deals.created, later, np.where(np.isinf(later), OPEN, deals.outcome), deals.features)
    asked = case(deals, as_of=day, cohort="open", horizon=90.0)
    assert learnt(deals).chances(deals, asked) == pytest.approx(learnt(blind).chances(blind, asked))


@pytest.mark.parametrize("cohort", ["open", "new"])
def test_paths_only_go_on(cohort: str) -> None:
    deals, day = company(500), DAY + 500
    model = learnt(deals, cohort=cohort)
    asked = case(deals, as_of=day, cohort="open", horizon=90.0)
    days = np.array([90.0, 30.0, 400.0, 0.0, 45.0])
    found = model.paths(deals, asked.rows, asked.start, days)
    assert found.shape == (len(asked.rows), 5, KINDS + 1)
    assert found.sum(2) == pytest.approx(np.ones(found.shape[:2]))
    assert found.min() >= LOWEST - 1e-12
    in_order = found[:, np.argsort(days)]
    assert (np.diff(in_order[:, :, :KINDS], axis=1) >= -1e-12).all()
    assert found[:, 3, OPEN] == pytest.approx(np.full(len(found), 1 - 3 * LOWEST))
    if cohort == "open":
        assert found[:, 0] == pytest.approx(model.chances(deals, asked), abs=0.005)
    assert model.paths(deals, asked.rows[:0], asked.start[:0], days).shape == (0, 5, KINDS + 1)


@pytest.mark.parametrize(
    ("cohort", "horizon", "signal", "better"),
    [("new", None, 0.0, -0.005), ("new", None, 1.0, 0.05), ("new", 120.0, 1.0, 0.1)],
)
def test_better_than_the_base_rate_or_nearly_the_same(
    cohort: str, horizon: float | None, signal: float, better: float
) -> None:
    deals, day = company(900, signal=signal, seed=8), DAY + 500
    asked = case(deals, as_of=day, cohort=cohort, horizon=horizon)
    kind = happened(deals, asked)
    base = base_rate(deals, earlier(deals, as_of=day, cohort=cohort, horizon=horizon))
    ours = score(learnt(deals, cohort=cohort, horizon=horizon).chances(deals, asked), kind).log_loss
    assert ours < score(np.broadcast_to(base, (len(kind), KINDS + 1)), kind).log_loss - better


def test_with_little_past_the_base_rate_knows_that_deals_stay_open() -> None:
    deals = company(30)
    before = earlier(deals, as_of=DAY + 200, cohort="open", horizon=60.0)
    found = base_rate(deals, before)
    assert len(before.rows) == (deals.created <= DAY + 200).sum() and found[OPEN] > 0.1
    assert before.until is not None and before.until.max() <= DAY + 200


def test_a_stage_in_numbers_has_no_average() -> None:
    deals = company(60, more={"stage": Column(np.linspace(-5, 1e9, 60))})
    found = dated(deals, as_of=DAY + 500, cohort="open", horizon=60.0, allowed=frozenset(), seed=1)
    assert found.by_stage is None


def test_same_seed_same_chances() -> None:
    deals = company(300)
    asked = case(deals, as_of=DAY + 500, cohort="open", horizon=60.0)
    first, second = (learnt(deals, horizon=60.0).chances(deals, asked) for _ in range(2))
    assert (first == second).all()


def odd() -> dict[str, Deals]:
    one, many = company(40), company(300)
    giant = np.full(300, 10.0)
    giant[0] = 1e12
    return {
        "five deals": company(5),
        "none ended": Deals(one.ids, np.full(40, DAY + 480), np.full(40, np.inf), np.full(40, OPEN), one.features),
        "one outcome": Deals(many.ids, many.created, many.closed, np.zeros(300, int), many.features),
        "amounts missing": company(300, more={"amount": Column(np.full(300, np.nan))}),
        "one giant deal": company(300, more={"amount": Column(giant)}),
        "a constant": company(300, more={"same": Column(np.ones(300)), "word": worded(["x"] * 300)}),
        "every value another": company(300, more={"name": worded([f"n{each}" for each in range(300)])}),
        "no feature": Deals(many.ids, many.created, many.closed, many.outcome),
        "all on one day": Deals(many.ids, np.full(300, DAY), np.full(300, DAY), many.outcome, many.features),
        "from the future": Deals(many.ids, many.created + 5000, many.closed + 5000, many.outcome, many.features),
    }


@pytest.mark.parametrize("name", list(odd()))
def test_odd_pipelines_get_an_answer_without_a_warning(name: str) -> None:
    deals = odd()[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for cohort, horizon in (("open", 90.0), ("new", None)):
            found = dated(deals, as_of=DAY + 500, cohort=cohort, horizon=horizon, allowed=frozenset(), seed=1)
            assert np.isfinite(found.chances).all()
            assert found.chances.sum(1) == pytest.approx(np.ones(len(found.rows)))


def test_a_stage_nobody_has_seen_is_asked_about() -> None:
    deals = company(300, more={"stage": worded(["new" if each > 280 else "old" for each in range(300)])})
    found = dated(deals, as_of=DAY + 700, cohort="open", horizon=60.0, allowed=frozenset(), seed=1)
    assert len(found.rows) and np.isfinite(found.chances).all()


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 1000))
def test_without_days_in_folds(seed: int) -> None:
    noise = folded(company(200, seed=seed, signal=0.0), folds=5, seed=seed)
    told = folded(company(200, seed=seed, signal=1.5), folds=5, seed=seed)
    assert noise.ours and noise.base and told.ours and told.base
    assert noise.ours.log_loss < noise.base.log_loss + 0.05
    assert told.ours.log_loss < told.base.log_loss
