"""Every write to the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evener.journal import queries as journal
from evener.journal.actions import record
from evener.journal.rules import Change, Thing, plain
from evener.people.rules import Viewer
from evener.plain.models import Term
from evener.plain.queries import missing
from evener.plain.rules import NAMES, faults, key_of, may_write_glossary, treatment
from evener.problems import Clash, Conflict, Invalid, NotAllowed
from evener.search.actions import put, take_out
from evener.search.rules import Kind, fold

FIELDS = tuple(NAMES)


def create_term(*, by: Viewer, at: datetime, values: Mapping[str, Any]) -> Term:
    """A new entry of the glossary. Invalid where the word stands there already."""
    _writer(by)
    term = Term(created_at=at, changed_at=at, created_by_id=by.id)
    with transaction.atomic():
        _take(term, values)
        _save(term)
        _index(term)
        changes: list[Change] = [(name, None, _shown(term, name)) for name in FIELDS if getattr(term, name)]
        record(by=by, at=at, what="term.created", subject=thing(term), changes=changes, version=1)
    return term


def change_term(*, by: Viewer, at: datetime, term_id: int, values: Mapping[str, Any], seen_version: int | None) -> Term:
    """Change an entry. `seen_version` is the version the change was made on: fields somebody else changed since raise
    Conflict and nothing is written; changes to other fields pass. None means: whatever it is now.
    """
    _writer(by)
    with transaction.atomic():
        term = Term.objects.select_for_update().filter(id=term_id).first()
        if term is None:
            raise missing()
        new = {name: value for name, value in values.items() if getattr(term, name, None) != value}
        if not new:
            return term
        if seen_version is not None and seen_version != term.version:
            _refuse_clashes(term, new, seen_version=seen_version)
        before = {name: _shown(term, name) for name in new if name in NAMES}
        _take(term, new)
        term.version += 1
        term.changed_at = max(at, term.changed_at)
        _save(term)
        _index(term)
        changes: list[Change] = [(name, before[name], _shown(term, name)) for name in new]
        record(by=by, at=at, what="term.changed", subject=thing(term), changes=changes, version=term.version)
    return term


def remove_term(*, by: Viewer, at: datetime, term_id: int) -> None:
    """Take an entry out. What it said stays in the journal."""
    _writer(by)
    with transaction.atomic():
        term = Term.objects.select_for_update().filter(id=term_id).first()
        if term is None:
            raise missing()
        changes: list[Change] = [(name, _shown(term, name), None) for name in FIELDS if getattr(term, name)]
        record(by=by, at=at, what="term.removed", subject=thing(term), changes=changes, version=term.version + 1)
        take_out(Kind.TERM, term.pk)
        term.delete()


def keep_wording(*, by: Viewer, at: datetime, word: str, plain: str, language: str) -> Term:
    """What somebody wrote instead of a word becomes its plain wording: a new entry, or a changed one."""
    return _put(by=by, at=at, word=word, language=language, values={"plain": plain.strip(), "accepted": False})


def accept_word(*, by: Viewer, at: datetime, word: str, language: str) -> Term:
    """Customers know this word: it is found no more."""
    return _put(by=by, at=at, word=word, language=language, values={"accepted": True})


def _put(*, by: Viewer, at: datetime, word: str, language: str, values: Mapping[str, Any]) -> Term:
    wrong = faults({"word": word, "language": language, **values})
    if wrong:
        raise Invalid(wrong)
    there = Term.objects.filter(key=key_of(word), language__in=("", language)).order_by("-language").first()
    if there is not None:
        return change_term(by=by, at=at, term_id=there.pk, values=values, seen_version=None)
    return create_term(by=by, at=at, values={"word": word, "language": language, **values})


def thing(term: Term) -> Thing:
    return Thing("term", term.pk, term.word)


def _shown(term: Term, field: str) -> Any:
    return plain(getattr(term, field))


def _writer(by: Viewer) -> None:
    if not may_write_glossary(by):
        raise NotAllowed(_("You may read the glossary. Ask somebody who writes to customers to change it."))


def _take(term: Term, values: Mapping[str, Any]) -> None:
    """Set the values, checked as the whole they make with what stands there already."""
    whole = {name: getattr(term, name) for name in FIELDS} | dict(values)
    wrong = faults(whole)
    if wrong:
        raise Invalid(wrong)
    for name, value in values.items():
        setattr(term, name, value.strip() if isinstance(value, str) else value)
    term.key, term.folded_word = key_of(term.word), fold(term.word)[:80]
    term.treatment = treatment(plain=term.plain, accepted=term.accepted)
    if Term.objects.filter(key=term.key, language=term.language).exclude(id=term.pk).exists():
        raise _twice()


def _save(term: Term) -> None:
    """Two people may write the same at once: then the database tells the second one."""
    try:
        with transaction.atomic():
            term.save()
    except IntegrityError as error:
        raise _twice() from error


def _twice() -> Invalid:
    return Invalid({"word": _("The glossary has this word already. Look for it, and change it there.")})


def _refuse_clashes(term: Term, new: Mapping[str, Any], *, seen_version: int) -> None:
    clashes: dict[str, Clash] = {}
    for entry in journal.since_version("term", term.pk, version=seen_version):
        for name, _before, _after in entry.changes:
            if name in new:
                clashes[name] = Clash(
                    field=str(NAMES[name]), theirs=str(_shown(term, name)), yours=str(new[name]),
                    who=entry.actor.name, when=entry.at.isoformat(),
                )  # fmt: skip
    if clashes or seen_version > term.version:
        text = _("Somebody changed this while you were at it. Look at both, then decide.")
        raise Conflict(text, clashes=list(clashes.values()), version=term.version)


def _index(term: Term) -> None:
    put(Kind.TERM, term.pk, *found_by(term))


def found_by(term: Term) -> tuple[str, ...]:
    """The texts an entry is found by."""
    return (term.word, term.plain, term.meaning, term.analogy)
