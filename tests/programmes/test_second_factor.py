"""A strong sign-in for answers, a second factor for those who run programmes, and secrets that stay secret."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.core import mail
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from programmes.access import Role
from programmes.account_selectors import lacks_second_factor
from programmes.models import System, User
from programmes.services import accounts
from programmes.views.strong import strong_sign_in
from tests.factories import ProgrammeFactory, UserFactory, administrator, member, steward
from tests.programmes.entering import (
    PASSWORD,
    authenticator_code,
    enter_by_code,
    enter_by_password,
    invited,
    set_up_authenticator,
)
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

STRONG = "/accounts/strong/"


@pytest.fixture
def clock(monkeypatch):
    """The authenticator's clock stands still until `clock.now` is set."""
    clock = SimpleNamespace(now=1_700_000_010)
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: clock.now))
    monkeypatch.setattr("tests.programmes.entering.time", SimpleNamespace(time=lambda: clock.now))
    return clock


def _strong(client):
    """Whether the session is strong: the page that asks for more sends it on."""
    return client.get(STRONG).status_code == 302


def _guarded(client, method="get", **headers):
    """What a page that asks for a strong sign-in answers in this client's session."""
    request = getattr(RequestFactory(), method)("/programmes/1/profile/?part=2", headers=headers)
    request.session, request.user = client.session, User.objects.get(pk=client.session["_auth_user_id"])
    return strong_sign_in(lambda request: HttpResponse("the profile"))(request)


# A strong sign-in


def test_a_code_alone_is_sent_to_ask_for_more_and_comes_back(client):
    user = invited("Ada Field", password=PASSWORD)
    enter_by_code(client, user.email)
    answer = _guarded(client)
    assert (answer.status_code, answer["Location"]) == (302, f"{STRONG}?next=%2Fprogrammes%2F1%2Fprofile%2F%3Fpart%3D2")
    way = client.get(answer["Location"])["Location"]
    assert way == "/accounts/confirm/password/?next=%2Faccounts%2Fstrong%2F"
    assert client.get(way).status_code == 200
    confirmed = client.post(way, {"password": PASSWORD})
    assert confirmed["Location"] == STRONG
    assert client.get(STRONG)["Location"] == "/programmes/1/profile/?part=2"
    assert _guarded(client).content == b"the profile"


def test_with_several_ways_one_chooses(client):
    """A session opened before there were two ways; the pages that confirm lead back to the page that sends on."""
    user = invited("Ada Field", password=PASSWORD)
    enter_by_code(client, user.email)
    _authenticator(user)
    page = client.get(f"{STRONG}?next=/privacy/").content.decode()
    for way in ("/accounts/confirm/password/?next=/accounts/strong/", "/accounts/confirm/code/?next=/accounts/strong/"):
        assert way in page
        assert client.get(way).status_code == 200


@pytest.mark.parametrize("way", ["password", "authenticator"])
def test_the_first_way_is_set_up_at_once_and_counts(way, client, clock):
    enter_by_code(client, invited("Ada Field").email)
    page = client.get(f"{STRONG}?next=/programmes/1/profile/").content.decode()
    assert "Set up your own way in first" in page
    if way == "password":
        answer = client.post(f"/accounts/password/set/?next={STRONG}", {"password1": PASSWORD, "password2": PASSWORD})
        assert answer["Location"] == STRONG
    else:
        set_up_authenticator(client)
    assert client.get(STRONG)["Location"] == "/programmes/1/profile/"
    assert _guarded(client).content == b"the profile"


def test_a_set_up_that_fails_does_not_count(client):
    enter_by_code(client, invited("Ada Field").email)
    client.post("/accounts/password/set/", {"password1": "short", "password2": "short"})
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert not _strong(client)


@pytest.mark.parametrize("by", ["password", "mfa", "socialaccount"])
def test_other_ways_in_are_strong(by):
    client = signed_in(invited("Ada Field"), by=by)
    assert _guarded(client).content == b"the profile"


def test_a_form_posted_in_a_weak_session_goes_home_afterwards(client):
    enter_by_code(client, invited("Ada Field").email)
    assert _guarded(client, "post")["Location"] == f"{STRONG}?next=%2F"


def test_a_part_of_a_page_takes_the_whole_page_along(client):
    enter_by_code(client, invited("Ada Field").email)
    answer = _guarded(client, **{"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"][: len(STRONG)]) == (200, STRONG)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_leads_back_to_this_site_only(elsewhere, client):
    user = invited("Ada Field", password=PASSWORD)
    enter_by_password(client, user.email)
    assert client.get(STRONG, {"next": elsewhere})["Location"] == "/"


