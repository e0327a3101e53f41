"""The places of boxes: columns one after the other along, stacks of boxes and bends across, arrows mostly straight."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field

from evener.papers.engine.diagram.columns import Columns, Link
from evener.papers.engine.diagram.measure import LABEL, TITLE, WIDEST_LABEL, Face, Words, face, words
from evener.papers.engine.diagram.parts import Arrow, Diagram

# Room between a frame and its boxes, between boxes of a group, between blocks, for an arrow from box to box.
FRAME, NEAR, APART, RUNG = 11.0, 14.0, 20.0, 27.0
# Room an arrow without words takes on both of its sides, and one with words on the side that has none.
SLOT = 7.0
LABEL_GAP = 3.0
# How far an arrow that has its side of a box to itself may slide along it with its words, to be straight.
SLIDE = 10.5
# An arrow's head and the straight bit before it.
STUB = 16.0
LEVEL = 4.0
TRACK = 9.0
NARROWEST = 34.0
# A group's name stands above its boxes, or before them (at most so wide) when arrows come from above.
BESIDE = 66.0
SWEEPS = 10


@dataclass(frozen=True, slots=True)
class Port:
    """The end of a link at one side of an item: `far` is the side that looks along, the other one looks back."""

    link: int
    item: int
    far: bool


@dataclass(slots=True)
class Column:
    """Where the boxes begin along, and how long they are; `before` and `after` is what frames take around them."""

    begin: float = 0.0
    length: float = 0.0
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    column: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """What words take, by box, group and arrow."""

    down: bool
    boxes: dict[int, Face]
    titles: dict[int, Words]
    labels: dict[int, Words]

    @classmethod
    def of(cls, diagram: Diagram, *, down: bool) -> Sizes:
        boxes = {number: face(box) for number, box in enumerate(diagram.boxes)}
        titles = {}
        for number, group in enumerate(diagram.groups):
            inside = [boxes[each].width for each, box in enumerate(diagram.boxes) if box.group == number]
            room = BESIDE if down else max(60.0, *inside)
            titles[number] = words(group.name, size=TITLE, most=room, strong=True)
        labels = {number: label_words(arrow, down=down) for number, arrow in enumerate(diagram.arrows) if arrow.label}
        return cls(down, boxes, titles, labels)

    def across(self, number: int) -> float:
        return self.boxes[number].width if self.down else self.boxes[number].height

    def along(self, number: int) -> float:
        return self.boxes[number].height if self.down else self.boxes[number].width

    def label(self, arrow: int) -> tuple[float, float]:
        """Along and across of an arrow's words; nothing without."""
        if arrow not in self.labels:
            return 0.0, 0.0
        found = self.labels[arrow]
        return (found.height, found.width) if self.down else (found.width, found.height)

    def slot(self, arrow: int, *, worded: bool) -> tuple[float, float]:
        """What an arrow's end takes across, before and after its line. Words stand above a line, or right of it."""
        if not worded or arrow not in self.labels:
            return SLOT, SLOT
        high = self.label(arrow)[1] + LABEL_GAP + 2
        return (SLOT - 2, high) if self.down else (high, SLOT - 2)


def label_words(arrow: Arrow, *, down: bool) -> Words:
    return words(arrow.label, size=LABEL, most=WIDEST_LABEL * (0.95 if down else 1))


@dataclass(slots=True)
class Stacks:
    """Middle and size across of every item; ports' distance from the middle; where a link's words stand."""

    columns: list[Column]
    column_of: dict[int, int]
    middle: dict[int, float] = field(default_factory=dict)
    size: dict[int, float] = field(default_factory=dict)
    offset: dict[Port, float] = field(default_factory=dict)
    # By arrow: the port beside which its words stand.
    worded: dict[int, Port] = field(default_factory=dict)
    frames: dict[int, Frame] = field(default_factory=dict)
    ends: dict[tuple[int, bool], list[Port]] = field(default_factory=dict)
    length: float = 0.0

    def at(self, port: Port) -> float:
        return self.middle[port.item] + self.offset[port]


def ports(number: int, link: Link) -> tuple[Port, Port]:
    return Port(number, link.left, far=True), Port(number, link.right, far=link.bracket)


