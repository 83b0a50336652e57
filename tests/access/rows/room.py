"""The live room: the desk and the wall are the facilitator's; phones are for those in the room."""

from tests.access.table import NOT_ALLOWED, everybody, row
from tests.workshops import rooms

REFUSED = "owner leader successor interviewer assistant"
NEVER = everybody(405, anonymous=405)
READ = {"GET": row(ok="facilitator", refused=REFUSED), "POST": NOT_ALLOWED}
ACT = {"GET": NOT_ALLOWED, "POST": row(ok="facilitator", status=302, refused=REFUSED)}
# Leaders by their account and the guest by their cookie; who steers the room is led to the desk, who is signed out to
# the door. The room lets no new guests in, so for everybody else it is not there.
PHONES = row(ok="owner leader successor guest") | {"facilitator": 302}

ROWS = {
    "workshops:room": READ,
    "workshops:room-now": READ,
    "workshops:room-changes": READ,
    "workshops:room-open": ACT,
    "workshops:room-steer": ACT,
    # Nothing is open in it: who steers is led back to the desk.
    "workshops:room-finish": {"GET": ACT["POST"], "POST": ACT["POST"]},
    "workshops:room-close": {"GET": ACT["POST"], "POST": ACT["POST"]},
    "workshops:room-put-out": {"GET": READ["GET"], "POST": ACT["POST"]},
    "workshops:wall": READ,
    "workshops:wall-now": READ,
    "workshops:phone-code": {"GET": everybody(200, anonymous=200), "POST": everybody(200, anonymous=200)},
    "workshops:phone": {"GET": PHONES, "POST": NEVER},
    "workshops:phone-now": {"GET": PHONES, "POST": NEVER},
    "workshops:phone-changes": {"GET": PHONES, "POST": NEVER},
    # An answer to an exercise that is not open came too late.
    "workshops:phone-answer": {
        "GET": NEVER,
        "POST": row(ok="owner leader successor guest", status=409) | {"facilitator": 302},
    },
    "workshops:phone-join": {
        method: row(ok="owner leader successor guest", status=302, anonymous=200) for method in ("GET", "POST")
    },
}


def furnish(world):
    room = rooms.of_world(world)
    world.objects["workshops:room-put-out.guest"] = room.seats.get(membership=None).pk
    world.objects |= {f"{name}.code": room.code for name in ROWS if name.startswith("workshops:phone")}
