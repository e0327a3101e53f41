"""The five answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import hold_to_change, thing, touch
from evener.journal.actions import record
from evener.journal.rules import Change, Thing, changed
from evener.people.rules import Viewer
from evener.problems import Clash, Conflict, Invalid, NotThere, Text
from evener.pursuit.models import Citation, PlanAnswer
from evener.pursuit.queries import citable
from evener.pursuit.rules import BY_KEY, LONGEST_ANSWER, MOST_CITED, PlanQuestion
from evener.search.actions import put
from evener.search.rules import Kind


def write_answer(
    *, by: Viewer, at: datetime, deal_id: int, question: str, values: Mapping[str, Any], seen_version: int | None
) -> PlanAnswer:
    """Answer one of the five: `text`, `shared` (the customer sees it) and `cites`, ids of answers of discovery.

    `seen_version` is the version the change was made on, 0 where nobody had answered. A text somebody else changed
    since raises Conflict. Without text the answer is taken back.
    """
    if question not in set(PlanQuestion):
        raise NotThere(_("A plan has no such question."))
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        found = PlanAnswer.objects.select_related("changed_by").filter(deal=deal, question=question).first()
        row = found or PlanAnswer(deal=deal, question=question, version=0)
        given = _checked(row, values, deal_id=deal_id)
        if seen_version is not None and seen_version != row.version and given["text"] != row.text:
            raise Conflict(
                _("Somebody else answered this question while you were at it."),
                clashes=[_clash(row, given["text"])] if found else [],
                version=row.version,
            )
        before = _shown(row)
        row.text, row.shared = given["text"], given["shared"] and bool(given["text"])
        cites_change = _cite(row, given["cites"])
        changes = changed(before, _shown(row))
        if not changes and not cites_change:
            return row
        row.version += 1
        row.changed_at, row.changed_by_id = at, by.id
        row.save()
        _write_cites(row, given["cites"])
        put(Kind.PLAN, row.pk, row.text)
        touch(deal, at=at)
        name = str(BY_KEY[PlanQuestion(question)].text)
        subject = Thing("plan", row.pk, name)
        what = "plan.answered" if row.text else "plan.withdrawn"
        record(by=by, at=at, what=what, subject=subject, thread=thing(deal), changes=[*changes, *cites_change])
    return row


def _checked(row: PlanAnswer, values: Mapping[str, Any], *, deal_id: int) -> dict[str, Any]:
    """Every value as it will be, those not given as they are."""
    wrong: dict[str, Text] = {
        name: _("An answer has no such field.") for name in values if name not in ("text", "shared", "cites")
    }
    text = str(values.get("text", row.text)).strip()
    if len(text) > LONGEST_ANSWER or "\x00" in text:
        wrong["text"] = _("Keep it under %(limit)d characters.") % {"limit": LONGEST_ANSWER}
    cites = list(dict.fromkeys(values["cites"])) if values.get("cites") is not None else None
    if cites is not None and len(cites) > MOST_CITED:
        wrong["cites"] = _("Name at most %(limit)d: those that carry it.") % {"limit": MOST_CITED}
    elif cites and citable(deal_id, cites) != set(cites):
        wrong["cites"] = _("Choose answers of this deal's discovery.")
    if wrong:
        raise Invalid(wrong)
    return {"text": text, "shared": bool(values.get("shared", row.shared)), "cites": cites}


def _shown(row: PlanAnswer) -> dict[str, object]:
    return {"answer": row.text or None, "shared": True if row.shared else None}


def _cite(row: PlanAnswer, cites: list[int] | None) -> list[Change]:
    """What becomes of the evidence, in numbers; nothing where it stays."""
    before = set(row.citations.values_list("answer_id", flat=True)) if row.pk else set()
    if cites is None or set(cites) == before:
        return []
    return [("cites", len(before) or None, len(cites) or None)]


def _write_cites(row: PlanAnswer, cites: list[int] | None) -> None:
    if cites is None:
        return
    row.citations.exclude(answer_id__in=cites).delete()
    there = set(row.citations.values_list("answer_id", flat=True))
    Citation.objects.bulk_create([Citation(plan_answer=row, answer_id=id) for id in cites if id not in there])


def _clash(row: PlanAnswer, yours: str) -> Clash:
    return Clash("answer", row.text, yours, row.changed_by.name, row.changed_at.isoformat())
