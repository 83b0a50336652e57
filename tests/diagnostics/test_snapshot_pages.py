"""The pages around the team snapshot."""

import pytest
from django.urls import reverse

from diagnostics.models import Release
from diagnostics.services import releases, snapshot_printing
from programmes.models import Job
from programmes.services import jobs
from tests.diagnostics import groups
from tests.factories import member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


def address(name, programme, **keywords):
    return reverse(f"diagnostics:{name}", kwargs={"programme": programme.pk, **keywords})


def test_preview_then_publish_then_read_and_print():
    programme, by = groups.programme()
    groups.answering(programme, by, 7)
    client = signed_in(by)
    preview = client.get(address("snapshot-preview", programme))
    draft = preview.context["draft"]
    posted = {"source": "licensed", "at_least": 5, "seal": draft.seal}
    client.post(address("snapshot-publish", programme), posted)
    jobs.work(Job.objects.get(task=releases.TASK).pk, releases.carry_out)
    release = Release.objects.get()
    page = client.get(address("snapshot-version", programme, release=release.pk))
    assert page.status_code == 200
    jobs.work(Job.objects.get(task=snapshot_printing.TASK).pk, snapshot_printing.make)
    pdf = signed_in(member(programme)).get(address("snapshot-pdf", programme, release=release.pk))
    assert pdf.getvalue()[:5] == b"%PDF-"
