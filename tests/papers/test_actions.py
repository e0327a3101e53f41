"""Papers: filled from the record, written by two at once, sent out under the gate, kept as they went out."""

from __future__ import annotations

import io
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from PIL import Image

from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.deals.models import NextStep
from evener.discovery import actions as discovery
from evener.discovery.models import Question
from evener.discovery.rules.answers import Source
from evener.journal.models import Entry
from evener.listing.rules import Ask
from evener.meetings.models import Meeting
from evener.papers import actions, drawing
from evener.papers.models import Edition, Logo, Paper, PaperPiece
from evener.papers.queries import clock, library, one
from evener.papers.queries.unwritten import unwritten
from evener.papers.rules.clock import ClockState
from evener.papers.rules.content import content_of
from evener.papers.rules.writing import Step
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from evener.promises import actions as promises
from evener.promises.rules import Event
from evener.pursuit import actions as pursuit
from evener.upkeep.doctor import Level
from evener.upkeep.doctor import papers as doctor
from tests.papers.papers import begun, cleared, met, piece, sent, written
from tests.world import NOW, TODAY, World, promise


def test_it_starts_filled_from_the_record_and_says_where_each_part_came_from(world: World) -> None:
    owner = world.viewer("owner")
    deals.change_deal(
        by=owner, at=NOW, deal_id=world.deal.pk, values={"about": "Pumps stop without a warning"}, seen_version=None
    )
    deals.add_step(by=owner, at=NOW, deal_id=world.deal.pk, what="Walk through hall 3", owner_id=owner.id, due_on=TODAY)
    kept = cleared(world)
    promise(world, words="Nobody looked at this one")
    row = begun(world, meeting_id=met(world).pk)
    assert row.problem == "Pumps stop without a warning."
    assert "- Readings arrive every minute." in row.idea
    assert row.due_on == date(2026, 3, 3)  # met on a Friday, two business days
    assert set(row.claims.values_list("promise_id", flat=True)) == {kept.pk}
    assert [line.what for line in one.lines(owner, row.deal, one.steps_of(row.steps))] == ["Walk through hall 3"]
    assert row.origins["problem"] == [["What the deal is about", f"/deals/{world.deal.pk}/"]]
    assert row.origins["idea"][0][1] == f"/promises/{kept.pk}/"


def test_only_what_was_told_or_seen_goes_into_the_text(world: World) -> None:
    owner = world.viewer("owner")
    rows = [{**QUESTION, "key": key, "text": key, "group": group} for key, group in QUESTIONS]
    book = discovery.create_playbook(by=world.viewer("engineer"), at=NOW, values={"name": "Pumps"}, questions=rows)
    discovery.publish(by=world.viewer("engineer"), at=NOW, playbook_id=book.pk)
    discovery.choose_playbook(by=owner, at=NOW, deal_id=world.deal.pk, playbook_id=book.pk)
    nora = add_contact(by=owner, at=NOW, account_id=world.account.pk, values={"name": "Nora"})
    answer(world, "stops", "They stop twice a week", Source.TOLD, contact_id=nora.pk)
    answer(world, "money", "They have the money", Source.ASSUMED)
    answer(world, "success", "One stop a month", Source.OBSERVED)
    row = begun(world)
    assert "They stop twice a week." in row.problem and "money" not in row.problem
    assert "Told by Nora" in row.origins["problem"][0][0]
    assert row.idea == "One stop a month."


QUESTIONS = (("stops", "scope"), ("money", "scope"), ("success", "success_measure"))
QUESTION = {"why": "It decides", "wording": "", "kind": "text", "unit": "", "choices": [], "weight": 2, "before": 50}


def answer(world: World, key: str, value: str, source: Source, contact_id: int | None = None) -> None:
    discovery.give_answer(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, question_id=Question.objects.get(key=key).pk,
        value=value, source=source, contact_id=contact_id,
    )  # fmt: skip


def test_the_plan_gives_what_is_shared_and_the_rest_stays_with_us(world: World) -> None:
    owner, deal_id = world.viewer("owner"), world.deal.pk
    write: dict[str, Any] = {"by": owner, "at": NOW, "deal_id": deal_id, "seen_version": None}
    pursuit.write_answer(**write, question="mission", values={"text": "One stop a month", "shared": True})
    pursuit.write_answer(**write, question="results", values={"text": "We get a reference", "shared": False})
    metric = {"kind": "save", "name": "Stops", "unit": "a month", "baseline_minor": 8_000, "target_minor": 1_000}
    pursuit.add_metric(by=owner, at=NOW, deal_id=deal_id, values={**metric, "shared": True})
    row = begun(world)
    assert row.idea == "One stop a month.\n\n- Stops: from 8 a month to 1 a month"
    assert "reference" in row.origins["mind"][0][0]


