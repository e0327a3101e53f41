"""A write with an Idempotency-Key is done once, however often and from however many places it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.utils import timezone

from evener.deals.models import Deal, DealFile, NextStep, Note
from evener.rest.actions import KEPT_FOR, forget_answers
from evener.rest.models import KeptAnswer
from tests.rest.calling import Caller, make_token
from tests.world import World, make_world

KEY = "4a1d7c1e-0b9e-4b43-8f0c-51b7f3f2a001"
VALVES = {"name": "Valves"}


def test_sent_twice_done_once(owner: Caller) -> None:
    first = owner.post("/deals", VALVES, Idempotency_Key=KEY)
    again = owner.post("/deals", VALVES, Idempotency_Key=KEY)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["Location"] == again.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Deal.objects.filter(name="Valves").count() == 1


def test_another_request_needs_another_key(owner: Caller, world: World) -> None:
    owner.post("/deals", VALVES, Idempotency_Key=KEY)
    for address, body in (("/deals", {"name": "Pipes"}), (f"/deals/{world.deal.pk}/notes", VALVES)):
        response = owner.post(address, body, Idempotency_Key=KEY)
        assert response.status_code == 422
    assert response.json()["type"] == "urn:evener:problem:invalid"  # the second is wrong before its key is looked at
    assert owner.post("/deals", VALVES, Idempotency_Key="another").status_code == 201
    assert Deal.objects.filter(name__in=("Valves", "Pipes")).count() == 2


def test_a_key_used_for_something_else_says_so(owner: Caller) -> None:
    owner.post("/deals", VALVES, Idempotency_Key=KEY)
    problem = owner.post("/deals", {"name": "Pipes"}, Idempotency_Key=KEY).json()
    assert problem["type"] == "urn:evener:problem:key-reused"


def test_a_key_is_one_persons(owner: Caller, caller: Callable[..., Caller]) -> None:
    owner.post("/deals", VALVES, Idempotency_Key=KEY)
    other = caller("teammate").post("/deals", VALVES, Idempotency_Key=KEY)
    assert "Idempotency-Replayed" not in other.headers
    new_token = caller("owner").post("/deals", VALVES, Idempotency_Key=KEY)
    assert new_token.headers["Idempotency-Replayed"] == "true"


def test_a_refused_request_leaves_its_key_free(owner: Caller) -> None:
    assert owner.post("/deals", {"name": " "}, Idempotency_Key=KEY).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert owner.post("/deals", VALVES, Idempotency_Key=KEY).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 129, "schlüssel"])
def test_what_is_no_key(owner: Caller, key: str) -> None:
    assert owner.post("/deals", VALVES, Idempotency_Key=key).status_code == 422


def test_keys_are_forgotten_after_a_day(owner: Caller) -> None:
    owner.post("/deals", VALVES, Idempotency_Key=KEY)
    KeptAnswer.objects.update(created_at=timezone.now() - KEPT_FOR - timedelta(seconds=1))
    again = owner.post("/deals", VALVES, Idempotency_Key=KEY)
    assert "Idempotency-Replayed" not in again.headers
    assert Deal.objects.filter(name="Valves").count() == 2
    forget_answers(at=timezone.now())
    assert KeptAnswer.objects.count() == 1
    forget_answers(at=timezone.now() + KEPT_FOR + timedelta(seconds=1))
    assert not KeptAnswer.objects.exists()


def test_changes_and_removals_too(owner: Caller, world: World) -> None:
    address = f"/deals/{world.deal.pk}/team/{world.teammate.pk}"
    assert owner.delete(address, Idempotency_Key=KEY).status_code == 204
    again = owner.delete(address, Idempotency_Key=KEY)
    assert again.status_code == 204
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_file_sent_twice_is_kept_once(owner: Caller, world: World) -> None:
    address = f"/deals/{world.deal.pk}/files"
    for _ in range(2):  # the two forms have different boundaries
        response = owner.upload(address, {"file": SimpleUploadedFile("plan.txt", b"the plan")}, Idempotency_Key=KEY)
        assert response.status_code == 201
    assert DealFile.objects.count() == 1
    other = owner.upload(address, {"file": SimpleUploadedFile("plan.txt", b"other plan")}, Idempotency_Key=KEY)
    assert other.status_code == 422


def test_effect_and_answer_are_kept_together(owner: Caller, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the answer cannot be kept, nothing was done: as in a crash between the two."""

    def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(KeptAnswer, "save", crash)
        patch.setattr(KeptAnswer.objects, "create", lambda **values: KeptAnswer(**values))
        response = owner.client.post(
            f"/api/v1/deals/{world.deal.pk}/steps",
            b'{"what": "Call"}',
            "application/json",
            headers={**owner.headers, "Idempotency-Key": KEY},
        )
    assert response.status_code == 500
    assert not NextStep.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment() -> None:
    """Both are answered alike, and it is done once: the second waits for the first."""
    world = make_world()
    token = make_token(world.owner)
    address = f"/deals/{world.deal.pk}/notes"
    start = Barrier(4)
    answers: list[Any] = []

    def send() -> None:
        try:
            start.wait()
            answers.append(Caller(token).post(address, {"text": "They called."}, Idempotency_Key=KEY))
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert sorted("Idempotency-Replayed" in answer.headers for answer in answers) == [False, True, True, True]
    assert Note.objects.count() == 1
