"""Deals like it: those that have ended, as they stood when they were as old as an open deal is now.

A deal that was over before that age is no peer: what is asked is how deals went on from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import KINDS, Column, Deals, Flags, Floats, Ints
from evener.forecast.engine.known import look

MOST = 20_000  # of the newest endings looked at
BANDS = 8  # of age
PARTS = 3  # of a number: low, middle, high


@dataclass(frozen=True, slots=True)
class Peers:
    """Per open deal how its peers ended (rows × kinds): all of them, and by feature those with about its value."""

    all: Ints
    same: Mapping[str, Ints]


def peers(
    deals: Deals, rows: Ints, *, as_of: float, names: tuple[str, ...], hidden: Flags | None = None
) -> Peers:  # fmt: skip
    """`names`: features of `deals` to compare by. Ages are taken in bands of as many open deals each.

    `hidden`: deals that are nobody's peers.
    """
    ended = np.flatnonzero(deals.ended(as_of) & ~(False if hidden is None else hidden))
    ended = ended[np.argsort(deals.closed[ended], kind="stable")[-MOST:]]
    age = as_of - deals.created[rows]
    length = deals.closed[ended] - deals.created[ended]
    every = np.zeros((len(rows), KINDS), np.int64)
    found = {name: every.copy() for name in names}
    for band in _bands(age):
        at = float(np.median(age[band]))
        there = ended[length >= at]
        kind = deals.outcome[there]
        every[band] = np.bincount(kind, minlength=KINDS)
        then = look(deals, there, deals.created[there] + at, aged=True).columns
        now = look(deals, rows[band], np.full(len(band), as_of), aged=True).columns
        for name in names:
            group_then, group_now = _groups(then[name], now[name])
            table = np.zeros((int(max(group_then.max(initial=0), group_now.max(initial=0))) + 1, KINDS), np.int64)
            np.add.at(table, (group_then, kind), 1)
            found[name][band] = table[group_now]
    return Peers(every, found)


def _bands(age: Floats) -> list[Ints]:
    order = np.argsort(age, kind="stable")
    return [part for part in np.array_split(order, BANDS) if len(part)]


def _groups(then: Column, now: Column) -> tuple[Ints, Ints]:
    """The group of each value: a word its own, a number low, middle or high among both; empty is one too."""
    if not then.numeric:
        return then.values.astype(np.int64), now.values.astype(np.int64)
    both = np.concatenate([then.values, now.values])
    known = both[np.isfinite(both)]
    cuts = np.unique(np.quantile(known, np.arange(1, PARTS) / PARTS)) if len(known) else np.zeros(0)
    return _part(then.values, cuts), _part(now.values, cuts)


def _part(values: Floats, cuts: Floats) -> Ints:
    return np.where(np.isfinite(values), np.searchsorted(cuts, np.nan_to_num(values), side="left") + 1, 0)
