"""Coverage planning: held against formulas, against SimPy, and against sums done by hand."""

from __future__ import annotations

import random
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simpy

from evener.capacity.engine.coverage import covered
from evener.capacity.engine.queueing import waits_in_service_times
from evener.capacity.engine.scenarios import (
    BadPlan,
    Change,
    Grow,
    Hire,
    Kind,
    Leave,
    Scenario,
    Staff,
    Team,
    team_of,
)

pytestmark = pytest.mark.pure
DOC = Path(__file__).parents[2] / "docs" / "algorithms" / "coverage_planning.md"
WEEK = 40.0


def rows(name: str) -> list[list[str]]:
    text = DOC.read_text(encoding="utf-8").partition(f"<!-- table of {name} -->")[2].partition("\n\n|")[2]
    lines = text.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def share(cell: str) -> float:
    return float(cell.removesuffix(" %")) / 100


def pool(size: int, **more: Any) -> list[Staff]:
    return [Staff(f"P{number}", {}, (WEEK,), **more) for number in range(size)]


@pytest.mark.parametrize("row", rows("checks"), ids=lambda row: " ".join(row[:3]))
def test_waits_are_those_of_the_formulas(row: list[str]) -> None:
    people, load, cv2 = int(row[0]), share(row[1]), float(row[2])
    known = waits_in_service_times(people=people, load=load, service_cv2=cv2)
    assert f"{known:.2f}" == row[3]
    service = 0.1 * max(1, people / 4)
    kind = Kind("any", per_week=load * people / service, hours=WEEK * service, cv2=cv2)
    outcome = covered(pool(people), [kind], weeks=300, replications=80).outcomes[0]
    assert outcome.wait.mean / service == pytest.approx(known, rel=share(row[4]))
    assert outcome.load.mean == pytest.approx(load, rel=0.03)


CHANGES: dict[str, tuple[Change, ...]] = {
    "now": (),
    "one leaves in week 5": (Leave("P0", 5),),
    "requests grow 30 % in week 5": (Grow(1.3, week=5),),
    "one joins in week 2, ramp 3": (Hire(Staff("new", {}, (WEEK,), joins=2, ramp=3)),),
}


@pytest.mark.parametrize("row", rows("loads"), ids=lambda row: row[0])
def test_loads_that_can_be_done_by_hand(row: list[str]) -> None:
    kind = Kind("any", per_week=16, hours=4, cv2=0)
    plan = Scenario(row[0], CHANGES[row[0]])
    team = team_of(pool(2), [kind], plan, weeks=10)
    asked = 64 * plan.factors(kind, 10).sum()
    assert team.available == float(row[1])
    assert asked == pytest.approx(float(row[2]))
    assert f"{asked / team.available:.0%}" == row[3].replace(" ", "")


def test_each_scenario_is_compared_with_now_on_the_same_arrivals() -> None:
    kinds = [Kind("any", per_week=30, hours=4, value=100, needed_within=0.2)]
    plans = [
        Scenario("same"),
        Scenario("two leave", (Leave("P0", 0), Leave("P1", 0))),
        Scenario("more", (Grow(1.3),)),
        Scenario("three join", (Hire(Staff("new", {}, (WEEK,) * 2, ramp=4)),)),
    ]
    result = covered(pool(4), kinds, scenarios=plans, weeks=30, replications=20)
    _, same, leave, more, hire = result.outcomes
    assert [outcome.name for outcome in result.outcomes] == ["now", *(plan.name for plan in plans)]
    assert all(change.low == change.high == 0 for change in same.change.values())
    assert leave.change["uncovered_value"].low > 0
    assert more.change["load"].mean == pytest.approx(0.3 * result.outcomes[0].load.mean, rel=0.15)
    assert hire.change["p85_wait"].high <= 0
    # Shared arrivals: the difference is surer than either side alone.
    assert leave.change["load"].error < leave.load.error


def test_skills_say_who_does_what() -> None:
    staff = [Staff("both", {"a": 2, "b": 1}, (WEEK,)), Staff("one", {"a": 1}, (WEEK,))]
    kinds = [
        Kind("a", per_week=1, hours=1, skills={"a": 1}),
        Kind("senior", per_week=1, hours=1, skills={"a": 3}, value=10),
    ]
    outcome = covered(staff, kinds, weeks=50, replications=10).outcomes[0]
    assert outcome.undone_share.mean == pytest.approx(0.5, abs=0.06)
    assert outcome.uncovered_value.mean == pytest.approx(500, rel=0.15)
    team = team_of(staff, kinds, Scenario("now"), weeks=50)
    assert team.barred.tolist() == [[0.0, 0.0], [np.inf, np.inf]]


def finish(team: Team, start: float, hours: float) -> float:
    return float(team.finished(np.array([0]), np.array([start]), np.array([hours]))[0])