def test_two_write_at_once_and_nothing_is_lost(world: World) -> None:
    row = written(world)
    actions.change_paper(
        by=world.viewer("engineer"),
        at=NOW,
        paper_id=row.pk,
        values={"idea": "Engineering’s words"},
        seen_version=row.version,
    )
    with pytest.raises(Conflict) as clash:
        actions.change_paper(
            by=world.viewer("owner"), at=NOW, paper_id=row.pk, values={"idea": "Sales’ words"}, seen_version=row.version
        )
    assert [(each.theirs, each.yours, each.who) for each in clash.value.clashes] == [
        ("Engineering’s words", "Sales’ words", "Egon Engineer")
    ]
    after = actions.change_paper(
        by=world.viewer("owner"), at=NOW, paper_id=row.pk, values={"problem": "Other"}, seen_version=row.version
    )
    assert (after.problem, after.idea) == ("Other", "Engineering’s words")


def test_what_a_field_may_hold(world: World) -> None:
    row, owner = begun(world), world.viewer("owner")

    def change(**values: Any) -> Paper:
        return actions.change_paper(by=owner, at=NOW, paper_id=row.pk, values=values, seen_version=None)

    assert change(problem="A\x00B\u202e\x07 \r\nC\ud800").problem == "AB\nC"
    other = deals.create_deal(by=owner, at=NOW, values={"name": "Another", "currency": "EUR"})
    far = deals.add_step(by=owner, at=NOW, deal_id=other.pk, what="Far", owner_id=None, due_on=None)
    for wrong in (
        {"title": " "}, {"idea": "x" * 8001}, {"language": "xx"}, {"steps": [Step("", step_id=far.pk)]},
        {"steps": [Step("Call", contact_id=987)]}, {"steps": [Step("x" * 400)]}, {"claims": [987]},
        {"owner_id": world.viewer_only.pk}, {"meeting_id": 987}, {"nonsense": 1},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            change(**wrong)


def test_who_may(world: World) -> None:
    row = begun(world)
    values = {"title": "Mine now"}
    for who in ("outsider", "viewer_only"):
        with pytest.raises(NotAllowed):
            actions.change_paper(by=world.viewer(who), at=NOW, paper_id=row.pk, values=values, seen_version=None)
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    with pytest.raises(NotThere):
        one.paper(world.viewer("outsider"), row.pk)


def test_nothing_goes_out_unseen(world: World) -> None:
    unseen = promise(world, words="It never stops")
    row = written(world, claims=[unseen.pk])
    with pytest.raises(Refused, match="1 promise it rests on is not cleared"):
        sent(world, row)
    with pytest.raises(Refused, match="Only a leader"):
        sent(world, row, reason="They need it")
    made = sent(world, row, who="leader", reason="They know that it is a guess")
    assert (made.override_by, made.override_reason) == (world.leader, "They know that it is a guess")
    assert made.claims[0]["why"] == "no engineer has seen it"
    assert b"no engineer" not in made.pdf and "claims" not in made.content


def test_a_promise_that_was_broken_is_no_claim(world: World) -> None:
    told = cleared(world)
    row = written(world, claims=[told.pk])
    promises.make(by=world.viewer("owner"), at=NOW, promise_id=told.pk, made_on=TODAY)
    promises.end(by=world.viewer("owner"), at=NOW, promise_id=told.pk, event=Event.BREAK, on=TODAY, note="It did not")
    with pytest.raises(Refused, match="not cleared"):
        sent(world, row)
    assert one.obstacles(row.pk)[0].why == "it was broken"


def test_what_is_not_whole_stays(world: World) -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"problem": ""}, "problem is not written"),
        ({"picture": "A => B"}, "picture has a line"),
        ({"idea": "A line.\n\n" * 800}, "three pages at most"),
    )
    for values, said in cases:
        with pytest.raises(Refused, match=said):
            sent(world, written(world, **values))
    assert not Edition.objects.exists()


