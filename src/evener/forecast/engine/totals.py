"""What a forecast says of many deals together: months and quarters of each slice, in one currency at a time.

A slice is everything, a team with those below it, a person or a product. Where some of its deals are confidential there
are two of it, one with them and one without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evener.forecast.engine.bridge import Bridge, Part, Standing, State, Step, bridge
from evener.forecast.engine.deals import WON, Deals, Flags, Floats, Ints, Words
from evener.forecast.engine.filling import Taken, take
from evener.forecast.engine.level import Level
from evener.forecast.engine.newcomers import ToCome, to_come
from evener.forecast.engine.revenue import ALL, Book, Line, Window, simulate
from evener.forecast.engine.sheet import Sheet
from evener.forecast.engine.spans import Span
from evener.forecast.rules.filling import Fill

TEAM, OWNER, PRODUCT = "team", "owner", "product"


@dataclass(frozen=True, slots=True)
class Won:
    """Deals that have been won: what a slice has already."""

    deal: Ints
    owner: Ints
    team: Ints
    product: Ints
    amount_minor: Ints
    currency: Words
    confidential: Flags
    closed: Floats


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier forecast, to say what changed since; `ended`: deals that are not open any more."""

    sheet: Sheet
    as_of: float
    ended: frozenset[int]


@dataclass(frozen=True, slots=True)
class Question:
    """`past`: every deal with its amount, for those still to come; `member`: where each of them belongs.

    `above`: for each team the ids from the top down to itself. `fills`: what deals without an amount are taken at.
    """

    sheet: Sheet
    won: Won
    as_of: float
    spans: Sequence[Span]
    level: Level
    moves: float
    fills: Sequence[Fill]
    above: Mapping[int, Sequence[int]]
    before: Before | None
    past: Deals
    member: Member
    seed: int


@dataclass(frozen=True, slots=True)
class Member:
    """Of every deal there is, in the order of `Question.past`."""

    team: Ints
    currency: Words
    confidential: Flags


Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class SpanTotals:
    """`line`: of open deals; None: there are none. `won`: number and minor units won in it so far.

    `own`: the same line where deals without an amount count as nothing; None: none of them is taken at that of others.
    """

    span: Span
    won: tuple[int, int]
    line: Line | None
    own: Line | None
    coming: tuple[ToCome, int] | None


@dataclass(frozen=True, slots=True)
class Totals:
    """One slice in one currency. `carriers` of lines are rows of `deals`, the ids of its book, and of `taken`.

    Of the slice's open deals without an amount `filled` are taken at that of others, and `without_amount` at nothing.
    """

    of: str
    id: int
    confidential: bool
    currency: str
    deals: Ints
    taken: Taken
    filled: int
    without_amount: int
    spans: tuple[SpanTotals, ...]
    changes: Bridge | None


def totals(asked: Question) -> Iterator[Totals]:
    """Every slice that has an open deal, or one won in the first quarter or month asked about."""
    plain = not (asked.sheet.confidential.all() and asked.won.confidential.all())
    for currency in sorted({*asked.sheet.currency.tolist(), *asked.won.currency.tolist()}):
        mine = asked.sheet.currency == currency
        won = asked.won.confidential[asked.won.currency == currency]
        kinds = {*asked.sheet.confidential[mine].tolist(), *won.tolist()}
        moved = None if asked.before is None else _moved(asked, asked.before, currency)
        # Without confidential deals there is no line in a currency that only they are in, unless they are in all.
        if not plain:
            kinds |= {False}
        for confidential in sorted(kinds):
            yield from _of_currency(asked, currency, moved, confidential=confidential)


def windows_of(spans: Sequence[Span], as_of: float) -> tuple[Floats, list[Window]]:
    """Days from `as_of` to the ends of all spans, rising, and of each span the window between two of them."""
    ends = np.unique([float(span.ends) for span in spans])
    windows = []
    for span in spans:
        before = np.flatnonzero(ends < span.begins)
        windows.append((int(before[-1]) if len(before) and span.begins > as_of else -1, _place(ends, span.ends)))
    return ends - as_of, windows


