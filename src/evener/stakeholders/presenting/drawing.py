"""The map as SVG: boxes that are links, lines between them. Written by hand, as templates take four times as long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from evener.problems import Text
from evener.stakeholders.engine.layout import Box, Line, Person, Picture, lay_out
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.presenting.marks import drawn, mark
from evener.stakeholders.rules.parts import INFLUENCE_NAMES, ROLE_NAMES, STANCE_NAMES, Influence, Stance


def picture(rows: Sequence[Stakeholder], heard: Mapping[int, Sequence[tuple[int, str]]]) -> Picture:
    return lay_out([person(row, [id for id, _name in heard.get(row.pk, ())]) for row in rows])


def person(row: Stakeholder, heard: Sequence[int] = ()) -> Person:
    return Person(
        id=row.pk,
        name=row.contact.name,
        title=row.contact.title,
        roles=", ".join(str(ROLE_NAMES[role]) for role in row.roles),
        words=words(row),
        influence=row.influence,
        boss=row.reports_to_id,
        listens=tuple(heard),
    )


def words(row: Stakeholder) -> str:
    """Stance and influence in words."""
    influence = Influence(row.influence)
    stance = str(STANCE_NAMES[Stance(row.stance)])
    if influence == Influence.UNKNOWN:
        return stance
    known = _("decides") if influence == Influence.DECIDES else _("%(how)s influence") % {"how": _low(influence)}
    return f"{stance} · {known}"


def _low(influence: Influence) -> str:
    return str(INFLUENCE_NAMES[influence]).lower()


def svg(made: Picture, rows: Sequence[Stakeholder], heard: Mapping[int, Sequence[tuple[int, str]]]) -> SafeString:
    """The whole picture. Lines come first, so that no line is drawn over words."""
    by_id = {row.pk: row for row in rows}
    parts = [
        f'<svg class="map" viewBox="0 0 {made.width:g} {made.height:g}" width="{made.width:g}" '
        f'height="{made.height:g}" role="group" aria-labelledby="map-title">'
        '<defs><marker id="heard" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path class="tip" d="M0 .5L7.5 4L0 7.5z"/></marker></defs>'
    ]
    parts += map(_line, made.lines)
    if made.loose_y is not None:
        parts.append(f'<text class="loose" x="16" y="{made.loose_y:g}">{escape(_("No line drawn yet"))}</text>')
    parts += [_node(box, by_id[box.id], heard) for box in made.boxes]
    return mark_safe("".join([*parts, "</svg>"]))


def _line(line: Line) -> str:
    kind = "reports" if line.reports else "listens"
    tip = "" if line.reports else ' marker-end="url(#heard)"'
    return f'<path class="line {kind}" data-start="{line.start}" data-end="{line.end}" d="{line.path}"{tip}/>'


def _node(box: Box, row: Stakeholder, heard: Mapping[int, Sequence[tuple[int, str]]]) -> str:
    lines = "".join(
        f'<text class="{text.kind}" x="{text.x:g}" y="{text.y:g}" font-size="{text.size:g}">{escape(text.text)}</text>'
        for text in box.texts
    )
    return (
        f'<a class="person stance-{row.stance} weight-{row.influence}" href="{_address(row)}" data-id="{row.pk}" '
        f'data-version="{row.version}" data-name="{escape(row.contact.name)}" aria-label="{escape(_told(row, heard))}" '
        f'transform="translate({box.x:g} {box.y:g})"><rect class="box" width="{box.width:g}" height="{box.height:g}" '
        f'rx="7"/><g class="mark" transform="translate({box.mark_x:g} {box.mark_y:g})">{drawn(row.stance)}</g>'
        f"{lines}</a>"
    )


def _address(row: Stakeholder) -> str:
    return f"{reverse('stakeholders:page', args=[row.pk])}#stakeholder-{row.pk}"


def _told(row: Stakeholder, heard: Mapping[int, Sequence[tuple[int, str]]]) -> str:
    """The box and its lines, as a screen reader says them."""
    who = f"{row.contact.name}, {row.contact.title}" if row.contact.title else row.contact.name
    roles = ", ".join(str(ROLE_NAMES[role]) for role in row.roles)
    parts = [who, roles, words(row)]
    if row.reports_to is not None:
        parts.append(_("reports to %(name)s") % {"name": row.reports_to.contact.name})
    if listens := ", ".join(name for _id, name in heard.get(row.pk, ())):
        parts.append(_("listens to %(names)s") % {"names": listens})
    return "; ".join(part for part in parts if part)


def legend() -> list[tuple[SafeString, Text]]:
    """The marks of the stances with their words."""
    return [(mark(stance), name) for stance, name in STANCE_NAMES.items()]