def stacked(diagram: Diagram, found: Columns, sizes: Sizes) -> Stacks:
    stacks = Stacks([Column() for _ in found.columns], dict(found.column_of))
    ends: dict[tuple[int, bool], list[Port]] = defaultdict(list)
    for number, link in enumerate(found.links):
        for port in ports(number, link):
            ends[port.item, port.far].append(port)
    stacks.ends = dict(ends)
    _choose_words(diagram, found, stacks, sizes)
    for number, column in enumerate(stacks.columns):
        inside = [item for item in found.order(number) if item in sizes.boxes]
        titles = [sizes.titles[block.group].height for block in found.columns[number] if block.group >= 0]
        needs = [*map(sizes.along, inside), *_rung_room(diagram, found, sizes, number), *(titles if sizes.down else [])]
        column.length = max(needs, default=0.0)
    for item in found.column_of:
        stacks.size[item] = _size(item, found, stacks, sizes)
    _across(diagram, found, stacks, sizes)
    _frames(found, stacks, sizes)
    return stacks


def _choose_words(diagram: Diagram, found: Columns, stacks: Stacks, sizes: Sizes) -> None:
    """An arrow's words stand at the end where fewer arrows meet; at its head if both are alike."""
    of_arrow: dict[int, list[Port]] = defaultdict(list)
    for number, link in enumerate(found.links):
        of_arrow[link.arrow] += [port for port in ports(number, link) if port.item in sizes.boxes]
    for arrow, both in of_arrow.items():
        if arrow in sizes.labels:
            head = diagram.arrows[arrow].end
            stacks.worded[arrow] = min(
                both, key=lambda port: (len(stacks.ends[port.item, port.far]), port.item != head)
            )


def _rung_room(diagram: Diagram, found: Columns, sizes: Sizes, column: int) -> list[float]:
    """What a column needs along, so that the words of arrows between its boxes stay in its frame."""
    rungs = [number for number in found.rungs if found.column_of[diagram.arrows[number].begin] == column]
    if sizes.down:
        return [2 * (sizes.label(number)[0] + 4) for number in rungs if number in sizes.labels]
    twice = [number for number in rungs if _count(diagram, rungs, number) > 1]
    return [
        2 * (sizes.label(number)[0] + 12 + (11 if number in twice else 0)) - 2 * FRAME
        for number in rungs
        if number in sizes.labels
    ]


def _count(diagram: Diagram, rungs: list[int], number: int) -> int:
    ends = {diagram.arrows[number].begin, diagram.arrows[number].end}
    return sum({diagram.arrows[rung].begin, diagram.arrows[rung].end} == ends for rung in rungs)


def _size(item: int, found: Columns, stacks: Stacks, sizes: Sizes) -> float:
    """A box is as large as its words and as its arrows need; a bend as its line."""
    if item not in sizes.boxes:
        return 2.0
    sides = []
    for far in (False, True):
        slots = [_room(found, stacks, sizes, port) for port in stacks.ends.get((item, far), [])]
        sides.append(sum(map(sum, slots)) if len(slots) > 1 else 0.0)
    return max([sizes.across(item), *sides])


def _room(found: Columns, stacks: Stacks, sizes: Sizes, port: Port) -> tuple[float, float]:
    arrow = found.links[port.link].arrow
    return sizes.slot(arrow, worded=stacks.worded.get(arrow) == port)


def _gaps(diagram: Diagram, found: Columns, stacks: Stacks, sizes: Sizes, column: int) -> list[float]:
    """Least distance between the middles of neighbours in a column."""
    group_of = {item: block.group for block in found.columns[column] for item in block.items}
    order = found.order(column)
    rungs: dict[frozenset[int], list[int]] = defaultdict(list)
    for number in found.rungs:
        arrow = diagram.arrows[number]
        rungs[frozenset((arrow.begin, arrow.end))].append(number)
    gaps = []
    for one, other in itertools.pairwise(order):
        halves = (stacks.size[one] + stacks.size[other]) / 2
        if group_of[one] == group_of[other] >= 0:
            need = [
                RUNG + sizes.label(number)[1] * (1 if sizes.down else 0.75) for number in rungs[frozenset((one, other))]
            ]
            gap = max([NEAR, *need])
        else:
            gap = APART if one in sizes.boxes and other in sizes.boxes else SLOT + 3
            gap += FRAME if group_of[one] >= 0 else 0
            if group_of[other] >= 0:
                gap += _title_room(sizes, group_of[other])
        # A port may stand as far out as half its slot, so that words of neighbours never meet.
        gaps.append(halves + max(gap, _spill(found, stacks, sizes, one, other)))
    return gaps


