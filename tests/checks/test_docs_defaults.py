"""docs/defaults.md says what the code takes for granted."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from evener import money
from evener.calendars import rules as cal
from evener.calendars.engine.events import Limits as FileLimits
from evener.capacity import dates
from evener.capacity import jobs as ratio_jobs
from evener.capacity import rules as capacity
from evener.capacity.engine import dice, estimates
from evener.capacity.rules import SURE
from evener.connect import jobs as imports
from evener.deals import nudges as deals
from evener.deals.rules import COME_BACK, LOST_SHARE, STALLED_FROM, USUAL_STEPS
from evener.discovery.rules import coverage
from evener.discovery.rules.spread import ENOUGH
from evener.engineering import nudges as request_nudges
from evener.engineering import rules as requests
from evener.engineering.actions.held import UNDECIDED
from evener.engineering.report import FEWEST
from evener.evaluations import nudges as evaluation_nudges
from evener.evaluations import rules as evaluations
from evener.forecast.engine import outlook, shrinking
from evener.forecast.rules import counting, record
from evener.forecast.rules.counting import ELSEWHERE
from evener.forecast.rules.outlook import FEWEST_LIKE
from evener.forecast.rules.together import LANDMARKS
from evener.jobs import rules as jobs
from evener.listing.rules import PAGE_SIZE
from evener.meetings.rules import debrief as debriefs
from evener.meetings.rules import plan as meetings
from evener.money import Money
from evener.papers.engine.document.printing import MOST_PAGES
from evener.papers.queries.clock import BACK
from evener.papers.rules import clock as paper_clock
from evener.papers.rules.pieces import CHECK_AFTER
from evener.papers.rules.writing import ALL_WORDS, PROBLEM_WORDS
from evener.people import actions as people
from evener.people.models import Organisation
from evener.plain.engine.difficulty import UNCOMMON
from evener.plain.engine.findings import LONG_SENTENCE
from evener.plain.engine.words import LEAST
from evener.plain.rules import LONGEST_TEXT
from evener.promises import evidence
from evener.promises import nudges as promises
from evener.promises.rules import Limits
from evener.pursuit import rules as plans
from evener.reviews.rules import course, lightly, signs
from evener.reviews.rules.keys import SHARES
from evener.stakeholders import nudges as stakeholder_nudges
from evener.stakeholders.rules import parts as stakeholders

HERE = Path(__file__).parents[2]
DOCUMENT = HERE / "docs" / "defaults.md"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def documented() -> dict[str, tuple[str, ...]]:
    """`{default: (value, where, source)}` of every table."""
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {row[0]: row[1:] for row in rows if row[0] != "Default"}


def stages() -> str:
    """As a new database gets them."""
    made: list[str] = []

    def create(*, name: str, prior_won: int, position: int) -> None:
        made.append(f"{name} {prior_won} %")

    stage = SimpleNamespace(objects=SimpleNamespace(create=create))
    history = SimpleNamespace(get_model=lambda app, model: stage)
    import_module("evener.deals.migrations.0002_stages").stages(history, None)
    return ", ".join(made)


def shortest_password() -> int:
    rules: list[Any] = settings.AUTH_PASSWORD_VALIDATORS
    (length,) = [rule["OPTIONS"]["min_length"] for rule in rules if "OPTIONS" in rule]
    return int(length)


def ratios() -> str:
    """The prior's quantiles; the outermost two only say where a draw ends."""
    shown = list(zip(estimates.PRIOR_LEVELS, estimates.PRIOR_RATIOS, strict=True))[1:-1]
    values, levels = ", ".join(f"{ratio:.2f}" for _, ratio in shown), ", ".join(f"{100 * at:.0f}" for at, _ in shown)
    return f"{values} at {levels} %"


def kinds() -> list[SimpleNamespace]:
    """The kinds of request a new database gets."""
    made: list[SimpleNamespace] = []

    def create(*, name: str, lift: int, **values: Any) -> None:
        hours = tuple(values[f"{part}_minutes"] for part in ("low", "likely", "high"))
        made.append(SimpleNamespace(name=name, lift=lift, hours=hours))

    kind = SimpleNamespace(objects=SimpleNamespace(create=create))
    history = SimpleNamespace(get_model=lambda app, model: kind)
    import_module("evener.engineering.migrations.0002_kinds").kinds(history, None)
    return made


def hotter() -> str:
    """The loads, in percent of a week, up to which one step of heat reaches, from the second on."""
    steps = [capacity.heat(load, 100) for load in range(1, 200)]
    return ", ".join(str(load) for load in range(1, 199) if steps[load] != steps[load - 1])


