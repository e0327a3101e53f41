"""One of everything an address may name, on a confidential deal of the world's owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from evener.calendars.actions import add_source, renew_feed
from evener.capabilities.actions import create_capability
from evener.capacity.actions import add_leave, make_skill
from evener.connect import actions as imports
from evener.connect.files import Limits
from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.deals.models import Stage
from evener.deals.rules import Closing, Outcome, Part
from evener.discovery import actions as discovery
from evener.discovery.models import Answer as Known
from evener.discovery.models import Question
from evener.engineering import actions as requests
from evener.engineering.models import Plan, Proposal, RequestKind
from evener.evaluations import actions as evaluations
from evener.evaluations.models import Evaluation
from evener.evaluations.rules import Course
from evener.forecast.actions.allowing import allow
from evener.forecast.actions.backtesting import pack
from evener.forecast.models import Backtest, Predictions, Suspect
from evener.meetings.actions import plan_meeting
from evener.meetings.rules.plan import Invited
from evener.papers import actions as papers
from evener.plain.actions import create_term
from evener.promises import actions as promises
from evener.promises.rules import Answer, VerdictKind
from evener.pursuit import actions as pursuit
from evener.pursuit.models import Heard
from evener.reviews import actions as reviews
from evener.sharing.access import LinkAuthor
from evener.sharing.actions import share
from evener.sharing.rules import Of
from evener.stakeholders.actions import add_person
from tests.forecast.made import forecast_now
from tests.world import NOW, TODAY, World, promise


@dataclass(frozen=True)
class Things:
    """Ids by the names that addresses use, and what bodies need beside them."""

    ids: dict[str, int]
    more: dict[str, int]

    def address(self, path: str) -> str:
        return path.format(**self.ids)


def make_things(world: World) -> Things:
    owner, admin, engineer = (world.viewer(name) for name in ("owner", "admin", "engineer"))
    deal_id = world.deal.pk
    deals.add_member(by=owner, at=NOW, deal_id=deal_id, user_id=world.viewer_only.pk, part=Part.OTHER)
    deals.change_deal(by=owner, at=NOW, deal_id=deal_id, values={"confidential": True}, seen_version=None)
    draft, asked, refused, told = (promise(world, words=f"Promise {name}") for name in "ABCD")
    for row in (asked, refused):
        promises.ask_verdict(by=owner, at=NOW, promise_id=row.pk)
    no = Answer(VerdictKind.NO, reason="Not built", alternative="Next year")
    promises.give_verdict(by=engineer, at=NOW, promise_id=refused.pk, answer=no)
    promises.make(by=owner, at=NOW, promise_id=told.pk, made_on=TODAY)
    done = deals.add_step(by=owner, at=NOW, deal_id=deal_id, what="Call", owner_id=owner.id, due_on=None)
    deals.finish_step(by=owner, at=NOW, step_id=done.pk)
    step = deals.add_step(by=owner, at=NOW, deal_id=deal_id, what="Demo", owner_id=owner.id, due_on=TODAY)
    upload = SimpleUploadedFile("plan.txt", b"the plan")
    file = deals.add_file(by=owner, at=NOW, deal_id=deal_id, upload=upload)
    deals.add_note(by=owner, at=NOW, deal_id=deal_id, text="They want it by May.")
    contact = add_contact(by=owner, at=NOW, account_id=world.account.pk, values={"name": "Nora"})
    stage = deals.make_stage(by=admin, at=NOW, name="Parked", position=99, prior_won=5)
    product = deals.make_product(by=admin, at=NOW, name="Pump Watch")
    term = create_term(by=owner, at=NOW, values={"word": "SLO", "plain": "what we aim for"})
    capability = create_capability(by=engineer, at=NOW, values={"name": "Single sign-on"})
    skill, spare = (make_skill(by=engineer, at=NOW, name=name) for name in ("Modbus", "OPC UA"))
    leave = add_leave(by=engineer, at=NOW, person_id=engineer.id, first_on=TODAY, last_on=TODAY)
    kind = RequestKind.objects.order_by("position").first()
    assert kind
    values = {"kind_id": kind.pk, "decides": "Whether we stay in", "needed_by": TODAY + timedelta(days=900)}
    asking, accepted, offered, placed = (
        requests.ask(by=owner, at=NOW, deal_id=deal_id, values=values) for _each in range(4)
    )
    proposed = {"request": asking.pk, "version": asking.version, "person": engineer.id, "partner": None}
    proposal = Proposal.objects.create(
        made_at=NOW, made_by=world.leader, is_ready=True, measures={"gap": 0.01},
        lines=[{**proposed, "hours": 4.0, "title": "Demo", "reasons": [["only_one", {}]]}],
        unplaced=[{"request": asking.pk, "why": "full", "numbers": {}, "people": [], "requests": []}],
    )  # fmt: skip
    calendar = add_source(by=owner, at=NOW, name="Work", url="https://cal.example/a.ics")
    renew_feed(by=owner, at=NOW)
    plan = Plan.objects.create(made_at=NOW, made_by=world.leader, is_ready=True, asked={"growth": 30})
    requests.accept(by=engineer, at=NOW, request_id=accepted.pk)
    requests.offer(by=engineer, at=NOW, request_id=offered.pk, what="A call", minutes=30, why="No time")
    requests.place(by=world.viewer("leader"), at=NOW, request_id=placed.pk, position=1, why="The board asked")
    draft_one, running_one = (evaluation(world, name) for name in ("Pilot", "Trial"))
    begun: dict[str, Any] = {"by": engineer, "at": NOW, "evaluation_id": running_one.pk}
    measured = evaluations.add_criterion(**begun, values={"text": "Fast", "measure": "A clock"})
    evaluations.start(**begun, reason="They asked for it.")
    criterion = evaluations.add_criterion(
        by=engineer, at=NOW, evaluation_id=draft_one.pk, values={"text": "Fast", "measure": "A clock"}
    )
    raised = evaluations.raise_question(**begun, text="How fast?")
    ended, won = (evaluation(world, name) for name in ("Old pilot", "Good pilot"))
    evaluations.end(by=engineer, at=NOW, evaluation_id=ended.pk, how=Course.STOPPED, on=TODAY, note="Too early")
    evaluations.start(by=engineer, at=NOW, evaluation_id=won.pk, reason="They asked for it.")
    evaluations.record_win(by=engineer, at=NOW, evaluation_id=won.pk, contact_id=contact.pk, how="A mail", on=TODAY)
    person = add_person(by=owner, at=NOW, deal_id=deal_id, contact={"name": "Bo"})
    asked_in_deal, drafted, known = discovered(world)
    review_ids, review_more = reviewed(world, contact.pk)
    ids = {
        **review_ids,
        "playbook_id": drafted.of_version.playbook_id, "question_id": drafted.pk,
        "stakeholder_id": person.pk,
        "deal_id": deal_id, "capability_id": capability.pk, "term_id": term.pk,
        "account_id": world.account.pk, "contact_id": contact.pk,
        "evaluation_id": draft_one.pk, "criterion_id": criterion.pk,
        "step_id": step.pk, "file_id": file.pk, "stage_id": stage.pk, "product_id": product.pk,
        "person_id": world.outsider.pk, "skill_id": skill.pk, "leave_id": leave.pk, "kind_id": kind.pk,
        "request_id": asking.pk, "proposal_id": proposal.pk, "plan_id": plan.pk,
        "calendar_id": calendar.pk, **planned(world), **met(world), **on_paper(world),
        "promise_id": draft.pk, "user_id": world.viewer_only.pk, "import_id": checked_import(world), "number": 1,
        "backtest_id": tried(world), **suspected(world),
    }  # fmt: skip
    more = {
        **review_more,
        "running": running_one.pk, "measured": measured.pk, "stopped": ended.pk, "won": won.pk,
        "raised": raised.pk, "question": asked_in_deal.pk, "answer": known.pk,
        "asked": asked.pk, "refused": refused.pk, "told": told.pk, "done": done.pk, "closed": closed_deal(world),
        "owner": world.owner.pk,
        "engineer": engineer.id, "spare_skill": spare.pk, "accepted": accepted.pk, "offered": offered.pk,
        "placed": placed.pk, "unfit": unfit_deal(world), "dealless": met_about_nothing(world),
        "second_stage": Stage.objects.order_by("position").values_list("id", flat=True)[1],
    }  # fmt: skip
    ids["forecast_id"] = forecast_now().pk
    return Things(ids, more)


def reviewed(world: World, contact_id: int) -> tuple[dict[str, int], dict[str, int]]:
    """A review that is asked for, one that is prepared, one to be scored, and a deal that ended in nothing."""
    owner, engineer = world.viewer("owner"), world.viewer("engineer")
    case: dict[str, Any] = {"counter_case": "They never said why.", "cause_of_death": "Nobody needed it."}
    chosen: dict[str, Any] = {"dissenter_id": world.engineer.pk, "dissenter_why": "Knows it best"}

    def another(name: str) -> int:
        values = {"name": name, "account_id": world.account.pk, "confidential": True}
        deal_id = int(deals.create_deal(by=owner, at=NOW, values=values).pk)
        for user in (world.teammate, world.engineer, world.viewer_only):
            deals.add_member(by=owner, at=NOW, deal_id=deal_id, user_id=user.pk, part=Part.OTHER)
        return deal_id

    def prepared(name: str) -> tuple[int, int]:
        deal_id = another(name)
        row = reviews.ask_review(by=owner, at=NOW, deal_id=deal_id, **chosen)
        reviews.prepare(by=engineer, at=NOW, review_id=row.pk, **case)
        return deal_id, int(row.pk)

    asked = reviews.ask_review(by=owner, at=NOW, deal_id=another("Doubted"), **chosen)
    _open, ready = prepared("Ready")
    nothing, over = prepared("Over")
    reviews.hold_review(by=owner, at=NOW, review_id=over, held_on=TODAY, decision="Go on")
    closing = Closing(Outcome.NO_DECISION, "silence", "", TODAY, TODAY + timedelta(days=60))
    deals.close_deal(by=owner, at=NOW, deal_id=nothing, closing=closing)
    idea = reviews.add_idea(by=owner, at=NOW, deal_id=nothing, text="A case study", due_on=TODAY)
    spare = add_contact(by=owner, at=NOW, account_id=world.account.pk, values={"name": "Tove"})
    tie = reviews.add_tie(by=owner, at=NOW, deal_id=nothing, contact_id=spare.pk, every_weeks=4)
    ids = {"review_id": asked.pk, "idea_id": idea.pk, "tie_id": tie.pk}
    return ids, {"ready": ready, "over": over, "nothing": nothing, "teammate": world.teammate.pk,
                 "doubted": another("Not doubted")}  # fmt: skip


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
        "heard_id": heard.pk,
    }  # fmt: skip


def met_about_nothing(world: World) -> int:
    """A meeting of no deal, with some of the deal's people in it."""
    invited = [Invited(user_id=each.pk) for each in (world.teammate, world.engineer, world.viewer_only)]
    values = {"title": "A dinner", "starts_at": NOW + timedelta(days=1)}
    return plan_meeting(by=world.viewer("owner"), at=NOW, deal_id=None, values=values, invited=invited).pk


