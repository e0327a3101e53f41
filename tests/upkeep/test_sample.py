"""The sample company: complete, by the rules, in order, and the same every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from evener.asks import answers
from evener.capacity import queries as capacity
from evener.capacity.models import Absence, PersonSkill, WorkingWeek
from evener.customers.models import Account, Contact
from evener.deals import fields
from evener.deals.models import Deal, DealMember, NextStep, Note, Product, Stage
from evener.deals.queries import obstacles
from evener.deals.rules import Closing, Outcome, Part, closing_faults
from evener.deals.tallies import place, tally_key
from evener.engineering.models import LoggedTime, NoFit, Request
from evener.engineering.rules import RequestState
from evener.evaluations.models import Criterion, Evaluation, Question
from evener.forecast.queries.ended import together
from evener.forecast.queries.past import read
from evener.forecast.queries.record import record
from evener.forecast.rules.record import BY
from evener.journal.models import Entry
from evener.listing.models import Tally
from evener.meetings.models import Attendee, Credit, Debrief, JointDebrief, Landed, Meeting
from evener.money import Money
from evener.people.models import Team, User
from evener.people.rules import VERDICT_ROLES, Role, Viewer
from evener.promises.models import Promise, Verdict
from evener.promises.rules import (
    ENDED,
    Answer,
    Life,
    Limits,
    Review,
    State,
    VerdictKind,
    answer_faults,
    may_answer,
    waits,
)
from evener.promises.tallies import tally_key as promise_key
from evener.pursuit.models import Citation, Heard, Metric, PlanAnswer, PlanComment, Reading
from evener.pursuit.rules import Deed, ValueKind
from evener.pursuit.shared import shared_plan
from evener.sharing.models import Link
from evener.sharing.rules import Of
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.queries import warnings
from evener.stakeholders.rules.parts import DealRole, Influence, Stance
from evener.stakeholders.rules.warnings import Lack
from evener.upkeep.sample import PEOPLE, make
from evener.upkeep.sample.days import Days
from evener.upkeep.sample.story import Story
from evener.upkeep.sample.tales import TALES
from evener.upkeep.sample.tales.before import DEALS as BEFORE

AT = datetime(2026, 3, 8, 1, 15, tzinfo=UTC)  # a Sunday night, when the day differs between the people's time zones


def viewer(key: str) -> Viewer:
    email = next(person.email for person in PEOPLE if person.key == key)
    return User.objects.select_related("team", "organisation").get(email=email).viewer()


@pytest.mark.django_db
def test_everything_there_is_to_show_is_there_by_the_rules_and_the_same_every_time() -> None:
    with transaction.atomic():
        make(at=AT)
        people_on_both_sides()
        deals_of_every_kind()
        promises_of_every_kind()
        steps_of_every_kind()
        evaluations_of_every_kind()
        requests_of_every_kind()
        people_of_every_kind()
        meetings_of_every_kind()
        plans_of_every_kind()
        enough_ended_to_compare()
        deals_keep_the_rules()
        promises_keep_the_rules()
        sums_equal_a_recount()
        journal_reads_like_history()
        today_is_readable()
        first = values()
        make(at=AT + timedelta(days=30))  # does nothing where there are deals
        assert values() == first
        transaction.set_rollback(True)
    if connection.vendor != "sqlite":
        return  # the stories do not know their database, and making them again takes long
    assert not User.objects.exists()
    make(at=AT)
    for name, rows in values().items():
        assert rows == first[name], name


def values() -> dict[str, list[Any]]:
    """Everything that can be read, with names for ids: on PostgreSQL ids go on after a rollback."""
    wanted: dict[str, tuple[Any, tuple[str, ...]]] = {
        "people": (User, ("name", "email", "role", "team__name", "time_zone", "is_architect", "created_at")),
        "accounts": (Account, ("name", "owner__name", "created_at", "about", "version")),
        "contacts": (Contact, ("account__name", "name", "title", "email", "created_at")),
        "products": (Product, ("name", "price_minor")),
        "deals": (Deal, names(Deal, "account__name", "owner__name", "lead_engineer__name", "stage__name")),
        "team": (DealMember, ("deal__name", "user__name", "part")),
        "steps": (NextStep, names(NextStep, "deal__name", "owner__name", "done_by__name")),
        "notes": (Note, names(Note, "deal__name", "author__name")),
        "promises": (Promise, names(Promise, "deal__name", "engineer__name", "owner__name", "made_by__name")),
        "verdicts": (Verdict, names(Verdict, "promise__words", "engineer__name")),
        "evaluations": (Evaluation, names(Evaluation, "deal__name", "owner__name", "decider__name", "win_by__name")),
        "criteria": (Criterion, names(Criterion, "agreed_with__name", "result_by__name")),
        "questions": (Question, names(Question, "answered_by__name")),
        "stakeholders": (Stakeholder, names(Stakeholder, "contact__name", "reports_to__contact__name")),
        "requests": (Request, names(Request, "deal__name", "kind__name", "person__name", "partner__name")),
        "doors": (NoFit, names(NoFit, "deal__name", "opened_by__name")),
        "meetings": (Meeting, names(Meeting, "deal__name", "organiser__name")),
        "attendees": (Attendee, names(Attendee, "meeting__title", "user__name", "contact__name")),
        "debriefs": (Debrief, names(Debrief, "meeting__title", "author__name")),
        "credits": (Credit, names(Credit, "person__name", "given_by__name")),
        "joint debriefs": (JointDebrief, names(JointDebrief, "deal__name", "seller__name")),
        "answers of plans": (PlanAnswer, names(PlanAnswer, "deal__name", "changed_by__name")),
        "metrics": (Metric, names(Metric, "deal__name", "said_by__name")),
        "readings": (Reading, names(Reading, "metric__name")),
        "comments": (PlanComment, names(PlanComment, "deal__name", "step__what", "link__label")),
        "heard": (Heard, names(Heard, "link__label", "step__what")),
        "logged": (LoggedTime, names(LoggedTime, "person__name")),
        "weeks": (WorkingWeek, names(WorkingWeek, "person__name")),
        "leave": (Absence, names(Absence, "person__name")),
        "skills": (PersonSkill, names(PersonSkill, "person__name", "skill__name")),
        "journal": (Entry, ("at", "actor__name", "via", "what", "subject_name", "changes", "reason", "version")),
    }
    return {name: list(model.objects.order_by("id").values_list(*columns)) for name, (model, columns) in wanted.items()}


def names(model: Any, *related: str) -> tuple[str, ...]:
    plain = (field.name for field in model._meta.concrete_fields if not field.is_relation and not field.primary_key)
    return (*plain, *related)


def test_every_event_happens_after_the_one_before_it_and_none_in_the_future() -> None:
    for hours in range(0, 24 * 7, 5):
        at = AT + timedelta(hours=hours)
        story = Story()
        for tale in TALES:
            tale(story)
        told = list(story.told(Days(at)))
        moments = {id(event): moment for moment, event in told}
        assert max(moments.values()) < at
        assert [moment for moment, _event in told] == sorted(moments.values())
        for deal in story.deals:
            line = [moments[id(event)] for event in sorted(deal.events, key=lambda event: event.day)]
            assert line == sorted(set(line)), deal.name


def people_on_both_sides() -> None:
    assert set(User.objects.values_list("role", flat=True)) == set(Role)
    assert 10 <= User.objects.count() <= 15
    assert User.objects.filter(is_architect=True).exists()
    assert User.objects.values("time_zone").distinct().count() > 5
    assert Team.objects.filter(parent__parent__isnull=False).exists()
    assert Account.objects.count() == 25
    counts = Counter(Contact.objects.values_list("account", flat=True))
    assert len(counts) == 25 and set(counts.values()) <= {2, 3, 4, 8}
    assert Product.objects.count() == 6


def deals_of_every_kind() -> None:
    deals = Deal.objects.all()
    assert deals.count() == 60 + len(BEFORE)
    assert set(deals.values_list("outcome", flat=True)) == set(Outcome)
    open_ones = deals.filter(outcome="")
    assert set(open_ones.values_list("stage", flat=True)) == set(Stage.objects.values_list("id", flat=True))
    assert deals.values("currency").distinct().count() > 5
    assert set(DealMember.objects.values_list("part", flat=True)) == set(Part)
    assert open_ones.filter(confidential=True).count() == 1
    assert deals.exclude(gate_reason="").count() == 1
    assert Entry.objects.filter(what="deal.reopened").count() == 1
    back = deals.filter(outcome=Outcome.NO_DECISION)
    assert back.filter(return_on__lte=AT.date()).count() == 1
    assert back.filter(return_on__gt=AT.date()).exists()
    assert open_ones.filter(account=None).count() == 1
    assert open_ones.filter(lead_engineer=None).exists()
    assert open_ones.filter(owner=None).count() == 1
    assert open_ones.filter(touched_at__lt=AT - timedelta(days=14)).count() == 2
    planned = NextStep.objects.filter(waiting=True).values("deal")
    assert open_ones.exclude(id__in=planned).count() == 1
    assert open_ones.exclude(technical_win_note="").exists()


def promises_of_every_kind() -> None:
    promises = Promise.objects.all()
    assert set(promises.values_list("state", flat=True)) == set(State)
    assert set(promises.values_list("life", flat=True)) == set(Life)
    assert set(promises.values_list("review", flat=True)) == set(Review)
    assert set(Verdict.objects.values_list("kind", flat=True)) == set(VerdictKind)
    cleared = promises.filter(state=State.CLEARED, stale=False)
    assert set(cleared.values_list("verdict__kind", flat=True)) == {"today", "with_work", "if"}
    asked = promises.filter(state=State.ASKED)
    assert asked.filter(verdict_due_at__lt=AT).exists()
    assert asked.filter(verdict_due_at__gt=AT).exists()
    assert asked.filter(engineer=None).count() == 1
    assert promises.filter(stale=True, waiting=True).exists()
    assert promises.filter(blind=True, review=Review.NONE, waiting=True).exists()
    overridden = promises.filter(review=Review.OVERRIDDEN)
    assert {State.OVERRIDDEN, State.KEPT, State.BROKEN} <= set(overridden.values_list("state", flat=True))


def evaluations_of_every_kind() -> None:
    rows = Evaluation.objects.all()
    assert set(rows.values_list("status", flat=True)) == {"running", "succeeded"}
    assert rows.exclude(win_on=None).get().deal.technical_win_by_id is not None
    assert rows.exclude(start_reason="").filter(criteria=None, touched_at__lt=AT - timedelta(days=14)).count() == 1
    assert Question.objects.filter(answered_at=None, due_at__lt=AT).count() == 1
    assert promises_that_break() > 2


def people_of_every_kind() -> None:
    """A full map, a deal with one contact, and every role, stance and influence but the unknown ones somewhere."""
    rows = Stakeholder.objects.select_related("contact", "deal")
    sizes = Counter(row.deal_id for row in rows)
    assert max(sizes.values()) == 9 and min(sizes.values()) == 1 and len(sizes) > 6
    assert {role for row in rows for role in row.roles} == set(DealRole)
    assert {row.stance for row in rows} == set(Stance) - {Stance.UNKNOWN}
    assert {row.influence for row in rows} >= set(Influence) - {Influence.UNKNOWN}
    assert rows.exclude(contact__account_id=F("deal__account_id")).get().roles == [DealRole.BEYOND]
    deal = next(row.deal for row in rows if sizes[row.deal_id] == 9)
    viewer = User.objects.get(role=Role.ADMIN).viewer()
    assert Lack.OPPOSED in {each.lack for each in warnings(viewer, deal_id=deal.pk, at=AT)}


def requests_of_every_kind() -> None:
    rows = Request.objects.all()
    assert set(rows.values_list("state", flat=True)) == set(RequestState)
    assert rows.filter(placed__isnull=False, waiting=True).count() == 1
    assert rows.filter(state="done").exclude(logged=None).values("id").distinct().count() > 4
    assert rows.filter(partner__isnull=False).exists()
    assert NoFit.objects.filter(opened_at=None).get().deal.outcome == Outcome.DISQUALIFIED
    assert NoFit.objects.get(opened_by__role=Role.LEADER).why_opened
    assert {row.deal.outcome for row in rows.select_related("deal")} == set(Outcome)
    load = capacity.load(today=AT.date(), count=4)
    assert {row.worker.name for row in load.rows} >= {"Anneke Vos", "Pavel Horák", "Giulia Conti", "Sam Whitaker"}
    assert any(cell.load > 0 for row in load.rows for cell in row.cells)
    assert any(cell.free == 0 for row in load.rows for cell in row.cells), "somebody is away"
    assert load.waiting
    assert PersonSkill.objects.filter(level=None, wants=True).exists()


def meetings_of_every_kind() -> None:
    rows = Meeting.objects.filter(deal__isnull=False)
    assert {row.kind for row in rows} >= {"discovery", "demonstration", "working", "closing", "review"}
    assert rows.exclude(cancelled_at=None).exists()
    assert rows.filter(starts_at__gt=AT, kind="closing").get().attendees.filter(part="dissents").exists()
    assert rows.filter(ends_at__lt=AT, debriefed_at=None, cancelled_at=None).exists()
    assert Debrief.objects.filter(meeting__in=rows).values("meeting").distinct().count() >= 5
    assert Landed.objects.exclude(answer=None).exists() and Landed.objects.exclude(promise=None).exists()
    assert Credit.objects.values("person").distinct().count() >= 3
    assert JointDebrief.objects.exclude(seller=None).exclude(engineer=None).count() == 2


def promises_that_break() -> int:
    return Promise.objects.filter(deal_breaker=True).count()


def steps_of_every_kind() -> None:
    waiting = NextStep.objects.filter(waiting=True)
    assert waiting.filter(owner=None).exists()
    assert waiting.filter(due_on=None).exists()
    assert waiting.filter(due_on__lt=AT.date()).exists()
    assert waiting.filter(due_on=AT.date()).exists()
    assert NextStep.objects.exclude(done_at=None).exists()


def plans_of_every_kind() -> None:
    plans = Counter(PlanAnswer.objects.values_list("deal", flat=True))
    assert sum(count >= 4 for count in plans.values()) >= 2 and Citation.objects.exists()
    won = Metric.objects.filter(deal__outcome=Outcome.WON, readings__isnull=False)
    assert won.exists() and Metric.objects.filter(read_on__lte=AT.date()).exists()
    assert set(Metric.objects.values_list("kind", flat=True)) == set(ValueKind)
    link = Link.objects.filter(of=Of.PLAN, views__isnull=False).first()
    assert link is not None and shared_plan(link.deal, token=link.token, today=AT.date()).done.all >= 6
    assert Heard.objects.filter(seen_at=None).exists() and Heard.objects.filter(deed=Deed.TICKED).exists()
    assert PlanComment.objects.filter(author=None).exists() and PlanComment.objects.filter(link=None).exists()


def enough_ended_to_compare() -> None:
    """Each habit has its ten deals on both sides; of some the two can be told apart, of others not."""
    found = together(viewer("helene"), read({})[0], days=14, today=AT.date())
    assert all(each.enough for each in found.habits), found.habits
    told = {compared.told_apart for each in found.habits for compared in each.found.values()}
    assert told == {True, False}
    scored = record(viewer("helene"), days=BY, today=AT.date()).of["all", 0]
    assert scored.enough and len(scored.bands) > 2


def deals_keep_the_rules() -> None:
    for deal in Deal.objects.select_related("owner"):
        plain = {name: getattr(deal, name) for name in fields.NAMES}
        assert not fields.faults(plain), deal.name
        parts = dict(DealMember.objects.filter(deal=deal).values_list("user_id", "part"))
        assert deal.owner_id is None or parts[deal.owner_id] == Part.OWNER
        assert deal.lead_engineer_id is None or parts[deal.lead_engineer_id] == Part.LEAD_ENGINEER
        assert deal.team_id == (deal.owner.team_id if deal.owner else None)
        mine = Promise.objects.filter(deal=deal)
        assert deal.promises_open == mine.exclude(life__in=list(ENDED)).count()
        assert deal.promises_stale == mine.filter(stale=True).exclude(life__in=list(ENDED)).count()
        assert deal.promises_blind == mine.filter(blind=True).exclude(life=Life.VOID).count()
        if deal.closed_on:
            ended = Closing(Outcome(deal.outcome), deal.outcome_reason, deal.outcome_note, deal.closed_on)
            assert not closing_faults(ended, today=AT.date()), deal.name
            assert deal.opened_on < deal.closed_on
        if deal.outcome == Outcome.WON:
            assert bool(obstacles(deal.pk)) == bool(deal.gate_reason), deal.name


def promises_keep_the_rules() -> None:
    for promise in Promise.objects.select_related("deal"):
        assert promise.state == promise.standing.state
        assert promise.waiting == waits(promise.standing, Outcome(promise.deal.outcome)), promise.words
        assert (promise.team_id, promise.confidential) == (promise.deal.team_id, promise.deal.confidential)
    for verdict in Verdict.objects.select_related("promise__deal", "engineer__team", "engineer__organisation"):
        answer = Answer(
            VerdictKind(verdict.kind), verdict.hours_low, verdict.hours_likely, verdict.hours_high, verdict.skill,
            verdict.conditions, verdict.reason, verdict.alternative,
        )  # fmt: skip
        by = verdict.engineer.viewer()
        assert by.role in VERDICT_ROLES
        assert not answer_faults(answer)
        services = Money(verdict.promise.services_minor, verdict.promise.deal.currency)
        assert may_answer(by, answer, services=services, limits=Limits()), verdict.words
    assert Verdict.objects.filter(hours_high__gt=Limits().hours).exists()


def sums_equal_a_recount() -> None:
    assert kept() == recounted()


def kept() -> dict[Any, tuple[int, int]]:
    rows = Tally.objects.exclude(count=0, amount_minor=0).values_list(
        "what", "key", "owner_id", "team_id", "confidential", "currency", "count", "amount_minor"
    )
    found: dict[Any, tuple[int, int]] = {}
    for *key, count, amount in rows:
        old = found.get(tuple(key), (0, 0))
        found[tuple(key)] = (old[0] + count, old[1] + amount)
    return found


def recounted() -> dict[Any, tuple[int, int]]:
    found: dict[Any, tuple[int, int]] = {}
    for key, amount in counted():
        if key is not None:
            place_of = (key.what, key.key, key.owner_id, key.team_id, key.confidential, key.currency)
            old = found.get(place_of, (0, 0))
            found[place_of] = (old[0] + 1, old[1] + amount)
    return found


def counted() -> Iterator[tuple[Any, int]]:
    for deal in Deal.objects.all():
        yield tally_key(deal), deal.amount_minor
    for promise in Promise.objects.select_related("deal"):
        yield promise_key(promise.standing, place(promise.deal)), 0


def journal_reads_like_history() -> None:
    times = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] < AT
    assert AT - times[0] > timedelta(days=400)


def today_is_readable() -> None:
    """Something for everybody who works on deals, and never a heap."""
    for key, least in (("clara", 4), ("anneke", 3), ("joonas", 3), ("nadia", 3), ("helene", 4), ("tomasz", 3)):
        assert least <= len(nudges(key)) <= 18, key
    for person in PEOPLE:
        assert len(nudges(person.key)) <= 18, person.key


def nudges(key: str) -> list[Any]:
    return [nudge for source in answers("today") for nudge in source(viewer=viewer(key), at=AT, limit=50)]
