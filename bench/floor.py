"""Yardsticks: the least Django page that lists deals, and the same framework returning bytes from memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import override_settings
from django.urls import clear_url_caches, path, set_urlconf

from evener.deals.models import Deal

LEAST_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
PAGE = (
    "<html><body><p>{{ user.name }}: {{ count }}</p><table>{% for deal in deals %}<tr><td>{{ deal.name }}</td>"
    "<td>{{ deal.account.name }}</td><td>{{ deal.owner.name }}</td><td>{{ deal.stage.name }}</td>"
    "<td>{{ deal.amount_minor }}</td><td>{{ deal.currency }}</td><td>{{ deal.close_on }}</td></tr>{% endfor %}"
    "</table></body></html>"
)
kept: dict[str, bytes] = {}


def least(request: HttpRequest) -> HttpResponse:
    """F: session, user, 50 joined deals as models, an exact count, a plain template."""
    deals = Deal.objects.select_related("account", "owner", "stage").order_by("close_order", "id")[:50]
    template = _template()
    context = Context({"user": request.user, "deals": deals, "count": Deal.objects.count()})
    return HttpResponse(template.render(context))


def _template() -> Template:
    if "template" not in compiled:
        compiled["template"] = Template(PAGE)
    return compiled["template"]


compiled: dict[str, Template] = {}


def bytes_from_memory(request: HttpRequest) -> HttpResponse:
    """The same number of bytes with nothing done for them."""
    return HttpResponse(kept["page"])


urlpatterns = [path("least/", least), path("bytes/", bytes_from_memory)]


def handler(**settings: Any) -> Callable[..., Any]:
    """A WSGI application with the given settings; it serves these two pages inside `routes()`."""
    with override_settings(**settings):
        return WSGIHandler()


@contextmanager
def routes() -> Iterator[None]:
    """Let these pages answer instead of Evener's."""
    with override_settings(ROOT_URLCONF="bench.floor"):
        clear_url_caches()
        set_urlconf(None)
        yield
    clear_url_caches()
    set_urlconf(None)
