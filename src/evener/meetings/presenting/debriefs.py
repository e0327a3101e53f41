"""What a meeting taught as pages show it: what landed where, credit, habits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.deals.models import Deal
from evener.discovery.models import Answer
from evener.discovery.presenting import to_ask, value_text
from evener.discovery.queries.sheets import Sheet
from evener.discovery.rules.answers import SOURCE_NAMES, Source, fits
from evener.discovery.rules.questions import AnswerKind
from evener.meetings.forms.debrief import Asked
from evener.meetings.models import Credit, SelfCheck
from evener.meetings.queries.one import Written
from evener.meetings.rules.debrief import CREDIT_NAMES, HABIT_INSTEAD, HABIT_NAMES, CreditKind, Habit
from evener.pages.templatetags.evener import day
from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Line:
    """Something that landed: what it is, its words, and where it stands now."""

    kind: Text
    words: str
    detail: str
    url: str
    tone: str = ""
    tag: Text = ""


@dataclass(frozen=True, slots=True)
class CreditRow:
    row: Credit
    how: Text
    meeting: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One debrief on the sheet."""

    who: str
    at: datetime
    note: str
    lines: list[Line]
    credits: list[CreditRow]


@dataclass(frozen=True, slots=True)
class HabitCount:
    name: Text
    instead: Text
    times: int


def told(written: Sequence[Written], deal: Deal | None) -> list[Told]:
    return [
        Told(
            each.row.author.name,
            each.row.written_at,
            each.row.note,
            [line for landed in each.landed for line in _lines(landed, deal)],
            [CreditRow(row, CREDIT_NAMES[CreditKind(row.kind)]) for row in each.credits],
        )
        for each in written
    ]


def _lines(landed: object, deal: Deal | None) -> list[Line]:
    answer, promise, step = (getattr(landed, name) for name in ("answer", "promise", "step"))
    if deal is None:
        return []
    if answer is not None:
        source = Source(answer.source)
        return [
            Line(
                _("Learned"), answer_text(answer), answer.question.text,
                f"{reverse('discovery:of_deal', args=[deal.pk])}#q-{answer.key}",
                "warn" if source == Source.ASSUMED else "ok", SOURCE_NAMES[source],
            )
        ]  # fmt: skip
    if promise is not None:
        due = _("for %(day)s") % {"day": day(promise.due_on)} if promise.due_on else ""
        blind = promise.blind
        return [
            Line(
                _("Promised"), promise.words, due, reverse("promises:page", args=[promise.pk]),
                "danger" if blind else "info", _("Blind") if blind else promise.get_state_display(),
            )
        ]  # fmt: skip
    owner = step.owner.name if step.owner else _("Nobody")
    detail = ", ".join(filter(None, (owner, day(step.due_on) if step.due_on else "")))
    done = step.done_at is not None
    return [
        Line(
            _("Next step"), step.what, detail, reverse("deals:page", args=[deal.pk]), "ok" if done else "",
            _("Done") if done else _("Open"),
        )
    ]  # fmt: skip


def answer_text(answer: Answer) -> str:
    kind = AnswerKind(answer.question.kind)
    if not fits(answer.value, kind=kind, choices=answer.question.choices):
        return answer.value
    return value_text(answer.value, kind=kind, unit=answer.question.unit)


def asked(sheet: Sheet | None) -> list[Asked]:
    """The questions to ask next, each with engineering's why and the answer that stands, were it only assumed."""
    if sheet is None:
        return []
    questions = {row.pk: row for row in sheet.questions}
    found = []
    for each in to_ask(sheet):
        question = questions[each.id]
        answer = sheet.answers.get(question.key)
        found.append(
            Asked(question, each.words, question.why, answer.pk if answer else 0, answer.value if answer else "")
        )
    return found


def credit_rows(rows: Sequence[Credit], titles: dict[int, str]) -> list[CreditRow]:
    """`titles` are those of meetings the viewer may see; the others stay unnamed."""
    found = []
    for row in rows:
        meeting = row.debrief.meeting_id
        title = titles.get(meeting, "")
        url = reverse("meetings:page", args=[meeting]) if title else ""
        found.append(CreditRow(row, CREDIT_NAMES[CreditKind(row.kind)], title, url))
    return found


def habits(checks: Sequence[SelfCheck]) -> list[HabitCount]:
    """How often each was seen, the most frequent first; those never seen are left out."""
    counts = Counter(habit for check in checks for habit in check.habits if habit in set(Habit))
    return [
        HabitCount(HABIT_NAMES[Habit(habit)], HABIT_INSTEAD[Habit(habit)], times)
        for habit, times in counts.most_common()
    ]
