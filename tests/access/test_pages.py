"""Every address × every actor. An address that is in no list below fails the first test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from evener.calendars.actions import add_source
from evener.calendars.models import Batch
from evener.capabilities.actions import create_capability
from evener.capacity.actions import add_leave, make_skill
from evener.connect.models import ImportBatch
from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.deals.models import Deal, Stage
from evener.discovery import actions as discovery
from evener.discovery.models import Question
from evener.engineering.actions import accept, ask
from evener.engineering.models import Plan, Proposal, RequestKind
from evener.engineering.views.planning import MEASURES
from evener.evaluations.actions import add_criterion, plan_evaluation, raise_question
from evener.forecast.models import Backtest, Suspect
from evener.jobs.models import Work
from evener.listing.actions import save_view
from evener.meetings.actions import plan_meeting
from evener.papers import actions as papers
from evener.people import actions as people
from evener.people.sign_in import OPEN as OFFERED
from evener.plain.models import Term
from evener.pursuit import actions as pursuit
from evener.pursuit.models import Heard
from evener.reviews.actions import ask_review
from evener.reviews.models import Idea, Tie
from evener.sharing.access import LinkAuthor
from evener.sharing.actions import share
from evener.sharing.rules import Of
from evener.stakeholders.actions import add_person
from tests.access.addresses import (
    ADMINS,
    ADMINS_TOO,
    AUTHORS,
    BY_ROLE,
    CLOSED,
    DEAL_READS,
    DEAL_WRITES,
    ELSEWHERE,
    KEEPERS,
    MEMBERS,
    OPEN,
    OWN,
    PROMISE_VERDICTS,
    WRITERS,
)
from tests.made_once import made_once
from tests.world import NOW, TODAY, World, found_world, promise

ACTORS = ("owner", "teammate", "engineer", "outsider", "leader", "viewer_only", "admin")
FACTS = ("deals:edit", "customers:edit", "capabilities:edit", "evaluations:edit", "discovery:edit")
QUERIES = {**dict.fromkeys(FACTS, "?field=name"), "plain:edit": "?field=plain"}
ON_THE_DEAL = {"owner", "teammate", "engineer", "leader", "admin"}
CHANGES_NOTHING = {"viewer_only"}
LEADING = {"leader", "admin"}
# For some of the deal team only.
BY_RANK = {"promises:override", "promises:verdict", "engineering:open_door"}
# Refusals these say in words, on the list or the board they lead back to.
IN_WORDS = {"deals:move", "deals:change_many"}
SIGNED_IN = {
    *MEMBERS, *ADMINS, *DEAL_READS, *DEAL_WRITES, *WRITERS, *OWN, *PROMISE_VERDICTS, *KEEPERS, *AUTHORS, *BY_ROLE,
}  # fmt: skip
# Arguments that are words.
WORDS = {"sharing:new of": "plan", "engineering:act name": "withdraw", "pursuit:answer question": "mission"}
BACKEND = "evener.people.backend.PeopleBackend"


@dataclass(frozen=True)
class Place:
    """A world with one of everything an address can name."""

    world: World
    ids: dict[str, int]

    def url(self, name: str) -> str:
        wanted = names()[name]
        url = reverse(name, kwargs={argument: self.of(name, argument) for argument in wanted})
        return url + QUERIES.get(name, "")

    def of(self, name: str, argument: str) -> int | str:
        """What stands for an argument of an address; one of its own where there is one."""
        own = f"{name} {argument}"
        return WORDS.get(own) or self.ids.get(own) or self.ids[argument_kind(name, argument)]


def argument_kind(name: str, argument: str) -> str:
    """Which thing an `id` is: addresses of deals call theirs `id` too."""
    return f"{name} {argument}" if argument in ("id", "number") else argument


@pytest.fixture
def place(db: None) -> Place:
    return made_once(furnished)


def furnished() -> Place:
    world = found_world()
    by, admin = world.viewer("owner"), world.viewer("admin")
    deal = world.deal.pk
    step = deals.add_step(by=by, at=NOW, deal_id=deal, what="Call", owner_id=None, due_on=None)
    upload = ContentFile(b"hello", name="hello.txt")
    file = deals.add_file(by=by, at=NOW, deal_id=deal, upload=upload)
    token, _secret = people.make_token(by=by, at=NOW, name="t", scopes=["read"], expires_at=None)
    product = deals.make_product(by=admin, at=NOW, name="Pump")
    capability = create_capability(by=world.viewer("engineer"), at=NOW, values={"name": "Single sign-on"})
    question = discovered(world)
    contact = add_contact(by=by, at=NOW, account_id=world.account.pk, values={"name": "Carla"})
    person = add_person(by=by, at=NOW, deal_id=deal, contact={"name": "Bo"})
    evaluation = plan_evaluation(by=by, at=NOW, deal_id=deal, values={"name": "Pilot", "decision": "Whether they buy"})
    on_it: dict[str, Any] = {"by": by, "at": NOW, "evaluation_id": evaluation.pk}
    criterion = add_criterion(**on_it, values={"text": "Fast", "measure": "A clock"})
    raised = raise_question(**on_it, text="How fast?")
    meeting = plan_meeting(by=by, at=NOW, deal_id=deal, values={"title": "At the plant", "starts_at": NOW})
    work = Work.objects.create(kind="export", title="x", owner=world.owner, created_at=NOW)
    made = promise(world, ask=True)
    first, *_between, last = Stage.objects.all()
    skill = make_skill(by=admin, at=NOW, name="Modbus")
    leave = add_leave(by=admin, at=NOW, person_id=world.engineer.pk, first_on=TODAY, last_on=TODAY)
    kind = RequestKind.objects.order_by("position").first()
    assert kind
    values = {"kind_id": kind.pk, "decides": "Whether we stay in", "needed_by": TODAY + timedelta(days=900)}
    asked = ask(by=by, at=NOW, deal_id=deal, values=values)
    taken = ask(by=by, at=NOW, deal_id=deal, values=values)
    accept(by=world.viewer("engineer"), at=NOW, request_id=taken.pk)
    proposal = Proposal.objects.create(made_at=NOW, made_by=world.leader, is_ready=True, measures={"gap": 0.01})
    spread = {"mean": 1.0, "low": 0.5, "high": 1.5, "error": 0.1}
    outcome = dict.fromkeys((key for key, _label, _why in MEASURES), spread)
    found = {"outcomes": [outcome, {**outcome, "change": outcome}], "asked_for": 3}
    plan = Plan.objects.create(made_at=NOW, made_by=world.leader, is_ready=True, asked={"growth": 30}, found=found)
    tried = Backtest.objects.create(
        owner=world.owner,
        made_at=NOW,
        is_own=False,
        as_of=TODAY,
        horizon=90,
        cohort="open",
        work=Work.objects.create(kind="backtest", title="x", owner=world.owner, created_at=NOW),
    )
    suspect = Suspect.objects.create(feature="source", why="tells", size=1.0, since=NOW)
    source = add_source(by=by, at=NOW, name="Work", url="https://cal.example/a.ics")
    read = Batch.objects.create(owner=world.owner, name="work.ics", made_at=NOW)
    views = {room: save_view(by=by, at=NOW, list=room, name="Mine", query="") for room in ("deals", "promises")}
    batch = ImportBatch.objects.create(owner=world.owner, created_at=NOW)
    review, idea, tie = reviewed(world, contact.pk)
    ids = {
        "review_id": review, "idea_id": idea, "tie_id": tie,
        "deal_id": deal, "step_id": step.pk, "file_id": file.pk, "user_id": world.teammate.pk,
        "stakeholder_id": person.pk,
        "meeting_id": meeting.pk,
        "evaluation_id": evaluation.pk, "criterion_id": criterion.pk, "evaluations:answer question_id": raised.pk,
        "playbook_id": question.of_version.playbook_id, "question_id": question.pk,
        "term_id": Term.objects.values_list("id", flat=True)[0],
        "capability_id": capability.pk, "account_id": world.account.pk, "contact_id": contact.pk, "promise_id": made.pk,
        "people:person id": world.outsider.pk, "people:invitation id": world.outsider.pk, "people:revoke id": token.pk,
        "deals:move id": deal, "deals:stage id": first.pk, "deals:remove_stage id": last.pk,
        "deals:product id": product.pk, "work_id": work.pk,
        "connect:rejects number": 0, "person_id": world.engineer.pk, "skill_id": skill.pk, "leave_id": leave.pk,
        "proposal_id": proposal.pk, "plan_id": plan.pk, **planned(world), **on_paper(world),
        "kind_id": kind.pk, "suspect_id": suspect.pk, "backtest_id": tried.pk,
        "request_id": asked.pk, "engineering:log request_id": taken.pk,
        **{f"{room}:{name} id": views[room].pk for room in views for name in ("view", "keep_view", "remove_view")},
        **{f"{name} id": batch.pk for name in names() if name.startswith("connect:")},
        "calendars:batch id": read.pk, "calendars:fetch id": source.pk, "calendars:remove id": source.pk,
        **{f"jobs:{name} id": work.pk for name in ("work", "part", "cancel", "file")},
    }  # fmt: skip
    return Place(world, ids)


def planned(world: World) -> dict[str, int]:
    """A metric of the deal's plan, read once; a link to the plan, and what was said through it."""
    values = {"kind": "save", "name": "Stops", "unit": "a year", "target_minor": 20_000}
    metric = pursuit.add_metric(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values)
    reading = pursuit.add_reading(by=world.viewer("owner"), at=NOW, metric_id=metric.pk, value_minor=30_000, on=TODAY)
    made = share(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, of=Of.PLAN, subject_id=world.deal.pk, label="Carla"
    )
    said = pursuit.comment(by=LinkAuthor(world.owner.pk), at=NOW, link=made, name="Carla", text="Fine.")
    heard = Heard.objects.get()
    return {
        "metric_id": metric.pk, "reading_id": reading.pk, "link_id": made.pk, "comment_id": said.pk,
        "heard_id": heard.pk, "subject_id": world.deal.pk,
    }  # fmt: skip


