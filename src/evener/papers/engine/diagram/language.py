"""Reads the text of a picture: boxes, arrows, groups and notes, a thing a line. docs/algorithms/diagram.md tells it.

No text makes this fail: what cannot be read is a Fault with its place, and everything else is read all the same.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from evener.papers.engine.diagram.parts import Arrow, Box, Diagram, Direction, Group, Note
from evener.papers.engine.faults import Fault
from evener.papers.engine.letters import clean

MOST_CHARACTERS = 4_000
MOST_BOXES = 30
MOST_ARROWS = 60
MOST_GROUPS = 8
MOST_NOTES = 8
LONGEST_NAME = 60
LONGEST_LABEL = 80
LONGEST_NOTE = 240

# Longest first. A plain line needs room on both sides, so that “plug--in” stays a name.
ARROW = re.compile(r"<-->|<->|-->|<--|->|<-|⟷|↔|→|←|(?<=\s)--(?=\s)")
SIGNS = {"⟷": "<->", "↔": "<->", "→": "->", "←": "<-"}
FOREIGN = re.compile(r"=>|<=|(?<=\s)>(?=\s)|(?<=\s)<(?=\s)|–>|—>")
QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}
DIRECTIONS = {
    "right": Direction.RIGHT, "down": Direction.DOWN, "left to right": Direction.RIGHT, "top to bottom": Direction.DOWN
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """`diagram` is what could be read; it is whole when there are no faults."""

    diagram: Diagram
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Draft:
    boxes: list[Box] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    notes: list[tuple[str, str, int, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    number: dict[str, int] = field(default_factory=dict)
    group_number: dict[str, int] = field(default_factory=dict)
    title: str = ""
    direction: Direction = Direction.AUTO
    # The group that lines set in below it belong to.
    opened: int = -1


@dataclass(frozen=True, slots=True)
class _Piece:
    """A bit of a line and the column it begins in, from 1."""

    text: str
    column: int

    def cut(self, begin: int, end: int | None = None) -> _Piece:
        """The part from `begin` to `end`, without the space around it."""
        bare = self.text[begin:end]
        return _Piece(bare.strip(), self.column + begin + len(bare) - len(bare.lstrip()))


def read(text: str) -> Reading:
    """The picture that `text` describes, and what is wrong with it."""
    draft = _Draft()
    if len(text) > MOST_CHARACTERS:
        _fault(draft, 1, 1, _("The text is longer than %(most)s characters. Draw a smaller picture, or two.") % {
            "most": f"{MOST_CHARACTERS:,}"})  # fmt: skip
        text = text[:MOST_CHARACTERS]
    for number, line in enumerate(clean(text).replace("\t", "    ").split("\n"), start=1):
        bare = line.strip()
        if not bare or bare.startswith(("#", "//")):
            continue
        set_in = line[0].isspace()
        if not set_in:
            draft.opened = -1
        _line(draft, number, _Piece(bare, len(line) - len(line.lstrip()) + 1))
    return Reading(_diagram(draft), tuple(sorted(draft.faults, key=lambda fault: (fault.line, fault.column))))


def _diagram(draft: _Draft) -> Diagram:
    if not draft.boxes and not draft.faults:
        _fault(draft, 1, 1, _("There is nothing to draw yet. Write two boxes and an arrow: Sensors -> Gateway"))
    if len(draft.boxes) > MOST_BOXES:
        _fault(draft, 0, 0, _("%(count)s boxes are more than one takes in (at most %(most)s). Put some together.") % {
            "count": len(draft.boxes), "most": MOST_BOXES})  # fmt: skip
    if len(draft.arrows) > MOST_ARROWS:
        _fault(draft, 0, 0, _("%(count)s arrows are more than one can follow (at most %(most)s). Leave some out.") % {
            "count": len(draft.arrows), "most": MOST_ARROWS})  # fmt: skip
    if len(draft.groups) > MOST_GROUPS:
        _fault(draft, 0, 0, _("%(count)s groups are too many for a page (at most %(most)s). Put some together.") % {
            "count": len(draft.groups), "most": MOST_GROUPS})  # fmt: skip
    boxes = tuple(draft.boxes[:MOST_BOXES])
    arrows = tuple(arrow for arrow in draft.arrows if max(arrow.begin, arrow.end) < len(boxes))[:MOST_ARROWS]
    used = sorted({box.group for box in boxes if box.group >= 0})[:MOST_GROUPS]
    places = {old: new for new, old in enumerate(used)}
    return Diagram(
        boxes=tuple(
            replace(
                box,
                group=places.get(box.group, -1),
                ours=box.ours or (box.group >= 0 and draft.groups[box.group].ours),
            )
            for box in boxes
        ),
        groups=tuple(draft.groups[old] for old in used),
        arrows=arrows,
        notes=tuple(_notes(draft, len(boxes))),
        title=draft.title,
        direction=draft.direction,
    )


def _notes(draft: _Draft, boxes: int) -> list[Note]:
    """Notes may name a box that comes later, so they are settled at the end."""
    found = []
    for name, text, line, column in draft.notes[:MOST_NOTES]:
        number = draft.number.get(_key(name), -1) if name else -1
        if name and number < 0:
            _fault(draft, line, column, _("There is no box “%(name)s” for this note. Write the box's name.") % {
                "name": name})  # fmt: skip
        found.append(Note(text, number if number < boxes else -1))
    if len(draft.notes) > MOST_NOTES:
        line, column = draft.notes[MOST_NOTES][2:]
        _fault(draft, line, column, _("More than %(most)s notes. Say the rest in the text.") % {"most": MOST_NOTES})
    return found


def _line(draft: _Draft, number: int, piece: _Piece) -> None:
    marks = _marks(draft, number, piece)
    if marks is None:
        return
    arrows, colons = marks
    if not arrows and colons and _said(draft, number, piece, colons[0]):
        return
    group = draft.opened
    if colons and (not arrows or colons[0] < arrows[0].start()):
        named = piece.cut(0, colons[0])
        rest = piece.cut(colons[0] + 1)
        found = _group(draft, number, named)
        if found is None:
            return
        group = found
        if not rest.text:
            draft.opened = group
            return
        begin = colons.pop(0) + 1
    else:
        begin = 0
    label, end = _label(draft, number, piece, arrows, colons)
    _chain(draft, number, piece, arrows, begin, end, group, label)


def _marks(draft: _Draft, number: int, piece: _Piece) -> tuple[list[re.Match[str]], list[int]] | None:
    """The arrows and the places of the colons of a line, outside of quotes."""
    text, place, closing = piece.text, 0, ""
    hidden = []
    while place < len(text):
        if closing:
            closing = "" if text[place] == closing else closing
            hidden.append(place)
        elif text[place] in QUOTES and (place == 0 or not text[place - 1].isalnum()):
            closing = QUOTES[text[place]]
            hidden.append(place)
            opened = place
        place += 1
    if closing:
        _fault(draft, number, piece.column + opened, _("This quotation mark is never closed. Add %(mark)s.") % {
            "mark": closing})  # fmt: skip
        return None
    shown = "".join("\0" if place in set(hidden) else letter for place, letter in enumerate(text)) if hidden else text
    foreign = FOREIGN.search(shown)
    if foreign:
        _fault(draft, number, piece.column + foreign.start(), _("“%(sign)s” is no arrow here. Write -> instead.") % {
            "sign": foreign.group()})  # fmt: skip
        return None
    arrows = list(ARROW.finditer(shown))
    colons = [place for place, letter in enumerate(shown) if letter == ":" and _parts(shown, place)]
    return arrows, colons


def _parts(text: str, place: int) -> bool:
    """Whether this colon parts the line: “10:30” and “http://” have none that does."""
    return place + 1 == len(text) or text[place + 1].isspace() or text[place - 1 : place].isspace()


