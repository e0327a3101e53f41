"""How long work waits for people: Erlang's formula for c servers, and Allen and Cunneen's for uneven work.

Times are in the unit of `service` (the mean time one piece of work takes), rates are per that unit of time.

Sources: A. K. Erlang 1917 (M/M/c); A. O. Allen, Probability, Statistics and Queueing Theory, 2nd ed. 1990, and
J. L. C. Cunneen: wait(G/G/c) is about wait(M/M/c) * (cv² of arrivals + cv² of service) / 2. It is exact for M/M/c and
for M/G/1 and close at high load; without variation of either it says nothing waits. H. Sakasegawa 1977 puts a power of
the load in Erlang's place: a pocket formula, a few percent above it, kept to compare with what others print.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isfinite, sqrt

MOST_PEOPLE = 100_000


class Overloaded(ValueError):
    """More work arrives than the people can do: the queue grows without end. `load` is at least 1."""

    def __init__(self, *, load: float, people: int) -> None:
        super().__init__(f"{people} people at {load:.0%} load")
        self.load = load
        self.people = people


class BadNumber(ValueError):
    """A number that means nothing here: `what` names it."""

    def __init__(self, *, what: str, value: object) -> None:
        super().__init__(f"{what} is {value!r}")
        self.what = what
        self.value = value


@dataclass(frozen=True, slots=True)
class Waiting:
    people: int
    load: float
    """share of the time a person is busy, 0 to below 1"""
    waits: float
    """chance that a piece of work waits at all"""
    wait: float
    """mean time before it is begun, of all work"""
    queue: float
    """mean number of pieces that wait (Little's law)"""
    served: float
    """mean time until it is done: wait + service"""


def erlang_c(*, people: int, load: float) -> float:
    """Chance that everybody is busy when work arrives, M/M/c, at `load` per person (0 to below 1).

    Erlang's B by its recursion, which neither overflows nor cancels, then C from B.
    """
    _check(people=people, load=load)
    offered = load * people
    blocked = 1.0
    for count in range(1, people + 1):
        blocked = offered * blocked / (count + offered * blocked)
    return blocked / (1 - load * (1 - blocked))


def waiting(
    *, people: int, arrivals: float, service: float, arrival_cv2: float = 1.0, service_cv2: float = 1.0
) -> Waiting:
    """Waits of work that arrives `arrivals` times per unit of time and takes `service` units on average.

    `…_cv2` is the squared coefficient of variation (variance / mean²): 0 for clockwork, 1 for chance arrivals, 4 for
    work of very uneven size. Raises `Overloaded` at a load of 1 or more.
    """
    _positive("arrivals", arrivals, least=0.0)
    _positive("service", service)
    _positive("arrival_cv2", arrival_cv2, least=0.0)
    _positive("service_cv2", service_cv2, least=0.0)
    load = arrivals * service / max(1, people)
    busy = erlang_c(people=people, load=load)
    wait = busy / (people * (1 - load)) * service * (arrival_cv2 + service_cv2) / 2
    return Waiting(people=people, load=load, waits=busy, wait=wait, queue=wait * arrivals, served=wait + service)


def waits_in_service_times(*, people: int, load: float, arrival_cv2: float = 1.0, service_cv2: float = 1.0) -> float:
    """Mean wait, counted in mean service times."""
    _check(people=people, load=load)
    return waiting(
        people=people, arrivals=load * people, service=1.0, arrival_cv2=arrival_cv2, service_cv2=service_cv2
    ).wait


def sakasegawa(*, people: int, load: float, arrival_cv2: float = 1.0, service_cv2: float = 1.0) -> float:
    """Mean wait in mean service times by Sakasegawa's formula: exact for one person, else a few percent too long."""
    _check(people=people, load=load)
    waits = load ** (sqrt(2 * (people + 1)) - 1) / (people * (1 - load)) if load else 0.0
    return float(waits * (arrival_cv2 + service_cv2) / 2)


def waits_longer(*, people: int, arrivals: float, service: float, than: float) -> float:
    """Chance that work waits longer than `than`, M/M/c, first come first served."""
    found = waiting(people=people, arrivals=arrivals, service=service)
    return found.waits * exp(-(people / service - arrivals) * max(0.0, than))


def people_for(
    *, arrivals: float, service: float, wait: float, arrival_cv2: float = 1.0, service_cv2: float = 1.0
) -> int:
    """The fewest people with whom work waits `wait` or less on average."""
    _positive("arrivals", arrivals, least=0.0)
    _positive("service", service)
    _positive("wait", wait, least=0.0)
    if wait == 0 and arrivals > 0 and arrival_cv2 + service_cv2 > 0:
        raise BadNumber(what="wait", value=wait)
    if arrivals * service >= MOST_PEOPLE:
        raise BadNumber(what="arrivals", value=arrivals)

    def enough(people: int) -> bool:
        found = waiting(
            people=people, arrivals=arrivals, service=service, arrival_cv2=arrival_cv2, service_cv2=service_cv2
        )
        return found.wait <= wait

    # The wait falls with every person more, so halving finds the first that is enough.
    low = int(arrivals * service) + 1
    if enough(low):
        return low
    step = 1
    while not enough(low + step):
        step *= 2
    high = low + step
    low += step // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _check(*, people: int, load: float) -> None:
    if not 1 <= people <= MOST_PEOPLE:
        raise BadNumber(what="people", value=people)
    _positive("load", load, least=0.0)
    if load >= 1:
        raise Overloaded(load=load, people=people)


def _positive(what: str, value: float, *, least: float | None = None) -> None:
    if not isfinite(value) or value < (least or 0.0) or (least is None and value == 0):
        raise BadNumber(what=what, value=value)
