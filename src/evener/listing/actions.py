"""Writing saved views and tallies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from evener.listing.bar import default_key
from evener.listing.models import SavedView
from evener.people.actions import set_preference
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Text

TALLY = (
    "INSERT INTO listing_tally (what, key, owner_id, team_id, confidential, currency, count, amount_minor)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (what, owner_id, team_id, confidential, key, currency) DO UPDATE SET"
    " count = listing_tally.count + excluded.count,"
    " amount_minor = listing_tally.amount_minor + excluded.amount_minor"
)


@dataclass(frozen=True, slots=True)
class TallyKey:
    """Where a row counts. Owner and team are 0 where there is none (a key must not hold nulls)."""

    what: str
    key: str
    owner_id: int
    team_id: int
    confidential: bool
    currency: str


Amounts = Mapping[TallyKey, tuple[int, int]]


def tally(changes: Amounts) -> None:
    """Add `(count, minor units)` to each key, in the caller's transaction. Rows are locked in one order."""
    rows = [
        (k.what, k.key, k.owner_id, k.team_id, k.confidential, k.currency, count, amount)
        for k, (count, amount) in sorted(changes.items(), key=lambda item: repr(item[0]))
        if count or amount
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(TALLY, rows)


def moved(before: TallyKey | None, after: TallyKey | None, *, amount_before: int = 0, amount_after: int = 0) -> Amounts:
    """The change of sums when one row leaves `before` and arrives at `after`."""
    changes: dict[TallyKey, tuple[int, int]] = {}
    if before:
        changes[before] = (-1, -amount_before)
    if after:
        count, amount = changes.get(after, (0, 0))
        changes[after] = (count + 1, amount + amount_after)
    return changes


NAME_LENGTH, QUERY_LENGTH, MOST_VIEWS = 60, 1000, 50


def save_view(*, by: Viewer, at: datetime, list: str, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep the state of a list under a name. How somebody likes to look at things is not worth a journal entry."""
    with transaction.atomic():
        _check_view(by, list, name, query, shared=shared, owner_id=by.id)
        if SavedView.objects.filter(owner_id=by.id, list=list).count() >= MOST_VIEWS:
            raise Invalid({"name": _("You have %(count)d views here. Remove one first.") % {"count": MOST_VIEWS}})
        return SavedView.objects.create(
            owner_id=by.id, list=list, name=name.strip(), query=query, shared=shared, created_at=at
        )


def change_view(
    *, by: Viewer, view_id: int, name: str | None = None, query: str | None = None, shared: bool | None = None
) -> SavedView:
    """Rename one's own view, share it, or let it remember another state."""
    with transaction.atomic():
        view = _own_view(by, view_id)
        after = (view.name if name is None else name, view.query if query is None else query)
        share = view.shared if shared is None else shared
        _check_view(by, view.list, *after, shared=share and not view.shared, owner_id=view.owner_id, id=view.pk)
        view.name, view.query, view.shared = after[0].strip(), after[1], share
        view.save()
    return view


def delete_view(*, by: Viewer, view_id: int) -> None:
    """Remove one's own view; an admin also removes what others shared."""
    with transaction.atomic():
        _own_view(by, view_id).delete()


def set_default_view(*, by: Viewer, list: str, view_id: int | None) -> None:
    """What somebody sees first when opening the list; None: what everybody does."""
    if view_id is not None and not SavedView.objects.visible_to(by).filter(list=list, id=view_id).exists():
        raise NotThere(_("There is no such view any more."))
    set_preference(by=by, name=default_key(list), value=view_id)


def _own_view(by: Viewer, view_id: int) -> SavedView:
    view = SavedView.objects.visible_to(by).select_for_update().filter(id=view_id).first()
    if view is None:
        raise NotThere(_("There is no such view any more."))
    if view.owner_id != by.id and not by.may_administer:
        raise NotAllowed(_("Only who shared this view, or an admin, changes it. Save it under a name of your own."))
    return view


def _check_view(by: Viewer, list: str, name: str, query: str, *, shared: bool, owner_id: int, id: int = 0) -> None:
    wrong: dict[str, Text] = {}
    if not name.strip() or len(name.strip()) > NAME_LENGTH or "\x00" in name:
        wrong["name"] = _("Give the view a name of up to %(limit)d characters.") % {"limit": NAME_LENGTH}
    elif SavedView.objects.filter(owner_id=owner_id, list=list, name=name.strip()).exclude(id=id).exists():
        wrong["name"] = _("There is a view of this name already. Choose another one.")
    if len(query) > QUERY_LENGTH or "\x00" in query:
        wrong["query"] = _("There are too many filters to remember. Take some away.")
    if shared and not by.may_write:
        wrong["shared"] = _("Your role lets you keep views for yourself, not share them.")
    if wrong:
        raise Invalid(wrong)
