"""Every operation of the API × who calls it. A new operation fails here until it stands in the table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from evener.forecast.rules.spans import quarter_of
from tests.rest.calling import Caller, make_token, operations
from tests.rest.rows import (
    ACTORS,
    TOKENS,
    Row,
    admins,
    answers,
    everybody,
    keeps,
    leads,
    oneself,
    sees,
    works,
    writes,
)
from tests.rest.shared import Shared, db, set_up
from tests.rest.things import Things
from tests.world import World

__all__ = ["db", "set_up"]

CALL = {"of": "owner", "period": "quarter", "currency": "EUR", "commit_minor": 100, "best_minor": 200}


def version(things: Things) -> dict[str, Any]:
    return {"version": 1}


PLAYBOOK = """evener-playbook = 1
name = "Small"
[[question]]
group = "scale"
text = "How many?"
why = "It sizes it."
before = 50
"""
CLOSE = {"outcome": "lost", "reason": "price"}
TABLE: dict[tuple[str, str], Row] = {
    ("GET", "/deals"): Row(everybody()),
    ("POST", "/deals"): Row(writes(201), {"name": "Valves"}),
    ("POST", "/deals/change"): Row(
        everybody() | {"read_only": 403, "write_only": 200},  # who may not is told so deal by deal
        lambda things: {"deal_ids": [things.ids["deal_id"]], "stage_id": things.more["second_stage"]},
    ),
    ("GET", "/deals/{deal_id}"): Row(sees()),
    ("PATCH", "/deals/{deal_id}"): Row(works(), {"version": 3, "name": "Pumps"}),
    ("GET", "/deals/{deal_id}/gate"): Row(sees()),
    ("POST", "/deals/{deal_id}/close"): Row(works(), CLOSE),
    ("POST", "/deals/{deal_id}/reopen"): Row(works(), {"reason": "They called"}, path="/deals/{closed}/reopen"),
    ("GET", "/deals/{deal_id}/team"): Row(sees()),
    ("POST", "/deals/{deal_id}/team"): Row(
        works(201), lambda things: {"user_id": things.ids["person_id"], "part": "sales"}
    ),
    ("DELETE", "/deals/{deal_id}/team/{user_id}"): Row(works(204)),
    ("GET", "/deals/{deal_id}/steps"): Row(sees()),
    ("POST", "/deals/{deal_id}/steps"): Row(works(201), {"what": "Send the offer", "due_on": "2026-03-09"}),
    ("PATCH", "/steps/{step_id}"): Row(works(), {"version": 2, "what": "Show it"}),
    ("POST", "/steps/{step_id}/done"): Row(works(), {}),
    ("POST", "/steps/{step_id}/resume"): Row(works(), path="/steps/{done}/resume"),
    ("GET", "/deals/{deal_id}/notes"): Row(sees()),
    ("POST", "/deals/{deal_id}/notes"): Row(works(201), {"text": "They like it."}),
    ("GET", "/deals/{deal_id}/files"): Row(sees()),
    ("POST", "/deals/{deal_id}/files"): Row(works(201), {"name": "a.txt", "content": b"a"}),
    ("GET", "/files/{file_id}"): Row(sees()),
    ("DELETE", "/files/{file_id}"): Row(works(204)),
    ("GET", "/deals/{deal_id}/journal"): Row(sees()),
    ("GET", "/closing-reasons"): Row(everybody()),
    ("GET", "/stages"): Row(everybody()),
    ("POST", "/stages"): Row(admins(201), {"name": "Pilot", "position": 4, "prior_won": 60}),
    ("PATCH", "/stages/{stage_id}"): Row(admins(), {"prior_won": 7}),
    ("DELETE", "/stages/{stage_id}"): Row(admins(204)),
    ("GET", "/products"): Row(everybody()),
    ("POST", "/products"): Row(admins(201), {"name": "Valve Watch"}),
    ("PATCH", "/products/{product_id}"): Row(admins(), {"series": "Watch"}),
    ("GET", "/promises"): Row(everybody()),
    ("GET", "/promises/rates"): Row(everybody()),
    ("GET", "/promises/gaps"): Row(everybody()),
    ("GET", "/promises/similar"): Row(everybody(), query="?words=offline"),
    ("POST", "/promises"): Row(
        works(201), lambda things: {"deal_id": things.ids["deal_id"], "words": "It runs offline"}
    ),
    ("GET", "/promises/{promise_id}"): Row(sees()),
    ("PATCH", "/promises/{promise_id}"): Row(works(), {"version": 1, "words": "It runs offline for a day"}),
    ("POST", "/promises/{promise_id}/ask"): Row(works(), {}),
    ("POST", "/promises/{promise_id}/verdict"): Row(
        works() | {"owner": 403, "teammate": 403, "write_only": 403},
        {"kind": "today"},
        path="/promises/{asked}/verdict",
    ),
    ("GET", "/promises/{promise_id}/date"): Row(sees()),
    ("GET", "/promises/{promise_id}/verdicts"): Row(sees(), path="/promises/{refused}/verdicts"),
    ("POST", "/promises/{promise_id}/override"): Row(
        works() | {"owner": 403, "teammate": 403, "engineer": 403, "write_only": 403},
        {"reason": "I carry it"},
        path="/promises/{refused}/override",
    ),
    ("POST", "/promises/{promise_id}/make"): Row(works(), {"told": "Nora"}),
    ("POST", "/promises/{promise_id}/end"): Row(works(), {"how": "keep"}, path="/promises/{told}/end"),
    ("GET", "/capabilities"): Row(everybody()),
    ("POST", "/capabilities"): Row(keeps(201), {"name": "Offline mode"}),
    ("GET", "/capabilities/{capability_id}"): Row(everybody()),
    ("PATCH", "/capabilities/{capability_id}"): Row(keeps(), {"version": 1, "limits": "Up to 500 people."}),
    ("GET", "/terms"): Row(everybody()),
    ("POST", "/terms"): Row(writes(201), {"word": "TBD", "plain": "not known yet"}),
    ("GET", "/terms/{term_id}"): Row(everybody()),
    ("PATCH", "/terms/{term_id}"): Row(writes(), {"version": 1, "analogy": "a timetable"}),
    ("DELETE", "/terms/{term_id}"): Row(writes(204)),
    ("POST", "/plain/check"): Row(everybody(), {"text": "We leverage it."}),
    ("GET", "/requests"): Row(everybody()),
    ("GET", "/requests/queue"): Row(everybody()),
    ("GET", "/requests/report"): Row(everybody()),
    ("GET", "/forecast/outcomes"): Row(everybody()),
    ("GET", "/forecast/together"): Row(everybody()),
    ("POST", "/requests"): Row(
        works(201),
        lambda things: {
            "deal_id": things.ids["deal_id"],
            "kind_id": things.ids["kind_id"],
            "decides": "If",
            "needed_by": "2199-01-01",
        },
    ),
    ("GET", "/requests/{request_id}"): Row(sees()),
    ("PATCH", "/requests/{request_id}"): Row(works(), {"version": 2, "wants": "For the board"}),
    ("POST", "/requests/{request_id}/accept"): Row(answers(), {}),
    ("POST", "/requests/{request_id}/offer"): Row(answers(), {"what": "A call", "minutes": 30, "why": "No time"}),
    ("POST", "/requests/{request_id}/decline"): Row(answers(), {"why": "No time"}),
    ("POST", "/requests/{request_id}/agree"): Row(works(), {}, path="/requests/{offered}/agree"),
    ("POST", "/requests/{request_id}/insist"): Row(works(), {"why": "All"}, path="/requests/{offered}/insist"),
    ("POST", "/requests/{request_id}/withdraw"): Row(works(), {}),
    ("POST", "/requests/{request_id}/hand-back"): Row(answers(), {"why": "Ill"}, path="/requests/{accepted}/hand-back"),
    ("POST", "/requests/{request_id}/finish"): Row(answers(), {}, path="/requests/{accepted}/finish"),
    ("POST", "/requests/{request_id}/time"): Row(answers(), {"minutes": 30}, path="/requests/{accepted}/time"),
    ("PUT", "/requests/{request_id}/place"): Row(
        answers() | {"engineer": 403}, {"position": 1, "why": "The board asked"}
    ),
    ("DELETE", "/requests/{request_id}/place"): Row(answers() | {"engineer": 403}, path="/requests/{placed}/place"),
    ("POST", "/deals/{deal_id}/open-door"): Row(
        answers(204) | {"engineer": 403}, {"why": "They changed"}, path="/deals/{unfit}/open-door"
    ),
    ("POST", "/proposals"): Row(leads(201), {}),
    ("GET", "/proposals/{proposal_id}"): Row(leads()),
    ("POST", "/proposals/{proposal_id}/accept"): Row(
        leads(), lambda things: {"request_ids": [things.ids["request_id"]]}
    ),
    ("POST", "/coverage-plans"): Row(leads(201), {"growth": 30}),
    ("GET", "/coverage-plans/{plan_id}"): Row(leads()),
    ("GET", "/request-kinds"): Row(everybody()),
    ("POST", "/request-kinds"): Row(
        leads(201), {"name": "Training", "low_minutes": 60, "likely_minutes": 60, "high_minutes": 60}
    ),
    ("PATCH", "/request-kinds/{kind_id}"): Row(leads(), {"lift": 7}),
    ("GET", "/skills"): Row(everybody()),
    ("POST", "/skills"): Row(keeps(201), {"name": "Profinet"}),
    ("PATCH", "/skills/{skill_id}"): Row(keeps(), {"about": "Over the wire"}),
    ("DELETE", "/skills/{skill_id}"): Row(keeps(204), path="/skills/{spare_skill}"),
    ("GET", "/people/{person_id}/skills"): Row(everybody()),
    ("PUT", "/people/{person_id}/skills/{skill_id}"): Row(
        keeps(), {"level": 2}, path="/people/{engineer}/skills/{skill_id}"
    ),
    ("GET", "/people/{person_id}/week"): Row(everybody()),
    ("PUT", "/people/{person_id}/week"): Row(
        keeps(), {"minutes": [480, 480, 480, 480, 240, 0, 0]}, path="/people/{engineer}/week"
    ),
    ("GET", "/people/{person_id}/leave"): Row(everybody()),
    ("POST", "/people/{person_id}/leave"): Row(
        keeps(201), {"first_on": "2026-04-01", "last_on": "2026-04-03"}, path="/people/{engineer}/leave"
    ),
    ("DELETE", "/people/{person_id}/leave/{leave_id}"): Row(keeps(204), path="/people/{engineer}/leave/{leave_id}"),
    ("POST", "/capacity/date"): Row(
        everybody() | {"read_only": 403, "write_only": 200},
        lambda things: {"skill_id": things.ids["skill_id"], "low": 60, "likely": 120, "high": 240},
    ),
    ("GET", "/load"): Row(everybody()),
    ("GET", "/deals/{deal_id}/links"): Row(sees()),
    ("POST", "/deals/{deal_id}/links"): Row(
        works(201), lambda things: {"of": "plan", "subject_id": things.ids["deal_id"], "label": "Nora"}
    ),
    ("GET", "/links/{link_id}"): Row(sees()),
    ("PATCH", "/links/{link_id}"): Row(works(), lambda _things: {"expires_on": str(date.today() + timedelta(days=30))}),
    ("DELETE", "/links/{link_id}"): Row(works(204)),
    ("GET", "/links/{link_id}/views"): Row(sees()),
    ("GET", "/meetings"): Row(everybody()),
    ("POST", "/meetings"): Row(
        works(201),
        lambda things: {
            "title": "Call",
            "starts_at": "2026-03-04T14:00:00+01:00",
            "deal_id": things.ids["deal_id"],
        },
    ),
    ("GET", "/meetings/{meeting_id}"): Row(sees()),
    ("PATCH", "/meetings/{meeting_id}"): Row(works(), {"version": 1, "place": "Their plant"}),
    ("POST", "/meetings/{meeting_id}/cancel"): Row(works(), {"reason": "Ill"}),
    ("POST", "/meetings/{meeting_id}/resume"): Row(works()),
    ("POST", "/meetings/{meeting_id}/no-deal"): Row(works() | {"leader": 404}, path="/meetings/{dealless}/no-deal"),
    ("POST", "/meetings/{meeting_id}/file"): Row(works(), lambda things: {"deal_id": things.ids["deal_id"]}),
    ("GET", "/meetings/{meeting_id}/debriefs"): Row(sees()),
    ("POST", "/meetings/{meeting_id}/debriefs"): Row(works(), {"note": "Two plants, not one", "habits": ["typing"]}),
    ("GET", "/credits"): Row(everybody()),
    ("GET", "/self-checks"): Row(everybody()),
    ("GET", "/deals/{deal_id}/joint-debrief"): Row(sees(404)),
    ("POST", "/deals/{deal_id}/joint-debrief"): Row(
        works(), {"decided": "The price", "version": 0}, path="/deals/{closed}/joint-debrief"
    ),
    ("GET", "/deals/{deal_id}/stakeholders"): Row(sees()),
    ("POST", "/deals/{deal_id}/stakeholders"): Row(
        works(201), lambda things: {"contact_id": things.ids["contact_id"], "roles": ["champion"]}
    ),
    ("GET", "/deals/{deal_id}/people-warnings"): Row(sees()),
    ("GET", "/stakeholders/{stakeholder_id}"): Row(sees()),
    ("PATCH", "/stakeholders/{stakeholder_id}"): Row(works(), {"version": 1, "stance": "for", "influence": "high"}),
    ("POST", "/stakeholders/{stakeholder_id}/remove"): Row(works(204), {"reason": "She left."}),
    ("GET", "/papers"): Row(everybody()),
    ("POST", "/papers"): Row(works(201), lambda things: {"deal_id": things.ids["deal_id"]}),
    ("GET", "/papers/{paper_id}"): Row(sees()),
    ("PATCH", "/papers/{paper_id}"): Row(works(), {"version": 2, "title": "Fewer stops", "steps": [{"what": "Visit"}]}),
    ("POST", "/papers/{paper_id}/discard"): Row(works(204)),
    ("POST", "/papers/{paper_id}/pieces"): Row(works(), lambda things: {"piece_id": things.ids["piece_id"]}),
    ("POST", "/papers/{paper_id}/out"): Row(works(201), {"version": 2}),
    ("POST", "/papers/{paper_id}/plan"): Row(works(), {}, path="/papers/{paper_out}/plan"),
    ("GET", "/editions/{edition_id}"): Row(sees()),
    ("GET", "/editions/{edition_id}/pdf"): Row(sees()),
    ("GET", "/pieces"): Row(everybody()),
    ("POST", "/pieces"): Row(writes(201), {"title": "Listening boxes", "body": "A box listens."}),
    ("GET", "/pieces/{piece_id}"): Row(everybody()),
    ("PATCH", "/pieces/{piece_id}"): Row(writes(), {"version": 1, "tags": "pumps"}),
    ("POST", "/pieces/{piece_id}/check"): Row(writes()),
    ("POST", "/pieces/{piece_id}/retire"): Row(writes(), {}),
    ("GET", "/reviews"): Row(everybody()),
    ("GET", "/reviews/{review_id}"): Row(sees()),
    ("GET", "/deals/{deal_id}/forecast"): Row(sees()),
    ("GET", "/forecast"): Row(everybody()),
    ("POST", "/forecast/calls"): Row(
        dict.fromkeys((*ACTORS, *TOKENS), 403) | {"anonymous": 401, "owner": 201, "write_only": 201},
        lambda things: CALL | {"of_id": things.more["owner"], "begins": str(quarter_of(date.today()))},
    ),
    ("POST", "/forecast/backtests"): Row(leads(201), {"as_of": "2025-03-31"}),
    ("POST", "/forecast/backtests/files"): Row(
        writes(201),
        {
            "name": "deals.csv",
            "content": b"id,created,closed,outcome\na,2025-01-01,,\n",
            "as_of": "2025-03-31",
            "horizon": "9",
        },
    ),
    ("GET", "/forecast/backtests"): Row(everybody()),
    ("GET", "/forecast/backtests/{backtest_id}"): Row(everybody(404) | {"owner": 200, "read_only": 200}),
    ("GET", "/forecast/backtests/{backtest_id}/predictions"): Row(everybody(404) | {"owner": 200, "read_only": 200}),
    ("DELETE", "/forecast/backtests/{backtest_id}"): Row(
        writes(404) | {"owner": 204, "write_only": 204, "viewer_only": 404}
    ),
    ("GET", "/forecasts/newest"): Row(everybody()),
    ("GET", "/forecasts/{forecast_id}"): Row(everybody()),
    ("POST", "/forecasts"): Row(leads(201)),
    ("GET", "/forecast/record"): Row(everybody()),
    ("GET", "/forecast/what-if"): Row(everybody()),
    ("GET", "/forecast/data"): Row(everybody()),
    ("POST", "/forecast/suspects/{suspect_id}/allow"): Row(
        leads(), {"reason": "Asked before the first meeting"}, path="/forecast/suspects/{suspect_id}/allow"
    ),
    ("POST", "/forecast/suspects/{suspect_id}/take-back"): Row(
        leads(204), path="/forecast/suspects/{allowed}/take-back"
    ),
    ("GET", "/deals/{deal_id}/risk"): Row(sees()),
    ("POST", "/deals/{deal_id}/risk/steps"): Row(works(201), {"key": "no_buyer", "due_on": "2026-03-09"}),
    ("POST", "/deals/{deal_id}/reviews"): Row(works(201), {}, path="/deals/{doubted}/reviews"),
    ("POST", "/reviews/{review_id}/case"): Row(
        works(403) | {"engineer": 200},  # the dissenter's alone
        {"version": 1, "counter_case": "They never said why.", "cause_of_death": "Nobody needed it."},
    ),
    ("POST", "/reviews/{review_id}/chance"): Row(works() | {"admin": 403}, {"won": 40}, path="/reviews/{ready}/chance"),
    ("POST", "/reviews/{review_id}/swap"): Row(
        works(), lambda things: {"dissenter_id": things.more["teammate"], "reason": "Fresh eyes"}
    ),
    ("POST", "/reviews/{review_id}/reviewers"): Row(works(), lambda things: {"user_id": things.ids["person_id"]}),
    ("POST", "/reviews/{review_id}/decisions"): Row(
        works(),
        lambda things: {"text": "No discount", "who_id": things.more["teammate"]},
        path="/reviews/{ready}/decisions",
    ),
    ("POST", "/reviews/{review_id}/steps"): Row(
        works(),
        lambda things: {"what": "Call", "owner_id": things.more["teammate"], "due_on": "2026-03-09"},
        path="/reviews/{ready}/steps",
    ),
    ("POST", "/reviews/{review_id}/hold"): Row(
        works(), {"version": 2, "decision": "Go on"}, path="/reviews/{ready}/hold"
    ),
    ("POST", "/reviews/{review_id}/score"): Row(
        works(), {"version": 3, "cause_right": "yes"}, path="/reviews/{over}/score"
    ),
    ("POST", "/reviews/{review_id}/call-off"): Row(works(), {"reason": "They signed"}),
    ("GET", "/deals/{deal_id}/light-plan"): Row(sees()),
    ("POST", "/deals/{deal_id}/light-plan/ideas"): Row(
        works(201), {"text": "A case study", "due_on": "2026-12-09"}, path="/deals/{nothing}/light-plan/ideas"
    ),
    ("POST", "/ideas/{idea_id}/share"): Row(works(), {}),
    ("POST", "/deals/{deal_id}/light-plan/ties"): Row(
        works(201), lambda things: {"contact_id": things.ids["contact_id"]}, path="/deals/{nothing}/light-plan/ties"
    ),
    ("POST", "/ties/{tie_id}/touch"): Row(works(), {}),
    ("DELETE", "/ties/{tie_id}"): Row(works(204)),
    ("POST", "/deals/{deal_id}/light-plan/return"): Row(
        works(), {"return_on": "2099-03-09"}, path="/deals/{nothing}/light-plan/return"
    ),
    ("POST", "/deals/{deal_id}/come-back"): Row(works(201), {"name": "Again"}, path="/deals/{nothing}/come-back"),
    ("GET", "/come-backs"): Row(everybody()),
    ("GET", "/evaluations"): Row(everybody()),
    ("POST", "/evaluations"): Row(
        works(201),
        lambda things: {"deal_id": things.ids["deal_id"], "name": "Pilot", "decision": "Whether they buy"},
    ),
    ("GET", "/evaluations/{evaluation_id}"): Row(sees()),
    ("PATCH", "/evaluations/{evaluation_id}"): Row(works(), {"version": 1, "environment": "Their test plant"}),
    ("POST", "/evaluations/{evaluation_id}/agree"): Row(works(), {}),
    ("POST", "/evaluations/{evaluation_id}/start"): Row(works(), {"reason": "They asked for it."}),
    ("POST", "/evaluations/{evaluation_id}/end"): Row(works(), {"how": "stopped", "note": "Too early"}),
    ("POST", "/evaluations/{evaluation_id}/resume"): Row(
        works(),
        {"reason": "They called"},
        path="/evaluations/{stopped}/resume",
    ),
    ("POST", "/evaluations/{evaluation_id}/win"): Row(
        works(),
        lambda things: {"contact_id": things.ids["contact_id"], "how": "A mail"},
        path="/evaluations/{running}/win",
    ),
    ("POST", "/evaluations/{evaluation_id}/withdraw"): Row(
        works(), {"reason": "Taken back"}, path="/evaluations/{won}/withdraw"
    ),
    ("POST", "/evaluations/{evaluation_id}/notes"): Row(works(), {"text": "It goes well."}),
    ("POST", "/evaluations/{evaluation_id}/criteria"): Row(works(201), {"text": "Fast", "measure": "A clock"}),
    ("PATCH", "/evaluations/{evaluation_id}/criteria/{criterion_id}"): Row(works(), {"version": 1, "text": "Slow"}),
    ("DELETE", "/evaluations/{evaluation_id}/criteria/{criterion_id}"): Row(works(204)),
    ("POST", "/evaluations/{evaluation_id}/criteria/{criterion_id}/result"): Row(
        works(), {"result": "meets", "evidence": "0.8 s"}, path="/evaluations/{running}/criteria/{measured}/result"
    ),
    ("POST", "/evaluations/{evaluation_id}/questions"): Row(works(201), {"text": "How fast?"}),
    ("POST", "/evaluations/{evaluation_id}/questions/{question_id}/answer"): Row(
        works(), {"answer": "Fast."}, path="/evaluations/{running}/questions/{raised}/answer"
    ),
    ("GET", "/playbooks"): Row(everybody()),
    ("POST", "/playbooks"): Row(keeps(201), {"name": "Equipment"}),
    ("POST", "/playbooks/file"): Row(keeps(201), {"file": PLAYBOOK}),
    ("GET", "/playbooks/{playbook_id}"): Row(everybody()),
    ("PATCH", "/playbooks/{playbook_id}"): Row(keeps(), {"version": 1, "purpose": "To know."}),
    ("GET", "/playbooks/{playbook_id}/file"): Row(everybody()),
    ("GET", "/playbooks/{playbook_id}/outcomes"): Row(everybody()),
    ("GET", "/playbooks/{playbook_id}/versions/{number}"): Row(everybody()),
    ("POST", "/playbooks/{playbook_id}/draft"): Row(keeps(409)),
    ("DELETE", "/playbooks/{playbook_id}/draft"): Row(keeps(204)),
    ("POST", "/playbooks/{playbook_id}/publish"): Row(keeps()),
    ("POST", "/playbooks/{playbook_id}/questions"): Row(
        keeps(201), {"text": "By when?", "why": "It is the deadline.", "group": "timeline", "before": 50}
    ),
    ("GET", "/questions/{question_id}"): Row(everybody()),
    ("PATCH", "/questions/{question_id}"): Row(keeps(), {"version": 1, "weight": 3}),
    ("DELETE", "/questions/{question_id}"): Row(keeps(204)),
    ("GET", "/deals/{deal_id}/discovery"): Row(sees()),
    ("PUT", "/deals/{deal_id}/discovery"): Row(works(), lambda things: {"playbook_id": things.ids["playbook_id"]}),
    ("GET", "/deals/{deal_id}/answers"): Row(sees()),
    ("POST", "/deals/{deal_id}/answers"): Row(
        works(201),
        lambda things: {
            "question_id": things.more["question"],
            "value": "14",
            "source": "observed",
            "seen": things.more["answer"],
        },
    ),
    ("POST", "/deals/{deal_id}/answers/back"): Row(
        works(), lambda things: {"question_id": things.more["question"], "seen": things.more["answer"]}
    ),
    ("GET", "/deals/{deal_id}/plan"): Row(sees()),
    ("PATCH", "/deals/{deal_id}/plan/answers/{question}"): Row(
        works(), {"version": 0, "text": "Fewer stops."}, path="/deals/{deal_id}/plan/answers/mission"
    ),
    ("GET", "/deals/{deal_id}/metrics"): Row(sees()),
    ("POST", "/deals/{deal_id}/metrics"): Row(
        works(201), {"kind": "save", "name": "Stops", "unit": "a year", "target_minor": 20000}
    ),
    ("GET", "/deals/{deal_id}/plan/comments"): Row(sees()),
    ("POST", "/deals/{deal_id}/plan/comments"): Row(works(201), {"text": "At eleven."}),
    ("DELETE", "/deals/{deal_id}/plan/comments/{comment_id}"): Row(works(204)),
    ("GET", "/deals/{deal_id}/plan/heard"): Row(sees()),
    ("POST", "/deals/{deal_id}/plan/heard/seen"): Row(works(204)),
    ("GET", "/deals/{deal_id}/plan/files"): Row(sees()),
    ("PUT", "/deals/{deal_id}/plan/files/{file_id}"): Row(works(204), {"shared": True}),
    ("GET", "/metrics/{metric_id}"): Row(sees()),
    ("PATCH", "/metrics/{metric_id}"): Row(works(), {"version": 1, "by_when": "2026-12-31"}),
    ("DELETE", "/metrics/{metric_id}"): Row(works(204)),
    ("POST", "/metrics/{metric_id}/readings"): Row(works(201), {"value_minor": 25000, "on": "2026-03-02"}),
    ("DELETE", "/metrics/{metric_id}/readings/{reading_id}"): Row(works(204)),
    ("GET", "/accounts"): Row(everybody()),
    ("POST", "/accounts"): Row(writes(201), {"name": "Ostwerk"}),
    ("GET", "/accounts/{account_id}"): Row(everybody()),
    ("PATCH", "/accounts/{account_id}"): Row(writes(), {"version": 1, "industry": "Pumps"}),
    ("POST", "/accounts/{account_id}/contacts"): Row(writes(201), {"name": "Nils"}),
    ("GET", "/contacts"): Row(everybody()),
    ("GET", "/contacts/{contact_id}"): Row(everybody()),
    ("PATCH", "/contacts/{contact_id}"): Row(writes(), {"title": "Head of Pumps"}),
    ("POST", "/imports"): Row(writes(201), {"name": "deals.csv", "content": b"Deal name,Amount\nValves,100\n"}),
    ("GET", "/imports"): Row(everybody()),
    ("GET", "/imports/{import_id}"): Row(everybody(404) | {"owner": 200, "admin": 200, "read_only": 200}),
    ("POST", "/imports/{import_id}/apply"): Row(writes(404) | {"owner": 200, "admin": 200, "write_only": 200}),
    ("DELETE", "/imports/{import_id}"): Row(writes(404) | {"owner": 204, "admin": 204, "write_only": 204}),
    ("GET", "/imports/{import_id}/rejects/{number}"): Row(
        everybody(404) | {"owner": 200, "admin": 200, "read_only": 200}
    ),
    ("POST", "/calendars/files"): Row(writes(), {"name": "a.ics", "content": b"BEGIN:VCALENDAR"}),
    ("GET", "/calendars"): Row(everybody()),
    ("POST", "/calendars"): Row(writes(201), {"name": "Home", "url": "https://home.example/a.ics"}),
    ("POST", "/calendars/{calendar_id}/fetch"): Row(
        everybody(404) | {"owner": 200, "read_only": 403, "write_only": 200}
    ),
    ("DELETE", "/calendars/{calendar_id}"): Row(everybody(404) | {"owner": 204, "read_only": 403, "write_only": 204}),
    ("GET", "/calendar-feed"): Row(oneself()),
    ("POST", "/calendar-feed"): Row(oneself(201)),
    ("DELETE", "/calendar-feed"): Row(oneself(204)),
    ("GET", "/search"): Row(everybody(), query="?q=pump"),
    ("GET", "/me"): Row(everybody()),
    ("PATCH", "/me"): Row(oneself(), {"time_zone": "Europe/Berlin"}),
    ("GET", "/people"): Row(everybody()),
    ("POST", "/people"): Row(admins(201), {"email": "new@example.com", "name": "Nadia New", "role": "sales"}),
    ("GET", "/people/{person_id}"): Row(everybody()),
    ("PATCH", "/people/{person_id}"): Row(admins(), {"role": "leader"}),
    ("POST", "/people/{person_id}/invitation"): Row(admins(201)),
    ("GET", "/teams"): Row(everybody()),
    ("POST", "/teams"): Row(admins(201), {"name": "West"}),
    ("GET", "/settings"): Row(admins()),
    ("PATCH", "/settings"): Row(admins(), {"quiet_days": 10}),
}


def test_every_operation_stands_in_the_table() -> None:
    assert set(TABLE) == set(operations())


@pytest.mark.parametrize(("method", "path"), TABLE, ids=lambda value: value)
def test_who_may(method: str, path: str, db: Shared) -> None:
    things = db.things
    row = TABLE[method, path]
    address = (row.path or path).format(**things.ids, **things.more) + row.query
    got = {}
    for name, caller in callers(db.world).items():
        body = row.body(things)
        with transaction.atomic():
            if isinstance(body, dict) and "content" in body:
                more = {name: value for name, value in body.items() if name not in ("name", "content")}
                file = SimpleUploadedFile(body["name"], body["content"])
                response = caller.upload(address, {"file": file, **more})
            else:
                response = caller.call(method, address, body)
            transaction.set_rollback(True)
        got[name] = response.status_code
    assert got == row.expected


def callers(world: World) -> dict[str, Caller]:
    tokens = {name: make_token(getattr(world, name)) for name in ACTORS if name != "admin"}
    tokens["admin"] = make_token(world.admin, "read", "write", "admin")
    tokens |= {name: make_token(getattr(world, who), scope) for name, (who, scope) in TOKENS.items()}
    return {name: Caller(token) for name, token in tokens.items()} | {"anonymous": Caller()}