def test_leave_ramp_and_handover_take_the_time_they_take() -> None:
    away = team_of([Staff("P", {}, (40.0, 0.0, 20.0))], [], Scenario("now"), weeks=10)
    assert finish(away, 0.5, 20) == pytest.approx(1.0, abs=1e-9)
    assert finish(away, 0.5, 30) == pytest.approx(2.5)
    assert finish(away, 9.0, 100) == pytest.approx(14.0)
    assert away.working.reshape(1, -1)[0, :3].tolist() == [0.0, 2.0, 2.0]
    leaver = team_of([Staff("P", {}, (40.0,), leaves=2)], [], Scenario("now"), weeks=10)
    assert finish(leaver, 1.5, 40) == pytest.approx(2.5)
    assert leaver.working.reshape(1, -1)[0, :3].tolist() == [0.0, 1.0, np.inf]
    busy = team_of([Staff("P", {}, (40.0,), busy=60, joins=1)], [], Scenario("now"), weeks=10)
    assert busy.busy_until.tolist() == [2.5]


def with_simpy(
    *, people: int, per_week: float, hours: float, patience: float, weeks: int, seed: int
) -> tuple[float, float]:
    """Mean wait of those begun and the share of those who gave up."""
    rng, env = random.Random(seed), simpy.Environment()
    desk, waits, gone = simpy.Resource(env, people), [], [0]

    def request() -> Generator[Any, Any, None]:
        came = env.now
        with desk.request() as turn:
            got = yield turn | env.timeout(patience)
            if turn not in got:
                gone[0] += 1
                return
            waits.append(env.now - came)
            yield env.timeout(rng.expovariate(WEEK / hours))

    def arrivals() -> Generator[Any, Any, None]:
        while True:
            yield env.timeout(rng.expovariate(per_week))
            env.process(request())

    env.process(arrivals())
    env.run(weeks)
    return sum(waits) / len(waits), gone[0] / (len(waits) + gone[0])


def test_simpy_says_the_same_about_impatient_requests() -> None:
    runs = [with_simpy(people=3, per_week=36, hours=4, patience=0.1, weeks=200, seed=seed) for seed in range(10)]
    outcome = covered(pool(3), [Kind("any", per_week=36, hours=4, patience=0.1)], weeks=200, replications=20).outcomes[
        0
    ]
    assert outcome.wait.mean == pytest.approx(sum(wait for wait, _ in runs) / len(runs), rel=0.05)
    assert outcome.undone_share.mean == pytest.approx(sum(gone for _, gone in runs) / len(runs), rel=0.05)


def test_it_can_be_stopped_and_tells_how_far_it_is() -> None:
    heard: list[float] = []
    kinds = [Kind("any", per_week=30, hours=4)]
    whole = covered(pool(4), kinds, weeks=20, replications=60, progress=heard.append)
    assert heard == sorted(heard)
    assert 0 <= heard[0] < 0.05
    assert 0.95 < heard[-1] <= 1
    assert (whole.stopped, whole.replications) == (False, 60)
    asked = [0]

    def stop() -> bool:
        asked[0] += 1
        return asked[0] > 110

    stopped = covered(pool(4), kinds, weeks=20, replications=60, should_stop=stop)
    assert (stopped.stopped, stopped.replications) == (True, 50)
    at_once = covered(pool(4), kinds, should_stop=lambda: True)
    assert (at_once.outcomes, at_once.replications, at_once.stopped) == ((), 0, True)


def test_the_same_seed_gives_the_same_answer() -> None:
    kinds = [Kind("any", per_week=30, hours=4)]
    one, other = (covered(pool(4), kinds, weeks=20, replications=5) for _ in range(2))
    assert one == other
    assert covered(pool(4), kinds, weeks=20, replications=5, seed=2) != one


def test_nobody_no_requests_and_far_too_many() -> None:
    kinds = [Kind("any", per_week=30, hours=4, value=1.0)]
    nobody = covered([], kinds, weeks=10, replications=3).outcomes[0]
    assert nobody.undone_share.mean == 1
    idle = covered(pool(2), [], weeks=10, replications=3).outcomes[0]
    assert (idle.load.mean, idle.late_share.mean, idle.wait.mean) == (0, 0, 0)
    resting = covered([Staff("P", {}, (0.0,))], kinds, weeks=10, replications=3).outcomes[0]
    assert resting.undone_share.mean == 1
    swamped = covered(pool(1), [Kind("any", per_week=1, hours=1e6)], weeks=10, replications=3).outcomes[0]
    assert swamped.load.mean > 1000
    nothing = covered(pool(1), [Kind("any", per_week=5, hours=0.0)], weeks=10, replications=3).outcomes[0]
    assert nothing.wait.mean == 0


@pytest.mark.parametrize(
    ("staff", "kinds", "plans", "what"),
    [
        ([Staff("P", {}, ())], [], [], "hours"),
        ([Staff("P", {}, (-1.0,))], [], [], "hours"),
        ([], [Kind("K", per_week=float("nan"), hours=1)], [], "per_week"),
        ([], [Kind("K", per_week=1, hours=-1)], [], "hours"),
        ([], [], [Scenario("S", (Grow(-1),))], "factor"),
        ([], [], [Scenario("S", (Leave("nobody", 1),))], "leaves"),
        ([], [], [Scenario("now")], "name"),
    ],
)
def test_numbers_that_mean_nothing(staff: list[Staff], kinds: list[Kind], plans: list[Scenario], what: str) -> None:
    with pytest.raises(BadPlan) as raised:
        covered(staff, kinds, scenarios=plans)
    assert raised.value.what == what
