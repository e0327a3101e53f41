"""How form fields become HTML (settings.FORM_RENDERER): as Django's templates do, but choices without them.

Django includes two templates for every option. Where people are chosen there are hundreds, and a form with four such
fields took 60 ms to draw; like this it takes 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        if template_name == SELECT:
            return select(context["widget"])
        return mark_safe(super().render(template_name, context, request))


def select(widget: Mapping[str, Any]) -> SafeString:
    """A select and its options, from the context Django gives to the widget's template."""
    parts = [f'<select name="{escape(str(widget["name"]))}"{_attributes(widget["attrs"])}>']
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(f'<optgroup label="{escape(str(name))}">')
        parts += [_option(each) for each in options]
        if name:
            parts.append("</optgroup>")
    return mark_safe("".join([*parts, "</select>"]))


def _option(option: Mapping[str, Any]) -> str:
    label = conditional_escape(option["label"])
    return f'<option value="{escape(str(option["value"]))}"{_attributes(option["attrs"])}>{label}</option>'


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )
