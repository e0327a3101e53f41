"""The sample company's playbooks, and what its people asked their customers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime
from zlib import crc32

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.discovery import actions, files
from evener.discovery.models import Question
from evener.discovery.queries.sheets import discovery
from evener.discovery.rules.answers import Source
from evener.discovery.rules.questions import AnswerKind
from evener.people.rules import Viewer
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.known import INDUSTRIAL, SOFTWARE
from evener.upkeep.sample.scene import Act, Event, Scene

WRITTEN, PUBLISHED, EARLY = -330, -325, 7 * 60
# Before there were those three, a few questions for a first talk.
FIRST_WRITTEN, FIRST_TALK = -438, "first-talk"
FIRST = (
    ("today", "How is it done today?", "Every later answer is measured against today."),
    ("cost", "What does it cost them as it is?", "Nobody pays to end what costs nothing."),
    ("decides", "Who decides, and how did they buy the last time?", "Whoever we talk to may not be who signs."),
    ("by-when", "By when must it run, and what if it does not?", "A date without a reason moves."),
)
FIRST_SAID = {
    "today": "Somebody walks past once a shift and writes it down.",
    "cost": "Two stops in the year that nobody saw coming.",
    "decides": "The plant manager, with purchasing at the end.",
}
PLAYBOOKS = {"software-platform": "anneke", "industrial-equipment": "giulia", "services-project": "joonas"}
# Products that are put into a line go by the playbook for equipment.
OF_PRODUCT = {"Orvane Line": "industrial-equipment", "Orvane Batch": "industrial-equipment"}
KNOWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "software-platform": SOFTWARE, "industrial-equipment": INDUSTRIAL,
}  # fmt: skip
STAGES = {"": 10, "Discover": 25, "Prove": 50, "Propose": 70, "Commit": 90}
# One in so many closed deals went by a playbook.
EACH = 2
# How much was known when deals ended so.
ASKED = {Outcome.WON: 0.8, Outcome.LOST: 0.6, Outcome.NO_DECISION: 0.4, Outcome.DISQUALIFIED: 0.3}
# Of what was due on open deals; on one in four something was left out.
ALL, MOST, AHEAD, LEFT_OUT = 1.0, 0.8, 0.1, 4
MEETINGS = ("First call", "Workshop on site", "Visit to the plant", "Call with their IT", "Demo")


def written() -> list[Event]:
    """The playbooks, from those that ship; two of them published, the third still a draft."""
    events = [Event(WRITTEN, who, _start(key), minute=EARLY) for key, who in PLAYBOOKS.items()]
    events.append(Event(FIRST_WRITTEN, "tomasz", _first_talk, minute=EARLY))
    return events + [Event(PUBLISHED, PLAYBOOKS[key], _publish(key), minute=EARLY) for key in KNOWN]


def ask(lines: Iterable[DealLine]) -> None:
    """Let the deals that began since go by a playbook, and their people ask."""
    for line in lines:
        if line.past:
            continue
        told = line.outcome == Outcome.OPEN or crc32(line.name.encode()) % EACH == 0
        if told and line.first_day > PUBLISHED and not line.hidden and line.product and line.account:
            _go_by(line, OF_PRODUCT.get(line.product, "software-platform"))


def _start(key: str) -> Act:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        read = files.shipped()[key]
        made = actions.create_playbook(by=by, at=at, values=read.values, questions=read.questions)
        scene.playbooks[key] = made.pk

    return act


def _publish(key: str) -> Act:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        actions.publish(by=by, at=at, playbook_id=scene.playbooks[key])

    return act


def _first_talk(scene: Scene, by: Viewer, at: datetime) -> None:
    values = {"name": "First talk", "purpose": "What to know before anybody drives there."}
    rows = [
        {
            "wording": "",
            "kind": AnswerKind.TEXT,
            "unit": "",
            "choices": [],
            "before": 25,
            "key": key,
            "text": text,
            "why": why,
            "weight": 1,
            "group": "scope",
        }
        for key, text, why in FIRST
    ]
    made = actions.create_playbook(by=by, at=at, values=values, questions=rows)
    actions.publish(by=by, at=at, playbook_id=made.pk)
    scene.playbooks[FIRST_TALK] = made.pk


def goes_by(line: DealLine, day: int, playbook: str) -> None:
    def choose(scene: Scene, by: Viewer, at: datetime) -> None:
        actions.choose_playbook(by=by, at=at, deal_id=line.id, playbook_id=scene.playbooks[playbook])

    line.happens(day, None, choose)


def answered(line: DealLine, day: int, key: str, source: Source) -> None:
    """One question of the first talk."""
    line.happens(day, None, _answer(line, key, FIRST_SAID[key], source, "First call", 0.5))


def _go_by(line: DealLine, playbook: str) -> None:
    # Nobody asks after the story of a deal came to rest, or those that went quiet would not be quiet.
    last = line.ended - 1 if line.ended is not None else max(event.day for event in line.events)
    begins, ends = line.first_day + 1, min(last, -1)
    if begins >= ends:
        return

    goes_by(line, begins, playbook)
    befores = {each["key"]: each["before"] for each in files.shipped()[playbook].questions}
    for key, said in KNOWN[playbook].items():
        dice = random.Random(crc32(f"{line.name}/{key}".encode()))  # noqa: S311 - a story
        if dice.random() < _chance(line, befores[key]):
            source = dice.choices(list(Source), weights=(14, 3, 0 if _thorough(line) else 3))[0]
            day = dice.randint(begins, ends)
            line.happens(day, None, _answer(line, key, dice.choice(said), source, dice.choice(MEETINGS), dice.random()))


def _chance(line: DealLine, before: int) -> float:
    """How likely somebody asked."""
    if line.outcome != Outcome.OPEN:
        return ASKED[line.outcome]
    if before > STAGES[line.reached]:
        return AHEAD
    return ALL if _thorough(line) else MOST


def _thorough(line: DealLine) -> bool:
    return line.outcome == Outcome.OPEN and crc32(line.name.encode()) % LEFT_OUT != 0


def _answer(line: DealLine, key: str, value: str, source: Source, meeting: str, whom: float) -> Act:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        found = discovery(line.id)
        if found is None:
            return
        said = scene.days.date(int(value)).isoformat() if value.startswith("+") else value
        question = Question.objects.get(of_version=found.of_version_id, key=key)
        contacts = list(
            Deal.objects.filter(id=line.id, account__contacts__isnull=False)
            .order_by("account__contacts__id")
            .values_list("account__contacts__id", flat=True)
        )
        told = contacts[int(whom * len(contacts))] if contacts and source == Source.TOLD else None
        actions.give_answer(
            by=by, at=at, deal_id=line.id, question_id=question.pk, value=said, source=source,
            contact_id=told, meeting=meeting if source != Source.ASSUMED else "", exact=True,
        )  # fmt: skip

    return act