def reviewed(world: World, contact_id: int) -> tuple[int, int, int]:
    """A review of the world's deal, and an idea and somebody to stay in touch with, as after its close."""
    review = ask_review(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk)
    mine: dict[str, Any] = {"deal": world.deal, "owner": world.owner, "created_at": NOW, "created_by": world.owner}
    idea = Idea.objects.create(**mine, text="A case study", due_on=TODAY)
    tie = Tie.objects.create(**mine, contact_id=contact_id, next_on=TODAY)
    return review.pk, idea.pk, tie.pk


def on_paper(world: World) -> dict[str, int]:
    """A paper that went out once, and a piece in it."""
    by, deal_id = world.viewer("owner"), world.deal.pk
    piece = papers.write_piece(by=by, at=NOW, values={"title": "How we watch", "body": "We watch."})
    paper = papers.begin_paper(by=by, at=NOW, deal_id=deal_id)
    values = {"problem": "They stop.", "idea": "We watch."}
    papers.change_paper(by=by, at=NOW, paper_id=paper.pk, values=values, seen_version=None)
    papers.put_piece(by=by, at=NOW, paper_id=paper.pk, piece_id=piece.pk)
    edition = papers.send_out(by=by, at=NOW, paper_id=paper.pk)
    return {"paper_id": paper.pk, "piece_id": piece.pk, "edition_id": edition.pk}