def _said(draft: _Draft, number: int, piece: _Piece, colon: int) -> bool:
    """Title, direction and notes: whether the line was one of these."""
    word, rest = " ".join(piece.text[:colon].split()), piece.cut(colon + 1)
    key = word.casefold()
    if key == "title":
        draft.title = _short(draft, number, rest, LONGEST_LABEL)
    elif key == "direction":
        direction = DIRECTIONS.get(" ".join(rest.text.casefold().split()))
        if direction is None:
            _fault(draft, number, rest.column, _("Write “Direction: right” or “Direction: down”."))
        else:
            draft.direction = direction
    elif key == "note" or key.startswith("note on "):
        if not rest.text:
            _fault(draft, number, rest.column, _("Write the note after the colon."))
        else:
            name = _unquoted(_star(word[8:].strip())[0])
            draft.notes.append((name, _short(draft, number, rest, LONGEST_NOTE), number, piece.column))
    else:
        return False
    return True


def _group(draft: _Draft, number: int, named: _Piece) -> int | None:
    """The number of the group that a line begins with."""
    text, ours = _star(named.text)
    name = _unquoted(text)
    if not name:
        _fault(draft, number, named.column, _("Write the group's name before the colon, for example “Plant: Sensors”."))
        return None
    name = _short(draft, number, replace(named, text=name), LONGEST_NAME)
    key = _key(name)
    if key not in draft.group_number:
        draft.group_number[key] = len(draft.groups)
        draft.groups.append(Group(name, ours))
    found = draft.group_number[key]
    if ours and not draft.groups[found].ours:
        draft.groups[found] = replace(draft.groups[found], ours=True)
    return found


