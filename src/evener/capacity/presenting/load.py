"""Load as its page shows it: the rows of the heat-map, and what stands behind a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evener.capacity.queries import Cell, Load, Named
from evener.capacity.rules import HOUR, KIND_NAMES, heat
from evener.pages.templatetags.evener import day_text, face_html, locale_of
from evener.problems import Text


def hours(minutes: float) -> str:
    """`7.5`, `40`; under half an hour of work `<1`."""
    whole = minutes / HOUR
    return f"{whole:.1f}".removesuffix(".0") if whole < 10 else f"{whole:.0f}"


def heads(load: Load) -> list[str]:
    """The weeks by their Monday."""
    locale = locale_of(get_language() or "en")
    return [day_text(week, week.year, locale) for week in load.weeks]  # without the year: it is the next one


def rows(load: Load) -> SafeString:
    """Everybody's weeks as finished HTML: each cell names its share and leads to what is in it."""
    return mark_safe("".join(_row(load, index) for index in range(len(load.rows))))


def _row(load: Load, index: int) -> str:
    row = load.rows[index]
    cells = []
    free_word = escape(_("no time"))
    for week, cell in zip(load.weeks, row.cells, strict=True):
        step = heat(cell.load, cell.free)
        share = _share(cell, free_word)
        words = escape(_("%(load)s of %(free)s h") % {"load": hours(cell.load), "free": hours(cell.free)})
        cells.append(
            f'<td class="heat heat-{step}"><a href="/capacity/people/{row.worker.id}/?week={week}#week-work" '
            f'title="{words}">{share}<span class="sr"> %, {words}</span></a></td>'
        )
    return (
        f'<tr><th scope="row" class="main-cell"><a class="row-link who" href="/capacity/people/{row.worker.id}/">'
        f'{face_html(row.worker.name)}<span class="cut">{escape(row.worker.name)}</span></a></th>{"".join(cells)}</tr>'
    )


def _share(cell: Cell, no_time: str) -> str:
    """Percent of the time that can be planned; a point where there is no work, a dash where there is no time."""
    if not heat(cell.load, cell.free):
        return "·" if cell.free else "–"
    return f"{cell.load * 100 / cell.free:.0f}" if cell.free else no_time


def waiting(load: Load) -> list[tuple[Text, list[str]]]:
    """Work nobody has yet, in hours a week, by the skill it needs."""
    return [
        (name or _("No skill named"), [hours(minutes) if minutes >= 1 else "–" for minutes in sums])
        for name, sums in load.waiting
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of work behind a cell."""

    kind: Text
    title: str
    deal: str
    url: str
    hours: str
    weight: int
    due: str


def lines(found: Sequence[Named], *, today: date) -> list[Line]:
    locale = locale_of(get_language() or "en")
    return [
        Line(
            KIND_NAMES[each.kind],
            each.titled.title if each.titled else _("Work you may not see"),
            each.titled.deal if each.titled else "",
            each.titled.url if each.titled else "",
            hours(each.minutes),
            each.weight,
            day_text(each.due_on, today.year, locale) if each.due_on else "–",
        )
        for each in found
    ]
