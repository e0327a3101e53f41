"""The seconds a search has used, whether to stop it, and who hears of it."""

from __future__ import annotations

from time import perf_counter

from evener.capacity.engine.assignment.facts import Progress, Search


def gap_of(objective: float, bound: float) -> float:
    """How far the objective may be from the best, as a share of the bound."""
    return max(0.0, bound - objective) / bound if bound > 0 else 0.0


class Watch:
    def __init__(self, search: Search) -> None:
        self.search = search
        self.began = perf_counter()
        self.stage = "relaxation"
        self.told = 0.0
        self.stopped = False

    def seconds(self) -> float:
        return perf_counter() - self.began

    def left(self) -> float:
        return self.search.seconds - self.seconds()

    def halt(self) -> bool:
        if self.search.should_stop and self.search.should_stop():
            self.stopped = True
        return self.stopped

    def tell(self, *, objective: float, bound: float) -> None:
        """At most ten times a second."""
        if self.search.progress and (not self.told or self.seconds() - self.told > 0.1):
            self.told = self.seconds()
            self.search.progress(Progress(objective, bound, gap_of(objective, bound), self.told, self.stage))
