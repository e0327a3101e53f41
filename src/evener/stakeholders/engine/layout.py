"""The map of a deal's people: boxes in layers by who reports to whom, and the lines between them. Pure.

Everybody who reports to somebody stands below them; four or more below one person who lead nobody themselves stand in
columns, so that a team of twenty is no ribbon. Trees stand beside one another on shelves, and people without any line
in rows of their own at the end. The same people give the same picture, whatever order they come in; no two boxes
overlap, because everything below one person has a range of x to itself. All measures are pixels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from evener.stakeholders.engine.letters import width_of, wrap

# Width of a box and size of its name, by influence from unknown to decides.
BOXES: Final = {0: (136, 12.0), 1: (136, 12.0), 2: (152, 13.0), 3: (172, 14.0), 4: (192, 15.5)}
SMALL: Final = 11.0
PAD, MARK = 10, 18
LAYER, BESIDE, TRUNK, BETWEEN, EDGE = 46, 18, 16, 48, 16
STACKED_FROM, ROWS = 4, 5
SHELF = 1240
HEADING = 34


@dataclass(frozen=True, slots=True)
class Person:
    """Who is drawn: title, `roles` and `words` stand below the name; ids in `boss` and `listens` of people who are
    not drawn are left out.
    """

    id: int
    name: str
    title: str = ""
    roles: str = ""
    words: str = ""
    influence: int = 0
    boss: int | None = None
    listens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text in a box, from its left edge and baseline. `kind`: name, title, roles or stand."""

    text: str
    x: float
    y: float
    size: float
    kind: str


@dataclass(frozen=True, slots=True)
class Box:
    """Somebody's place. The mark of the stance is a square of `MARK` whose middle is at `mark_x`, `mark_y`."""

    id: int
    x: float
    y: float
    width: float
    height: float
    texts: tuple[Written, ...]
    mark_x: float
    mark_y: float


@dataclass(frozen=True, slots=True)
class Line:
    """`reports`: from the boss down; else from the listener to the one who is heard."""

    start: int
    end: int
    path: str
    reports: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """`loose_y`: where the words above the people without lines stand; None where there are none."""

    width: float
    height: float
    boxes: list[Box]
    lines: list[Line]
    loose_y: float | None


@dataclass(slots=True)
class Spot:
    """Where a box stands within the block of its tree: `drop` below the top of its layer, `trunk` the x of the line
    that leads to it from the side; None: from above.
    """

    id: int
    x: float
    depth: int
    drop: float = 0
    trunk: float | None = None


@dataclass(slots=True)
class Block:
    """A person with everybody below. `middle`: the x of the middle of the topmost box."""

    width: float = 0
    middle: float = 0
    spots: list[Spot] = field(default_factory=list)


def lay_out(people: Sequence[Person]) -> Picture:
    """The picture of these people. Time grows with their number times the depth of the tree."""
    forest = _Forest(people)
    drawn: dict[int, tuple[float, float]] = {}
    trunks: dict[int, float] = {}
    shelf_x, shelf_y, shelf_height, right = float(EDGE), float(EDGE), 0.0, 0.0
    for root in forest.trees:
        block = forest.blocks[root]
        if shelf_x > EDGE and shelf_x + block.width > SHELF + EDGE:
            shelf_x, shelf_y, shelf_height = float(EDGE), shelf_y + shelf_height + BETWEEN, 0.0
        height = forest.place(block, shelf_x, shelf_y, drawn, trunks)
        shelf_x, shelf_height = shelf_x + block.width + BETWEEN, max(shelf_height, height)
        right = max(right, shelf_x - BETWEEN)
    bottom = shelf_y + shelf_height if forest.trees else 0.0
    loose_y = bottom + HEADING if forest.loose else None
    if loose_y is not None:
        bottom, right = forest.rows(loose_y + 14, max(right, min(SHELF, 900)), drawn, right)
    boxes = [_box(forest.sizes[id], *drawn[id]) for id in sorted(drawn)]
    lines = _lines(forest, {box.id: box for box in boxes}, trunks)
    return Picture(math.ceil(right + EDGE), math.ceil(bottom + EDGE), boxes, lines, loose_y)


