"""An answer to “can we promise this date?” as a page shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evener.capacity.dates import Before, DateAnswer
from evener.capacity.presenting.curve import curve_svg
from evener.capacity.presenting.load import hours
from evener.capacity.rules import HOUR, KIND_NAMES, SURE
from evener.pages.templatetags.evener import day_text, locale_of
from evener.problems import Text

Day = Callable[[date | None], str]
# Lines of the table beside the curve.
LINES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of work that stands before."""

    kind: Text
    title: Text
    url: str
    deal: str
    hours: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`cannot` alone, or everything else. `tone` of the headline: ok, warn or danger."""

    cannot: Text = ""
    headline: Text = ""
    tone: str = ""
    half: Text = ""
    sure: Text = ""
    curve: str = ""
    table: Sequence[tuple[str, str]] = ()
    lines: Sequence[Line] = ()
    ahead: Text = ""
    parts: Sequence[tuple[Text, Text]] = ()
    notes: Sequence[Text] = ()


def shown(found: DateAnswer, *, today: date) -> Shown:
    """The answer in words, with its curve, its table, its parts and what stands before it."""
    if found.cannot:
        return Shown(cannot=found.cannot)
    locale = locale_of(get_language() or "en")

    def day(value: date | None) -> str:
        return day_text(value, today.year, locale) if value else _("not within two years")

    table = [(day(value), percent(chance)) for value, chance in _thinned(found.curve)]
    due = (day(found.due_on), found.due_on) if found.due_on else None
    return Shown(
        headline=headline(found, day=day),
        tone=_tone(found.chance),
        half=day(found.p50),
        sure=day(found.p85),
        curve=curve_svg(found.curve, due=due, sure=(day(found.p85), found.p85) if found.p85 else None, day=day),
        table=table,
        lines=[_line(each) for each in found.before],
        ahead=_ahead(found),
        parts=_parts(found),
        notes=_notes(found, today=today),
    )


def percent(chance: float) -> str:
    """`31 %`; what is neither impossible nor certain is not written as 0 or 100."""
    whole = round(chance * 100)
    if whole == 0 and chance > 0:
        return _("under 1 %")
    if whole == 100 and chance < 1:
        return _("over 99 %")
    return f"{whole}\u00a0%"


def headline(found: DateAnswer, *, day: Day) -> Text:
    """`1 Mar: 31 %. You can say 14 Mar with 85 %.`"""
    words = {"due": day(found.due_on), "chance": percent(found.chance or 0), "sure": day(found.p85)}
    if found.chance is not None and found.chance >= SURE:
        return _("%(due)s: %(chance)s. You can say it.") % words
    if found.p85 is None:
        said = _("No day of the next two years is met with 85\u00a0%%.") % words
    else:
        said = _("You can say %(sure)s with 85\u00a0%%.") % words
    return said if found.chance is None else f"{_('%(due)s: %(chance)s.') % words} {said}"


def _tone(chance: float | None) -> str:
    if chance is None:
        return "info"
    return "ok" if chance >= SURE else "warn" if chance >= 0.5 else "danger"


def _thinned(curve: Sequence[tuple[date, float]]) -> list[tuple[date, float]]:
    """At most LINES of them, the last one among them."""
    step = -(-len(curve) // LINES) or 1
    return [*reversed(curve[::-1][::step])]


def _line(before: Before) -> Line:
    titled = before.titled
    return Line(
        KIND_NAMES[before.kind],
        titled.title if titled else _("Work you may not see"),
        titled.url if titled else "",
        titled.deal if titled else "",
        hours(before.hours * HOUR),
    )


def _ahead(found: DateAnswer) -> Text:
    if not found.before_count:
        return _("Nothing stands before it.")
    said = ngettext(
        "%(count)d piece of work stands before it: %(hours)s hours expected.",
        "%(count)d pieces of work stand before it: %(hours)s hours expected.",
        found.before_count,
    ) % {"count": found.before_count, "hours": hours(found.before_hours * HOUR)}
    named = len(found.before)
    return said if named == found.before_count else f"{said} {_('The %(count)d largest:') % {'count': named}}"


def _parts(found: DateAnswer) -> list[tuple[Text, Text]]:
    """What the days are made of."""
    pool = found.pool
    people = (pool.people, hours(pool.week_hours * HOUR)) if pool else (0, "0")
    ratios = (
        ngettext("from %(count)d finished task here", "from %(count)d finished tasks here", found.tasks)
        % {"count": found.tasks}
        if found.tasks
        else _("from 10,266 tasks of another firm, until 20 are finished here")
    )
    return [
        (_("Expected hours of it"), hours(found.hours * HOUR)),
        (_("Expected hours before it"), hours(found.before_hours * HOUR)),
        (_("People with “%(skill)s”") % {"skill": found.skill}, str(people[0])),
        (_("Their hours a week for it"), people[1]),
        (_("Part of their time, beside what else waits for them"), percent(pool.share if pool else 0)),
        (_("What estimates turn into"), ratios),
        (_("Times drawn"), "10,000"),
    ]


def _notes(found: DateAnswer, *, today: date) -> list[Text]:
    """What limits the answer."""
    said: list[Text] = []
    if found.due_on and found.due_on < today:
        said.append(_("That day is over."))
    if found.pool and found.pool.with_help:
        said.append(
            _("Nobody can do “%(skill)s” alone yet: those who can with help are counted.") % {"skill": found.skill}
        )
    if found.beyond >= 0.005:
        said.append(_("In %(share)s of the cases it takes over two years.") % {"share": percent(found.beyond)})
    if found.unskilled:
        said.append(
            ngettext(
                "%(count)d piece of work names neither a skill nor a person and is not counted.",
                "%(count)d pieces of work name neither a skill nor a person and are not counted.",
                found.unskilled,
            )
            % {"count": found.unskilled}
        )
    return said
