"""Playbooks and the discovery tab in a browser without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evener.customers.actions import add_contact
from evener.discovery import actions, files
from evener.discovery.models import Answer, Playbook, Question
from tests.deals.web import part, post, signed_in, words
from tests.discovery.test_actions import answer, asked, chosen, written
from tests.query_counts import StoredQueries
from tests.world import NOW, World


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def tab(world: World) -> str:
    return f"/discovery/deal/{world.deal.pk}/"


def test_an_empty_page_says_how_to_begin(world: World) -> None:
    engineer = signed_in(world.engineer)
    text = words(engineer.get("/discovery/"))
    assert "No playbook yet" in text
    for name in ("Industrial equipment", "Services project", "Software platform"):
        assert f"Start from it : {name}" in text
    sales = words(signed_in(world.owner).get("/discovery/"))
    assert "once an engineer writes it down" in sales and "Start from it" not in sales
    assert "No playbook is published yet" in words(signed_in(world.owner).get(tab(world)))


def test_one_that_ships_is_one_click_and_a_draft(world: World) -> None:
    client = signed_in(world.engineer)
    answered = post(client, "/discovery/start/", playbook="industrial-equipment")
    text = words(client.get(answered.url))
    assert "Draft of version 1" in text and "Publish version 1" in text
    assert "Which step of their production is the bottleneck" in text
    assert "Start from it : Industrial" not in words(client.get("/discovery/"))
    assert post(client, "/discovery/start/", playbook="../../etc/passwd").status_code == 404
    assert post(client, "/discovery/start/", playbook="industrial-equipment").status_code == 422


def test_a_playbook_is_written_by_hand(world: World) -> None:
    client = signed_in(world.engineer)
    assert "Give the playbook a name" in words(post(client, "/discovery/new/", name=" "))
    to = post(client, "/discovery/new/", name="Platform", deal_type="Many users").url
    values = {"text": "How many?", "why": "It sizes it.", "group": "scale", "kind": "number", "unit": "people",
              "weight": "3", "before": "50"}  # fmt: skip
    wrong = post(client, to, **{**values, "why": " "})
    assert (wrong.status_code, "Say why it is asked" in words(wrong)) == (422, True)
    assert post(client, to, **values, more="yes").url == to
    post(client, to, **{**values, "text": "By when?", "kind": "choice", "choices": "Now\n\nLater "})
    first, second = Question.objects.order_by("id")
    assert (first.key, first.unit, second.choices) == ("how-many", "people", ["Now", "Later"])
    post(client, f"/discovery/questions/{second.pk}/move/", to="up")
    playbook = Playbook.objects.get()
    text = words(client.get(f"/discovery/{playbook.pk}/"))
    assert text.index("By when?") < text.index("How many?")
    stale = post(client, f"/discovery/questions/{first.pk}/", **values, version="1")
    assert stale.status_code == 302  # nothing changed
    post(client, f"/discovery/questions/{first.pk}/", **{**values, "weight": "1"}, version="1")
    late = post(client, f"/discovery/questions/{first.pk}/", **{**values, "weight": "2"}, version="1")
    assert (late.status_code, "Somebody changed this question" in words(late)) == (409, True)
    post(client, f"/discovery/questions/{second.pk}/remove/")
    published = client.post(f"/discovery/{playbook.pk}/publish/", follow=True)
    assert "Version 1 is published" in words(published) and "Start a new version" in words(published)
    refused = post(client, f"/discovery/questions/{first.pk}/remove/")
    assert (refused.status_code, "never changes" in words(refused)) == (409, True)
    changed = post(client, f"/discovery/{playbook.pk}/edit/?field=purpose", purpose="To know.", version="1")
    assert changed.status_code == 302
    assert words(client.get(f"/discovery/{playbook.pk}/?version=9")) and client.get(
        f"/discovery/{playbook.pk}/?version=9"
    ).status_code == 404  # fmt: skip


def test_a_file_goes_out_and_comes_back(world: World) -> None:
    playbook = written(world)
    client = signed_in(world.engineer)
    out = client.get(f"/discovery/{playbook.pk}/file/?version=1")
    assert out.headers["Content-Disposition"] == 'attachment; filename="platform-1.toml"'
    upload = SimpleUploadedFile("platform.toml", out.content)
    back = client.post("/discovery/upload/", {"file": upload}, follow=True)
    assert "Draft of version 2" in words(back)
    assert files.read(client.get(f"/discovery/{playbook.pk}/file/").content) == files.read(out.content)
    for content, said in ((b"name = 1\n", "first line must be"), (b"x" * (files.LARGEST + 9), "larger than 1 MB"),
                          (out.content, "is a draft already")):  # fmt: skip
        wrong = client.post("/discovery/upload/", {"file": SimpleUploadedFile("p.toml", content)})
        assert (wrong.status_code, said in words(wrong)) == (422, True), said
    assert "Choose a playbook file" in words(client.post("/discovery/upload/"))


def test_discovery_on_a_deal(world: World, stored_queries: StoredQueries) -> None:
    written(world)
    client = signed_in(world.owner)
    assert "Which playbook does this deal go by?" in words(client.get(tab(world)))
    post(client, f"{tab(world)}playbook/", playbook=str(Playbook.objects.get().pk))
    nora = add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values={"name": "Nora"})
    form = f"{tab(world)}answer/{asked('users').pk}/"
    assert 'name="seen" value="0"' in part(client.get(form), "q-users")
    wrong = post(client, form, value="many", seen="0")
    assert wrong.status_code == 422
    assert "Say how we know" in words(wrong)
    saved = post(client, form, value="1,200", source="told", contact_id=str(nora.pk), meeting="First call", seen="0")
    assert saved.url == f"{tab(world)}#q-users"
    with stored_queries("discovery tab"):
        text = words(client.get(tab(world)))
    for said in ("1,200 Told", "from Nora", "First call", "Scale 100 %", "1 of 3 known", "To leave Qualify 2 of 3",
                 "“Say, systems?”", "50 % of what engineering asks"):  # fmt: skip
        assert said in text, said
    late = post(client, form, value="1300", source="observed", seen="0")
    assert late.status_code == 409
    assert "Olga Owner answered this while you were at it" in words(late)
    now = Answer.objects.get()
    assert f'name="seen" value="{now.pk}"' in part(late, "q-users")
    post(client, form, value="1300", source="observed", seen=str(now.pk))
    assert "1 earlier answer" in words(client.get(tab(world)))
    taken = client.post(f"{form}back/", {"seen": Answer.objects.get(ended_at=None).pk}, follow=True)
    assert "2 earlier answers" in words(taken)
    assert "answered “What about users?” anew" in words(client.get(f"/deals/{world.deal.pk}/journal/"))


def test_who_only_reads_answers_nothing(world: World) -> None:
    chosen(world)
    answer(world, "systems", "SAP")
    client = signed_in(world.viewer_only)
    page = client.get(tab(world))
    assert "SAP" in words(page) and "/answer/" not in page.content.decode()
    assert client.get(f"{tab(world)}answer/{asked('users').pk}/").status_code == 403


def test_a_deal_moves_up(world: World) -> None:
    playbook = chosen(world)
    answer(world, "users", "12")
    by, client = world.viewer("engineer"), signed_in(world.owner)
    actions.start_draft(by=by, at=NOW, playbook_id=playbook.pk)
    assert "Move up" not in words(client.get(tab(world)))
    actions.publish(by=by, at=NOW, playbook_id=playbook.pk)
    assert "Move up to version 2" in words(client.get(tab(world)))
    # Somebody answers on a page that was opened before.
    client.post(f"{tab(world)}up/", follow=True)
    assert (
        post(client, f"{tab(world)}answer/{asked('systems').pk}/", value="SAP", source="told", seen="0").status_code
        == 302
    )
    assert "83 % of what engineering asks" in words(client.get(tab(world)))


def test_outcomes_say_when_they_know_too_little(world: World, stored_queries: StoredQueries) -> None:
    playbook = written(world)
    client = signed_in(world.viewer_only)
    with stored_queries("playbook outcomes"):
        text = words(client.get(f"/discovery/{playbook.pk}/outcomes/"))
    assert "Too few closed deals" in text
    with stored_queries("playbooks"):
        client.get("/discovery/")
    with stored_queries("playbook"):
        client.get(f"/discovery/{playbook.pk}/")


def test_an_answer_is_found_by_those_who_see_the_deal(world: World) -> None:
    chosen(world)
    answer(world, "systems", "Salesforce and an old AS/400")
    assert "Salesforce and an old" in words(signed_in(world.owner).get("/search/?q=salesf"))
    answer(world, "systems", "SAP only", seen=None)
    assert "Salesforce" not in words(signed_in(world.owner).get("/search/?q=salesforce as"))
