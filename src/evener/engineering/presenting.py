"""Requests as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evener import money
from evener.capacity.presenting import hours
from evener.capacity.rules import LEVEL_NAMES, Level, expected_minutes
from evener.engineering.models import Request, RequestKind, RequestSkill
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
    left = days_words(request.needed_by, today=today) if request.waiting else ""
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


def queue_rows(queue: Iterable[Placed], *, kind: int | None, today: date) -> SafeString:
    """The rows of the queue as finished HTML; `kind` hides the others, whose places stay."""
    locale = locale_of(get_language() or "en")
    rows = [each for each in queue if kind is None or each.row.kind_id == kind]
    return mark_safe("".join(_queue_row(each, today=today, locale=locale) for each in rows))


def _queue_row(each: Placed, *, today: date, locale: str) -> str:
    row, place = each.row, each.place
    late = row.needed_by < today
    minutes = expected_minutes(row.low, row.likely, row.high)
    deal = f"{row.deal}, {row.account}" if row.account else row.deal
    state = RequestState(row.state)
    return (
        f'<tr><td class="num place">{place.position}</td>'
        f'<th scope="row" class="main-cell words-cell"><a class="row-link" href="/engineering/requests/{row.id}/">'
        f"{escape(row.kind)}: {escape(row.decides)}</a></th>"
        f'<td class="states"><span class="pill {TONES[state]}">{escape(str(STATE_NAMES[state]))}</span>'
        f"{_by_hand(each)}</td>"
        f'<td class="quiet"><span class="cut">{escape(deal)}</span></td>'
        f'<td class="num">{_per_hour(each, locale)}</td>'
        f'<td class="num">{escape(hours(minutes))} h</td>'
        f'<td class="num{" danger-text" if late else ""}">{escape(day_text(row.needed_by, today.year, locale))}</td>'
        f'<td><span class="who">{face_html(row.asked_by)}<span class="cut">{escape(row.asked_by)}</span></span></td>'
        f'<td class="why-cell">{_why(each, locale)}</td></tr>'
    )


def _by_hand(each: Placed) -> str:
    """Who gave it its place, where somebody did."""
    if each.row.placed is None:
        return ""
    words = {"who": each.row.placed_by, "computed": each.place.computed}
    title = escape(_("%(who)s gave it this place; its worth gives it %(computed)d.") % words)
    said = f'{escape(_("by hand"))}<span class="sr">: {title}</span>'
    return f' <span class="pill accent bare" title="{title}">{said}</span>'


def _per_hour(each: Placed, locale: str) -> str:
    if not each.place.worth.gain:
        return f'<span class="muted">{escape(_("no amount"))}</span>'
    return escape(whole(each.place.worth.per_hour, each.row.currency, locale))


def whole(minor: float, currency: str, locale: str) -> str:
    """An expected amount: nobody expects cents."""
    unit = 10 ** money.digits(currency)
    return money.show(round(minor / unit) * unit, currency, locale=locale)


def _why(each: Placed, locale: str) -> str:
    parts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in reasons(each, locale))
    name = escape(_("Why this place?"))
    return (
        f'<details class="menu why"><summary class="btn btn-quiet btn-small">{name}</summary>'
        f'<div class="menu-list why-list"><dl class="parts">{parts}</dl></div></details>'
    )


def reasons(each: Placed, locale: str) -> list[tuple[str, str]]:
    """Every factor of a place, in words."""
    row, place, worth = each.row, each.place, each.place.worth
    found = [
        (_("Amount of the deal"), money.show(row.amount_minor, row.currency, locale=locale)),
        (_("Chance to win, by its stage"), f"{row.prior_won} %"),
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
