"""Large imports in the background, files that are cleared away, and two at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evener.connect import actions
from evener.connect.actions import Upload
from evener.connect.files import Limits
from evener.connect.jobs import clear_uploads
from evener.connect.models import ImportBatch
from evener.connect.views import steps
from evener.deals.models import Deal
from evener.jobs.models import Work
from evener.jobs.rules import Cancelled, State
from evener.jobs.worker import run_waiting
from evener.problems import NotThere, Refused
from tests.connect.conftest import FILES
from tests.connect.test_import import everything
from tests.connect.test_pages import client_of, form_of, media, upload
from tests.world import NOW, World

__all__ = ["media"]


def received(world: World, name: str = "maven_like.csv") -> ImportBatch:
    file = FILES / name
    uploads = [Upload(file.name, file.read_bytes())]
    return actions.receive(by=world.viewer("admin"), at=NOW, uploads=uploads, limits=Limits())


@pytest.mark.django_db(transaction=True)
def test_large_files_are_worked_on_in_the_background(
    world: World, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "DIRECT_ROWS", 2)
    admin = client_of(world.admin)
    upload(admin, FILES / "maven_like.csv")
    url = f"/import/{ImportBatch.objects.get().pk}"
    response = admin.post(f"{url}/columns/", form_of(admin.get(f"{url}/columns/")))
    work = Work.objects.get()
    assert response["Location"] == f"/work/{work.pk}/" and work.page == f"{url}/"
    assert "Checking maven_like.csv" in admin.get(response["Location"]).content.decode()
    run_waiting()
    work.refresh_from_db()
    assert work.state == State.DONE, work.message
    assert admin.get(f"{url}/")["Location"] == f"{url}/preview/"
    assert Deal.objects.count() == 1
    response = admin.post(f"{url}/apply/")
    run_waiting()
    work = Work.objects.latest("id")
    assert response["Location"] == f"/work/{work.pk}/" and work.state == State.DONE, work.message
    assert Deal.objects.count() == 5
    assert "What happened" in admin.get(f"{url}/").content.decode()


def test_stopped_in_the_middle_nothing_is_there(world: World, media: Path) -> None:
    batch = received(world)
    before = everything()

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        actions.apply_batch(by=world.viewer("admin"), at=NOW, batch_id=batch.pk, progress=stop)
    assert everything() == before
    batch.refresh_from_db()
    assert batch.status == "uploaded"


def test_an_import_is_made_once(world: World, media: Path) -> None:
    batch, admin = received(world), world.viewer("admin")
    actions.apply_batch(by=admin, at=NOW, batch_id=batch.pk)
    again: list[Any] = [
        lambda: actions.apply_batch(by=admin, at=NOW, batch_id=batch.pk),
        lambda: actions.check_batch(by=admin, at=NOW, batch_id=batch.pk),
        lambda: actions.discard(by=admin, batch_id=batch.pk),
        lambda: actions.choose_stages(by=admin, batch_id=batch.pk, stages={}),
    ]
    for action in again:
        with pytest.raises(Refused, match="imported already"):
            action()
    assert Deal.objects.count() == 5


def test_old_files_are_cleared_away(world: World, media: Path) -> None:
    made, left = received(world), received(world, "products.csv")
    actions.apply_batch(by=world.viewer("admin"), at=NOW, batch_id=made.pk)
    assert len(list((media / "imports").iterdir())) == 2
    clear_uploads(at=NOW + timedelta(days=29))
    assert len(list((media / "imports").iterdir())) == 2
    clear_uploads(at=NOW + timedelta(days=31))
    assert list((media / "imports").iterdir()) == []
    assert not ImportBatch.objects.filter(pk=left.pk).exists()
    made.refresh_from_db()
    assert made.counts["deals"]["created"] == 4 and made.files[0]["stored"] == ""
    clear_uploads(at=timezone.now() + timedelta(days=365))
    assert client_of(world.admin).get(f"/import/{made.pk}/").status_code == 200


def test_a_file_that_is_gone_is_said_to_be(world: World, media: Path) -> None:
    batch = received(world)
    (media / batch.files[0]["stored"]).unlink()
    with pytest.raises(NotThere, match="Upload it again"):
        actions.check_batch(by=world.viewer("admin"), at=NOW, batch_id=batch.pk)
    client: Client = client_of(world.admin)
    assert client.post(f"/import/{batch.pk}/apply/").status_code == 404


def test_left_out_rows_of_an_older_check_are_not_kept(world: World, media: Path) -> None:
    uploads = [Upload("deals.csv", b"id,deal name,amount\n1,One,much\n")]
    by = world.viewer("admin")
    batch = actions.receive(by=by, at=NOW, uploads=uploads, limits=Limits())
    for _again in range(3):
        batch = actions.check_batch(by=by, at=NOW, batch_id=batch.pk)
    assert len(batch.rejects) == 1
