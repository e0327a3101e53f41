"""What is known of a deal, and a playbook's questions, as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evener.discovery.models import Answer, Playbook, Question
from evener.discovery.queries.sheets import Sheet
from evener.discovery.rules import coverage
from evener.discovery.rules.answers import SOURCE_NAMES, Source, fits, shown
from evener.discovery.rules.questions import (
    GROUP_NAMES,
    KIND_NAMES,
    PLAYBOOK_NAMES,
    WEIGHT_NAMES,
    AnswerKind,
    Group,
)
from evener.pages.facts import Fact
from evener.pages.templatetags.evener import day, locale_of
from evener.problems import Text

TONES = {Source.TOLD: "ok", Source.OBSERVED: "ok", Source.ASSUMED: "warn"}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer in words. `misfit`: the question changed since, and this no longer answers it."""

    text: str
    source: Text
    tone: str
    who: str
    at: datetime
    told_by: str
    meeting: str
    misfit: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One question of a deal, with its answer and those that stood before."""

    id: int
    key: str
    text: str
    wording: str
    why: str
    opens: Text
    due: Text
    overdue: bool
    known: bool
    answer: Given | None
    seen: int
    earlier: Sequence[Given]


@dataclass(frozen=True, slots=True)
class Section:
    """One group: how much of it is known, and its questions."""

    key: str
    name: Text
    percent: int
    known: Text
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A question to ask next."""

    id: int
    key: str
    words: str
    quoted: bool
    why: Text


def sections(sheet: Sheet, history: Mapping[str, Sequence[Answer]]) -> list[Section]:
    """The groups in their order, each with its cards in the order of the playbook."""
    cards: dict[str, list[Card]] = {}
    known = {row.id for row in sheet.asked if row.known}
    for row in sheet.questions:
        cards.setdefault(row.group, []).append(_card(row, sheet, history.get(row.key, ()), known))
    return [
        Section(group, GROUP_NAMES[group], cover.percent, known_text(cover), cards[group])
        for group, cover in sheet.groups().items()
    ]


def known_text(cover: coverage.Cover) -> Text:
    """`3 of 5 known, 1 assumed`."""
    words = _("%(known)d of %(asked)d known") % {"known": cover.known, "asked": cover.asked}
    if not cover.assumed:
        return words
    assumed = ngettext("%(count)d only assumed", "%(count)d only assumed", cover.assumed) % {"count": cover.assumed}
    return f"{words}, {assumed}"


def _card(row: Question, sheet: Sheet, earlier: Sequence[Answer], known: set[int]) -> Card:
    answer = sheet.answers.get(row.key)
    return Card(
        id=row.pk,
        key=row.key,
        text=row.text,
        wording=row.wording,
        why=row.why,
        opens=WEIGHT_NAMES[row.weight],
        due=coverage.due_text(row.before, stages=sheet.stages, here=sheet.here),
        overdue=coverage.stages_until(row.before, stages=sheet.stages, here=sheet.here) < 0,
        known=row.pk in known,
        answer=_given(answer, row) if answer else None,
        seen=answer.pk if answer else 0,
        earlier=[_given(each, each.question) for each in earlier],
    )


def _given(answer: Answer, asked: Question) -> Given:
    kind = AnswerKind(asked.kind)
    misfit = not fits(answer.value, kind=kind, choices=asked.choices)
    return Given(
        text=answer.value if misfit else value_text(answer.value, kind=kind, unit=asked.unit),
        source=SOURCE_NAMES[Source(answer.source)],
        tone=TONES[Source(answer.source)],
        who=answer.answered_by.name,
        at=answer.answered_at,
        told_by=str(answer.contact) if answer.contact else "",
        meeting=answer.meeting,
        misfit=misfit,
        until=answer.ended_at,
    )


def value_text(value: str, *, kind: AnswerKind, unit: str) -> str:
    """A kept value as people read it, dates included."""
    if kind == AnswerKind.DATE:
        return day(date.fromisoformat(value))
    return shown(value, kind=kind, unit=unit, locale=locale_of(get_language() or "en"))


def to_ask(sheet: Sheet) -> list[ToAsk]:
    """What to ask next, in a salesperson's words where the playbook has them."""
    wordings = {row.pk: row.wording for row in sheet.questions}
    return [
        ToAsk(
            each.question.id,
            each.question.key,
            wordings[each.question.id] or each.question.text,
            bool(wordings[each.question.id]),
            each.why,
        )
        for each in sheet.next()
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a playbook."""

    id: int
    key: str
    text: str
    group: Text
    wording: str
    why: str
    kind: str
    opens: Text
    weight: int
    before: Text
    first: bool
    last: bool


def rows(questions: Sequence[Question], stages: Sequence[coverage.Stage]) -> list[Row]:
    return [
        Row(
            id=each.pk,
            key=each.key,
            text=each.text,
            group=GROUP_NAMES[Group(each.group)],
            wording=each.wording,
            why=each.why,
            kind=kind_text(each),
            opens=WEIGHT_NAMES[each.weight],
            weight=each.weight,
            before=coverage.stage_named(each.before, stages=stages),
            first=place == 0,
            last=place == len(questions) - 1,
        )
        for place, each in enumerate(questions)
    ]


def kind_text(question: Question) -> str:
    """`A number (users)`, `One of a list: cloud, own data centre`."""
    name = str(KIND_NAMES[AnswerKind(question.kind)])
    if question.choices:
        return f"{name}: {', '.join(question.choices)}"
    return f"{name} ({question.unit})" if question.unit else name


def facts(playbook: Playbook) -> list[Fact]:
    return [
        Fact("deal_type", PLAYBOOK_NAMES["deal_type"], playbook.deal_type, _("Say for which deals"), press="k"),
        Fact("product", PLAYBOOK_NAMES["product_id"], str(playbook.product or ""), _("Any product"), press="p"),
        Fact("purpose", PLAYBOOK_NAMES["purpose"], playbook.purpose, _("Say what it is for"), press="u"),
    ]
