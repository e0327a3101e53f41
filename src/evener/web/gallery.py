"""Every building block on one page, for whoever builds or checks a screen."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

ICONS = (
    "today deals board promises accounts import export settings search plus close check down up more edit alert "
    "clock person lock theme leave keys file flag step columns filter star undo"
).split()


class SampleForm(forms.Form):
    """One of each control."""

    name = forms.CharField(label="Name", help_text="What you call the deal among yourselves.")
    amount = forms.CharField(label="Amount", required=False)
    stage = forms.ChoiceField(label="Stage", choices=[("discovery", "Discovery"), ("proposal", "Proposal")])
    due = forms.DateField(label="Due", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    blind = forms.BooleanField(label="Already said", required=False, help_text="The customer has heard it.")


def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery; `?theme=light|dark` shows it in one theme whatever the viewer's is."""
    now = timezone.now()
    today = timezone.localdate()
    context = {
        "icons": ICONS,
        "names": ["Maya Lindqvist", "Tomas Okafor", "Ines Duarte", "Jun Park", "Rosa Weiss", "Amir Haddad", ""],
        "form": SampleForm(),
        "wrong": SampleForm({"name": "", "stage": "proposal"}, auto_id="wrong_%s"),
        "tabs": [
            {"href": "?tab=plan", "label": "Plan", "key": "plan", "count": None},
            {"href": "?tab=promises", "label": "Promises", "key": "promises", "count": 3},
            {"href": "?tab=journal", "label": "Journal", "key": "journal", "count": None},
        ],
        "ago_1": now - timedelta(minutes=12),
        "ago_2": now - timedelta(hours=26),
        "due": today + timedelta(days=3),
        "late": today - timedelta(days=2),
        "far": today + timedelta(days=400),
    }
    if request.GET.get("theme") in ("light", "dark"):
        context["theme"] = request.GET["theme"]
    return render(request, "web/gallery.html", context)
