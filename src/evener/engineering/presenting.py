"""Requests as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evener import money
from evener.capacity.presenting import hours
from evener.capacity.rules import LEVEL_NAMES, Level, expected_minutes
from evener.engineering.models import Request, RequestKind, RequestSkill
from evener.engineering.queries import Queued
from evener.engineering.rules import STATE_NAMES, RequestState
from evener.engineering.triage import Placed
from evener.pages.days import words as days_words
from evener.pages.templatetags.evener import day_text, face_html, locale_of
from evener.problems import Text

TONES = dict(zip(RequestState, ("warn", "info", "accent", "ok", "danger", ""), strict=True))
INSTEAD_SHOWN = 3

__all__ = ["deal_rows", "facts", "hours", "kind_rows", "queue_rows", "state_pill"]


def locale() -> str:
    return locale_of(get_language() or "en")


@dataclass(frozen=True, slots=True)
class Pill:
    text: Text
    tone: str


def state_pill(request: Request, *, today: date) -> Pill:
    return Pill(STATE_NAMES[RequestState(request.state)], TONES[RequestState(request.state)])


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a request: its name, its words, and whether they warn."""

    label: Text
    text: str
    tone: str = ""
    note: str = ""


def facts(request: Request, needs: Sequence[RequestSkill], *, today: date) -> list[Line]:
    """What stands beside a request."""
    locale = locale_of(get_language() or "en")
    open_late = request.waiting and request.needed_by < today
    skills = ", ".join(f"{each.skill.name} ({LEVEL_NAMES[Level(each.level)]})" for each in needs)
    due = day_text(request.needed_by, today.year, locale)
    near = request.needed_by <= today + timedelta(days=1)
    left = days_words(request.needed_by, today=today) if request.waiting and near else ""
    found = [
        Line(_("Needed by"), due, "danger" if open_late else "", left),
        Line(_("Effort"), effort(request.low_minutes, request.likely_minutes, request.high_minutes)),
        Line(_("Skills"), skills or _("None named")),
        Line(_("Asked by"), request.asked_by.name),
    ]
    if request.person:
        found.append(Line(_("Done by") if request.state == RequestState.DONE else _("Whose"), request.person.name))
    if request.partner:
        found.append(Line(_("Learns along"), request.partner.name))
    return found


def effort(low: int, likely: int, high: int) -> str:
    """`8–32 h, likely 16`; `4 h` where all three are one."""
    if low == high:
        return _("%(hours)s h") % {"hours": hours(likely)}
    words = {"low": hours(low), "high": hours(high), "likely": hours(likely)}
    return _("%(low)s–%(high)s h, likely %(likely)s") % words


def queue_rows(queue: Iterable[Placed[Queued]], *, today: date) -> SafeString:
    """The rows of the queue as finished HTML."""
    locale = locale_of(get_language() or "en")
    return mark_safe("".join(_queue_row(each, today=today, locale=locale) for each in queue))


def _queue_row(each: Placed[Queued], *, today: date, locale: str) -> str:
    row, place = each.row, each.place
    late = row.needed_by < today
    minutes = expected_minutes(row.low, row.likely, row.high)
    deal = f"{row.deal}, {row.account}" if row.account else row.deal
    state = RequestState(row.state)
    per_hour = f' <span class="label">{escape(_("per hour"))}</span>' if each.place.worth.gain else ""
    return (
        f'<tr><td class="num place">{place.position}</td>'
        f'<th scope="row" class="main-cell words-cell"><a class="row-link" href="/engineering/requests/{row.id}/">'
        f"{escape(row.kind)}: {escape(row.decides)}</a></th>"
        f'<td class="states"><span class="pill {TONES[state]}">{escape(str(STATE_NAMES[state]))}</span>'
        f"{_by_hand(each)}</td>"
        f'<td class="quiet break"><span class="cut">{escape(deal)}</span></td>'
        f'<td class="num">{_per_hour(each, locale)}{per_hour}</td>'
        f'<td class="num">{escape(hours(minutes))} h</td>'
        f'<td class="num{" danger-text" if late else ""}">{escape(day_text(row.needed_by, today.year, locale))}</td>'
        f'<td><span class="who">{face_html(row.asked_by)}<span class="cut">{escape(row.asked_by)}</span></span></td>'
        f'<td class="why-cell">{_why(each)}</td></tr>'
    )


