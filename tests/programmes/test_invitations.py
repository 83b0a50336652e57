"""Inviting the members of a programme: who gets a mail, what it says, and what the facilitator sees of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes import tasks
from programmes.access import Role
from programmes.models import Job, Membership, Notice, Person, PersonAddress, User
from programmes.services import letters, people
from programmes.services.invitations import invite_members, invite_to_portal
from tests.factories import MembershipFactory, ProgrammeFactory, SystemFactory, administrator, member
from tests.programmes.entering import enter_by_code
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(title="Leading together", system__name="Northshire ICS")


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def client(facilitator):
    return signed_in(facilitator)


def _join(programme, name, *addresses, **fields):
    person = people.add_person(name=name, addresses=addresses, by=None)
    return MembershipFactory(programme=programme, person=person, **fields)


def _rows(client, programme):
    page = client.get(reverse("programmes:invitations", args=[programme.pk]))
    return {row.membership.shown_name: row for row in page.context["rows"]}


def _invite_all(client, programme):
    return client.post(reverse("programmes:invitations", args=[programme.pk]))


def _invite(client, membership):
    return client.post(reverse("programmes:invite", args=[membership.programme_id, membership.pk]), follow=True)


def _send_all():
    for job in Job.objects.filter(state=Job.State.WAITING):
        tasks.send_notices(job.pk)


def test_all_others_who_have_none_are_invited_in_one_job(client, programme, mailoutbox):
    for name in ("Ada Field", "Bo Lane"):
        _join(programme, name, f"{name.split()[0].lower()}@example.org")
    _join(programme, "Cy Mill")
    answer = _invite_all(client, programme)
    job = Job.objects.get()
    assert answer["Location"] == reverse("programmes:job", args=[job.pk])
    assert (job.steps, job.title) == (2, "Mails to 2 people")
    _send_all()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["ada@example.org", "bo@example.org"]
    states = {name: row.notice and row.notice.state for name, row in _rows(client, programme).items()}
    assert states == {"Ada Field": "accepted", "Bo Lane": "accepted", "Cy Mill": None, "Fay Lister": None}
    again = _invite_all(client, programme)
    assert again["Location"] == reverse("programmes:invitations", args=[programme.pk])
    assert Notice.objects.count() == 2


def test_the_mail_says_who_invites_to_what_and_opens_nothing_by_itself(client, programme, mailoutbox, settings):
    settings.PORTAL_URL = "https://portal.example"
    membership = _join(programme, "Ada Field", "ada+1@example.org")
    _invite(client, membership)
    _send_all()
    mail = mailoutbox[0]
    assert mail.subject == "Your invitation to Leading together"
    assert "Fay Lister invites you to Leading together, a development programme in Northshire ICS." in mail.body
    assert "about ten minutes" in mail.body
    assert "https://portal.example/accounts/login/code/?email=ada%2B1%40example.org" in mail.body
    assert mail.reply_to == [User.objects.get(person__name="Fay Lister").email]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.FACILITATOR, "You are one of its facilitators"),
        (Role.INTERVIEWER, "You hold conversations with its leaders"),
        (Role.SPONSOR, "The portal holds the progress reports issued to you"),
    ],
)
def test_the_mail_says_what_each_role_finds(role, words, programme, facilitator):
    membership = _join(programme, "Ada Field", "ada@example.org", role=role)
    invite_members([membership], programme=programme, by=facilitator)
    assert words in letters.write(Notice.objects.get()).body


def test_an_assistants_mail_names_no_leader(programme, facilitator):
    leader = _join(programme, "Ada Field", "ada@example.org").person
    membership = _join(programme, "Sam Clerk", "sam@example.org", role=Role.ASSISTANT, assists=leader)
    invite_members([membership], programme=programme, by=facilitator)
    body = letters.write(Notice.objects.get()).body
    assert "You look after dates for one of its leaders" in body
    assert "Ada" not in body


def test_the_mail_to_somebody_who_runs_a_system_names_it(programme):
    system = SystemFactory(name="Southshire ICS")
    details = {"name": "Sue Reed", "address": "sue@example.org", "systems": [system], "is_administrator": True}
    invite_to_portal(by=administrator(), **details)
    body = letters.write(Notice.objects.get()).body
    assert "You are one of its administrators.\nYou run: Southshire ICS." in body


def test_the_invited_sign_in_by_a_code_to_that_address(client, programme, mailoutbox, django_user_model):
    membership = _join(programme, "Ada Field", "ada@example.org")
    _invite(client, membership)
    _send_all()
    leader = type(client)()
    enter_by_code(leader, "ada@example.org")
    assert leader.session["_auth_user_id"] == str(User.objects.get(person=membership.person).pk)
    assert _rows(client, programme)["Ada Field"].has_signed_in


def test_one_is_invited_again_but_not_while_a_mail_is_on_its_way(client, programme):
    membership = _join(programme, "Ada Field", "ada@example.org")
    _invite(client, membership)
    page = _invite(client, membership)
    assert "Ada Field: An invitation is on its way already." in page.content.decode()
    assert Notice.objects.count() == 1
    Notice.objects.update(state="unsure")
    assert _rows(client, programme)["Ada Field"].may_be_sent
    _invite(client, membership)
    assert list(Notice.objects.order_by("pk").values_list("state", flat=True)) == ["unsure", "waiting"]


def test_somebody_without_an_address_gets_a_plain_sentence_and_no_account(client, programme):
    membership = _join(programme, "Cy Mill")
    page = _invite(client, membership)
    assert "Cy Mill: There is no email address yet. Add one to the person, then invite them." in page.content.decode()
    assert not User.objects.filter(person=membership.person).exists()


def test_a_closed_account_is_not_invited(client, programme):
    user = member(programme, name="Dee Ford")
    User.objects.filter(pk=user.pk).update(is_active=False)
    membership = Membership.objects.get(person=user.person)
    page = _invite(client, membership)
    assert "Dee Ford: The account is closed. An administrator can open it again." in page.content.decode()


def test_an_address_that_opens_another_account_is_not_invited(client, programme):
    holder = member(ProgrammeFactory())
    holder.emailaddress_set.create(email="shared@example.org", verified=True)
    membership = _join(programme, "Ada Field", "shared@example.org")
    page = _invite(client, membership)
    assert "The address opens somebody else&#x27;s account." in page.content.decode()


def test_who_has_left_or_not_joined_yet_is_not_listed(client, programme):
    today = timezone.localdate()
    _join(programme, "Gone", "gone@example.org", ends_on=today - timedelta(days=1))
    _join(programme, "Coming", "coming@example.org", starts_on=today + timedelta(days=1))
    assert list(_rows(client, programme)) == ["Fay Lister"]


def test_an_address_known_only_elsewhere_is_not_shown(client, programme):
    stranger = member(ProgrammeFactory(), name="Dr A. Field")
    PersonAddress.objects.filter(person=stranger.person).update(address="typed@example.org")
    MembershipFactory(programme=programme, person=stranger.person, listed_name="Ada Field")
    row = _rows(client, programme)["Ada Field"]
    assert row.address == "the address they gave elsewhere"
    page = client.get(reverse("programmes:invitations", args=[programme.pk])).content.decode()
    assert (stranger.email in page, "Dr A. Field" in page) == (False, False)
    assert row.may_be_sent


def test_a_person_with_two_roles_is_invited_once(client, programme):
    membership = _join(programme, "Ada Field", "ada@example.org")
    MembershipFactory(programme=programme, person=membership.person, role=Role.INTERVIEWER)
    _invite_all(client, programme)
    assert Notice.objects.filter(person=membership.person).count() == 1


def test_an_account_opens_by_every_address_of_the_person(programme, facilitator):
    membership = _join(programme, "Ada Field", "ada@trust.example", "ada@system.example")
    invite_members([membership], programme=programme, by=facilitator)
    user = User.objects.get(person=membership.person)
    rows = list(user.emailaddress_set.order_by("email").values_list("email", "primary", "verified"))
    assert rows == [("ada@system.example", False, False), ("ada@trust.example", True, False)]


def test_the_page_asks_the_same_queries_for_one_and_for_three(
    client, facilitator, programme, django_assert_max_num_queries
):
    asked = []
    for names in (["One"], ["Two", "Three"]):
        joined = [_join(programme, name, f"{name}@example.org", starts_on=date(2021, 9, 1)) for name in names]
        invite_members(joined, programme=programme, by=facilitator)
        with django_assert_max_num_queries(15) as queries:
            client.get(reverse("programmes:invitations", args=[programme.pk]))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_everybody_seen_is_a_person_of_the_programme(client, programme):
    _join(ProgrammeFactory(), "Somebody Else", "else@example.org")
    assert list(_rows(client, programme)) == ["Fay Lister"]
    assert Person.objects.count() == 2
