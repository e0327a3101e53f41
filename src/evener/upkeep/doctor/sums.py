"""What is kept beside the facts for speed, held against the facts: tallies, counts on deals, the search index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from evener import bulk
from evener.capabilities.models import Capability
from evener.customers.models import Account, Contact
from evener.deals.asks import Place
from evener.deals.models import Deal
from evener.deals.tallies import tally_key as deal_key
from evener.discovery.actions.answers import found_by
from evener.discovery.models import Answer
from evener.engineering.actions.held import found_by as found_by_request
from evener.engineering.models import Request
from evener.evaluations.models import Evaluation
from evener.listing.actions import TallyKey
from evener.listing.models import Tally
from evener.meetings.actions.held import found_by as found_by_meeting
from evener.meetings.models import Meeting
from evener.papers.actions.held import found_by as found_by_paper
from evener.papers.actions.pieces import piece_found_by
from evener.papers.models import Paper, Piece
from evener.people.models import User
from evener.plain.actions import found_by as found_by_term
from evener.plain.models import Term
from evener.promises.models import Promise
from evener.promises.rules import ENDED, Life, Review, Standing
from evener.promises.tallies import tally_key as promise_key
from evener.pursuit.models import PlanAnswer
from evener.reviews.actions.held import found_by as found_by_review
from evener.reviews.models import Review as DevilsReview
from evener.search.actions import put_all
from evener.search.models import Entry
from evener.search.rules import Kind, span
from evener.upkeep.doctor.findings import Finding, error, mended, ok

TODO = "evener doctor --mend"
BATCH = 1000


@contextmanager
def one_moment() -> Iterator[None]:
    """Reads inside see one moment of the database, so that a change under way is not taken for a difference."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield


@contextmanager
def nobody_writes() -> Iterator[None]:
    """A transaction in which only this process changes what sums are made of."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE deals_deal, promises_promise, listing_tally IN SHARE ROW EXCLUSIVE MODE")
        yield


def tallies(at: datetime, *, mend: bool) -> Iterator[Finding]:
    """The running sums of board and ledger equal counting one by one."""
    with one_moment():
        wrong = len(differing(recounted(), kept()))
    if not wrong:
        yield ok("sums", "The sums of board and ledger are right.")
    elif mend:
        with nobody_writes():
            recount()
        yield mended("sums", f"{wrong} sums of board and ledger were wrong and have been counted anew.")
    else:
        yield error("sums", f"{wrong} sums of board and ledger are wrong.", TODO)


Sums = dict[TallyKey, tuple[int, int]]


def recounted() -> Sums:
    """Every sum by counting."""
    sums: Counter[TallyKey] = Counter()
    amounts: Counter[TallyKey] = Counter()
    places = ("stage_id", "owner_id", "team_id", "confidential", "currency")
    for row in (
        Deal.objects.filter(outcome="").order_by().values(*places).annotate(n=Count("id"), all=Sum("amount_minor"))
    ):
        at = deal_key(Deal(**{name: row[name] for name in places}))
        if at is not None:
            sums[at] += row["n"]
            amounts[at] += row["all"]
    facts = ("life", "review", "blind", "stale", "deal__owner_id", "deal__team_id", "deal__confidential")
    for row in Promise.objects.order_by().values(*facts).annotate(n=Count("id")):
        stands = Standing(Life(row["life"]), Review(row["review"]), row["stale"], row["blind"])
        place = Place(row["deal__owner_id"] or 0, row["deal__team_id"] or 0, row["deal__confidential"])
        sums[promise_key(stands, place)] += row["n"]
    return {at: (count, amounts[at]) for at, count in sums.items()}


def kept() -> Sums:
    """Every sum as it is kept, without those that have come down to nothing."""
    return {
        TallyKey(row.what, row.key, row.owner_id, row.team_id, row.confidential, row.currency): (
            row.count,
            row.amount_minor,
        )
        for row in Tally.objects.all()
        if row.count or row.amount_minor
    }


def differing(one: Sums, other: Sums) -> set[TallyKey]:
    return {at for at in one.keys() | other.keys() if one.get(at) != other.get(at)}


def recount() -> None:
    """Write every sum anew, in the caller's transaction."""
    Tally.objects.all().delete()
    Tally.objects.bulk_create(
        [
            Tally(
                what=at.what, key=at.key, owner_id=at.owner_id, team_id=at.team_id, confidential=at.confidential,
                currency=at.currency, count=count, amount_minor=amount,
            )
            for at, (count, amount) in recounted().items()
        ],
        batch_size=BATCH,
    )  # fmt: skip


def counts_on_deals(at: datetime, *, mend: bool) -> Iterator[Finding]:
    """A deal's numbers of open, blind and stale promises, and the place its promises copied from it."""
    with one_moment():
        wrong = wrong_counts()
        moved = misplaced().count()
    if not wrong and not moved:
        yield ok("promises", "Every deal counts its promises right.")
    elif mend:
        with nobody_writes():
            bulk.update(Deal, COUNTS, [(*counts, id) for id, *counts in wrong_counts()])
            deal = Deal.objects.filter(id=OuterRef("deal_id"))
            misplaced().update(
                team_id=models.Subquery(deal.values("team_id")[:1]),
                confidential=models.Subquery(deal.values("confidential")[:1]),
            )
        yield mended("promises", f"{len(wrong)} deals and {moved} promises had it wrong and have been counted anew.")
    else:
        yield error(
            "promises",
            f"{len(wrong)} deals count their promises wrong, {moved} promises lie elsewhere than their deal.",
            TODO,
        )


