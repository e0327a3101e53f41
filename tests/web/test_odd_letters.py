"""Letters a database refuses, in what an address asks for and in what is written to the glossary: never an error."""

from __future__ import annotations

import pytest

from evener.plain.models import Term
from tests.deals.web import post, signed_in, words
from tests.world import World

ASKED = {
    "/accounts/": "q industry owner sort cursor",
    "/deals/": "q owner team sort cursor",
    "/deals/{deal}/people/": "q role stance",
    "/meetings/": "q when kind whose state sort cursor",
    "/papers/": "q owner status late team sort cursor",
    "/papers/pieces/": "q tag section owner due retired sort cursor",
    "/plain/glossary/": "q who treatment language sort cursor",
    "/plain/glossary/new/": "word language",
    "/promises/": "q sort cursor",
    "/reviews/": "q who status sort cursor",
    "/search/": "q",
}


@pytest.mark.parametrize("page", ASKED)
def test_no_question_breaks_a_page(world: World, page: str) -> None:
    client, address = signed_in(world.admin), page.format(deal=world.deal.pk)
    for name in ASKED[page].split():
        for odd in ("a%00b", "%FF", "9" * 30):
            assert client.get(f"{address}?{name}={odd}").status_code in (200, 302, 404, 422), (name, odd)


def test_no_word_breaks_the_check(world: World) -> None:
    client, before = signed_in(world.owner), Term.objects.count()
    for given in ({"accept": "a\x00b"}, {"word": "a\x00b", "plain": "c", "keep": "1"}):
        for page in ("/plain/check/", "/plain/"):
            assert "cannot be kept" in words(post(client, page, text="We ship it.", **given))
    assert Term.objects.count() == before
