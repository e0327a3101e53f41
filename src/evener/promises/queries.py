"""Reading promises. Every read starts from what the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from evener.deals.models import Deal, DealMember
from evener.journal.models import Entry
from evener.people.models import User
from evener.people.rules import VERDICT_ROLES, Role, Viewer
from evener.problems import NotThere
from evener.promises.models import Promise, Verdict
from evener.promises.rules import ENDED

# What a card names: people and the verdict in force.
NAMED = (
    "deal", "capability", "engineer", "owner", "asked_by", "made_by", "ended_by", "overridden_by", "verdict__engineer",
)  # fmt: skip
MOST_OF_A_DEAL = 200


def promise(viewer: Viewer, id: int) -> Promise:
    """One promise with its people and the verdict in force, or NotThere. Read its deal by `deals.queries.deal`."""
    found = Promise.objects.visible_to(viewer).select_related(*NAMED).filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such promise, or you are not on its deal."))
    return found


def of_deal(deal: Deal) -> list[Promise]:
    """The promises of a deal the caller has read: those that go on by date, then those that ended, newest first."""
    rows = list(Promise.objects.filter(deal=deal).select_related(*NAMED).order_by("due_order", "id")[:MOST_OF_A_DEAL])
    going = [row for row in rows if row.life not in ENDED]
    ended = [row for row in rows if row.life in ENDED]
    ended.sort(key=lambda row: (row.ended_on or row.due_order, row.pk), reverse=True)
    return going + ended


def verdicts(promise_ids: Iterable[int]) -> dict[int, list[Verdict]]:
    """Every verdict ever given on promises the caller has read, newest first, by promise."""
    found: dict[int, list[Verdict]] = {}
    for verdict in Verdict.objects.filter(promise_id__in=list(promise_ids)).select_related("engineer").order_by("-id"):
        found.setdefault(verdict.promise_id, []).append(verdict)
    return found


def journal(promise: Promise) -> list[Entry]:
    """What was written about one promise the caller has read, newest first. It stands in its deal's thread."""
    entries = Entry.objects.filter(
        thread_kind="deal", thread_id=promise.deal_id, subject_kind="promise", subject_id=promise.pk
    )
    return list(entries.select_related("actor").order_by("-id")[:100])


def people_for(deal_id: int) -> list[tuple[User, bool]]:
    """Everybody who may be named on a promise, by name, and whether they are on this deal's team."""
    team = set(DealMember.objects.filter(deal_id=deal_id).values_list("user_id", flat=True))
    rows = User.objects.filter(Q(is_active=True) | Q(id__in=team)).only("id", "name", "email", "role", "is_architect")
    return [(user, user.pk in team) for user in rows.order_by("name", "id")]


def may_answer_verdicts(user: User) -> bool:
    return Role(user.role) in VERDICT_ROLES
