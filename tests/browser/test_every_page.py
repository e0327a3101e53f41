"""Every main page in a browser, in light on a desk and in dark on a phone: nothing axe finds, and none too wide."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from evener.calendars import actions as calendar
from evener.calendars.engine.events import Event, Fault, Person, Read
from evener.capabilities.actions import create_capability
from evener.capacity import actions as capacity
from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.deals.rules import Closing, Outcome
from evener.discovery import actions as discovery
from evener.discovery import files
from evener.engineering import actions as requests
from evener.engineering import planning, proposing
from evener.engineering.actions.plans import finish_plan
from evener.engineering.actions.proposals import finish_proposal
from evener.engineering.models import Plan, Proposal, RequestKind
from evener.evaluations import actions as evaluations
from evener.meetings.actions import debrief, plan_meeting
from evener.meetings.rules.debrief import CreditLine, Debriefing
from evener.meetings.rules.plan import Invited, MeetingPart
from evener.papers import actions as writing
from evener.people import actions as people
from evener.people.rules import NO_ADDRESS, Role
from evener.promises import actions as promises
from evener.promises.rules import Answer, VerdictKind
from evener.pursuit import actions as pursuit
from evener.reviews.actions import add_idea, add_tie, ask_review, prepare
from evener.sharing.actions import share
from evener.sharing.rules import Of
from evener.stakeholders.actions import add_person
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.forecast.foreseen import foreseen
from tests.forecast.hygienic import hygienic
from tests.forecast.past import past
from tests.world import NOW, World, make_world, promise

DAY = timedelta(days=1)
PHONE = {"width": 390, "height": 844}
FILE = b"""Opportunity Name,Account Name,Stage,Amount,Close Date
Crane telemetry,Port of Sandholm,Prove,"480,000.00",2027-03-01
Broken row,Brennholm Rail,Discover,a lot,2027-04-31
"""
STRANGERS = ("/sign-in/login/", "/sign-in/password/reset/", "/sign-in/signup/", "/link/")


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def playbook(world: World) -> tuple[int, int]:
    """A published playbook the world's deal goes by, with an answer; and the question it answers."""
    read = files.shipped()["software-platform"]
    engineer, owner, deal = world.viewer("engineer"), world.viewer("owner"), world.deal.pk
    made = discovery.create_playbook(by=engineer, at=NOW, values=read.values, questions=read.questions)
    version = discovery.publish(by=engineer, at=NOW, playbook_id=made.pk)
    discovery.choose_playbook(by=owner, at=NOW, deal_id=deal, playbook_id=made.pk)
    question = version.questions.get(key="systems")
    for value, source in (("SAP", "assumed"), ("Maintenance orders to SAP, once an hour", "told")):
        discovery.give_answer(
            by=owner, at=NOW, deal_id=deal, question_id=question.pk, value=value, source=source, meeting="First call"
        )
    return made.pk, question.pk