class _Forest:
    """Who stands below whom, and how much room each of them takes."""

    def __init__(self, people: Sequence[Person]) -> None:
        order = sorted(people, key=lambda each: (-each.influence, each.name.casefold(), each.id))
        self.people: Mapping[int, Person] = {each.id: each for each in order}
        self.sizes = {each.id: _measure(each) for each in order}
        self.below: dict[int, list[int]] = {each.id: [] for each in order}
        self.boss = self._bosses(order)
        for id, boss in self.boss.items():
            if boss is not None:
                self.below[boss].append(id)
        heard = {id for each in order for id in each.listens if id in self.people and id != each.id}
        listening = {each.id for each in order if set(each.listens) & (self.people.keys() - {each.id})}
        roots = [id for id, boss in self.boss.items() if boss is None]
        self.loose = [id for id in roots if not self.below[id] and id not in heard | listening]
        self.trees = [id for id in roots if id not in set(self.loose)]
        self.blocks: dict[int, Block] = {}
        for id in reversed(self._top_down()):
            self.blocks[id] = self._block(id)

    def _bosses(self, order: Sequence[Person]) -> dict[int, int | None]:
        """Everybody's boss among those drawn. A circle, which nobody can save, is cut where it is first seen."""
        found: dict[int, int | None] = {}
        for each in order:
            above, seen = each.boss, {each.id}
            while above is not None and above in self.people and above not in seen:
                seen.add(above)
                above = found.get(above, self.people[above].boss)
            closed = above is not None and above == each.id
            found[each.id] = each.boss if each.boss in self.people and not closed else None
        return found

    def _top_down(self) -> list[int]:
        found = list(self.trees)
        for id in found:  # grows while it is read
            found.extend(self.below[id])
        return found

    def _block(self, id: int) -> Block:
        own = self.sizes[id].width
        leaves = [each for each in self.below[id] if not self.below[each]]
        stacked = leaves if len(leaves) >= STACKED_FROM else []
        parts = [self.blocks[each] for each in self.below[id] if each not in set(stacked)]
        if stacked:
            parts.append(self._stack(stacked))
        made, x = Block(), 0.0
        middles: list[float] = []
        for part in parts:
            for spot in part.spots:
                trunk = None if spot.trunk is None else spot.trunk + x
                made.spots.append(Spot(spot.id, spot.x + x, spot.depth + 1, spot.drop, trunk))
            middles.append(x + part.middle)
            x += part.width + BESIDE
        below = max(0.0, x - BESIDE)
        middle = (middles[0] + middles[-1]) / 2 if middles else own / 2
        shift = max(0.0, own / 2 - middle)
        for spot in made.spots:
            spot.x += shift
            spot.trunk = None if spot.trunk is None else spot.trunk + shift
        made.middle = middle + shift
        made.width = max(below + shift, made.middle + own / 2)
        made.spots.append(Spot(id, made.middle - own / 2, 0))
        return made

    def _stack(self, ids: Sequence[int]) -> Block:
        """Columns of people who lead nobody, each with the line down its left side."""
        made, x = Block(), 0.0
        columns = math.ceil(len(ids) / ROWS)
        rows = math.ceil(len(ids) / columns)
        for start in range(0, len(ids), rows):
            column, drop = ids[start : start + rows], 0.0
            for id in column:
                made.spots.append(Spot(id, x + TRUNK, 0, drop, trunk=x + TRUNK / 2 - 2))
                drop += self.sizes[id].height + 12
            x += TRUNK + max(self.sizes[id].width for id in column) + BESIDE
        made.width = x - BESIDE
        made.middle = made.width / 2
        return made

    def place(
        self, block: Block, x: float, y: float, drawn: dict[int, tuple[float, float]], trunks: dict[int, float]
    ) -> float:
        """Put a tree with its top left corner here; its height comes back."""
        tallest: dict[int, float] = {}
        for spot in block.spots:
            if not spot.drop:
                tallest[spot.depth] = max(tallest.get(spot.depth, 0.0), self.sizes[spot.id].height)
        tops, top = {}, y
        for depth in sorted(tallest):
            tops[depth] = top
            top += tallest[depth] + LAYER
        bottom = y
        for spot in block.spots:
            at = tops[spot.depth] + spot.drop
            drawn[spot.id] = (round(x + spot.x, 1), round(at, 1))
            bottom = max(bottom, at + self.sizes[spot.id].height)
            if spot.trunk is not None:
                trunks[spot.id] = round(x + spot.trunk, 1)
        return bottom - y

    def rows(self, y: float, width: float, drawn: dict[int, tuple[float, float]], right: float) -> tuple[float, float]:
        """Put the people without lines into rows; where they end below and to the right comes back."""
        x, tallest = float(EDGE), 0.0
        for id in self.loose:
            size = self.sizes[id]
            if x > EDGE and x + size.width > width:
                x, y, tallest = float(EDGE), y + tallest + 14, 0.0
            drawn[id] = (x, round(y, 1))
            x, tallest = x + size.width + BESIDE, max(tallest, size.height)
            right = max(right, x - BESIDE)
        return y + tallest, right


