"""Reading one page of an ordered queryset by keyset, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Case, F, Func, Model, QuerySet, Value, When
from django.utils.translation import gettext as _

from evener.listing.bar import default_view
from evener.listing.models import SavedView
from evener.listing.reach import AnyOf, Found, look
from evener.listing.rules import Ask, Cursor, Order, Page, decode, encode, find_order, stale_cursor
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import NotThere

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page as dicts, and how many there are in all."""

    page: Page[dict[str, Any]]
    found: Found


class RowAfter(Func):
    """`(a, b) > (x, y)`: a row-value comparison, which both databases answer from one index range."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, columns: tuple[str, ...], values: tuple[Any, ...], *, descending: bool) -> None:
        super().__init__(*(F(column) for column in columns), *(Value(value) for value in values))
        self.descending = descending

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(parts) // 2
        left, right = (", ".join(sql for sql, _ in side) for side in (parts[:half], parts[half:]))
        params = [param for _, values in parts for param in values]
        return f"({left}) {'<' if self.descending else '>'} ({right})", params


def page(rows: QuerySet[M, Any], *, ask: Ask, orders: Mapping[str, Order]) -> Page[Any]:
    """One page of `rows`: model instances or, from `.values()`, dicts that hold the order's columns. One query."""
    order = find_order(orders, ask)
    cursor = decode(ask.cursor, ask=ask, columns=len(order.columns)) if ask.cursor else None
    descending = ask.descending != bool(cursor and cursor.back)
    if cursor:
        rows = rows.filter(RowAfter(order.columns, _typed(rows, order, cursor), descending=descending))
    sign = "-" if descending else ""
    found = list(rows.order_by(*(sign + column for column in order.columns))[: ask.size + 1])
    more = len(found) > ask.size
    found = found[: ask.size]
    if cursor and cursor.back:
        found.reverse()
        return Page(found, _at(ask, order, found[-1:]), _at(ask, order, found[:1] if more else [], back=True))
    return Page(
        found,
        _at(ask, order, found[-1:] if more else []),
        _at(ask, order, found[:1] if cursor else [], back=True),
    )


def look_then_page(
    rows: QuerySet[M, Any], *, fields: Sequence[str], ask: Ask, orders: Mapping[str, Order],
    walked: QuerySet[M, Any] | None = None,
) -> Listed:  # fmt: skip
    """The page of `rows` as dicts of `fields`, cut from what `look` found or else walked. Two queries.

    `walked` are the same rows, said in another way to be walked.
    """
    found = look(rows)
    if found.ids is not None:
        rows = rows.model._default_manager.filter(AnyOf(found.ids))
    elif walked is not None:
        rows = walked
    return Listed(page(rows.values(*fields), ask=ask, orders=orders), found)


def first_page(found: Sequence[Any], *, ask: Ask, orders: Mapping[str, Order]) -> Page[Any]:
    """The first page of rows read already, in the order asked for: `size` of them and one more where there is one."""
    shown = list(found[: ask.size])
    more = len(found) > ask.size
    return Page(shown, _at(ask, find_order(orders, ask), shown[-1:] if more else []), "")


def _typed(rows: QuerySet[M, Any], order: Order, cursor: Cursor) -> tuple[Any, ...]:
    """The cursor's values as the columns' own types; a value of another type is a cursor somebody made up."""
    pairs = zip(order.columns, cursor.values, strict=True)
    try:
        return tuple(_field(rows.model, column).to_python(value) for column, value in pairs)
    except (ValidationError, TypeError, ValueError) as error:
        raise stale_cursor() from error


def _field(model: type[Model], column: str) -> Any:
    field: Any = None
    for part in column.split("__"):
        field = model._meta.get_field(part)
        if field.related_model:
            model = field.related_model
    return field


def _at(ask: Ask, order: Order, rows: list[Any], *, back: bool = False) -> str:
    if not rows:
        return ""
    row = rows[0]
    if isinstance(row, dict):
        values = itemgetter(*order.columns)(row)
    else:
        values = attrgetter(*(column.replace("__", ".") for column in order.columns))(row)
    if len(order.columns) == 1:
        values = (values,)
    return encode(Cursor(ask.order, tuple(values), back))


def saved_view(viewer: Viewer, list: str, id: int) -> SavedView:
    """One view of a list, the viewer's own or shared."""
    found = SavedView.objects.visible_to(viewer).filter(list=list, id=id).first()
    if found is None:
        raise NotThere(_("There is no such view any more."))
    return found


def saved_views(viewer: Viewer, list: str) -> QuerySet[SavedView, SavedView]:
    """One's own views first, then those others shared, each by name."""
    own = Case(When(owner_id=viewer.id, then=0), default=1)
    return SavedView.objects.visible_to(viewer).filter(list=list).order_by(own, "name", "id")


def started_view(viewer: Viewer, user: User, list: str) -> SavedView | None:
    """The view somebody starts a list with, if they chose one and it is still there. No query without a choice."""
    id = default_view(user, list)
    return SavedView.objects.visible_to(viewer).filter(list=list, id=id).first() if id else None
