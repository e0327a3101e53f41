"""Proofs of concept of the sample company: one that was won, one that goes on, one that should not have started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evener.customers.models import Contact
from evener.evaluations import actions
from evener.evaluations.rules import Course, Result
from evener.people.rules import Viewer
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.scene import Scene


@dataclass(slots=True)
class EvaluationLine:
    """What happens to one evaluation of `deal`. Days count from today; people at the customer go by their name."""

    deal: DealLine
    by: str
    id: int = 0
    criteria: dict[str, int] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)

    def happens(self, day: int, who: str | None, act: Callable[[Scene, dict[str, Any]], None]) -> None:
        def told(scene: Scene, by: Viewer, at: datetime) -> None:
            act(scene, {"by": by, "at": at, "evaluation_id": self.id})

        self.deal.happens(day, who or self.by, told)

    def contact(self, name: str | None) -> int | None:
        return Contact.objects.get(account__name=self.deal.account, name=name).pk if name else None

    def criterion(self, day: int, text: str, measure: str, *, must: bool = True) -> EvaluationLine:
        def act(scene: Scene, on: dict[str, Any]) -> None:
            values = {"text": text, "measure": measure, "must": must}
            self.criteria[text] = actions.add_criterion(**on, values=values).pk

        self.happens(day, None, act)
        return self

    def agreed(self, day: int, with_whom: str) -> EvaluationLine:
        def act(scene: Scene, on: dict[str, Any]) -> None:
            actions.agree(**on, contact_id=self.contact(with_whom), agreed_on=scene.days.date(day))

        self.happens(day, None, act)
        return self

    def started(self, day: int, reason: str = "") -> EvaluationLine:
        self.happens(day, None, lambda scene, on: void(actions.start(**on, reason=reason)))
        return self

    def result(self, day: int, text: str, result: Result, evidence: str) -> EvaluationLine:
        def act(scene: Scene, on: dict[str, Any]) -> None:
            actions.record_result(**on, criterion_id=self.criteria[text], result=result, evidence=evidence)

        self.happens(day, None, act)
        return self

    def asked(self, day: int, who: str, text: str, *, answered: int | None = None, answer: str = "") -> EvaluationLine:
        def ask(scene: Scene, on: dict[str, Any]) -> None:
            self.questions[text] = actions.raise_question(**on, text=text, raised_by=who).pk

        def reply(scene: Scene, on: dict[str, Any]) -> None:
            actions.answer_question(**on, question_id=self.questions[text], answer=answer)

        self.happens(day, self.deal.by, ask)
        if answered is not None:
            self.happens(answered, None, reply)
        return self

    def noted(self, day: int, text: str) -> EvaluationLine:
        self.happens(day, None, lambda scene, on: actions.add_note(**on, text=text))
        return self

    def ended(self, day: int, how: Course, note: str = "") -> EvaluationLine:
        def act(scene: Scene, on: dict[str, Any]) -> None:
            actions.end(**on, how=how, on=scene.days.date(day), note=note)

        self.happens(day, None, act)
        return self

    def won(self, day: int, who: str, how: str) -> EvaluationLine:
        def act(scene: Scene, on: dict[str, Any]) -> None:
            actions.record_win(**on, contact_id=self.contact(who), how=how, on=scene.days.date(day))

        self.happens(day, None, act)
        return self


def void(_made: object) -> None:
    """What an action returns is of no use to a story."""


def evaluation(
    deal: DealLine, day: int, name: str, decision: str, *, by: str, starts: int, ends: int, decider: str | None = None,
    environment: str = "", hours: tuple[int, int, int] | None = None,
) -> EvaluationLine:  # fmt: skip
    """A proof of concept planned on `day` by `by`, who runs it."""
    line = EvaluationLine(deal, by)

    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        low, likely, high = hours or (None, None, None)
        values = {
            "name": name, "decision": decision, "owner_id": by.id, "decider_id": line.contact(decider),
            "environment": environment, "starts_on": scene.days.date(starts), "ends_on": scene.days.date(ends),
            "hours_low": low, "hours_likely": likely, "hours_high": high,
        }  # fmt: skip
        line.id = actions.plan_evaluation(by=by, at=at, deal_id=deal.id, values=values).pk

    deal.happens(day, by, act)
    return line
