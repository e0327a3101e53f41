"""Every address of the pages, by who may use it. The API has its own table in `tests/rest/`."""

from __future__ import annotations

# Addresses other tests answer for: the API, and sign-in pages of the library.
ELSEWHERE = ("api:", "account_", "mfa_")

# Pages of the library that have no sense here: nobody is answered but with 404.
CLOSED = [
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
]

# Strangers come here too.
OPEN = [
    "calendars:feed", "papers:shared", "papers:shared_pdf", "people:ask_link", "people:enter", "web:gallery",
    "web:theme",
]  # fmt: skip

# Everybody who is signed in.
MEMBERS = [
    "calendars:page",
    "calendars:renew",
    "calendars:stop",
    "people:home",
    "people:profile",
    "people:tokens",
    "people:people",
    "people:person",
    "people:teams",
    "deals:list",
    "deals:board",
    "deals:columns",
    "capabilities:list",
    "capabilities:page",
    "capacity:load",
    "capacity:person",
    "capacity:skills",
    "evaluations:list",
    "meetings:credits",
    "meetings:habits",
    "meetings:list",
    "discovery:file",
    "discovery:list",
    "discovery:outcomes",
    "discovery:playbook",
    "customers:hits",
    "customers:list",
    "customers:page",
    "customers:journal",
    "papers:list",
    "papers:piece",
    "papers:pieces",
    "promises:date_asked",
    "promises:gaps",
    "promises:list",
    "promises:similar",
    "promises:save_view",
    "promises:start_view",
    "engineering:kinds",
    "engineering:queue",
    "engineering:report",
    "deals:save_view",
    "deals:start_view",
    "web:search",
    "web:today",
]

# Admins, by GET and POST.
ADMINS = [
    "papers:brand",
    "upkeep:data",
    "upkeep:start",
    "people:invite",
    "people:invitation",
    "people:settings",
    "deals:setup",
    "deals:add_stage",
    "deals:stage",
    "deals:remove_stage",
    "deals:add_product",
    "deals:product",
]

# Pages of one deal: whoever may see the deal.
DEAL_READS = [
    "calendars:meeting",
    "meetings:of_deal",
    "meetings:page",
    "papers:draft",
    "papers:edition",
    "papers:of_deal",
    "papers:offered",
    "papers:page",
    "papers:pdf",
    "pursuit:of_deal",
    "evaluations:of_deal",
    "evaluations:page",
    "discovery:of_deal",
    "promises:of_deal",
    "promises:page",
    "promises:date",
    "engineering:of_deal",
    "engineering:request",
    "deals:page",
    "deals:people",
    "deals:notes",
    "deals:journal",
    "deals:file",
]

# Changes of one deal: its team, leaders over the owner, admins.
DEAL_WRITES = [
    "meetings:cancel",
    "meetings:debrief",
    "meetings:edit",
    "meetings:file",
    "meetings:joint",
    "meetings:new_of_deal",
    "meetings:resume",
    "papers:begin",
    "papers:claims",
    "papers:discard",
    "papers:out",
    "papers:preview",
    "papers:put_piece",
    "papers:renew_piece",
    "pursuit:add_metric",
    "pursuit:answer",
    "pursuit:metric",
    "pursuit:read_metric",
    "pursuit:remove_metric",
    "pursuit:remove_reading",
    "evaluations:add_criterion",
    "evaluations:agree",
    "evaluations:answer",
    "evaluations:ask",
    "evaluations:change_criterion",
    "evaluations:deal_win",
    "evaluations:edit",
    "evaluations:end",
    "evaluations:new",
    "evaluations:note",
    "evaluations:redraft",
    "evaluations:resume",
    "evaluations:remove_criterion",
    "evaluations:result_criterion",
    "evaluations:start",
    "evaluations:win",
    "evaluations:withdraw",
    "deals:move",
    "deals:edit",
    "deals:add_step",
    "deals:step",
    "deals:take_step",
    "deals:finish_step",
    "deals:resume_step",
    "deals:add_member",
    "deals:remove_member",
    "deals:add_file",
    "deals:remove_file",
    "deals:close",
    "deals:reopen",
    "discovery:answer",
    "discovery:choose",
    "discovery:take_back",
    "discovery:up",
    "promises:ask",
    "promises:blind",
    "promises:change",
    "promises:end",
    "promises:made",
    "promises:new",
    "promises:override",
    "engineering:act",
    "engineering:new",
    "engineering:open_door",
]

# The catalogue: people from engineering, whatever deal they are on.
KEEPERS = ["capabilities:edit", "capabilities:new"]

# Playbooks: the same people. Some of these are posted to only.
AUTHORS = [
    "discovery:add_question",
    "discovery:discard",
    "discovery:draft",
    "discovery:edit",
    "discovery:move_question",
    "discovery:new",
    "discovery:publish",
    "discovery:question",
    "discovery:remove_question",
    "discovery:start",
    "discovery:upload",
]

# Giving a verdict: people from engineering who see the deal.
PROMISE_VERDICTS = ["promises:verdict"]

# For some roles, whatever deal they are on.
BY_ROLE: dict[str, set[str]] = {
    "capacity:leave": {"engineer", "leader", "admin"},
    "capacity:remove_leave": {"engineer", "leader", "admin"},
    "capacity:remove_skill": {"engineer", "leader", "admin"},
    "capacity:skill": {"engineer", "leader", "admin"},
    "capacity:skill_of": {"engineer", "leader", "admin"},
    "capacity:week": {"engineer", "leader", "admin"},
    "engineering:accept_proposal": {"leader", "admin"},
    "engineering:kind": {"leader", "admin"},
    "engineering:log": {"engineer", "leader", "admin"},
    "engineering:plan": {"leader", "admin"},
    "engineering:planning": {"leader", "admin"},
    "engineering:proposal": {"leader", "admin"},
    "engineering:proposals": {"leader", "admin"},
    "engineering:propose": {"leader", "admin"},
    "engineering:unplace": {"leader", "admin"},
}

# Making something new: everybody but those who only read.
WRITERS = [
    "calendars:upload",
    "meetings:new",
    "connect:start",
    "customers:new",
    "customers:edit",
    "customers:add_contact",
    "customers:contact",
    "deals:new",
    "deals:change_many",
    "papers:check_piece",
    "papers:edit_piece",
    "papers:new_piece",
    "papers:retire_piece",
]

# One's own things; others get 404, apart from admins for those that begin with ADMINS_TOO.
ADMINS_TOO = ("connect:", "people:revoke")
OWN = [
    "calendars:batch",
    "calendars:fetch",
    "calendars:remove",
    "connect:apply",
    "connect:columns",
    "connect:discard",
    "connect:one",
    "connect:preview",
    "connect:rejects",
    "connect:stages",
    "deals:keep_view",
    "deals:remove_view",
    "deals:view",
    "promises:keep_view",
    "promises:remove_view",
    "promises:view",
    "people:revoke",
    "jobs:work",
    "jobs:part",
    "jobs:cancel",
    "jobs:file",
]
