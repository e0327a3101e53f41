"""The library: a piece written, worded anew, checked, retired; and put into a paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.papers.actions.held import hold_paper, save
from evener.papers.models import Paper, PaperPiece, Piece, PieceText
from evener.papers.queries.library import piece as read_piece
from evener.papers.rules.pieces import PIECE_NAMES, piece_faults, put_in, replaced, tags_of
from evener.papers.rules.writing import LENGTHS, MOST_PIECES, clean
from evener.people.models import User
from evener.people.rules import Role, Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from evener.search.actions import put
from evener.search.rules import Kind


def write_piece(*, by: Viewer, at: datetime, values: Mapping[str, Any]) -> Piece:
    """A new piece. Whoever writes it says that it is true today, and answers for it unless said otherwise."""
    _must_write(by)
    given = _cleaned({"owner_id": by.id, "section": "idea", "tags": "", "title": "", "body": "", **values})
    with transaction.atomic():
        made = Piece(
            title=given["title"], section=given["section"], body=given["body"], tags=given["tags"],
            owner_id=given["owner_id"], checked_on=by.today(at), checked_by_id=by.id, created_at=at,
            created_by_id=by.id,
        )  # fmt: skip
        made.save(force_insert=True)
        _word(made, by=by, at=at)
        changes: list[Change] = [("title", None, made.title), ("body", None, made.body[:200])]
        _tell(made, by=by, at=at, what="piece.written", changes=changes)
    return made


def change_piece(
    *, by: Viewer, at: datetime, piece_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Piece:
    """Change a piece. Other words are a new version, true as of today; papers that hold the old ones show it."""
    _must_write(by)
    with transaction.atomic():
        row = _hold(piece_id)
        given = _cleaned({"section": row.section, **values})
        new = {name: value for name, value in given.items() if getattr(row, name) != value}
        if not new:
            return row
        if seen_version is not None and seen_version != row.version:
            text = _("Somebody worded this piece anew while you were at it. Look at it again; yours is kept below.")
            raise Conflict(text, version=row.version)
        changes: list[Change] = [(name, _shown(row, name), None) for name in new]
        for name, value in new.items():
            setattr(row, name, value)
        if {"title", "body"} & new.keys():
            row.version += 1
            row.checked_on, row.checked_by_id = by.today(at), by.id
        row.save(force_update=True)
        row = read_piece(row.pk)
        if {"title", "body"} & new.keys():
            _word(row, by=by, at=at)
        put(Kind.PIECE, row.pk, *piece_found_by(row))
        changes = [(name, before, _shown(row, name)) for name, before, _after in changes]
        _tell(row, by=by, at=at, what="piece.changed", changes=changes)
    return row


def check_piece(*, by: Viewer, at: datetime, piece_id: int) -> Piece:
    """Somebody looked, and it is still true."""
    _must_write(by)
    with transaction.atomic():
        row = _hold(piece_id)
        row.checked_on, row.checked_by_id = by.today(at), by.id
        row.save(update_fields=["checked_on", "checked_by"])
        _tell(row, by=by, at=at, what="piece.checked")
    return read_piece(piece_id)


def retire_piece(*, by: Viewer, at: datetime, piece_id: int, retired: bool) -> Piece:
    """Nobody is offered it any more, or again. Papers that hold it keep it."""
    _must_write(by)
    with transaction.atomic():
        row = _hold(piece_id)
        if row.retired == retired:
            return row
        row.retired = retired
        row.save(update_fields=["retired"])
        _tell(row, by=by, at=at, what="piece.retired" if retired else "piece.restored")
    return row


def put_piece(*, by: Viewer, at: datetime, paper_id: int, piece_id: int, seen_version: int | None = None) -> Paper:
    """Add a piece below what stands in its part of the paper."""
    with transaction.atomic():
        paper, deal = hold_paper(by, paper_id)
        row = read_piece(piece_id)
        if row.retired:
            raise Refused(_("This piece is retired. Its page says what to use instead, or who knows."))
        if PaperPiece.objects.filter(paper=paper).count() >= MOST_PIECES:
            raise Refused(_("There are too many pieces in this paper. It should be three pages at most."))
        if PaperPiece.objects.filter(paper=paper, piece=row).exists():
            raise Refused(_("This piece is in the paper already."))
        text = put_in(getattr(paper, row.section), row.body, most=LENGTHS[row.section])
        if text is None:
            raise Refused(_("This part of the paper has no room for the piece. Shorten it first."))
        changes: list[Change] = [("piece", None, row.title), (row.section, "", row.body[:200])]
        setattr(paper, row.section, text)
        PaperPiece.objects.create(
            paper=paper, piece=row, number=row.version, section=row.section, put_at=at, put_by_id=by.id
        )
        save(paper, deal, by=by, at=at, what="paper.piece", changes=changes)
    return paper


def renew_piece(*, by: Viewer, at: datetime, paper_id: int, piece_id: int, words: bool) -> Paper:
    """A piece was worded anew since it was put in: take the new words, or keep those in the paper (`words` false)."""
    with transaction.atomic():
        paper, deal = hold_paper(by, paper_id)
        use = PaperPiece.objects.select_related("piece").filter(paper=paper, piece_id=piece_id).first()
        if use is None:
            raise NotThere(_("This piece is not in the paper."))
        if use.number == use.piece.version:
            return paper
        changes: list[Change] = [("piece", None, use.piece.title)]
        if words:
            old = PieceText.objects.get(piece_id=piece_id, number=use.number).body
            text = replaced(getattr(paper, use.section), old=old, new=use.piece.body)
            if text is None:
                raise Refused(_("The words were changed in this paper. Compare both, change them by hand, then keep."))
            setattr(paper, use.section, text)
            changes.append((use.section, old[:200], use.piece.body[:200]))
        use.number = use.piece.version
        use.save(update_fields=["number"])
        save(paper, deal, by=by, at=at, what="paper.piece", changes=changes)
    return paper


def piece_found_by(piece: Piece) -> tuple[str, ...]:
    return (piece.title, piece.body, piece.tags)


def _must_write(by: Viewer) -> None:
    if not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))


def _hold(id: int) -> Piece:
    read_piece(id)
    return Piece.objects.select_for_update().get(id=id)


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in values.items() if name in PIECE_NAMES}
    for name in ("title", "body"):
        if name in given:
            given[name] = clean(given[name] or "", lines=name == "body")
    if "tags" in given:
        given["tags"] = tags_of(clean(given["tags"] or "", lines=False))
    wrong = piece_faults(given) | {name: _("A piece has no such field.") for name in values if name not in PIECE_NAMES}
    owner = given.get("owner_id")
    if owner and not User.objects.filter(id=owner, is_active=True).exclude(role=Role.VIEWER).exists():
        wrong["owner_id"] = _("Choose one from the list.")
    if wrong:
        raise Invalid(wrong)
    return given


def _word(piece: Piece, *, by: Viewer, at: datetime) -> None:
    """Keep its wording as a version of its own, and let it be found by it."""
    PieceText.objects.create(
        piece=piece, number=piece.version, title=piece.title, body=piece.body, written_at=at, written_by_id=by.id
    )
    put(Kind.PIECE, piece.pk, *piece_found_by(piece))


def _shown(piece: Piece, name: str) -> Any:
    if name == "owner_id":
        return str(piece.owner) if piece.owner else None
    return str(getattr(piece, name)).strip()[:200]


def _tell(piece: Piece, *, by: Viewer, at: datetime, what: str, changes: list[Change] | None = None) -> None:
    record(by=by, at=at, what=what, subject=Thing("piece", piece.pk, piece.title), changes=changes or [])