def test_an_edition_never_changes_and_its_steps_stand_in_the_plan(world: World) -> None:
    owner = world.viewer("owner")
    nora = add_contact(by=owner, at=NOW, account_id=world.account.pk, values={"name": "Nora"})
    chosen = deals.add_step(by=owner, at=NOW, deal_id=world.deal.pk, what="Visit", owner_id=owner.id, due_on=TODAY)
    steps = [Step("", step_id=chosen.pk), Step("Choose the pumps", contact_id=nora.pk, due_on=TODAY)]
    kept = cleared(world)
    row = written(world, meeting_id=met(world).pk, steps=steps, claims=[kept.pk])
    first = sent(world, row)
    assert first.pdf.startswith(b"%PDF") and first.digest == sha256(first.pdf).hexdigest() and first.in_time
    found = {step.what: (step.shared, step.contact_id) for step in NextStep.objects.filter(deal=world.deal)}
    assert found == {"Visit": (True, None), "Choose the pumps": (True, nora.pk)}
    row.refresh_from_db()
    assert row.is_out and not row.changed_since and all(each.get("step") for each in row.steps)
    actions.change_paper(by=owner, at=NOW, paper_id=row.pk, values={"title": "Other"}, seen_version=None)
    second = sent(world, row, at=NOW + timedelta(days=9))
    first.refresh_from_db()
    assert (first.number, first.title, second.number, second.title) == (1, "Fewer stops in hall 3", 2, "Other")
    assert second.in_time and row.out_at == NOW + timedelta(hours=1)  # the first edition stopped the clock
    assert NextStep.objects.filter(deal=world.deal).count() == 2
    again = drawing.draw(content_of(first.content), look=first.look, logo=None)
    assert again.pdf == bytes(first.pdf)
    assert Entry.objects.filter(what="paper.out").count() == 2


def test_sent_on_what_was_seen(world: World) -> None:
    row = written(world)
    actions.change_paper(by=world.viewer("owner"), at=NOW, paper_id=row.pk, values={"idea": "New"}, seen_version=None)
    with pytest.raises(Conflict):
        sent(world, row, seen_version=row.version)


def test_a_draft_is_discarded_and_what_went_out_is_not(world: World) -> None:
    owner, row, out = world.viewer("owner"), begun(world), written(world)
    sent(world, out)
    actions.discard_paper(by=owner, at=NOW, paper_id=row.pk)
    with pytest.raises(Refused):
        actions.discard_paper(by=owner, at=NOW, paper_id=out.pk)
    assert list(Paper.objects.values_list("id", flat=True)) == [out.pk]


def test_a_piece_is_put_in_and_its_new_words_show(world: World) -> None:
    owner, row, kept = world.viewer("owner"), written(world), piece(world)
    actions.put_piece(by=owner, at=NOW, paper_id=row.pk, piece_id=kept.pk)
    row.refresh_from_db()
    assert row.idea == "We watch them.\n\nA small box listens to each pump."
    with pytest.raises(Refused, match="already"):
        actions.put_piece(by=owner, at=NOW, paper_id=row.pk, piece_id=kept.pk)
    changed = actions.change_piece(
        by=world.viewer("engineer"),
        at=NOW,
        piece_id=kept.pk,
        values={"body": "A box listens to ten pumps."},
        seen_version=1,
    )
    assert (changed.version, changed.checked_by) == (2, world.engineer)
    use = one.put_in(row)[0]
    assert use.number == 1 and use.old == "A small box listens to each pump."  # type: ignore[attr-defined]
    actions.renew_piece(by=owner, at=NOW, paper_id=row.pk, piece_id=kept.pk, words=True)
    row.refresh_from_db()
    assert row.idea.endswith("A box listens to ten pumps.")
    actions.change_piece(by=owner, at=NOW, piece_id=kept.pk, values={"body": "Third"}, seen_version=2)
    actions.change_paper(by=owner, at=NOW, paper_id=row.pk, values={"idea": "My own words"}, seen_version=None)
    with pytest.raises(Refused, match="changed in this paper"):
        actions.renew_piece(by=owner, at=NOW, paper_id=row.pk, piece_id=kept.pk, words=True)
    actions.renew_piece(by=owner, at=NOW, paper_id=row.pk, piece_id=kept.pk, words=False)
    assert PaperPiece.objects.get().number == 3
    assert [text.number for text in library.texts(kept)] == [3, 2, 1]