def coded() -> dict[str, str]:
    company, file = Organisation(), FileLimits()
    services = money.Money(company.architect_amount_minor, company.currency)
    reviewed = money.Money(company.review_amount_minor, company.currency)
    return {
        "Who sees what": company.visibility,
        "The gate": company.gate,
        "Currency": company.currency,
        "Verdict due after": f"{company.verdict_hours} hours",
        "An architect answers over": f"{company.architect_hours} hours",
        "An architect answers services over": f"{services.decimal:,.0f}",
        "A deal is reviewed without anybody asking from": f"{reviewed.decimal:,.0f}",
        "Deal breakers weigh in the gap report": f"{company.gap_weight} %",
        "A deal counts as quiet after": f"{company.quiet_days} days",
        "Stages and their chance to win": stages(),
        "What is not won: lost to no decision": "32.0 to 20.7",
        "A stage's chance weighs, beside one's own deals": (
            f"{shrinking.STAGE:.0f} deals, all endings together at most {shrinking.OWN:.0f}"
        ),
        "Without an ending of one's own a deal ends within": f"{shrinking.PACE:.0f} days",
        "In the end is after": f"{outlook.YEAR:.0f} days",
        "The model is held to, and checked on": (
            f"{outlook.HORIZON:.0f} days ahead, from {outlook.FEWEST_CHECKED} deals"
        ),
        "A model counts as worse than the base rate from": (f"{record.WORSE} of log-loss, over {record.FEWEST} deals"),
        "Deals like it are counted from": f"{FEWEST_LIKE}",
        "Actual hours to estimate, until a team has its own": ratios(),
        "Level that all tasks share, until a team has its own": f"{estimates.PRIOR_LEVEL} on the log scale",
        "A team's own ratios are used from": f"{ratio_jobs.ENOUGH} finished tasks",
        "A day can be said to a customer with": f"{SURE:.0%}".replace("%", " %"),
        "A date is looked for up to": f"{dates.HORIZON} days",
        "Share of the level's variance that is a pool's own": f"{dice.OF_POOL:.0%}".replace("%", " %"),
        "People who decide at a customer": "six to ten",
        "A paper goes out within": f"{paper_clock.WITHIN} business days of the meeting",
        "A paper has at most": f"{MOST_PAGES} pages",
        "A paper’s words: the problem, and all of it": f"{PROBLEM_WORDS} and {ALL_WORDS}",
        "A piece of the library is checked again after": f"{CHECK_AFTER.days} days",
        "The rate of papers in time looks back": f"{BACK.days} days",
        "People expected on a large deal": f"at least {stakeholders.GROUP[0]}",
        "A deal is large from": f"{stakeholders.LARGE:,}",
        "Nobody was met for too long after": f"{stakeholders.UNMET.days} days",
        "Missing people come up on Today": f"{stakeholder_nudges.AHEAD.days} days ahead",
        "Next steps come up on Today": f"{deals.AHEAD.days} days ahead",
        "A step is at risk, and stalled": f"1 to {STALLED_FROM - 1} days late, and from {STALLED_FROM}",
        "Steps of a mutual action plan": "{} to {}".format(*USUAL_STEPS),
        "Metrics are read after a win": f"every {plans.QUARTER.days} days, and on the day they were to be reached",
        "An answer of the plan, a comment through a link": (
            f"{plans.LONGEST_ANSWER:,} and {plans.LONGEST_COMMENT:,} characters"
        ),
        "Comments through one link in an hour": f"{plans.COMMENTS_AN_HOUR}",
        "Promises to keep come up on Today": f"{promises.AHEAD.days} days ahead",
        "The day to come back that is proposed": f"{COME_BACK.days} days after the close",
        "A deal to come back to stays on Today": f"{lightly.RETURNS.days} days",
        "No decision elsewhere": "{:.0f} to {:.0f} % of all opportunities".format(*(100 * each for each in ELSEWHERE)),
        "Shares, medians and comparisons are told from": f"{counting.FEWEST} deals",
        "Working together is judged on": "day {}, {} or {} after opening".format(*LANDMARKS),
        "No decision: indecision, and status quo": "{} %, and {} %".format(*SHARES.values()),
        "Signs of no decision are some, and many": f"from a weight of {signs.SOME}, and of {signs.MANY}",
        "Silence is a sign": f"after {signs.SILENT} days, from {signs.MIDDLE} % on",
        "A moved close, a changed purchase are signs": f"from {signs.MOVES} times, and {signs.SCOPES} times in 90 days",
        "A score is shown from": f"{course.ENOUGH} chances",
        "Somebody to stay in touch with comes up": f"every {lightly.USUAL_WEEKS} weeks",
        "A deal opened again is a come-back": f"from {lightly.MISTAKE.days} days after its close",
        "Questions suggested to ask next": f"at most {coverage.MOST_TO_ASK}",
        "People named at the customer before a stage": ", ".join(f"{n} from {at} %" for at, n in coverage.PEOPLE),
        "Engineering stands behind every promise before a stage": f"from {evidence.FROM} %",
        "A rate by outcome is shown from": f"{ENOUGH} deals",
        "A calendar is read from and to": f"{cal.LOOK_BACK.days} days back, {cal.LOOK_AHEAD.days} ahead",
        "A feed goes from and to": f"{cal.FEED_BACK.days} days back, {cal.FEED_AHEAD.days} ahead",
        "A calendar's address is asked every": f"{cal.EVERY.seconds // 3600} hour",
        "An address is paused after": f"{cal.MOST_FAILURES} failures in a row",
        "Meetings taken in at once": f"{cal.MOST_TAKEN}",
        "A calendar file holds at most": (
            f"{file.bytes // 1024**2} MB, {file.entries:,} entries, {file.events:,} meetings in its months"
        ),
        "An evaluation runs": f"{evaluations.USUAL.days} days",
        "An evaluation runs at most": f"{evaluations.LONGEST.days} days",
        "A question during an evaluation is answered within": f"{evaluations.ANSWER_WITHIN.days * 24} hours",
        "An evaluation is stalled after": f"{evaluations.QUIET.days} quiet days",
        "Evaluations one person runs at once": str(evaluations.AT_ONCE),
        "Evaluations without criteria come up on Today": f"{evaluation_nudges.AHEAD.days} days ahead",
        "A meeting lasts": f"{meetings.USUAL_LENGTH.seconds // 60} minutes",
        "A meeting is proposed for": (
            f"the next full hour from {meetings.FIRST_HOUR} to {meetings.LAST_HOUR} o'clock, Monday to Friday"
        ),
        "A debrief is due within": f"{debriefs.WITHIN.days * 24} hours",
        "A debrief nobody wrote stays on Today": f"{debriefs.REMEMBERED.days} days",
        "A joint debrief is due within": f"{debriefs.JOINT_WITHIN.days} days",
        "A joint debrief stays on Today": f"{debriefs.JOINT_REMEMBERED.days} days",
        "A request is answered within": f"{requests.ANSWER_WITHIN / timedelta(hours=1):.0f} hours",
        "Usual hours of a request (low, likely, high)": "; ".join(
            f"{kind.name} " + ", ".join(str(minutes // 60) for minutes in kind.hours) for kind in kinds()
        ),
        "A request lifts the chance to win by": ", ".join(f"{kind.name} {kind.lift}" for kind in kinds()) + " points",
        "A request counts in the load with": f"{UNDECIDED} % until it is accepted, 100 % then",
        "Accepted requests come up on Today": f"{request_nudges.AHEAD.days} days ahead",
        "A rate of requests is shown from": f"{FEWEST} requests",
        "A working week": f"{sum(capacity.USUAL_WEEK) // 60} hours",
        "Most hours of a day and of a week": f"{capacity.LONGEST_DAY // 60} and {capacity.LONGEST_WEEK // 60}",
        "Work without a date lasts": f"{capacity.USUAL_SPAN.days} days",
        "A week counts as hotter from": f"over {hotter()} %",
        "Most hours of one piece of work": f"{capacity.MOST_HOURS:,}",
        "Leave lasts at most": f"{capacity.LONGEST_LEAVE.days} days",
        "A long sentence": f"more than {LONG_SENTENCE} words",
        "A rare word": f"fewer than one in a million words (zipf below {LEAST:.0f})",
        "An uncommon word, for the difficulty": f"fewer than ten in a million (zipf below {UNCOMMON:.0f})",
        "Longest text that is checked on a page": f"{LONGEST_TEXT:,} characters",
        "Rows to a page of a list": str(PAGE_SIZE),
        "A sign-in link works for": f"{people.LINK_MINUTES} minutes",
        "An invitation works for": f"{people.INVITE_DAYS} days",
        "Somebody stays signed in for": f"{settings.SESSION_COOKIE_AGE // 86400} days",
        "A password has at least": f"{shortest_password()} characters",
        "The file of an export is kept for": f"{jobs.KEEP_FILES.days} days",
        "An uploaded file to import is kept for": f"{imports.KEEP.days} days",
    }


def test_values_are_the_codes() -> None:
    assert {name: row[0] for name, row in documented().items()} == coded()


def test_written_out_figures_are_the_codes() -> None:
    """Those that the code does not keep as they are read."""
    assert pytest.approx(32.0 / (32.0 + 20.7)) == LOST_SHARE
    contacts = HERE / "src/evener/customers/templates/customers/contacts.html"
    assert "Six to ten people decide" in contacts.read_text(encoding="utf-8")


def test_promises_have_the_same_limits_by_themselves() -> None:
    company = Organisation()
    assert Limits() == Limits(company.architect_hours, Money(company.architect_amount_minor, company.currency))


def test_every_default_has_a_place_and_a_source() -> None:
    for name, (_value, where, source) in documented().items():
        assert source.strip(), name
        for path in re.findall(r"`([a-z/_]+\.py)`", where):
            assert (HERE / "src" / "evener" / path).exists(), path
