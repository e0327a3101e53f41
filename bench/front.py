"""What the large company does in front of its customers: people, plans, meetings, papers, reviews."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from evener.customers.models import Account, Contact
from evener.deals.models import Deal
from evener.meetings.models import Attendee, Meeting
from evener.meetings.rules.plan import MeetingKind
from evener.papers.models import Paper, Piece
from evener.people.models import User
from evener.pursuit.models import Metric, PlanAnswer
from evener.pursuit.rules import QUESTIONS
from evener.reviews.models import Review, Reviewer
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.rules.parts import Influence, Stance

CONTACTS, STAKEHOLDERS, MEETINGS, PLANNED, PAPERS, PIECES, REVIEWS = 3, 3, 50_000, 5_000, 5_000, 200, 3_000
KINDS, STANCES = list(MeetingKind), list(Stance)
Save = Callable[[Any, Iterable[Any]], None]


def build(chance: random.Random, *, save: Save) -> None:
    """Three contacts to an account and three people to an open deal, 50,000 meetings, 5,000 plans and points of view,
    3,000 reviews; `save` writes rows in bulk.
    """
    people = list(User.objects.order_by("id").values_list("id", flat=True))
    save(Contact, _contacts())
    known: dict[int, list[int]] = {}
    for id, account in Contact.objects.order_by("id").values_list("id", "account_id"):
        known.setdefault(account, []).append(id)
    opened = list(Deal.objects.filter(outcome="").order_by("id").only("id", "account_id", "team_id", "confidential"))
    save(Stakeholder, _stakeholders(chance, opened, known))
    some = list(Deal.objects.order_by("id").only("id", "account_id", "team_id", "confidential")[:MEETINGS])
    meetings = [_meeting(chance, n, some[n % len(some)], chance.choice(people)) for n in range(1, MEETINGS + 1)]
    save(Meeting, meetings)
    save(Attendee, _attendees(chance, meetings, known, people))
    for model, rows in (
        (PlanAnswer, _answers(opened[:PLANNED], chance.choice(people))),
        (Metric, _metrics(opened[:PLANNED], chance.choice(people))),
        (Piece, _pieces(people)),
        (Paper, _papers(chance, opened, people, {row.deal_id: row.id for row in meetings})),
    ):
        save(model, rows)
    reviews = [_review(n, deal, chance.choice(people)) for n, deal in enumerate(opened[:REVIEWS], 1)]
    save(Review, reviews)
    # Not by `save`: it writes plain SQL, in which a column called “nothing” would have to be quoted.
    asked = (Reviewer(review=row, user_id=id) for row in reviews for id in chance.sample(people, 3))
    Reviewer.objects.bulk_create(asked, batch_size=1000)


def _contacts() -> Iterator[Contact]:
    now = timezone.now()
    for account in Account.objects.order_by("id").values_list("id", flat=True):
        for number in range(CONTACTS):
            yield Contact(account_id=account, name=f"Contact {account} {number}", created_at=now)


def _stakeholders(chance: random.Random, deals: list[Deal], known: dict[int, list[int]]) -> Iterator[Stakeholder]:
    now = timezone.now()
    for deal in deals:
        for number, contact in enumerate(known.get(deal.account_id or 0, [])[:STAKEHOLDERS]):
            yield Stakeholder(
                deal=deal, contact_id=contact, is_champion=number == 0, is_economic_buyer=chance.random() < 0.2,
                influence=chance.randrange(Influence.DECIDES + 1), stance=chance.choice(STANCES), created_at=now,
                created_by_id=1,
            )  # fmt: skip


def _meeting(chance: random.Random, n: int, deal: Deal, organiser: int) -> Meeting:
    begins = timezone.now() + timedelta(hours=chance.randrange(-15_000, 700))
    past = begins < timezone.now()
    return Meeting(
        id=n, deal=deal, team_id=deal.team_id, confidential=deal.confidential, title=f"Meeting {n} about pumps",
        kind=chance.choice(KINDS), purpose="See the line", starts_at=begins, ends_at=begins + timedelta(hours=1),
        organiser_id=organiser, debriefed_at=begins if past and chance.random() < 0.98 else None,
        created_at=begins, created_by_id=organiser,
    )  # fmt: skip


def _attendees(
    chance: random.Random, meetings: list[Meeting], known: dict[int, list[int]], people: list[int]
) -> Iterator[Attendee]:
    for row in meetings:
        other = chance.choice([id for id in people[:50] if id != row.organiser_id])
        yield Attendee(meeting=row, user_id=row.organiser_id, part="leads")
        yield Attendee(meeting=row, user_id=other, part="notes")
        for contact in known.get(row.deal.account_id or 0 if row.deal else 0, [])[:1]:
            yield Attendee(meeting=row, contact_id=contact)


def _answers(deals: list[Deal], by: int) -> Iterator[PlanAnswer]:
    now = timezone.now()
    for deal in deals:
        for each in QUESTIONS:
            text = "Fewer stops of the filling line, and nobody who drives out at night."
            yield PlanAnswer(
                deal=deal, question=each.question, text=text, shared=True, changed_at=now, changed_by_id=by
            )


def _metrics(deals: list[Deal], by: int) -> Iterator[Metric]:
    now = timezone.now()
    for deal in deals:
        yield Metric(
            deal=deal, kind="save", name="Stops", unit="a year", baseline_minor=90_000, target_minor=20_000,
            created_at=now, created_by_id=by,
        )  # fmt: skip


def _pieces(people: list[int]) -> Iterator[Piece]:
    now = timezone.now()
    for number in range(PIECES):
        yield Piece(
            title=f"Piece {number}", body="How readings travel.", owner_id=people[number % len(people)],
            checked_on=now.date() - timedelta(days=number), checked_by_id=people[0], created_at=now,
            created_by_id=people[0],
        )  # fmt: skip


def _papers(
    chance: random.Random, deals: list[Deal], people: list[int], meetings: dict[int | None, int]
) -> Iterator[Paper]:
    now = timezone.now()
    for number in range(PAPERS):
        at, deal = now - timedelta(hours=chance.randrange(9000)), chance.choice(deals)
        out = {"status": "out", "out_at": at, "out_version": 1} if number % 5 else {}
        yield Paper(
            deal=deal, meeting_id=meetings.get(deal.pk), owner_id=chance.choice(people),
            title=f"Fewer stops {number}", created_at=at, created_by_id=people[0], touched_at=at, **out,
        )  # fmt: skip


def _review(n: int, deal: Deal, dissenter: int) -> Review:
    return Review(
        id=n, deal=deal, asked_at=timezone.now(), asked_by_id=1, dissenter_id=dissenter, dissenter_why="Their turn",
        waiting=n % 3 == 0, status="asked" if n % 3 == 0 else "called_off",
    )  # fmt: skip
