"""What finished requests teach about estimates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evener.asks import answers
from evener.capacity.asks import Finished
from evener.engineering import actions
from evener.engineering.models import RequestKind
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


def test_finished_requests_with_time_written_down_teach(world: World) -> None:
    kind = RequestKind.objects.order_by("position").first()
    assert kind
    values = {"kind_id": kind.pk, "decides": "Whether we stay in", "needed_by": TODAY + timedelta(days=10)}
    engineer = world.viewer("engineer")
    for logged, done in (((90, 60), True), ((), True), ((30,), False)):
        row = actions.ask(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values)
        actions.accept(by=engineer, at=NOW, request_id=row.pk)
        for minutes in logged:
            actions.log_time(by=engineer, at=NOW, request_id=row.pk, minutes=minutes)
        if done:
            actions.finish(by=engineer, at=NOW, request_id=row.pk)
    found = [task for ask in answers("capacity.actuals") for task in ask()]
    assert found == [Finished(NOW, kind.likely_minutes, 150)]
