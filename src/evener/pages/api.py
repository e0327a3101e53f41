"""Finding anything by its words, as the palette does."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, BeforeValidator, Field

from evener.pages.everything import find_everything
from evener.rest.answers import list_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import ListOf, Shown
from evener.rest.values import QueryText, whole_number

routes = Routes("Search")

Few = Annotated[int, Field(ge=1, le=20), BeforeValidator(whole_number)]


class HitShown(Shown):
    kind: str = Field(description="What it is, in words.")
    name: str
    detail: str
    url: str = Field(description="Its page.")


class HitList(ListOf[HitShown]):
    pass


class SearchAsked(BaseModel):
    q: QueryText = Field(description="Words, each by its beginning.")
    limit: Few = Field(6, description="At most so many of each kind, 1 to 20.")


@routes.on(
    "GET",
    "/search",
    gives=HitList,
    summary="Everything with a name, by its words",
)
def search(request: Call, asked: Query[SearchAsked]) -> HttpResponse:
    hits = find_everything(asked.q, viewer=request.viewer, limit=asked.limit)
    return list_of([{"kind": str(h.kind), "name": h.name, "detail": h.detail, "url": h.url} for h in hits])
