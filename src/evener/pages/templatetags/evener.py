"""Words every template may use: amounts, days, initials, icons, links that keep the rest of the query.

A builtin library, so no page loads it. Lists call these hundreds of times, so each is a plain function over
cached parts; what a page shows fifty times is better formatted once in its query.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_timedelta
from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from evener.money import show

register = template.Library()

DASH = "–"
HUES = 8


@lru_cache(maxsize=32)
def locale_of(language: str) -> str:
    """Babel's name for Django's language code (`pt-br` → `pt_BR`); English when Babel has none."""
    try:
        return str(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return "en"


def _locale() -> str:
    return locale_of(get_language() or "en")


@register.simple_tag
def money(minor: int | None, currency: str, *, cents: bool = False) -> str:
    """`{% money deal.amount_minor deal.currency %}` → `€12,500`; a dash when there is no amount."""
    return DASH if minor is None else show(minor, currency, locale=_locale(), cents=cents)


@register.filter
def amount(value: Any) -> str:
    """`{{ money|amount }}` for a `Money` or a `(minor, currency)` pair."""
    if value is None:
        return DASH
    minor, currency = value if isinstance(value, tuple) else (value.minor, value.currency)
    return show(minor, currency, locale=_locale())


@lru_cache(maxsize=4096)
def day_text(value: date, this_year: int, locale: str) -> str:
    """`2 Mar`, or `2 Mar 2027` when it is not this year. English puts the day first in every region."""
    if locale.startswith("en"):
        text = f"{value.day} {_MONTHS[value.month - 1]}"
        return text if value.year == this_year else f"{text} {value.year}"
    return format_skeleton("MMMd" if value.year == this_year else "yMMMd", value, locale=locale)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=64)
def _year(_minute: int, zone: tzinfo) -> int:
    """The year it is in `zone`; asked for every date of a list, worked out once a minute."""
    return timezone.localdate(timezone=zone).year


def _this_year() -> int:
    return _year(int(time.time()) // 60, timezone.get_current_timezone())


def _as_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ step.due|day }}` → `2 Mar`; a dash when there is none. Times are shown in the viewer's zone."""
    if value is None or value == "":
        return DASH
    return day_text(_as_day(value), _this_year(), _locale())


@register.filter
def moment(value: datetime | None) -> str:
    """`2 Mar 2026, 14:05` in the viewer's zone, for the places where the minute matters."""
    if value is None:
        return DASH
    local = timezone.localtime(value)
    return f"{day_text(local.date(), _this_year(), _locale())}, {local:%H:%M}"


def ago_text(seconds: float, locale: str) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `in 2 d`; whole units, rounded down."""
    if abs(seconds) < 60:
        return gettext("just now")
    unit = next(name for name, size in (("day", 86400), ("hour", 3600), ("minute", 60)) if abs(seconds) >= size)
    if locale.startswith("en"):
        size, short = {"day": (86400, "d"), "hour": (3600, "h"), "minute": (60, "min")}[unit]
        count = int(abs(seconds) // size)
        return f"{count} {short} ago" if seconds > 0 else f"in {count} {short}"
    return format_timedelta(
        timedelta(seconds=-seconds), granularity="minute", format="narrow", add_direction=True, locale=locale
    )


@register.filter
def ago(value: datetime | None) -> str:
    """`{{ entry.at|ago }}` → `<time datetime=… title=…>3 h ago</time>`; the date once it is a month old."""
    if value is None:
        return DASH
    seconds = (timezone.now() - value).total_seconds()
    locale = _locale()
    text = ago_text(seconds, locale) if abs(seconds) < 30 * 86400 else day(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.astimezone(UTC).isoformat(timespec="seconds"),
        moment(value),
        text,
    )


@lru_cache(maxsize=4096)
def initials_text(name: str) -> str:
    """`Maya Lindqvist` → `ML`, `Cher` → `CH`, nothing → `?`."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]).upper()


