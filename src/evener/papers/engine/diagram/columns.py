"""Which column every box stands in, and in which order: groups stay together, and arrows cross as little as can be.

A column is a stack of blocks. A block is a group with its boxes, a box of its own, or a bend: the place where an arrow
that goes further passes through.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field

from evener.papers.engine.diagram.parts import Arrow, Diagram

SWEEPS = 12


@dataclass(slots=True)
class Block:
    """Its items are numbers: boxes first (as in the diagram), then bends."""

    items: list[int]
    group: int = -1


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of an arrow, from an item of column `channel` to one of the next. With `bracket` both are of the same."""

    arrow: int
    left: int
    right: int
    channel: int
    bracket: bool = False


@dataclass(slots=True)
class Columns:
    """Blocks by column; links by channel (the room behind a column); rungs are arrows between neighbours in a group."""

    columns: list[list[Block]]
    links: list[Link] = field(default_factory=list)
    rungs: list[int] = field(default_factory=list)
    column_of: dict[int, int] = field(default_factory=dict)

    def order(self, column: int) -> list[int]:
        return [item for block in self.columns[column] for item in block.items]

    def places(self) -> dict[int, int]:
        """Place of every item in its column."""
        return {item: place for number in range(len(self.columns)) for place, item in enumerate(self.order(number))}


def columns(diagram: Diagram) -> Columns:
    """Where everything stands, as numbers without sizes."""
    blocks = _blocks(diagram)
    layers = _layers(diagram, blocks)
    made = Columns([[] for _ in range(max(layers, default=-1) + 1)])
    for block, layer in zip(blocks, layers, strict=True):
        made.columns[layer].append(block)
        made.column_of.update(dict.fromkeys(block.items, layer))
    across = _bend(diagram, made)
    _settle(made, across, diagram)
    _join(diagram, made, across)
    return made


def _blocks(diagram: Diagram) -> list[Block]:
    """Groups and lone boxes in the order they are first named."""
    found: list[Block] = []
    of_group: dict[int, Block] = {}
    for number, box in enumerate(diagram.boxes):
        if box.group < 0:
            found.append(Block([number]))
        elif box.group in of_group:
            of_group[box.group].items.append(number)
        else:
            of_group[box.group] = Block([number], box.group)
            found.append(of_group[box.group])
    for block in found:
        block.items = _in_turn(block.items, diagram)
    return found


def _in_turn(items: list[int], diagram: Diagram) -> list[int]:
    """What an arrow leads to stands after what it comes from, otherwise as written. A path is followed to its end."""
    inner = set(items)
    after: dict[int, list[int]] = defaultdict(list)
    before: dict[int, set[int]] = defaultdict(set)
    for arrow in diagram.arrows:
        if arrow.begin in inner and arrow.end in inner:
            after[arrow.begin].append(arrow.end)
            before[arrow.end].add(arrow.begin)
    found: list[int] = []
    waiting = list(items)
    while waiting:
        free = [item for item in waiting if not before[item] - set(found)] or waiting[:1]
        follows = [item for item in free if found and item in after[found[-1]]]
        nearest = (follows or free)[0]
        found.append(nearest)
        waiting.remove(nearest)
    return found


def _layers(diagram: Diagram, blocks: list[Block]) -> list[int]:
    """The column of every block: one after all that lead to it; a way back does not count."""
    block_of = {item: number for number, block in enumerate(blocks) for item in block.items}
    pairs = [(block_of[arrow.begin], block_of[arrow.end]) for arrow in diagram.arrows]
    ahead: dict[int, list[int]] = defaultdict(list)
    for begin, end in dict.fromkeys(pairs):
        if begin != end:
            ahead[begin].append(end)
    forward = _without_ways_back(len(blocks), ahead)
    layers = [0] * len(blocks)
    for number in forward:
        for other in forward[number]:
            layers[other] = max(layers[other], layers[number] + 1)
    behind = {other for others in forward.values() for other in others}
    for number, others in forward.items():
        # What nothing leads to stands right before what it leads to.
        if others and number not in behind:
            layers[number] = min(layers[other] for other in others) - 1
    _lonely(layers, forward, behind)
    return layers


def _lonely(layers: list[int], forward: dict[int, list[int]], behind: set[int]) -> None:
    """Blocks without any arrow to another: side by side if there is nothing else, or else where there is room."""
    alone = [number for number in sorted(forward) if not forward[number] and number not in behind]
    heights: dict[int, int] = defaultdict(int)
    if len(alone) == len(layers):
        for place, number in enumerate(alone):
            layers[number] = place % 4
        return
    for number, layer in enumerate(layers):
        if number not in alone:
            heights[layer] += 1
    for number in alone:
        layers[number] = min(sorted(heights), key=lambda layer: heights[layer])
        heights[layers[number]] += 1


