"""What is known of one deal: its questions, answers, coverage, what to ask next, what is missing to leave the stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evener.asks import answers as rooms
from evener.customers.models import Contact
from evener.deals.models import Deal, Stage
from evener.discovery.models import Answer, Discovery, PlaybookVersion, Question
from evener.discovery.queries import playbooks
from evener.discovery.rules import coverage
from evener.discovery.rules.answers import COUNTED, fits
from evener.discovery.rules.questions import AnswerKind, Group

PEOPLE = 3
# What coverage reads of a question.
COVERED = ("id", "key", "group", "text", "weight", "before", "position", "kind", "choices")
NAMED = ("answered_by", "contact", "ended_by")


@dataclass(slots=True)
class Sheet:
    """All of it. `newest` is the number of a later published version, None where the deal goes by the newest."""

    discovery: Discovery
    questions: list[Question]
    answers: dict[str, Answer]
    asked: list[coverage.Asked]
    stages: list[coverage.Stage]
    here: int
    people: int = 0
    newest: int | None = None
    more: list[coverage.Criterion] = field(default_factory=list)

    def groups(self) -> dict[Group, coverage.Cover]:
        return coverage.by_group(self.asked)

    def all(self) -> coverage.Cover:
        return coverage.cover(self.asked)

    def next(self) -> list[coverage.Suggestion]:
        return coverage.ask_next(self.asked, stages=self.stages, here=self.here)

    def exit(self) -> coverage.Exit:
        return coverage.to_leave(self.asked, stages=self.stages, here=self.here, people=self.people, more=self.more)


def discovery(deal_id: int) -> Discovery | None:
    """By which version of which playbook a deal the caller has read goes."""
    return Discovery.objects.select_related("of_version__playbook").filter(deal_id=deal_id).first()


def standing(deal_id: int, playbook_id: int) -> dict[str, Answer]:
    """The answers in force, by the key of their question."""
    rows = Answer.objects.filter(deal_id=deal_id, playbook_id=playbook_id, ended_at=None).select_related(*NAMED)
    return {row.key: row for row in rows}


def sheet(deal: Deal) -> Sheet | None:
    """What is known of a deal the caller has read; None where it goes by no playbook. Seven queries."""
    found = discovery(deal.pk)
    if found is None:
        return None
    version = found.of_version
    questions = playbooks.questions(version.pk)
    known = standing(deal.pk, version.playbook_id)
    newest = playbooks.newest_published(version.playbook_id)
    stages, here = pipeline(deal)
    entering = coverage.entering(stages, here)
    people = Contact.objects.filter(account_id=deal.account_id)[:PEOPLE].count() if deal.account_id else 0
    return Sheet(
        discovery=found,
        questions=questions,
        answers=known,
        asked=asked(questions, known),
        stages=stages,
        here=here,
        people=people,
        newest=newest.number if newest and newest.number > version.number else None,
        more=[each for ask in rooms("discovery.evidence") for each in ask(deal_id=deal.pk, entering=entering)],
    )


def pipeline(deal: Deal) -> tuple[list[coverage.Stage], int]:
    """The stages in their order, and at which place the deal stands."""
    rows = list(Stage.objects.values_list("id", "name", "prior_won"))
    here = next(place for place, row in enumerate(rows) if row[0] == deal.stage_id)
    return [coverage.Stage(name, chance) for _id, name, chance in rows], here


def asked(questions: Sequence[Question], known: Mapping[str, Answer]) -> list[coverage.Asked]:
    """The questions as coverage sees them. An answer that no longer fits its question does not count."""
    found = []
    for row in questions:
        answer = known.get(row.key)
        stands = answer is not None and fits(answer.value, kind=AnswerKind(row.kind), choices=row.choices)
        counts = stands and answer is not None and answer.source in COUNTED
        found.append(
            coverage.Asked(
                id=row.id, key=row.key, group=Group(row.group), text=row.text, weight=row.weight, before=row.before,
                position=row.position, known=counts, assumed=stands and not counts,
            )
        )  # fmt: skip
    return found


def percent(deal_id: int, version: PlaybookVersion) -> int:
    """Coverage of a deal that goes by this version, in whole percent. Two queries."""
    return coverage.cover(asked(_read(version.pk), _known([deal_id]).get((deal_id, version.playbook_id), {}))).percent


def percents(deal_ids: Sequence[int]) -> dict[int, int]:
    """Coverage of each of these deals that goes by a playbook. Two queries, and one for each version."""
    known = _known(deal_ids)
    questions: dict[int, Any] = {}
    found: dict[int, int] = {}
    rows = Discovery.objects.filter(deal_id__in=deal_ids)
    for deal_id, version_id, playbook_id in rows.values_list("deal_id", "of_version_id", "of_version__playbook_id"):
        if version_id not in questions:
            questions[version_id] = list(_read(version_id))
        found[deal_id] = coverage.cover(asked(questions[version_id], known.get((deal_id, playbook_id), {}))).percent
    return found


def _read(version_id: int) -> Any:
    return Question.objects.filter(of_version_id=version_id).values_list(*COVERED, named=True)


def _known(deal_ids: Sequence[int]) -> dict[tuple[int, int], dict[str, Any]]:
    """The answers in force by deal and playbook, and by key."""
    rows = Answer.objects.filter(deal_id__in=deal_ids, ended_at=None)
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows.values_list("deal_id", "playbook_id", "key", "value", "source", named=True):
        found.setdefault((row.deal_id, row.playbook_id), {})[row.key] = row
    return found


def history(deal_id: int, playbook_id: int) -> dict[str, list[Answer]]:
    """Answers that were replaced or taken back, newest first, by the key of their question."""
    found: dict[str, list[Answer]] = {}
    rows = Answer.objects.filter(deal_id=deal_id, playbook_id=playbook_id, ended_at__isnull=False)
    for row in rows.select_related(*NAMED, "question").order_by("-id")[:1000]:
        found.setdefault(row.key, []).append(row)
    return found
