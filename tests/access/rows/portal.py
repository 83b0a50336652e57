"""Pages of the project itself, and those that join apps."""

from django.core.files.base import ContentFile

from programmes.models import IssuedReport, Passage
from tests.access.table import MEMBERS, NOT_ALLOWED, everybody, form, reading, row, verb

PUBLIC = everybody(200, anonymous=200)
READS_REPORT = "facilitator sponsor"

ROWS = {
    "home": {"GET": everybody(200), "POST": NOT_ALLOWED},
    "health": {"GET": PUBLIC, "POST": PUBLIC},
    "accessibility": {"GET": PUBLIC, "POST": everybody(405, anonymous=405)},
    "privacy": {"GET": PUBLIC, "POST": everybody(405, anonymous=405)},
    "programme": reading(MEMBERS),
    "posts": reading(MEMBERS),
    "case-study": {
        "GET": row(ok="facilitator", refused="owner leader successor interviewer"),
        "POST": NOT_ALLOWED,
    },
    "case-study-issue": {
        "GET": NOT_ALLOWED,
        "POST": row(ok="facilitator", refused="owner leader successor interviewer"),
    },
    "passage-add": form("facilitator"),
    "passage": form("facilitator"),
    "passage-move": verb("facilitator"),
    "passage-withdraw": verb("facilitator"),
    "passage-restore": verb("facilitator"),
    "report": reading(READS_REPORT),
    "report-file": reading(READS_REPORT),
}


def furnish(world):
    passage = Passage.objects.create(
        programme=world.programme, document="case_study", chapter="learning", text="We learnt to listen."
    )
    report = IssuedReport(
        programme=world.programme,
        document="case_study",
        number=1,
        title="What we learnt",
        covers="19 leaders",
        to_sponsors=True,
        body="<p>What we learnt</p>",
        sha256="0" * 64,
        by=world.facilitator,
    )
    report.file.save("report.pdf", ContentFile(b"%PDF-1.7"))
    world.objects |= {"passage": passage.pk, "report": report.pk, "chapter": "learning", "way": "up"}
