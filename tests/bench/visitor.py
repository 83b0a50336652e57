"""A browser of a few lines that talks to an ASGI application in this process: cookies, forms, redirects, no script."""

import asyncio
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
FORM = b"application/x-www-form-urlencoded"


class Visitor:
    """`body` is the page it is at; `requests` counts what it asked."""

    def __init__(self, application, cookies=()):
        self.application = application
        self.cookies = SimpleCookie(dict(cookies))
        self.loop = asyncio.new_event_loop()
        self.requests = 0
        self.body = ""

    def get(self, address):
        self._follow(self._ask("GET", address))

    def post(self, address, **fields):
        """Send the form of the page it is at."""
        self._follow(self._ask("POST", address, self.form(**fields)))

    def send(self, address, content):
        """Post what `form` made, without going where the answer leads."""
        self._ask("POST", address, content)

    def form(self, **fields):
        """The form of the page it is at, filled in."""
        token = TOKEN.search(self.body).group(1)
        return urlencode({"csrfmiddlewaretoken": token, **fields}).encode()

    def close(self):
        self.loop.close()

    def _follow(self, address):
        while address:
            address = self._ask("GET", address)

    def _ask(self, method, address, content=b""):
        """Returns where the answer sends the browser, None where it stays."""
        self.requests += 1
        start, *parts = self.loop.run_until_complete(self._exchange(self._scope(method, address), content))
        headers = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
        for name, value in headers:
            if name == "set-cookie":
                self.cookies.load(value)
        self.body = b"".join(part.get("body", b"") for part in parts).decode()
        if start["status"] not in (200, 302):
            raise RuntimeError(f"{method} {address}: {start['status']}")
        return dict(headers).get("location")

    async def _exchange(self, scope, content):
        received, sent = asyncio.Queue(), []
        received.put_nowait({"type": "http.request", "body": content})

        async def send(message):
            sent.append(message)

        await self.application(scope, received.get, send)
        return sent

    def _scope(self, method, address):
        path, _, query = address.partition("?")
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        headers = [(b"host", b"localhost"), (b"cookie", cookies.encode()), (b"content-type", FORM)]
        scope = {"type": "http", "http_version": "1.1", "method": method, "scheme": "http", "headers": headers}
        return scope | {"path": path, "raw_path": path.encode(), "query_string": query.encode()}
