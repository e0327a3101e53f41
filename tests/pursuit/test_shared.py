"""The plan behind a link: what is shown, what is not, what a reader may do, and what we hear of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evener.deals import actions as deals
from evener.deals.models import DealFile, NextStep
from evener.deals.rules import Closing, Outcome
from evener.problems import Invalid, NotAllowed, NotThere, Refused
from evener.pursuit import actions, nudges
from evener.pursuit.models import Heard, PlanComment, SharedFile
from evener.pursuit.rules import COMMENTS_AN_HOUR
from evener.sharing import actions as sharing
from evener.sharing.access import LinkAuthor
from evener.sharing.models import Link, View
from evener.sharing.rules import Of
from tests.deals.web import part, post, signed_in, words
from tests.pursuit.test_actions import metric, write
from tests.pursuit.test_steps import carla, theirs
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


@pytest.fixture
def somewhere(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield


class Shared:
    """The world's plan with a link: one step of each side that is shared, and one of each that is not."""

    def __init__(self, world: World) -> None:
        by = world.viewer("owner")
        self.world, self.them = world, carla(world)
        self.theirs = theirs(world, self.them)
        self.secret = theirs(world, self.them, shared=False)
        deals.change_step(
            by=by, at=NOW, step_id=self.secret.pk, values={"what": "Find out what Carla earns"}, seen_version=None
        )
        given: dict[str, Any] = {"by": by, "at": NOW, "deal_id": world.deal.pk, "due_on": TODAY + timedelta(days=9)}
        self.ours = deals.add_step(**given, what="Install the gateway", owner_id=world.engineer.pk, shared=True)
        deals.add_step(**given, what="Squeeze the price", owner_id=world.teammate.pk)
        self.link = share(world, contact_id=self.them.pk)
        self.page = f"/plan/{self.link.token}/"
        self.client = Client()


def share(world: World, **more: Any) -> Link:
    given: dict[str, Any] = {"of": Of.PLAN, "subject_id": world.deal.pk, "label": "Ms Ochoa, CFO"} | more
    return sharing.share(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, **given)


@pytest.fixture
def shared(world: World) -> Shared:
    return Shared(world)


def test_shows_what_is_shared_and_nothing_else(shared: Shared, stored_queries: StoredQueries) -> None:
    world = shared.world
    write(world, text="Fewer <i>stops</i> 🚰 \u202egnp", shared=True)
    write(world, "value", text="They would pay double")
    write(world, "results", text="A line that runs", shared=True)
    metric(world, shared=True), metric(world, name="Margin we make")
    by = world.viewer("owner")
    for number in range(4):  # as many as there are, it takes no more statements
        deals.add_step(
            by=by, at=NOW, deal_id=world.deal.pk, what=f"Visit {number}", owner_id=world.engineer.pk, due_on=None,
            shared=True,
        )  # fmt: skip
        actions.reply(by=by, at=NOW, deal_id=world.deal.pk, text=f"Word {number}")
    with stored_queries("shared plan"):
        page = shared.client.get(shared.page)
    text = words(page)
    for said in (
        "Fewer <i>stops</i> 🚰", "A line that runs", "Send the pump list", "Install the gateway", "Egon Engineer",
        "Carla Ochoa", "Plant manager", "Unplanned stops", "41 a year → to 20 a year", "0 of 6 steps done", "Kestrel",
        "Nordhafen Pumps",
    ):  # fmt: skip
        assert said in text, said
    for kept in (
        "Find out", "Squeeze", "Tia Teammate", "Margin", "double", "Pump monitoring", "125,000", "CFO",
    ):  # fmt: skip
        assert kept not in page.content.decode(), kept
    assert b"<i>" not in page.content and b"sessionid" not in str(page.cookies).encode()
    assert set(page.cookies) <= {"csrftoken"} and "noindex" in page.headers["X-Robots-Tag"]
    assert words(signed_in(world.owner).get(f"/pursuit/deal/{world.deal.pk}/preview/")).count("Send the pump list") == 1


def test_a_step_of_theirs_is_ticked_and_opened_again(shared: Shared) -> None:
    done, page = f"{shared.page}steps/{shared.theirs.pk}/done/", shared.page
    answer = shared.client.post(done)
    assert answer.status_code == 302 and answer.headers["Location"] == f"{page}#step-{shared.theirs.pk}"
    assert "1 of 2 steps done" in words(shared.client.get(page))
    owner = shared.world.viewer("owner")
    (told,) = nudges.nudges(viewer=owner, at=LATER, limit=20)
    assert (told.what, told.post) == ("Ms Ochoa, CFO ticked “Send the pump list”", True)
    assert shared.client.post(done).status_code == 302 and Heard.objects.count() == 1  # twice is once
    shared.client.post(f"{page}steps/{shared.theirs.pk}/open/")
    assert "0 of 2" in words(shared.client.get(page))
    assert not nudges.nudges(viewer=owner, at=LATER, limit=20)  # undone before anybody looked
    shared.client.post(done)
    seen = f"/pursuit/deal/{shared.world.deal.pk}/seen/{Heard.objects.get().pk}/"
    assert signed_in(shared.world.owner).post(seen).status_code == 302
    shared.client.post(f"{page}steps/{shared.theirs.pk}/open/")
    (again,) = nudges.nudges(viewer=owner, at=LATER, limit=20)
    assert again.what == "Ms Ochoa, CFO opened “Send the pump list” again"
    assert not nudges.nudges(viewer=shared.world.viewer("teammate"), at=LATER, limit=20)