def pages_of(world: World) -> list[str]:
    """The addresses an admin opens, with something on every page."""
    by, deal = world.viewer("owner"), world.deal.pk
    texts = {
        "wording": "They sign in as they do today.",
        "evidence": "https://docs.example/a-rather-long-address/of/it",
    }
    capability = create_capability(
        by=world.viewer("engineer"),
        at=NOW,
        values={"name": "Single sign-on with the customer's own directory", **texts},
    )
    asked = promise(world, ask=True, engineer_id=world.admin.pk, capability_id=capability.pk)
    answered = promise(world, ask=True, words="Nine sites on one invoice", services_minor=4_000_000)
    answer = Answer(VerdictKind.NO, reason="No such interface", alternative="A nightly file with all nine sites")
    promises.give_verdict(by=world.viewer("engineer"), at=NOW, promise_id=answered.pk, answer=answer)
    deals.add_step(by=by, at=NOW, deal_id=deal, what="Call the plant", owner_id=world.admin.pk, due_on=None)
    deals.add_note(by=by, at=NOW, deal_id=deal, text="They liked it.")
    add_contact(by=by, at=NOW, account_id=world.account.pk, values={"name": "Carla", "email": "carla@nord.example"})
    admin = world.viewer("admin")
    people.make_team(by=admin, at=NOW, name="Donaudampfschifffahrtsgesellschaft", parent_id=world.north.pk)
    deals.make_product(by=admin, at=NOW, name="Remote condition monitoring for pumps", price_minor=482_100)
    person = people.make_person(by=admin, at=NOW, email=f"ida{NO_ADDRESS}", name="Ida Imported", role=Role.DELIVERY)
    people.make_person(
        by=admin, at=NOW, email="wolf@example.com", name="Wolf Steinhausenbergerdorffsson", role=Role.ENGINEER,
        is_architect=True, active=False,
    )  # fmt: skip
    people.make_token(by=admin, at=NOW, name="Nightly sync to the data house", scopes=["read"], expires_at=None)
    book, question = playbook(world)
    draft = discovery.start_draft(by=world.viewer("engineer"), at=NOW, playbook_id=book)
    drafted = draft.questions.order_by("position").values_list("id", flat=True)[0]
    pilot = evaluation(world)
    account = f"/accounts/{world.account.pk}/"
    boss = add_person(by=by, at=NOW, deal_id=deal, contact={"name": "Wilhelmina Freifrau von Habsburg-Lothringen"})
    values = {"stance": "against", "roles": ["blocker"], "reports_to_id": boss.pk, "listens_to_ids": [boss.pk]}
    below = add_person(by=by, at=NOW, deal_id=deal, contact={"name": "Bo"}, values=values)
    return [
        "/", "/search/?q=pump", "/deals/", "/deals/?q=zeppelin", "/deals/board/", "/deals/new/", "/deals/views/",
        "/promises/", "/capabilities/", "/capabilities/new/", f"/capabilities/{capability.pk}/",
        f"/capabilities/{capability.pk}/edit/?field=status", f"/capabilities/{capability.pk}/edit/?field=evidence",
        "/plain/", "/plain/glossary/", "/plain/glossary/?q=zeppelin", "/plain/glossary/new/", "/plain/glossary/1/",
        "/plain/glossary/1/edit/?field=plain",
        "/discovery/", "/discovery/new/", "/discovery/upload/", f"/discovery/{book}/", f"/discovery/{book}/?version=1",
        f"/discovery/{book}/edit/?field=purpose", f"/discovery/{book}/outcomes/", f"/discovery/questions/{drafted}/",
        f"/discovery/{book}/questions/new/", f"/discovery/deal/{deal}/", f"/discovery/deal/{deal}/answer/{question}/",
        "/evaluations/", f"/evaluations/deal/{deal}/", f"/evaluations/deal/{deal}/new/",
        f"/evaluations/deal/{deal}/win/",
        pilot, f"{pilot}criteria/", f"{pilot}start/", f"{pilot}ask/", f"{pilot}edit/?field=days", "/promises/gaps/",
        *engineering(world), *meetings(world), *plan(world), *reviews(world), *papers(world),
        "/accounts/", "/accounts/?q=zzz", "/accounts/new/", account, f"{account}journal/",
        f"/deals/{deal}/", f"/deals/{deal}/people/", f"/deals/{deal}/people/add/",
        f"/deals/{deal}/people/new/", f"/stakeholders/{below.pk}/", f"/stakeholders/{below.pk}/remove/",
        f"/deals/{deal}/notes/",
        f"/deals/{deal}/steps/", f"/deals/{deal}/edit/?field=technical_win", f"/deals/{deal}/journal/",
        f"/deals/{deal}/close/?outcome=won", f"/promises/deal/{deal}/", f"/promises/deal/{deal}/new/",
        f"/promises/{asked.pk}/", f"/promises/{answered.pk}/", f"/promises/{asked.pk}/verdict/",
        f"/promises/{asked.pk}/date/",
        "/settings/profile/", "/settings/tokens/", "/settings/people/", "/settings/people/?all=1",
        f"/settings/people/{person.pk}/",
        "/settings/people/invite/", "/settings/teams/", "/settings/organisation/", "/deals/setup/",
        "/sign-in/2fa/", "/sign-in/password/set/", "/data/", "/import/", *imported(world),
        *calendars(world), *past(world), *foreseen(world), *hygienic(world),
    ]  # fmt: skip


