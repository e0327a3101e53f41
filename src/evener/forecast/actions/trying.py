"""Running a backtest that somebody asked for: files or our own deals in, what is kept out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.utils.translation import gettext as _

from evener.forecast.actions.backtesting import finish_backtest
from evener.forecast.engine import backtest, trial
from evener.forecast.engine.outlook import digest
from evener.forecast.loading.files import as_text
from evener.forecast.loading.record import load
from evener.forecast.models import Backtest
from evener.forecast.queries.hygiene import allowed_features, late_features, late_suspects
from evener.forecast.rules.backtests import UNDATED
from evener.problems import NotThere, Refused

Progress = Callable[[int, int, str], None]
STEPS = {"read": 1, "learn": 2, "score": 3}
# Rows left out that are kept by name; all are counted.
MOST_NAMED = 100


def run(*, row: Backtest, today: date, progress: Progress) -> None:
    """Compute and keep. `progress` is told at each step and may raise to stop."""
    words = {
        "read": _("Reading the deals"),
        "learn": _("Learning from what was known"),
        "score": _("Holding it against what happened"),
    }

    late: list[dict[str, Any]] = []

    def told(step: str) -> None:
        progress(STEPS[step] - 1, len(STEPS), words[step])

    if row.is_own:
        told("read")
        loaded = load()
        # Whoever leads reads what is found, sums too: so without confidential deals.
        deals = loaded.deals.only(~loaded.confidential).without(late_features())
        if not len(deals):
            raise Refused(_("There are no deals yet to hold it against."))
        done = trial.of_deals(deals, _asked(row, allowed_features()), today=today, told=told)
        late = [{"feature": each.feature, "why": each.why, "size": each.size} for each in late_suspects()]
        asked_of = digest(deals, as_of=float(row.as_of.toordinal()), seed=row.seed)
    else:
        with _texts(row) as (text, history):
            done = trial.of_files(text, history, _asked(row, frozenset(row.allowed)), today=today, told=told)
        asked_of = hashlib.sha256("".join(each["sha256"] for each in row.files).encode()).hexdigest()
    progress(len(STEPS), len(STEPS), _("Writing it down"))  # the last time that it can be stopped: what is kept is done
    ids = [str(done.deals.ids[number]) for number in done.found.rows]
    finish_backtest(
        backtest_id=row.pk, found=_kept(done, late, own=row.is_own), predictions=trial.table(ids, done.found.chances),
        digest=asked_of, engine=backtest.VERSION,
    )  # fmt: skip


def _asked(row: Backtest, allowed: frozenset[str]) -> trial.Asked:
    as_of = None if row.cohort == UNDATED else row.as_of
    return trial.Asked(as_of, row.horizon, row.cohort, row.seed, allowed=allowed)


def _kept(done: trial.Trial, late: list[dict[str, Any]], *, own: bool) -> dict[str, Any]:
    found = trial.plain(done)
    found["leak_suspects"] += late
    # What is odd about our own records is said on the page Data, counted for each viewer.
    found["findings"] = [] if own else found["findings"]
    found["left_out"] = found["left_out"][:MOST_NAMED]
    return found


@contextmanager
def _texts(row: Backtest) -> Iterator[tuple[TextIO, TextIO | None]]:
    stored = {each["role"]: each["stored"] for each in row.files}
    deals = _open(stored.get("deals", ""))
    history = _open(stored["history"]) if "history" in stored else None
    try:
        yield deals, history
    finally:
        deals.close()
        if history is not None:
            history.close()


def _open(stored: str) -> TextIO:
    path = Path(settings.MEDIA_ROOT) / (stored or "-")
    if not path.is_file():
        raise NotThere(_("This file is not kept any more. Upload it again."))
    return as_text(path.open("rb"))
