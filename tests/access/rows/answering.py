"""Pages of those who answer a survey: whoever holds the link, signed in or not."""

from tests.access.table import everybody
from tests.diagnostics import waves

PUBLIC = everybody(200, anonymous=200)

ROWS = {
    "diagnostics:answer": {"GET": PUBLIC, "POST": everybody(405, anonymous=405)},
    "diagnostics:answer-page": {"GET": PUBLIC, "POST": everybody(302, anonymous=302)},
    "diagnostics:answer-check": {"GET": PUBLIC, "POST": everybody(302, anonymous=302)},
    "diagnostics:answer-begin": {"GET": PUBLIC, "POST": everybody(302, anonymous=302)},
}


def furnish(world):
    wave = waves.of_world(world)
    token = waves.token_of(waves.invitation_of(wave))
    world.objects |= {"token": token, "code": wave.open_code, "diagnostics:answer-page.number": 1}