def discovered(world: World) -> Question:
    """A question of a playbook the world's deal goes by; its next version is a draft."""
    by = world.viewer("engineer")
    rows = [{"key": "users", "group": "scale", "text": "How many?", "why": "It sizes it.", "before": 50}]
    playbook = discovery.create_playbook(by=by, at=NOW, values={"name": "Platform"}, questions=rows)
    discovery.publish(by=by, at=NOW, playbook_id=playbook.pk)
    discovery.choose_playbook(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, playbook_id=playbook.pk)
    discovery.start_draft(by=by, at=NOW, playbook_id=playbook.pk)
    return Question.objects.select_related("of_version").order_by("id")[0]


def walk(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from walk(entry, inner)
        else:
            yield f"{space}{entry.name}", entry


def names() -> dict[str, list[str]]:
    """Every address by name, with the arguments it takes."""
    return {name: list(entry.pattern.converters) for name, entry in walk(get_resolver())}


DATA: dict[str, dict[str, str]] = {
    "deals:move": {"stage": "2", "version": "1"},
    "deals:change_many": {"id": "1", "field": "stage", "stage": "2", "stage_id": "2"},
    "discovery:start": {"playbook": "software-platform"},
    "promises:verdict": {"kind": "today", "version": "2"},
}


def everybody(place: Place, method: str, name: str) -> Iterator[tuple[str, int]]:
    """What each actor gets; whatever one of them changed is undone before the next."""
    for who in ACTORS:
        before = transaction.savepoint()
        yield who, status_of(place, who, method, name)
        transaction.savepoint_rollback(before)


def unchanged(place: Place) -> bool:
    """Whether the deal is as it was made."""
    return Deal.objects.filter(pk=place.world.deal.pk, stage=place.world.deal.stage_id).exists()


def status_of(place: Place, who: str | None, method: str, name: str) -> int:
    """The status of one request, its answer read to the end, which closes a file."""
    client = Client()
    if who:
        client.force_login(getattr(place.world, who), backend=BACKEND)
    answer = getattr(client, method)(place.url(name), DATA.get(name, {}) if method == "post" else {})
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


def test_no_address_is_forgotten() -> None:
    known = {*OPEN, *SIGNED_IN}
    listed = {name for name in names() if not name.startswith(ELSEWHERE)}
    assert listed - known == set(), "not in tests/access/addresses.py"
    assert known - listed == set(), "in tests/access/addresses.py and gone"


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_strangers_are_sent_to_sign_in(place: Place, name: str) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(place.url(name))
        assert answer.status_code in (302, 405), (name, method, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in/login/")


@pytest.mark.parametrize("name", OPEN)
def test_open_addresses_answer_strangers(place: Place, name: str) -> None:
    if names()[name]:
        pytest.skip("takes a secret: tested where it is made")
    assert status_of(place, None, "get", name) in (200, 405)


def test_sign_in_pages_without_a_sense_are_not_there(world: World) -> None:
    pages = {name for name in names() if name.startswith("account_")}
    assert pages - OFFERED == set(CLOSED)
    for name in CLOSED:
        takes_a_key = "confirm_email" in name
        for who in (None, "owner", "admin"):
            client = Client()
            if who:
                client.force_login(getattr(world, who), backend=BACKEND)
            for method in ("get", "post"):
                url = reverse(name, args=["a-key"] if takes_a_key else [])
                assert getattr(client, method)(url).status_code == 404, (name, who, method)


@pytest.mark.parametrize("name", MEMBERS)
def test_everybody_here_opens_what_is_for_all(place: Place, name: str) -> None:
    for who, status in everybody(place, "get", name):
        assert status in (200, 302, 405), (who, status)


@pytest.mark.parametrize("name", ADMINS)
def test_what_is_for_admins(place: Place, name: str) -> None:
    for method in ("get", "post"):
        for who, status in everybody(place, method, name):
            assert status in ((200, 302, 405, 409, 422) if who == "admin" else (403, 405)), (who, method, status)


@pytest.mark.parametrize("name", DEAL_READS)
def test_reading_a_deal(place: Place, name: str) -> None:
    for who, status in everybody(place, "get", name):
        assert status == 200, (who, status)


@pytest.mark.parametrize("name", [*DEAL_READS, *DEAL_WRITES, *PROMISE_VERDICTS])
def test_a_confidential_deal_is_not_there_for_others(place: Place, name: str) -> None:
    deals.change_deal(
        by=place.world.viewer("owner"), at=timezone.now(), deal_id=place.world.deal.pk,
        values={"confidential": True}, seen_version=None,
    )  # fmt: skip
    for method in ("get", "post"):
        for who, status in everybody(place, method, name):
            if who not in ON_THE_DEAL:
                assert status in (404, 405), (who, method, status)
            elif name in BY_RANK:
                assert status in (200, 302, 403, 405, 409, 422), (who, method, status)
            else:
                assert status in (200, 302, 405, 409, 422), (who, method, status)


@pytest.mark.parametrize("name", DEAL_WRITES)
def test_changing_a_deal(place: Place, name: str) -> None:
    for who, status in everybody(place, "post", name):
        if who not in ON_THE_DEAL:
            assert status == (302 if name in IN_WORDS else 403), (who, status)
            assert unchanged(place), who
        elif name in BY_RANK and who not in LEADING:
            assert status == 403, (who, status)
        else:
            assert status in (200, 302, 409, 422), (who, status)


@pytest.mark.parametrize("name", PROMISE_VERDICTS)
def test_verdicts_come_from_engineering(place: Place, name: str) -> None:
    for who, status in everybody(place, "post", name):
        assert (status in (200, 302)) == (who in {"engineer", "leader", "admin"}), (who, status)
        assert status in (200, 302, 403), (who, status)


@pytest.mark.parametrize("name", KEEPERS)
def test_engineering_keeps_the_catalogue(place: Place, name: str) -> None:
    for method in ("get", "post"):
        for who, status in everybody(place, method, name):
            able = who in {"engineer", "leader", "admin"}
            assert status in ((200, 302, 422) if able else (403,)), (who, method, status)


@pytest.mark.parametrize("name", BY_ROLE)
def test_what_is_for_some_roles(place: Place, name: str) -> None:
    for method in ("get", "post"):
        for who, status in everybody(place, method, name):
            allowed = (200, 302, 405, 409, 422) if who in BY_ROLE[name] else (403, 405)
            assert status in allowed, (who, method, status)


@pytest.mark.parametrize("name", AUTHORS)
def test_engineering_writes_the_playbooks(place: Place, name: str) -> None:
    for method in ("get", "post"):
        for who, status in everybody(place, method, name):
            able = who in {"engineer", "leader", "admin"}
            assert status in ((200, 302, 405, 409, 422) if able else (403, 405)), (who, method, status)


@pytest.mark.parametrize("name", WRITERS)
def test_writing_is_not_for_those_who_only_read(place: Place, name: str) -> None:
    for who, status in everybody(place, "post", name):
        if who not in CHANGES_NOTHING:
            assert status in (200, 302, 409, 422), (who, status)
        else:
            assert status == (409 if name in IN_WORDS else 403), (who, status)
            assert unchanged(place), who


@pytest.mark.parametrize("name", OWN)
def test_what_is_somebodys_own_is_not_there_for_others(place: Place, name: str) -> None:
    """Whoever only reads may not import at all, and is told so without a look at whose import it is."""
    for method in ("get", "post"):
        for who, status in everybody(place, method, name):
            if who == "owner" or (who == "admin" and name.startswith(ADMINS_TOO)):
                assert status in (200, 302, 404, 405, 409, 422), (who, method, status)  # 404: no file yet
            elif who in CHANGES_NOTHING and name.startswith("connect:"):
                assert status in (403, 404, 405), (who, method, status)
            else:
                assert status in (404, 405), (who, method, status)
