"""Making the sample company: everything through the actions, at moments of the past year, the oldest first."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evener.customers import actions as customers
from evener.deals import actions as deals
from evener.deals.models import Deal, Stage
from evener.people import actions as people
from evener.people.models import User
from evener.people.rules import Viewer
from evener.upkeep.sample import (
    calendars,
    capabilities,
    discovery,
    engineering,
    forecasts,
    glossary,
    meetings,
    papers,
    plans,
    reviews,
    stakeholders,
)  # fmt: skip
from evener.upkeep.sample.accounts import ACCOUNTS, Company
from evener.upkeep.sample.days import Days
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.people import COMPANY, PEOPLE, TEAMS
from evener.upkeep.sample.products import PRODUCTS
from evener.upkeep.sample.scene import Event, Scene
from evener.upkeep.sample.story import Story
from evener.upkeep.sample.tales import TALES
from evener.upkeep.sample.tales.meetings import JOINTS, MET
from evener.upkeep.sample.tales.papers import PAPERS, PIECES

FOUNDED = -440
# An account is known this long before its first deal, and early in the day.
KNOWN = 7
EARLY = 8 * 60


def make(*, at: datetime) -> None:
    """The sample company as it is at the moment `at`, whole or not at all. Does nothing where there are deals already.

    Refused (people.actions.found_organisation) where people are here already.
    """
    if Deal.objects.exists():
        return
    story = Story()
    for tale in TALES:
        tale(story)
    scene = Scene(Days(at))
    with transaction.atomic():
        _set_up(scene)
        story.aside.extend(_known(story.deals))
        story.aside.extend(capabilities.events())
        story.aside.extend(glossary.events())
        story.aside.extend(discovery.written())
        story.aside.extend(calendars.imported())
        story.aside.extend(forecasts.given())
        discovery.ask(story.deals)
        meetings.hold(story.deals, MET, JOINTS)
        story.aside.extend(engineering.staffed())
        engineering.ask(story.deals)
        stakeholders.meet(story.deals)
        reviews.doubt(story.deals)
        plans.plan(story.deals)
        story.aside.extend(papers.library(PIECES))
        papers.write(story.deals, PAPERS)
        for moment, event in story.told(scene.days):
            event.act(scene, scene.people[event.who], moment)


def _set_up(scene: Scene) -> None:
    """The organisation, its teams, people and products."""
    admin, *others = PEOPLE
    at = scene.days.moment(FOUNDED, zone=admin.time_zone, minute=EARLY)
    people.found_organisation(at=at, name=COMPANY, email=admin.email, person=admin.name)
    by = _viewer(admin.email)
    teams: dict[str, int] = {}
    for name, above in TEAMS:
        teams[name] = people.make_team(by=by, at=at, name=name, parent_id=teams.get(above)).pk
    for person in others:
        people.make_person(
            by=by,
            at=at,
            email=person.email,
            name=person.name,
            role=person.role,
            team_id=teams[person.team],
            is_architect=person.is_architect,
            time_zone=person.time_zone,
        )
    people.change_person(by=by, at=at, user_id=by.id, values={"team_id": teams[admin.team]})
    people.change_own(by=by, at=at, name=admin.name, time_zone=admin.time_zone, language="en")
    for name, series, price in PRODUCTS:
        product = deals.make_product(by=by, at=at, name=name, series=series, price_minor=price * 100, currency="EUR")
        scene.products[name] = product.pk
    scene.people = {person.key: _viewer(person.email) for person in PEOPLE}
    scene.stages = {stage.name: stage.pk for stage in Stage.objects.all()}


def _viewer(email: str) -> Viewer:
    return User.objects.select_related("team", "organisation").get(email=email).viewer()


def _known(lines: list[DealLine]) -> list[Event]:
    """The accounts of the stories, each entered by the owner of its first deal."""
    first: dict[str, DealLine] = {}
    for line in lines:
        if line.account and (line.account not in first or line.first_day < first[line.account].first_day):
            first[line.account] = line
    return [_entered(company, first[company.name]) for company in ACCOUNTS]


def _entered(company: Company, line: DealLine) -> Event:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        account = customers.create_account(by=by, at=at, values=company.values)
        scene.accounts[company.name] = account.pk
        for contact in company.contacts:
            customers.add_contact(by=by, at=at, account_id=account.pk, values=contact)

    return Event(line.first_day - KNOWN, line.by, act, minute=EARLY)
