"""The deal page: who sees and does what, its parts, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from evener.deals import actions, queries
from evener.deals.models import DealMember, NextStep
from evener.deals.rules import Part
from evener.journal.models import Entry
from evener.people import actions as people
from tests.deals.web import part, post, signed_in, words
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World, promise

TABS = ("", "people/", "notes/", "journal/")
EVERYBODY = ("owner", "engineer", "teammate", "leader", "admin", "outsider", "viewer_only")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def test_in_an_open_company_everybody_reads(world: World) -> None:
    for who in EVERYBODY:
        client = signed_in(getattr(world, who))
        for tab in TABS:
            response = client.get(f"/deals/{world.deal.pk}/{tab}")
            assert response.status_code == 200, (who, tab)
            assert "Pump monitoring" in words(response)


def test_strangers_sign_in_first(world: World, client: Client) -> None:
    for tab in (*TABS, "edit/?field=name", "steps/", "people/add/", "close/", "reopen/"):
        response = client.get(f"/deals/{world.deal.pk}/{tab}")
        assert response.status_code == 302, tab
        assert "/sign-in/" in response["Location"]


def changes(world: World) -> list[tuple[str, dict[str, str]]]:
    """One request for everything a page can change, with values that would do."""
    by, id = world.viewer("owner"), world.deal.pk
    step = actions.add_step(by=by, at=NOW, deal_id=id, what="Visit", owner_id=None, due_on=None)
    version = str(world.deal.version)
    return [
        (f"/deals/{id}/edit/?field=source", {"source": "x", "version": version}),
        (f"/deals/{id}/steps/", {"what": "Call"}),
        (f"/deals/{id}/steps/{step.pk}/", {"what": "Call", "version": "1"}),
        (f"/deals/{id}/steps/{step.pk}/take/", {}),
        (f"/deals/{id}/steps/{step.pk}/done/", {}),
        (f"/deals/{id}/steps/{step.pk}/resume/", {}),
        (f"/deals/{id}/people/add/", {"user_id": str(world.outsider.pk), "part": "other"}),
        (f"/deals/{id}/people/{world.teammate.pk}/remove/", {}),
        (f"/deals/{id}/notes/", {"text": "hello"}),
        (f"/deals/{id}/files/", {}),
        (f"/deals/{id}/close/", {"outcome": "lost", "reason_lost": "price", "closed_on": TODAY.isoformat()}),
        (f"/deals/{id}/reopen/", {"reason": "x"}),
    ]


@pytest.mark.parametrize("who", ["outsider", "viewer_only"])
def test_whoever_only_reads_is_refused_every_change(world: World, who: str) -> None:
    client = signed_in(getattr(world, who))
    requests = changes(world)
    before = Entry.objects.count()
    for path, values in requests:
        assert post(client, path, **values).status_code == 403, path
    assert Entry.objects.count() == before


@pytest.mark.parametrize("who", ["outsider", "viewer_only"])
def test_what_one_may_not_see_is_not_there(world: World, who: str) -> None:
    by = world.viewer("owner")
    actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    client = signed_in(getattr(world, who))
    for tab in (*TABS, "edit/?field=name", "steps/", "people/add/", "close/", "reopen/"):
        assert client.get(f"/deals/{world.deal.pk}/{tab}").status_code == 404, tab
    for path, values in changes(world):
        assert post(client, path, **values).status_code == 404, path


@pytest.mark.parametrize("who", ["outsider", "viewer_only"])
def test_no_control_is_shown_to_whoever_only_reads(world: World, who: str) -> None:
    actions.add_step(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, what="Visit", owner_id=None, due_on=None)
    client = signed_in(getattr(world, who))
    for tab in TABS:
        response = client.get(f"/deals/{world.deal.pk}/{tab}")
        main = part(response, "main")
        assert "<form" not in main.split('id="toasts"')[0].split('id="palette"')[0], tab
        assert "/edit/" not in main


def test_the_header_says_what_matters(world: World) -> None:
    by = world.viewer("owner")
    promise(world, ask=True)
    for what, due in (("Later", TODAY + timedelta(days=9)), ("Late", TODAY - timedelta(days=2)), ("Undated", None)):
        actions.add_step(by=by, at=NOW, deal_id=world.deal.pk, what=what, owner_id=None, due_on=due)
    head = words(signed_in(world.owner).get(f"/deals/{world.deal.pk}/people/"))
    assert "€125,000 closes 1 May" in head
    assert "Won 10 %" in head
    assert "Next step Late nobody, late since 28 Feb" in head
    assert "1 promise not cleared" in head
    assert "Technical win Not yet" in head


def test_an_empty_deal_says_what_to_do_first(world: World) -> None:
    deal = actions.create_deal(by=world.viewer("owner"), at=NOW, values={"name": "<Empty> & new"})
    response = signed_in(world.owner).get(f"/deals/{deal.pk}/")
    text = words(response)
    assert "No next step" in text
    assert "Choose the account" in text
    assert b"&lt;Empty&gt; &amp; new" in response.content
    assert b"<Empty>" not in response.content


def test_a_deal_that_is_not_there(world: World) -> None:
    assert signed_in(world.owner).get("/deals/999999/").status_code == 404


@pytest.mark.parametrize("tab", [*TABS, "close/?outcome=won"])
def test_what_a_tab_costs(world: World, stored_queries: StoredQueries, tab: str) -> None:
    """The same with nothing on the deal and with a lot; at most twelve."""
    client = signed_in(world.owner)
    path = f"/deals/{world.deal.pk}/{tab}"
    client.get(path)
    fill(world)
    with stored_queries(f"deal {tab.strip('/').split('/')[0] or 'plan'}"):
        assert client.get(path).status_code == 200


def fill(world: World) -> None:
    by, id = world.viewer("owner"), world.deal.pk
    promise(world, ask=True)
    for number in range(12):
        step = actions.add_step(by=by, at=NOW, deal_id=id, what=f"Step {number}", owner_id=by.id, due_on=TODAY)
        if number % 2:
            actions.finish_step(by=by, at=NOW, step_id=step.pk)
        actions.add_note(by=by, at=NOW, deal_id=id, text=f"Note {number}")
    for user in (world.outsider, world.leader, world.admin):
        actions.add_member(by=by, at=NOW, deal_id=id, user_id=user.pk, part=Part.OTHER)


def test_the_cost_does_not_grow_with_the_data(world: World, django_assert_max_num_queries: object) -> None:
    client = signed_in(world.owner)
    for tab in TABS:
        fill(world)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            client.get(f"/deals/{world.deal.pk}/{tab}")


# Next steps


def test_a_step_is_added_done_and_taken_up_again(world: World) -> None:
    client, page = signed_in(world.owner), f"/deals/{world.deal.pk}/"
    response = post(client, f"{page}steps/", what="Site visit", owner_id=str(world.engineer.pk), due_on="2026-03-09")
    assert response["Location"].startswith(page)
    step = NextStep.objects.get()
    assert (step.what, step.owner, step.due_on) == ("Site visit", world.engineer, TODAY + timedelta(days=7))
    assert "Site visit Egon Engineer" in words(client.get(page))
    post(client, f"{page}steps/{step.pk}/done/")
    assert "1 done" in words(client.get(page))
    post(client, f"{page}steps/{step.pk}/resume/")
    step.refresh_from_db()
    assert step.done_at is None


def test_a_step_nobody_owns_is_taken_with_one_click(world: World) -> None:
    client, page = signed_in(world.teammate), f"/deals/{world.deal.pk}/"
    post(client, f"{page}steps/", what="Answer the questionnaire", owner_id="", due_on="")
    text = words(client.get(page))
    assert "Nobody" in text
    assert "No date" in text
    step = NextStep.objects.get()
    post(client, f"{page}steps/{step.pk}/take/")
    step.refresh_from_db()
    assert step.owner == world.teammate


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"what": "  "}, "Say what happens next."),
        ({"what": "x" * 301}, "at most 300 characters"),
        ({"what": "Call", "owner_id": "999999"}, "Choose one from the list."),
        ({"what": "Call", "due_on": "soon"}, "Write the date as 2026-03-31."),
    ],
)
def test_a_wrong_step_comes_back_with_what_was_typed(world: World, values: dict[str, str], error: str) -> None:
    response = post(signed_in(world.owner), f"/deals/{world.deal.pk}/steps/", **values)
    assert response.status_code == 422
    assert error in words(response)
    if "due_on" in values:
        assert 'value="Call"' in response.content.decode()
    assert not NextStep.objects.exists()


def test_two_people_changing_one_step_see_each_other(world: World) -> None:
    page = f"/deals/{world.deal.pk}/steps/"
    post(signed_in(world.owner), page, what="Visit", owner_id="", due_on="")
    step = NextStep.objects.get()
    path, seen = f"{page}{step.pk}/", str(step.version)
    post(signed_in(world.owner), path, what="Visit berth 4", version=seen, owner_id="", due_on="")
    client = signed_in(world.teammate)
    response = post(client, path, what="Visit berth 5", version=seen, owner_id="", due_on="")
    assert response.status_code == 409
    assert "Visit berth 4" in words(response)
    assert 'value="Visit berth 5"' in response.content.decode()
    step.refresh_from_db()
    assert step.what == "Visit berth 4"
    post(client, path, what="Visit berth 5", version=str(step.version), owner_id="", due_on="")
    step.refresh_from_db()
    assert step.what == "Visit berth 5"


def test_a_step_of_another_deal_is_not_there(world: World) -> None:
    by = world.viewer("owner")
    other = actions.create_deal(by=by, at=NOW, values={"name": "Other"})
    step = actions.add_step(by=by, at=NOW, deal_id=other.pk, what="Visit", owner_id=None, due_on=None)
    client = signed_in(world.owner)
    for end in ("", "done/", "resume/", "take/"):
        assert post(client, f"/deals/{world.deal.pk}/steps/{step.pk}/{end}", what="x").status_code == 404


# The team


def test_the_team_grows_and_shrinks(world: World) -> None:
    client, page = signed_in(world.owner), f"/deals/{world.deal.pk}/people/"
    post(client, f"{page}add/", user_id=str(world.outsider.pk), part="delivery")
    assert "Otto Outsider Delivery" in words(client.get(page))
    post(client, f"{page}{world.outsider.pk}/remove/")
    assert not DealMember.objects.filter(user=world.outsider).exists()


def test_who_leads_the_deal_is_changed_in_the_facts(world: World) -> None:
    client, page = signed_in(world.owner), f"/deals/{world.deal.pk}/people/"
    assert post(client, f"{page}add/", user_id=str(world.owner.pk), part="other").status_code == 422
    assert post(client, f"{page}add/", user_id=str(world.teammate.pk), part="owner").status_code == 422
    assert post(client, f"{page}{world.owner.pk}/remove/").status_code == 409


def test_whoever_left_is_not_offered(world: World) -> None:
    by = world.viewer("admin")
    people.change_person(by=by, at=NOW, user_id=world.outsider.pk, values={"is_active": False})
    client = signed_in(world.owner)
    for path in ("people/add/", "steps/", "edit/?field=owner"):
        assert "Otto Outsider" not in words(client.get(f"/deals/{world.deal.pk}/{path}"))


def test_leaving_a_confidential_deal_leads_to_the_list(world: World) -> None:
    by = world.viewer("owner")
    actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    path = f"/deals/{world.deal.pk}/people/{world.teammate.pk}/remove/"
    assert post(signed_in(world.teammate), path)["Location"] == "/deals/"


# Notes


def test_a_note_is_text_and_nothing_else(world: World) -> None:
    client, page = signed_in(world.engineer), f"/deals/{world.deal.pk}/notes/"
    post(client, page, text="<script>alert(1)</script>\n{{ deal }} {% now %}")
    content = client.get(page).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n{{ deal }} {% now %}" in content
    assert "<script>alert" not in content


def test_notes_are_read_page_by_page(world: World) -> None:
    by = world.viewer("owner")
    for number in range(35):
        actions.add_note(by=by, at=NOW, deal_id=world.deal.pk, text=f"Note {number}.")
    client, path = signed_in(world.owner), f"/deals/{world.deal.pk}/notes/"
    first = client.get(path)
    assert "Note 34." in words(first)
    assert "Note 4." not in words(first)
    older = part(first, "notes").split('rel="next" href="')[1].split('"')[0]
    second = words(client.get(older))
    assert "Note 4." in second
    assert "Newest" in second


def test_an_open_step_is_shown_however_many_are_done(world: World) -> None:
    by = world.viewer("owner")
    actions.add_step(by=by, at=NOW, deal_id=world.deal.pk, what="The old one", owner_id=None, due_on=None)
    for number in range(3):
        step = actions.add_step(by=by, at=NOW, deal_id=world.deal.pk, what=f"S{number}", owner_id=None, due_on=None)
        actions.finish_step(by=by, at=NOW, step_id=step.pk)
    assert [each.what for each in queries.steps(world.deal.pk)] == ["The old one", "S2", "S1", "S0"]


def test_an_empty_note_is_not_taken(world: World) -> None:
    response = post(signed_in(world.owner), f"/deals/{world.deal.pk}/notes/", text="  ")
    assert response.status_code == 422
    assert "Write something first." in words(response)


def test_htmx_gets_the_page_without_its_frame(world: World) -> None:
    client = signed_in(world.owner)
    page = client.get(f"/deals/{world.deal.pk}/edit/?field=owner", headers={"HX-Request": "true"}).content.decode()
    assert 'id="fact-owner"' in page
    assert "<html" not in page
