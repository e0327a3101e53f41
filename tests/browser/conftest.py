"""A real browser against a real server: sign a person in, watch what the browser complains about.

    def test_board(visit, dana):
        page = visit(dana, "/deals/board/")
        assert_no_axe_violations(page)

Any error in the console, script error or breach of the Content-Security-Policy fails the test, unless it was named
beforehand: `watch.expect("status of 409")`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from evener.people.models import User
from tools import chromium

Visit = Callable[..., Page]

# The browser reports a refused script or style to the page; the console is where a test can read it.
REPORT_POLICY = """
document.addEventListener('securitypolicyviolation', event => console.error(
    'Content-Security-Policy: ' + event.violatedDirective + ' refused ' + (event.blockedURI || event.sample)));
"""
# htmx takes the links over one tick after the page has loaded; until then a click is a plain one, which no hand sees.
TAKEN_OVER = "new Promise(done => setTimeout(done))"
SECONDS = 10


@dataclass
class Watch:
    """What the browser complained about, apart from what the test said it would."""

    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, text: str) -> None:
        """Complaints that contain `text` are what this test is about."""
        self.expected.append(text)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def on_script_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def unexpected(self) -> list[str]:
        return [text for text in self.complaints if not any(part in text for part in self.expected)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    packages = chromium.missing()
    if packages:
        pytest.skip(chromium.advice(packages))
    # Playwright keeps an event loop in this thread, where Django would otherwise refuse its database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    if watch.unexpected():
        pytest.fail("The browser complained:\n" + "\n".join(watch.unexpected()), pytrace=False)


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, watch: Watch) -> Iterator[Visit]:
    """`visit(user, path)` opens `path` as `user`, or as a stranger for None; more pages may be open at once.

    Keywords are Playwright's context options: `viewport`, `color_scheme`, `java_script_enabled`, `locale`, …
    """
    contexts: list[BrowserContext] = []

    def open_page(user: User | None, path: str = "/", **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        context.set_default_timeout(SECONDS * 1000)
        context.add_init_script(REPORT_POLICY)
        if user is not None:
            sign_in(context, user, live_server)
        page = context.new_page()
        page.on("console", watch.on_console)
        page.on("pageerror", watch.on_script_error)
        page.goto(path)
        if options.get("java_script_enabled", True):
            page.evaluate(TAKEN_OVER)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, user: User, live_server: LiveServer) -> None:
    """Give the browser a session of `user`, as signing in by hand is a journey of its own."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