def test_the_library(world: World) -> None:
    owner, old, new = world.viewer("owner"), piece(world, at=NOW - timedelta(days=200)), piece(world, title="Modbus")
    today = owner.today(NOW)
    due = library.pieces(owner, asked=library.PieceFilter(due=True), ask=ASK, today=today)[0]
    assert [row["id"] for row in due.rows] == [old.pk]
    actions.check_piece(by=owner, at=NOW, piece_id=old.pk)
    assert not library.pieces(owner, asked=library.PieceFilter(due=True), ask=ASK, today=today)[0].rows
    actions.retire_piece(by=owner, at=NOW, piece_id=new.pk, retired=True)
    assert [row.pk for row in library.offered("pump listens")] == [old.pk]
    with pytest.raises(Conflict):
        actions.change_piece(by=owner, at=NOW, piece_id=old.pk, values={"body": "x"}, seen_version=9)
    with pytest.raises(Invalid):
        actions.write_piece(by=owner, at=NOW, values={"title": "No text"})
    with pytest.raises(NotAllowed):
        actions.check_piece(by=world.viewer("viewer_only"), at=NOW, piece_id=old.pk)


def test_the_clock_counts_meetings(world: World) -> None:
    owner, leader = world.viewer("owner"), world.viewer("leader")
    first, second, third = (met(world, title=title) for title in ("A", "B", "C"))
    at = NOW + timedelta(days=3)  # Thursday: due on Tuesday
    sent(world, written(world, meeting_id=first.pk))
    sent(world, written(world, meeting_id=second.pk), at=at)
    found = clock.clocks(clock.facts(Meeting.objects.all()), at=at)
    assert [found[row.pk].state for row in (first, second, third)] == [
        ClockState.MET, ClockState.MISSED, ClockState.LATE
    ]  # fmt: skip
    rates = clock.rates(owner, at=at)
    assert (rates.own.percent, rates.own.counted, rates.teams) == (33, 3, [])
    assert [(name, rate.percent) for name, rate in clock.rates(leader, at=at).teams] == [("North", 33)]
    assert clock.rates(world.viewer("teammate"), at=at).own.percent is None
    assert [row.title for row in unwritten(owner, at=at, limit=9)] == ["C"]


def test_the_look(world: World) -> None:
    admin = world.viewer("admin")
    raw = io.BytesIO()
    Image.new("RGB", (300, 100), "#226699").save(raw, "PNG")
    brand = actions.change_brand(
        by=admin, at=NOW, values={"colour": "#224466", "footer": "Kestrel, Nordhafen", "page_size": "us-letter"},
        logo=raw.getvalue(),
    )  # fmt: skip
    assert brand.logo and (brand.logo.kind, brand.logo.width) == ("png", 300)
    made = sent(world, written(world))
    actions.change_brand(by=admin, at=NOW, values={"footer": "New"}, no_logo=True)
    made.refresh_from_db()
    assert made.look["footer"] == "Kestrel, Nordhafen" and made.logo == Logo.objects.get()
    for wrong in ({"colour": "red"}, {"footer": "x" * 200}, {"page_size": "a0"}):
        with pytest.raises(Invalid):
            actions.change_brand(by=admin, at=NOW, values=wrong)
    for bad in (
        b"",
        b"<svg onload=alert(1)>",
        b"\x89PNG\r\n\x1a\nrubbish",
        b"GIF89a",
        b"\xff\xd8\xff" + b"0" * 6_000_000,
    ):
        with pytest.raises(Invalid) as fault:
            actions.change_brand(by=admin, at=NOW, values={}, logo=bad)
        assert "logo" in fault.value.fields
    with pytest.raises(NotAllowed):
        actions.change_brand(by=world.viewer("leader"), at=NOW, values={"footer": "Mine"})


def test_markup_in_any_field_is_text(world: World) -> None:
    bad = '#read("/etc/passwd") $x$ <script>alert(1)</script> \\ "] #{} @a'
    row = written(
        world, title=bad, problem=bad, idea=bad, picture='A -> B: "#read() $x$ <b>"', readers=bad, picture_says=bad
    )
    made = sent(world, row)
    assert b"root:" not in made.pdf and made.content["problem"] == bad
    seen = drawing.pages_of(made)
    assert seen.pages and not any("<script" in page for page in seen.pages)


ASK = Ask("title")


def test_the_doctor_finds_an_edition_that_is_not_what_went_out(world: World) -> None:
    made = sent(world, written(world))
    (found,) = doctor.editions(NOW)
    assert found.level == Level.OK
    Edition.objects.filter(pk=made.pk).update(pdf=b"%PDF-1.7 another")
    (found,) = doctor.editions(NOW)
    assert found.level == Level.ERROR and str(made.pk) in found.what
