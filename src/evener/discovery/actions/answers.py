"""What is known of a deal: by which playbook it goes, and the answers. Nothing is written over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.customers.models import Contact
from evener.deals.actions.held import hold_to_change, thing
from evener.deals.actions.promised import set_coverage
from evener.deals.models import Deal
from evener.discovery.models import Answer, Discovery, PlaybookVersion, Question
from evener.discovery.queries import playbooks as queries
from evener.discovery.queries import sheets
from evener.discovery.rules.answers import LONGEST_NOTE, SOURCE_NAMES, Source, Unfit, read, read_exact, shown
from evener.discovery.rules.questions import AnswerKind
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Clash, Conflict, Invalid, NotThere, Refused, Text
from evener.search.actions import put
from evener.search.rules import Kind as SearchKind


def choose_playbook(*, by: Viewer, at: datetime, deal_id: int, playbook_id: int) -> Discovery:
    """The deal goes by the newest published version of this playbook. Answers of another one stay with that one."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        queries.playbook(playbook_id)
        version = queries.newest_published(playbook_id)
        if version is None:
            raise Refused(_("This playbook is not published yet. Ask engineering to publish it."))
        return _go_by(deal, version, by=by, at=at)


def move_up(*, by: Viewer, at: datetime, deal_id: int) -> Discovery:
    """The deal goes on by the newest version of its playbook; answers to questions with the same key come along."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        found = _discovery(deal)
        version = queries.newest_published(found.of_version.playbook_id)
        if version is None or version.number <= found.of_version.number:
            raise Refused(_("This deal goes by the newest version already."))
        return _go_by(deal, version, by=by, at=at)


def give_answer(
    *,
    by: Viewer,
    at: datetime,
    deal_id: int,
    question_id: int,
    value: str,
    source: str,
    contact_id: int | None = None,
    meeting: str = "",
    seen: int | None = None,
    exact: bool = False,
) -> Answer:
    """Answer a question of the deal's playbook; the answer that stood goes into the history.

    `seen` is the id of the answer the writer saw, 0 for none: where another one stands now, Conflict and nothing is
    written. None means: whatever stands there. `exact`: the value comes from a program, written as values are kept.
    """
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        found = _discovery(deal)
        question = _question(found, question_id)
        kept = _checked(question, deal, value, source, contact_id, meeting, exact=exact)
        before = _standing(deal, found, question)
        _refuse_clash(before, question, kept, source, seen=seen)
        same = before is not None and (before.value, before.source, before.contact_id, before.meeting) == (
            kept, source, contact_id, meeting.strip(),
        )  # fmt: skip
        if before is not None and same:
            return before
        _end(before, by=by, at=at)
        answer = Answer.objects.create(
            deal=deal, playbook_id=found.of_version.playbook_id, key=question.key, question=question, value=kept,
            source=source, answered_at=at, answered_by_id=by.id, contact_id=contact_id, meeting=meeting.strip(),
        )  # fmt: skip
        put(SearchKind.ANSWER, answer.pk, *found_by(answer))
        _settle(deal, found.of_version, at=at)
        what = "answer.changed" if before else "answer.given"
        _record(what, question, answer, deal, _changes(question, before, answer), by=by, at=at)
    return answer


def take_back(*, by: Viewer, at: datetime, deal_id: int, question_id: int, seen: int | None = None) -> None:
    """The answer no longer stands; it stays in the history."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        found = _discovery(deal)
        question = _question(found, question_id)
        before = _standing(deal, found, question)
        if before is None:
            raise Refused(_("There is no answer to take back."))
        if seen is not None and seen != before.pk:
            raise _overtaken(before, question, "")
        _end(before, by=by, at=at)
        _settle(deal, found.of_version, at=at)
        _record("answer.taken_back", question, before, deal, _changes(question, before, None), by=by, at=at)


def found_by(answer: Answer) -> tuple[str, ...]:
    """The words an answer is found by."""
    question = answer.question
    return question.text, shown(answer.value, kind=AnswerKind(question.kind), unit=question.unit), answer.meeting


def _go_by(deal: Deal, version: PlaybookVersion, *, by: Viewer, at: datetime) -> Discovery:
    before = sheets.discovery(deal.pk)
    if before is not None and before.of_version_id == version.pk:
        return before
    values = {"of_version": version, "chosen_at": at, "chosen_by_id": by.id}
    after, _made = Discovery.objects.update_or_create(deal=deal, defaults=values)
    _settle(deal, version, at=at)
    changes: list[Change] = [("playbook", _called(before), _called(sheets.discovery(deal.pk)))]
    record(by=by, at=at, what="deal.playbook", subject=thing(deal), changes=changes)
    return after


