"""Links without sign-in: made, opened, ended, and what each tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from evener import asks
from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.journal.models import Entry
from evener.pages.telling import tell
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Refused
from evener.sharing import actions, queries
from evener.sharing.access import Opened, by_link
from evener.sharing.asks import Subject
from evener.sharing.models import Link, View
from evener.sharing.rules import Of
from tests.world import NOW, TODAY, World

PHONE = "Mozilla/5.0 (Android 15; Mobile) Firefox/140.0"


@by_link(Of.PLAN, what="The plan")
def shown(request: HttpRequest, opened: Opened) -> HttpResponse:
    return HttpResponse(f"the plan of {opened.link.deal.name}")


@by_link(Of.PLAN, what="A part")
def hidden(request: HttpRequest, opened: Opened) -> HttpResponse:
    raise NotThere("Another deal's step")


def subjects(*, viewer: Viewer, deal_id: int, of: Of, subject_id: int) -> Subject | None:
    if of != Of.PLAN or subject_id != deal_id:
        return None
    return Subject("Plan", f"/deals/{deal_id}/")


@pytest.fixture(autouse=True)
def somewhere(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two pages of a room above, and its answer to what a link shows."""
    pages = ModuleType("pages")
    pages.urlpatterns = [path("plan/<str:token>/", shown), path("plan/<str:token>/part/", hidden)]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = pages
    known = asks.answers
    found = (subjects,)
    monkeypatch.setattr(actions, "answers", lambda name: found if name == "sharing.subjects" else known(name))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    yield


def made(world: World, **more: Any) -> Link:
    given: dict[str, Any] = {"label": "Ms Ochoa", "of": Of.PLAN, "subject_id": world.deal.pk} | more
    return actions.share(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, **given)


def status(token: str, part: str = "") -> tuple[int, bytes]:
    answer = Client(raise_request_exception=False).get(f"/plan/{token}/{part}", headers={"user-agent": PHONE})
    return answer.status_code, answer.content


def test_opens_for_whoever_holds_it_and_keeps_every_look(world: World) -> None:
    link = made(world)
    assert link.expires_on == TODAY + timedelta(days=90)
    client = Client(headers={"user-agent": PHONE})
    for _each in range(2):
        answer = client.get(f"/plan/{link.token}/")
        assert answer.content == b"the plan of Pump monitoring"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    client.head(f"/plan/{link.token}/")
    ours = Client()
    ours.force_login(world.teammate, backend="evener.people.backend.PeopleBackend")
    ours.get(f"/plan/{link.token}/")
    looks = queries.views_of(world.viewer("owner"), link.pk)
    assert [(each.device, each.seen_by) for each in looks] == [("", world.teammate), *[("Firefox, Android", None)] * 2]
    (counted,) = queries.links(world.viewer("owner"), deal_id=world.deal.pk)
    assert (counted.looks, counted.lookers) == (2, 1)  # type: ignore[attr-defined]


def test_every_way_of_not_working_has_one_answer(world: World) -> None:
    good, expired, back, paper = made(world), made(world), made(world), made(world)
    Link.objects.filter(pk=expired.pk).update(expires_on=TODAY - timedelta(days=1))
    Link.objects.filter(pk=paper.pk).update(of=Of.PAPER)
    actions.take_back(by=world.viewer("owner"), at=NOW, link_id=back.pk)
    swapped = good.key + expired.token[16:]
    guesses = ["x", "é" * 48, "A" * 48, swapped, good.token + "A", expired.token, back.token, paper.token]
    answers = {status(guess) for guess in guesses} | {status(good.token, "part/")}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    assert not View.objects.exists()
    assert status(good.token)[0] == 200


def test_a_guess_asks_the_database_nothing(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0), pytest.raises(NotThere):
        queries.by_token("A" * 48, of=Of.PLAN, at=NOW)


def test_the_database_alone_opens_nothing(world: World, settings: Any) -> None:
    token = made(world).token
    settings.SECRET_KEY = "another installation's"
    assert status(token)[0] == 404


def test_ended_and_lengthened(world: World) -> None:
    link, owner = made(world), world.viewer("owner")
    until = TODAY + timedelta(days=7)
    assert actions.extend(by=owner, at=NOW, link_id=link.pk, expires_on=until).expires_on == until
    with pytest.raises(Invalid):
        actions.extend(by=owner, at=NOW, link_id=link.pk, expires_on=TODAY - timedelta(days=1))
    actions.take_back(by=owner, at=NOW, link_id=link.pk)
    with pytest.raises(Refused):
        actions.take_back(by=owner, at=NOW, link_id=link.pk)
    said = [each.what for each in Entry.objects.filter(subject_kind="link").order_by("id")]
    assert said == ["link.made", "link.extended", "link.taken_back"]


def test_who_may(world: World) -> None:
    link = made(world)
    with pytest.raises(NotAllowed):
        actions.take_back(by=world.viewer("outsider"), at=NOW, link_id=link.pk)
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    for act in (
        lambda: actions.take_back(by=world.viewer("outsider"), at=NOW, link_id=link.pk),
        lambda: queries.views_of(world.viewer("outsider"), link.pk),
    ):
        with pytest.raises(NotThere):
            act()


def test_shows_only_what_a_room_above_knows(world: World) -> None:
    for of, subject_id in ((Of.PAPER, world.deal.pk), (Of.PLAN, world.deal.pk + 1)):
        with pytest.raises(NotThere):
            made(world, of=of, subject_id=subject_id)
    nora = add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values={"name": "Nora"})
    assert made(world, label="", contact_id=nora.pk).label == "Nora"
    with pytest.raises(Invalid) as wrong:
        made(world, label=" ")
    assert "label" in wrong.value.fields
    with pytest.raises(Invalid):
        made(world, contact_id=nora.pk + 1)


def test_the_journal_names_the_reader(world: World) -> None:
    link = made(world)
    opened = Opened(link, NOW, TODAY)
    entry = Entry(
        at=NOW, actor=world.owner, via=opened.author.via, what="step.done", subject_kind="step", subject_id=1,
        subject_name="Sign", changes=[list(opened.mark), ["done", None, True]],
    )  # fmt: skip
    (told,) = tell([entry], on="deal")
    assert told.who == "Ms Ochoa" and told.via == "through a link"
    assert [change.after for change in told.changes] == ["Yes"]
