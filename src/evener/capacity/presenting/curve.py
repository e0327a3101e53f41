"""The chance of being done by each day, as a drawing: finished SVG, coloured by `capacity/date.css`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from evener.capacity.rules import SURE

# Of the drawing, and of the field the curve lies in.
WIDTH, HEIGHT = 360, 132
LEFT, RIGHT, TOP, BOTTOM = 34, 352, 10, 104

# The long end of the curve, from this chance on, is not drawn: little happens there.
SHOWN = 0.97

Marked = tuple[str, date]


def curve_svg(
    curve: Sequence[tuple[date, float]], *, due: Marked | None, sure: Marked | None, day: Callable[[date], str]
) -> SafeString:
    """Steps from day to day, a line at 85 %, and the days `due` and `sure` marked. Nothing without a curve."""
    if not curve:
        return SafeString()
    first = curve[0][0]
    last = next((day for day, chance in curve if chance >= SHOWN), curve[-1][0])
    for marked in (due, sure):
        if marked:
            first, last = min(first, marked[1]), max(last, marked[1])
    # Asked for a day far away, the curve would be a line: that day stands at the edge then.
    length = max(7, (curve[-1][0] - curve[0][0]).days)
    first = max(first, curve[0][0] - timedelta(days=length))
    last = min(last, curve[-1][0] + timedelta(days=length))
    curve = [each for each in curve if each[0] <= last]
    scale = _Scale(first, last)
    parts = [
        _grid(),
        f'<path class="chance-area" d="{_area(curve, scale)}"/>',
        f'<path class="chance-line" d="{_line(curve, scale)}"/>',
    ]
    if sure:
        parts.append(_mark(sure[1], scale, "sure"))
    if due:
        parts.append(_mark(due[1], scale, "due"))
    ends = (
        f'<text class="chance-end" x="{LEFT}" y="{HEIGHT - 12}">{escape(day(first))}</text>'
        f'<text class="chance-end" x="{RIGHT}" y="{HEIGHT - 12}" text-anchor="end">{escape(day(last))}</text>'
    )
    label = escape(_("The chance of being done by each day. The same numbers stand in the table below."))
    inside = "".join(parts) + ends
    return mark_safe(
        f'<svg class="chance" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{inside}</svg>'
    )


class _Scale:
    """Where days and chances lie in the drawing."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.days = first, max(1, (last - first).days)

    def x(self, day: date) -> float:
        place = min(max((day - self.first).days, 0), self.days)
        return round(LEFT + place / self.days * (RIGHT - LEFT), 1)


def _y(chance: float) -> float:
    return round(BOTTOM - chance * (BOTTOM - TOP), 1)


def _grid() -> str:
    lines = []
    for chance in (0.0, 0.5, SURE):
        y = _y(chance)
        kind = "chance-85" if chance == SURE else "chance-grid"
        lines.append(f'<line class="{kind}" x1="{LEFT}" x2="{RIGHT}" y1="{y}" y2="{y}"/>')
        lines.append(
            f'<text class="chance-end" x="{LEFT - 6}" y="{y + 3}" text-anchor="end">{chance * 100:.0f}\u00a0%</text>'
        )
    return "".join(lines)


def _line(curve: Sequence[tuple[date, float]], scale: _Scale) -> str:
    points = [f"M{scale.x(curve[0][0])} {_y(curve[0][1])}"]
    points += [f"H{scale.x(day)}V{_y(chance)}" for day, chance in curve[1:]]
    return "".join([*points, f"H{RIGHT}"])


def _area(curve: Sequence[tuple[date, float]], scale: _Scale) -> str:
    return f"{_line(curve, scale)}V{BOTTOM}H{scale.x(curve[0][0])}Z"


def _mark(day: date, scale: _Scale, kind: str) -> str:
    x = scale.x(day)
    return f'<line class="chance-{kind}" x1="{x}" x2="{x}" y1="{TOP}" y2="{BOTTOM + 5}"/>'
