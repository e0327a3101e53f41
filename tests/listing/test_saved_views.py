"""Saved views: one's own, shared ones, and who may touch them."""

from __future__ import annotations

from typing import Any

import pytest

from evener.listing import actions
from evener.listing.bar import Saved, plain_query, views_bar
from evener.listing.models import SavedView
from evener.people.models import User
from evener.problems import Invalid, NotAllowed, NotThere
from tests.deals.web import signed_in, words
from tests.world import NOW, World

NEUTRAL = {("outcome", "open")}


def save(world: World, who: str = "owner", **values: Any) -> SavedView:
    given = {"name": "Big ones", "query": "min=100k", **values}
    return actions.save_view(by=world.viewer(who), at=NOW, list="deals", **given)


def test_a_shared_view_is_seen_by_all_and_changed_by_its_owner(world: World) -> None:
    own, shared = save(world), save(world, name="For all", shared=True)
    assert set(SavedView.objects.visible_to(world.viewer("owner"))) == {own, shared}
    assert set(SavedView.objects.visible_to(world.viewer("outsider"))) == {shared}
    with pytest.raises(NotAllowed):
        actions.change_view(by=world.viewer("outsider"), view_id=shared.pk, name="Mine now")
    with pytest.raises(NotThere):
        actions.change_view(by=world.viewer("outsider"), view_id=own.pk, name="Mine now")
    actions.change_view(by=world.viewer("admin"), view_id=shared.pk, name="For everybody")
    assert SavedView.objects.get(pk=shared.pk).name == "For everybody"
    actions.delete_view(by=world.viewer("owner"), view_id=own.pk)
    assert not SavedView.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "Big ones"}, "name"),
        ({"name": "Long", "query": "q=" + "x" * 1000}, "query"),
    ],
)
def test_what_a_view_needs(world: World, values: dict[str, str], field: str) -> None:
    save(world)
    with pytest.raises(Invalid) as caught:
        save(world, **values)
    assert list(caught.value.fields) == [field]


def test_who_only_reads_keeps_views_and_does_not_share_them(world: World) -> None:
    assert save(world, "viewer_only")
    with pytest.raises(Invalid):
        save(world, "viewer_only", name="Other", shared=True)


def test_nobody_keeps_views_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_VIEWS", 1)
    save(world)
    with pytest.raises(Invalid):
        save(world, name="One more")
    save(world, "teammate")


def test_starting_with_a_view_needs_it_to_be_there(world: World) -> None:
    view = save(world)
    actions.set_default_view(by=world.viewer("owner"), list="deals", view_id=view.pk)
    assert User.objects.get(pk=world.owner.pk).preferences == {"deals.view": view.pk}
    with pytest.raises(NotThere):
        actions.set_default_view(by=world.viewer("outsider"), list="deals", view_id=view.pk)
    with pytest.raises(NotThere):
        actions.set_default_view(by=world.viewer("owner"), list="promises", view_id=view.pk)
    actions.set_default_view(by=world.viewer("owner"), list="deals", view_id=None)
    assert User.objects.get(pk=world.owner.pk).preferences == {"deals.view": None}


def test_the_pages_of_a_view(world: World) -> None:
    client = signed_in(world.owner)
    assert 'value="owner=me"' in client.get("/deals/views/?owner=me&cursor=abc").content.decode()
    response = client.post("/deals/views/", {"name": "Mine", "query": "owner=me&cursor=abc&view=9", "shared": "on"})
    view = SavedView.objects.get()
    assert (view.query, view.shared, response["Location"]) == ("owner=me", True, f"/deals/?owner=me&view={view.pk}")
    again = client.post("/deals/views/", {"name": "Mine", "query": ""})
    assert again.status_code == 422
    assert "There is a view of this name already." in words(again)
    client.post(f"/deals/views/{view.pk}/", {"name": "My own"})
    client.post(f"/deals/views/{view.pk}/keep/", {"query": "owner=me&sort=name"})
    view.refresh_from_db()
    assert (view.name, view.query, view.shared) == ("My own", "owner=me&sort=name", False)
    stranger = signed_in(world.outsider)
    assert stranger.get(f"/deals/views/{view.pk}/").status_code == 404
    assert stranger.post(f"/deals/views/{view.pk}/remove/").status_code == 404
    assert stranger.post("/deals/views/start/", {"view": str(view.pk)}).status_code == 404
    assert client.get(f"/deals/views/{view.pk}/remove/").status_code == 405
    assert client.post(f"/deals/views/{view.pk}/remove/")["Location"] == "/deals/?owner=me&sort=name"
    assert not SavedView.objects.exists()


def test_a_query_has_one_spelling() -> None:
    assert plain_query("stage=2&q=&owner=me&cursor=x&outcome=open&view=3", neutral=NEUTRAL) == "owner=me&stage=2"


def test_the_bar_knows_which_view_it_is_and_whether_it_changed(world: World) -> None:
    me = world.viewer("owner")
    mine = Saved(7, "Mine", "owner=me", me.id, shared=False)
    theirs = Saved(8, "Theirs", "owner=nobody", me.id + 1, shared=True)

    def bar(query: str, view_id: int | None = None) -> Any:
        return views_bar(
            viewer=me, built_in={"outcome=open": "Open", "owner=me": "Own"}, saved=[mine, theirs], query=query,
            view_id=view_id, default_id=7, neutral=NEUTRAL,
        )  # fmt: skip

    def current(query: str, view_id: int | None = None) -> list[str]:
        return [entry.label for entry in bar(query, view_id).entries if entry.current]

    assert current("") == ["Open"]
    assert current("owner=me&outcome=open") == ["Own"]
    assert current("owner=me", 7) == ["Mine"]
    assert current("stage=3") == []
    assert (bar("owner=me", 7).changed, bar("owner=me&stage=2", 7).changed) == (False, True)
    assert (bar("", 7).may_change, bar("", 8).may_change, bar("", 7).starts_here) == (True, False, True)
    assert bar("x=1", 99).current is None
