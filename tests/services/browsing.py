"""Visits to the running portal in a real browser, and what the browser complained about."""

from pathlib import Path
from weakref import WeakKeyDictionary

from django.conf import settings

from tests.signing import signed_in

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TIMEOUT = 60_000  # milliseconds: a busy machine is not a failure

twins = WeakKeyDictionary()  # of pages without JavaScript


class Visit:
    """One browser context with one page; `close` returns broken policies and errors in scripts."""

    def __init__(self, browser, base_url, *, width, height, javascript):
        self.base_url = base_url
        self.complaints = []
        self.context = browser.new_context(
            base_url=base_url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(TIMEOUT)
        self.page = self.context.new_page()
        self.twin = None
        if not javascript:
            self.twin = twins[self.page] = Twin(browser, self.page)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._note)

    def _note(self, message):
        if "Content Security Policy" in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sign_in(self, user):
        """Enter as `user`, by password, without the sign-in pages, which have journeys of their own."""
        carry(self.context, signed_in(user).cookies, self.base_url)

    def close(self):
        self.context.close()
        if self.twin:
            twins.pop(self.page).close()
        return self.complaints


class Twin:
    """The same document where axe can run, which waits for ever without JavaScript; the page's scripts stay off."""

    def __init__(self, browser, page):
        self.browser, self.page = browser, page
        self.context = self.shown = self.document = None

    def follow(self):
        """The twin of the page as it stands: as wide as it, and loaded anew only for another document."""
        if self.context is None:
            self.context = self.browser.new_context(locale="en-GB", reduced_motion="reduce")
            self.shown = self.context.new_page()
        self.shown.set_viewport_size(self.page.viewport_size)
        if (found := self.page.content()) != self.document:
            self._load(found)
        return self.shown

    def _load(self, document):
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'none'"}
        self.shown.unroute_all()
        self.shown.route(self.page.url, lambda route: route.fulfill(body=document, headers=headers))
        self.shown.goto(self.page.url)
        self.document = document

    def close(self):
        if self.context:
            self.context.close()


def carry(context, cookies, url):
    """Give the browser the cookies of a client: a session, a guest's seat, or none."""
    context.clear_cookies()
    context.add_cookies([{"name": name, "value": held.value, "url": url} for name, held in cookies.items()])


def violations(page):
    """What axe finds on `page` as it stands, one line for each rule broken. Injected past the page's own policy."""
    page.wait_for_load_state()
    twin = twins.get(page)
    if twin:
        page = twin.follow()
    options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text() + "; null")
    found = page.evaluate("options => axe.run(document, options).then(results => results.violations)", options)
    return [_line(violation) for violation in found]


def _line(violation):
    places = ", ".join(node["target"][0] for node in violation["nodes"])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}"
