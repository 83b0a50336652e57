"""How views get at objects: through the user. What one may not see is not there (404); a refused verb is 403."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from programmes.access import Capability, Scope, may
from programmes.models import Programme, System

TOO_MANY_DIGITS = 19  # more than any key has


def require(request: HttpRequest, capability: Capability, scope: Scope) -> None:
    """Refuse (403) unless the user holds the capability in this scope."""
    if not may(request.user, capability, scope):
        raise PermissionDenied


def number_in(text: str) -> int | None:
    """The number that a field or an address holds; None where it is no number, or one that no key of a row can be."""
    return int(text) if text.isdecimal() and len(text) < TOO_MANY_DIGITS else None


def filter_of(request: HttpRequest, name: str) -> str:
    """What the address filters by, "" for nothing; without the NUL that no database takes."""
    return request.GET.get(name, "").replace("\0", "").strip()


def fetch_programme(
    request: HttpRequest, pk: int, capability: Capability, seen_with: Capability = Capability.SEE_PROGRAMME
) -> Programme:
    """The programme, if the user may see it (else 404) and holds the capability in it (else 403).

    The request keeps it as `programme`: the page's navigation need not fetch it again.
    """
    seen = Programme.objects.granting(request.user, seen_with).select_related("system", "group")
    programme = request.programme = get_object_or_404(seen, pk=pk)
    require(request, capability, programme)
    return programme


def fetch_system(request: HttpRequest, pk: int, capability: Capability) -> System:
    """The system, if the user may see it (else 404) and holds the capability in it (else 403)."""
    system = get_object_or_404(System.objects.visible_to(request.user), pk=pk)
    require(request, capability, system)
    return system
