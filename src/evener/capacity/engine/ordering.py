"""An order that people may overrule: what was moved by hand stays where it was put, the rest keeps its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Override:
    """Put `item` at a `place` (1 is first, the last place if there are fewer) or right `before` another item."""

    item: int
    place: int | None = None
    before: int | None = None


def overruled(computed: Sequence[int], overrides: Sequence[Override]) -> tuple[list[int], set[int]]:
    """The order as people want it, and the items whose override means nothing any more.

    The last override of an item counts. Void is one without a place or item to go before, before itself, before
    something that is gone, or the oldest one of a circle; such items keep their computed order.
    Places hold exactly, unless something is put right before an item that has one: then that item gives way by one.
    """
    there = set(computed)
    wanted: dict[int, Override] = {}
    for override in overrides:
        wanted.pop(override.item, None)
        if override.item in there:
            wanted[override.item] = override
    void = {item for item, override in wanted.items() if not _means_something(override, there)}
    for item in void:
        del wanted[item]
    for item in [item for item in wanted if _goes_round(item, wanted)]:
        if _goes_round(item, wanted):
            void.add(item)
            del wanted[item]
    order = [item for item in computed if item not in wanted]
    pinned = {item: override.place for item, override in wanted.items() if override.place is not None}
    waiting = [item for item in wanted if item not in pinned]
    waiting = _put_before(order, waiting, wanted)
    for item, place in sorted(pinned.items(), key=lambda pin: (pin[1], -_turn(pin[0], overrides))):
        order.insert(place - 1, item)
    _put_before(order, waiting, wanted)
    return order, void


def _means_something(override: Override, there: set[int]) -> bool:
    if override.place is not None:
        return override.place >= 1
    return override.before in there and override.before != override.item


def _goes_round(item: int, wanted: dict[int, Override]) -> bool:
    """Whether following "before" from `item` comes back to it."""
    at, seen = item, set()
    while at in wanted and wanted[at].place is None and at not in seen:
        seen.add(at)
        at = wanted[at].before or 0
    return at == item and bool(seen)


def _put_before(order: list[int], waiting: list[int], wanted: dict[int, Override]) -> list[int]:
    """Insert what can be; returns what waits for an item that is not there yet."""
    moved = True
    while moved:
        moved = False
        for item in list(waiting):
            if wanted[item].before in order:
                order.insert(order.index(wanted[item].before or 0), item)
                waiting.remove(item)
                moved = True
    return waiting


def _turn(item: int, overrides: Sequence[Override]) -> int:
    """When the item was last moved: the later of two with the same place stands there."""
    return max(turn for turn, override in enumerate(overrides) if override.item == item)
