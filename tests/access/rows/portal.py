"""Pages of the project itself."""

from tests.access.table import everybody

PUBLIC = everybody(200, anonymous=200)

ROWS = {
    "health": {"GET": PUBLIC, "POST": PUBLIC},
}
