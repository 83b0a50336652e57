"""The link that anybody may use: whose it is, and a place in its wave."""

from diagnostics.models import Invitation, Wave
from diagnostics.services import ballots

# So many people may have begun from one open link and not sent: a robot cannot fill the table.
PLACES = 10_000


class Full(Exception):
    """Too many have begun from this open link and not sent."""


def open_wave(code: str) -> Wave | None:
    """The wave behind an open link, with its survey, whatever its state."""
    if not code.isprintable():  # PostgreSQL takes no text with a null character
        return None
    waves = Wave.objects.filter(open_code=code, has_open_link=True, survey__withdrawn_at=None)
    return waves.select_related("survey").first()


def begin(wave: Wave) -> str | None:
    """The token of a new place in the wave; None where it is not open. Raises Full."""
    if Invitation.objects.filter(wave=wave, respondent=None, used=False).count() >= PLACES:
        raise Full("Too many people have begun from this link.")
    return ballots.begin(wave)
