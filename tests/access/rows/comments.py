"""What people wrote in surveys: read and coded by the facilitators, by nobody else."""

from tests.access.table import NOT_ALLOWED, NOT_FACILITATING, row
from tests.diagnostics import waves


def page(post=200):
    post_row = row(ok="facilitator", status=post, refused=NOT_FACILITATING)
    return {"GET": row(ok="facilitator", refused=NOT_FACILITATING), "POST": post_row}


ROWS = {
    "diagnostics:comments": page(),
    "diagnostics:comment-act": {
        "GET": NOT_ALLOWED,
        "POST": row(ok="facilitator", status=400, refused=NOT_FACILITATING),
    },
    "diagnostics:comment": page(302),
}


def furnish(world):
    waves.of_world(world)
    closed = world.objects["closed_wave"]
    for name in ROWS:
        world.objects[f"{name}.wave"] = closed
    comment = waves.Wave.objects.get(pk=closed).comments.first()
    world.objects["comment"] = comment.pk
