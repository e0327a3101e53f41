"""Who answers a lower room's question, by name and in order. The only place that knows every room.

A lower room declares what it asks as a Protocol in its `asks.py` and calls `evener.asks.answers(name)`; the rooms
above implement it. Dotted paths are resolved on first use, so nothing is registered as a side effect of import.
"""

from __future__ import annotations

ANSWERS: dict[str, tuple[str, ...]] = {
    # May this deal be won? (deals.asks.Gate)
    "deals.gate": ("evener.promises.gate.open_promises",),
    # A deal's owner, team, account name or confidentiality changed. (deals.asks.DealFollower)
    "deals.followers": (
        "evener.promises.follow.deal_moved",
        "evener.evaluations.follow.deal_moved",
        "evener.engineering.follow.deal_moved",
        "evener.reviews.follow.deal_moved",
        "evener.pursuit.follow.deal_moved",
        "evener.meetings.follow.deal_moved",
    ),
    # A closed deal was opened again. (deals.asks.Reopened)
    "deals.reopened": ("evener.reviews.follow.deal_reopened",),
    # Deals stand in another stage, or a stage has another chance to win. (deals.asks.StageFollower)
    "deals.stage_followers": ("evener.promises.follow.chance_changed",),
    # Who at the customer has a part in this deal, beside those at its account? (deals.asks.DealContacts)
    "deals.contacts": ("evener.stakeholders.queries.contact_ids",),
    # What stands on the plan tab beside the steps? (deals.asks.PlanPanels)
    "deals.plan_panels": ("evener.pursuit.panels.panels",),
    # What is registered work called, as far as this viewer may see it? (capacity.asks.WorkTitles)
    "capacity.titles": (
        "evener.promises.titles.titles",
        "evener.engineering.titles.titles",
        "evener.evaluations.titles.titles",
    ),
    # What did finished work take? (capacity.asks.Actuals)
    "capacity.actuals": ("evener.engineering.actuals.actuals",),
    # Did triage find that we do not fit this deal? (evaluations.asks.Fit)
    "evaluations.fit": ("evener.engineering.fit.unfit",),
    # A capability's status or day changed; what was said on the strength of it? (capabilities.asks.CapabilityFollower,
    # RestingOn)
    "capabilities.followers": ("evener.promises.resting.capability_changed",),
    "capabilities.resting": ("evener.promises.resting.resting_on",),
    # What else must stand in the records before a deal moves on? (discovery.asks.Evidence)
    "discovery.evidence": ("evener.promises.evidence.promises_cleared",),
    # What else was shared with the customer, and how do we look to them? (pursuit.asks.Documents, Brand)
    "pursuit.documents": ("evener.papers.documents.documents",),
    "pursuit.brand": ("evener.papers.appearance.look",),
    # What does a meeting ask for afterwards? Who follows when it is moved? (meetings.asks.WhatFollows, MeetingFollower)
    "meetings.follows": ("evener.papers.follow.follows",),
    "meetings.followers": ("evener.papers.follow.meeting_moved",),
    # What does a link show, and may it be shared? (sharing.asks.Subjects)
    "sharing.subjects": ("evener.pursuit.subjects.subject", "evener.papers.subjects.subject"),
    # Which accounts does this viewer know through deals? (customers.asks.AccountSight)
    "customers.sight": ("evener.deals.queries.account_ids",),
    # An account was renamed. (customers.asks.AccountFollower)
    "customers.followers": ("evener.deals.follow.account_renamed",),
    # Which open deals do these accounts have, and what are an account's deals? (customers.asks.OpenDeals, AccountDeals)
    "customers.open_deals": ("evener.deals.of_accounts.open_deals",),
    "customers.deals": ("evener.deals.of_accounts.deals_of",),
    # In which deals do the people of an account have a part? (customers.asks.ContactParts)
    "customers.parts": ("evener.stakeholders.of_accounts.parts",),
    # A person changed team. (people.asks.PersonFollower)
    "people.followers": ("evener.deals.follow.person_moved",),
    # What needs this person now? (pages.asks.NudgeSource)
    "today": (
        "evener.papers.nudges.nudges",
        "evener.promises.nudges.nudges",
        "evener.meetings.nudges.nudges",
        "evener.engineering.nudges.nudges",
        "evener.evaluations.nudges.nudges",
        "evener.stakeholders.nudges.nudges",
        "evener.discovery.nudges.nudges",
        "evener.reviews.nudges.nudges",
        "evener.forecast.nudges.nudges",
        "evener.pursuit.nudges.nudges",
        "evener.deals.nudges.nudges",
        "evener.calendars.nudges.nudges",
    ),
    # What does the palette find? (pages.asks.Finder)
    "search": (
        "evener.deals.find.find",
        "evener.promises.find.find",
        "evener.capabilities.find.find",
        "evener.evaluations.find.find",
        "evener.engineering.find.find",
        "evener.reviews.find.find",
        "evener.meetings.find.find",
        "evener.discovery.find.find",
        "evener.papers.find.find",
        "evener.pursuit.find.find",
        "evener.customers.find.find",
        "evener.plain.find.find",
        "evener.pages.find.people",
    ),
    # What clears away what is old, and learns from what is new, once a day? (jobs.asks.Daily)
    "jobs.daily": (
        "evener.connect.jobs.clear_uploads",
        "evener.calendars.jobs.daily",
        "evener.rest.actions.forget_answers",
        "evener.capacity.jobs.learn_ratios",
        "evener.promises.jobs.find_skills",
        "evener.forecast.jobs.nightly",
        "evener.forecast.jobs.clear_unready",
    ),
    # How does the journal speak of what a room records? (journal.sentences.Words)
    "journal.sentences": (
        "evener.people.sentences.WORDS",
        "evener.plain.sentences.WORDS",
        "evener.capacity.sentences.WORDS",
        "evener.customers.sentences.WORDS",
        "evener.deals.sentences.WORDS",
        "evener.sharing.sentences.WORDS",
        "evener.discovery.sentences.WORDS",
        "evener.capabilities.sentences.WORDS",
        "evener.promises.sentences.WORDS",
        "evener.engineering.sentences.WORDS",
        "evener.evaluations.sentences.WORDS",
        "evener.pursuit.sentences.WORDS",
        "evener.meetings.sentences.WORDS",
        "evener.stakeholders.sentences.WORDS",
        "evener.papers.sentences.WORDS",
        "evener.calendars.sentences.WORDS",
        "evener.connect.sentences.WORDS",
        "evener.reviews.sentences.WORDS",
        "evener.forecast.sentences.WORDS",
        "evener.upkeep.sentences.WORDS",
    ),
    # What is exported? (upkeep.asks.Exporter)
    "export": (
        "evener.people.export.tables",
        "evener.plain.export.tables",
        "evener.capacity.export.tables",
        "evener.customers.export.tables",
        "evener.deals.export.tables",
        "evener.sharing.export.tables",
        "evener.discovery.export.tables",
        "evener.capabilities.export.tables",
        "evener.promises.export.tables",
        "evener.engineering.export.tables",
        "evener.evaluations.export.tables",
        "evener.forecast.export.tables",
        "evener.reviews.export.tables",
        "evener.pursuit.export.tables",
        "evener.meetings.export.tables",
        "evener.stakeholders.export.tables",
        "evener.papers.export.tables",
        "evener.listing.export.tables",
        "evener.calendars.export.tables",
        "evener.connect.export.tables",
        "evener.journal.export.tables",
    ),
}
