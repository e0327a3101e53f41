"""Questions of a draft: added, changed, moved and taken out. A published version is never touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.discovery.actions.playbooks import hold, require_author, thing
from evener.discovery.models import Playbook, PlaybookVersion, Question
from evener.discovery.queries import playbooks as queries
from evener.discovery.rules.questions import MOST_QUESTIONS, NAMES, AnswerKind, key_from, question_faults
from evener.journal.actions import record
from evener.journal.rules import Change, Thing, plain
from evener.people.rules import Viewer
from evener.problems import Clash, Conflict, Invalid, Refused

PUBLISHED = lazy("A published version never changes. Start a new version, and change that.")
START: dict[str, Any] = {"wording": "", "kind": AnswerKind.TEXT, "unit": "", "choices": [], "weight": 2}


def add_question(*, by: Viewer, at: datetime, playbook_id: int, values: Mapping[str, Any]) -> Question:
    """A question at the end of the draft. Without a key it gets one from its words."""
    require_author(by)
    with transaction.atomic():
        playbook = hold(playbook_id)
        draft = _draft(playbook)
        keys = list(Question.objects.filter(of_version=draft).values_list("key", flat=True))
        if len(keys) >= MOST_QUESTIONS:
            raise Refused(_("A playbook has at most %(most)d questions.") % {"most": MOST_QUESTIONS})
        given = {**START, **values}
        if not given.get("key"):
            given["key"] = key_from(str(given.get("text", "")), keys)
        _check(given, keys)
        last = Question.objects.filter(of_version=draft).order_by("-position").values_list("position", flat=True)
        question = Question(of_version=draft, position=(last.first() or 0) + 1)
        _set(question, given)
        question.save(force_insert=True)
        record(by=by, at=at, what="question.added", subject=_named(question), thread=thing(playbook))
    return question


def change_question(
    *, by: Viewer, at: datetime, question_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Question:
    """Change a question of a draft. One that somebody changed since `seen_version` raises Conflict."""
    require_author(by)
    with transaction.atomic():
        question, playbook = _held(question_id)
        new = {name: value for name, value in values.items() if getattr(question, name, None) != value}
        if not new:
            return question
        if seen_version is not None and seen_version != question.version:
            clashes = [
                Clash(
                    field=str(NAMES.get(name, name)), theirs=_text(getattr(question, name, "")), yours=_text(value),
                    who="", when="",
                )
                for name, value in new.items()
            ]  # fmt: skip
            text = _("Somebody changed this question while you were at it. Look at both, then decide.")
            raise Conflict(text, clashes=clashes, version=question.version)
        others = Question.objects.filter(of_version=question.of_version_id).exclude(id=question.pk)
        _check({name: getattr(question, name) for name in NAMES} | new, list(others.values_list("key", flat=True)))
        changes: list[Change] = [(name, _text(getattr(question, name)), _text(value)) for name, value in new.items()]
        _set(question, new)
        question.version += 1
        question.save(force_update=True)
        record(by=by, at=at, what="question.changed", subject=_named(question), thread=thing(playbook), changes=changes)
    return question


def remove_question(*, by: Viewer, at: datetime, question_id: int) -> Playbook:
    """Take a question out of a draft; in the versions that are published it stays."""
    require_author(by)
    with transaction.atomic():
        question, playbook = _held(question_id)
        subject = _named(question)
        question.delete()
        record(by=by, at=at, what="question.removed", subject=subject, thread=thing(playbook))
    return playbook


def move_question(*, by: Viewer, at: datetime, question_id: int, up: bool) -> Question:
    """One place up or down in the draft. At the end of the list nothing happens."""
    require_author(by)
    with transaction.atomic():
        question, _playbook = _held(question_id)
        rows = list(Question.objects.filter(of_version=question.of_version_id).order_by("position", "id"))
        here = next(place for place, row in enumerate(rows) if row.pk == question.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]
            for place, row in enumerate(rows, start=1):
                row.position = place
            Question.objects.bulk_update(rows, ["position"])
    return question


def _draft(playbook: Playbook) -> PlaybookVersion:
    draft = PlaybookVersion.objects.filter(playbook=playbook, published_at=None).first()
    if draft is None:
        raise Refused(PUBLISHED)
    return draft


def _held(question_id: int) -> tuple[Question, Playbook]:
    """The question of a draft, with its playbook locked."""
    playbook = hold(queries.question(question_id).of_version.playbook_id)
    question = queries.question(question_id)  # as it is now that nobody else writes
    if not question.of_version.is_draft:
        raise Refused(PUBLISHED)
    return question, playbook


def _check(whole: Mapping[str, Any], keys: list[str]) -> None:
    wrong = question_faults(whole)
    if "key" not in wrong and whole["key"] in keys:
        wrong["key"] = _("Another question has this key. Give each its own.")
    if wrong:
        raise Invalid(wrong)


def _set(question: Question, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, list):
            value = [each.strip() for each in value]
        setattr(question, name, value.strip() if isinstance(value, str) else value)


def _named(question: Question) -> Thing:
    return Thing("question", question.pk, question.text)


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(plain(value))
