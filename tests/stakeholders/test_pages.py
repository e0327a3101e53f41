"""The People tab in a browser without JavaScript: the map, the table, one person, what is missing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from evener.customers.models import Contact
from evener.deals.models import DealMember
from evener.meetings.actions import plan_meeting
from evener.meetings.rules.plan import Invited
from evener.stakeholders import queries
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.rules.parts import DealRole, Influence
from tests.deals.web import part, post, signed_in, words
from tests.query_counts import StoredQueries
from tests.stakeholders.people import change, contact, person
from tests.world import NOW, World


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def form_of(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send of the person's form as it stands, hidden originals included."""
    source = part(client.get(path), f"stakeholder-{path.split('/')[2]}").split("</form>")[0]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", source):
        kind, name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in ("type", "name", "value"))
        if name and (kind is None or kind.group(1) != "checkbox" or " checked" in tag):
            found.setdefault(name.group(1), []).append(value.group(1) if value else "")
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', source, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen.group(1) if chosen else ""
    for name, inside in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', source, re.DOTALL):
        found[name] = inside
    return found


def test_from_nobody_to_a_map(world: World) -> None:
    client, tab = signed_in(world.owner), f"/deals/{world.deal.pk}/people/"
    assert "Nobody is known yet" in words(client.get(tab))
    wrong = post(client, f"{tab}new/", stance="unknown", influence="0")
    assert wrong.status_code == 422 and "Write the name of somebody new" in words(wrong)
    given = {"name": "Nora <b>", "title": "CFO", "roles": ["economic_buyer"], "stance": "for", "influence": "4"}
    made = post(client, f"{tab}new/", **given)
    row = Stakeholder.objects.get()
    assert made["Location"] == f"{tab}#stakeholder-{row.pk}"
    assert (row.roles, row.influence, row.contact.title) == ([DealRole.BUYER], Influence.DECIDES, "CFO")
    page = client.get(tab)
    assert "Nora &lt;b&gt;" in part(page, "map") and "<b>" not in part(page, "map")
    assert "For us · decides" in words(page) and "One contact only" in words(page)


def test_a_contact_in_one_click(world: World) -> None:
    id = contact(world, "Carla Contact")
    client, tab = signed_in(world.owner), f"/deals/{world.deal.pk}/people/"
    assert "Carla Contact" in part(client.get(tab), "contacts")
    post(client, f"{tab}take/", contact_id=str(id))
    assert Stakeholder.objects.get().contact_id == id
    assert post(client, f"{tab}take/", contact_id=str(id)).status_code == 422
    assert "Everybody known at this account" in words(client.get(tab))


def test_somebody_of_another_account(world: World) -> None:
    client, tab = signed_in(world.owner), f"/deals/{world.deal.pk}/people/"
    given = {"name": "Carl", "stance": "unknown", "influence": "0", "roles": ["customers_customer"]}
    unknown = post(client, f"{tab}new/", **given, account="Nowhere")
    assert unknown.status_code == 422 and "There is no account of this name" in words(unknown)
    client.post("/accounts/new/", {"name": "City of Kiel"})
    elsewhere = post(client, f"{tab}new/", **{**given, "roles": ["user"]}, account="City of Kiel")
    assert elsewhere.status_code == 422 and "customer’s customer" in words(elsewhere)
    post(client, f"{tab}new/", **given, account="City of Kiel")
    assert Contact.objects.get(name="Carl").account.name == "City of Kiel"
    assert "City of Kiel" in part(client.get(tab), "table")


def test_a_person_is_changed_on_the_card(world: World, stored_queries: StoredQueries) -> None:
    nora, ben = person(world, "Nora"), person(world, "Ben", roles=["user"])
    client, here = signed_in(world.owner), f"/stakeholders/{ben.pk}/"
    with stored_queries("person of a deal, open"):
        client.get(here)
    sent = form_of(client, here)
    sent |= {"stance": "against", "reports_to_id": str(nora.pk), "listens_to_ids": [str(nora.pk)]}
    assert post(client, f"{here}change/", **{**sent, "stake_time": "x" * 501}).status_code == 422
    assert post(client, f"{here}change/", **{**sent, "stance": "maybe"}).status_code == 422
    post(client, f"{here}change/", **{**sent, "stake_time": "A <i>summer</i>"})
    ben.refresh_from_db()
    assert (ben.stance, ben.reports_to_id, ben.roles, ben.version) == ("against", nora.pk, [DealRole.USER], 2)
    page = client.get(f"/deals/{world.deal.pk}/people/")
    assert "against; reports to Nora; listens to Nora" in page.content.decode().lower().replace("nora", "Nora")
    assert "1 of 3 known" in words(page)


def test_only_what_was_changed_here_is_written(world: World) -> None:
    row = person(world, "Nora", stance="neutral")
    client, here = signed_in(world.teammate), f"/stakeholders/{row.pk}/"
    sent = form_of(client, here)
    change(world, row, stance="for", roles=["champion"])
    assert post(client, f"{here}change/", **{**sent, "influence": "3"}).status_code == 302
    row.refresh_from_db()
    assert (row.stance, row.influence, row.roles) == ("for", 3, [DealRole.CHAMPION])
    clash = post(client, f"{here}change/", **{**sent, "stance": "against"})
    assert clash.status_code == 409
    assert "Olga Owner changed this while you were at it" in words(clash)
    again = {**sent, "stance": "against", "version": str(row.version)}
    assert post(client, f"{here}change/", **again).status_code == 302
    row.refresh_from_db()
    assert row.stance == "against"


