"""Who may sign in, by which addresses, and what an administrator does with accounts."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from programmes.models import AuditEvent, Job, Notice, Person, PersonAddress, SystemMembership, User
from programmes.services import accounts, people
from programmes.services.accounts import NotPossible
from tests.factories import ProgrammeFactory, SystemFactory, administrator, member
from tests.programmes.entering import (
    PASSWORD,
    ask_for_code,
    code_sent,
    enter_by_code,
    enter_by_password,
    invited,
)
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


def _is_signed_in(client):
    return client.get(reverse("mfa_index")).status_code == 200


def test_nobody_signs_up(client):
    page = client.get(reverse("account_signup"))
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    assert "by invitation" in page.content.decode()
    assert User.objects.count() == 0


def test_a_code_signs_in_and_proves_the_address(client):
    user = invited("Ada Field")
    assert not EmailAddress.objects.get(user=user).verified
    answer = enter_by_code(client, "Ada.Field@example.org ")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert EmailAddress.objects.get(user=user).verified
    assert _is_signed_in(client)


def test_any_address_of_the_person_opens_the_account(client):
    user = invited("Ada Field", "ada@trust.example", "ada@system.example")
    enter_by_code(client, "ada@system.example")
    assert mail.outbox[-1].to == ["ada@system.example"]
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_unknown_address_gets_the_same_page_and_no_mail(client):
    invited("Ada Field")
    known = ask_for_code(Client(), "ada.field@example.org")
    sent = len(mail.outbox)
    unknown = ask_for_code(client, "nobody@example.org")
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert len(mail.outbox) == sent
    assert client.post(reverse("account_confirm_login_code"), {"code": "BBBB-BBBB"}).status_code == 200


def test_the_invitations_link_fills_the_address_in(client):
    page = client.get(reverse("account_request_login_code"), {"email": "ada@trust.example"})
    assert 'value="ada@trust.example"' in page.content.decode()


def test_a_wrong_code_is_refused_three_times_then_over(client):
    invited("Ada Field")
    ask_for_code(client, "ada.field@example.org")
    right = code_sent()
    answers = [client.post(reverse("account_confirm_login_code"), {"code": "BBBB-BBBB"}).status_code for _ in range(3)]
    client.post(reverse("account_confirm_login_code"), {"code": right})
    assert answers == [200, 200, 302]
    assert not _is_signed_in(client)


def test_a_password_signs_in_with_any_proven_address(client):
    user = invited("Ada Field", "ada@trust.example", "ada@system.example", password=PASSWORD)
    EmailAddress.objects.filter(user=user).update(verified=True)
    assert enter_by_password(client, "ada@system.example")["Location"] == "/"
    assert _is_signed_in(client)


def test_an_unproven_address_with_a_password_is_proved_by_a_code(client):
    invited("Ada Field", "ada@trust.example", "ada@system.example", password=PASSWORD)
    answer = enter_by_password(client, "ada@system.example")
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert not _is_signed_in(client)


def test_a_mail_server_that_is_down_is_a_page_and_not_an_error(client, settings):
    invited("Ada Field")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = ask_for_code(client, "ada.field@example.org")
    assert answer.status_code == 503
    assert "We could not send you a mail just now" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["account_confirm_password_reset_code", "socialaccount_connections", "socialaccount_signup"]
)
def test_pages_that_would_weaken_a_sign_in_are_not_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_lost_password_is_not_reset_by_mail(client):
    invited("Ada Field", password=PASSWORD)
    page = client.get(reverse("account_reset_password"))
    assert "We never reset a password by email" in page.content.decode()
    assert client.post(reverse("account_reset_password"), {"email": "ada.field@example.org"}).status_code == 405
    assert mail.outbox == []


def test_an_address_added_on_the_account_page_becomes_the_persons(client):
    user = invited("Ada Field", password=PASSWORD)
    enter_by_password(client, user.email)
    client.post(reverse("account_email"), {"email": "ada@home.example", "action_add": ""})
    assert not PersonAddress.objects.filter(address="ada@home.example").exists()
    client.post(reverse("account_email_verification_sent"), {"code": code_sent()})
    assert PersonAddress.objects.get(address="ada@home.example").person == user.person
    assert EmailAddress.objects.get(email="ada@home.example").verified


def test_a_proven_address_that_somebody_else_is_known_by_stays_theirs():
    user = invited("Ada Field")
    other = people.add_person(name="Ada F", addresses=["ada@home.example"], by=None)
    EmailAddress.objects.create(user=user, email="ada@home.example", verified=True)
    people.keep_addresses(user)
    assert PersonAddress.objects.get(address="ada@home.example").person == other


def test_a_closed_account_is_out_at_once_and_stays_out(client):
    user, admin = invited("Ada Field", password=PASSWORD), administrator()
    enter_by_password(client, user.email)
    accounts.close(user, by=admin)
    assert not _is_signed_in(client)
    assert enter_by_password(Client(), user.email).status_code == 302
    sent = len(mail.outbox)
    ask_for_code(Client(), user.email)
    assert len(mail.outbox) == sent
    accounts.reopen(user, by=admin)
    enter_by_password(client, user.email)
    assert _is_signed_in(client)


def test_clearing_ways_in_signs_out_everywhere_and_tells_the_person(client, django_capture_on_commit_callbacks):
    user, admin = invited("Ada Field", password=PASSWORD), administrator()
    enter_by_password(client, user.email)
    accounts.clear_ways_in(User.objects.get(pk=user.pk), by=admin)
    assert not _is_signed_in(client)
    assert not User.objects.get(pk=user.pk).has_usable_password()
    notice = Notice.objects.get()
    assert (notice.kind, notice.address, notice.state) == ("cleared", user.email, "waiting")
    assert Job.objects.get().subject == {"notices": [notice.pk], "back": ""}


def test_an_administrator_cannot_lock_themselves_out():
    admin = administrator()
    for act in (accounts.close, accounts.unmake_administrator, accounts.clear_ways_in):
        with pytest.raises(NotPossible):
            act(admin, by=admin)
    admin.refresh_from_db()
    assert (admin.is_active, admin.is_administrator) == (True, True)


def test_who_was_unmade_meanwhile_unmakes_nobody():
    first, second = administrator(), administrator()
    accounts.unmake_administrator(first, by=second)
    with pytest.raises(NotPossible):
        accounts.unmake_administrator(second, by=first)
    assert list(User.objects.filter(is_administrator=True)) == [second]


def test_the_administrators_pages_from_invitation_to_closing():
    admin, system = administrator(), SystemFactory(name="Northshire ICS")
    client = signed_in(admin)
    details = {"name": "Bo Lane", "address": "Bo@trust.example", "systems": [system.pk]}
    answer = client.post(reverse("programmes:account-invite"), details)
    bo = User.objects.get(email="bo@trust.example")
    assert answer["Location"] == reverse("programmes:account", args=[bo.pk])
    assert (bo.person.name, bo.is_administrator) == ("Bo Lane", False)
    assert [row.system for row in bo.person.system_memberships.all()] == [system]
    assert "An invitation to Bo Lane is on its way." in client.get(answer["Location"]).content.decode()

    again = client.post(reverse("programmes:account-act", args=[bo.pk, "invite"]), follow=True)
    assert "An invitation is on its way already." in again.content.decode()
    for act, changed in (("make-administrator", (True, True)), ("close", (True, False))):
        client.post(reverse("programmes:account-act", args=[bo.pk, act]))
        bo.refresh_from_db()
        assert (bo.is_administrator, bo.is_active) == changed
    assert client.post(reverse("programmes:account-act", args=[bo.pk, "promote"])).status_code == 404
    verbs = list(AuditEvent.objects.filter(by=admin).values_list("verb", flat=True))
    assert verbs == ["added", "opened account", "invited", "let run", "made administrator", "closed account"]


def test_an_invitation_needs_something_to_run():
    page = signed_in(administrator()).post(
        reverse("programmes:account-invite"), {"name": "Bo Lane", "address": "bo@trust.example"}
    )
    assert page.context["form"].errors == {"systems": ["Choose at least one system, or make them an administrator."]}
    assert Person.objects.filter(name="Bo Lane").count() == 0


def test_somebody_known_by_the_address_is_that_person():
    admin, system = administrator(), SystemFactory()
    known = member(ProgrammeFactory(), name="Bo Lane")
    details = {"name": "B. Lane", "address": known.email.upper(), "systems": [system.pk]}
    signed_in(admin).post(reverse("programmes:account-invite"), details)
    assert Person.objects.filter(name="B. Lane").count() == 0
    assert SystemMembership.objects.get(person=known.person).system == system


def test_running_a_system_ends_at_once():
    admin, user, system = administrator(), member(ProgrammeFactory()), SystemFactory()
    client = signed_in(admin)
    client.post(reverse("programmes:account-appoint", args=[user.pk]), {"system": system.pk})
    row = SystemMembership.objects.get(person=user.person)
    assert signed_in(user).get(reverse("programmes:system", args=[system.pk])).status_code == 200
    client.post(reverse("programmes:account-dismiss", args=[user.pk, row.pk]))
    assert signed_in(user).get(reverse("programmes:system", args=[system.pk])).status_code == 404


def test_addresses_that_an_administrator_adds_and_removes():
    admin, user = administrator(), invited("Ada Field")
    client = signed_in(admin)
    client.post(reverse("programmes:account-address", args=[user.pk]), {"address": "Ada@New.example"})
    row = EmailAddress.objects.get(email="ada@new.example")
    notice = Notice.objects.get()
    assert (row.user, row.verified, notice.kind, notice.address) == (user, False, "address_added", user.email)
    client.post(reverse("programmes:account-address-remove", args=[user.pk, row.pk]))
    assert [one.address for one in user.person.addresses.all()] == [user.email]
    own = EmailAddress.objects.get(user=user)
    kept = client.post(reverse("programmes:account-address-remove", args=[user.pk, own.pk]), follow=True)
    assert "An account keeps at least that one." in kept.content.decode()


def test_an_address_of_somebody_else_is_not_added():
    admin, user, other = administrator(), invited("Ada Field"), invited("Bo Lane")
    with pytest.raises(NotPossible):
        accounts.add_address(user, address=other.email, by=admin)


def test_the_list_is_searched_by_part_of_a_name_or_an_address():
    client = signed_in(administrator())
    invited("Ada Field", "ada@trust.example", "ada@system.example")
    invited("Bo Lane")

    def found(words):
        page = client.get(reverse("programmes:accounts"), {"words": words}).context["page"]
        return [account.display_name for account in page]

    assert (found("lane"), found("system.ex"), found("nobody")) == (["Bo Lane"], ["Ada Field"], [])


def test_the_list_asks_the_same_queries_for_one_and_for_three(django_assert_max_num_queries):
    client = signed_in(administrator())
    asked = []
    for names in (["One"], ["Two", "Three"]):
        for name in names:
            accounts.appoint(invited(name).person, system=SystemFactory(), by=None)
        with django_assert_max_num_queries(15) as queries:
            client.get(reverse("programmes:accounts"))
        asked.append(len(queries))
    assert asked[0] == asked[1]