def _called(found: Discovery | None) -> str | None:
    if found is None:
        return None
    version = found.of_version
    return _("%(name)s, version %(number)d") % {"name": version.playbook.name, "number": version.number}


def _discovery(deal: Deal) -> Discovery:
    found = sheets.discovery(deal.pk)
    if found is None:
        raise Refused(_("This deal goes by no playbook yet. Choose one first."))
    return found


def _question(found: Discovery, question_id: int) -> Question:
    """The question of the deal's version; somebody may have moved the deal up since the page was opened."""
    question = queries.question(question_id)
    if question.of_version_id == found.of_version_id:
        return question
    if question.of_version.playbook_id == found.of_version.playbook_id:
        now = Question.objects.select_related("of_version__playbook").filter(
            of_version=found.of_version, key=question.key
        )
        if len(now) == 1:
            return now[0]
    raise NotThere(_("This question is not in the deal's playbook. Open the deal again."))


def _checked(
    question: Question, deal: Deal, value: str, source: str, contact_id: int | None, meeting: str, *, exact: bool
) -> str:
    wrong: dict[str, Text] = {}
    kept = ""
    try:
        reading = read_exact if exact else read
        kept = reading(value, kind=AnswerKind(question.kind), choices=question.choices, currency=deal.currency)
    except Unfit as unfit:
        wrong["value"] = unfit.text
    if source not in set(Source):
        wrong["source"] = _("Say how we know: told, observed or assumed.")
    if len(meeting.strip()) > LONGEST_NOTE or "\x00" in meeting:
        wrong["meeting"] = _("Keep it under %(limit)d characters.") % {"limit": LONGEST_NOTE}
    if contact_id is not None and not Contact.objects.filter(id=contact_id, account_id=deal.account_id or 0).exists():
        wrong["contact_id"] = _("Choose somebody of this deal's account.")
    if wrong:
        raise Invalid(wrong)
    return kept


def _standing(deal: Deal, found: Discovery, question: Question) -> Answer | None:
    rows = Answer.objects.select_related("answered_by", "question", "contact")
    return rows.filter(deal=deal, playbook_id=found.of_version.playbook_id, key=question.key, ended_at=None).first()


def _refuse_clash(before: Answer | None, question: Question, kept: str, source: str, *, seen: int | None) -> None:
    if seen is None or seen == (before.pk if before else 0):
        return
    if before is None:
        raise Conflict(_("Somebody took this answer back while you were at it. Look again, then decide."), version=0)
    raise _overtaken(before, question, _worded(question, kept, source))


def _overtaken(now: Answer, question: Question, yours: str) -> Conflict:
    clash = Clash(
        field=question.text,
        theirs=_worded(question, now.value, now.source),
        yours=yours,
        who=now.answered_by.name,
        when=now.answered_at.isoformat(),
    )
    text = _("%(who)s answered this while you were at it. Look at both, then decide.") % {"who": clash.who}
    return Conflict(text, clashes=[clash], version=now.pk)


def _worded(question: Question, value: str, source: str) -> str:
    said = shown(value, kind=AnswerKind(question.kind), unit=question.unit)
    return f"{said} ({SOURCE_NAMES[Source(source)]})"


def _end(answer: Answer | None, *, by: Viewer, at: datetime) -> None:
    if answer is not None:
        answer.ended_at, answer.ended_by_id = at, by.id
        answer.save(update_fields=["ended_at", "ended_by_id"])


def _settle(deal: Deal, version: PlaybookVersion, *, at: datetime) -> None:
    set_coverage(deal_id=deal.pk, at=at, percent=sheets.percent(deal.pk, version))


def _changes(question: Question, before: Answer | None, after: Answer | None) -> list[Change]:
    was, now = (_facts(question, answer) for answer in (before, after))
    return [(name, was.get(name), now.get(name)) for name in ("value", "source", "contact", "meeting")
            if was.get(name) != now.get(name)]  # fmt: skip


def _facts(question: Question, answer: Answer | None) -> dict[str, str | None]:
    if answer is None:
        return {}
    asked = answer.question if answer.question_id != question.pk else question
    return {
        "value": shown(answer.value, kind=AnswerKind(asked.kind), unit=asked.unit),
        "source": answer.source,
        "contact": str(answer.contact) if answer.contact else None,
        "meeting": answer.meeting or None,
    }


def _record(
    what: str, question: Question, answer: Answer, deal: Deal, changes: list[Change], *, by: Viewer, at: datetime
) -> None:
    subject = Thing("answer", answer.pk, question.text)
    record(by=by, at=at, what=what, subject=subject, thread=thing(deal), changes=changes)
