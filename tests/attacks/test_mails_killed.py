"""`kill -9` of the worker in the middle of 500 invitations: none doubled, the rest arrives, the unsure are shown."""

from collections import Counter
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from diagnostics import mail_days
from diagnostics.services import mailings
from hwe_portal import processes
from programmes.models import Job, Membership, Notice, Person, User
from tests.diagnostics import mailing
from tests.programmes import mail_server
from tests.signing import signed_in

OPTIONS = ("--include", "tests.attacks.tasks")
MAILS = 500


@pytest.fixture
def invitations(transactional_db):
    """A programme whose 500 leaders are due an invitation, and its facilitator."""
    programme, by = mailing.programme()
    addresses = [f"leader{number}@example.org" for number in range(MAILS)]
    users = User.objects.bulk_create(User(email=address) for address in addresses)
    people = Person.objects.bulk_create(Person(name=f"Leader {user.email[6:-12]}", user=user) for user in users)
    Membership.objects.bulk_create(
        Membership(programme=programme, person=person, starts_on=date(2022, 1, 1)) for person in people
    )
    mailing.plan(programme, by)
    mailing.reading(programme, due_on=None)
    return programme, by


@pytest.mark.embedded
def test_500_mails_survive_two_kills_of_the_worker(invitations, start_worker, clock, wait_until):
    programme, by = invitations
    with mail_server.running() as server:

        def start():
            return start_worker(*OPTIONS, EMAIL_URL=f"smtp://127.0.0.1:{server.port}")

        assert mailings.send_due(at=mail_days.next_moment(timezone.now(), 9)) == MAILS
        for kill in (1, 2):
            worker = start()
            wait_until(lambda kill=kill: len(server.mails) >= kill * 150, seconds=180)
            processes.kill_group(worker)
        start()
        wait_until(lambda: not Job.objects.exclude(state=Job.State.DONE).exists(), seconds=300)
        assert mailings.send_due(at=mail_days.next_moment(timezone.now(), 9)) == 0
    received = Counter(mail["To"] for mail in server.mails)
    states = Counter(Notice.objects.values_list("state", flat=True))
    accepted = set(Notice.objects.filter(state=Notice.State.ACCEPTED).values_list("address", flat=True))
    unsure = set(Notice.objects.filter(state=Notice.State.UNSURE).values_list("address", flat=True))
    assert states == Counter({Notice.State.ACCEPTED: len(accepted)}) + Counter({Notice.State.UNSURE: len(unsure)})
    assert len(accepted) + len(unsure) == MAILS
    assert len(unsure) <= 2
    assert accepted <= set(received) <= accepted | unsure
    assert set(received.values()) == {1}
    page = signed_in(by).get(reverse("diagnostics:mail", args=[programme.pk]))
    assert {notice.address for notice in page.context["page"].stuck} == unsure
