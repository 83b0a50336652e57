"""Visits to the running portal in a real browser, and what the browser complained about."""

from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

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

without_javascript = WeakSet()


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
        if not javascript:
            without_javascript.add(self.page)
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
        return self.complaints


def carry(context, cookies, url):
    """Give the browser the cookies of a client: a session, a guest's seat, or none."""
    context.clear_cookies()
    context.add_cookies([{"name": name, "value": held.value, "url": url} for name, held in cookies.items()])


def violations(page):
    """What axe finds on `page` as it stands, one line for each rule broken. Injected past the page's own policy."""
    if page in without_javascript:
        with _twin(page) as twin:
            return _violations(twin)
    return _violations(page)


def _violations(page):
    options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text() + "; null")
    found = page.evaluate("options => axe.run(document, options).then(results => results.violations)", options)
    return [_line(violation) for violation in found]


@contextmanager
def _twin(page):
    """The same document where axe can run, which waits for ever without JavaScript; the page's scripts stay off."""
    document = page.content()
    context = page.context.browser.new_context(viewport=page.viewport_size, locale="en-GB", reduced_motion="reduce")
    twin = context.new_page()
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'none'"}
    twin.route(page.url, lambda route: route.fulfill(body=document, headers=headers))
    twin.goto(page.url)
    yield twin
    context.close()


def _line(violation):
    places = ", ".join(node["target"][0] for node in violation["nodes"])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}"
