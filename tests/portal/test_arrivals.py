"""Coming and going join the apps: a newcomer is welcomed once, a leaver is offered what is theirs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import PersonStep, PreWorkStep
from hwe_portal import tasks
from hwe_portal.services import arrivals, departures
from programmes.access import LEAVING, Role
from programmes.dates import FactDate
from programmes.models import Appointment, Job, MailHold, Membership, Notice, PersonAddress
from programmes.services import records
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    ProgrammeFactory,
    member,
)
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

TODAY = date(2022, 6, 20)
ELSE = "Next to it you find what else we ask of you."


@pytest.fixture
def programme():
    return ProgrammeFactory(title="Leading together", system__name="Northshire ICS")


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def leaving(programme):
    """The chief executive who is about to go, in their post."""
    post = PostFactory(organisation=OrganisationFactory(system=programme.system))
    user = member(programme, name="Lee Ving", post=post)
    return AppointmentFactory(post=post, person=user.person)


@pytest.fixture
def newcomer(programme):
    """A leader's part that began half-way, with an address and no account yet."""
    person = PersonFactory(name="Ari Ving")
    PersonAddress.objects.create(person=person, address="ari@example.org")
    return MembershipFactory(programme=programme, person=person, starts_on=date(2022, 6, 1))


def welcome(part, facilitator):
    return arrivals.welcome(membership=part, by=facilitator, at=TODAY)


def send_all():
    for job in Job.objects.filter(state=Job.State.WAITING):
        tasks.send_letters(job.pk)


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


# Welcoming ------------------------------------------------------------


def test_a_newcomer_gets_a_list_the_pre_work_and_a_mail_that_opens_the_door(
    programme, newcomer, facilitator, mailoutbox
):
    survey = PreWorkStep.objects.create(
        programme=programme, kind="survey", link="https://survey.example/", due_on=date(2021, 10, 1)
    )
    came_to = welcome(newcomer, facilitator)
    send_all()
    assert (came_to.lines, came_to.refused) == (5, "")
    assert PersonStep.objects.get(person=newcomer.person, step=survey).is_left_out
    mail = mailoutbox[0]
    assert (mail.to, mail.subject) == (["ari@example.org"], "Welcome to Leading together")
    assert "- Read the charter that the group made, by 18 July 2022" in mail.body
    assert ELSE not in mail.body
    assert mail.reply_to == [facilitator.email]
    newcomer.person.refresh_from_db()
    assert newcomer.person.user.email == "ari@example.org"


def test_a_second_welcome_changes_nothing(newcomer, facilitator):
    first, second = welcome(newcomer, facilitator), welcome(newcomer, facilitator)
    assert (first.lines, second.lines, second.mail) == (5, 0, None)
    assert (newcomer.induction.count(), Notice.objects.count(), Job.objects.count()) == (5, 1, 1)


def test_who_has_no_address_gets_the_rest_and_the_reason_is_said(programme, newcomer, facilitator):
    newcomer.person.addresses.all().delete()
    came_to = welcome(newcomer, facilitator)
    assert (came_to.lines, came_to.mail) == (5, None)
    assert came_to.refused == "Ari Ving: There is no email address yet. Add one to the person, then invite them."


def test_a_welcome_waits_while_the_programmes_mail_is_held(programme, newcomer, facilitator):
    MailHold.objects.create(programme=programme, by=facilitator)
    assert (welcome(newcomer, facilitator).mail.state, Job.objects.count()) == (Notice.State.HELD, 0)


@pytest.mark.parametrize("change", ["ended", "withdrawn"])
def test_a_welcome_that_lost_its_reason_is_not_sent(newcomer, facilitator, mailoutbox, change):
    welcome(newcomer, facilitator)
    if change == "ended":
        Membership.objects.filter(pk=newcomer.pk).update(ends_on=date(2022, 6, 30))
    else:
        records.withdraw(newcomer, by=facilitator)
    send_all()
    assert (mailoutbox, Notice.objects.get().state) == ([], Notice.State.DROPPED)