def papers(world: World) -> list[str]:
    """A paper with a piece that was worded anew, what went out of it, and the library."""
    owner, at, deal = world.viewer("owner"), timezone.now(), world.deal.pk
    given = {"title": "Instandhaltungsplanungsgrundlagen", "body": "**A box** listens.", "tags": "pumps"}
    piece = writing.write_piece(by=owner, at=at, values=given)
    row = writing.begin_paper(by=owner, at=at, deal_id=deal)
    on_it: dict[str, Any] = {"by": owner, "at": at, "paper_id": row.pk}
    values = {"problem": "They stop.", "idea": "We watch.", "picture": "Pumps -> *Pump Watch*", "claims": []}
    writing.change_paper(**on_it, values=values, seen_version=None)
    writing.put_piece(**on_it, piece_id=piece.pk)
    edition = writing.send_out(**on_it)
    writing.change_piece(by=owner, at=at, piece_id=piece.pk, values={"body": "Ten boxes listen."}, seen_version=1)
    link = share(by=owner, at=at, deal_id=deal, of=Of.PAPER, subject_id=edition.pk, label="Nora")
    here, kept = f"/papers/{row.pk}/", f"/papers/pieces/{piece.pk}/"
    return [
        "/papers/", "/papers/?q=zeppelin", f"/papers/deal/{deal}/", f"/papers/deal/{deal}/new/", here, f"{here}out/",
        f"/papers/editions/{edition.pk}/", "/papers/pieces/", "/papers/pieces/new/", kept, f"{kept}edit/",
        "/papers/brand/", f"/paper/{link.token}/",
    ]  # fmt: skip


def plan(world: World) -> list[str]:
    """A plan with an answer, a metric that was read, and each of its forms."""
    on_it: dict[str, Any] = {"by": world.viewer("owner"), "at": timezone.now()}
    here = f"/pursuit/deal/{world.deal.pk}/"
    values = {"text": "Halve the unplanned stops.", "shared": True}
    pursuit.write_answer(**on_it, deal_id=world.deal.pk, question="mission", values=values, seen_version=0)
    given = {
        "kind": "save",
        "name": "Unplanned stops",
        "unit": "a year",
        "baseline_minor": 41_000,
        "target_minor": 9_000,
    }
    metric = pursuit.add_metric(**on_it, deal_id=world.deal.pk, values=given)
    pursuit.add_reading(**on_it, metric_id=metric.pk, value_minor=30_000, on=timezone.now().date())
    read = f"{here}metrics/{metric.pk}/"
    return [here, f"{here}answer/mission/", f"{here}metrics/", read, f"{read}reading/", f"{read}remove/"]


def engineering(world: World) -> list[str]:
    """Requests in several states, somebody's week with work in it, a report that shows rates, a door that is closed."""
    engineer, leader, today = world.viewer("engineer"), world.viewer("leader"), timezone.now()
    kind = RequestKind.objects.get(position=4)
    skill = capacity.make_skill(by=engineer, at=today, name="Field buses of older machines", about="Reads any make.")
    capacity.set_skill(by=engineer, at=today, person_id=engineer.id, skill_id=skill.pk, level=2, wants=True)
    capacity.add_leave(
        by=engineer, at=today, person_id=engineer.id, first_on=today.date() + 40 * DAY, last_on=today.date() + 44 * DAY
    )
    values = {
        "kind_id": kind.pk, "decides": "Whether all nine sites follow", "needed_by": today.date() + 9 * DAY,
        "skills": {skill.pk: 2},
    }  # fmt: skip

    def ask() -> int:
        return requests.ask(by=world.viewer("owner"), at=today - DAY, deal_id=world.deal.pk, values=values).pk

    asked, offered, *accepted = (ask() for _each in range(7))
    requests.place(by=leader, at=today, request_id=asked, position=1, why="The board meets once")
    requests.offer(by=engineer, at=today, request_id=offered, what="A call", minutes=60, why="Two are away")
    for id in accepted:
        requests.accept(by=engineer, at=today, request_id=id, partner_id=leader.id)
        requests.log_time(by=engineer, at=today, request_id=id, minutes=90)
    shut = deals.create_deal(by=world.viewer("owner"), at=today, values={"name": "Shift rotas", "currency": "EUR"})
    no = requests.ask(by=world.viewer("owner"), at=today, deal_id=shut.pk, values=values)
    requests.decline(by=engineer, at=today, request_id=no.pk, why="We measure machines.", no_fit=True)
    deal, one = f"/engineering/deals/{world.deal.pk}/", f"/engineering/requests/{asked}/"
    return [
        "/engineering/", f"/engineering/?kind={RequestKind.objects.get(position=1).pk}", "/engineering/report/?days=30",
        "/engineering/kinds/", f"/engineering/kinds/{kind.pk}/", deal, f"{deal}new/", f"/engineering/deals/{shut.pk}/",
        one, f"{one}accept/", f"{one}offer/", f"{one}decline/", f"{one}place/", f"{one}change/",
        f"/engineering/requests/{accepted[0]}/", "/capacity/", f"/capacity/people/{engineer.id}/?week={today.date()}",
        "/capacity/skills/", f"/capacity/skills/{skill.pk}/", *planned(world),
    ]  # fmt: skip


