"""Where everything stands: `layout` gives boxes, frames, arrows and labels their places, in points from the upper left.

The work is done in two directions, `along` (where the arrows mainly run) and `across`; at the end they become x and y
or, for a picture that runs down, y and x. docs/algorithms/diagram.md tells how, with an example.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from evener.papers.engine.diagram.channels import Way, ways
from evener.papers.engine.diagram.columns import Columns, columns
from evener.papers.engine.diagram.measure import HEADING, NOTE, Face, Words, words
from evener.papers.engine.diagram.parts import Diagram, Direction
from evener.papers.engine.diagram.stacks import FRAME, Sizes, Stacks, label_words, stacked

MARGIN = 6.0
# The room a picture has on a page: it is turned the way that needs less shrinking for it.
PAGE_WIDE, PAGE_HIGH = 480.0, 380.0
# Sideways is how people read, so down must be clearly better.
BETTER = 1.15
NOTE_GAP = 4.0

# Along and across to x and y.
Point = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """Box `number` of the diagram; `mark` is the number of its note, 0 without one."""

    number: int
    x: float
    y: float
    width: float
    height: float
    face: Face
    mark: int = 0


@dataclass(frozen=True, slots=True)
class PlacedFrame:
    """The frame around group `number`, and its title with its upper left corner."""

    number: int
    x: float
    y: float
    width: float
    height: float
    title: Words
    title_x: float
    title_y: float


@dataclass(frozen=True, slots=True)
class Label:
    """Words at an arrow: the rectangle they fill, and how the lines stand in it (start, middle or end)."""

    words: Words
    x: float
    y: float
    width: float
    height: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Route:
    """Arrow `number`: its corners from begin to end, all turns square."""

    number: int
    points: tuple[tuple[float, float], ...]
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """`mark` is the number that also stands at its box, 0 for a note on the whole."""

    mark: int
    x: float
    y: float
    words: Words


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture of `width` by `height` points, ready to be drawn."""

    diagram: Diagram
    width: float
    height: float
    boxes: tuple[PlacedBox, ...] = ()
    frames: tuple[PlacedFrame, ...] = ()
    routes: tuple[Route, ...] = ()
    notes: tuple[PlacedNote, ...] = ()
    title: Words | None = None
    direction: Direction = Direction.RIGHT


@lru_cache(maxsize=64)
def layout(diagram: Diagram) -> Placed:
    """The same diagram is always placed the same way, and only once while it is looked at."""
    if not diagram.boxes:
        return Placed(diagram, 2 * MARGIN, 2 * MARGIN)
    found = columns(diagram)
    if diagram.direction is not Direction.AUTO:
        return _placed(diagram, found, diagram.direction)
    right = _placed(diagram, found, Direction.RIGHT)
    if _shrunk(right) >= 1:
        return right
    down = _placed(diagram, found, Direction.DOWN)
    return down if _shrunk(down) > BETTER * _shrunk(right) else right


def _shrunk(placed: Placed) -> float:
    """How much of its size is left on a page; 1 when it fits."""
    return min(1.0, PAGE_WIDE / placed.width, PAGE_HIGH / placed.height)