def _spill(found: Columns, stacks: Stacks, sizes: Sizes, one: int, other: int) -> float:
    """Room that words standing out over an item's edge need between it and its neighbour."""

    def out(item: int, *, after: bool) -> float:
        found_out = 0.0
        for far in (False, True):
            slots = [_room(found, stacks, sizes, port) for port in stacks.ends.get((item, far), [])]
            if len(slots) == 1:
                found_out = max(found_out, slots[0][1 if after else 0] + SLIDE - stacks.size[item] / 2)
        return found_out

    return 2.0 + max(0.0, out(one, after=True)) + max(0.0, out(other, after=False))


def _across(diagram: Diagram, found: Columns, stacks: Stacks, sizes: Sizes) -> None:
    """Every item as near as its neighbours let it to the middle of what it is joined to."""
    gaps = [_gaps(diagram, found, stacks, sizes, number) for number in range(len(found.columns))]
    for number in range(len(found.columns)):
        place = 0.0
        order = found.order(number)
        for item, gap in zip(order, [0.0, *gaps[number]], strict=True):
            place += gap
            stacks.middle[item] = place
        half = place / 2
        for item in order:
            stacks.middle[item] -= half
    for sweep in range(3 * SWEEPS):
        _spread(found, stacks, sizes)
        numbers = range(len(found.columns)) if sweep % 2 else range(len(found.columns) - 1, -1, -1)
        for number in numbers:
            _pull(found, stacks, sizes, number, gaps[number], firm=sweep >= SWEEPS)
    _level(found, stacks, sizes)
    _spread(found, stacks, sizes)
    _straighten(found, stacks, sizes)


