"""Backtests: asking for one, those there were, and what each found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.forecast.actions.backtesting import Upload, Wanted, remove_backtest, start_backtest
from evener.forecast.jobs import backtest as compute
from evener.forecast.presenting import backtests as presenting
from evener.forecast.presenting.tabs import frame
from evener.forecast.queries import backtests as queries
from evener.forecast.rules.backtests import COHORTS, MOST_DAYS, UNDATED, may_backtest, may_backtest_own
from evener.pages.access import signed_in
from evener.pages.facts import DATE_FORMATS
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused

# What a form adds to its files: boundaries, headers, the token.
FORM_BYTES = 64 * 1024
# What is asked first: so long ago that it is known what happened.
HALF_A_YEAR = timedelta(days=182)
OF_A_FILE = ("file", "history", "allow")


class BacktestForm(forms.Form):
    """What is asked, and of which deals."""

    as_of = forms.DateField(
        label=lazy("As of"), input_formats=DATE_FORMATS,
        error_messages={"required": lazy("Say the day on which it is asked.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("A past day. Only what was known then is used."),
    )  # fmt: skip
    horizon = forms.IntegerField(
        label=lazy("Days ahead"), required=False,
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_DAYS}),
        help_text=lazy("Left empty for new deals: how they end, however long it takes."),
    )  # fmt: skip
    cohort = forms.ChoiceField(
        label=lazy("Which deals"), choices=list(COHORTS.items()),
        help_text=lazy("Of a file without days each deal is predicted from the others; it needs no day above."),
    )  # fmt: skip
    file = forms.FileField(
        label=lazy("A file of deals (CSV)"), required=False,
        help_text=lazy(
            "Columns id, created, closed, outcome (won, lost, no_decision, or empty while open), without days id and"
            " outcome; every other column is a feature. Days as 2026-03-31."
        ),
    )  # fmt: skip
    history = forms.FileField(
        label=lazy("Its history (CSV)"), required=False,
        help_text=lazy("Columns id, at, field, value: what a field was from when on."),
    )  # fmt: skip
    allow = forms.CharField(
        label=lazy("Use these columns although they look like leaks"), required=False, max_length=2000,
        help_text=lazy("Names with commas between them. Of a file only."),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, files: Any = None, *, own: bool, today: date, again: Mapping[str, str] | None = None
    ) -> None:  # fmt: skip
        """`again`: what was asked before, as an address brings it."""
        initial = {"as_of": today - HALF_A_YEAR, "horizon": 90} | dict(again or {})
        super().__init__(data, files, auto_id="backtest-%s", label_suffix="", initial=initial)
        self.fields["as_of"].required = self["cohort"].value() != UNDATED
        field = self.fields["file"]
        field.error_messages["empty"] = lazy("This file is empty. Choose another one.")
        field.widget.attrs["accept"] = self.fields["history"].widget.attrs["accept"] = ".csv,text/csv"
        if own:
            field.label = lazy("A file of deals (CSV), instead of your own")
        else:
            field.required = True

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        names = [name.strip() for name in data["allow"].split(",") if name.strip()]
        return Wanted(data["as_of"], data["horizon"], data["cohort"], allowed=names)

    def upload(self, name: str) -> Upload | None:
        file = self.cleaned_data[name]
        if not isinstance(file, UploadedFile):
            return None
        return Upload(PurePath(str(file.name or "").replace("\\", "/")).name[:200] or _("file"), file.read())


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Checks the announced size before a byte is read, then the token (which reads the form), then takes the files."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and (not length.isdigit() or int(length) > settings.MAX_UPLOAD_BYTES + FORM_BYTES):
        form = BacktestForm({}, own=may_backtest_own(viewer), today=viewer.today(timezone.now()))
        form.errors.clear()
        limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        text = _("Files may have up to %(limit)d MB here. The command line takes larger ones: evener backtest deals.")
        form.add_error(None, text % {"limit": limit})
        return _show(request, viewer, form, status=422)
    return _index(request, viewer)


@csrf_protect
def _index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    own, today = may_backtest_own(viewer), viewer.today(timezone.now())
    if request.method != "POST":
        again = {name: request.GET[name] for name in ("as_of", "horizon", "cohort") if name in request.GET}
        return _show(request, viewer, BacktestForm(own=own, today=today, again=again))
    form = BacktestForm(request.POST, request.FILES, own=own, today=today)
    # Whoever only reads is told so, not what is wrong with the form.
    if form.is_valid() or not may_backtest(viewer):
        wanted = form.wanted() if form.is_valid() else Wanted(None, None)
        uploads = {name: form.upload(name) if form.is_valid() else None for name in ("file", "history")}
        try:
            made = start_backtest(
                by=viewer, at=timezone.now(), wanted=wanted, task=compute, deals=uploads["file"],
                history=uploads["history"],
            )  # fmt: skip
        except Invalid as problem:
            problem.show_on(form)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("jobs:work", made.work_id or 0)
    return _show(request, viewer, form, status=422, once_more=bool(request.FILES))


def _show(
    request: HttpRequest, viewer: Viewer, form: BacktestForm, *, status: int = 200, once_more: bool = False
) -> HttpResponse:  # fmt: skip
    """`once_more`: files were given and have to be given again."""
    context = {
        **frame("backtest"),
        "form": form,
        "own": may_backtest_own(viewer),
        "with_file": any(form[name].errors or form[name].data for name in OF_A_FILE)
        or form["cohort"].value() == UNDATED,
        "once_more": once_more,
        "may": may_backtest(viewer),
        "rows": presenting.listed(queries.backtests(viewer)),
    }
    return render(request, "forecast/backtests.html", context, status=status)


@require_safe
@signed_in
def one(request: HttpRequest, viewer: Viewer, backtest_id: int) -> HttpResponse:
    row = queries.backtest(viewer, backtest_id)
    context = {**frame("backtest"), "row": row, "name": presenting.name_of(row), "asked": presenting.asked_text(row)}
    context["mine"] = row.owner_id == viewer.id and may_backtest(viewer)
    context["again"] = presenting.again(row) if may_backtest(viewer) else ""
    if row.is_ready:
        context |= presenting.result(row)
    return render(request, "forecast/backtest.html", context)


@require_safe
@signed_in
def predictions(request: HttpRequest, viewer: Viewer, backtest_id: int) -> HttpResponse:
    row = queries.backtest(viewer, backtest_id)
    response = HttpResponse(queries.predictions(viewer, row), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="predictions-{row.pk}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@signed_in
def remove(request: HttpRequest, viewer: Viewer, backtest_id: int) -> HttpResponse:
    remove_backtest(by=viewer, at=timezone.now(), backtest_id=backtest_id)
    messages.success(request, _("Removed."))
    return redirect("forecast:backtests")
