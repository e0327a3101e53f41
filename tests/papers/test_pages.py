"""Papers in a browser without JavaScript: from the tab of a deal over the editor to the link a customer opens."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from evener.meetings.actions import change_meeting
from evener.papers import actions
from evener.papers.models import Edition, Paper, PaperPiece, Piece
from evener.sharing.actions import share, take_back
from evener.sharing.models import View
from evener.sharing.rules import Of
from tests.deals.web import post, signed_in, words
from tests.papers.papers import GOOD, begun, cleared, met, piece, sent, written
from tests.query_counts import StoredQueries
from tests.world import NOW, World, promise


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def form(row: Paper, **given: str) -> dict[str, str]:
    """What the editor sends."""
    fields = ("title", "readers", "language", "problem", "idea", "picture", "picture_says")
    values = {name: getattr(row, name) for name in fields}
    return {**values, "owner_id": str(row.owner_id), "version": str(row.version), **given}


def test_begun_on_its_deal_and_written(world: World, stored_queries: StoredQueries) -> None:
    client, tab = signed_in(world.owner), f"/papers/deal/{world.deal.pk}/"
    assert "Nothing on paper yet" in words(client.get(tab))
    meeting = met(world)
    assert "Line 2, at the plant" in words(client.get(f"{tab}new/?meeting={meeting.pk}"))
    cleared(world)
    post(client, f"{tab}new/", meeting_id=str(meeting.pk))
    row = Paper.objects.get()
    here = f"/papers/{row.pk}/"
    with stored_queries("papers: the editor"):
        page = client.get(here)
    said = words(page)
    assert "Where it came from" in said and "Readings arrive every minute" in said and "due tomorrow" in said
    assert page.content.decode().count("data:image/svg+xml") == 1
    post(client, here, **form(row, title="Fewer stops", picture=GOOD, **{"what-0": "Visit", "due_on-0": "2026-03-09"}))
    row.refresh_from_db()
    assert (row.title, row.steps[0]["what"], row.version) == ("Fewer stops", "Visit", 2)
    assert "Fewer stops Draft" in words(client.get(tab)) and "Fewer stops" in words(client.get("/papers/"))


def test_a_picture_that_cannot_be_read_says_where_and_the_last_good_one_stays(world: World) -> None:
    row, client = written(world), signed_in(world.owner)
    sent_along = form(row, picture="Pumps -> Pump Watch\nPumps => Valves", good=GOOD)
    part = post(client, f"/papers/{row.pk}/preview/", **sent_along)
    assert "Line 2, column 7:" in words(part) and "the last good one stays" in words(part)
    assert "Control room" in part.content.decode()  # the field that brings it back
    again = post(client, f"/papers/{row.pk}/", **sent_along, preview="1")
    assert again.status_code == 200 and "Line 2, column 7:" in words(again)
    row.refresh_from_db()
    assert row.picture == GOOD  # a preview keeps nothing


def test_what_two_wrote_stands_side_by_side(world: World) -> None:
    row, client = written(world), signed_in(world.owner)
    values = {"idea": "Engineering’s words"}
    actions.change_paper(by=world.viewer("engineer"), at=NOW, paper_id=row.pk, values=values, seen_version=None)
    here = f"/papers/{row.pk}/"
    clash = post(client, here, **form(row, idea="Sales’ words"))
    assert clash.status_code == 409
    assert "Engineering’s words" in words(clash) and "Sales’ words" in words(clash)
    post(client, here, **form(row, idea="Sales’ words", version=str(row.version + 1)))
    row.refresh_from_db()
    assert row.idea == "Sales’ words"
    assert post(client, here, **form(row, title=" ")).status_code == 422


def test_a_piece_goes_in_with_one_click_and_what_was_typed_stays(world: World) -> None:
    row, kept, client = written(world), piece(world), signed_in(world.owner)
    assert "How we watch pumps" in words(client.get(f"/papers/{row.pk}/pieces/?q=listen"))
    post(client, f"/papers/{row.pk}/pieces/{kept.pk}/put/", **form(row, problem="Typed and not saved"))
    row.refresh_from_db()
    assert row.problem == "Typed and not saved" and row.idea.endswith("listens to each pump.")
    actions.change_piece(by=world.viewer("owner"), at=NOW, piece_id=kept.pk, values={"body": "New"}, seen_version=1)
    assert "It was worded anew since it was put in." in words(client.get(f"/papers/{row.pk}/"))
    post(client, f"/papers/{row.pk}/pieces/{kept.pk}/renew/", **form(row), words="new")
    row.refresh_from_db()
    assert row.idea.endswith("New") and PaperPiece.objects.get().number == 2
    assert post(client, f"/papers/{row.pk}/pieces/{kept.pk}/put/").status_code == 409


def test_out_under_the_gate_to_a_link_and_what_its_holder_sees(world: World) -> None:
    unseen = promise(world, words="It never stops at all")
    row, client = written(world, claims=[unseen.pk]), signed_in(world.owner)
    held = words(client.get(f"/papers/{row.pk}/out/"))
    assert "1 promise it rests on is not cleared" in held and "Ask engineering" in held
    assert "Send out with a link" not in held
    assert post(client, f"/papers/{row.pk}/out/", version=str(row.version)).status_code == 409
    leader = signed_in(world.leader)
    post(leader, f"/papers/{row.pk}/out/", version=str(row.version), reason="They know it is a guess", how="link")
    edition = Edition.objects.get()
    assert "They know it is a guess" in words(client.get(f"/papers/editions/{edition.pk}/"))
    link = share(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, of=Of.PAPER, subject_id=edition.pk, label="Nora"
    )
    stranger = Client(headers={"User-Agent": "Firefox/130 Windows"})
    page = stranger.get(f"/paper/{link.token}/")
    said = words(page)
    assert "Fewer stops in hall 3" in said and "The pumps stop twice a week." in said
    assert "guess" not in said and "never stops at all" not in said and "Evener" not in said
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow" and "no-store" in page.headers["Cache-Control"]
    pdf = stranger.get(f"/paper/{link.token}/paper.pdf")
    assert pdf.content == bytes(edition.pdf) and pdf.headers["Content-Type"] == "application/pdf"
    assert list(View.objects.order_by("id").values_list("what", flat=True)) == ["The paper", "The PDF"]
    assert "Seen 2 times" in words(client.get(f"/papers/editions/{edition.pk}/"))
    values = {"title": "Changed later", "problem": "Changed later"}
    actions.change_paper(by=world.viewer("owner"), at=NOW, paper_id=row.pk, values=values, seen_version=None)
    assert "Changed later" not in words(stranger.get(f"/paper/{link.token}/"))


def test_a_link_that_does_not_work_says_the_same_whatever_the_reason(world: World) -> None:
    owner = world.viewer("owner")
    edition = sent(world, written(world))
    links = [
        share(by=owner, at=NOW, deal_id=world.deal.pk, of=Of.PAPER, subject_id=edition.pk, label=name)
        for name in ("A", "B")
    ]
    plan = share(by=owner, at=NOW, deal_id=world.deal.pk, of=Of.PLAN, subject_id=world.deal.pk, label="Plan")
    take_back(by=owner, at=NOW, link_id=links[1].pk)
    guess = links[0].token[:-1] + ("A" if links[0].token[-1] != "A" else "B")
    answers = [
        Client().get(f"/paper/{token}/{part}")
        for token in (guess, links[1].token, plan.token, "x", links[0].key)
        for part in ("", "paper.pdf")
    ]
    assert {each.status_code for each in answers} == {404} and len({words(each) for each in answers}) == 1


def test_the_library(world: World, stored_queries: StoredQueries) -> None:
    client = signed_in(world.engineer)
    assert "The library is empty" in words(client.get("/papers/pieces/"))
    assert post(client, "/papers/pieces/new/", title="No text").status_code == 422
    post(
        client,
        "/papers/pieces/new/",
        title="Listening boxes",
        section="idea",
        body="**A box** listens.",
        tags="Pumps, Sound",
    )
    row = Piece.objects.get()
    with stored_queries("papers: the library"):
        assert "Listening boxes pumps sound A box listens" in words(client.get("/papers/pieces/?tag=pumps")).replace(
            "**", ""
        )
    here = f"/papers/pieces/{row.pk}/"
    assert "<strong>A box</strong> listens." in client.get(here).content.decode()
    post(client, f"{here}edit/", title="Listening boxes", section="idea", body="Ten boxes listen.", version="1")
    assert "Version 2: Egon Engineer" in words(client.get(here))
    assert post(client, f"{here}edit/", title="x", section="idea", body="y", version="1").status_code == 409
    post(client, f"{here}check/")
    post(client, f"{here}retire/")
    assert "No piece matches" in words(client.get("/papers/pieces/?q=listening"))
    assert "Listening boxes" in words(client.get("/papers/pieces/?retired=yes"))
    drawn = piece(world, title="Drawn", section="picture", body=GOOD)
    assert "data:image/svg" in client.get(f"/papers/pieces/{drawn.pk}/").content.decode()


def test_the_list_and_its_rate(world: World, stored_queries: StoredQueries) -> None:
    sent(world, written(world, meeting_id=met(world).pk))
    begun(world)
    client = signed_in(world.leader)
    with stored_queries("papers: the list"):
        said = words(client.get("/papers/"))
    assert "North" in said and "100 % · 1 of 1" in said and "2 papers" in said
    assert "1 paper" in words(client.get("/papers/?status=out")) and "In time" in said
    assert "This was left out" in words(client.get("/papers/?status=nonsense&owner=x&team=y&late=z&sort=q&q=%"))
    assert "No paper matches" in words(client.get("/papers/?q=zeppelin"))


def test_what_today_and_the_palette_say(world: World) -> None:
    client = signed_in(world.owner)
    met(world)
    assert "Put it on paper: Line 2, at the plant" in words(client.get("/"))
    written(world, meeting_id=met(world, title="Another").pk)
    piece(world, at=NOW - timedelta(days=200))
    said = words(client.get("/"))
    assert "Send out: Fewer stops in hall 3" in said and "Still true? How we watch pumps" in said
    found = words(client.get("/search/?q=watch"))
    assert "Fewer stops in hall 3" in found and "How we watch pumps" in found


def test_the_look(world: World) -> None:
    client = signed_in(world.admin)
    assert "data:image/svg" in client.get("/papers/brand/").content.decode()
    given: dict[str, Any] = {"colour": "#224466", "accent": "#b4531a", "page_size": "a4", "footer": "Kestrel"}
    assert post(client, "/papers/brand/", **given).status_code == 302
    assert post(client, "/papers/brand/", **{**given, "colour": "red"}).status_code == 422
    assert signed_in(world.leader).get("/papers/brand/").status_code == 403


def test_the_clock_on_its_meeting_and_a_meeting_that_moves(world: World) -> None:
    client, meeting = signed_in(world.owner), met(world)
    sheet = client.get(f"/meetings/{meeting.pk}/")
    assert "due two business days after it: tomorrow" in words(sheet) and "Put it on paper" in words(sheet)
    row = written(world, meeting_id=meeting.pk)
    later = {"starts_at": NOW - timedelta(minutes=90), "ends_at": NOW - timedelta(minutes=30)}
    change_meeting(by=world.viewer("owner"), at=NOW, meeting_id=meeting.pk, values=later, seen_version=None)
    row.refresh_from_db()
    assert row.due_on == date(2026, 3, 4)
    sent(world, row)
    assert "went out in time" in words(client.get(f"/meetings/{meeting.pk}/"))


def test_on_the_shared_plan_only_where_somebody_said_so(world: World) -> None:
    row, client = written(world), signed_in(world.owner)
    first = sent(world, row)
    plan = share(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, of=Of.PLAN, subject_id=world.deal.pk, label="N"
    )
    here = f"/paper/plan/{plan.token}/"
    assert Client().get(f"{here}{first.pk}/").status_code == 404
    post(client, f"/papers/{row.pk}/plan/", shown="yes")
    second = sent(world, row, at=NOW + timedelta(minutes=90))
    assert "Fewer stops in hall 3" in words(Client().get(f"/plan/{plan.token}/"))
    assert Client().get(f"{here}{first.pk}/").status_code == 404  # what went out last, alone
    assert "The pumps stop twice a week." in words(Client().get(f"{here}{second.pk}/"))
    assert Client().get(f"{here}{second.pk}/paper.pdf").content == bytes(second.pdf)
    assert [view.what for view in View.objects.order_by("id")][-2:] == ["A paper", "The PDF of a paper"]
    post(client, f"/papers/{row.pk}/plan/", shown="no")
    assert Client().get(f"{here}{second.pk}/").status_code == 404


def test_what_link_holders_see_of_the_look(world: World) -> None:
    raw = io.BytesIO()
    Image.new("RGB", (300, 100), "#226699").save(raw, "PNG")
    values = {"colour": "#ffee00"}
    brand = actions.change_brand(by=world.viewer("admin"), at=NOW, values=values, logo=raw.getvalue())
    assert brand.logo
    sheet = Client().get(f"/paper/look/{brand.colour[1:]}.css")
    assert sheet.headers["Content-Type"].startswith("text/css") and "--brand: #" in sheet.content.decode()
    assert "#ffee00" not in sheet.content.decode().split("@media")[0]  # too pale for a light page: darkened
    assert Client().get(f"/paper/logo/{brand.logo.digest}/").content == bytes(brand.logo.data)
    for nowhere in ("/paper/logo/abc/", f"/paper/logo/{64 * 'a'}/", "/paper/look/red.css"):
        assert Client().get(nowhere).status_code == 404
