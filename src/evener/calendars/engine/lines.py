"""A calendar file cut into its entries, and their lines into names, parameters and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

UTF8_MARK, UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_EDGE = re.compile(rb"^(BEGIN|END):(VCALENDAR|VEVENT|VTIMEZONE|VTODO|VJOURNAL|VFREEBUSY)[ \t]*$", re.MULTILINE | re.I)
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';\s*([A-Za-z0-9-]+)=((?:"[^"]*"|[^;"])*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARET = re.compile(r"\^(.)")
# What no database keeps and nobody can see.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# Of a calendar's own properties; they stand before its first entry.
HEADER_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Block:
    """The lines between BEGIN and END. `line` is where it begins, from 1; `ended` false: the file breaks off."""

    kind: str
    line: int
    raw: bytes
    ended: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value of a text property: `\\n`, `\\,` and `\\;` read as what they stand for."""
        return plain(_ESCAPED.sub(_unescaped, self.value))


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]


def plain(text: str) -> str:
    """Without characters that nobody can see; line breaks and tabs stay."""
    return _UNSEEN.sub("", text)


def bytes_of(data: bytes) -> bytes:
    """The file in one shape: no byte order mark, UTF-8 where it was UTF-16, lines ending in a line feed."""
    if data.startswith(UTF16_MARKS):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(UTF8_MARK).replace(b"\r\n", b"\n")
    return data.replace(b"\r", b"\n") if b"\n" not in data else data


def blocks(data: bytes) -> Iterator[Block]:
    """Every calendar's head (its own properties), time zone and event, in the order of the file.

    An entry that another one begins in, or that the file breaks off in, comes with `ended` false.
    """
    line, counted = 1, 0
    kind, begin, begin_line = "", 0, 0
    for edge in _EDGE.finditer(data):
        line += data.count(b"\n", counted, edge.start())
        counted = edge.start()
        what, name = edge[1].upper(), edge[2].decode().upper()
        if what == b"BEGIN":
            if kind and kind != "VCALENDAR":
                yield Block(kind, begin_line, data[begin : edge.start()], ended=False)
            elif kind:
                yield _head(begin_line, data[begin : edge.start()])
            kind, begin, begin_line = name, edge.end(), line
        elif kind == name:
            if kind == "VCALENDAR":
                yield _head(begin_line, data[begin : edge.start()])
            else:
                yield Block(kind, begin_line, data[begin : edge.start()])
            kind = ""
    if kind == "VCALENDAR":
        yield _head(begin_line, data[begin:])
    elif kind:
        yield Block(kind, begin_line, data[begin:], ended=False)


def _head(line: int, raw: bytes) -> Block:
    return Block("VCALENDAR", line, raw[:HEADER_BYTES].split(b"\nBEGIN:", 1)[0])


def decoded(raw: bytes) -> str:
    """Folded lines joined before they are decoded: a fold may stand within a character."""
    joined = raw.replace(b"\n ", b"").replace(b"\n\t", b"")
    try:
        return joined.decode("utf-8")
    except UnicodeDecodeError:
        return joined.decode("cp1252", "replace")


def lines(raw: bytes, *, only: frozenset[str]) -> Iterator[Line]:
    """The block's own lines whose names are in `only`; those of a component within it (an alarm) are passed over."""
    depth = 0
    for text in decoded(raw).split("\n"):
        name = re.split("[:;]", text, maxsplit=1)[0].strip().upper()
        if name == "BEGIN":
            depth += 1
        elif name == "END":
            depth = max(0, depth - 1)
        elif depth == 0 and name in only and (found := read_line(text)) is not None:
            yield found


def read_line(text: str) -> Line | None:
    """One unfolded line; None where it is none."""
    found = _LINE.fullmatch(text.strip())
    if found is None:
        return None
    params = {match[1].upper(): _parameter(match[2]) for match in _PARAMETER.finditer(found[2])}
    return Line(found[1].upper(), params, found[3])


def _parameter(value: str) -> str:
    """Without quotes; `^n`, `^'` and `^^` read as RFC 6868 says."""
    bare = value.strip().replace('"', "")
    return plain(_CARET.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}.get(found[1], found[0]), bare))