def planned(world: World) -> list[str]:
    """A proposal with a line and a request without anybody, and a coverage plan."""
    leader = world.viewer("leader")
    proposal = Proposal.objects.create(made_at=NOW, made_by=world.leader)
    plan = Plan.objects.create(made_at=NOW, made_by=world.leader)
    given = proposing.gather(leader, at=NOW)
    found = proposing.compute(given, earlier=None, progress=lambda gap, seconds: None, should_stop=lambda: False)
    first = (found["lines"] + found["unplaced"])[0]
    found["unplaced"] = [
        {"request": first["request"], "why": "full", "numbers": {}, "people": [[world.engineer.pk, "full", 6.0]],
         "requests": []}
    ]  # fmt: skip
    finish_proposal(proposal_id=proposal.pk, found=found)
    asked = {"leave": [], "growth": 30, "hire": 1, "like": world.engineer.pk, "ramp": 8}
    Plan.objects.filter(pk=plan.pk).update(asked=asked)
    finish_plan(
        plan_id=plan.pk,
        found=planning.simulate(planning.gather(leader, at=timezone.now(), asked=asked), progress=lambda share: None),
    )
    return [f"/engineering/proposals/{proposal.pk}/", "/engineering/planning/", f"/engineering/planning/{plan.pk}/"]


def evaluation(world: World) -> str:
    """The page of an evaluation with a criterion and an open question."""
    on_it: dict[str, Any] = {"by": world.viewer("engineer"), "at": NOW}
    values = {"name": "Four weeks at two plants", "decision": "Whether all nine sites follow"}
    row = evaluations.plan_evaluation(**on_it, deal_id=world.deal.pk, values=values)
    criterion = {"text": "Every dry run is seen", "measure": "Their fitters write down each one"}
    evaluations.add_criterion(**on_it, evaluation_id=row.pk, values=criterion)
    evaluations.raise_question(**on_it, evaluation_id=row.pk, text="Does it run without a network?")
    return f"/evaluations/{row.pk}/"


def reviews(world: World) -> list[str]:
    """A review that is prepared, and a deal that ended in nothing with its light plan."""
    owner, deal = world.viewer("owner"), world.deal.pk
    row = ask_review(
        by=owner, at=NOW, deal_id=deal, why="Is it real?", dissenter_id=world.engineer.pk, dissenter_why="Knows it best"
    )
    case = {"counter_case": "They never said what it costs them to wait.", "cause_of_death": "Nobody needed it."}
    prepare(by=world.viewer("engineer"), at=NOW, review_id=row.pk, **case)  # type: ignore[arg-type]
    values = {"name": "Valve monitoring", "account_id": world.account.pk}
    gone = deals.create_deal(by=owner, at=NOW, values=values).pk
    closing = Closing(Outcome.NO_DECISION, "indecision", "", NOW.date(), NOW.date() + timedelta(days=60))
    deals.close_deal(by=owner, at=NOW, deal_id=gone, closing=closing)
    contact = add_contact(by=owner, at=NOW, account_id=world.account.pk, values={"name": "Wilhelmina Nordhafen"})
    add_idea(by=owner, at=NOW, deal_id=gone, text="How nine plants share one figure", due_on=NOW.date())
    add_tie(by=owner, at=NOW, deal_id=gone, contact_id=contact.pk, every_weeks=6)
    here, tab, light = f"/reviews/{row.pk}/", f"/reviews/deal/{deal}/", f"/reviews/deal/{gone}/"
    return [
        "/reviews/", "/reviews/?q=zeppelin", "/reviews/records/", "/reviews/comebacks/", tab, here, f"{here}hold/",
        f"{here}step/", light, f"{light}idea/", f"{light}tie/", f"{light}back/",
    ]  # fmt: skip


