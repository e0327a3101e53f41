"""A new paper filled from the record: what is known of the deal, and where each part of it came from.

Only what somebody told us or we saw goes into the text; an assumption is nothing to show a customer. What is ours alone
(what is at stake for whom, what would lower a risk) is laid beside the text for whoever writes it, never into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.deals.models import Deal, NextStep
from evener.discovery.models import Answer
from evener.discovery.queries import sheets as known
from evener.discovery.rules.answers import COUNTED, SOURCE_NAMES, Source, shown
from evener.discovery.rules.questions import AnswerKind, Group
from evener.meetings.models import Attendee, Meeting
from evener.pages.templatetags.evener import day
from evener.papers.rules.writing import LENGTHS, Step
from evener.people.rules import Viewer
from evener.promises.models import Promise
from evener.promises.rules import ENDED, seen
from evener.pursuit import queries as plans
from evener.pursuit.rules import PlanQuestion, show_value
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.queries import of_deal as stakeholders_of
from evener.stakeholders.rules.parts import DealRole

Origin = list[str]
# What says most about the problem, and what about a good end, the first first.
ABOUT_PROBLEM = (Group.SCOPE, Group.SCALE, Group.ENVIRONMENT, Group.DATA)
ABOUT_SUCCESS = (Group.SUCCESS_MEASURE,)
MOST_ANSWERS, MOST_CAPABILITIES, MOST_STEPS, MOST_READERS = 3, 4, 6, 4
FROM_PLAN = (PlanQuestion.MISSION, PlanQuestion.RESULTS)
READERS = (DealRole.BUYER, DealRole.CHAMPION)


@dataclass(slots=True)
class Start:
    """A paper as it begins. `origins` says by part where it came from: a text and the address it leads to ('' none)."""

    title: str = ""
    readers: str = ""
    problem: str = ""
    idea: str = ""
    picture: str = ""
    picture_says: str = ""
    steps: list[Step] = field(default_factory=list)
    promise_ids: list[int] = field(default_factory=list)
    origins: dict[str, list[Origin]] = field(default_factory=dict)

    def came(self, part: str, text: str, url: str = "") -> None:
        self.origins.setdefault(part, []).append([text[:300], url])


def filled(viewer: Viewer, deal: Deal, *, meeting: Meeting | None, at: datetime) -> Start:
    """What the record gives for a paper on this deal, which the viewer has read. Some ten queries."""
    start = Start()
    answers = _answers(deal)
    _title(start, deal, meeting)
    _readers(start, viewer, deal, meeting)
    _problem(start, deal, meeting, answers)
    promises = _idea(start, deal, answers)
    _picture(start, deal, answers, promises)
    _steps(start, deal)
    for name, limit in LENGTHS.items():
        setattr(start, name, getattr(start, name)[:limit])
    return start


@dataclass(frozen=True, slots=True)
class Known:
    """An answer somebody told or we saw, as it is shown."""

    group: Group
    question: str
    text: str
    answer: Answer
    is_text: bool


def _answers(deal: Deal) -> list[Known]:
    found = known.discovery(deal.pk)
    if found is None:
        return []
    rows = []
    for key, answer in known.standing(deal.pk, found.of_version.playbook_id).items():
        question = answer.question
        if answer.source in COUNTED and key:
            kind = AnswerKind(question.kind)
            text = shown(answer.value, kind=kind, unit=question.unit)
            rows.append(Known(Group(question.group), question.text, text, answer, kind == AnswerKind.TEXT))
    return rows


def _about(answers: Sequence[Known], groups: Sequence[Group]) -> list[Known]:
    """Answers in words of these groups, in the order of the groups."""
    return [each for group in groups for each in answers if each.group == group and each.is_text]


def _title(start: Start, deal: Deal, meeting: Meeting | None) -> None:
    start.title = deal.name
    start.came("title", _("The name of the deal"), reverse("deals:page", args=[deal.pk]))
    if meeting is not None:
        words = {"title": meeting.title, "day": day(meeting.starts_at)}
        start.came("title", _("For “%(title)s” on %(day)s") % words, reverse("meetings:page", args=[meeting.pk]))


def _readers(start: Start, viewer: Viewer, deal: Deal, meeting: Meeting | None) -> None:
    """Who was there; without a meeting who decides and who speaks for us."""
    there = []
    if meeting is not None:
        rows = Attendee.objects.filter(meeting=meeting, contact__isnull=False, absent=False).select_related("contact")
        there = [row.contact.name for row in rows.order_by("id")[:MOST_READERS] if row.contact]
    people = stakeholders_of(viewer, deal_id=deal.pk)
    if there:
        start.readers = ", ".join(there)
        start.came("readers", _("Those of theirs who were in the meeting"))
    else:
        chosen = [row for row in people if set(row.roles) & set(READERS)][:MOST_READERS]
        start.readers = ", ".join(row.contact.name for row in chosen)
        if chosen:
            start.came("readers", _("Who decides and who speaks for us"), _people(deal))
    _keep_in_mind(start, deal, people)


def _keep_in_mind(start: Start, deal: Deal, people: Sequence[Stakeholder]) -> None:
    for row in [row for row in people if row.lowers_risk][:MOST_ANSWERS]:
        words = {"who": row.contact.name, "what": row.lowers_risk}
        start.came("mind", _("What would lower the risk for %(who)s: %(what)s") % words, _people(deal))


def _people(deal: Deal) -> str:
    return reverse("stakeholders:of_deal", args=[deal.pk])


def _problem(start: Start, deal: Deal, meeting: Meeting | None, answers: Sequence[Known]) -> None:
    chosen = _about(answers, ABOUT_PROBLEM)[:MOST_ANSWERS]
    parts = [_sentence(each.text) for each in chosen]
    for each in chosen:
        start.came("problem", _source(each), reverse("discovery:of_deal", args=[deal.pk]))
    if not parts and deal.about.strip():
        parts.append(_sentence(deal.about))
        start.came("problem", _("What the deal is about"), reverse("deals:page", args=[deal.pk]))
    if not parts and meeting is not None and meeting.purpose.strip():
        parts.append(_sentence(meeting.purpose))
        start.came("problem", _("The purpose of the meeting"), reverse("meetings:page", args=[meeting.pk]))
    start.problem = " ".join(parts)


def _idea(start: Start, deal: Deal, answers: Sequence[Known]) -> list[Promise]:
    """What a good end is to them, and what we can do that engineering stands behind."""
    parts = _plan(start, deal)
    for each in _about(answers, ABOUT_SUCCESS)[:1]:
        parts.append(_sentence(each.text))
        start.came("idea", _source(each), reverse("discovery:of_deal", args=[deal.pk]))
    values = _values(start, deal)
    if values:
        parts.append("\n".join(values))
    rows = Promise.objects.filter(deal=deal).exclude(life__in=list(ENDED)).select_related("capability")
    chosen = [row for row in rows.order_by("due_order", "id") if seen(row.standing)][:MOST_CAPABILITIES]
    points = []
    for row in chosen:
        points.append(f"- {_sentence((row.capability.wording if row.capability else '') or row.words)}")
        text = _("A promise engineering stands behind: “%(words)s”") % {"words": row.words}
        start.came("idea", text, reverse("promises:page", args=[row.pk]))
    if points:
        parts.append("\n".join(points))
    start.idea = "\n\n".join(parts)
    start.promise_ids = [row.pk for row in chosen]
    return chosen


def _plan(start: Start, deal: Deal) -> list[str]:
    """What the plan says we are here to do and what comes of it: shared answers as text, the others to keep in mind."""
    page, parts = _plan_page(deal), []
    for given in plans.answers(deal.pk):
        if given.asked.question not in FROM_PLAN or not given.text.strip():
            continue
        if given.row is not None and given.row.shared:
            parts.append(_sentence(given.text))
            start.came("idea", _("The plan: “%(question)s”") % {"question": given.asked.text}, page)
        else:
            words = {"question": given.asked.text, "text": given.text}
            start.came("mind", _("%(question)s %(text)s") % words, page)
    return parts


def _values(start: Start, deal: Deal) -> list[str]:
    """What the customer values, in their own numbers, where it is shared with them."""
    points = []
    for measured in plans.metrics(deal.pk):
        row = measured.row
        text = _("%(name)s: %(target)s") % {"name": row.name, "target": show_value(row.target_minor, row.unit)}
        if row.baseline_minor is not None:
            now = show_value(row.baseline_minor, row.unit)
            words = {"name": row.name, "now": now, "target": show_value(row.target_minor, row.unit)}
            text = _("%(name)s: from %(now)s to %(target)s") % words
        if row.shared:
            points.append(f"- {text}")
            start.came("idea", _("What they value: %(metric)s") % {"metric": text}, _plan_page(deal))
        else:
            start.came("mind", _("What they value: %(metric)s") % {"metric": text}, _plan_page(deal))
    return points[:MOST_ANSWERS]


def _plan_page(deal: Deal) -> str:
    return reverse("pursuit:of_deal", args=[deal.pk])


def _picture(start: Start, deal: Deal, answers: Sequence[Known], promises: Sequence[Promise]) -> None:
    """A picture to begin with: theirs, ours, and what comes out of it."""
    if deal.product is None:
        return
    customer = _name(deal.account.name if deal.account else _("Customer"))
    ours = _name(deal.product.name)
    systems, staff = _name(_("Your systems")), _name(_("Your people"))
    start.picture = f"{customer}: {systems}, {staff}\n{systems} -> *{ours}*\n*{ours}* -> {staff}"
    start.came("picture", _("Customer and product of the deal: replace the boxes by what they told you"))


def _name(text: str) -> str:
    """A box's name in quotes, so that nothing in it is read as an arrow or a colon."""
    bare = " ".join(text.replace('"', "").split())[:60]
    return f'"{bare}"'


def _steps(start: Start, deal: Deal) -> None:
    """The deal's open steps, those the customer sees first."""
    rows = NextStep.objects.filter(deal=deal, waiting=True).order_by("-shared", "due_on", "id")[:MOST_STEPS]
    start.steps = [Step("", step_id=row.pk) for row in rows]
    if start.steps:
        start.came("steps", _("The open steps of the deal"), reverse("deals:page", args=[deal.pk]))


def _source(each: Known) -> str:
    """`“What stops the line?”: told by Anna Weiss, 3 Mar`."""
    answer = each.answer
    how = str(SOURCE_NAMES[Source(answer.source)])
    if answer.contact:
        how = _("%(how)s by %(who)s") % {"how": how, "who": answer.contact.name}
    return f"“{each.question}” · {how} · {day(answer.answered_at)}"


def _sentence(text: str) -> str:
    """The text in one line, ended as a sentence is."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", "…", ":")) else f"{line}."
