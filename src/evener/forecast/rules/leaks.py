"""Suspects for leaks in words: why a field looks as if it had been written when the deal ended. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.problems import Text

MOST_REASON = 500
# Those seen in when a field was written, not in what stands there (`engine.changes`).
LATE = ("at_end", "overwritten")
# By the values of `engine.leaks.Why` and `engine.changes.Late`; `size` is a whole percent, or points between two.
REASONS: dict[str, Text] = {
    "one_outcome": lazy(
        "It is filled far more often on deals that ended in one way than on others (%(size)d points apart)."
    ),
    "only_ended": lazy(
        "It is filled on deals that ended and not on open ones of the same months, or the other way round"
        " (%(size)d points apart)."
    ),
    "tells": lazy("It alone tells how nearly every deal ended (%(size)d %%)."),
    "length": lazy("It is the length of the finished deal (a correlation of %(size)d %%)."),
    "at_end": lazy("It is changed when a deal ends: in %(size)d %% of those that ended."),
    "overwritten": lazy("It is rewritten when a deal is won (%(size)d points more often than when it ends otherwise)."),
}
LEFT_OUT = lazy("A field like that makes a forecast look good that cannot know it beforehand, so it is left out.")


def reason(why: str, size: float) -> str:
    """Why a field is suspected, in a sentence."""
    return str(REASONS[why] % {"size": round(size * 100)})


def title(feature: str) -> str:
    return _("“%(field)s” looks as if it had been filled in when the deal ended") % {"field": feature}
