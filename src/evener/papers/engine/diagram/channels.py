"""The ways of arrows through the room between columns: turns that would meet have a track each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product

from evener.papers.engine.diagram.columns import Columns, Link
from evener.papers.engine.diagram.parts import Diagram
from evener.papers.engine.diagram.stacks import LABEL_GAP, NARROWEST, STUB, TRACK, Port, Sizes, Stacks, leeway, ports

CLOSE = 4.0
ROUNDS = 6


@dataclass(slots=True)
class Turn:
    """A link in its channel: where its ends stand across, on the near and on the far side of the channel."""

    link: int
    near: tuple[float, ...]
    far: tuple[float, ...]
    track: int = 0

    @property
    def low(self) -> float:
        return min(*self.near, *self.far)

    @property
    def high(self) -> float:
        return max(*self.near, *self.far)

    @property
    def straight(self) -> bool:
        return self.high - self.low < 0.01


@dataclass(frozen=True, slots=True)
class Words:
    """The rectangle of an arrow's words, along and across, and how lines stand in it."""

    along: float
    across: float
    long: float
    high: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Way:
    """Corners of an arrow from its begin to its end, (along, across)."""

    arrow: int
    points: tuple[tuple[float, float], ...]
    label: Words | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """Room behind a column: words of its boxes, tracks, words of the next column's boxes."""

    near: float
    far: float
    turns: tuple[Turn, ...]
    tracks: int

    @property
    def length(self) -> float:
        return max(NARROWEST, self.near + self.far + 2 * STUB + max(0, self.tracks - 1) * TRACK)


def ways(diagram: Diagram, found: Columns, stacks: Stacks, sizes: Sizes) -> list[Way]:
    """Puts the columns one after the other, and gives every arrow its way."""
    channels = [_channel(number, found, stacks, sizes) for number in range(len(found.columns))]
    place = 0.0
    for column, channel in zip(stacks.columns, channels, strict=True):
        column.begin = place + column.before
        place = column.begin + column.length + column.after
        stacks.length = place
        place += channel.length
    turns = {turn.link: (number, turn) for number, channel in enumerate(channels) for turn in channel.turns}
    drawn = [_across_columns(number, diagram, found, stacks, sizes, channels, turns) for number in _far(found)]
    drawn += _rungs(diagram, found, stacks, sizes)
    return sorted(drawn, key=lambda way: way.arrow)


def _far(found: Columns) -> list[int]:
    return list(dict.fromkeys(link.arrow for link in found.links))


def _channel(number: int, found: Columns, stacks: Stacks, sizes: Sizes) -> Channel:
    near, far = 0.0, 0.0
    links = [(each, link) for each, link in enumerate(found.links) if link.channel == number]
    for each, link in links:
        worded = stacks.worded.get(link.arrow)
        room = sizes.label(link.arrow)[0] + 6
        if worded is not None and worded.link == each:
            if worded.far:
                near = max(near, room)
            else:
                far = max(far, room)
    for _round in range(ROUNDS):
        turns = [_turn(each, link, stacks) for each, link in links]
        bent = _in_order([turn for turn in turns if not turn.straight])
        if not _slide_apart(bent, found, stacks, sizes):
            break
    return Channel(near, far, tuple(turns), _tracks(bent))


def _turn(number: int, link: Link, stacks: Stacks) -> Turn:
    left, right = ports(number, link)
    ends = (stacks.at(left), stacks.at(right))
    return Turn(number, ends, ()) if link.bracket else Turn(number, ends[:1], ends[1:])


def _in_order(bent: list[Turn]) -> list[Turn]:
    """From the one that turns nearest to the column to the last: each is put where it costs least, until none moves."""
    order = sorted(bent, key=lambda turn: (turn.low, turn.high, turn.link))
    for _round in range(ROUNDS):
        moved = False
        for turn in list(order):
            place = order.index(turn)
            best, least, cost = place, 0, 0
            for other in range(place - 1, -1, -1):
                cost += _cost(turn, order[other]) - _cost(order[other], turn)
                if cost < least:
                    best, least = other, cost
            cost = 0
            for other in range(place + 1, len(order)):
                cost += _cost(order[other], turn) - _cost(turn, order[other])
                if cost < least:
                    best, least = other, cost
            if best != place:
                order.insert(best, order.pop(place))
                moved = True
        if not moved:
            break
    return order


def _slide_apart(order: list[Turn], found: Columns, stacks: Stacks, sizes: Sizes) -> bool:
    """Where two arrows would lie on each other in any order, an end of one slides along its box. Whether one did."""
    slid = False
    for place, first in enumerate(order):
        for second in order[place + 1 :]:
            for far, near in product(_ports(first, found), _ports(second, found)):
                one, other = stacks.at(far), stacks.at(near)
                if far.far or not near.far or abs(one - other) >= CLOSE:
                    continue
                slid |= _slide(far, one, other, found, stacks, sizes) or _slide(near, other, one, found, stacks, sizes)
    return slid


def _ports(turn: Turn, found: Columns) -> tuple[Port, Port]:
    return ports(turn.link, found.links[turn.link])


def _slide(port: Port, here: float, there: float, found: Columns, stacks: Stacks, sizes: Sizes) -> bool:
    """Moves the end of an arrow from `here` until it is clear of `there`, if its box has room for that."""
    low, high = leeway(found, stacks, sizes, port)
    away = 1 if here >= there else -1
    for side in (away, -away):
        offset = stacks.offset[port] + there - here + side * (CLOSE + 1)
        if low <= offset <= high:
            stacks.offset[port] = offset
            return True
    return False