def _label(
    draft: _Draft, number: int, piece: _Piece, arrows: list[re.Match[str]], colons: list[int]
) -> tuple[str, int]:
    """What stands at the last arrow of the line, and where the boxes end."""
    after = [colon for colon in colons if arrows and colon > arrows[-1].end()]
    early = [colon for colon in colons if colon not in after]
    if early:
        _fault(draft, number, piece.column + early[0], _(
            "A label stands at the end of the line, after a colon. Write each labelled arrow on a line of its own."
        ))  # fmt: skip
    if not after:
        return "", len(piece.text)
    rest = piece.cut(after[0] + 1)
    if not rest.text:
        _fault(draft, number, piece.column + after[0], _("Write the arrow's label after the colon, or leave it out."))
    return _short(draft, number, replace(rest, text=_unquoted(rest.text)), LONGEST_LABEL), after[0]


def _chain(
    draft: _Draft,
    number: int,
    piece: _Piece,
    arrows: list[re.Match[str]],
    begin: int,
    end: int,
    group: int,
    label: str,
) -> None:
    """Boxes, with arrows between them: every box on one side of an arrow is joined to every one on the other."""
    places = [begin, *(arrow.end() for arrow in arrows)]
    ends = [*(arrow.start() for arrow in arrows), end]
    sides: list[list[int]] = []
    for place, (first, last) in enumerate(zip(places, ends, strict=True)):
        side = piece.cut(first, last)
        if not side.text:
            sign = arrows[place - 1 if place else 0]
            where = _("after") if place else _("before")
            _fault(draft, number, piece.column + sign.start(), _(
                "There is no box %(where)s this arrow. Write its name, for example: Sensors -> Gateway"
            ) % {"where": where})  # fmt: skip
            return
        sides.append(_boxes(draft, number, side, group))
    for place, (before, after) in enumerate(itertools.pairwise(sides)):
        last_one = place == len(arrows) - 1
        _join(draft, number, piece, arrows[place], before, after, label if last_one else "")