def test_what_is_not_theirs_is_not_there(shared: Shared) -> None:
    by = shared.world.viewer("owner")
    other = deals.create_deal(by=by, at=NOW, values={"name": "Other", "account_id": shared.world.account.pk})
    elsewhere = deals.add_step(
        by=by, at=NOW, deal_id=other.pk, what="Other", owner_id=None, contact_id=shared.them.pk, due_on=TODAY,
        shared=True,
    )  # fmt: skip
    gone = shared.client.get("/plan/guess/")
    assert gone.status_code == 404
    for step in (shared.ours, shared.secret, elsewhere):
        for end in ("done", "open"):
            answer = shared.client.post(f"{shared.page}steps/{step.pk}/{end}/")
            assert (answer.status_code, answer.content) == (404, gone.content)
    for step_id in (str(shared.secret.pk), str(elsewhere.pk), "x", "99999999999999999999", "-1"):
        answer = post(shared.client, f"{shared.page}comments/", name="C", text="Hello", step=step_id)
        assert (answer.status_code, answer.content) == (404, gone.content), step_id
    assert not PlanComment.objects.exists() and not NextStep.objects.exclude(done_at=None).exists()
    paper = Link.objects.create(
        deal=shared.world.deal, of=Of.PAPER, subject_id=1, label="x", key="k" * 16, expires_on=TODAY,
        made_by=shared.world.owner, made_at=NOW,
    )  # fmt: skip
    assert shared.client.get(f"/plan/{paper.token}/").content == gone.content


def test_ended_between_opening_and_ticking(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shared.client.get(shared.page).status_code == 200
    done = f"{shared.page}steps/{shared.theirs.pk}/done/"
    guess = shared.client.get("/plan/guess/").content
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=91))
    assert shared.client.post(done).content == guess
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    sharing.take_back(by=shared.world.viewer("owner"), at=LATER, link_id=shared.link.pk)
    for answer in (shared.client.get(shared.page), shared.client.post(done)):
        assert (answer.status_code, answer.content) == (404, guess)
    assert not NextStep.objects.exclude(done_at=None).exists()


def test_comments_on_the_plan_and_on_a_step(shared: Shared) -> None:
    form = part(shared.client.get(shared.page), f"c-{shared.ours.pk}")
    assert 'value="Carla Ochoa"' in form
    assert (
        post(shared.client, f"{shared.page}comments/", name="Carla", text="<script>alert(1)</script>").status_code
        == 302
    )
    post(shared.client, f"{shared.page}comments/", name="Carla", text="Before lunch?", step=str(shared.ours.pk))
    page = shared.client.get(shared.page)
    assert b"<script>alert" not in page.content and "<script>alert(1)</script>" in words(page)
    post(shared.client, f"{shared.page}comments/", name="Carla", text="Before lunch?", step=str(shared.ours.pk))
    assert PlanComment.objects.count() == 2  # a second click says nothing twice
    found = nudges.nudges(viewer=shared.world.viewer("owner"), at=LATER, limit=20)
    assert [each.what for each in found] == [
        "Carla commented: “Before lunch?”",
        "Carla commented: “<script>alert(1)</script>”",
    ]
    ours, client = f"/pursuit/deal/{shared.world.deal.pk}/", signed_in(shared.world.engineer)
    assert "through the link for Ms Ochoa, CFO" in words(client.get(ours)) and "2 new: seen" in words(client.get(ours))
    post(client, f"{ours}reply/", text="At eleven.", step_id=str(shared.ours.pk))
    post(client, f"{ours}seen/")
    assert "Egon Engineer Kestrel just now At eleven." in words(shared.client.get(shared.page))
    assert not nudges.nudges(viewer=shared.world.viewer("owner"), at=LATER, limit=20)
    journal = words(client.get(f"/deals/{shared.world.deal.pk}/journal/"))
    assert "Ms Ochoa, CFO commented on the plan: “Before lunch?”" in journal
    deals.share_step(by=shared.world.viewer("owner"), at=NOW, step_id=shared.ours.pk, shared=False)
    hidden = words(shared.client.get(shared.page))
    assert "At eleven" not in hidden and "Install" not in hidden and "Egon" not in hidden
    post(client, f"{ours}comments/{PlanComment.objects.order_by('id')[0].pk}/remove/")
    assert "alert" not in words(shared.client.get(shared.page))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("", "Hello", "Write your name"),
        ("Carla", " \n ", "Write something first"),
        ("Carla", "x" * 100_000, "Keep it under 2000 characters"),
        ("C" * 81, "Hello", "Keep it under 80 characters"),
        ("Carla", "a\x00b", "Keep it under"),
    ],
)
def test_comments_that_cannot_be_taken(shared: Shared, name: str, text: str, said: str) -> None:
    answer = post(shared.client, f"{shared.page}comments/", name=name, text=text)
    assert answer.status_code == 422 and said in words(answer)
    assert len(answer.content) < 60_000 and not PlanComment.objects.exists()


