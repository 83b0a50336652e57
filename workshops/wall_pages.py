"""What the wall shows while phones are led to a page of the portal: the app that owns the page draws it.

Such a page lies in an app above this one, which names it here as it starts (`register`), so that nothing here knows it.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

# Takes the request of the wall and the values in the page's address; None for who may not see it.
Painter = Callable[..., SafeString | None]
_painters: dict[str, str] = {}


def register(name: str, painter: str) -> None:
    """`name` is that of the page's address, "app:page"; `painter` where its Painter is, with dots."""
    _painters[name] = painter


def drawn(request: HttpRequest, address: str) -> SafeString | None:
    """What the wall shows of the page at this address; None where nobody draws it, or this user may not see it."""
    try:
        found = resolve(address)
    except Resolver404:
        return None
    if found.view_name not in _painters:
        return None
    painter: Painter = import_string(_painters[found.view_name])
    return painter(request, **found.kwargs)
