"""Everything the customer or the other side will read is checked as it is typed: whoever adds a text says if it is."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from django import forms

import evener

SOURCE = Path(evener.__file__).parent

# Texts of some lines that are not checked, one in each of these files, and why. All others are a `ReadArea`, or carry
# `data-plain`.
AREAS = {
    "capabilities/forms.py": "evidence: web addresses",
    "papers/forms.py": "picture: boxes and arrows, which have their own check",
    "meetings/templates/meetings/debrief.html": "habit_note: private, nobody else reads it",
    "pursuit/templates/pursuit/shared_form.html": "written by the customer",
    "web/gallery.py": "a sample of the component",
    "web/templates/allauth/elements/field.html": "signing in",
    "plain/forms.py": "the control itself",
}
# A tag of a template, with what stands in braces inside it.
TAG = r"<{}\b(?:[^>{{]|{{[{{%].*?[%}}]}})*>"
# From this length on a line can hold a sentence.
SENTENCE = 200
# Lines of that length that are not checked, by name, and why.
LINES = {
    "account": "a name",
    "amount": "a number",
    "account_id": "a name",
    "name": "a name",
    "title": "a name",
    "place": "a room, an address or a link",
    "guests": "addresses",
    "email": "an address",
    "url": "an address",
    "website": "an address",
    "tags": "single words",
    "readers": "names",
    "allow": "names of columns",
    "meeting": "which meeting it was",
    "footer": "name and address of the company",
    "plain": "the plain words themselves",
    "word": "the word that is explained",
}


def form_classes() -> Iterator[type[forms.Form]]:
    for module in pkgutil.walk_packages(evener.__path__, "evener."):
        if {"forms", "views"} & set(module.name.split(".")[2:]):
            importlib.import_module(module.name)
    waiting = [forms.Form]
    while waiting:
        for found in waiting.pop().__subclasses__():
            waiting.append(found)
            if found.__module__.startswith("evener."):
                yield found


def said(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_a_text_of_some_lines_is_checked_unless_it_says_why() -> None:
    bare = [
        said(path)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "Textarea"
    ]
    bare += [
        said(path)
        for path in SOURCE.rglob("*.html")
        for tag in re.findall(TAG.format("textarea"), path.read_text())
        if "data-plain" not in tag
    ]
    assert sorted(bare) == sorted(AREAS)


def test_a_line_that_holds_a_sentence_is_checked_unless_it_says_why() -> None:
    bare, seen = set(), 0
    for form in form_classes():
        for name, field in form.base_fields.items():
            if not isinstance(field, forms.CharField):
                continue
            long = field.max_length is None or field.max_length >= SENTENCE
            if "data-plain" in field.widget.attrs:
                seen += 1
            elif long and type(field.widget) is forms.TextInput:
                bare.add(f"{form.__module__}.{form.__name__}.{name}")
    assert seen > 60, "the walk no longer finds the forms"
    assert {each for each in bare if each.rpartition(".")[2] not in LINES} == set()


def test_a_line_written_in_a_template_is_checked_unless_it_says_why() -> None:
    bare = {
        (said(path), name[1])
        for path in SOURCE.rglob("*.html")
        for tag in re.findall(TAG.format("input"), path.read_text())
        if "data-plain" not in tag
        and (most := re.search(r'maxlength="(\d+)"', tag))
        and int(most[1]) >= SENTENCE
        and (name := re.search(r'\bname="([^"]*)"', tag))
    }
    assert {each for each in bare if each[1] not in LINES} == set()