def _by_hand(each: Placed[Queued]) -> str:
    """Who gave it its place, where somebody did."""
    if each.row.placed is None:
        return ""
    words = {"who": each.row.placed_by, "why": each.row.placed_why, "computed": str(each.place.computed)}
    title = escape(_("%(who)s: “%(why)s”. Its worth gives it place %(computed)s.") % words)
    said = f'{escape(_("by hand"))}<span class="sr">: {title}</span>'
    return f' <span class="pill accent bare" title="{title}">{said}</span>'


def _per_hour(each: Placed[Queued], locale: str) -> str:
    if not each.place.worth.gain:
        return f'<span class="muted">{escape(_("no amount"))}</span>'
    return escape(whole(each.place.worth.per_hour, each.row.currency, locale))


def whole(minor: float, currency: str, locale: str) -> str:
    """An expected amount: nobody expects cents."""
    unit = 10 ** money.digits(currency)
    return money.show(round(minor / unit) * unit, currency, locale=locale)


def _why(each: Placed[Queued]) -> str:
    """Every factor, fetched from the request's page when somebody asks."""
    name = escape(_("Why? How place %(place)d comes about") % {"place": each.place.position})
    page = f"/engineering/requests/{each.row.id}/"
    return (
        f'<details class="why"><summary aria-label="{name}" hx-get="{page}" hx-trigger="click once" '
        f'hx-target="next .why-box" hx-select=".place-parts" hx-swap="innerHTML">{escape(_("why?"))}</summary>'
        f'<div class="why-box"><a href="{page}#place">{escape(_("Every factor of this place"))}</a></div></details>'
    )


def reasons(each: Placed[Queued], locale: str) -> list[tuple[str, str]]:
    """Every factor of a place, in words."""
    row, place, worth = each.row, each.place, each.place.worth
    found = [
        (_("Amount of the deal"), money.show(row.amount_minor, row.currency, locale=locale)),
        (_("Chance to win, as forecast or by its stage"), f"{row.chance} %"),
        (_("Lift of a %(kind)s") % {"kind": row.kind}, _("%(lift)d points") % {"lift": row.lift}),
        (_("Of which it can still take"), f"{worth.swing:.0%}".replace("%", " %")),
    ]
    if worth.freshness < 1:
        found.append((_("It comes late"), f"× {worth.freshness:.2f}"))
    expected = expected_minutes(row.low, row.likely, row.high)
    found += [
        (_("Expected gain"), whole(worth.gain, row.currency, locale)),
        (_("Expected hours"), hours(expected)),
        (_("Gain per hour"), whole(worth.per_hour, row.currency, locale)),
    ]
    if each.instead:
        names = ", ".join(f"{other.kind} ({other.deal})" for other in each.instead[:INSTEAD_SHOWN])
        more = len(each.instead) - INSTEAD_SHOWN
        if more > 0:
            names += " " + ngettext("and %(more)d more", "and %(more)d more", more) % {"more": more}
        worth_words = whole(place.instead, row.currency, locale)
        words = {"worth": worth_words, "names": names}
        found.append((_("The same hours elsewhere"), _("%(worth)s: %(names)s") % words))
    if row.placed is not None:
        words = {"who": row.placed_by or "", "why": row.placed_why, "computed": str(place.computed)}
        found.append((_("By hand"), _("%(who)s: “%(why)s”. Its worth gives it place %(computed)s.") % words))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A request in a list of a deal, or of mine."""

    id: int
    title: str
    deal: str
    deal_url: str
    pill: Pill
    effort: str
    due: str
    late: bool
    person: str
    partner: str
    asked_by: str
    answer: str


def deal_rows(found: Iterable[Request], *, today: date) -> list[Row]:
    locale = locale_of(get_language() or "en")
    return [
        Row(
            request.pk,
            f"{request.kind.name}: {request.decides}",
            request.deal.name,
            f"/deals/{request.deal_id}/",
            state_pill(request, today=today),
            effort(request.low_minutes, request.likely_minutes, request.high_minutes),
            day_text(request.needed_by, today.year, locale),
            request.waiting and request.needed_by < today,
            request.person.name if request.person_id and request.person else "",
            request.partner.name if request.partner_id and request.partner else "",
            request.asked_by.name,
            request.answer,
        )
        for request in found
    ]


@dataclass(frozen=True, slots=True)
class KindRow:
    id: int
    name: str
    effort: str
    lift: int
    is_evaluation: bool
    is_offered: bool


def kind_rows(kinds: Iterable[RequestKind]) -> list[KindRow]:
    return [
        KindRow(
            kind.pk, kind.name, effort(kind.low_minutes, kind.likely_minutes, kind.high_minutes), kind.lift,
            kind.is_evaluation, kind.is_offered,
        )
        for kind in kinds
    ]  # fmt: skip
