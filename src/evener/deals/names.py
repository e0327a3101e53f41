"""The names behind the ids on a page of deals, and what its filters offer, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from evener.listing.bar import Saved
from evener.people.rules import Viewer


@dataclass(frozen=True, slots=True)
class Person:
    """`active` is false for who cannot sign in: they may still own deals, and are not offered as owners."""

    id: int
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of a deal that waits."""

    what: str
    due_on: date | None


@dataclass(slots=True)
class Names:
    """Everything by id. Stages in their order, people, teams and products by name, views as the viewer keeps them."""

    stages: dict[int, str] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)
    products: dict[int, str] = field(default_factory=dict)
    accounts: dict[int, str] = field(default_factory=dict)
    steps: dict[int, Step] = field(default_factory=dict)
    views: list[Saved] = field(default_factory=list)

    def person(self, id: int | None) -> str:
        """The name, '' for nobody; so with the others."""
        found = self.people.get(id or 0)
        return found.name if found else ""

    def account(self, id: int | None) -> str:
        return self.accounts.get(id or 0, "")

    def team(self, id: int | None) -> str:
        return self.teams.get(id or 0, "")

    def product(self, id: int | None) -> str:
        return self.products.get(id or 0, "")


# Plain SQL, the same on both databases: building this union anew for every page takes longer than running it.
ALWAYS = (
    "SELECT 'stage', id, name, position, '' FROM deals_stage"
    " UNION ALL SELECT 'person', id, name, CASE WHEN is_active THEN 1 ELSE 0 END, '' FROM people_user"
    " UNION ALL SELECT 'team', id, name, 0, path FROM people_team"
    " UNION ALL SELECT 'product', id, name, 0, '' FROM deals_product"
)
ACCOUNTS = " UNION ALL SELECT 'account', id, name, 0, '' FROM customers_account WHERE id IN ({ids})"
STEPS = (
    " UNION ALL SELECT 'step', deal_id, what, id, CAST(due_on AS varchar(10)) FROM deals_nextstep"
    " WHERE waiting AND deal_id IN ({ids})"
)
VIEWS = (
    " UNION ALL SELECT 'view', id, name, CASE WHEN shared THEN -owner_id ELSE owner_id END, query"
    " FROM listing_savedview WHERE list = %s AND (owner_id = %s OR shared)"
)


def names_for(
    viewer: Viewer, *, account_ids: Iterable[int | None] = (), step_deal_ids: Iterable[int] = (), views: str = ""
) -> Names:
    """Names of all stages, people, teams and products, of the given accounts, the next step of each of
    `step_deal_ids`, and the viewer's saved views of the list `views`. One query.

    The caller has read the deals whose accounts and steps these are through `visible_to`.
    """
    sql = ALWAYS
    params: list[str | int] = []
    for part, ids in ((ACCOUNTS, account_ids), (STEPS, step_deal_ids)):
        listed = ",".join(str(int(id)) for id in sorted({id for id in ids if id is not None}))
        if listed:
            sql += part.format(ids=listed)
    if views:
        sql += VIEWS
        params = [views, viewer.id]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return _gathered(cursor.fetchall(), viewer)


def _gathered(rows: Iterable[tuple[str, int, str, int, str]], viewer: Viewer) -> Names:
    kinds: dict[str, list[tuple[int, str, int, str]]] = {}
    for kind, id, name, number, text in rows:
        kinds.setdefault(kind, []).append((id, name, number, text))
    by_name = {kind: sorted(found, key=lambda row: row[1].casefold()) for kind, found in kinds.items()}
    stages = sorted(kinds.get("stage", ()), key=lambda row: row[2])
    views = [Saved(id, name, query, abs(number), number < 0) for id, name, number, query in by_name.get("view", ())]
    return Names(
        stages={id: name for id, name, _position, _text in stages},
        people={id: Person(id, name, bool(active)) for id, name, active, _text in by_name.get("person", ())},
        teams={id: name for id, name, _number, _path in by_name.get("team", ())},
        products={id: name for id, name, _number, _text in by_name.get("product", ())},
        accounts={id: name for id, name, _number, _text in kinds.get("account", ())},
        steps=_next_steps(kinds.get("step", ())),
        views=sorted(views, key=lambda view: view.owner_id != viewer.id),
    )


def _next_steps(rows: Iterable[tuple[int, str, int, str | None]]) -> dict[int, Step]:
    """The earliest step of each deal; those without a date come last."""
    found: dict[int, tuple[tuple[bool, str, int], Step]] = {}
    for deal_id, what, id, due in rows:
        place = (not due, due or "", id)
        if deal_id not in found or place < found[deal_id][0]:
            found[deal_id] = (place, Step(what, date.fromisoformat(due) if due else None))
    return {deal_id: step for deal_id, (_place, step) in found.items()}
