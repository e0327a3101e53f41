"""The picture as SVG: shapes and text with plain attributes only, so that the strictest policy shows it inside a page.

Two looks, for light and for dark ground. In a browser, whose letters may be wider than ours, each line is told how long
it is, so that words stay in their boxes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from evener.papers.engine.brand import Brand
from evener.papers.engine.colours import LARGE, TEXT, ink_on, mixed, readable
from evener.papers.engine.diagram.measure import LEADING, Words
from evener.papers.engine.diagram.parts import Arrow
from evener.papers.engine.diagram.placing import Label, Placed, PlacedBox, PlacedFrame, PlacedNote, Route
from evener.papers.engine.diagram.words import words
from evener.papers.engine.letters import FAMILIES, width

ROUND, CORNER = 5.0, 6.0
HEAD_LONG, HEAD_WIDE = 7.0, 3.2
# From the top of a line to its foot, in parts of the size of the letters.
ASCENT = 0.93
BROWSER = "system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Look:
    """Every colour of a picture. Text has a contrast of 4.5 on what is behind it, lines have 3."""

    ground: str
    ink: str
    soft: str
    line: str
    box: str
    box_line: str
    ours: str
    ours_ink: str
    frame: str
    frame_line: str
    ours_frame: str
    ours_frame_line: str
    ours_title: str


def look(brand: Brand, *, dark: bool) -> Look:
    brand = brand.sound()
    ground, ink = ("#141a1a", "#e7eeec") if dark else ("#ffffff", "#14201f")
    frame = mixed(ink, ground, 0.045)
    ours = readable(brand.accent, on=ground, least=LARGE)
    ours_frame = mixed(brand.accent, ground, 0.16 if dark else 0.08)
    return Look(
        ground=ground,
        ink=ink,
        soft=readable(mixed(ink, ground, 0.62), on=frame, least=TEXT),
        line=readable(mixed(ink, ground, 0.6), on=frame, least=LARGE),
        box=mixed(ink, ground, 0.08) if dark else "#ffffff",
        box_line=readable(mixed(ink, ground, 0.4), on=frame, least=LARGE),
        ours=ours,
        ours_ink=ink_on(ours),
        frame=frame,
        frame_line=mixed(ink, ground, 0.2),
        ours_frame=ours_frame,
        ours_frame_line=mixed(brand.accent, ground, 0.45),
        ours_title=readable(brand.accent, on=ours_frame, least=TEXT),
    )


def svg(placed: Placed, brand: Brand, *, dark: bool = False, on_paper: bool = False) -> str:
    """One `<svg>` element. `on_paper` is for the PDF, which has our letters and a white ground of its own."""
    colours = look(brand, dark=dark)
    pen = _Pen(colours, on_paper=on_paper)
    wide, high = placed.width, placed.height
    title = placed.diagram.title or (placed.diagram.boxes[0].name if placed.diagram.boxes else "")
    # In a page the height follows from the width, so that a narrow screen shrinks both.
    size = f'width="{_n(wide)}" height="{_n(high)}"' if on_paper else f'width="{_n(wide)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(wide)} {_n(high)}" {size} role="img" '
        f"font-family={quoteattr(pen.family)}>",
        f"<title>{escape(title)}</title><desc>{escape(words(placed.diagram))}</desc>",
    ]
    if not on_paper:
        parts.append(f'<rect width="{_n(wide)}" height="{_n(high)}" rx="{_n(ROUND)}" fill="{colours.ground}"/>')
    if placed.title:
        parts.append(pen.text(placed.title, x=6.0, y=6.0, anchor="start", fill=colours.ink, strong=True))
    parts += [pen.frame(frame, ours=placed.diagram.groups[frame.number].ours) for frame in placed.frames]
    parts += [pen.route(route, placed.diagram.arrows[route.number]) for route in placed.routes]
    parts += [pen.box(box, ours=placed.diagram.boxes[box.number].ours) for box in placed.boxes]
    parts += [pen.label(route.label) for route in placed.routes if route.label]
    parts += [pen.note(note) for note in placed.notes]
    return "".join([*parts, "</svg>"])


class _Pen:
    def __init__(self, colours: Look, *, on_paper: bool) -> None:
        self.colours = colours
        self.on_paper = on_paper
        self.family = ", ".join(f"'{name}'" for name in FAMILIES) + ("" if on_paper else f", {BROWSER}")

    def text(self, said: Words, *, x: float, y: float, anchor: str, fill: str, strong: bool = False) -> str:
        """Lines from the upper edge `y` down; `x` is where they start, end or have their middle."""
        weight = ' font-weight="600"' if strong else ""
        where = f' text-anchor="{anchor}"' if anchor != "start" else ""
        lines = []
        for number, line in enumerate(said.lines):
            foot = y + said.size * (ASCENT + number * LEADING)
            lines.append(
                f'<text x="{_n(x)}" y="{_n(foot)}" font-size="{_n(said.size)}" fill="{fill}"{weight}{where}'
                f"{self._length(line, said, strong=strong)}>{escape(line)}</text>"
            )
        return "".join(lines)

    def _length(self, line: str, said: Words, *, strong: bool) -> str:
        if self.on_paper or len(line) < 2:
            return ""
        return f' textLength="{_n(line_width(line, said, strong=strong))}" lengthAdjust="spacingAndGlyphs"'

    def frame(self, frame: PlacedFrame, *, ours: bool) -> str:
        fill, line = (
            (self.colours.ours_frame, self.colours.ours_frame_line)
            if ours
            else (self.colours.frame, self.colours.frame_line)
        )
        ink = self.colours.ours_title if ours else self.colours.soft
        rect = (
            f'<rect x="{_n(frame.x)}" y="{_n(frame.y)}" width="{_n(frame.width)}" height="{_n(frame.height)}" '
            f'rx="8" fill="{fill}" stroke="{line}" stroke-width="0.8"/>'
        )
        title = self.text(frame.title, x=frame.title_x, y=frame.title_y, anchor="start", fill=ink, strong=True)
        return rect + title

    def box(self, box: PlacedBox, *, ours: bool) -> str:
        fill, line = (self.colours.ours, self.colours.ours) if ours else (self.colours.box, self.colours.box_line)
        ink = self.colours.ours_ink if ours else self.colours.ink
        soft = ink if ours else self.colours.soft
        name, detail = box.face.name, box.face.detail
        middle = box.x + box.width / 2
        y = box.y + (box.height - name.height - detail.height - (1.5 if detail.lines else 0)) / 2
        parts = [
            f'<rect x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}" rx="{_n(ROUND)}" '
            f'fill="{fill}" stroke="{line}" stroke-width="1"/>',
            self.text(name, x=middle, y=y, anchor="middle", fill=ink, strong=True),
        ]
        if detail.lines:
            parts.append(self.text(detail, x=middle, y=y + name.height + 1.5, anchor="middle", fill=soft))
        if box.mark:
            parts.append(self._mark(box.mark, box.x + box.width - 2, box.y + 2))
        return "".join(parts)

    def _mark(self, mark: int, x: float, y: float) -> str:
        return (
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="6" fill="{self.colours.ground}" stroke="{self.colours.line}" '
            f'stroke-width="0.9"/><text x="{_n(x)}" y="{_n(y + 2.7)}" font-size="7.5" font-weight="600" '
            f'text-anchor="middle" fill="{self.colours.ink}">{mark}</text>'
        )

    def route(self, route: Route, arrow: Arrow) -> str:
        points = list(route.points)
        heads = []
        if arrow.head:
            heads.append(_head(points[-2], points[-1]))
            points[-1] = _shorter(points[-2], points[-1])
        if arrow.tail:
            heads.append(_head(points[1], points[0]))
            points[0] = _shorter(points[1], points[0])
        dash = ' stroke-dasharray="4 3"' if arrow.dashed else ""
        path = (
            f'<path d="{_path(points)}" fill="none" stroke="{self.colours.line}" stroke-width="1.2"{dash} '
            'stroke-linejoin="round"/>'
        )
        return path + "".join(f'<path d="{head}" fill="{self.colours.line}"/>' for head in heads)

    def label(self, label: Label) -> str:
        x = {"start": label.x, "middle": label.x + label.width / 2, "end": label.x + label.width}[label.anchor]
        return self.text(label.words, x=x, y=label.y, anchor=label.anchor, fill=self.colours.soft)

    def note(self, note: PlacedNote) -> str:
        mark = self._mark(note.mark, note.x - 9, note.y + 5) if note.mark else ""
        return mark + self.text(note.words, x=note.x, y=note.y, anchor="start", fill=self.colours.soft)


def line_width(line: str, said: Words, *, strong: bool) -> float:
    from_font = width(line, size=said.size, strong=strong)
    return max(from_font, 1.0)


def _head(before: tuple[float, float], tip: tuple[float, float]) -> str:
    """A triangle that ends at `tip`, coming from `before`."""
    x, y = _step(before, tip)
    back = (tip[0] - x * HEAD_LONG, tip[1] - y * HEAD_LONG)
    one = (back[0] - y * HEAD_WIDE, back[1] + x * HEAD_WIDE)
    other = (back[0] + y * HEAD_WIDE, back[1] - x * HEAD_WIDE)
    return f"M{_p(tip)}L{_p(one)}L{_p(other)}Z"


def _shorter(before: tuple[float, float], tip: tuple[float, float]) -> tuple[float, float]:
    x, y = _step(before, tip)
    return tip[0] - x * (HEAD_LONG - 1), tip[1] - y * (HEAD_LONG - 1)


def _step(before: tuple[float, float], after: tuple[float, float]) -> tuple[float, float]:
    long = math.dist(before, after) or 1.0
    return (after[0] - before[0]) / long, (after[1] - before[1]) / long


def _path(points: list[tuple[float, float]]) -> str:
    """Straight lines with rounded turns."""
    drawn = [f"M{_p(points[0])}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        round_by = min(CORNER, math.dist(before, here) / 2, math.dist(here, after) / 2)
        enter, leave = _step(here, before), _step(here, after)
        first = (here[0] + enter[0] * round_by, here[1] + enter[1] * round_by)
        last = (here[0] + leave[0] * round_by, here[1] + leave[1] * round_by)
        drawn.append(f"L{_p(first)}Q{_p(here)} {_p(last)}")
    return "".join([*drawn, f"L{_p(points[-1])}"])


def _p(point: tuple[float, float]) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
