"""How the journal speaks of meetings (journal.sentences)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from evener.journal.sentences import Words
from evener.meetings.rules.debrief import JOINT_NAMES
from evener.meetings.rules.plan import KIND_NAMES, NAMES

WORDS = Words(
    sentences={
        "meeting.planned": lazy("planned the meeting “%(name)s”"),
        "meeting.changed": lazy("changed the meeting “%(name)s”"),
        "meeting.cancelled": lazy("cancelled the meeting “%(name)s”"),
        "meeting.resumed": lazy("took up the meeting “%(name)s” again"),
        "meeting.filed": lazy("filed the meeting “%(name)s” under a deal"),
        "meeting.of_no_deal": lazy("said that the meeting “%(name)s” is about no deal"),
        "meeting.debriefed": lazy("debriefed “%(name)s”"),
        "joint.written": lazy("wrote the joint debrief"),
        "joint.changed": lazy("changed the joint debrief"),
        "joint.carried": lazy("stands by the joint debrief"),
    },
    fields={
        **{f"meeting.{name}": text for name, text in NAMES.items()},
        **{f"joint.{name}": text for name, text in JOINT_NAMES.items()},
        "meeting.deal": lazy("Deal"),
        "meeting.learned": lazy("Answers"),
        "meeting.promised": lazy("Promises"),
        "meeting.steps": lazy("Next steps"),
    },
    values={"meeting.kind": {kind.value: name for kind, name in KIND_NAMES.items()}},
    pages={"meeting": "meetings:page"},
)
