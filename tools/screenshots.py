"""Takes the pictures in docs/: starts the sample company, signs in as its people, and photographs pages.

`make screenshots`, or `python -m tools.screenshots NAME…` for some of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as day
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from tools import chromium

HERE = Path(__file__).resolve().parent.parent
TARGET = HERE / "docs" / "pictures"
EVENER = [str(Path(sys.executable).with_name("evener"))]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
DEAL, ACCOUNT = "Remote monitoring for delivered pumps", "Hollgrund Pumpen"
QUIET_DEAL = "Historian for the test bench"
FILE = """Deal ID;Deal Name;Company;Deal Stage;Amount;Close Date;Deal Owner
H-101;Leak alarms for three depots;Marsh & Oram Water;Appointment scheduled;48.500,00;14.03.2027;Clara Jansen
H-102;Vibration data for the test bench;Hollgrund Pumpen;Contract sent;126.000,00;02.02.2027;Clara Jansen
H-103;Energy readings for nine bakeries;Bakkerij Terpstra;Qualified to buy;31.900,00;30.04.2027;Mikkel Dahl
H-104;Crane inspections by tablet;Kraan Noord;Decision maker bought-in;about 90k;11.05.2027;Mikkel Dahl
"""


@dataclass(frozen=True)
class Picture:
    """`go` brings a signed-in page to what is shown."""

    name: str
    who: str
    go: Callable[[Page], None]
    dark: bool = False
    phone: bool = False


def today() -> day:
    """What the browser has."""
    return day.today()


def at(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)

    return go


def deal(tab: str = "") -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto("/deals/")
        page.get_by_role("link", name=DEAL).first.click()
        page.wait_for_url("**/deals/*/")
        if tab:
            page.locator("nav.tabs").get_by_role("link", name=tab).click()
            page.wait_for_load_state()

    return go


def chosen(page: Page) -> None:
    """The list with three deals to be changed at once."""
    page.goto("/deals/?sort=-close")
    for row in range(2, 5):
        page.locator(".row-check").nth(row).check()


def verdict(page: Page) -> None:
    page.goto("/promises/?state=asked")
    page.locator("tbody a[href*='/promises/']").first.click()
    page.wait_for_load_state()
    page.locator(".promise-top .btn-primary").click()
    page.get_by_label("With work").check()
    for label, hours in (("Hours, low", "16"), ("Hours, likely", "24"), ("Hours, high", "40")):
        page.get_by_label(label).fill(hours)
    page.get_by_label("Skill it needs").fill("Networks")
    page.get_by_label("Note").fill("A gateway on their side of the wall. I tried it with the same model.")


def capability(page: Page) -> None:
    page.goto("/capabilities/?q=alarm")
    page.get_by_role("link", name="Alarm from sensor").first.click()
    page.wait_for_url("**/capabilities/*/")


def date(page: Page) -> None:
    """The question on the form of a promise, answered."""
    deal("Promises")(page)
    page.get_by_role("link", name="Promise", exact=True).click()
    page.get_by_label("The words").fill("Each depot sees only its own machines")
    page.get_by_label("Promised for").fill((today() + timedelta(days=45)).isoformat())
    page.get_by_text("Can we promise this date?").first.click()
    for name, hours in (("low", "24"), ("likely", "60"), ("high", "160")):
        page.locator(f"#rough-{name}").fill(hours)
    page.locator("#rough-skill_id").select_option(index=2)
    page.get_by_role("button", name="Look at the date").click()
    page.get_by_text("You can say").wait_for()
    page.locator("#date-ask").scroll_into_view_if_needed()


def evaluation(page: Page) -> None:
    page.goto("/evaluations/?status=running")
    page.locator("tbody a.row-link").first.click()
    page.wait_for_url("**/evaluations/*/")


def assignment(page: Page) -> None:
    page.goto("/engineering/proposals/")
    page.get_by_role("button", name="Propose an assignment").click()
    page.get_by_role("link", name="See what came of it").click(timeout=30_000)
    page.wait_for_url("**/engineering/proposals/*/")


def account(page: Page) -> None:
    deal()(page)
    page.locator("ol.crumbs").get_by_role("link", name=ACCOUNT).click()
    page.wait_for_url("**/accounts/*/")


def palette(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("pump")
    page.locator("#palette-results a").first.wait_for()
    page.wait_for_load_state("networkidle")


def clash(page: Page) -> None:
    """Two people change one amount: the leader of sales is faster."""
    browser = page.context.browser
    assert browser is not None
    page.goto("/deals/")
    page.get_by_role("link", name=QUIET_DEAL).first.click()
    page.wait_for_url("**/deals/*/")
    path = urlsplit(page.url).path + "edit/?field=amount"
    page.goto(path)
    other = enter(browser, page.url, "helene")
    other.goto(path)
    for each, amount in ((other, "45,000"), (page, "38,500")):
        each.locator("#fact-amount [name=amount_minor]").fill(amount)
        each.locator("#fact-amount").get_by_role("button", name="Save").click()
        each.wait_for_load_state("networkidle")
    other.context.close()


def gate(page: Page) -> None:
    deal()(page)
    page.get_by_role("link", name="Close deal").click()
    page.wait_for_load_state()
    page.get_by_role("radio", name="Won").check()


def columns(page: Page) -> None:
    page.goto("/import/")
    file = FilePayload(name="hubspot-deals.csv", mimeType="text/csv", buffer=FILE.encode())
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url("**/columns/")


def preview(page: Page) -> None:
    columns(page)
    page.get_by_role("button", name="Try it").click()
    page.wait_for_url("**/preview/")


def people(page: Page) -> None:
    """The map, with the table beginning below it."""
    deal("People")(page)
    page.get_by_role("heading", name="Map", exact=True).evaluate("each => each.scrollIntoView()")


def shared_plan(page: Page) -> None:
    """What a customer sees who opens their link."""
    deal()(page)
    page.get_by_role("link", name="Share").click()
    page.wait_for_load_state()
    page.locator("#links a.row-link").first.click()
    page.wait_for_url("**/links/*/")
    page.goto(page.locator("#address").input_value())


def paper(page: Page) -> None:
    page.goto("/papers/?status=draft")
    page.locator("tbody a.row-link").first.click()
    page.wait_for_url("**/papers/*/")
    page.wait_for_load_state("networkidle")


def debrief(page: Page) -> None:
    """A debrief as somebody begins it on the way back."""
    page.goto("/meetings/?when=past")
    page.locator("tbody a.row-link").first.click()
    page.wait_for_url("**/meetings/*/")
    page.locator("a[href$='/debrief/']").first.click()
    page.wait_for_load_state()


def review(page: Page) -> None:
    page.goto("/reviews/?status=held")
    page.locator("tbody a.row-link").first.click()
    page.wait_for_url("**/reviews/*/")


def forecast(page: Page) -> None:
    """Of the team she leads, with her call beside it."""
    page.goto("/forecast/")
    page.locator("select[name=slice]").select_option(label="Sales")
    page.get_by_label("Commit").fill("300k")
    page.get_by_label("Best case").fill("900k")
    page.get_by_role("button", name="Keep the call").click()
    page.get_by_text("The call is kept").wait_for()
    page.reload()
    page.wait_for_load_state("networkidle")


def whatif(page: Page) -> None:
    """The largest deal drops, the next slips by a quarter."""
    page.goto("/forecast/what-if/")
    page.locator("input[name=drop]").first.check()
    page.locator("select[name^=slip-]").nth(1).select_option("90")
    page.get_by_role("button", name="What if").first.click()
    page.wait_for_url("**drop=**")


def flow(page: Page) -> None:
    page.goto("/forecast/outcomes/")
    page.locator("#chart-flow svg").wait_for()
    page.get_by_role("heading", name="From stage to outcome").scroll_into_view_if_needed()
    page.locator("#chart-flow").evaluate("each => each.scrollIntoView({block: 'center'})")


PICTURES = (
    Picture("today", "clara", at("/")),
    Picture("today-phone", "anneke", at("/"), phone=True),
    Picture("deals", "helene", chosen),
    Picture("board", "helene", at("/deals/board/")),
    Picture("deal", "clara", deal()),
    Picture("promises", "clara", deal("Promises")),
    Picture("verdict", "pavel", verdict),
    Picture("date", "clara", date),
    Picture("capability", "anneke", capability),
    Picture("discovery", "clara", deal("Discovery")),
    Picture("gaps", "anneke", at("/promises/gaps/")),
    Picture("requests", "anneke", at("/engineering/")),
    Picture("load", "anneke", at("/capacity/")),
    Picture("assignment", "tomasz", assignment),
    Picture("evaluation", "anneke", evaluation),
    Picture("people", "clara", people),
    Picture("shared-plan", "clara", shared_plan, phone=True, dark=True),
    Picture("paper", "clara", paper),
    Picture("debrief", "clara", debrief, phone=True),
    Picture("review", "clara", review),
    Picture("ledger", "helene", at("/promises/")),
    Picture("gate", "clara", gate),
    Picture("forecast", "helene", forecast),
    Picture("outlook", "clara", deal("Outlook")),
    Picture("whatif", "helene", whatif),
    Picture("record", "helene", at("/forecast/record/"), dark=True),
    Picture("outcomes", "helene", at("/forecast/outcomes/")),
    Picture("together", "helene", at("/forecast/together/")),
    Picture("outcomes-phone", "helene", flow, phone=True),
    Picture("journal", "clara", deal("Journal")),
    Picture("account", "clara", account, dark=True),
    Picture("palette", "clara", palette),
    Picture("organisation", "ruth", at("/settings/organisation/")),
    Picture("import-columns", "clara", columns),
    Picture("import-preview", "clara", preview),
    # The last one, as it changes the company.
    Picture("clash", "clara", clash),
)


@contextmanager
def company() -> Iterator[str]:
    """The address of a fresh sample company, and its data folder in EVENER_DATA_DIR."""
    with tempfile.TemporaryDirectory(prefix="evener-pictures-") as folder:
        os.environ["EVENER_DATA_DIR"] = folder
        server = subprocess.Popen([*EVENER, "demo", "--json"], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            yield json.loads(server.stdout.readline())["url"]
        finally:
            server.terminate()
            server.wait(timeout=30)


def enter(browser: Browser, url: str, who: str, *, dark: bool = False, phone: bool = False) -> Page:
    """A page of the company at `url`, signed in through a one-time link."""
    home = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    context = browser.new_context(
        base_url=home,
        viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light",
        locale="en-GB",
    )
    command = [*EVENER, "link", f"{who}@orvane.example", "--url", home, "--json"]
    link = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)["link"]
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{home}/")
    return page


def photograph(browser: Browser, url: str, picture: Picture) -> None:
    page = enter(browser, url, picture.who, dark=picture.dark, phone=picture.phone)
    picture.go(page)
    page.evaluate("document.activeElement?.blur()")
    page.mouse.move(0, 0)
    page.screenshot(path=TARGET / f"{picture.name}.png", animations="disabled")
    page.context.close()


def main() -> int:
    wanted = [picture for picture in PICTURES if not sys.argv[1:] or picture.name in sys.argv[1:]]
    TARGET.mkdir(exist_ok=True)
    with company() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        for picture in wanted:
            print(picture.name, flush=True)
            photograph(browser, url, picture)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
