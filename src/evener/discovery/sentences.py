"""How the journal speaks of playbooks and answers (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.discovery.rules.answers import SOURCE_NAMES
from evener.discovery.rules.questions import GROUP_NAMES, KIND_NAMES, NAMES, PLAYBOOK_NAMES
from evener.journal.sentences import Changes, Words
from evener.problems import Text


def published(changes: Changes, reason: str) -> Text:
    return _("published version %(number)s") % {"number": _number(changes)}


def drafted(changes: Changes, reason: str) -> Text:
    return _("began version %(number)s") % {"number": _number(changes)}


def discarded(changes: Changes, reason: str) -> Text:
    return _("threw the draft of version %(number)s away") % {"number": _number(changes)}


def _number(changes: Changes) -> str:
    before, after = changes.get("number", (None, None))
    return str(after or before or "?")


def chose(changes: Changes, reason: str) -> Text:
    before, after = changes.get("playbook", (None, "?"))
    words = {"name": after, "before": before}
    if before is None:
        return _("chose the playbook “%(name)s”") % words
    return _("went from the playbook “%(before)s” to “%(name)s”") % words


WORDS = Words(
    sentences={
        "playbook.created": lazy("wrote the playbook “%(name)s”"),
        "playbook.changed": lazy("changed %(fields)s"),
        "playbook.drafted": drafted,
        "playbook.discarded": discarded,
        "playbook.published": published,
        "question.added": lazy("added the question “%(name)s”"),
        "question.changed": lazy("changed the question “%(name)s”"),
        "question.removed": lazy("took out the question “%(name)s”"),
        "deal.playbook": chose,
        "answer.given": lazy("answered “%(name)s”"),
        "answer.changed": lazy("answered “%(name)s” anew"),
        "answer.taken_back": lazy("took back the answer to “%(name)s”"),
    },
    fields={
        **{f"playbook.{name}": text for name, text in PLAYBOOK_NAMES.items()},
        **{f"question.{name}": text for name, text in NAMES.items()},
        "answer.value": lazy("Answer"),
        "answer.source": lazy("How we know"),
        "answer.contact": lazy("From whom"),
        "answer.meeting": lazy("Meeting"),
        "playbook.number": lazy("Version"),
    },
    values={
        "answer.source": {source.value: text for source, text in SOURCE_NAMES.items()},
        "question.group": {group.value: text for group, text in GROUP_NAMES.items()},
        "question.kind": {kind.value: text for kind, text in KIND_NAMES.items()},
    },
    complete=frozenset({"playbook.published", "playbook.drafted", "playbook.discarded", "deal.playbook"}),
    pages={"playbook": "discovery:playbook"},
)
