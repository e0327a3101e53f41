"""The library of pieces: everybody who is signed in reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.journal.models import Entry
from evener.listing.queries import page
from evener.listing.rules import Ask, Order, Page
from evener.papers.models import Paper, PaperPiece, Piece, PieceText
from evener.papers.rules.pieces import CHECK_AFTER
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.search.queries import matching_ids, near_among_few
from evener.search.rules import Kind

PIECE_ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (
        Order("title", lazy("Title"), ("title", "id")),
        Order("checked", lazy("Checked"), ("checked_on", "id")),
    )
}
PIECE_FIELDS = (
    "id", "title", "section", "body", "tags", "checked_on", "checked_by__name", "owner__name", "retired", "version",
)  # fmt: skip
ME = "me"
USED, ENTRIES, TAGS, NEAR = 100, 50, 40, 6


@dataclass(frozen=True, slots=True)
class PieceFilter:
    """What the library is narrowed to. `due`: a check is due; `retired`: those nobody is offered any more."""

    q: str = ""
    section: str = ""
    tag: str = ""
    owner: str = ""
    due: bool = False
    retired: bool = False

    @property
    def narrows(self) -> bool:
        return self != PieceFilter()


def pieces(viewer: Viewer, *, asked: PieceFilter, ask: Ask, today: date) -> tuple[Page[dict[str, Any]], int]:
    """One page as dicts of `PIECE_FIELDS` with how many papers use each, and how many there are in all."""
    rows = Piece.objects.filter(retired=asked.retired)
    if asked.section:
        rows = rows.filter(section=asked.section)
    if asked.tag:
        rows = rows.filter(tags__contains=f" {asked.tag.casefold()} ")
    if asked.owner:
        rows = rows.filter(owner_id=viewer.id if asked.owner == ME else int(asked.owner))
    if asked.due:
        rows = rows.filter(checked_on__lte=today - CHECK_AFTER)
    if asked.q:
        ids = matching_ids(Kind.PIECE, asked.q)
        rows = rows.none() if ids is None else rows.filter(id__in=ids)
    count = rows.count()
    shown = page(rows.values(*PIECE_FIELDS), ask=ask, orders=PIECE_ORDERS)
    used = uses(row["id"] for row in shown.rows)
    for row in shown.rows:
        row["used"] = used.get(row["id"], 0)
    return shown, count


def uses(ids: Any) -> dict[int, int]:
    """In how many papers each piece stands."""
    rows = PaperPiece.objects.filter(piece_id__in=list(ids)).order_by().values("piece_id").annotate(n=Count("id"))
    return {row["piece_id"]: row["n"] for row in rows}


def piece(id: int) -> Piece:
    found = Piece.objects.select_related("owner", "checked_by", "created_by").filter(id=id).first()
    if found is None:
        raise NotThere(_("There is no such piece."))
    return found


def by_ids(ids: Any) -> dict[int, Piece]:
    return Piece.objects.in_bulk(list(ids))


def texts(piece: Piece) -> list[PieceText]:
    """Every wording, newest first."""
    return list(PieceText.objects.filter(piece=piece).select_related("written_by").order_by("-number")[:ENTRIES])


def used_in(viewer: Viewer, piece: Piece) -> list[Paper]:
    """The papers it stands in, as far as the viewer may see them; newest first."""
    rows = Paper.objects.visible_to(viewer).filter(pieces__piece=piece).select_related("deal", "deal__account")
    return list(rows.order_by("-id")[:USED])


def tags() -> list[str]:
    """The tags in use, the most frequent first."""
    counted: dict[str, int] = {}
    for text in Piece.objects.filter(retired=False).exclude(tags="").values_list("tags", flat=True):
        for tag in text.split():
            counted[tag] = counted.get(tag, 0) + 1
    return sorted(counted, key=lambda tag: (-counted[tag], tag))[:TAGS]


def offered(words: str, *, q: str = "", without: Any = ()) -> list[Piece]:
    """Pieces for a paper: those with every word of `q`, else those worded nearest to `words`, else the newest."""
    rows = Piece.objects.filter(retired=False).exclude(id__in=list(without)).select_related("checked_by")
    if q:
        ids = matching_ids(Kind.PIECE, q)
        return list(rows.filter(id__in=ids).order_by("title", "id")[:NEAR]) if ids is not None else []
    near = near_among_few(Kind.PIECE, words) if words.strip() else {}
    found = {row.pk: row for row in rows.filter(id__in=near)}
    best = sorted((id for id in near if id in found), key=lambda id: (-near[id], -id))[:NEAR]
    if len(best) < NEAR:
        more = rows.exclude(id__in=best).order_by("-id")[: NEAR - len(best)]
        return [found[id] for id in best] + list(more)
    return [found[id] for id in best]


def piece_journal(piece: Piece) -> list[Entry]:
    entries = Entry.objects.filter(thread_kind="piece", thread_id=piece.pk).select_related("actor")
    return list(entries.order_by("-id")[:ENTRIES])


def overdue(*, owner_id: int | None = None, today: date) -> Q:
    """Pieces somebody should look at again."""
    wanted = Q(retired=False, checked_on__lte=today - CHECK_AFTER)
    return wanted if owner_id is None else wanted & Q(owner_id=owner_id)
