"""The frame around every page, drawn once for each language, place and person and kept.

The sidebar and the palette are the same on page after page; drawing them anew costs a tenth of a whole list. What
differs between two requests of one person, the CSRF token and the way back, is filled in afterwards.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.conf import settings
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

# Control characters cannot come from a name: names are single lines of text, and these are filled in last.
TOKEN, BACK = "\x02token\x03", "\x02back\x03"


@lru_cache(maxsize=512)
def _side(language: str, nav: str, theme: str, name: str, signed_in: bool, writes: bool) -> str:  # noqa: FBT001 - a cache key
    context = {
        "nav": nav, "theme": theme, "name": name, "signed_in": signed_in, "writes": writes,
        "token": TOKEN, "back": BACK,
    }  # fmt: skip
    return render_to_string("web/side.html", context)


@lru_cache(maxsize=32)
def _palette(language: str) -> SafeString:
    return mark_safe(render_to_string("web/palette.html"))


def forget() -> None:
    """Draw everything anew from here on (developers change templates; so do tests)."""
    _side.cache_clear()
    _palette.cache_clear()


@register.simple_tag(takes_context=True)
def side(context: template.Context) -> SafeString:
    """The sidebar, with `nav` of the context marked as the place we are at."""
    if settings.DEBUG:
        forget()
    request, viewer = context["request"], context.get("viewer")
    name = viewer.name if viewer else ""
    signed_in, writes = viewer is not None, viewer is not None and viewer.may_write
    nav, theme = str(context.get("nav", "")), context.get("theme", "")
    drawn = _side(get_language() or "", nav, theme, name, signed_in, writes)
    return mark_safe(drawn.replace(TOKEN, get_token(request)).replace(BACK, escape(request.get_full_path())))


@register.simple_tag
def palette() -> SafeString:
    """The search and shortcut dialogs."""
    return _palette(get_language() or "")