def misplaced() -> models.QuerySet[Promise]:
    same_team = Q(team_id=F("deal__team_id")) | Q(team_id=None, deal__team_id=None)
    return Promise.objects.exclude(same_team & Q(confidential=F("deal__confidential")))


COUNTS = ("promises_open", "promises_blind", "promises_stale")


def wrong_counts() -> list[tuple[int, int, int, int]]:
    """Each deal that has its counts wrong, with the right ones."""
    live = ~Q(promises__life__in=list(ENDED))
    rows = Deal.objects.annotate(
        open=Count("promises", filter=live),
        blind=Count("promises", filter=Q(promises__blind=True) & ~Q(promises__life=Life.VOID)),
        stale=Count("promises", filter=Q(promises__stale=True) & live),
    ).exclude(promises_open=F("open"), promises_blind=F("blind"), promises_stale=F("stale"))
    return list(rows.order_by().values_list("id", "open", "blind", "stale"))


@dataclass(frozen=True, slots=True)
class Found:
    """How one kind of thing is found: its model, what to load with it, and the texts it is found by."""

    model: type[models.Model]
    related: tuple[str, ...]
    texts: Callable[[Any], tuple[str, ...]]


# The same texts as the rooms' actions write; a test holds the two together.
KINDS: dict[Kind, Found] = {
    Kind.DEAL: Found(
        Deal,
        ("account", "product"),
        lambda row: (row.name, str(row.account or ""), str(row.product or ""), row.external_id or ""),
    ),
    Kind.PROMISE: Found(Promise, (), lambda row: (row.words, row.scope)),
    Kind.CAPABILITY: Found(Capability, (), lambda row: (row.name, row.wording, row.limits)),
    Kind.EVALUATION: Found(Evaluation, (), lambda row: (row.name, row.decision, row.environment)),
    Kind.REQUEST: Found(Request, ("kind",), found_by_request),
    Kind.REVIEW: Found(DevilsReview, (), found_by_review),
    Kind.MEETING: Found(Meeting, (), found_by_meeting),
    Kind.ANSWER: Found(Answer, ("question",), found_by),
    Kind.PLAN: Found(PlanAnswer, (), lambda row: (row.text,)),
    Kind.PAPER: Found(Paper, (), found_by_paper),
    Kind.PIECE: Found(Piece, (), piece_found_by),
    Kind.ACCOUNT: Found(Account, (), lambda row: (row.name, row.external_id or "", row.website)),
    Kind.CONTACT: Found(Contact, ("account",), lambda row: (row.name, row.email, row.title, row.account.name)),
    Kind.TERM: Found(Term, (), found_by_term),
    Kind.PERSON: Found(User, (), lambda row: (row.name, row.email)),
}


def search_index(at: datetime, *, mend: bool) -> Iterator[Finding]:
    """Everything there is can be found, and nothing that is not."""
    with one_moment():
        missing = {kind: unindexed(kind).count() for kind in KINDS}
        extra = sum(orphans(kind).count() for kind in KINDS)
    broken = not full_text_agrees()
    lacking = sum(missing.values())
    if not lacking and not extra and not broken:
        yield ok("search", "The search index is complete.")
    elif mend:
        mend_search(full_text=broken)
        yield mended(
            "search", f"{lacking} things could not be found and {extra} were found that are gone; indexed anew."
        )
    else:
        yield error("search", f"{lacking} things cannot be found, {extra} are found that are gone.", TODO)


def unindexed(kind: Kind) -> models.QuerySet[Any]:
    first, _last = span(kind)
    entry = Entry.objects.filter(id=OuterRef("pk") + first)
    return KINDS[kind].model._base_manager.filter(~Exists(entry))


def orphans(kind: Kind) -> models.QuerySet[Entry]:
    first, last = span(kind)
    thing = KINDS[kind].model._base_manager.filter(pk=OuterRef("id") - first)
    return Entry.objects.filter(id__range=(first, last)).filter(~Exists(thing))


def full_text_agrees() -> bool:
    """SQLite keeps its words in a table of its own; it can check that one itself."""
    if connection.vendor != "sqlite":
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


def mend_search(*, full_text: bool) -> None:
    for kind in KINDS:
        index(kind, unindexed(kind))
        with transaction.atomic():
            Entry.objects.filter(id__in=list(orphans(kind).values_list("id", flat=True))).delete()
    if full_text and connection.vendor == "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")


def index(kind: Kind, rows: models.QuerySet[Any]) -> None:
    """Index `rows` of one kind, a thousand in a transaction."""
    found = KINDS[kind]
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), BATCH):
        things = found.model._base_manager.select_related(*found.related).filter(pk__in=ids[at : at + BATCH])
        with transaction.atomic():
            put_all(kind, ((thing.pk, found.texts(thing)) for thing in things))