def _place(ends: Floats, end: int) -> int:
    return int(np.searchsorted(ends, end))


def chances_by(sheet: Sheet, days: Floats) -> Floats:
    """Deals × days: to be won by then; between two days that were kept a chance grows evenly."""
    known = np.concatenate([[0.0], sheet.days])
    held = np.concatenate([np.zeros((len(sheet), 1)), sheet.ahead[:, :, WON]], 1)
    place = np.clip(np.searchsorted(known, days, side="right") - 1, 0, len(known) - 2)
    width = known[place + 1] - known[place]
    far = np.where(width > 0, (np.clip(days, 0.0, known[-1]) - known[place]) / np.where(width > 0, width, 1.0), 1.0)
    return np.asarray(held[:, place] + far * (held[:, place + 1] - held[:, place]))


def book_of(sheet: Sheet, rows: Ints, taken: Taken, *, days: Floats) -> Book:
    """A book of some deals of a sheet at the amounts they are `taken` at; without an account, a deal stands alone."""
    account = sheet.account[rows]
    return Book(
        keys=sheet.deal[rows],
        chances=chances_by(sheet, days)[rows],
        amounts=taken.minor.astype(float),
        accounts=np.where(account > 0, account, -1),
        spreads=taken.spreads,
    )


def taken_of(sheet: Sheet, rows: Ints, *, fills: Sequence[Fill], moves: float) -> Taken:
    """What some deals of a sheet are taken at."""
    return take(
        currency=sheet.currency[rows], product=sheet.product[rows], amount_minor=sheet.amount_minor[rows], fills=fills,
        moves=moves,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Belongs:
    """The slices a deal is in."""

    above: Mapping[int, Sequence[int]]

    def of(self, owner: int, team: int, product: int) -> list[Key]:
        found: list[Key] = [(ALL, 0), *((TEAM, each) for each in self.above.get(team, ()))]
        return [*found, *((kind, id) for kind, id in ((OWNER, owner), (PRODUCT, product)) if id)]

    def groups(self, owner: Ints, team: Ints, product: Ints) -> dict[str, tuple[str, Ints, Ints]]:
        """Groups of codes for `simulate`: by name what it is of, its ids, and the code of each deal."""
        found = {OWNER: (OWNER, *_coded(owner)), PRODUCT: (PRODUCT, *_coded(product))}
        for depth in range(max((len(each) for each in self.above.values()), default=0)):
            at = {id: path[depth] for id, path in self.above.items() if depth < len(path)}
            found[f"{TEAM} {depth}"] = (TEAM, *_coded(np.array([at.get(int(each), 0) for each in team], np.int64)))
        return found


def _coded(ids: Ints) -> tuple[Ints, Ints]:
    known = np.unique(ids[ids > 0])
    return known, np.where(ids > 0, np.searchsorted(known, ids), -1)


def _of_currency(
    asked: Question, currency: str, moved: Mapping[Key, Bridge] | None, *, confidential: bool
) -> Iterator[Totals]:  # fmt: skip
    sheet = asked.sheet
    rows = np.flatnonzero((sheet.currency == currency) & (confidential | ~sheet.confidential))
    days, windows = windows_of(asked.spans, asked.as_of)
    belongs = _Belongs(asked.above)
    groups = belongs.groups(sheet.owner[rows], sheet.team[rows], sheet.product[rows])
    taken = taken_of(sheet, rows, fills=asked.fills, moves=asked.moves)
    book = replace(
        book_of(sheet, rows, taken, days=days), groups={name: codes for name, (_, _, codes) in groups.items()}
    )

    def drawn(of_these: Book) -> dict[Key, dict[Window, Line]]:
        found: dict[Key, dict[Window, Line]] = {}
        for line in simulate(of_these, asked.level, seed=asked.seed, windows=list(dict.fromkeys(windows))):
            of, ids = (ALL, np.zeros(1, np.int64)) if line.group == ALL else groups[line.group][:2]
            found.setdefault((of, int(ids[line.code])), {})[line.window] = line
        return found

    lines = drawn(book) if len(rows) else {}
    own = drawn(replace(book, amounts=np.where(taken.filled, 0.0, book.amounts))) if taken.filled.any() else {}
    has = _won_in(asked, currency, belongs, confidential=confidential)
    secret = _secret(asked, currency, belongs)
    filled, without = (_counted(sheet, rows[each], belongs) for each in (taken.filled, taken.minor <= 0))
    for key in sorted({(ALL, 0), *lines, *has}):
        if confidential and key not in secret:
            continue
        coming = _coming(asked, key, currency, days, windows, confidential=confidential)
        mine, paid = lines.get(key, {}), has.get(key, {})
        bare = own.get(key, {}) if filled.get(key) else {}
        spans = tuple(
            SpanTotals(
                span, paid.get(at, (0, 0)), mine.get(window), bare.get(window), None if coming is None else (coming, at)
            )
            for at, (span, window) in enumerate(zip(asked.spans, windows, strict=True))
        )
        changes = moved.get((key[0], key[1] * 2 + confidential)) if moved is not None else None
        yield Totals(
            key[0], key[1], confidential, currency, sheet.deal[rows], taken, filled.get(key, 0), without.get(key, 0),
            spans, changes,
        )  # fmt: skip


def _counted(sheet: Sheet, rows: Ints, belongs: _Belongs) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for at in rows:
        for key in belongs.of(int(sheet.owner[at]), int(sheet.team[at]), int(sheet.product[at])):
            found[key] = found.get(key, 0) + 1
    return found


def _won_in(
    asked: Question, currency: str, belongs: _Belongs, *, confidential: bool
) -> dict[Key, dict[int, tuple[int, int]]]:  # fmt: skip
    won, found = asked.won, dict[Key, dict[int, tuple[int, int]]]()
    first = min(span.begins for span in asked.spans)
    inside = (won.currency == currency) & (won.closed >= first) & (won.closed <= asked.as_of + 1)
    for row in np.flatnonzero(inside & (confidential | ~won.confidential)):
        places = [at for at, span in enumerate(asked.spans) if span.begins <= won.closed[row] < span.ends + 1]
        for key in belongs.of(int(won.owner[row]), int(won.team[row]), int(won.product[row])):
            for at in places:
                count, minor = found.setdefault(key, {}).get(at, (0, 0))
                found[key][at] = (count + 1, minor + int(won.amount_minor[row]))
    return found


def _secret(asked: Question, currency: str, belongs: _Belongs) -> set[Key]:
    """Slices that confidential deals are part of."""
    found: set[Key] = set()
    for one in (asked.sheet, asked.won):
        for row in np.flatnonzero((one.currency == currency) & one.confidential):
            found |= set(belongs.of(int(one.owner[row]), int(one.team[row]), int(one.product[row])))
    return found


def _coming(
    asked: Question, key: Key, currency: str, days: Floats, windows: Sequence[Window], *, confidential: bool
) -> ToCome | None:  # fmt: skip
    """Of everything and of teams: a person or a product has too little past of its own."""
    if key[0] not in (ALL, TEAM):
        return None
    mine = (asked.member.currency == currency) & (confidential | ~asked.member.confidential)
    if key[0] == TEAM:
        under = [id for id, path in asked.above.items() if key[1] in path]
        mine &= np.isin(asked.member.team, under)
    return to_come(
        asked.past, as_of=asked.as_of, ahead=days, seed=asked.seed, member=np.asarray(mine), windows=windows
    )  # fmt: skip


def _moved(asked: Question, before: Before, currency: str) -> dict[Key, Bridge]:
    """What changed in the first span, for each slice; the id doubled, and one more where confidential deals count.

    A deal without an amount is taken at today's fill on both sides: that a mean has moved is no deal's news.
    """
    span, belongs = asked.spans[0], _Belongs(asked.above)
    then = _standings(before.sheet, before.as_of, span, currency, asked.fills)
    now = _standings(asked.sheet, asked.as_of, span, currency, asked.fills)
    then_in = _places(before.sheet, belongs)
    now_in = _places(asked.sheet, belongs)
    won = asked.won
    for row in np.flatnonzero((won.currency == currency) & (won.closed <= asked.as_of + 1)):
        id = int(won.deal[row])
        inside = span.begins <= won.closed[row] < span.ends + 1
        if not (inside or id in then):
            continue
        amount = int(won.amount_minor[row])
        # Won before the span began: it counts there, and its day has moved out of this one.
        now[id] = Standing(1.0, amount, State.WON) if inside else Standing(0.0, amount, State.OPEN, -1)
        now_in[id] = _doubled(
            belongs.of(int(won.owner[row]), int(won.team[row]), int(won.product[row])),
            confidential=bool(won.confidential[row]),
        )
        if id not in then and won.closed[row] <= before.as_of + 1:
            then[id], then_in[id] = now[id], now_in[id]
    for id, standing in then.items():
        if id not in now and id in before.ended:
            now[id], now_in[id] = Standing(0.0, standing.amount_minor, State.ENDED), then_in[id]
    return _by_slice(then, now, then_in, now_in)


def _by_slice(
    then: Mapping[int, Standing], now: Mapping[int, Standing], then_in: Mapping[int, set[Key]],
    now_in: Mapping[int, set[Key]],
) -> dict[Key, Bridge]:  # fmt: skip
    steps: dict[Key, list[Step]] = {}
    sums: dict[Key, list[int]] = {}

    def add(key: Key, step: Step) -> None:
        if step.minor:
            steps.setdefault(key, []).append(step)

    for step in bridge(then, now).steps:
        for key in then_in.get(step.key, now_in.get(step.key, set())) & now_in.get(
            step.key, then_in.get(step.key, set())
        ):
            add(key, step)
    for number, (standings, places) in enumerate(((then, then_in), (now, now_in))):
        for id, standing in standings.items():
            for key in places[id]:
                sums.setdefault(key, [0, 0])[number] += standing.value
    # A deal that went from one slice to another is gone from the first and new in the second.
    for id in {*then} & {*now}:
        for key in then_in[id] - now_in[id]:
            add(key, Step(id, Part.GONE, -then[id].value))
        for key in now_in[id] - then_in[id]:
            add(key, Step(id, Part.NEW, now[id].value))
    return {key: Bridge(both[0], both[1], tuple(steps.get(key, ()))) for key, both in sums.items()}


def _standings(
    sheet: Sheet, as_of: float, span: Span, currency: str, fills: Sequence[Fill]
) -> dict[int, Standing]:  # fmt: skip
    minor = taken_of(sheet, np.arange(len(sheet)), fills=fills, moves=0.0).minor
    by = chances_by(sheet, np.array([max(span.begins - 1 - as_of, 0.0), max(span.ends - as_of, 0.0)]))
    before = by[:, 0] if span.begins > as_of else np.zeros(len(sheet))
    chance = np.maximum(by[:, 1] - before, 0.0)
    found = {}
    for row in np.flatnonzero(sheet.currency == currency):
        close = int(sheet.close[row]) if np.isfinite(sheet.close[row]) else None
        found[int(sheet.deal[row])] = Standing(float(chance[row]), int(minor[row]), State.OPEN, close)
    return found


def _places(sheet: Sheet, belongs: _Belongs) -> dict[int, set[Key]]:
    return {
        int(sheet.deal[row]): _doubled(
            belongs.of(int(sheet.owner[row]), int(sheet.team[row]), int(sheet.product[row])),
            confidential=bool(sheet.confidential[row]),
        )
        for row in range(len(sheet))
    }


def _doubled(keys: Sequence[Key], *, confidential: bool) -> set[Key]:
    """The slice with confidential deals, and unless it is one the slice without."""
    return {(of, 2 * id + 1) for of, id in keys} | (set() if confidential else {(of, 2 * id) for of, id in keys})
