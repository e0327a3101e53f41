"""Playbooks and their versions: a draft is written, published, and then stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evener.deals.models import Product
from evener.discovery import files
from evener.discovery.models import Playbook, PlaybookVersion, Question
from evener.discovery.queries.playbooks import missing
from evener.discovery.rules.questions import (
    MOST_QUESTIONS,
    NAMES,
    PLAYBOOK_NAMES,
    may_write_playbooks,
    playbook_faults,
)
from evener.journal import queries as journal
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Clash, Conflict, Invalid, NotAllowed, Refused, Text
from evener.search.rules import fold

FIELDS = tuple(PLAYBOOK_NAMES)


def create_playbook(
    *, by: Viewer, at: datetime, values: Mapping[str, Any], questions: Iterable[Mapping[str, Any]] = ()
) -> Playbook:
    """A playbook with its first draft. `questions` are whole and checked, as `files.read` gives them."""
    require_author(by)
    playbook = Playbook(created_at=at, created_by_id=by.id)
    with transaction.atomic():
        _take(playbook, values)
        _save(playbook)
        version = _draft(playbook, 1, by=by, at=at)
        _fill(version, questions)
        changes: list[Change] = [(name, None, shown(playbook, name)) for name in FIELDS if shown(playbook, name)]
        record(by=by, at=at, what="playbook.created", subject=thing(playbook), changes=changes, version=1)
    return playbook


def change_playbook(
    *, by: Viewer, at: datetime, playbook_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Playbook:
    """Change what a playbook is called and for. `seen_version` as in `capabilities.actions.change_capability`."""
    require_author(by)
    with transaction.atomic():
        playbook = hold(playbook_id)
        new = {name: value for name, value in values.items() if getattr(playbook, name, None) != value}
        if not new:
            return playbook
        if seen_version is not None and seen_version != playbook.version:
            _refuse_clashes(playbook, new, seen_version=seen_version)
        before = {name: shown(playbook, name) for name in new if name in PLAYBOOK_NAMES}
        _take(playbook, new)
        playbook.version += 1
        _save(playbook)
        changes: list[Change] = [(name, before[name], shown(playbook, name)) for name in new]
        record(
            by=by, at=at, what="playbook.changed", subject=thing(playbook), changes=changes, version=playbook.version
        )
    return playbook


def start_draft(*, by: Viewer, at: datetime, playbook_id: int) -> PlaybookVersion:
    """The next version, as a copy of the newest."""
    require_author(by)
    with transaction.atomic():
        playbook = hold(playbook_id)
        return _next(playbook, by=by, at=at, questions=None)


def discard_draft(*, by: Viewer, at: datetime, playbook_id: int) -> None:
    """Throw a draft away. The first one stays: without it there would be no playbook."""
    require_author(by)
    with transaction.atomic():
        playbook = hold(playbook_id)
        draft = PlaybookVersion.objects.filter(playbook=playbook, published_at=None).first()
        if draft is None:
            raise Refused(_("There is no draft of this playbook."))
        if draft.number == 1:
            raise Refused(_("This is the first version of the playbook: change it, there is nothing to go back to."))
        draft.delete()
        record(
            by=by, at=at, what="playbook.discarded", subject=thing(playbook), changes=[("number", draft.number, None)]
        )


def publish(*, by: Viewer, at: datetime, playbook_id: int) -> PlaybookVersion:
    """From now on deals may go by the draft, and it never changes again."""
    require_author(by)
    with transaction.atomic():
        playbook = hold(playbook_id)
        draft = PlaybookVersion.objects.filter(playbook=playbook, published_at=None).first()
        if draft is None:
            raise Refused(_("There is no draft to publish. Start a new version first."))
        if not Question.objects.filter(of_version=draft).exists():
            raise Refused(_("There is no question in it yet. Add one before you publish."))
        draft.published_at, draft.published_by_id = at, by.id
        draft.save(update_fields=["published_at", "published_by_id"])
        changes: list[Change] = [("number", None, draft.number)]
        record(by=by, at=at, what="playbook.published", subject=thing(playbook), changes=changes)
    return draft


def take_file(*, by: Viewer, at: datetime, raw: bytes) -> Playbook:
    """A playbook from a file: a new one, or the next draft of the one that has its name. Invalid says what is wrong."""
    require_author(by)
    found = files.read(raw)
    there = Playbook.objects.filter(folded_name=_folded(found.values["name"])).first()
    if there is None:
        return create_playbook(by=by, at=at, values=found.values, questions=found.questions)
    with transaction.atomic():
        playbook = hold(there.pk)
        _next(playbook, by=by, at=at, questions=found.questions)
    return playbook


def require_author(by: Viewer) -> None:
    if not may_write_playbooks(by):
        raise NotAllowed(_("Engineering writes the playbooks. Ask an engineer to change it."))


def hold(playbook_id: int) -> Playbook:
    """The playbook, locked until the transaction ends: its versions and questions change one at a time."""
    found = Playbook.objects.select_for_update(of=("self",)).select_related("product").filter(id=playbook_id).first()
    if found is None:
        raise missing()
    return found


def thing(playbook: Playbook) -> Thing:
    return Thing("playbook", playbook.pk, playbook.name)


def shown(playbook: Playbook, field: str) -> Any:
    """The field as the journal keeps it."""
    if field == "product_id":
        return str(playbook.product) if playbook.product is not None else None
    return getattr(playbook, field)


def _next(
    playbook: Playbook, *, by: Viewer, at: datetime, questions: Iterable[Mapping[str, Any]] | None
) -> PlaybookVersion:
    """The next draft with `questions`; None: with those of the newest version."""
    newest = PlaybookVersion.objects.filter(playbook=playbook).order_by("-number").first()
    if newest is not None and newest.is_draft:
        raise Refused(
            _("Version %(number)d of “%(name)s” is a draft already. Publish or discard it first.")
            % {"number": newest.number, "name": playbook.name}
        )
    number = newest.number + 1 if newest else 1
    version = _draft(playbook, number, by=by, at=at)
    if questions is None:
        rows = Question.objects.filter(of_version=newest).order_by("position", "id")
        questions = [{name: getattr(row, name) for name in NAMES} for row in rows]
    _fill(version, questions)
    record(by=by, at=at, what="playbook.drafted", subject=thing(playbook), changes=[("number", None, number)])
    return version


def _draft(playbook: Playbook, number: int, *, by: Viewer, at: datetime) -> PlaybookVersion:
    return PlaybookVersion.objects.create(playbook=playbook, number=number, created_at=at, created_by_id=by.id)


def _fill(version: PlaybookVersion, questions: Iterable[Mapping[str, Any]]) -> None:
    rows = [Question(of_version=version, position=place, **row) for place, row in enumerate(questions, start=1)]
    if len(rows) > MOST_QUESTIONS:
        raise Invalid({"": _("A playbook has at most %(most)d questions.") % {"most": MOST_QUESTIONS}})
    Question.objects.bulk_create(rows)


def _take(playbook: Playbook, values: Mapping[str, Any]) -> None:
    wrong = playbook_faults({name: getattr(playbook, name) for name in FIELDS} | dict(values))
    product = values.get("product_id")
    if product is not None and not Product.objects.filter(id=product).exists():
        wrong["product_id"] = _("There is no such product.")
    if wrong:
        raise Invalid(wrong)
    for name, value in values.items():
        setattr(playbook, name, value.strip() if isinstance(value, str) else value)
    playbook.folded_name = _folded(playbook.name)


def _folded(name: str) -> str:
    return (fold(name) or name.strip().casefold())[:120]


def _save(playbook: Playbook) -> None:
    """Two people may write the same name at once: then the database tells the second one."""
    try:
        with transaction.atomic():
            playbook.save()
    except IntegrityError as error:
        raise Invalid({"name": _("There is a playbook of this name already. Start a new version of it.")}) from error


def _refuse_clashes(playbook: Playbook, new: Mapping[str, Any], *, seen_version: int) -> None:
    ahead = Playbook(**{name: value for name, value in new.items() if name in PLAYBOOK_NAMES})
    clashes: dict[str, Clash] = {}
    for entry in journal.since_version("playbook", playbook.pk, version=seen_version):
        for name, _before, _after in entry.changes:
            if name in new:
                theirs, yours = (_shown_text(each, name) for each in (playbook, ahead))
                clashes[name] = Clash(
                    field=str(PLAYBOOK_NAMES[name]), theirs=theirs, yours=yours, who=entry.actor.name,
                    when=entry.at.isoformat(),
                )  # fmt: skip
    if clashes or seen_version > playbook.version:
        text: Text = _("Somebody changed this while you were at it. Look at both, then decide.")
        raise Conflict(text, clashes=list(clashes.values()), version=playbook.version)


def _shown_text(playbook: Playbook, field: str) -> str:
    return str(shown(playbook, field) or "")