def _without_ways_back(count: int, ahead: dict[int, list[int]]) -> dict[int, list[int]]:
    """The same pairs turned so that nothing leads in a circle; keys in an order where everything follows its causes."""
    done: list[int] = []
    state = [0] * count
    forward: dict[int, list[int]] = {number: [] for number in range(count)}
    for start in range(count):
        if state[start]:
            continue
        state[start] = 1
        path = [(start, iter(ahead[start]))]
        while path:
            number, others = path[-1]
            other = next(others, None)
            if other is None:
                state[number] = 2
                done.append(number)
                path.pop()
            elif state[other] == 1:
                if number not in forward[other]:
                    forward[other].append(number)
            else:
                if other not in forward[number]:
                    forward[number].append(other)
                if state[other] == 0:
                    state[other] = 1
                    path.append((other, iter(ahead[other])))
    return {number: forward[number] for number in reversed(done)}


def _bend(diagram: Diagram, made: Columns) -> list[list[int]]:
    """Every arrow between columns as its items from left to right; an arrow that goes far gets its bends."""
    across: list[list[int]] = [[] for _ in diagram.arrows]
    item = len(diagram.boxes)
    for number, arrow in enumerate(diagram.arrows):
        ends = sorted((arrow.begin, arrow.end), key=lambda box: made.column_of[box])
        first, last = (made.column_of[box] for box in ends)
        if first == last:
            continue
        bends = []
        for column in range(first + 1, last):
            made.columns[column].append(Block([item]))
            made.column_of[item] = column
            bends.append(item)
            item += 1
        across[number] = [ends[0], *bends, ends[1]]
    return across


def _settle(made: Columns, across: list[list[int]], diagram: Diagram) -> None:
    """Orders the blocks of each column and the items of each block by the middle of what they are joined to."""
    nearby: dict[int, list[int]] = defaultdict(list)
    for path in across:
        for one, other in itertools.pairwise(path):
            nearby[one].append(other)
            nearby[other].append(one)
    inner = [arrow for arrow in diagram.arrows if made.column_of[arrow.begin] == made.column_of[arrow.end]]
    best, least = _snapshot(made), _cost(made, across, inner)
    for sweep in range(SWEEPS):
        numbers = range(len(made.columns)) if sweep % 2 == 0 else range(len(made.columns) - 1, -1, -1)
        for number in numbers:
            _sort(made, number, nearby, side=-1 if sweep % 2 == 0 else 1, inner=inner)
        cost = _cost(made, across, inner)
        if cost < least:
            best, least = _snapshot(made), cost
    for number, blocks in enumerate(best):
        made.columns[number] = [Block(list(items), group) for items, group in blocks]


def _snapshot(made: Columns) -> list[list[tuple[tuple[int, ...], int]]]:
    return [[(tuple(block.items), block.group) for block in blocks] for blocks in made.columns]


def _sort(made: Columns, number: int, nearby: dict[int, list[int]], *, side: int, inner: list[Arrow]) -> None:
    places = made.places()
    sizes = [max(1, len(made.order(column))) for column in range(len(made.columns))]

    def middle(items: list[int]) -> float:
        found = [
            (places[other] + 0.5) / sizes[made.column_of[other]]
            for item in items
            for other in nearby[item]
            if (made.column_of[other] - number) * side > 0
        ]
        return (
            sum(found) / len(found)
            if found
            else (sum(places[item] for item in items) / len(items) + 0.5) / sizes[number]
        )

    tied = {item for arrow in inner for item in (arrow.begin, arrow.end)}
    for block in made.columns[number]:
        # Boxes with arrows among themselves keep their order; the others find their place around them.
        if not tied & set(block.items):
            block.items.sort(key=lambda item: middle([item]))
    made.columns[number].sort(key=lambda block: middle(block.items))


def _cost(made: Columns, across: list[list[int]], inner: list[Arrow]) -> float:
    """Crossings between neighbouring columns, and boxes that an arrow within a column has to pass."""
    places = made.places()
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    length = 0.0
    for path in across:
        for one, other in itertools.pairwise(path):
            pairs[made.column_of[one]].append((places[one], places[other]))
            length += abs(places[one] - places[other])
    crossings = sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0
        for found in pairs.values()
        for place, a in enumerate(found)
        for b in found[place + 1 :]
    )
    passed = sum(abs(places[arrow.begin] - places[arrow.end]) - 1 for arrow in inner)
    return crossings + 2 * passed + length / 100


def _join(diagram: Diagram, made: Columns, across: list[list[int]]) -> None:
    """Writes links and rungs. Two rungs at most between the same neighbours; more go around."""
    places = made.places()
    between: dict[tuple[int, int], int] = defaultdict(int)
    for number, (arrow, path) in enumerate(zip(diagram.arrows, across, strict=True)):
        for one, other in itertools.pairwise(path):
            made.links.append(Link(number, one, other, made.column_of[one]))
        if path:
            continue
        upper, lower = sorted((arrow.begin, arrow.end), key=lambda box: places[box])
        if places[lower] - places[upper] == 1 and between[upper, lower] < 2:
            between[upper, lower] += 1
            made.rungs.append(number)
        else:
            made.links.append(Link(number, upper, lower, made.column_of[upper], bracket=True))