def _tracks(order: list[Turn]) -> int:
    """Gives each turn a track, the first one nearest to the column; how many there are."""
    tracks: list[list[Turn]] = []
    for turn in order:
        # As near as those before it allow: a turn shares a track with others that it neither meets nor must follow.
        number = len(tracks)
        while number > 0 and not any(_meet(turn, other) for other in tracks[number - 1]):
            number -= 1
        if number == len(tracks):
            tracks.append([])
        tracks[number].append(turn)
        turn.track = number
    return len(tracks)


def _meet(one: Turn, other: Turn) -> bool:
    """Whether they may not share a track or change their order."""
    apart = one.low > other.high + CLOSE or other.low > one.high + CLOSE
    return not apart or _cost(one, other) != _cost(other, one)


def _cost(first: Turn, second: Turn) -> int:
    """Crossings, when `first` turns nearer to the column; lying on each other costs far more."""
    cost = sum(_within(place, second) for place in first.far) + sum(_within(place, first) for place in second.near)
    return cost + 100 * sum(abs(one - other) < CLOSE for one in first.far for other in second.near)


def _within(place: float, turn: Turn) -> bool:
    return turn.low + 0.01 < place < turn.high - 0.01


def _across_columns(
    arrow: int,
    diagram: Diagram,
    found: Columns,
    stacks: Stacks,
    sizes: Sizes,
    channels: list[Channel],
    turns: dict[int, tuple[int, Turn]],
) -> Way:
    links = [(number, link) for number, link in enumerate(found.links) if link.arrow == arrow]
    points: list[tuple[float, float]] = []
    label = None
    for number, link in links:
        channel_number, turn = turns[number]
        channel = channels[channel_number]
        left, right = ports(number, link)
        column = stacks.columns[channel_number]
        begin = column.begin + column.length
        track = begin + column.after + STUB + channel.near + turn.track * TRACK
        if channel.tracks == 1:
            # A single turn stands in the middle of its room.
            track = begin + column.after + channel.near + (channel.length - channel.near - channel.far) / 2
        end = begin if link.bracket else stacks.columns[channel_number + 1].begin
        first, last = (begin, stacks.at(left)), (end, stacks.at(right))
        points += [first, (track, first[1]), (track, last[1]), last]
        worded = stacks.worded.get(arrow)
        if worded is not None and worded.link == number:
            label = _words(arrow, worded, channel_number, channel, stacks, sizes)
    ends = (links[0][1].left, links[-1][1].right)
    if ends[0] != diagram.arrows[arrow].begin:
        points.reverse()
    return Way(arrow, tuple(_bare(points)), label)


def _words(arrow: int, port: Port, number: int, channel: Channel, stacks: Stacks, sizes: Sizes) -> Words:
    """Above the line that leads to the box (beside it when the picture runs down), within the room kept for words."""
    long, high = sizes.label(arrow)
    zone = channel.near if port.far else channel.far
    column, across = stacks.columns[number], stacks.at(port)
    edge = column.begin + column.length + column.after
    begin = edge + 8 if port.far else stacks.columns[number + 1].begin - stacks.columns[number + 1].before - 10 - zone
    along = begin + (zone - long) / 2
    if sizes.down:
        return Words(along, across + LABEL_GAP + 2, long, high, "start")
    return Words(along, across - LABEL_GAP - high, long, high, "middle")


def _rungs(diagram: Diagram, found: Columns, stacks: Stacks, sizes: Sizes) -> list[Way]:
    """Straight from box to box in one group, two of them side by side."""
    between: dict[frozenset[int], list[int]] = defaultdict(list)
    for number in found.rungs:
        between[frozenset((diagram.arrows[number].begin, diagram.arrows[number].end))].append(number)
    drawn = []
    for numbers in between.values():
        for place, number in enumerate(numbers):
            arrow = diagram.arrows[number]
            column = stacks.columns[stacks.column_of[arrow.begin]]
            side = (place - (len(numbers) - 1) / 2) * 22
            along = column.begin + column.length / 2 + side
            before = stacks.middle[arrow.begin] < stacks.middle[arrow.end]
            begin = stacks.middle[arrow.begin] + stacks.size[arrow.begin] / 2 * (1 if before else -1)
            end = stacks.middle[arrow.end] - stacks.size[arrow.end] / 2 * (1 if before else -1)
            label = None
            if arrow.label:
                label = _beside(number, along, (begin + end) / 2, sizes, first=len(numbers) > 1 and place == 0)
            drawn.append(Way(number, ((along, begin), (along, end)), label))
    return drawn


def _beside(arrow: int, along: float, across: float, sizes: Sizes, *, first: bool) -> Words:
    long, high = sizes.label(arrow)
    if sizes.down:
        begin = along + LABEL_GAP if not first else along - LABEL_GAP - long
        return Words(begin, across - high / 2, long, high, "middle")
    begin = along - 5 - long if first else along + 5
    return Words(begin, across - high / 2, long, high, "end" if first else "start")


def _bare(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without corners that are none."""
    found: list[tuple[float, float]] = []
    for point in points:
        if found and abs(found[-1][0] - point[0]) < 0.01 and abs(found[-1][1] - point[1]) < 0.01:
            continue
        while len(found) > 1 and (
            abs(found[-2][0] - found[-1][0]) < 0.01 > abs(found[-1][0] - point[0])
            or abs(found[-2][1] - found[-1][1]) < 0.01 > abs(found[-1][1] - point[1])
        ):
            found.pop()
        found.append(point)
    return found