@lru_cache(maxsize=4096)
def hue_class(name: str) -> str:
    """One of eight colour classes, always the same for the same name."""
    return f"hue-{zlib.crc32(name.casefold().encode()) % HUES + 1}"


@lru_cache(maxsize=4096)
def face_html(name: str) -> SafeString:
    """The round initials beside a name. Decorative: the name must stand next to it as text."""
    if not name:
        return mark_safe('<span class="avatar avatar-none" aria-hidden="true"></span>')
    return format_html('<span class="avatar {}" aria-hidden="true">{}</span>', hue_class(name), initials_text(name))


@register.filter
def initials(name: str | None) -> str:
    return initials_text(name or "")


@register.filter
def hue(name: str | None) -> str:
    return hue_class(name or "")


@register.filter
def face(name: str | None) -> SafeString:
    """`{{ owner_name|face }}`: cheap enough for every row of a list."""
    return face_html(name or "")


@cache
def _sprite() -> str:
    """Where the icons are. The hashed name does not change while the server runs."""
    return static("evener/icons.svg")


@lru_cache(maxsize=128)
def _icon_html(name: str, extra: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f" {extra}" if extra else "",
        _sprite(),
        name,
    )


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """`{% icon "plus" %}`: a symbol of `static/evener/icons.svg`, hidden from screen readers."""
    return _icon_html(name, extra)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """`?…` of this page with `changes` applied; an empty value removes a key. A cursor goes unless named.

    `<a href="{% query sort='amount' %}">` keeps the filters and starts at the first page.
    """
    return query_text(context["request"].GET, changes)


def query_text(current: QueryDict, changes: Mapping[str, Any]) -> str:
    pairs = [
        (key, value)
        for key, values in current.lists()
        if key not in changes and key not in ("cursor", "page")
        for value in values
    ]
    for key, value in changes.items():
        many = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(key, str(one)) for one in many if one not in (None, "")]
    return f"?{urlencode(pairs)}" if pairs else "?"


@register.simple_tag(takes_context=True)
def sort_header(
    context: template.Context, label: str, key: str, *, num: bool = False, extra: str = "", name: str = "sort"
) -> SafeString:
    """A `<th>` whose link sorts by `key`, then by `-key`, and says so to screen readers.

    Reads the order in force from the context's `sort`, else from the query.
    """
    current = str(context.get("sort") or context["request"].GET.get(name, ""))
    down, active = current == f"-{key}", current in (key, f"-{key}")
    turned = key if down or not active else f"-{key}"
    classes = " ".join(part for part in ("num" if num else "", extra) if part)
    arrow = icon("down" if down else "up") if active else ""
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="{}">{}{}</a></th>',
        format_html(' class="{}"', classes) if classes else "",
        mark_safe(f' aria-sort="{"descending" if down else "ascending"}"') if active else "",
        query_text(context["request"].GET, {name: turned}),
        conditional_escape(label),
        arrow,
    )


@register.simple_tag
def bar(label: str, *parts: Any) -> SafeString:
    """A segmented bar: `{% bar "Won 47 %, lost 32 %, none 21 %" "won" 47 "lost" 32 "none" 21 %}`.

    Widths are shares of the sum; `label` is the same in words. Classes: won, lost, none, part, hot; `rest`
    stays empty.
    """
    pairs = [(str(parts[i]), max(float(parts[i + 1] or 0), 0.0)) for i in range(0, len(parts) - 1, 2)]
    total = sum(value for _, value in pairs) or 1.0
    start, rects = 0.0, []
    for name, value in pairs:
        width = value / total * 100
        if name != "rest" and width:
            shape = f'x="{start:.2f}" width="{width:.2f}" height="8"'
            rects.append(format_html('<rect class="{}" {}/>', name, mark_safe(shape)))
        start += width
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        label,
        mark_safe("".join(rects)),
    )
