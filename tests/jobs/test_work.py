"""Long work: its life, who sees it, stopping it, and what a dead runner leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from evener.jobs import live, queries
from evener.jobs.actions import cancel_work, prune_files, start_work
from evener.jobs.models import Runner, Work
from evener.jobs.rules import State
from evener.jobs.worker import Worker, requeue_lost, run_waiting
from evener.problems import NotThere, Refused
from tests.jobs import samples
from tests.world import NOW, World


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    samples.calls.clear()
    live.stopping.clear()
    yield
    live.stopping.clear()
    live.cancelled.clear()
    live.progress.clear()


def start(world: World, task: Any = samples.count_to, *args: Any) -> Work:
    given = args or ((3,) if task is samples.count_to else ())
    return start_work(by=world.viewer("owner"), at=NOW, kind="count", title="Counting", task=task, args=given)


def test_work_runs_and_its_file_can_be_fetched(world: World) -> None:
    work = start(world)
    assert work.state == State.WAITING
    assert run_waiting() == 1
    found = queries.work(world.viewer("owner"), work.pk)
    assert (found.state, found.done, found.total, queries.share(found)) == (State.DONE, 3, 3, 100)
    path, name = queries.result_file(world.viewer("owner"), work.pk)
    assert (path.read_text(), name) == ("1 2 3", "numbers.txt")


def test_only_its_owner_sees_work(world: World) -> None:
    work = start(world)
    for who in ("teammate", "leader", "admin", "outsider"):
        with pytest.raises(NotThere):
            queries.work(world.viewer(who), work.pk)
        with pytest.raises(NotThere):
            cancel_work(by=world.viewer(who), at=NOW, work_id=work.pk)
    run_waiting()
    assert queries.work(world.viewer("owner"), work.pk).state == State.DONE


def test_work_stopped_while_it_waits_never_runs(world: World) -> None:
    work = start(world)
    cancel_work(by=world.viewer("owner"), at=NOW, work_id=work.pk)
    run_waiting()
    assert samples.calls == []
    work.refresh_from_db()
    assert work.state == State.CANCELLED
    with pytest.raises(Refused):
        cancel_work(by=world.viewer("owner"), at=NOW, work_id=work.pk)


@pytest.mark.parametrize("through", ["memory", "database"])
def test_running_work_stops_at_its_next_step(world: World, monkeypatch: pytest.MonkeyPatch, through: str) -> None:
    # Every step writes progress, which a test's own transaction would suppress.
    monkeypatch.setattr("evener.jobs.actions.WRITE_EVERY", 0.0)
    monkeypatch.setattr("evener.jobs.actions.inside_transaction", lambda: False)
    work = start(world)

    def wish(text: str) -> None:
        if text == "count 2" and through == "memory":
            live.cancelled.add(work.pk)
        elif text == "count 2":
            Work.objects.filter(pk=work.pk).update(cancel_requested=True)

    monkeypatch.setattr(samples, "calls", Listening(wish))
    run_waiting()
    work.refresh_from_db()
    assert (work.state, list(samples.calls)) == (State.CANCELLED, ["count 1", "count 2"])
    assert live.cancelled == set()


class Listening(list[str]):
    def __init__(self, heard: Any) -> None:
        super().__init__()
        self.heard = heard

    def append(self, text: str) -> None:
        super().append(text)
        self.heard(text)


def test_a_refusal_is_shown_in_its_words_and_leaves_no_file(world: World) -> None:
    before = folders()
    work = start(world, samples.refuse)
    run_waiting()
    work.refresh_from_db()
    assert (work.state, work.message, work.file) == (State.FAILED, "Not like this.", "")
    assert folders() == before


def folders() -> set[Path]:
    return set((settings.DATA_DIR / "work").glob("*"))


def test_a_crash_is_a_failure_without_a_stack_trace(world: World) -> None:
    work = start(world, samples.crash)
    run_waiting()
    work.refresh_from_db()
    assert work.state == State.FAILED
    assert "ZeroDivision" not in work.message


def test_a_stopping_server_puts_the_job_back(world: World) -> None:
    work = start(world)
    live.stopping.set()
    Worker().run_one()
    work.refresh_from_db()
    job = DBTaskResult.objects.get()
    assert (work.state, job.status, job.worker_ids) == (State.WAITING, TaskResultStatus.READY, [])
    live.stopping.clear()
    run_waiting()
    work.refresh_from_db()
    assert work.state == State.DONE


def test_a_failing_job_is_tried_again_after_a_pause_and_given_up_in_the_end(db: None) -> None:
    samples.flaky.enqueue("mail")
    for attempt in (1, 2, 3):
        assert run_waiting() == 1
        job = DBTaskResult.objects.get()
        if attempt < 3:
            assert job.status == TaskResultStatus.READY
            assert job.run_after > timezone.now() + timedelta(seconds=15)
            assert run_waiting() == 0
            DBTaskResult.objects.update(run_after=timezone.now())
    assert job.status == TaskResultStatus.FAILED
    assert samples.calls == ["mail"] * 3


def test_jobs_of_a_dead_runner_go_back_until_they_were_tried_often_enough(world: World) -> None:
    work = start(world)
    job = DBTaskResult.objects.get()
    for attempt in (1, 2, 3):
        job.claim(f"dead-{attempt}")
        Work.objects.update(state=State.RUNNING)
        assert requeue_lost() == 1
        job.refresh_from_db()
        work.refresh_from_db()
        expected = (State.WAITING, TaskResultStatus.READY) if attempt < 3 else (State.FAILED, TaskResultStatus.FAILED)
        assert (work.state, job.status) == expected


def test_jobs_of_a_living_runner_stay(world: World) -> None:
    start(world)
    alive = Worker()
    alive.beat()
    DBTaskResult.objects.get().claim(alive.name)
    assert requeue_lost(except_name=alive.name) == 0


def test_a_silent_runner_elsewhere_is_dropped(db: None) -> None:
    old = timezone.now() - timedelta(minutes=5)
    Runner.objects.create(name="far", host="elsewhere", pid=1, started_at=old, beat_at=old)
    Runner.objects.create(name="near", host="elsewhere", pid=2, started_at=old, beat_at=timezone.now())
    requeue_lost()
    assert list(Runner.objects.values_list("name", flat=True)) == ["near"]


def test_old_files_are_removed(world: World) -> None:
    work = start(world)
    run_waiting()
    path, _name = queries.result_file(world.viewer("owner"), work.pk)
    assert prune_files(before=timezone.now() + timedelta(seconds=1)) == 1
    assert not path.exists()
    with pytest.raises(NotThere):
        queries.result_file(world.viewer("owner"), work.pk)


def test_pages(world: World, client: Client) -> None:
    work = start(world)
    client.force_login(world.owner)
    page = client.get(f"/work/{work.pk}/")
    assert b"every 1s" in page.content
    assert b"Stop" in page.content
    client.post(f"/work/{work.pk}/cancel/")
    assert b"every 1s" not in client.get(f"/work/{work.pk}/part/").content
    done = start(world)
    run_waiting()
    assert b"Download" in client.get(f"/work/{done.pk}/").content
    sent = client.get(f"/work/{done.pk}/file/")
    assert sent.headers["Content-Disposition"] == 'attachment; filename="numbers.txt"'
    assert sent.getvalue() == b"1 2 3"
    client.force_login(world.admin)
    for address in ("", "part/", "file/"):
        assert client.get(f"/work/{done.pk}/{address}").status_code == 404
    assert client.post(f"/work/{done.pk}/cancel/").status_code == 404


def test_stopped_between_two_attempts_it_ends(world: World) -> None:
    work = start(world)
    Work.objects.update(cancel_requested=True)
    run_waiting()
    work.refresh_from_db()
    assert (work.state, samples.calls) == (State.CANCELLED, [])
