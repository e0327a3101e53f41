"""What one request of the sample company goes through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evener.capacity.models import Skill
from evener.capacity.rules import HOUR
from evener.engineering import actions
from evener.engineering.models import RequestKind
from evener.people.rules import Viewer
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.scene import Scene


@dataclass(slots=True)
class RequestLine:
    """What happens to one request of `deal`. Days count from today."""

    deal: DealLine
    id: int = 0

    def happens(self, day: int, who: str, act: Callable[[Scene, dict[str, Any]], object]) -> RequestLine:
        def told(scene: Scene, by: Viewer, at: datetime) -> None:
            act(scene, {"by": by, "at": at, "request_id": self.id})

        self.deal.happens(day, who, told)
        return self

    def accepted(self, day: int, who: str, *, learns: str | None = None, note: str = "") -> RequestLine:
        def act(scene: Scene, on: dict[str, Any]) -> None:
            actions.accept(**on, partner_id=scene.person(learns), note=note)

        return self.happens(day, who, act)

    def offered(self, day: int, who: str, what: str, hours: float, why: str) -> RequestLine:
        offer: dict[str, Any] = {"what": what, "minutes": round(hours * HOUR), "why": why}
        return self.happens(day, who, lambda scene, on: actions.offer(**on, **offer))

    def agreed(self, day: int) -> RequestLine:
        return self.happens(day, self.deal.by, lambda scene, on: actions.agree(**on))

    def declined(self, day: int, who: str, why: str, *, no_fit: bool = False) -> RequestLine:
        return self.happens(day, who, lambda scene, on: actions.decline(**on, why=why, no_fit=no_fit))

    def opened(self, day: int, who: str, why: str) -> RequestLine:
        """A leader lets the deal ask again."""

        def act(scene: Scene, on: dict[str, Any]) -> None:
            actions.open_door(by=on["by"], at=on["at"], deal_id=self.deal.id, why=why)

        return self.happens(day, who, act)

    def withdrawn(self, day: int, why: str) -> RequestLine:
        return self.happens(day, self.deal.by, lambda scene, on: actions.withdraw(**on, why=why))

    def placed(self, day: int, who: str, position: int, why: str) -> RequestLine:
        return self.happens(day, who, lambda scene, on: actions.place(**on, position=position, why=why))

    def logged(self, day: int, who: str, *hours: float) -> RequestLine:
        for each in hours:
            minutes = round(each * HOUR)
            self.happens(day, who, lambda scene, on, minutes=minutes: actions.log_time(**on, minutes=minutes))  # type: ignore[misc]
        return self

    def done(self, day: int, who: str, note: str = "") -> RequestLine:
        return self.happens(day, who, lambda scene, on: actions.finish(**on, note=note))


def request(
    deal: DealLine, day: int, kind: int, decides: str, *, needed: int, wants: str = "",
    hours: tuple[float, float, float] | None = None, skills: Mapping[str, int] | None = None,
) -> RequestLine:  # fmt: skip
    """Asked on `day` by whoever sells; `kind` by its position, as the first ones are laid out."""
    line = RequestLine(deal)

    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        values: dict[str, Any] = {
            "kind_id": RequestKind.objects.get(position=kind).pk, "decides": decides, "wants": wants,
            "needed_by": scene.days.date(needed),
            "skills": {Skill.objects.get(name=name).pk: level for name, level in (skills or {}).items()},
        }  # fmt: skip
        if hours:
            names = ("low_minutes", "likely_minutes", "high_minutes")
            values |= {name: round(each * HOUR) for name, each in zip(names, hours, strict=True)}
        line.id = actions.ask(by=by, at=at, deal_id=deal.id, values=values).pk

    deal.happens(day, None, act)
    return line