def _level(found: Columns, stacks: Stacks, sizes: Sizes) -> None:
    """Bends of one arrow that are almost in line are put in line."""
    runs: dict[int, list[int]] = defaultdict(list)
    for link in found.links:
        if link.right not in sizes.boxes:
            runs[link.arrow].append(link.right)
    for bends in runs.values():
        places = sorted(stacks.middle[bend] for bend in bends)
        if places[-1] - places[0] < LEVEL:
            stacks.middle.update(dict.fromkeys(bends, places[len(places) // 2]))


def _pull(found: Columns, stacks: Stacks, sizes: Sizes, number: int, gaps: list[float], *, firm: bool) -> None:
    """First every link pulls by how far it is from straight; then (`firm`) all pull alike, so that most get straight
    and a few are bent, instead of all of them a little.
    """
    order = found.order(number)
    wanted, weights = [], []
    for item in order:
        aims = []
        for far in (False, True):
            for port in stacks.ends.get((item, far), []):
                link = found.links[port.link]
                if not link.bracket:
                    other = next(each for each in ports(port.link, link) if each != port)
                    straight = _can_meet(stacks, sizes, port, other) or _can_meet(stacks, sizes, other, port)
                    # Boxes side by side should be level, and an arrow that goes far should not wave.
                    bends = item not in sizes.boxes and other.item not in sizes.boxes
                    weight = 4.0 if bends else 3.0 if straight else 1.0
                    aim = stacks.middle[other.item] if straight else stacks.at(other) - stacks.offset[port]
                    aims.append((aim, weight / max(0.5, abs(aim - stacks.middle[item])) if firm else weight))
        total = sum(weight for _aim, weight in aims)
        wanted.append(sum(aim * weight for aim, weight in aims) / total if aims else stacks.middle[item])
        weights.append(total if aims else 0.02)
    for item, place in zip(order, _nearest(wanted, weights, gaps), strict=True):
        stacks.middle[item] = place


def _can_meet(stacks: Stacks, sizes: Sizes, port: Port, other: Port) -> bool:
    """Whether `port` has its side of a box to itself and can slide to where `other` is when the two boxes are level."""
    if port.item not in sizes.boxes or other.item not in sizes.boxes or len(stacks.ends[port.item, port.far]) > 1:
        return False
    return abs(stacks.offset[other]) <= stacks.size[port.item] / 2 - 5


def _nearest(wanted: list[float], weights: list[float], gaps: list[float]) -> list[float]:
    """Places nearest to those wanted (least squares) that keep the gaps: neighbours in each other's way move as one."""
    before = [0.0]
    for gap in gaps:
        before.append(before[-1] + gap)
    pools: list[tuple[float, float, int]] = []
    for aim, weight, shift in zip(wanted, weights, before, strict=True):
        pool = (aim - shift, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, heavy, count = pools.pop()
            both = heavy + pool[1]
            pool = ((mean * heavy + pool[0] * pool[1]) / both, both, count + pool[2])
        pools.append(pool)
    flat = [mean for mean, _weight, count in pools for _ in range(count)]
    return [mean + shift for mean, shift in zip(flat, before, strict=True)]


def _spread(found: Columns, stacks: Stacks, sizes: Sizes) -> None:
    """Where on its side of a box each arrow ends: in the order of where they come from, so that they do not cross."""
    for (item, _far), found_ports in stacks.ends.items():

        def other_end(port: Port, item: int = item) -> tuple[float, int]:
            link = found.links[port.link]
            other = link.right if link.left == item else link.left
            return stacks.middle[other], link.arrow

        found_ports.sort(key=other_end)
        slots = [_room(found, stacks, sizes, port) for port in found_ports]
        if item not in sizes.boxes or len(slots) == 1:
            stacks.offset.update(dict.fromkeys(found_ports, 0.0))
            continue
        total = sum(map(sum, slots))
        place = -total / 2
        offsets = []
        for before, after in slots:
            offsets.append(place + before)
            place += before + after
        # The lines, not the words, stand around the middle, as far as the box reaches.
        slack = (stacks.size[item] - total) / 2
        middle = (offsets[0] + offsets[-1]) / 2
        shift = max(-slack, min(slack, -middle))
        for port, offset in zip(found_ports, offsets, strict=True):
            stacks.offset[port] = offset + shift


def _straighten(found: Columns, stacks: Stacks, sizes: Sizes) -> None:
    """A link that is almost straight becomes so, where the ends beside it on its box leave room."""
    for number, link in enumerate(found.links):
        if link.bracket:
            continue
        left, right = ports(number, link)
        for port, other in ((right, left), (left, right)):
            gap = stacks.at(other) - stacks.at(port)
            low, high = leeway(found, stacks, sizes, port)
            if abs(gap) > 0.01 and low <= stacks.offset[port] + gap <= high:
                stacks.offset[port] += gap
                break


def leeway(found: Columns, stacks: Stacks, sizes: Sizes, port: Port) -> tuple[float, float]:
    """Least and greatest offset that a port may have between those beside it; none on a bend, whose line is one."""
    if port.item not in sizes.boxes:
        return 1.0, -1.0
    half = stacks.size[port.item] / 2
    side = stacks.ends[port.item, port.far]
    rooms = [_tight(_room(found, stacks, sizes, each)) for each in side]
    place = side.index(port)
    before, after = rooms[place]
    low, high = 5.0 - half, half - 5.0
    slide = SLIDE if len(side) == 1 else 0.0
    # Words may stand out over the edge of their box only as far as room was kept for them.
    if before > SLOT:
        low = max(low, before - max(half, before + slide))
    if after > SLOT:
        high = min(high, max(half, after + slide) - after)
    if place > 0:
        low = max(low, stacks.offset[side[place - 1]] + rooms[place - 1][1] + before)
    if place + 1 < len(side):
        high = min(high, stacks.offset[side[place + 1]] - rooms[place + 1][0] - after)
    return low, high


def _tight(room: tuple[float, float]) -> tuple[float, float]:
    """The least of a slot that must stay free: all that words take, a little less than a bare line would like."""
    return tuple(each if each > SLOT else min(each, 5.0) for each in room)  # type: ignore[return-value]


def _title_room(sizes: Sizes, group: int) -> float:
    """What a frame and its title take before the first box."""
    title = sizes.titles[group]
    return FRAME + (title.width + 9 if sizes.down else title.height + 2)


def _frames(found: Columns, stacks: Stacks, sizes: Sizes) -> None:
    for number, blocks in enumerate(found.columns):
        column = stacks.columns[number]
        for block in blocks:
            if block.group < 0:
                continue
            column.before = column.after = FRAME
            first, last = block.items[0], block.items[-1]
            low = stacks.middle[first] - stacks.size[first] / 2 - _title_room(sizes, block.group)
            high = stacks.middle[last] + stacks.size[last] / 2 + FRAME
            stacks.frames[block.group] = Frame(number, low, high)