def _join(
    draft: _Draft,
    number: int,
    piece: _Piece,
    sign: re.Match[str],
    before: list[int],
    after: list[int],
    label: str,
) -> None:
    text = SIGNS.get(sign.group(), sign.group())
    dashed, plain = "--" in text and text != "--", text == "--"
    for one in before:
        for other in after:
            if one == other:
                _fault(draft, number, piece.column + sign.start(), _(
                    "This arrow leads from “%(name)s” to itself. Leave it out, or name two boxes."
                ) % {"name": draft.boxes[one].name})  # fmt: skip
                continue
            back = text.startswith("<") and not text.endswith(">")
            arrow = Arrow(
                begin=other if back else one,
                end=one if back else other,
                label=label,
                dashed=dashed,
                head=not plain,
                tail=text.startswith("<") and text.endswith(">"),
            )
            if arrow not in draft.arrows:
                draft.arrows.append(arrow)


def _boxes(draft: _Draft, number: int, side: _Piece, group: int) -> list[int]:
    """The boxes of a list with commas, each once."""
    found = []
    for piece in _listed(side):
        if not piece.text:
            _fault(draft, number, piece.column, _("There is a comma with no box beside it. Leave the comma out."))
            continue
        box = _box(draft, number, piece, group)
        if box is not None and box not in found:
            found.append(box)
    return found


def _listed(side: _Piece) -> list[_Piece]:
    """Parted at commas outside of quotes and brackets."""
    cuts, closing, depth = [-1], "", 0
    for place, letter in enumerate(side.text):
        if closing:
            closing = "" if letter == closing else closing
        elif letter in QUOTES and (place == 0 or not side.text[place - 1].isalnum()):
            closing = QUOTES[letter]
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
        elif letter == "," and depth == 0:
            cuts.append(place)
    cuts.append(len(side.text))
    return [side.cut(first + 1, last) for first, last in itertools.pairwise(cuts)]


def _box(draft: _Draft, number: int, piece: _Piece, group: int) -> int | None:
    """The number of the box that `piece` names; its detail stands in brackets behind the name."""
    text, ours = _star(piece.text)
    detail = ""
    if text.endswith(")") and "(" in text[1:] and text[0] not in QUOTES:
        text, _bracket, detail = text[:-1].partition("(")
        text, ours_too = _star(text.strip())
        ours = ours or ours_too
    name = _short(draft, number, replace(piece, text=_unquoted(text.strip())), LONGEST_NAME)
    if not name:
        _fault(draft, number, piece.column, _("This box has no name. Write one."))
        return None
    detail = _short(draft, number, replace(piece, text=detail.strip()), LONGEST_LABEL)
    key = _key(name)
    if key not in draft.number:
        draft.number[key] = len(draft.boxes)
        draft.boxes.append(Box(name, detail, group, ours))
    found = draft.number[key]
    known = draft.boxes[found]
    draft.boxes[found] = replace(
        known,
        detail=known.detail or detail,
        group=known.group if known.group >= 0 else group,
        ours=known.ours or ours,
    )
    return found


def _short(draft: _Draft, number: int, piece: _Piece, most: int) -> str:
    text = " ".join(piece.text.split())
    if len(text) > most:
        _fault(draft, number, piece.column, _("This is longer than %(most)s letters. Say it shorter.") % {"most": most})
        text = text[: most - 1] + "…"
    return text


def _star(text: str) -> tuple[str, bool]:
    """Without the stars that mark what is ours."""
    if len(text) > 2 and text.startswith("*") and text.endswith("*"):
        return text.strip("*").strip(), True
    return text, False


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and QUOTES.get(text[0]) == text[-1]:
        return text[1:-1].strip()
    return text


def _key(name: str) -> str:
    """“gateway” and “Gateway” are one box."""
    return " ".join(name.casefold().split())


def _fault(draft: _Draft, line: int, column: int, sentence: str) -> None:
    draft.faults.append(Fault(sentence, line=line, column=column))
