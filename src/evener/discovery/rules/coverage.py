"""How much is known, what to ask next, and what is missing to leave a stage. Pure.

`docs/algorithms/coverage.md` tells the same in words, with numbers that a test holds against these functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from evener.discovery.rules.questions import BEFORE_THE_WIN, GROUP_NAMES, WEIGHT_NAMES, Group
from evener.problems import Text

MOST_TO_ASK = 5
# How pressing a question is: overdue, or due before leaving this stage, or with so many stages still in between.
OVERDUE = 4.0
DUE, FALLING = 1.0, 2.0
# So many people at the customer are known before a deal enters a stage with this chance to win.
PEOPLE = ((25, 1), (50, 2))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as coverage sees it. `known`: told or observed; `assumed`: thought, which does not count."""

    id: int
    key: str
    group: Group
    text: str
    weight: int
    before: int
    position: int
    known: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """Known of all, by number and by weight."""

    known: int
    asked: int
    weight_known: int
    weight: int
    assumed: int = 0

    @property
    def percent(self) -> int:
        """Whole percent of the weight, rounded down: 100 only where nothing is missing. 0 where nothing is asked."""
        return self.weight_known * 100 // self.weight if self.weight else 0

    @property
    def lack(self) -> float:
        return 1 - self.weight_known / self.weight if self.weight else 0.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A column of the board: `chance` is its chance to win in percent."""

    name: str
    chance: int


def cover(questions: Iterable[Asked]) -> Cover:
    rows = list(questions)
    known = [row for row in rows if row.known]
    return Cover(
        known=len(known),
        asked=len(rows),
        weight_known=sum(row.weight for row in known),
        weight=sum(row.weight for row in rows),
        assumed=sum(row.assumed and not row.known for row in rows),
    )


def by_group(questions: Iterable[Asked]) -> dict[Group, Cover]:
    """Coverage of each group that is asked about, in the order of the groups."""
    rows = list(questions)
    found = {group: cover(row for row in rows if row.group == group) for group in Group}
    return {group: each for group, each in found.items() if each.asked}


def stages_until(before: int, *, stages: Sequence[Stage], here: int) -> int:
    """How many stages a deal at place `here` still enters before the question is due; negative: it is overdue.

    0: it must be answered before leaving this one.
    """
    if before <= stages[here].chance:
        return -1
    later = [stage.chance for stage in stages[here + 1 :]]
    return next((place for place, chance in enumerate(later) if chance >= before), len(later))


def pressing(until: int) -> float:
    """Overdue 4; due before leaving this stage 3; then 2, 1.67, 1.5, …"""
    return OVERDUE if until < 0 else DUE + FALLING / (1 + until)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to ask next, how much it would open, and why."""

    question: Asked
    opens: float
    why: Text


def ask_next(
    questions: Sequence[Asked], *, stages: Sequence[Stage], here: int, most: int = MOST_TO_ASK
) -> list[Suggestion]:
    """The few questions that would open the most: weight × how pressing × (1 + what the group lacks).

    One at a time; what was chosen counts as answered for the next, so that one group does not fill the list.
    """
    chosen: list[Suggestion] = []
    left = [row for row in questions if not row.known]
    rows = {row.id: row for row in questions}
    while left and len(chosen) < most:
        groups = by_group(rows.values())
        scored = [(_opens(row, groups[row.group], stages, here), row) for row in left]
        opens, best = max(scored, key=lambda each: (each[0], -each[1].position))
        chosen.append(Suggestion(best, opens, _reason(best, groups[best.group], stages, here)))
        left.remove(best)
        rows[best.id] = replace(best, known=True)
    return chosen


def _opens(row: Asked, group: Cover, stages: Sequence[Stage], here: int) -> float:
    return row.weight * pressing(stages_until(row.before, stages=stages, here=here)) * (1 + group.lack)


def _reason(row: Asked, group: Cover, stages: Sequence[Stage], here: int) -> Text:
    parts = [
        _("opens %(much)s") % {"much": WEIGHT_NAMES[row.weight]},
        due_text(row.before, stages=stages, here=here),
        _("%(group)s is %(percent)d %% known") % {"group": GROUP_NAMES[row.group], "percent": group.percent},
    ]
    if row.assumed:
        parts.append(_("only assumed so far"))
    return "; ".join(str(part) for part in parts)


def due_text(before: int, *, stages: Sequence[Stage], here: int) -> Text:
    """`due before Proposal`, `was due before Qualify`."""
    name = stage_named(before, stages=stages)
    if stages_until(before, stages=stages, here=here) < 0:
        return _("was due before %(stage)s") % {"stage": name}
    return _("due before %(stage)s") % {"stage": name}


def stage_named(before: int, *, stages: Sequence[Stage]) -> Text:
    """The first stage with that chance; the win where no stage has it."""
    found = next((stage.name for stage in stages if stage.chance >= before), None)
    return found if found is not None and before < BEFORE_THE_WIN else _("the win")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that must stand in the records before a stage is left."""

    text: Text
    met: bool
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """What a stage takes to leave it. `to` is the next stage, or the win."""

    stage: str
    to: Text
    criteria: tuple[Criterion, ...]

    @property
    def met(self) -> int:
        return sum(each.met for each in self.criteria)

    @property
    def missing(self) -> list[Criterion]:
        return [each for each in self.criteria if not each.met]


def entering(stages: Sequence[Stage], here: int) -> int:
    """The chance of the stage that comes next; 100 for the win."""
    return stages[here + 1].chance if here + 1 < len(stages) else BEFORE_THE_WIN


def to_leave(
    questions: Sequence[Asked], *, stages: Sequence[Stage], here: int, people: int, more: Iterable[Criterion] = ()
) -> Exit:
    """The exit criteria of the stage at place `here`, each met by what is recorded and by nothing else.

    Every question due before the next stage (those overdue too); `people` known at the customer; and `more`, what rooms
    above have to say.
    """
    next_chance = entering(stages, here)
    due = [row for row in questions if row.before <= next_chance]
    criteria = [Criterion(row.text, row.known, row.id) for row in sorted(due, key=lambda row: row.position)]
    wanted = max((count for chance, count in PEOPLE if chance <= next_chance), default=0)
    if wanted == 1:
        criteria.append(Criterion(_("Somebody at the customer is named"), people >= 1))
    elif wanted:
        text = _("%(count)d people at the customer are named") % {"count": wanted}
        criteria.append(Criterion(text, people >= wanted))
    last = here + 1 >= len(stages)
    to: Text = _("the win") if last else stages[here + 1].name
    return Exit(stages[here].name, to, (*criteria, *more))


def overall(questions: Iterable[Asked], groups: Mapping[Group, Cover] | None = None) -> Cover:
    """Coverage of everything asked, from the groups where they are counted already."""
    if groups is None:
        return cover(questions)
    rows = groups.values()
    return Cover(
        *(sum(getattr(row, name) for row in rows) for name in ("known", "asked", "weight_known", "weight", "assumed"))
    )
