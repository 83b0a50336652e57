"""Published themes, questions of the few, quotes."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from diagnostics.models import Release
from diagnostics.services import theme_records
from tests.access.table import MEMBERS, NOT_ALLOWED, form, reading, row, verb
from tests.diagnostics import coded

LEADERS = "owner leader successor"
ONLY_OWN = {"GET": row(ok="owner"), "POST": row(ok="owner")}
# The interviewer holds no conversation of this world whose words are quoted.
WHO_READS = row(ok="facilitator", refused=LEADERS)

ROWS = {
    "origin": {"GET": row(ok=MEMBERS, status=302), "POST": NOT_ALLOWED},
    "diagnostics:theme-releases": reading(MEMBERS),
    "diagnostics:theme-release-preview": {"GET": form("facilitator")["GET"], "POST": NOT_ALLOWED},
    "diagnostics:theme-release-publish": verb("facilitator"),
    "diagnostics:theme-release-ask": verb("facilitator"),
    "diagnostics:theme-release-agreement": {
        "GET": row(ok="owner", refused="facilitator interviewer"),
        "POST": row(ok="owner", refused="facilitator interviewer"),
    },
    "diagnostics:theme-release-version": reading(MEMBERS),
    "diagnostics:theme-release-pdf": {"GET": row(ok=MEMBERS), "POST": verb("facilitator")["POST"]},
    "diagnostics:theme-release-record": form("facilitator"),
    "diagnostics:theme-question": ONLY_OWN,
    "diagnostics:theme-question-ask": form("facilitator"),
    "diagnostics:quotes": {"GET": row(ok="facilitator interviewer", refused=LEADERS), "POST": NOT_ALLOWED},
    "diagnostics:quote": ONLY_OWN,
    "diagnostics:quote-show": {"GET": NOT_ALLOWED, "POST": row(ok="facilitator", status=302, refused=LEADERS)},
    "diagnostics:quote-take-back": {"GET": NOT_ALLOWED, "POST": row(ok="facilitator", status=302, refused=LEADERS)},
    "diagnostics:quote-add": {"GET": WHO_READS, "POST": WHO_READS},
}


def furnish(world):
    made = coded.of_world(world)
    release = made["release"]
    name = default_storage.save(f"snapshots/{release.pk}.pdf", ContentFile(b"%PDF-1.7"))
    Release.objects.filter(pk=release.pk).update(file=name)
    for page in ("version", "pdf", "record"):
        world.objects[f"diagnostics:theme-release-{page}.release"] = release.pk
    world.objects |= {
        "origin.key": theme_records.origin(release, made["theme"].pk),
        "diagnostics:theme-release-record.theme": made["theme"].pk,
        "diagnostics:theme-release-agreement.agreement": made["agreement"].pk,
        "diagnostics:theme-question.question": made["question"].pk,
        "diagnostics:theme-question-ask.theme": made["few"].pk,
        "diagnostics:quote-add.excerpt": made["excerpt"].pk,
    }
    world.objects |= {
        f"diagnostics:{name}.quote": made["quote"].pk for name in ("quote", "quote-show", "quote-take-back")
    }
