"""They are back: a new deal that begins with what the old one knew, and a come-back that counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions import create_deal
from evener.deals.actions.held import thing
from evener.deals.models import Deal
from evener.discovery.actions import choose_playbook, give_answer
from evener.discovery.models import Answer, Question
from evener.discovery.queries.playbooks import newest_published
from evener.discovery.queries.sheets import discovery
from evener.discovery.rules.answers import Source
from evener.journal.actions import record
from evener.journal.rules import Change
from evener.people.rules import Viewer
from evener.problems import Invalid, Problem
from evener.reviews.actions.lightly import hold_light
from evener.reviews.follow import rest
from evener.reviews.models import ComeBack, LightPlan
from evener.stakeholders.actions import carry_stakeholders

LONGEST_NAME = 200


def come_back(*, by: Viewer, at: datetime, deal_id: int, name: str) -> ComeBack:
    """A new deal at the same customer, from a deal that ended in nothing or was lost; `by` owns it.

    It takes over account, lead engineer, amount, product and the deal's confidentiality, its people
    (`carry_stakeholders`), and every answer in force as *assumed*: it was true once, and somebody asks again. The old
    deal does not change.
    """
    if not name.strip():
        raise Invalid({"name": _("Give the new deal a name.")})
    if len(name.strip()) > LONGEST_NAME:
        raise Invalid({"name": _("Keep it under %(limit)d characters.") % {"limit": LONGEST_NAME}})
    with transaction.atomic():
        former = hold_light(by, deal_id)
        engineer = former.lead_engineer
        values = {
            "name": name.strip(), "account_id": former.account_id, "currency": former.currency,
            "lead_engineer_id": engineer.pk if engineer and engineer.is_active else None,
            "amount_minor": former.amount_minor, "product_id": former.product_id, "about": former.about,
            "confidential": former.confidential, "source": _("Came back"),
        }  # fmt: skip
        deal = create_deal(by=by, at=at, values=values)
        carry_stakeholders(by=by, at=at, former_id=former.pk, deal_id=deal.pk)
        _answers(former, deal, by=by, at=at)
        plan = LightPlan.objects.filter(deal=former).first()
        row = ComeBack.objects.create(
            former=former, deal=deal, outcome=former.outcome, closed_on=former.closed_on or former.opened_on,
            return_on=(plan and plan.return_on) or former.return_on, on=by.today(at), created_at=at,
            created_by_id=by.id,
        )  # fmt: skip
        rest(former.pk)
        changes: list[Change] = [("new_deal", None, deal.name)]
        record(by=by, at=at, what="light.back", subject=thing(former), changes=changes)
        record(by=by, at=at, what="light.from", subject=thing(deal), changes=[("former", None, former.name)])
    return row


def _answers(former: Deal, deal: Deal, *, by: Viewer, at: datetime) -> None:
    """The playbook goes on in its newest version, with what was known, as assumed."""
    found = discovery(former.pk)
    if found is None:
        return
    playbook_id = found.of_version.playbook_id
    version = newest_published(playbook_id)
    if version is None:
        return
    choose_playbook(by=by, at=at, deal_id=deal.pk, playbook_id=playbook_id)
    questions = {row.key: row for row in Question.objects.filter(of_version=version)}
    known = Answer.objects.filter(deal=former, playbook_id=playbook_id, ended_at=None).order_by("id")
    for answer in known:
        question = questions.get(answer.key)
        if question is not None:
            _assume(answer, question, deal, by=by, at=at)


def _assume(answer: Answer, question: Question, deal: Deal, *, by: Viewer, at: datetime) -> None:
    try:
        with transaction.atomic():
            give_answer(
                by=by, at=at, deal_id=deal.pk, question_id=question.pk, value=answer.value, source=Source.ASSUMED,
                exact=True,
            )  # fmt: skip
    except Problem:  # the question changed so that the old answer is none: it is asked afresh
        return