def test_a_flood_is_stopped(shared: Shared) -> None:
    write_to = f"{shared.page}comments/"
    for number in range(COMMENTS_AN_HOUR):
        assert post(shared.client, write_to, name="Carla", text=f"No. {number}").status_code == 302
    flood = post(shared.client, write_to, name="Carla", text="One more")
    assert flood.status_code == 429 and "a lot in a short time" in words(flood) and "One more" in words(flood)
    other = share(shared.world, label="Mr Bastos")
    assert post(Client(), f"/plan/{other.token}/comments/", name="Rui", text="Me too").status_code == 302


def test_a_closed_deal_is_read_and_no_more(shared: Shared) -> None:
    closing = Closing(Outcome.WON, "fit", "", TODAY)
    deals.close_deal(by=shared.world.viewer("owner"), at=NOW, deal_id=shared.world.deal.pk, closing=closing)
    page = shared.client.get(shared.page)
    assert "This plan is closed" in words(page) and b"<form" not in page.content
    for answer in (
        shared.client.post(f"{shared.page}steps/{shared.theirs.pk}/done/"),
        post(shared.client, f"{shared.page}comments/", name="Carla", text="Late"),
    ):
        assert answer.status_code == 409 and "This plan is closed" in words(answer)


def test_files_that_were_shared(shared: Shared, somewhere: None) -> None:
    by, deal_id = shared.world.viewer("owner"), shared.world.deal.pk
    kept = [
        deals.add_file(by=by, at=NOW, deal_id=deal_id, upload=SimpleUploadedFile(name, b"<h1>hi</h1>"))
        for name in ("offer.html", "margin.xlsx")
    ]
    client, here = signed_in(shared.world.owner), f"/pursuit/deal/{deal_id}/"
    post(client, f"{here}files/{kept[0].pk}/shared/", shared="on")
    post(client, f"{here}files/{kept[0].pk}/shared/", shared="on")
    page = words(shared.client.get(shared.page))
    assert "offer.html" in page and "margin" not in page
    answer = shared.client.get(f"{shared.page}files/{kept[0].pk}/")
    assert answer.getvalue() == b"<h1>hi</h1>"
    assert (
        answer.headers["Content-Disposition"].startswith("attachment")
        and answer.headers["Content-Type"] == "application/octet-stream"
    )
    assert shared.client.get(f"{shared.page}files/{kept[1].pk}/").status_code == 404
    assert [view.what for view in View.objects.order_by("id")] == ["the plan", "a document"]
    post(client, f"{here}files/{kept[0].pk}/shared/")
    assert shared.client.get(f"{shared.page}files/{kept[0].pk}/").status_code == 404
    actions.share_file(by=by, at=NOW, deal_id=deal_id, file_id=kept[1].pk, shared=True)
    deals.remove_file(by=by, at=NOW, file_id=kept[1].pk)
    assert not SharedFile.objects.exists() and DealFile.objects.count() == 1


def test_what_ours_may_not(shared: Shared) -> None:
    deal_id, owner = shared.world.deal.pk, shared.world.viewer("owner")
    for who in ("outsider", "viewer_only"):
        by = shared.world.viewer(who)
        with pytest.raises(NotAllowed):
            actions.reply(by=by, at=NOW, deal_id=deal_id, text="Hello")
        with pytest.raises(NotAllowed):
            actions.see(by=by, at=NOW, deal_id=deal_id)
        with pytest.raises(NotAllowed):
            actions.share_file(by=by, at=NOW, deal_id=deal_id, file_id=1, shared=True)
    with pytest.raises(NotThere):
        actions.reply(by=owner, at=NOW, deal_id=deal_id, text="Hello", step_id=shared.secret.pk)
    with pytest.raises(Invalid):
        actions.reply(by=owner, at=NOW, deal_id=deal_id, text="x" * 2001)
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    deals.close_deal(by=owner, at=NOW, deal_id=deal_id, closing=closing)
    with pytest.raises(Refused):
        actions.comment(by=LinkAuthor(owner.id), at=NOW, link=shared.link, name="C", text="Hello")
