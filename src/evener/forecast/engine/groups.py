"""In which group each deal stands when habits are compared, or why it is in none. Days are ordinals.

Whoever asks for deals with an engineer in within 14 days must not count deals that ended before day 14 against them:
they had no time to get one. So a deal counts from its *landmark* on, the day that many days after it was opened: it
must have been open and on record then, and its group is what was so on that day, whatever came later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import Flags, Floats, Ints

# With the habit or without; in neither group for a reason, in the order of `rules.together.Out`.
WITHOUT, WITH, EARLY, LATER, WALKED, UNKNOWN = range(6)
GROUPS = 6
IN = -1
# A day that never came.
NEVER = 9_999_999


@dataclass(frozen=True, slots=True)
class Lives:
    """Deals that ended: the days they were opened, came on record and ended, and whether we walked away."""

    opened: Ints
    recorded: Ints
    ended: Ints
    walked: Flags

    def __len__(self) -> int:
        return len(self.opened)


@dataclass(frozen=True, slots=True)
class Events:
    """What happened on deals: `deal` is the place of one, `day` when; `so` what there is to say of it."""

    deal: Ints
    day: Floats
    so: Flags

    def where(self, kept: Flags) -> Events:
        return Events(self.deal[kept], self.day[kept], self.so[kept])

    def until(self, day: Ints) -> Events:
        """What happened up to each deal's day."""
        return self.where(self.day <= day[self.deal])

    def any(self, deals: int) -> Flags:
        """Of how many of so many deals there is anything."""
        return np.bincount(self.deal, minlength=deals) > 0

    def last(self, deals: int) -> Flags:
        """What there is to say of each deal's last one; of two at once it is said if it is of either."""
        order = np.lexsort((self.so, self.day, self.deal))
        found = np.zeros(deals, bool)
        # Of several the last one written stays.
        found[self.deal[order]] = self.so[order]
        return found


@dataclass(frozen=True, slots=True)
class Answers:
    """What was heard: of which deal, what it weighs there, the question (a number), the days from and until it held."""

    deal: Ints
    weight: Ints
    question: Ints
    since: Ints
    until: Ints


def at_landmark(lives: Lives, days: int) -> Ints:
    """Why each deal is not compared at its landmark; IN: it is."""
    landmark = lives.opened + days
    return np.select(
        [lives.walked, lives.ended <= landmark, lives.recorded > landmark], [WALKED, EARLY, LATER], default=IN
    )


def at_end(lives: Lives) -> Ints:
    """The same for what is asked of the end itself: the deal must have been on record before it ended."""
    return np.select([lives.walked, lives.recorded >= lives.ended], [WALKED, LATER], default=IN)


def grouped(out: Ints, told: Flags, had: Flags) -> Ints:
    """The group of each deal that is not `out`: whether it `had` the habit, where there is something to tell it by."""
    return np.where(out != IN, out, np.where(told, np.where(had, WITH, WITHOUT), UNKNOWN))


def percent_known(answers: Answers, day: Ints, total: Ints) -> Floats:
    """How much of the weight of all questions (`total`) was known of each deal on its day; a question counts once."""
    here = (answers.since <= day[answers.deal]) & (answers.until > day[answers.deal])
    deal, question = answers.deal[here], answers.question[here]
    _, first = np.unique(deal * (int(question.max(initial=0)) + 1) + question, return_index=True)
    known = np.bincount(deal[first], answers.weight[here][first], minlength=len(total))
    percent: Floats = 100 * known / np.maximum(total, 1)
    return percent