def _placed(diagram: Diagram, found: Columns, direction: Direction) -> Placed:
    down = direction is Direction.DOWN
    sizes = Sizes.of(diagram, down=down)
    stacks = stacked(diagram, found, sizes)
    drawn = ways(diagram, found, stacks, sizes)
    heading = words(diagram.title, size=HEADING, most=420, strong=True) if diagram.title else None
    low_along, low_across, high_along, high_across = _bounds(stacks, drawn)
    # Where the picture begins on the page.
    top = MARGIN + (heading.height + 8 if heading else 0)
    begin_along, begin_across = (
        (top - low_along, MARGIN - low_across) if down else (MARGIN - low_along, top - low_across)
    )

    def point(along: float, across: float) -> tuple[float, float]:
        one, other = round(along + begin_along, 2), round(across + begin_across, 2)
        return (other, one) if down else (one, other)

    marks: dict[int, int] = {}
    for note in diagram.notes:
        if note.box >= 0:
            marks.setdefault(note.box, len(marks) + 1)
    boxes = tuple(_box(number, stacks, sizes, point, mark=marks.get(number, 0)) for number in sizes.boxes)
    frames = tuple(_frame(number, stacks, sizes, point) for number in sorted(stacks.frames))
    routes = tuple(_route(way, point, down=down, diagram=diagram) for way in drawn)
    wide = (high_across - low_across if down else high_along - low_along) + 2 * MARGIN
    high = (high_along - low_along if down else high_across - low_across) + top + MARGIN
    if heading:
        wide = max(wide, heading.width + 2 * MARGIN)
    notes, high = _notes(diagram, marks, wide=max(wide, 240.0), top=high)
    wide = max([wide, *(note.x + note.words.width + MARGIN for note in notes)])
    return Placed(diagram, round(wide, 2), round(high, 2), boxes, frames, routes, notes, heading, direction)


def _bounds(stacks: Stacks, drawn: list[Way]) -> tuple[float, float, float, float]:
    """Least and greatest along and across of everything drawn."""
    along = [0.0, stacks.length]
    across = []
    for item, middle in stacks.middle.items():
        half = stacks.size[item] / 2
        across += [middle - half, middle + half]
    for frame in stacks.frames.values():
        across += [frame.low, frame.high]
    for way in drawn:
        along += [point[0] for point in way.points]
        across += [point[1] for point in way.points]
        if way.label:
            along += [way.label.along, way.label.along + way.label.long]
            across += [way.label.across, way.label.across + way.label.high]
    return min(along), min(across), max(along), max(across)


def _box(number: int, stacks: Stacks, sizes: Sizes, point: Point, *, mark: int) -> PlacedBox:
    column = stacks.columns[stacks.column_of[number]]
    half = stacks.size[number] / 2
    x, y = point(column.begin, stacks.middle[number] - half)
    wide, high = (2 * half, column.length) if sizes.down else (column.length, 2 * half)
    return PlacedBox(number, x, y, round(wide, 2), round(high, 2), sizes.boxes[number], mark)


def _frame(number: int, stacks: Stacks, sizes: Sizes, point: Point) -> PlacedFrame:
    frame, title = stacks.frames[number], sizes.titles[number]
    column = stacks.columns[frame.column]
    x, y = point(column.begin - FRAME, frame.low)
    along, across = round(column.length + 2 * FRAME, 2), round(frame.high - frame.low, 2)
    if sizes.down:
        return PlacedFrame(number, x, y, across, along, title, x + FRAME, y + (along - title.height) / 2)
    return PlacedFrame(number, x, y, along, across, title, x + FRAME, y + 8)


def _route(way: Way, point: Point, *, down: bool, diagram: Diagram) -> Route:
    points = tuple(point(*each) for each in way.points)
    if not way.label:
        return Route(way.arrow, points)
    label = way.label
    x, y = point(label.along, label.across)
    wide, high = (label.high, label.long) if down else (label.long, label.high)
    found = Label(label_words(diagram.arrows[way.arrow], down=down), x, y, round(wide, 2), round(high, 2), label.anchor)
    return Route(way.arrow, points, found)


def _notes(diagram: Diagram, marks: dict[int, int], *, wide: float, top: float) -> tuple[tuple[PlacedNote, ...], float]:
    found, y = [], top
    if diagram.notes:
        y += NOTE_GAP
    ordered = sorted(diagram.notes, key=lambda note: marks.get(note.box, 0) if note.box >= 0 else 99)
    for note in ordered:
        mark = marks.get(note.box, 0) if note.box >= 0 else 0
        text = words(note.text, size=NOTE, most=min(wide, 440.0) - 2 * MARGIN - 16)
        found.append(PlacedNote(mark, MARGIN + (16 if marks else 0), y, text))
        y += text.height + NOTE_GAP
    return tuple(found), y + (MARGIN - NOTE_GAP if found else 0)