def met(world: World) -> dict[str, int]:
    """A meeting that is over."""
    by, values = world.viewer("owner"), {"title": "At the plant", "starts_at": NOW - timedelta(days=1)}
    return {"meeting_id": plan_meeting(by=by, at=NOW, deal_id=world.deal.pk, values=values).pk}


def on_paper(world: World) -> dict[str, int]:
    """A draft, what went out of another, and a piece in neither."""
    by, deal_id = world.viewer("owner"), world.deal.pk
    piece = papers.write_piece(by=by, at=NOW, values={"title": "How we watch", "body": "We watch."})
    draft, out = (papers.begin_paper(by=by, at=NOW, deal_id=deal_id) for _each in range(2))
    values = {"problem": "They stop.", "idea": "We watch.", "claims": []}
    for row in (draft, out):
        papers.change_paper(by=by, at=NOW, paper_id=row.pk, values=values, seen_version=None)
    edition = papers.send_out(by=by, at=NOW, paper_id=out.pk)
    return {"paper_id": draft.pk, "edition_id": edition.pk, "piece_id": piece.pk, "paper_out": out.pk}


def evaluation(world: World, name: str) -> Evaluation:
    """One more of the owner's, without anything to measure it by."""
    values = {"name": name, "decision": "Whether they buy"}
    return evaluations.plan_evaluation(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values)


