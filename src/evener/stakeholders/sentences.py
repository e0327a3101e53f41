"""How the journal speaks of stakeholders (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words
from evener.stakeholders.rules.parts import INFLUENCE_NAMES, NAMES, STANCE_NAMES

WORDS = Words(
    sentences={
        "stakeholder.added": lazy("added %(name)s to the people of this deal"),
        "stakeholder.changed": lazy("changed what is known of %(name)s"),
        "stakeholder.removed": lazy("took %(name)s out of the people of this deal"),
    },
    fields={
        **{f"stakeholder.{name}": text for name, text in NAMES.items()},
        "stakeholder.at": lazy("At"),
        "stakeholder.reports": lazy("Reported to them"),
    },
    values={
        "stakeholder.stance": {stance.value: name for stance, name in STANCE_NAMES.items()},
        "stakeholder.influence": {influence.key: name for influence, name in INFLUENCE_NAMES.items()},
    },
    pages={"stakeholder": "stakeholders:page"},
)
