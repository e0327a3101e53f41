"""One promise's part of the story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evener.people.rules import Viewer
from evener.promises import actions
from evener.promises.rules import Answer, Event, VerdictKind
from evener.upkeep.sample.scene import Act, Scene

PEOPLE = {"owner": "owner_id", "engineer": "engineer_id"}


@dataclass(slots=True)
class PromiseLine:
    """What happens to one promise, in the line of its deal. Each method tells one thing and gives the line back."""

    happens: Callable[[int, str | None, Act], None]
    asker: str
    id: int = 0

    def ask(self, day: int, *, engineer: str | None = None, by: str | None = None) -> PromiseLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.ask_verdict(by=by, at=at, promise_id=self.id, engineer_id=scene.person(engineer))

        return self._then(day, by, act)

    def yes(self, day: int, who: str, note: str = "") -> PromiseLine:
        """It can be done today."""
        return self._verdict(day, who, Answer(VerdictKind.TODAY, note=note))

    def work(self, day: int, who: str, hours: tuple[int, int, int], skill: str, note: str = "") -> PromiseLine:
        low, likely, high = hours
        return self._verdict(day, who, Answer(VerdictKind.WITH_WORK, low, likely, high, skill, note=note))

    def provided(self, day: int, who: str, conditions: str, note: str = "") -> PromiseLine:
        """It can be done if."""
        return self._verdict(day, who, Answer(VerdictKind.IF, conditions=conditions, note=note))

    def no(self, day: int, who: str, reason: str, alternative: str, note: str = "") -> PromiseLine:
        return self._verdict(day, who, Answer(VerdictKind.NO, reason=reason, alternative=alternative, note=note))

    def override(self, day: int, who: str, reason: str) -> PromiseLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.override(by=by, at=at, promise_id=self.id, reason=reason)

        return self._then(day, who, act)

    def said(self, day: int, told: str, *, by: str | None = None) -> PromiseLine:
        """The customer heard it."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.make(by=by, at=at, promise_id=self.id, made_on=by.today(at), told=told)

        return self._then(day, by, act)

    def change(self, day: int, *, by: str | None = None, **values: Any) -> PromiseLine:
        """`owner` and `engineer` as people, `due_on` as a day."""

        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            new: dict[str, Any] = {}
            for name, value in values.items():
                if name in PEOPLE:
                    new[PEOPLE[name]] = scene.person(value)
                else:
                    new[name] = scene.days.date(value) if name == "due_on" else value
            actions.change_promise(by=by, at=at, promise_id=self.id, values=new, seen_version=None)

        return self._then(day, by, act)

    def kept(self, day: int, who: str, note: str = "") -> PromiseLine:
        """Kept; late where the day lies after the one promised."""
        return self._end(day, who, Event.KEEP, note)

    def broken(self, day: int, who: str, note: str) -> PromiseLine:
        return self._end(day, who, Event.BREAK, note)

    def released(self, day: int, who: str, note: str) -> PromiseLine:
        return self._end(day, who, Event.RELEASE, note)

    def void(self, day: int, who: str, note: str) -> PromiseLine:
        return self._end(day, who, Event.VOID, note)

    def _verdict(self, day: int, who: str, answer: Answer) -> PromiseLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.give_verdict(by=by, at=at, promise_id=self.id, answer=answer)

        return self._then(day, who, act)

    def _end(self, day: int, who: str, event: Event, note: str) -> PromiseLine:
        def act(scene: Scene, by: Viewer, at: datetime) -> None:
            actions.end(by=by, at=at, promise_id=self.id, event=event, on=by.today(at), note=note)

        return self._then(day, who, act)

    def _then(self, day: int, who: str | None, act: Act) -> PromiseLine:
        self.happens(day, who or self.asker, act)
        return self
