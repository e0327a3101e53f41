"""How the journal speaks of calendars (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.calendars.rules import FATE_NAMES
from evener.journal.sentences import Words

WORDS = Words(
    sentences={
        "calendar.added": lazy("added the calendar “%(name)s”"),
        "calendar.removed": lazy("removed the calendar “%(name)s”"),
        "calendar.paused": lazy("stopped fetching “%(name)s”, which failed several times"),
        "calendar.resumed": lazy("fetches “%(name)s” again"),
        "calendar.taken": lazy("took meetings in from “%(name)s”"),
        "calendar.feed_made": lazy("made an address for their own calendar"),
        "calendar.feed_renewed": lazy("made a new address for their own calendar"),
        "calendar.feed_stopped": lazy("stopped the address of their own calendar"),
    },
    fields={f"calendar.{fate.value}": name for fate, name in FATE_NAMES.items()},
)