def discovered(world: World) -> tuple[Question, Question, Known]:
    """A question the world's deal is asked, its copy in the next draft, and the answer to it."""
    engineer, owner, deal_id = world.viewer("engineer"), world.viewer("owner"), world.deal.pk
    rows = [{"key": "users", "group": "scale", "text": "How many?", "why": "It sizes it.", "before": 50}]
    playbook = discovery.create_playbook(by=engineer, at=NOW, values={"name": "Platform"}, questions=rows)
    discovery.publish(by=engineer, at=NOW, playbook_id=playbook.pk)
    discovery.choose_playbook(by=owner, at=NOW, deal_id=deal_id, playbook_id=playbook.pk)
    discovery.start_draft(by=engineer, at=NOW, playbook_id=playbook.pk)
    asked, drafted = Question.objects.select_related("of_version").order_by("id")
    answer = discovery.give_answer(by=owner, at=NOW, deal_id=deal_id, question_id=asked.pk, value="12", source="told")
    return asked, drafted, answer


def closed_deal(world: World) -> int:
    """Another confidential deal of the same people, lost."""
    owner = world.viewer("owner")
    values = {"name": "Old deal", "account_id": world.account.pk, "lead_engineer_id": world.engineer.pk}
    deal = deals.create_deal(by=owner, at=NOW, values={**values, "confidential": True})
    for user in (world.teammate, world.viewer_only):
        deals.add_member(by=owner, at=NOW, deal_id=deal.pk, user_id=user.pk, part=Part.SALES)
    closing = Closing(Outcome.LOST, "price", "", date(2026, 3, 1))
    deals.close_deal(by=owner, at=NOW, deal_id=deal.pk, closing=closing)
    return int(deal.pk)


