"""How the journal speaks of the forecast room (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words

WORDS = Words(
    sentences={
        "suspect.allowed": lazy("let the forecast use the field “%(name)s”"),
        "suspect.taken_back": lazy("left the field “%(name)s” out of the forecast again"),
        "call.made": lazy("said what %(name)s commits to"),
    },
    fields={
        "person.commit": lazy("commit"),
        "person.best": lazy("best case"),
        "team.commit": lazy("commit"),
        "team.best": lazy("best case"),
    },
)
