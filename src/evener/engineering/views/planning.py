"""Coverage planning: asking what would happen, and reading it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from evener import money
from evener.capacity import queries as capacity
from evener.engineering import queries
from evener.engineering.actions.plans import may_plan, start_plan
from evener.engineering.jobs import plan as simulate
from evener.engineering.models import Plan
from evener.engineering.presenting import locale
from evener.pages.access import signed_in
from evener.pages.facts import choice_field
from evener.people import queries as people
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere, Text


class PlanForm(forms.Form):
    """What changes."""

    growth = forms.IntegerField(
        label=lazy("Requests grow by"), required=False, min_value=-100, max_value=1000, help_text=lazy("Percent.")
    )
    hire = forms.IntegerField(label=lazy("We hire"), required=False, min_value=0, max_value=50)
    ramp = forms.IntegerField(
        label=lazy("Until they work in full"), required=False, min_value=0, max_value=52, help_text=lazy("Weeks.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="plan-%s", label_suffix="")
        choices: list[tuple[str, Text]] = [(str(person.id), person.name) for person in capacity.workers()]
        self.fields["leave"] = forms.TypedMultipleChoiceField(
            label=lazy("Who leaves"), choices=choices, coerce=int, required=False,
            help_text=lazy("Hold Ctrl to choose several."),
        )  # fmt: skip
        self.fields["like"] = choice_field([("", lazy("Nobody")), *choices], label=lazy("Skills and week of"))

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "leave": data["leave"], "growth": data["growth"] or 0, "hire": data["hire"] or 0, "like": data["like"],
            "ramp": data["ramp"] or 0,
        }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask what would happen; earlier plans below."""
    _leader(viewer)
    form = PlanForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = start_plan(by=viewer, at=timezone.now(), asked=form.values(), task=simulate)
            except Invalid as problem:
                problem.show_on(form)
            else:
                return redirect("jobs:work", made.work_id or 0)
    names = {person.id: person.name for person in people.named()}
    plans = [(plan, asked_text(plan.asked, names)) for plan in queries.plans()]
    context = {"nav": "engineering", "tab": "planning", "form": form, "plans": plans}
    return render(request, "engineering/planning.html", context, status=status)


@require_safe
@signed_in
def one(request: HttpRequest, viewer: Viewer, plan_id: int) -> HttpResponse:
    """What a plan would come to, beside how it is now."""
    _leader(viewer)
    plan = queries.plan(plan_id)
    if plan is None or not plan.is_ready:
        raise NotThere(_("There is no such plan, or it is not ready yet."))
    names = {person.id: person.name for person in people.named()}
    context = {
        "nav": "engineering",
        "tab": "planning",
        "plan": plan,
        "asked": asked_text(plan.asked, names),
        "rows": _rows(plan, viewer),
        "found": plan.found,
        "alone": plan.found.get("asked_for", 0) < FEW,
    }
    return render(request, "engineering/plan.html", context)


# Under so many requests the stream that is simulated rests on little.
FEW = 30
MEASURES: tuple[tuple[str, Text, Text], ...] = (
    ("load", lazy("Load"), lazy("Hours asked for against hours there are. From 100 % on the queue only grows.")),
    ("median_wait", lazy("Usual wait"), lazy("Until a request is begun: half of them wait longer.")),
    ("p85_wait", lazy("Long wait"), lazy("15 of 100 wait longer.")),
    ("late_share", lazy("Late"), lazy("Done after the day they were needed, or not at all.")),
    ("undone_share", lazy("Nobody does them"), lazy("Nobody has the skills.")),
    ("uncovered_value", lazy("Uncovered gain"), lazy("Expected gain of what is late or undone, in a year.")),
)


def _rows(plan: Plan, viewer: Viewer) -> list[dict[str, Any]]:
    now, then = plan.found["outcomes"][0], plan.found["outcomes"][-1]
    return [
        {
            "label": label, "why": why, "now": _shown(key, now[key], viewer), "then": _shown(key, then[key], viewer),
            "change": _value(key, then["change"][key]["mean"], viewer, signed=True),
            "worse": then["change"][key]["mean"] > 2 * then["change"][key]["error"] > 0,
        }
        for key, label, why in MEASURES
    ]  # fmt: skip


def _shown(key: str, spread: Mapping[str, float], viewer: Viewer) -> dict[str, str]:
    low, high = (_value(key, spread[name], viewer) for name in ("low", "high"))
    return {"mean": _value(key, spread["mean"], viewer), "range": f"{low} – {high}"}


def _value(key: str, number: float, viewer: Viewer, *, signed: bool = False) -> str:
    sign = "+" if signed and number > 0 else ""
    if key == "uncovered_value":
        unit = 10 ** money.digits(viewer.currency)
        return sign + money.show(round(number / unit) * unit, viewer.currency, locale=locale())
    if key.endswith("wait"):
        return sign + _("%(days).1f days") % {"days": number * 7}
    percent = round(number * 100)  # a whole number: there is no -0 %
    return f"{'+' if signed and percent > 0 else ''}{percent} %"


def asked_text(asked: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """A plan in a few words."""
    parts = []
    if asked.get("leave"):
        parts.append(_("%(names)s leave") % {"names": ", ".join(names.get(id, "–") for id in asked["leave"])})
    if asked.get("growth"):
        parts.append(_("requests grow by %(percent)d %%") % {"percent": asked["growth"]})
    if asked.get("hire"):
        words = {"count": asked["hire"], "like": names.get(asked.get("like") or 0, "–"), "weeks": asked.get("ramp", 0)}
        parts.append(_("%(count)d are hired like %(like)s, in full after %(weeks)d weeks") % words)
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def _leader(viewer: Viewer) -> None:
    if not may_plan(viewer):
        raise NotAllowed(_("Those who lead plan coverage."))
