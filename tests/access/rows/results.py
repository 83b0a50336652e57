"""Results of surveys: published, read by the group, shared with sponsors; single answers where they are open."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from diagnostics.models import Release, Survey
from diagnostics.services import results, sharing
from tests.access.table import NOT_ALLOWED, form, reading, row, verb
from tests.diagnostics import asked, waves

READERS = "owner leader successor facilitator"
NOT_FACILITATING = "owner leader successor interviewer"
PAGE = {"GET": form("facilitator")["GET"], "POST": NOT_ALLOWED}
READ = {"GET": row(ok=READERS, refused="interviewer"), "POST": NOT_ALLOWED}
SHARED = reading("facilitator sponsor")

ROWS = {
    "diagnostics:results": PAGE,
    "diagnostics:result-preview": PAGE,
    "diagnostics:result-publish": verb("facilitator"),
    "diagnostics:results-published": READ,
    "diagnostics:result-version": READ,
    "diagnostics:result-paper": {"GET": READ["GET"], "POST": verb("facilitator")["POST"]},
    "diagnostics:result-csv": READ,
    "diagnostics:result-xlsx": READ,
    "diagnostics:result-sharing": form("facilitator"),
    "diagnostics:result-sharing-withdraw": verb("facilitator"),
    "diagnostics:result-sharing-restore": verb("facilitator"),
    "diagnostics:answers": PAGE,
    "diagnostics:answers-wave": PAGE,
    "diagnostics:answers-person": PAGE,
    "diagnostics:answers-csv": PAGE,
    "diagnostics:answers-xlsx": PAGE,
    "shared-result": SHARED,
    "shared-result-file": SHARED,
}
OF_NAMED = ("answers", "answers-wave", "answers-person", "answers-csv", "answers-xlsx", "results")


def furnish(world):
    """A named survey of two closed rounds: one is published and shared, the other could be."""
    by = world.facilitator
    survey = asked.survey(world.programme, Survey.Kind.NAMED, title="Who thinks what")
    answers = [waves.given(survey, number) for number in range(12)]
    first = waves.closed(waves.opened(survey, by, title="First"), answers)
    second = waves.closed(waves.opened(survey, by, title="Second"), answers)
    release = results.publish(wave=first, by=by, at=timezone.now() - timedelta(days=1))
    shared = sharing.decide(release=release, decided_on=timezone.localdate(), how="In the room", by=by).shared
    for each in (release, shared):
        name = default_storage.save(f"snapshots/{each.pk}.pdf", ContentFile(b"%PDF-1.7"))
        Release.objects.filter(pk=each.pk).update(file=name)
    objects = {f"diagnostics:{name}.survey": survey.pk for name in (*OF_NAMED, "result-preview", "result-publish")}
    objects |= {f"diagnostics:{name}.wave": first.pk for name in OF_NAMED}
    objects |= {f"diagnostics:{name}.wave": second.pk for name in ("result-preview", "result-publish")}
    objects |= {f"{name}.release": release.pk for name in ROWS if name.startswith("diagnostics:result-")}
    objects |= {"shared-result.release": shared.pk, "shared-result-file.release": shared.pk}
    objects["diagnostics:answers-person.response"] = first.responses.first().pk
    world.objects |= objects
