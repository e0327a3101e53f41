"""A small company in committed rows, as exports and backups read it through a connection of their own."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evener.deals import actions as deals
from evener.people import actions as people
from tests.world import NOW, TODAY, World, make_world, promise


@pytest.fixture
def company(transactional_db: None) -> World:
    world = make_world()
    owner = world.viewer("owner")
    promise(world, ask=True)
    promise(world, words='=HYPERLINK("http://example.com")', due_on=None)
    deals.add_note(by=owner, at=NOW, deal_id=world.deal.pk, text='They said: "no\nhurry", über alles')
    deals.add_step(by=owner, at=NOW, deal_id=world.deal.pk, what="-Call back", owner_id=None, due_on=TODAY)
    upload = SimpleUploadedFile("offer.pdf", b"%PDF offer")
    deals.add_file(by=owner, at=NOW, deal_id=world.deal.pk, upload=upload)
    people.make_token(by=owner, at=NOW, name="till", scopes=["read"], expires_at=None)
    people.make_link(user_id=world.owner.pk, at=NOW)
    return world