def test_the_facilitator_sends_the_welcome_again_once_it_has_gone_out(programme, newcomer, facilitator, mailoutbox):
    desk = signed_in(facilitator)
    kwargs = {"programme": programme.pk, "membership": newcomer.pk}
    desk.post(reverse("induction-start", kwargs=kwargs))
    again = reverse("induction-mail", kwargs=kwargs)
    PreWorkStep.objects.create(programme=programme, kind="reading", title="Read this", link="https://read.example/")
    assert "A welcome is on its way already." in desk.post(again, follow=True).content.decode()
    send_all()
    desk.post(again)
    send_all()
    assert [(mail.to, ELSE in mail.body) for mail in mailoutbox] == [(["ari@example.org"], True)] * 2


# Joining ------------------------------------------------------------


@pytest.mark.parametrize(
    ("induct", "role", "lines"), [("on", "participant", 5), ("", "participant", 0), ("on", "sponsor", 0)]
)
def test_whoever_joins_is_welcomed_if_asked_for_and_if_they_lead(programme, facilitator, induct, role, lines):
    said = {"name": "Ari Ving", "address": "ari@example.org", "role": role, "starts_on": "2022-06-01", "induct": induct}
    url = reverse("programmes:join", kwargs={"programme": programme.pk})
    signed_in(facilitator).post(url, said)
    part = Membership.objects.get(person__name="Ari Ving")
    assert (part.role, part.induction.count(), Notice.objects.count()) == (role, lines, 1 if lines else 0)


@pytest.mark.parametrize(("begins", "ticked"), [(-40, True), (40, False)])
def test_induction_is_on_by_default_once_the_programme_has_begun(facilitator, programme, begins, ticked):
    programme.starts_on = FactDate(in_days(begins))
    programme.save()
    url = reverse("programmes:join", kwargs={"programme": programme.pk})
    assert signed_in(facilitator).get(url).context["form"]["induct"].value() is ticked


# Handing over ------------------------------------------------------------


def hand_over(leaving, programme, facilitator, *, ends_on, offer=True, induct=True, starts_on="July 2022"):
    arrival = arrivals.Arrival(
        FactDate.parse(starts_on), Appointment.Kind.SUBSTANTIVE, None, "Ari Ving", "ari@example.org"
    )
    return arrivals.hand_over(
        leaving=leaving,
        ends_on=FactDate(ends_on),
        reason="",
        arrival=arrival,
        programmes=[programme],
        offer=offer,
        induct=induct,
        by=facilitator,
        at=timezone.localdate(),
    )


def test_a_change_of_post_holder_offers_the_one_and_welcomes_the_other(leaving, programme, facilitator, mailoutbox):
    hand_over(leaving, programme, facilitator, ends_on=in_days(-1))
    send_all()
    subjects = sorted((mail.to[0], mail.subject) for mail in mailoutbox)
    assert subjects == sorted(
        [
            (leaving.person.user.email, "Before you go: Leading together"),
            ("ari@example.org", "Welcome to Leading together"),
        ]
    )
    offer = next(mail for mail in mailoutbox if mail.subject.startswith("Before"))
    until = timezone.localdate() - timedelta(days=1) + LEAVING
    assert f"Two things stay open to you until {until.day} {until:%B %Y}:" in offer.body
    assert ("Ari Ving" in offer.body, "Lee Ving" in str([mail.body for mail in mailoutbox])) == (False, False)


def test_neither_mail_goes_out_unless_the_facilitator_wants_it(leaving, programme, facilitator):
    hand_over(leaving, programme, facilitator, ends_on=in_days(-1), offer=False, induct=False)
    assert (Notice.objects.count(), Membership.objects.get(person__name="Ari Ving").induction.count()) == (0, 0)


def test_the_page_does_both_in_one_step(leaving, programme, facilitator):
    url = reverse("programmes:succession", kwargs={"system": programme.system_id, "post": leaving.post_id})
    desk = signed_in(facilitator)
    form = desk.get(url).context["form"]
    assert (form["offer"].value(), form["induct"].value()) == (True, True)
    said = {
        "leaving": leaving.pk, "ends_on": in_days(-1).isoformat(), "name": "Ari Ving", "kind": "substantive",
        "starts_on": "July 2022", "programmes": [programme.pk], "offer": "on", "induct": "on",
    }  # fmt: skip
    page = desk.post(url, said, follow=True).content.decode()
    assert "No mail went out to Ari Ving: There is no email address yet." in page
    assert [notice.kind for notice in Notice.objects.all()] == [Notice.Kind.LEAVING]
    assert Membership.objects.get(person__name="Ari Ving").induction.count() == 5


