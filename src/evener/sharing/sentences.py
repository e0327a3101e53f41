"""How the journal speaks of links (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words

WORDS = Words(
    sentences={
        "link.made": lazy("made a link for “%(name)s”"),
        "link.extended": lazy("set another end for the link for “%(name)s”"),
        "link.taken_back": lazy("took back the link for “%(name)s”"),
    },
    fields={
        "link.label": lazy("For whom"),
        "link.shows": lazy("Shows"),
        "link.expires_on": lazy("Works until"),
    },
    pages={"link": "sharing:link"},
)