def test_records_of_another_user_in_the_session_count_for_nothing(client):
    strong, weak = invited("Ada Field", password=PASSWORD), invited("Bo Lane")
    enter_by_password(client, strong.email)
    session = client.session
    session["_auth_user_id"] = str(weak.pk)
    session.save()
    assert _guarded(client)["Location"].startswith(STRONG)


# Whoever reads the mailbox


def test_who_reads_the_mailbox_cannot_add_a_way_to_those_there_are(client, clock):
    """An assistant's session, opened by a code before the leader set up an authenticator."""
    user = invited("Ada Field")
    enter_by_code(client, user.email)
    leader = Client()
    enter_by_code(leader, user.email)
    set_up_authenticator(leader)
    for page in ("account_set_password", "mfa_activate_totp", "mfa_add_webauthn", "account_email"):
        for answer in (client.get(reverse(page)), client.post(reverse(page), {"password1": PASSWORD})):
            assert answer["Location"].startswith(STRONG)
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_who_reads_the_mailbox_does_not_get_past_the_authenticator(client, clock):
    user = invited("Ada Field")
    enter_by_code(client, user.email)
    set_up_authenticator(client)
    assistant = Client()
    answer = enter_by_code(assistant, user.email)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert assistant.get("/")["Location"].startswith(reverse("account_login"))


def test_a_way_set_up_is_told_by_mail(client):
    enter_by_code(client, invited("Ada Field").email)
    client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert mail.outbox[-1].to == ["ada.field@example.org"]
    assert [message.subject for message in mail.outbox] == ["Your code to sign in", "A password was set"]


# Authenticator apps and recovery codes


def test_a_password_and_an_authenticator_sign_in(client, clock):
    user = invited("Ada Field", password=PASSWORD)
    client.force_login(user)
    secret = _authenticator(user)
    visitor = Client()
    assert enter_by_password(visitor, user.email)["Location"] == reverse("mfa_authenticate")
    assert visitor.get(reverse("mfa_authenticate")).status_code == 200
    answer = visitor.post(reverse("mfa_authenticate"), {"code": authenticator_code(secret)})
    assert answer["Location"] == "/"
    assert _strong(visitor)


def test_a_code_of_the_authenticator_signs_in_once(client, clock):
    user = invited("Ada Field", password=PASSWORD)
    code = authenticator_code(_authenticator(user))
    answers = []
    for _ in range(2):
        visitor = Client()
        enter_by_password(visitor, user.email)
        answers.append(visitor.post(reverse("mfa_authenticate"), {"code": code}).status_code)
    assert answers == [302, 200]


