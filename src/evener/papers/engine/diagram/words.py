"""The picture read aloud: for those who cannot see it, and for the text of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.papers.engine.diagram.parts import Arrow, Box, Diagram


def words(diagram: Diagram) -> str:
    """Everything the picture says, as sentences."""
    if not diagram.boxes:
        return ""
    said = [f"{diagram.title}."] if diagram.title else []
    said.append(
        ngettext("A picture of %(count)s box.", "A picture of %(count)s boxes.", len(diagram.boxes))
        % {"count": len(diagram.boxes)}
    )
    for number, group in enumerate(diagram.groups):
        names = ", ".join(_named(box, in_ours=group.ours) for box in diagram.boxes if box.group == number)
        whose = _("%(group)s (ours): %(boxes)s.") if group.ours else _("%(group)s: %(boxes)s.")
        said.append(whose % {"group": group.name, "boxes": names})
    alone = ", ".join(_named(box, in_ours=False) for box in diagram.boxes if box.group < 0)
    if alone:
        said.append((_("On their own: %(boxes)s.") if diagram.groups else "%(boxes)s.") % {"boxes": alone})
    said += [_arrow(arrow, diagram) for arrow in diagram.arrows]
    for note in diagram.notes:
        if note.box >= 0:
            said.append(
                _("Note on %(box)s: %(note)s") % {"box": diagram.boxes[note.box].name, "note": _ended(note.text)}
            )
        else:
            said.append(_("Note: %(note)s") % {"note": _ended(note.text)})
    return " ".join(said)


def _named(box: Box, *, in_ours: bool) -> str:
    detail = f" ({box.detail})" if box.detail else ""
    return (_("%(box)s (ours)") % {"box": box.name} if box.ours and not in_ours else box.name) + detail


def _arrow(arrow: Arrow, diagram: Diagram) -> str:
    if arrow.tail:
        sentence = _("%(begin)s to %(end)s and back")
    elif arrow.head:
        sentence = _("%(begin)s to %(end)s")
    else:
        sentence = _("%(begin)s together with %(end)s")
    said = sentence % {"begin": diagram.boxes[arrow.begin].name, "end": diagram.boxes[arrow.end].name}
    return f"{said}: {_ended(arrow.label)}" if arrow.label else f"{said}."


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