def test_a_line_is_drawn_by_dragging(world: World) -> None:
    nora, ben = person(world, "Nora"), person(world, "Ben")
    client = signed_in(world.owner)
    drag = f"/stakeholders/{ben.pk}/boss/"
    assert post(client, drag, reports_to_id=str(nora.pk), version="1")["Location"].endswith("people/#map")
    circle = post(client, f"/stakeholders/{nora.pk}/boss/", reports_to_id=str(ben.pk), version="1")
    assert circle.status_code == 422 and "Ben reports to Nora already" in words(circle)
    assert post(client, drag, reports_to_id="x", version="2").status_code == 422
    post(client, drag, reports_to_id="", version="2")
    ben.refresh_from_db()
    assert ben.reports_to_id is None


def test_taking_somebody_out(world: World) -> None:
    row = person(world, "Nora")
    client, here = signed_in(world.owner), f"/stakeholders/{row.pk}/"
    assert "Take Nora out of this deal?" in words(client.get(f"{here}remove/"))
    post(client, f"{here}remove/", reason="She left the company.")
    assert not Stakeholder.objects.exists()
    assert client.get(here).status_code == 404
    said = words(client.get(f"/deals/{world.deal.pk}/journal/"))
    assert "took Nora out of the people of this deal" in said and "She left the company." in said


def test_readers_see_a_card_and_no_form(world: World) -> None:
    row = person(world, "Nora", stake_money="Her bonus")
    page = signed_in(world.viewer_only).get(f"/stakeholders/{row.pk}/")
    assert "Her bonus" in words(page) and "Not known" in words(page)
    assert f"/stakeholders/{row.pk}/change/" not in page.content.decode()


def test_the_table_is_narrowed(world: World) -> None:
    person(world, "Nora Narrow", stance="for", roles=["champion"])
    person(world, "Ben Broad")
    client, tab = signed_in(world.owner), f"/deals/{world.deal.pk}/people/"

    def names(query: str) -> str:
        return part(client.get(f"{tab}?{query}"), "table").split("</table>")[0]

    assert "Ben Broad" not in names("q=narr") and "Nora Narrow" in names("q=narr")
    assert "Ben Broad" not in names("role=champion") and "Ben Broad" not in names("stance=for")
    odd = client.get(f"{tab}?role=emperor&stance=x&sort=shoes&cursor=zzz&q=%21")
    assert odd.status_code == 200 and "Choose the role from the list." in words(odd)
    assert "Nobody matches" in words(client.get(f"{tab}?q=zeppelin"))


def test_who_was_met(world: World) -> None:
    row = person(world, "Nora", influence=Influence.HIGH)
    client, tab = signed_in(world.owner), f"/deals/{world.deal.pk}/people/"
    assert "Never" in part(client.get(tab), f"stakeholder-{row.pk}")
    plan_meeting(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk,
        values={"title": "Visit", "starts_at": NOW - timedelta(days=2)}, invited=[Invited(contact_id=row.contact_id)],
    )  # fmt: skip
    assert "28 Feb" in part(client.get(tab), f"stakeholder-{row.pk}")


def test_a_crowd_is_drawn_in_part(world: World, stored_queries: StoredQueries) -> None:
    by = world.viewer("owner")
    people = Contact.objects.bulk_create(
        [Contact(account=world.account, name=f"Person {n:05}", created_at=NOW) for n in range(10_000)]
    )
    rows = Stakeholder.objects.bulk_create(
        [
            Stakeholder(deal=world.deal, contact=each, created_at=NOW, created_by_id=by.id, influence=n % 5)
            for n, each in enumerate(people)
        ]
    )
    Stakeholder.objects.filter(id__gt=rows[0].pk).update(reports_to=rows[0])
    client, tab = signed_in(world.owner), f"/deals/{world.deal.pk}/people/"
    with stored_queries("people of a deal, ten thousand"):
        page = client.get(tab)
    assert f"The {queries.ON_MAP} most influential of 10000 people are drawn." in words(page)
    assert page.content.decode().count('<a class="person') == queries.ON_MAP
    after = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
    assert after and client.get(tab + after.group(1).replace("&amp;", "&")).status_code == 200
    assert client.get(f"/stakeholders/{rows[1].pk}/").status_code == 200


def test_the_deal_team_stands_beside_them(world: World) -> None:
    client, tab = signed_in(world.owner), f"/deals/{world.deal.pk}/people/"
    added = post(client, f"{tab}add/", user_id=str(world.outsider.pk), part="other")
    assert added["Location"] == f"{tab}#team"
    assert "Otto Outsider" in part(client.get(tab), "team")
    assert post(client, f"{tab}{world.outsider.pk}/remove/")["Location"] == f"{tab}#team"
    assert not DealMember.objects.filter(user=world.outsider).exists()
