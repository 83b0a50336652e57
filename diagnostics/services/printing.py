"""A leader's result on paper: asked for, made in the background, kept beside the profile."""

from collections.abc import Callable

from django.db import transaction
from django.urls import reverse

from diagnostics import result
from diagnostics.models import ConflictProfile
from diagnostics.services import profiles
from hwe_portal.rendering.documents import print_document
from programmes.models import Job, User
from programmes.services import jobs

TASK = "diagnostics.tasks.print_result"
GONE = "The profile was deleted meanwhile, so there is nothing to print."


@transaction.atomic
def ask(*, profile: ConflictProfile, by: User) -> Job:
    """Have the result made as a PDF in the background; only whoever asked sees the job."""
    subject = {"profile": profile.pk}
    return jobs.enqueue(task=TASK, title="Profile as a PDF", by=by, subject=subject, programme=profile.programme)


def make(job: Job) -> Callable[[], str]:
    """Make the PDF; what is returned keeps it and answers with the address of the result. Raises JobError."""
    found = ConflictProfile.objects.completed().select_related("person", "programme__system")
    profile = found.filter(pk=job.subject["profile"]).first()
    if profile is None:
        raise jobs.JobError(GONE)
    gathered = result.gather(profile)
    content = print_document(result.document(gathered), body=result.BODY, context={"result": gathered})
    return lambda: _keep(profile, content)


def _keep(profile: ConflictProfile, content: bytes) -> str:
    try:
        profiles.keep_printed(profile=profile, content=content)
    except ConflictProfile.DoesNotExist:
        raise jobs.JobError(GONE) from None
    kwargs = {"programme": profile.programme_id, "profile": profile.pk}
    # Without an anchor: a browser that is on this page already would only scroll to it, and load nothing.
    return reverse("diagnostics:result", kwargs=kwargs)