def test_a_recovery_code_signs_in_once(client):
    user = invited("Ada Field", password=PASSWORD)
    _authenticator(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    answers = []
    for _ in range(2):
        visitor = Client()
        enter_by_password(visitor, user.email)
        answers.append(visitor.post(reverse("mfa_authenticate"), {"code": code}).status_code)
    assert answers == [302, 200]


def test_secrets_are_sealed_in_the_database():
    user = invited("Ada Field")
    secret = _authenticator(user)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    seed = decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"])
    assert [word for word in (secret, seed, *codes) if word in stored] == []


def test_without_the_key_the_secrets_are_of_no_use(settings):
    user = invited("Ada Field")
    _authenticator(user)
    settings.FIELD_KEY = "another key"
    with pytest.raises(InvalidToken):
        Authenticator.objects.get(user=user).wrap().validate_code("000000")


def _authenticator(user):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_a_code_is_accepted_once_by_all_processes_together(process_environment):
    """The embedded default keeps used codes in the database; two processes share nothing else."""
    call_command("createcachetable", "portal_cache")
    user = invited("Ada Field")
    secret = _authenticator(user)
    script = (
        "import sys, types, django; django.setup()\n"
        "from allauth.mfa.models import Authenticator\n"
        "from allauth.mfa.totp.internal import auth\n"
        "auth.time = types.SimpleNamespace(time=lambda: 1700000010)\n"
        "print(Authenticator.objects.get(pk=sys.argv[1]).wrap().validate_code(sys.argv[2]))\n"
    )
    code = totp.format_hotp_value(totp.hotp_value(secret, 1_700_000_010 // 30))
    command = [sys.executable, "-c", script, str(Authenticator.objects.get().pk), code]
    environment = process_environment | {"CACHE_URL": "dbcache://portal_cache"}
    ran = [subprocess.run(command, env=environment, capture_output=True, text=True, check=True) for _ in range(2)]
    assert [one.stdout.split() for one in ran] == [["True"], ["False"]]


# Those who run programmes


@pytest.fixture
def production(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def _users():
    programme = ProgrammeFactory()
    return {
        "administrator": administrator(),
        "facilitator": member(programme, Role.FACILITATOR),
        "interviewer": member(programme, Role.INTERVIEWER),
        "steward": steward(programme.system),
        "leader": member(programme),
        "sponsor": member(programme, Role.SPONSOR),
    }


def test_who_must_have_a_second_factor(django_assert_num_queries):
    users = _users()
    asked = {}
    for name, user in users.items():
        with django_assert_num_queries(1):
            asked[name] = lacks_second_factor(user)
    assert [name for name, lacks in asked.items() if lacks] == [
        "administrator",
        "facilitator",
        "interviewer",
        "steward",
    ]
    for user in users.values():
        _authenticator(user)
    assert [name for name, user in users.items() if lacks_second_factor(user)] == []


def test_recovery_codes_alone_are_no_second_factor():
    admin = administrator()
    RecoveryCodes.activate(admin)
    assert lacks_second_factor(admin)


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete", "options"])
def test_nothing_else_is_open_before_it_is_set_up(method, production):
    client = signed_in(administrator())
    for address in ("/", "/systems/add/", "/administration/accounts/", "/accounts/email/"):
        answer = getattr(client, method)(address, {"name": "Northshire"})
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))
    assert System.objects.count() == 0


def test_leaders_are_not_asked(production):
    assert signed_in(_users()["leader"]).get("/").status_code == 200


def test_from_a_password_to_a_second_factor_is_a_way_and_not_a_loop(client, production, clock):
    """What an administrator meets in production on the first day, page after page."""
    admin = invited("Ada Field", password=PASSWORD)
    User.objects.filter(pk=admin.pk).update(is_administrator=True)
    home = enter_by_password(client, admin.email)["Location"]
    security = client.get(home)["Location"]
    assert client.get(security).status_code == 200
    confirm = client.get(reverse("mfa_activate_totp"))["Location"]
    assert confirm.startswith(reverse("account_reauthenticate"))
    assert client.get(confirm).status_code == 200
    back = client.post(confirm, {"password": PASSWORD})["Location"]
    assert back == reverse("mfa_activate_totp")
    set_up_authenticator(client)
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert len(codes.context["unused_codes"]) == 10
    assert client.get(home).status_code == 200


def test_from_a_code_to_a_second_factor_is_a_way_and_not_a_loop(client, production, clock):
    admin = invited("Ada Field")
    User.objects.filter(pk=admin.pk).update(is_administrator=True)
    enter_by_code(client, admin.email)
    assert client.get("/")["Location"] == reverse("mfa_index")
    set_up_authenticator(client)
    assert len(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == 10
    assert client.get("/").status_code == 200


def test_after_ways_in_were_cleared_the_second_factor_is_set_up_again(client, production, clock):
    admin, other = invited("Ada Field"), administrator()
    User.objects.filter(pk=admin.pk).update(is_administrator=True)
    enter_by_code(client, admin.email)
    set_up_authenticator(client)
    accounts.clear_ways_in(User.objects.get(pk=admin.pk), by=other)
    visitor = Client()
    enter_by_code(visitor, admin.email)
    assert visitor.get("/")["Location"] == reverse("mfa_index")


def test_pages_around_passkeys_and_codes_render(client, clock):
    user = invited("Ada Field", password=PASSWORD)
    enter_by_password(client, user.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    set_up_authenticator(client)
    names = ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes")
    more = (
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
        "mfa_list_webauthn",
        "account_change_password",
        "account_email",
    )
    answers = {name: client.get(reverse(name)).status_code for name in names + more}
    assert answers == dict.fromkeys(names + more, 200)


@pytest.mark.parametrize("going_to", ["0", "home", "x y", "/privacy/"])
def test_where_somebody_was_going_is_an_address_and_never_the_name_of_a_view(db, going_to):
    response = signed_in(UserFactory()).get(STRONG, {"next": going_to})
    assert (response.status_code, response.url) == (302, going_to.replace(" ", "%20"))
