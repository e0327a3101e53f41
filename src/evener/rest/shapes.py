"""The shapes that requests and answers of every room are made of."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from evener.listing.rules import PAGE_SIZE, Ask
from evener.rest.values import QueryCursor, QuerySize, QueryText

Item = TypeVar("Item")


class Given(BaseModel):
    """The body of a request. Fields nobody knows are refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    def values(self, *leave: str) -> dict[str, Any]:
        """What was sent, by name, without `version` and the names in `leave`."""
        return self.model_dump(exclude_unset=True, exclude={"version", *leave})


class Shown(BaseModel):
    """A thing in an answer. Never used to make one (rows go to JSON as they are); it declares what is in it."""

    model_config = ConfigDict(extra="forbid")


class PageOf(Shown, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(description="`cursor` of the next page; null on the last one.")
    previous: str | None = Field(description="`cursor` of the page before; null on the first one.")


class ListOf(Shown, Generic[Item]):
    """A list that is short enough to come whole."""

    items: list[Item]


class Paging(BaseModel):
    """What every paged list takes."""

    limit: QuerySize = Field(PAGE_SIZE, description="Rows of a page, 1 to 200.")
    cursor: QueryCursor = Field("", description="`next` or `previous` of a page of the same list and order.")

    def ask(self, order: str) -> Ask:
        return Ask(order=order, cursor=self.cursor, size=self.limit)


class Ordered(Paging):
    """A paged list that comes in several orders."""

    order: QueryText = Field("", description="A name of an order, with a leading `-` for descending.")

    def parameters(self) -> dict[str, str]:
        """The filters among them, as they would stand in the address of the page that shows the same."""
        given = self.model_dump(by_alias=True, exclude_none=True, exclude={"limit", "cursor", "order"})
        return {name: str(value) for name, value in given.items()}


class Fault(Shown):
    """What is wrong with one field; `field` is empty where it is about the whole."""

    field: str
    message: str


class ClashShown(Shown):
    """One field that somebody else changed since: what it is now, and what was about to be written."""

    field: str
    theirs: str
    yours: str
    who: str
    when: str


class ProblemDetails(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(description="What kind of problem it is; stable, for programs.")
    title: str = Field(description="The kind in words.")
    status: int
    detail: str = Field(description="What is the matter here, and what to do about it.")
    errors: list[Fault] | None = Field(None, description="With 422: what is wrong, by field.")
    reasons: list[str] | None = Field(None, description="With a refusal: each reason.")
    clashes: list[ClashShown] | None = Field(None, description="With a conflict: the fields both changed.")
    version: int | None = Field(None, description="With a conflict: the version there is now.")


class Ref(Shown):
    """A person or thing by id and name."""

    id: int
    name: str


Via = Literal["web", "api", "cli", "import", "job", "link"]
