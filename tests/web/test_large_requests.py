"""What somebody without an account sends is measured before any of it is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.deals.web import signed_in
from tests.world import World

KEPT = "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk"


@pytest.mark.parametrize("path", ["/plan/guess/comments/", "/sign-in/login/", "/"])
@pytest.mark.django_db
def test_nobody_without_an_account_fills_the_disk(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(*_: object) -> None:
        raise AssertionError("A piece of a file was written to disk.")

    monkeypatch.setattr(KEPT, keep)
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(path, {"text": SimpleUploadedFile("a", b"x" * 6_000_000)})
    assert answer.status_code == 400 and b"was not understood" in answer.content
    assert client.post(path, {"text": "x" * 1000}).status_code == 403


def test_with_an_account_files_come_through(world: World) -> None:
    file = SimpleUploadedFile("plan.txt", b"x" * 6_000_000)
    answer = signed_in(world.owner).post(f"/deals/{world.deal.pk}/files/", {"file": file})
    assert answer.status_code == 302
