"""Writing reviews: asked, prepared, given unseen, held, scored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.deals import actions as deals
from evener.deals.models import Deal, DealMember, NextStep
from evener.deals.rules import Closing, Outcome
from evener.journal.models import Entry
from evener.people.models import User
from evener.people.rules import Visibility
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from evener.reviews import actions
from evener.reviews.models import Decision, Finding, Review, Reviewer, Sealed
from evener.reviews.queries import reviews as queries
from evener.reviews.rules.course import Chances, ReviewStatus
from tests.world import NOW, TODAY, World, promise, see

LATER = NOW + timedelta(days=1)
CASE: dict[str, Any] = {"counter_case": "They never said what hurts.", "cause_of_death": "Nobody there needed it."}


def asked(world: World, *, who: str = "owner", **values: Any) -> Review:
    """By default the engineer dissents, so that tests know who does."""
    given = {"dissenter_id": world.engineer.pk, "dissenter_why": "Knows it best", **values}
    return actions.ask_review(by=world.viewer(who), at=NOW, deal_id=world.deal.pk, **given)


def who(world: World, review: Review, name: str = "owner") -> dict[str, Any]:
    return {"by": world.viewer(name), "at": NOW, "review_id": review.pk}


def prepared(world: World, **values: Any) -> Review:
    review = asked(world, **values)
    return actions.prepare(**who(world, review, "engineer"), **CASE)


def held(world: World, **given: int) -> Review:
    """Held, with the chances of those named."""
    review = prepared(world)
    for name, won in given.items():
        actions.give_chance(**who(world, review, name), given=Chances(won))
    return actions.hold_review(**who(world, review), held_on=TODAY, decision="We go on as planned.")


def close(world: World, outcome: Outcome = Outcome.LOST, reason: str = "missing", **values: Any) -> None:
    closing = Closing(outcome, reason, "", TODAY, **values)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)


def test_it_is_somebodys_turn(world: World) -> None:
    first = actions.ask_review(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk)
    assert first.dissenter == world.leader  # nobody dissented yet, and she does not work on the deal
    assert first.dissenter_why == "Has not dissented for a year"
    names = set(Reviewer.objects.filter(review=first).values_list("user__name", flat=True))
    assert names == {"Olga Owner", "Egon Engineer", "Tia Teammate", "Lena Leader"}
    actions.call_off(**who(world, first), reason="Too early")
    again = actions.ask_review(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk)
    assert again.dissenter == world.leader  # what was called off was nobody's turn
    actions.prepare(**who(world, again, "leader"), **CASE)
    actions.hold_review(**who(world, again), held_on=TODAY, decision="Go on")
    third = actions.ask_review(by=world.viewer("owner"), at=LATER, deal_id=world.deal.pk)
    assert third.dissenter == world.engineer
    entry = Entry.objects.filter(what="review.asked").last()
    assert entry and (entry.thread_kind, entry.thread_id) == ("deal", world.deal.pk)


def test_the_owner_never_dissents(world: World) -> None:
    with pytest.raises(Invalid, match="owns this deal"):
        asked(world, dissenter_id=world.owner.pk)
    with pytest.raises(Invalid, match="who works here"):
        asked(world, dissenter_id=world.viewer_only.pk)
    with pytest.raises(Invalid) as problem:
        asked(world, dissenter_why=" ")
    assert list(problem.value.fields) == ["dissenter_why"]
    review = asked(world)
    with pytest.raises(Invalid, match="owns this deal"):
        actions.swap_dissenter(**who(world, review), dissenter_id=world.owner.pk, reason="Try")
    assert Review.objects.count() == 1


def test_two_at_once_and_closed_deals_are_refused(world: World) -> None:
    asked(world)
    with pytest.raises(Refused, match="under way"):
        asked(world)
    close(world)
    with pytest.raises(Refused, match="closed"):
        asked(world)


def test_who_may_ask(world: World) -> None:
    for name in ("outsider", "viewer_only"):
        with pytest.raises(NotAllowed):
            asked(world, who=name)
    see(Visibility.OWN, by=world.viewer("admin"))
    with pytest.raises(NotThere):
        asked(world, who="outsider")


def test_a_dissenter_who_could_not_see_the_deal_is_seated(world: World) -> None:
    by = world.viewer("owner")
    deals.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    chosen = actions.ask_review(by=by, at=NOW, deal_id=world.deal.pk)
    assert chosen.dissenter_id != world.outsider.pk  # by turn only who sees it
    actions.swap_dissenter(**who(world, chosen), dissenter_id=world.outsider.pk, reason="Fresh eyes")
    assert DealMember.objects.filter(deal=world.deal, user=world.outsider).exists()
    actions.prepare(**who(world, chosen, "outsider"), **CASE)


def test_only_the_dissenter_writes_the_case(world: World) -> None:
    review = asked(world)
    with pytest.raises(NotAllowed, match="Egon Engineer is the dissenter"):
        actions.prepare(**who(world, review), **CASE)
    with pytest.raises(Invalid) as problem:
        actions.prepare(**who(world, review, "engineer"), counter_case=" ", cause_of_death="")
    assert set(problem.value.fields) == {"counter_case", "cause_of_death"}
    with pytest.raises(Refused, match="writes the counter-case"):
        actions.hold_review(**who(world, review), held_on=TODAY, decision="Go on")
    with pytest.raises(Refused, match="between the counter-case and the review"):
        actions.give_chance(**who(world, review), given=Chances(50))
    actions.prepare(**who(world, review, "engineer"), **CASE, seen_version=review.version)
    with pytest.raises(Conflict):
        actions.prepare(**who(world, review, "engineer"), **CASE, seen_version=review.version)
    with pytest.raises(Refused, match="counter-case is written"):
        actions.swap_dissenter(**who(world, review), dissenter_id=world.teammate.pk, reason="Try")


def test_chances_are_sealed_until_all_have_given(world: World) -> None:
    review = prepared(world)
    actions.give_chance(**who(world, review), given=Chances(60, 30, 10))
    for name in ("leader", "engineer", "admin"):
        rows = {row.name: row for row in queries.reviewers(world.viewer(name), review)}
        assert rows["Olga Owner"].given and not rows["Olga Owner"].told and rows["Olga Owner"].won is None
    mine = {row.name: row for row in queries.reviewers(world.viewer("owner"), review)}["Olga Owner"]
    assert (mine.won, mine.lost, mine.nothing) == (60, 30, 10)
    assert Reviewer.objects.get(review=review, user=world.owner).won is None  # nowhere but sealed
    said = str(list(Entry.objects.filter(what="review.estimated").values_list("changes", "reason")))
    assert "60" not in said
    actions.give_chance(**who(world, review), given=Chances(55))  # may be changed while it is private
    for name in ("engineer", "teammate", "leader"):
        actions.give_chance(**who(world, review, name), given=Chances(20))
    review = queries.review(world.viewer("owner"), review.pk)
    assert review.revealed_at and not Sealed.objects.exists()
    shown = {row.name: row.won for row in queries.reviewers(world.viewer("outsider"), review)}
    assert shown == {"Olga Owner": 55, "Egon Engineer": 20, "Tia Teammate": 20, "Lena Leader": 20}
    with pytest.raises(Refused, match="shown already"):
        actions.give_chance(**who(world, review), given=Chances(20))
    with pytest.raises(Refused, match="shown already"):
        actions.invite_reviewer(**who(world, review), user_id=world.outsider.pk)


def test_whoever_is_no_reviewer_gives_nothing(world: World) -> None:
    review = prepared(world)
    with pytest.raises(NotAllowed, match="not a reviewer"):
        actions.give_chance(**who(world, review, "outsider"), given=Chances(50))
    actions.invite_reviewer(**who(world, review), user_id=world.outsider.pk)
    actions.give_chance(**who(world, review, "outsider"), given=Chances(50))
    with pytest.raises(Invalid, match="not to 100"):
        actions.give_chance(**who(world, review), given=Chances(50, 30, 30))


def test_what_is_called_off_stays_unknown(world: World) -> None:
    review = prepared(world)
    actions.give_chance(**who(world, review), given=Chances(60))
    actions.call_off(**who(world, review), reason="They signed this morning")
    assert not Sealed.objects.exists() and not Reviewer.objects.exclude(won=None).exists()
    assert not Review.objects.get().waiting


def test_held_with_decisions_and_steps(world: World) -> None:
    promise(world)
    review = prepared(world)
    actions.give_chance(**who(world, review), given=Chances(80))
    with pytest.raises(Invalid, match="if only that nothing changes"):
        actions.hold_review(**who(world, review), held_on=TODAY)
    with pytest.raises(Invalid, match="future"):
        actions.hold_review(**who(world, review), held_on=TODAY + timedelta(days=1), decision="Go on")
    with pytest.raises(Invalid) as problem:
        actions.add_review_step(**who(world, review), what="Meet the CFO", owner_id=None, due_on=None)
    assert set(problem.value.fields) == {"owner_id", "due_on"}
    step = actions.add_review_step(
        **who(world, review), what="Meet the CFO", owner_id=world.leader.pk, due_on=TODAY + timedelta(days=5)
    )
    assert NextStep.objects.get(pk=step.pk).owner == world.leader
    review = actions.hold_review(**who(world, review), held_on=TODAY)
    assert (review.status, review.stage_chance) == (ReviewStatus.HELD, world.deal.stage.prior_won)
    found = set(Finding.objects.filter(review=review).values_list("key", flat=True))
    assert {"no_pain", "no_buyer", "no_date"} <= found
    assert Reviewer.objects.get(review=review, user=world.owner).won == 80
    actions.decide(**who(world, review, "engineer"), text="No more discounts", who_id=world.owner.pk)
    assert Decision.objects.get().who == world.owner
    with pytest.raises(NotAllowed):
        actions.decide(**who(world, review, "outsider"), text="Mine", who_id=world.owner.pk)


def test_scored_after_the_close(world: World) -> None:
    review = held(world, owner=80, engineer=30)
    with pytest.raises(Refused, match="deal is open"):
        actions.score_review(**who(world, review), cause_right="yes", told=[])
    close(world)
    assert Review.objects.get().waiting
    buyer = Finding.objects.get(review=review, key="no_buyer")
    with pytest.raises(Invalid, match="was shown"):
        actions.score_review(**who(world, review), cause_right="yes", told=[buyer.pk + 99])
    with pytest.raises(Invalid, match="dissenter foresaw"):
        actions.score_review(**who(world, review), cause_right="perhaps", told=[])
    actions.score_review(**who(world, review), cause_right="partly", told=[buyer.pk], lesson="Meet who signs.")
    review = Review.objects.get()
    assert (review.status, review.outcome, review.waiting) == (ReviewStatus.SCORED, Outcome.LOST, False)
    scores = dict(Reviewer.objects.filter(review=review).values_list("user__name", "score"))
    assert scores["Olga Owner"] == pytest.approx(0.64) and scores["Egon Engineer"] == pytest.approx(0.09)
    assert scores["Tia Teammate"] is None
    assert dict(Finding.objects.values_list("key", "told"))["no_buyer"] is True
    deals.reopen_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, reason="They called")
    review = Review.objects.get()
    assert (review.status, review.outcome, review.scored_at) == (ReviewStatus.HELD, "", None)
    assert not Reviewer.objects.exclude(score=None).exists()


def test_a_deal_that_closes_first_leaves_its_review_behind(world: World) -> None:
    review = asked(world)
    close(world)
    review.refresh_from_db()
    assert (review.status, review.waiting) == (ReviewStatus.ASKED, False)
    with pytest.raises(Refused, match="closed"):
        actions.prepare(**who(world, review, "engineer"), **CASE)
    deals.reopen_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, reason="A mistake")
    review.refresh_from_db()
    assert review.waiting


def test_a_step_from_a_sign_once(world: World) -> None:
    by: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "deal_id": world.deal.pk}
    step = actions.step_from_sign(**by, key="no_buyer", due_on=TODAY)
    assert step.owner == world.owner and "who signs" in step.what
    with pytest.raises(Refused, match="already"):
        actions.step_from_sign(**by, key="no_buyer", due_on=TODAY)
    with pytest.raises(Invalid):
        actions.step_from_sign(**by, key="<b>", due_on=TODAY)


def test_texts_have_bounds(world: World) -> None:
    review = asked(world)
    with pytest.raises(Invalid, match="10000"):
        actions.prepare(**who(world, review, "engineer"), counter_case="x" * 10_001, cause_of_death="y")
    with pytest.raises(Invalid, match="cannot be kept"):
        actions.prepare(**who(world, review, "engineer"), counter_case="a\x00", cause_of_death="y")
    with pytest.raises(Invalid, match="has passed"):
        actions.ask_review(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, hold_on=TODAY - timedelta(days=1))


def test_large_deals_are_marked(world: World) -> None:
    Deal.objects.update(amount_minor=25_000_000)
    assert asked(world).large


def test_who_left_reviews_nothing(world: World) -> None:
    User.objects.filter(pk=world.teammate.pk).update(is_active=False)
    review = asked(world)
    assert not Reviewer.objects.filter(review=review, user=world.teammate).exists()