@pytest.mark.parametrize(("days", "mails"), [(10, 1), (0, 1), (-30, 1), (-31, 0)])
def test_what_is_theirs_is_offered_while_it_is_within_reach(leaving, programme, facilitator, days, mails):
    part = leaving.person.memberships.get()
    part.ends_on = in_days(days)
    for _ in range(2):
        departures.correct_part(part, offer_them=True, by=facilitator, at=timezone.localdate())
    assert Notice.objects.filter(kind=Notice.Kind.LEAVING).count() == mails


def test_an_offer_is_dropped_when_they_stay_and_made_again_when_they_do_leave(leaving, facilitator, mailoutbox):
    part = leaving.person.memberships.get()
    for ends_on in (in_days(5), None, in_days(6)):
        part.ends_on = ends_on
        departures.correct_part(part, offer_them=True, by=facilitator, at=timezone.localdate())
        if ends_on is None:
            send_all()
    send_all()
    states = list(Notice.objects.order_by("pk").values_list("state", flat=True))
    assert (states, len(mailoutbox)) == (["dropped", "accepted"], 1)


def test_the_page_of_a_part_offers_once_a_last_day_is_new(leaving, programme, facilitator):
    part = leaving.person.memberships.get()
    url = reverse("programmes:membership", kwargs={"programme": programme.pk, "membership": part.pk})
    said = {"role": "participant", "post": part.post_id, "starts_on": "2021-09-01", "offer": "on"}
    desk = signed_in(facilitator)
    desk.post(url, said)
    assert Notice.objects.count() == 0
    desk.post(url, said | {"ends_on": in_days(3).isoformat()})
    desk.post(url, said | {"ends_on": in_days(4).isoformat()})
    assert [notice.kind for notice in Notice.objects.all()] == [Notice.Kind.LEAVING]


# The first page of somebody who left ------------------------------------------------------------


@pytest.mark.parametrize(("days", "shown"), [(-1, True), (-30, True), (-31, False)])
def test_home_offers_a_leaver_what_is_theirs_for_thirty_days(leaving, days, shown):
    Membership.objects.update(ends_on=in_days(days))
    page = signed_in(leaving.person.user).get(reverse("home")).content.decode()
    assert ("What stays open to you" in page, "nothing is open to you" in page) == (shown, not shown)


def test_who_left_and_came_back_sees_what_is_asked_of_them(leaving, programme):
    Membership.objects.update(ends_on=in_days(-5))
    MembershipFactory(programme=programme, person=leaving.person, starts_on=in_days(-2))
    home = signed_in(leaving.person.user).get(reverse("home")).context["home"]
    assert ([part.programme for part in home.leads], home.left) == ([programme], [])


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_queries_for_one_that_was_left_and_for_three(leaving, count, django_assert_num_queries):
    Membership.objects.update(ends_on=in_days(-5))
    for _ in range(count - 1):
        MembershipFactory(person=leaving.person, ends_on=in_days(-3))
    client = signed_in(leaving.person.user)
    with django_assert_num_queries(5):
        assert len(client.get(reverse("home")).context["home"].left) == count


@pytest.mark.parametrize(("days", "shown"), [(0, True), (30, True), (31, False)])
def test_home_tells_a_leader_whose_last_day_is_near_what_to_do_before(leaving, days, shown):
    Membership.objects.update(ends_on=in_days(days))
    page = signed_in(leaving.person.user).get(reverse("home")).content.decode()
    assert ("Before you go" in page) is shown


@pytest.mark.django_db(transaction=True)
def test_two_welcomes_at_the_same_moment_are_one(newcomer, facilitator):
    together = Barrier(2)

    def press(_):
        together.wait()
        try:
            return welcome(newcomer, facilitator).lines
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        lines = sorted(pool.map(press, range(2)))
    assert (lines, newcomer.induction.count(), Notice.objects.count()) == ([0, 5], 5, 1)
