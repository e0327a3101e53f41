"""Meetings in a browser without JavaScript: planned, looked at, debriefed, credited, found."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evener.deals import actions as deals
from evener.deals.models import NextStep
from evener.deals.rules import Closing, Outcome
from evener.discovery.models import Answer
from evener.meetings import actions
from evener.meetings.models import Debrief, JointDebrief, Meeting, SelfCheck
from evener.meetings.queries.one import attendees
from evener.meetings.rules.debrief import CreditLine, Debriefing
from evener.meetings.rules.plan import Invited, MeetingPart
from evener.people.actions import change_own
from evener.promises.models import Promise
from tests.deals.web import part, post, signed_in, words
from tests.discovery.test_actions import asked, chosen
from tests.meetings.planned import TOMORROW, YESTERDAY, contact, meeting, ours
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World, promise

AT = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def form(world: World, **given: str) -> dict[str, str]:
    """What the plan form sends: the planner leads."""
    day = {"kind": "discovery", "day": "2026-03-03", "starts": "14:00", "ends": "15:00"}
    return (
        day
        | {f"part-{world.owner.pk}": "leads", f"part-{world.engineer.pk}": "", "other-0": "", "other-part-0": "none"}
        | given
    )


def test_planned_in_a_minute_on_its_deal(world: World) -> None:
    change_own(by=world.viewer("owner"), at=NOW, name="Olga Owner", time_zone="Europe/Berlin", language="en")
    nora = contact(world)
    client, new = signed_in(world.owner), f"/meetings/deal/{world.deal.pk}/new/"
    page = client.get(new)
    assert 'value="2026-03-02"' in page.text and 'value="12:00"' in page.text  # 11:00 in Berlin now
    sent = form(world, purpose="See the line", decision_wanted="Yes to a pilot")
    sent |= {f"part-{world.engineer.pk}": "demonstrates", "guests": "Bo <bo@example.com>", "theirs": str(nora)}
    made = post(client, new, **sent)
    row = Meeting.objects.get()
    assert made["Location"] == f"/meetings/{row.pk}/"
    assert row.title == "Discovery: Nordhafen Pumps"
    assert row.starts_at == datetime(2026, 3, 3, 14, tzinfo=ZoneInfo("Europe/Berlin"))
    assert [(each.shown, each.part) for each in attendees(row.pk)] == [
        ("Olga Owner", "leads"), ("Egon Engineer", "demonstrates"), ("Nora Decides", ""), ("Bo", ""),
    ]  # fmt: skip
    sheet = words(client.get(made["Location"]))
    assert "Tue 3 Mar, 14:00–15:00" in sheet and "Yes to a pilot" in sheet and "Demonstrates" in sheet
    assert "Discovery: Nordhafen Pumps" in words(client.get(f"/meetings/deal/{world.deal.pk}/"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ends": "13:00"}, "It cannot end before it starts."),
        ({"day": "2056-03-03"}, "more than three years ahead"),
        ({"day": "tomorrow"}, "Write the date as"),
        ({"starts": ""}, "Choose a time."),
        ({"agenda": "x" * 10_000}, "at most 5000 characters"),
        ({"guests": "not@an"}, "is not an e-mail address"),
        ({"other-0": "99999"}, "not one of them"),
        ({"theirs": "99999"}, ""),
    ],
)
def test_bad_input_keeps_what_was_typed(world: World, given: dict[str, str], said: str) -> None:
    sent = form(world, purpose="<b>See</b> the line", **given)
    answer = post(signed_in(world.owner), f"/meetings/deal/{world.deal.pk}/new/", **sent)
    if not said:  # nobody of that account: not offered, so not invited
        assert answer.status_code == 302
        return
    assert answer.status_code == 422 and said in words(answer)
    assert "&lt;b&gt;See&lt;/b&gt; the line" in answer.text and not Meeting.objects.exists()


def test_the_closing_call_brings_the_engineer(world: World) -> None:
    client, new = signed_in(world.owner), f"/meetings/deal/{world.deal.pk}/new/"
    lead = f'id="part-{world.engineer.pk}"'
    page = client.get(f"{new}?kind=closing").text
    assert 'value="none" selected' in page[page.index(lead) :][:1200]
    drawn = post(client, f"{new}?redraw=kind", **form(world, kind="closing"))
    assert 'value="none" selected' in drawn.text[drawn.text.index(lead) :][:1200] and not Meeting.objects.exists()
    without = post(client, new, **form(world, kind="closing"))
    assert without.status_code == 422 and "belongs in its closing call" in words(without)
    post(client, new, **form(world, kind="closing", no_engineer_reason="On leave"))
    assert "On leave" in words(client.get(f"/meetings/{Meeting.objects.get().pk}/"))


def test_planned_from_the_list_for_a_deal_or_none(world: World) -> None:
    client = signed_in(world.owner)
    assert "No meeting ahead" in words(client.get("/meetings/"))
    assert "Pump monitoring" in words(client.get("/meetings/new/"))
    post(client, "/meetings/new/", **form(world, title="First"), deal_id=str(world.deal.pk))
    post(client, "/meetings/new/", **form(world, title="Second"))
    assert [row.deal_id for row in Meeting.objects.order_by("id")] == [world.deal.pk, None]
    second = Meeting.objects.get(title="Second")
    assert signed_in(world.leader).get(f"/meetings/{second.pk}/").status_code == 404
    assert "belongs to no deal yet" in words(client.get(f"/meetings/{second.pk}/"))
    assert "It is about no deal" in client.get(f"/meetings/{second.pk}/").content.decode()
    post(client, f"/meetings/{second.pk}/no-deal/")
    assert "This meeting is about no deal." in client.get(f"/meetings/{second.pk}/").content.decode()
    post(client, f"/meetings/{second.pk}/file/", deal=str(world.deal.pk))
    assert signed_in(world.leader).get(f"/meetings/{second.pk}/").status_code == 200


def test_a_deal_chosen_on_the_form_brings_its_people(world: World) -> None:
    nora, client = contact(world), signed_in(world.owner)
    sent = {"kind": "closing", "day": "2026-03-03", "starts": "14:00", "deal_id": str(world.deal.pk)}
    before = client.get("/meetings/new/").text
    assert "Nora Decides" not in before and f"part-{world.engineer.pk}" not in before
    drawn = post(client, "/meetings/new/?redraw=deal", **sent, purpose="See the line")
    lead = drawn.text.index(f'id="part-{world.engineer.pk}"')
    assert "Nora Decides" in drawn.text and 'value="none" selected' in drawn.text[lead:][:1200]
    assert "See the line" in drawn.text and not Meeting.objects.exists()
    post(client, "/meetings/new/", **sent, theirs=str(nora))  # as sent without JavaScript: never drawn anew
    invited = {row.user_id or row.contact_id for row in attendees(Meeting.objects.get().pk)}
    assert {nora, world.owner.pk, world.engineer.pk} <= invited
    other = post(client, "/meetings/new/?redraw=deal", **sent | {"deal_id": "999999"})
    assert other.status_code == 200 and "Nora Decides" not in other.text


def test_changed_cancelled_and_taken_up(world: World) -> None:
    row = meeting(world, ours(world, "owner", MeetingPart.LEADS), ours(world, "engineer", MeetingPart.ASKS))
    client, here = signed_in(world.owner), f"/meetings/{row.pk}/"
    page = client.get(f"{here}edit/").text
    assert 'value="Line 2, at the plant"' in page and 'value="asks" selected' in page
    changed = form(world, title="At the gate", version="1")
    post(client, f"{here}edit/", **changed)
    row.refresh_from_db()
    assert row.title == "At the gate" and len(attendees(row.pk)) == 1
    again = post(client, f"{here}edit/", **changed)
    assert again.status_code == 409 and "Somebody changed this meeting" in words(again)
    assert "Cancel this meeting?" in words(client.get(f"{here}cancel/"))
    post(client, f"{here}cancel/", reason="The plant is closed.")
    assert "The plant is closed." in words(client.get(here))
    post(client, f"{here}resume/")
    assert "Cancelled" not in words(client.get(here))
    assert "planned the meeting" in words(client.get(f"/deals/{world.deal.pk}/journal/"))


def test_the_sheet(world: World, stored_queries: StoredQueries) -> None:
    chosen(world)
    promise(world, ask=True)
    nora = contact(world)
    row = meeting(world, ours(world, "owner", MeetingPart.LEADS), ours(world, "engineer"), Invited(contact_id=nora))
    client = signed_in(world.owner)
    client.get(f"/meetings/{row.pk}/")
    with stored_queries("meeting sheet"):
        sheet = words(client.get(f"/meetings/{row.pk}/"))
    assert "Say, users?" in sheet and "It sizes the work." in sheet
    assert "Single sign-on works on the first day" in sheet
    assert "No part: asked to be on call" in sheet and "1 without a part" in sheet
    assert "None named." in sheet
    assert "Change" not in part(signed_in(world.viewer_only).get(f"/meetings/{row.pk}/"), "main")


def debriefed(world: World, **given: str) -> dict[str, str]:
    users = asked("users").pk
    rows = {"rows-other": "1", "rows-promised": "2", "rows-steps": "2", "rows-credits": "1"}
    return rows | {
        "key": "a-key", f"q-{users}-value": "120", f"q-{users}-source": "told", f"q-{users}-seen": "0",
        "promised-0-words": "Alarms reach the night shift", "promised-0-due": "2026-05-01", "promised-1-words": "",
        "steps-0-what": "Send the plan", "steps-0-owner": str(world.engineer.pk), "steps-0-due": "2026-03-06",
        "steps-1-what": "", "steps-1-owner": str(world.owner.pk), "steps-1-due": "2026-03-09",
        "credits-0-person": str(world.engineer.pk), "credits-0-kind": "answered", "credits-0-line": "Polling is enough",
        "note": "Two plants, not one.", "habits": "typing", "habit_note": "Again.",
    } | given  # fmt: skip


def test_debriefed_on_one_page(world: World, stored_queries: StoredQueries) -> None:
    chosen(world)
    row = meeting(world, starts_at=YESTERDAY)
    client, here = signed_in(world.owner), f"/meetings/{row.pk}/debrief/"
    client.get(here)
    with stored_queries("debrief form"):
        page = client.get(here)
    assert "Say, users?" in words(page) and "1 hour left" in words(page)
    answer = post(client, here, **debriefed(world))
    assert answer["Location"] == f"/meetings/{row.pk}/"
    assert post(client, here, **debriefed(world)).status_code == 302
    assert (Answer.objects.count(), Promise.objects.count(), NextStep.objects.count()) == (1, 1, 1)
    assert Promise.objects.get().blind
    sheet = words(client.get(f"/meetings/{row.pk}/"))
    for said in ("120", "Alarms reach the night shift", "Blind", "Send the plan", "Polling is enough", "Two plants"):
        assert said in sheet
    assert "Only you see this" in sheet
    theirs = words(signed_in(world.leader).get(f"/meetings/{row.pk}/"))
    assert "Polling is enough" in theirs and "Only you see this" not in theirs
    outsider = words(signed_in(world.outsider).get(f"/meetings/{row.pk}/"))
    assert "Two plants" in outsider and "Polling is enough" not in outsider


def test_a_wrong_line_is_marked_and_nothing_lost(world: World) -> None:
    chosen(world)
    row = meeting(world, starts_at=YESTERDAY)
    client, here = signed_in(world.owner), f"/meetings/{row.pk}/debrief/"
    users = asked("users").pk
    wrong = debriefed(world, **{f"q-{users}-value": "many", "steps-0-due": "soon", "note": "a" * 10})
    first = post(client, here, **wrong)
    assert first.status_code == 422 and "Write the date as 2026-03-31." in words(first)
    second = post(client, here, **(wrong | {"steps-0-due": "6 Mar 2026"}))
    assert second.status_code == 422
    for kept in ("many", "Alarms reach the night shift", "Send the plan", "Polling is enough", "aaaaaaaaaa", "a-key"):
        assert kept in second.text
    assert "Nothing is lost" in words(second)
    assert not Debrief.objects.exists() and not SelfCheck.objects.exists()
    post(client, here, **debriefed(world))
    assert Debrief.objects.count() == 1


def test_another_line_and_another_question(world: World) -> None:
    chosen(world)
    row = meeting(world, starts_at=YESTERDAY)
    client, here = signed_in(world.owner), f"/meetings/{row.pk}/debrief/"
    more = post(client, here, **debriefed(world, more="steps"))
    assert more.status_code == 200 and "steps-2-what" in more.text and "Send the plan" in more.text
    assert not Debrief.objects.exists()


def test_no_debrief_ahead_of_time_nor_by_strangers(world: World) -> None:
    ahead, over = meeting(world, starts_at=TOMORROW), meeting(world, starts_at=YESTERDAY)
    early = post(signed_in(world.owner), f"/meetings/{ahead.pk}/debrief/", key="k", note="It will go well")
    assert early.status_code == 422 and "has not begun" in words(early) and "It will go well" in early.text
    assert signed_in(world.outsider).get(f"/meetings/{over.pk}/debrief/").status_code == 403
    assert "Debrief" not in part(signed_in(world.owner).get(f"/meetings/{ahead.pk}/"), "main")


def test_the_list(world: World, stored_queries: StoredQueries) -> None:
    nora = contact(world)
    meeting(world, Invited(contact_id=nora), ours(world, "owner"), title="Ahead")
    meeting(world, title="Over", starts_at=YESTERDAY, kind="demonstration")
    meeting(world, ours(world, "teammate"), who="engineer", title="Not mine")
    client = signed_in(world.owner)
    client.get("/meetings/")
    with stored_queries("meetings list"):
        mine = words(client.get("/meetings/"))
    assert "Ahead" in mine and "Nora Decides" in mine and "Over" not in mine and "Not mine" not in mine
    assert "Not mine" in words(client.get("/meetings/?whose=all"))
    assert "Over" in words(client.get("/meetings/?when=past&kind=demonstration"))
    assert "Over" in words(client.get("/meetings/?when=past&state=undebriefed&q=ove"))
    assert "This was left out" in words(client.get("/meetings/?when=never&kind=x&whose=y&state=z&sort=q&cursor=zz"))


def test_credit_and_habits(world: World) -> None:
    row = meeting(world, starts_at=YESTERDAY, title="At the plant")
    given = Debriefing(key="k", credits=(CreditLine(world.engineer.pk, "honest", "Not on Linux"),), habits=("silent",))
    actions.debrief(by=world.viewer("owner"), at=NOW, meeting_id=row.pk, given=given)

    def page(who: str, address: str) -> str:
        return words(signed_in(getattr(world, who)).get(address))

    for who in ("engineer", "owner", "leader"):
        assert "Not on Linux" in page(who, "/meetings/credits/")
    assert "Not on Linux" not in page("outsider", "/meetings/credits/")
    assert "I said nothing" in page("owner", "/meetings/habits/")
    for who in ("leader", "admin", "engineer"):
        assert "I said nothing" not in page(who, "/meetings/habits/")


def test_the_joint_debrief_after_a_close(world: World) -> None:
    tab, owner = f"/meetings/deal/{world.deal.pk}/", signed_in(world.owner)
    assert post(owner, f"{tab}joint/", decided="Too early").status_code == 409
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    assert "Write it together" in words(owner.get(tab))
    assert post(owner, f"{tab}joint/", decided=" ", version="0").status_code == 422
    post(owner, f"{tab}joint/", decided="The price", engineer_said="Polling is enough", version="0")
    engineer = signed_in(world.engineer)
    assert "I stand by it" in words(engineer.get(tab))
    post(engineer, f"{tab}joint/", carry="yes", version="1")
    assert JointDebrief.objects.get().engineer_id == world.engineer.pk
    late = post(owner, f"{tab}joint/", decided="Something else", version="1")
    assert late.status_code == 409 and "The price" in words(late) and "Something else" in late.text


def test_the_palette_finds_it(world: World) -> None:
    meeting(world, purpose="Torque curves")
    assert "Line 2, at the plant" in words(signed_in(world.owner).get("/search/?q=torque"))
    hidden = meeting(world, deal=False, title="Secret breakfast")
    assert hidden.title in words(signed_in(world.owner).get("/search/?q=breakfast"))
    assert "Secret breakfast" not in words(signed_in(world.leader).get("/search/?q=breakfast"))
