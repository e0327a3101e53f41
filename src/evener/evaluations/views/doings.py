"""What is done to an evaluation through a form: which form, what stands beside its fields, and the action it calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.customers.models import Contact
from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.rules import Standing
from evener.evaluations import actions, queries
from evener.evaluations.forms import (
    AgreeForm,
    AnswerForm,
    CriterionForm,
    DoForm,
    EndForm,
    NoteForm,
    QuestionForm,
    ReasonForm,
    ResultForm,
    WinForm,
)
from evener.evaluations.models import Criterion, Evaluation, Question
from evener.evaluations.rules import Course, needs_reason, warnings
from evener.people.rules import Viewer
from evener.problems import NotThere, Text


@dataclass(frozen=True, slots=True)
class At:
    """Who does something to which evaluation of which deal, and when; `criterion` or `question` where it is of one."""

    viewer: Viewer
    evaluation: Evaluation
    deal: Deal
    stands: Standing
    now: datetime
    criterion: Criterion | None = None
    question: Question | None = None

    @property
    def today(self) -> date:
        return self.viewer.today(self.now)

    @property
    def contacts(self) -> Sequence[Contact]:
        return deals.contacts(self.viewer, self.deal.account_id) if self.deal.account_id else []

    @property
    def one_criterion(self) -> Criterion:
        if self.criterion is None:
            raise NotThere(_("There is no such criterion."))
        return self.criterion

    @property
    def one_question(self) -> Question:
        if self.question is None:
            raise NotThere(_("There is no such question."))
        return self.question

    @property
    def version(self) -> int:
        """What the form was opened on."""
        return (self.criterion or self.question or self.evaluation).version


@dataclass(frozen=True, slots=True)
class Doing:
    """`place` is the part of the page it opens in; `write` calls the action and returns what is said afterwards."""

    title: Text
    button: Text
    place: str
    form: Callable[[At, Any], Any]
    write: Callable[[At, Any, int], str]
    facts: Callable[[At], dict[str, Any]] = lambda at: {}


def _who(at: At) -> dict[str, Any]:
    return {"by": at.viewer, "at": at.now, "evaluation_id": at.evaluation.pk}


def _agree_form(at: At, data: Any) -> AgreeForm:
    return AgreeForm(data, contacts=at.contacts, today=at.today, contact_id=at.evaluation.decider_id)


def _agree(at: At, form: AgreeForm, seen: int) -> str:
    actions.agree(**_who(at), **form.cleaned_data, seen_version=seen)
    return _("Agreed with the customer.")


def _plain(at: At, data: Any) -> DoForm:
    return DoForm(data)


def _redraft(at: At, form: DoForm, seen: int) -> str:
    actions.redraft(**_who(at))
    return _("It is a draft again.")


def _reason(at: At, data: Any) -> ReasonForm:
    return ReasonForm(data)


def _start(at: At, form: ReasonForm, seen: int) -> str:
    actions.start(**_who(at), reason=form.cleaned_data["reason"], seen_version=seen)
    return _("It runs.")


def _start_facts(at: At) -> dict[str, Any]:
    found = warnings(queries.start_of(at.evaluation))
    return {"warnings": found, "needs_reason": needs_reason(found)}


def _end_form(at: At, data: Any) -> EndForm:
    return EndForm(data, today=at.today, status=Course(at.evaluation.status))


def _end(at: At, form: EndForm, seen: int) -> str:
    given = form.cleaned_data
    actions.end(**_who(at), how=Course(given["how"]), on=given["on"], note=given["note"], seen_version=seen)
    return _("Recorded how it ended.")


def _resume(at: At, form: ReasonForm, seen: int) -> str:
    actions.resume(**_who(at), reason=form.cleaned_data["reason"])
    return _("It goes on.")


def _win_form(at: At, data: Any) -> WinForm:
    return WinForm(data, contacts=at.contacts, today=at.today, contact_id=at.evaluation.decider_id)


def _win(at: At, form: WinForm, seen: int) -> str:
    actions.record_win(**_who(at), **form.cleaned_data, seen_version=seen)
    return _("Technical win recorded.")


def _withdraw(at: At, form: ReasonForm, seen: int) -> str:
    actions.withdraw_win(**_who(at), reason=form.cleaned_data["reason"])
    return _("The technical win is withdrawn. The journal keeps it.")


def _note_form(at: At, data: Any) -> NoteForm:
    return NoteForm(data)


def _note(at: At, form: NoteForm, seen: int) -> str:
    actions.add_note(**_who(at), text=form.cleaned_data["text"])
    return _("Noted.")


def _ask_form(at: At, data: Any) -> QuestionForm:
    return QuestionForm(data)


def _ask(at: At, form: QuestionForm, seen: int) -> str:
    actions.raise_question(**_who(at), **form.cleaned_data)
    return _("Written down. The answer is due within a day.")


def _answer_form(at: At, data: Any) -> AnswerForm:
    return AnswerForm(data, question=at.one_question)


def _answer(at: At, form: AnswerForm, seen: int) -> str:
    answer = form.cleaned_data["answer"]
    actions.answer_question(**_who(at), question_id=at.one_question.pk, answer=answer, seen_version=seen)
    return _("Answered.")


def _criterion_form(at: At, data: Any) -> CriterionForm:
    return CriterionForm(data, contacts=at.contacts, criterion=at.criterion)


def _add(at: At, form: CriterionForm, seen: int) -> str:
    actions.add_criterion(**_who(at), values=form.cleaned_data)
    return _("Criterion written down.")


def _change(at: At, form: CriterionForm, seen: int) -> str:
    actions.change_criterion(**_who(at), criterion_id=at.one_criterion.pk, values=form.cleaned_data, seen_version=seen)
    return _("Changed.")


def _remove(at: At, form: DoForm, seen: int) -> str:
    actions.remove_criterion(**_who(at), criterion_id=at.one_criterion.pk)
    return _("Taken out. The journal keeps it.")


def _result_form(at: At, data: Any) -> ResultForm:
    return ResultForm(data, criterion=at.one_criterion)


def _result(at: At, form: ResultForm, seen: int) -> str:
    actions.record_result(**_who(at), criterion_id=at.one_criterion.pk, **form.cleaned_data, seen_version=seen)
    return _("Result recorded.")


DOINGS: dict[str, Doing] = {
    "agree": Doing(lazy("Agreed with the customer"), lazy("They agreed"), "course", _agree_form, _agree),
    "redraft": Doing(lazy("Open the criteria again?"), lazy("Back to a draft"), "course", _plain, _redraft),
    "start": Doing(lazy("Start it"), lazy("Start"), "course", _reason, _start, _start_facts),
    "end": Doing(lazy("End it"), lazy("Record the end"), "course", _end_form, _end),
    "resume": Doing(lazy("Resume it"), lazy("Resume"), "course", _reason, _resume),
    "win": Doing(lazy("Technical win"), lazy("Record the win"), "win", _win_form, _win),
    "withdraw": Doing(lazy("Withdraw the technical win"), lazy("Withdraw"), "win", _reason, _withdraw),
    "note": Doing(lazy("Note"), lazy("Add the note"), "journal", _note_form, _note),
    "ask": Doing(lazy("A question was asked"), lazy("Write it down"), "questions", _ask_form, _ask),
    "answer": Doing(lazy("Answer"), lazy("Answer"), "questions", _answer_form, _answer),
    "add_criterion": Doing(lazy("New criterion"), lazy("Add the criterion"), "criteria", _criterion_form, _add),
    "change_criterion": Doing(lazy("Change the criterion"), lazy("Save"), "criteria", _criterion_form, _change),
    "result_criterion": Doing(lazy("Record the result"), lazy("Record"), "criteria", _result_form, _result),
    "remove_criterion": Doing(lazy("Take this criterion out?"), lazy("Take it out"), "criteria", _plain, _remove),
}