def meetings(world: World) -> list[str]:
    """A meeting that is over, with a debrief, and every page around it."""
    by: dict[str, Any] = {"by": world.viewer("admin"), "at": NOW}
    people = [Invited(user_id=world.owner.pk, part=MeetingPart.LEADS), Invited(email="bo@example.com", name="Bo Ruiz")]
    values = {"title": "At the plant", "starts_at": NOW - timedelta(days=1), "agenda": "The line\nThe price"}
    row = plan_meeting(**by, deal_id=world.deal.pk, values=values, invited=people)
    credit = CreditLine(world.owner.pk, "answered", "Why polling is enough")
    given = Debriefing(key="k", note="Two plants, not one.", credits=(credit,), habits=("typing",))
    debrief(**by, meeting_id=row.pk, given=given)
    here, of_deal = f"/meetings/{row.pk}/", f"/meetings/deal/{world.deal.pk}/"
    return [
        here, f"{here}edit/", f"{here}debrief/", of_deal, f"{of_deal}new/?kind=closing", "/meetings/credits/",
        "/meetings/", "/meetings/?when=past&whose=all", "/meetings/new/", "/meetings/habits/",
    ]  # fmt: skip


def imported(world: World) -> list[str]:
    """The steps of an import that waits for its columns, and its preview."""
    client = Client()
    client.force_login(world.admin)
    sent = client.post("/import/", {"file": SimpleUploadedFile("pipeline.csv", FILE, content_type="text/csv")})
    batch = "/".join(sent.headers["Location"].split("/")[:3]) + "/"
    return [f"{batch}columns/", f"{batch}preview/"]


def calendars(world: World) -> list[str]:
    """Calendars that work, fail and wait, a feed, and a file with something new, something left out and a fault."""
    by, at = world.viewer("admin"), timezone.now()
    rows = [calendar.add_source(by=by, at=at, name=name, url=f"https://{name}.example/") for name in ("one", "two")]
    calendar.failed(by=by, at=at, source=rows[0], error="It could not be reached.")
    faults = [Fault("It has no start. It was left out.", 7, "Look")]
    calendar.fetched(by=by, at=at, source=rows[1], taken=calendar.Taken({"new": 2}), faults=faults)
    calendar.renew_feed(by=by, at=at)
    values = {"name": "Liv", "email": "liv@line.example"}
    add_contact(by=world.viewer("owner"), at=at, account_id=world.account.pk, values=values)
    start, hour = at + timedelta(days=1), timedelta(hours=1)
    new = Event("new", start, start + hour, title="A look", attendees=(Person("liv@line.example", "Liv"),))
    read = Read((new, replace(new, uid="out", attendees=())), tuple(faults))
    return ["/calendars/", f"/calendars/import/{calendar.keep_batch(by=by, at=at, name='work.ics', read=read).pk}/"]


def opened(page: Page, path: str) -> str:
    """What the page is after it was opened, '' where it was answered."""
    answer = page.goto(path)
    status = answer.status if answer else 0
    return "" if status == 200 else f"{path} answered {status}"


def too_wide(page: Page, path: str) -> str:
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return f"{path} is {wide} px wide, the window {window}" if wide > window else ""


def axe_on(page: Page) -> str:
    try:
        assert_no_axe_violations(page)
    except AssertionError as error:
        return str(error)
    return ""


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark phone": {"color_scheme": "dark", "viewport": PHONE},
}


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_keeps_anybody_out(world: World, visit: Visit, look: str) -> None:
    paths = pages_of(world)
    page, stranger = visit(world.admin, "/", **LOOKS[look]), visit(None, "/link/", **LOOKS[look])
    places = [*((page, path) for path in paths), *((stranger, path) for path in STRANGERS)]
    found = [opened(at, path) or too_wide(at, path) or axe_on(at) for at, path in places]
    assert not any(found), "\n".join(filter(None, found))
