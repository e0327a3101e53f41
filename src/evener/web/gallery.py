"""Every building block on one page, for whoever builds or checks a screen."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from evener.web import gallery_charts, gallery_data

SPRITE = Path(__file__).parent / "static" / "evener" / "icons.svg"

SCREENS = ("blocks", "list", "board", "deal", "today", "ledger", "import", "charts")


class SampleForm(forms.Form):
    """One of each control."""

    name = forms.CharField(label="Name", help_text="What you call the deal among yourselves.")
    amount = forms.CharField(label="Amount", required=False)
    stage = forms.ChoiceField(label="Stage", choices=[("discovery", "Discovery"), ("proposal", "Proposal")])
    due = forms.DateField(label="Due", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    blind = forms.BooleanField(label="Already said", required=False, help_text="The customer has heard it.")


def gallery(request: HttpRequest) -> HttpResponse:
    """`?screen=` picks a page made of the blocks; `?theme=light|dark` fixes the theme."""
    screen = request.GET.get("screen", "")
    screen = screen if screen in SCREENS else "blocks"
    now = timezone.now()
    today = timezone.localdate()
    context = {
        "icons": re.findall(r'<symbol id="([a-z]+)"', SPRITE.read_text(encoding="utf-8")),
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
        "screen": screen,
        "parts": SCREENS,
        "nav": {"list": "deals", "ledger": "promises", "blocks": ""}.get(screen, screen),
        **gallery_data.screens(),
        "charts": gallery_charts.charts() if screen == "charts" else (),
    }
    if request.GET.get("theme") in ("light", "dark"):
        context["theme"] = request.GET["theme"]
    return render(request, f"web/gallery/{screen}.html", context)