@dataclass(frozen=True, slots=True)
class _Size:
    id: int
    width: float
    height: float
    texts: tuple[Written, ...]
    mark_x: float
    mark_y: float


def _measure(person: Person) -> _Size:
    """The box of somebody: the name in at most two lines beside the mark, the title in one, roles and words in two."""
    width, size = BOXES[min(4, max(0, person.influence))]
    inside, beside = width - 2 * PAD, width - 2 * PAD - MARK - 4
    texts: list[Written] = []
    y = float(PAD) - 2
    for line in wrap(person.name, width=beside, size=size, lines=2, bold=True) or ["?"]:
        y += size + 3
        texts.append(Written(line, PAD + MARK + 4, round(y - 3, 1), size, "name"))
    mark_y = PAD + size / 2
    below = ((person.title, 1, "title"), (person.roles, 2, "roles"), (person.words, 2, "stand"))
    for text, lines, kind in below:
        for line in wrap(text, width=inside, size=SMALL, lines=lines):
            y += SMALL + 4
            texts.append(Written(line, PAD, round(y - 2, 1), SMALL, kind))
    return _Size(person.id, float(width), round(y + PAD, 1), tuple(texts), PAD + MARK / 2 - 1, round(mark_y, 1))


def _box(size: _Size, x: float, y: float) -> Box:
    return Box(size.id, x, y, size.width, size.height, size.texts, size.mark_x, size.mark_y)


def _lines(forest: _Forest, boxes: Mapping[int, Box], trunks: Mapping[int, float]) -> list[Line]:
    made = []
    for id, boss in sorted(forest.boss.items()):
        if boss is not None:
            made.append(Line(boss, id, _down(boxes[boss], boxes[id], trunks.get(id), forest, boxes), reports=True))
    for person in sorted(forest.people.values(), key=lambda each: each.id):
        for heard in sorted(set(person.listens)):
            if heard in boxes and heard != person.id:
                made.append(Line(person.id, heard, _across(boxes[person.id], boxes[heard]), reports=False))
    return made


def _down(boss: Box, below: Box, trunk: float | None, forest: _Forest, boxes: Mapping[int, Box]) -> str:
    """From the middle of the boss down, along between the layers, and into the box from above or from the side."""
    middle, foot = boss.x + boss.width / 2, boss.y + boss.height
    first = min(boxes[id].y for id in forest.below[boss.id])
    level = first - LAYER * 0.45
    if trunk is None:
        end = below.x + below.width / 2
        return f"M{middle:g} {foot:g}V{level:g}H{end:g}V{below.y:g}"
    return f"M{middle:g} {foot:g}V{level:g}H{trunk:g}V{below.y + below.height / 2:g}H{below.x:g}"


def _across(start: Box, end: Box) -> str:
    """A bent line from the edge of one box to the edge of the other."""
    ax, ay = start.x + start.width / 2, start.y + start.height / 2
    bx, by = end.x + end.width / 2, end.y + end.height / 2
    dx, dy = bx - ax, by - ay
    far = math.hypot(dx, dy) or 1.0
    bend = min(28.0, far / 6)
    cx, cy = (ax + bx) / 2 - dy / far * bend, (ay + by) / 2 + dx / far * bend
    (sx, sy), (ex, ey) = _edge(start, cx, cy), _edge(end, cx, cy)
    return f"M{sx:.1f} {sy:.1f}Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}"


def _edge(box: Box, x: float, y: float) -> tuple[float, float]:
    """Where the line from the middle of `box` towards a point leaves it."""
    mx, my = box.x + box.width / 2, box.y + box.height / 2
    dx, dy = x - mx, y - my
    reach = [half / abs(d) for half, d in ((box.width / 2 + 2, dx), (box.height / 2 + 2, dy)) if d]
    part = min([1.0, *reach])
    return mx + dx * part, my + dy * part


__all__ = ["BOXES", "Box", "Line", "Person", "Picture", "Written", "lay_out", "width_of"]
