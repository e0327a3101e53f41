"""The export page: for admins, one at a time, and written down."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from evener.jobs.actions import cancel_work
from evener.jobs.models import Work
from evener.jobs.rules import State
from evener.jobs.worker import run_waiting
from evener.journal.models import Entry
from evener.people.models import User
from evener.people.rules import Role
from evener.problems import NotAllowed
from evener.upkeep.actions import start_export
from tests.world import NOW, World


@pytest.mark.parametrize("who", ["owner", "leader", "viewer_only", "engineer"])
def test_only_admins(world: World, client: Client, who: str) -> None:
    client.force_login(getattr(world, who))
    assert client.get("/data/").status_code == 403
    assert client.post("/data/export/").status_code == 403
    with pytest.raises(NotAllowed):
        start_export(by=world.viewer(who), at=NOW)


def test_an_admin_takes_everything(company: World, client: Client) -> None:
    client.force_login(company.admin)
    assert b"saved views" in client.get("/data/").content
    begun = client.post("/data/export/")
    work = Work.objects.get()
    assert begun.headers["Location"] == f"/work/{work.pk}/"
    assert Entry.objects.filter(what="data.exported", actor=company.admin).count() == 1
    run_waiting()
    work.refresh_from_db()
    assert work.state == State.DONE, work.message
    sent = client.get(f"/work/{work.pk}/file/")
    with zipfile.ZipFile(io.BytesIO(sent.getvalue())) as archive:
        assert archive.testzip() is None
        assert "deals.csv" in archive.namelist()
    assert b"Download" in client.get("/data/").content


def test_one_at_a_time(world: World, client: Client) -> None:
    client.force_login(world.admin)
    client.post("/data/export/")
    client.post("/data/export/", follow=True)
    assert Work.objects.count() == 1
    cancel_work(by=world.viewer("admin"), at=NOW, work_id=Work.objects.get().pk)
    client.post("/data/export/")
    assert Work.objects.count() == 2


def test_who_is_no_admin_any_more_gets_nothing(company: World) -> None:
    start_export(by=company.viewer("admin"), at=NOW)
    User.objects.filter(pk=company.admin.pk).update(role=Role.SALES)
    run_waiting()
    work = Work.objects.get()
    assert (work.state, work.file) == (State.FAILED, "")
