"""Who makes up a pool, when people can do more than one thing: each person's hours go where their work waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evener.capacity.engine.queues import Pool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a pool. `hours`: planned hours on each day. `own`: hours of work that waits for this person alone.
    `skills`: ids of everything they are in the pool of.
    """

    hours: Sequence[float]
    skills: frozenset[int]
    own: float = 0.0


def share(member: Member, skill: int, *, waiting: Mapping[int, float]) -> float:
    """What part of somebody's time the pool of `skill` gets, 0 to 1.

    `waiting`: hours that wait in each skill's queue for each of its people. Time goes where it waits, in proportion;
    where nothing waits at all, each skill gets the same.
    """
    pulls = {each: waiting.get(each, 0.0) for each in member.skills}
    whole = sum(pulls.values()) + member.own
    return pulls[skill] / whole if whole > 0 else 1 / len(pulls)


def pool_of(skill: int, members: Sequence[Member], *, waiting: Mapping[int, float]) -> Pool:
    """The pool of a skill: the hours its people have for it on each day, and how many whole people that makes."""
    if not members:
        return Pool(str(skill), np.zeros(0), 0.0)
    shares = np.array([share(member, skill, waiting=waiting) for member in members])
    hours = shares @ np.array([member.hours for member in members], dtype=float)
    return Pool(str(skill), hours, float(shares.sum()))