def tried(world: World) -> int:
    """A backtest of a file of the owner's."""
    row = Backtest.objects.create(
        owner=world.owner, made_at=NOW, is_own=False, as_of=TODAY, horizon=90, cohort="open", is_ready=True,
        files=[{"role": "deals", "name": "deals.csv", "stored": "", "size": 9, "sha256": "0"}],
    )  # fmt: skip
    Predictions.objects.create(backtest=row, packed=pack("id,p_won,p_lost,p_no_decision,p_open\n"))
    return int(row.pk)


def suspected(world: World) -> dict[str, int]:
    """Two fields that look like leaks, one of them allowed."""
    told, allowed = (Suspect.objects.create(feature=name, why="tells", size=1.0, since=NOW) for name in ("a", "b"))
    allow(by=world.viewer("leader"), at=NOW, suspect_id=allowed.pk, reason="Asked first")
    return {"suspect_id": told.pk, "allowed": allowed.pk}


def unfit_deal(world: World) -> int:
    """Another confidential deal of the same people, which engineering says does not fit."""
    owner = world.viewer("owner")
    values = {"name": "Wrong machine", "account_id": world.account.pk, "lead_engineer_id": world.engineer.pk}
    deal = deals.create_deal(by=owner, at=NOW, values={**values, "confidential": True})
    for user in (world.teammate, world.viewer_only):
        deals.add_member(by=owner, at=NOW, deal_id=deal.pk, user_id=user.pk, part=Part.SALES)
    kind = RequestKind.objects.order_by("position").first()
    assert kind
    asked = {"kind_id": kind.pk, "decides": "Whether we stay in", "needed_by": TODAY + timedelta(days=9)}
    row = requests.ask(by=owner, at=NOW, deal_id=deal.pk, values=asked)
    requests.decline(by=world.viewer("engineer"), at=NOW, request_id=row.pk, why="Another machine", no_fit=True)
    return int(deal.pk)


def checked_import(world: World) -> int:
    """An import of the owner's that was looked at: one row can be taken, one is left out."""
    owner = world.viewer("owner")
    upload = imports.Upload("deals.csv", b"Deal name,Amount,Close date\nValves,100,2026-05-01\nPipes,much,2026-05-01\n")
    batch = imports.receive(by=owner, at=NOW, uploads=[upload], limits=Limits())
    imports.check_batch(by=owner, at=NOW, batch_id=batch.pk)
    return int(batch.pk)
