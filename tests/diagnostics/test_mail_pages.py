"""The facilitator's pages of mail: what they announce is what goes out, and what they show is what is sent."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics import letters, mail_words
from diagnostics.models import Mailing
from diagnostics.selectors import mailings as selectors
from diagnostics.services import mailings
from programmes.models import MailHold, Membership, Notice
from programmes.services import jobs
from tests.diagnostics import mailing, people
from tests.diagnostics.mailing import DAY, MOMENT
from tests.factories import MembershipFactory, PersonFactory
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

TEXT = {"subject": "{programme}", "body": "Dear {name}, {tasks} {link}", "hour": "9", "every_days": "7"}
STARTS = {"starts_on_day": "17", "starts_on_month": "3", "starts_on_year": "2022"}


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job: False)


@pytest.fixture
def running():
    return mailing.programme()


@pytest.fixture
def programme(running):
    return running[0]


@pytest.fixture
def by(running):
    return running[1]


@pytest.fixture
def client(by):
    return signed_in(by)


def _url(programme, name="mail", **kwargs):
    return reverse(f"diagnostics:{name}", kwargs={"programme": programme.pk, **kwargs})


def _page(client, programme):
    response = client.get(_url(programme))
    return response, response.content.decode()


def _plans(programme, at):
    return [
        (course.plan.moment, [letter.part.shown_name for letter in course.plan.letters])
        for course in selectors.mail_page(programme, at=at).courses
    ]


def test_what_is_announced_is_what_goes_out(programme, by):
    """Looked at every day for six weeks: the mails announced for the next moment are those written at it."""
    mailing.plan(programme, by)
    mailing.remind(programme, by, every_days=5)
    mailing.reading(programme)
    mailing.reading(programme, "Later", opens_on=DAY + timedelta(days=9))
    for number in range(3):
        mailing.leader(programme, f"Leader {number}", starts_on=DAY + timedelta(days=8 * number))
    at = MOMENT - timedelta(hours=20)
    announced = []
    for _ in range(6):
        found = selectors.mail_page(programme, at=at).next
        announced.append(found.mailing.purpose)
        assert mailings.send_due(at=found.moment - timedelta(minutes=1)) == 0
        with_both = sum(len(names) for moment, names in _plans(programme, at) if moment == found.moment)
        assert mailings.send_due(at=found.moment) == with_both
        at = found.moment + timedelta(minutes=1)
    assert announced == ["invitation", "reminder", "invitation", "invitation", "reminder", "invitation"]


def test_without_a_plan_the_page_says_what_to_do(client, programme):
    _, page = _page(client, programme)
    assert "No mail is planned yet" in page
    assert "Ask for something first." in page
    assert "Plan invitations" in page


def test_the_page_says_who_is_passed_over_and_what_has_no_date(client, programme, by):
    mailing.remind(programme, by)
    mailing.reading(programme, "A paper with no date", due_on=None)
    MembershipFactory(programme=programme, person=PersonFactory(name="Ada Field"))
    _, page = _page(client, programme)
    assert "There is no email address yet." in page
    assert "Nobody is reminded of what has no date" in page
    assert "A paper with no date" in page


@pytest.mark.parametrize("name", ["mail", "mail-text", "mail-preview"])
def test_the_pages_ask_the_same_queries_for_one_and_for_three(client, programme, by, name):
    mailing.plan(programme, by, starts_on=timezone.localdate())
    mailing.remind(programme, by, starts_on=timezone.localdate())
    kwargs = {} if name == "mail" else {"purpose": "invitation"}
    counts = []
    for number in (1, 2):
        mailing.reading(programme, f"Paper {number}", due_on=timezone.localdate() + timedelta(days=9))
        for each in range(number):
            part = mailing.leader(programme, f"Leader {number}.{each}")
            MembershipFactory(programme=programme, person=PersonFactory(name=f"No address {number}.{each}"))
            Notice.objects.create(
                kind="reminder", person=part.person, address="a@example.org", programme=programme, state="refused"
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(_url(programme, name, **kwargs)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


# The words ------------------------------------------------------------


def test_invitations_are_planned_changed_stopped_and_planned_again(client, programme, by):
    url = _url(programme, "mail-text", purpose="invitation")
    assert mail_words.INVITATION.subject in client.get(url).content.decode()
    client.post(url, TEXT | STARTS)
    planned = Mailing.objects.get()
    assert (planned.purpose, planned.body, planned.by) == ("invitation", "Dear {name}, {tasks} {link}", by)
    client.post(url, TEXT | STARTS | {"hour": "10"})
    assert Mailing.objects.get().hour == 10
    client.post(_url(programme, "mail-stop", purpose="invitation"))
    assert not Mailing.objects.standing().exists()
    assert "Plan them again" in _page(client, programme)[1]
    client.post(_url(programme, "mail-restore", purpose="invitation"))
    assert Mailing.objects.standing().get() == planned


def test_reminders_and_invitations_are_told_apart_and_nothing_else_is(client, programme):
    client.post(_url(programme, "mail-text", purpose="reminder"), TEXT | STARTS | {"every_days": "3"})
    assert list(Mailing.objects.values_list("purpose", "every_days")) == [("reminder", 3)]
    for name in ("mail-text", "mail-preview"):
        assert client.get(_url(programme, name, purpose="nudge")).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (
            "body",
            "{tasks} {link} {nam} {<b>}",
            "{nam} and {&lt;b&gt;} are no fields. You can use {name}, {programme}, {tasks}, {due}, {link} and"
            " {facilitator}.",
        ),
        ("subject", "For {you}", "{you} is no field. You can use"),
        ("subject", "{tasks}", "{tasks} does not fit into a subject. Use it in the text."),
        ("body", "Hello", "Put {tasks} and {link} into the text: it lists what is asked of them, and it is where they"),
        ("body", "{tasks}", "Put {link} into the text: it is where they sign in."),
        ("body", "{tasks}{link}" + "x" * 1_000_000, "The text must be 5,000 characters or fewer."),
        ("every_days", "0", "greater than or equal to 1"),
        ("hour", "3", "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_kindly_and_nothing_is_stored(client, programme, field, typed, said):
    response = client.post(_url(programme, "mail-text", purpose="reminder"), TEXT | STARTS | {field: typed})
    assert said in response.content.decode().replace("&#x27;", "'")
    assert not Mailing.objects.exists()


def test_what_controls_or_turns_a_page_is_taken_out(client, programme):
    typed = {"subject": "For\r\nBcc: \u202eyou\x07", "body": "A\u202e\x07\r\nB {tasks}{link}"}
    client.post(_url(programme, "mail-text", purpose="reminder"), TEXT | STARTS | typed)
    planned = Mailing.objects.get()
    assert (planned.subject, planned.body) == ("For Bcc: you", "A\nB {tasks}{link}")


def test_a_preview_stores_nothing_and_shows_the_text_as_typed(client, programme):
    part = mailing.leader(programme, "Ada Field")
    mailing.leader(programme, "Bo Lane")
    people.ask(programme, due_on=mailing.DUE)
    typed = TEXT | STARTS | {"preview": "1", "leader": str(part.pk), "body": "Hello {name}: {tasks} {link} <b>"}
    page = client.post(_url(programme, "mail-text", purpose="invitation"), typed).content.decode()
    assert "Hello Ada Field: - Conflict profile" in page
    assert "&lt;b&gt;" in page
    assert (Mailing.objects.count(), Notice.objects.count()) == (0, 0)


def test_the_preview_is_the_very_mail_that_goes_out(client, programme, by):
    today = timezone.localdate()
    mailing.plan(programme, by, starts_on=today)
    mailing.reading(programme, due_on=today + timedelta(days=20), reason="It is short.", minutes=20)
    part = mailing.leader(programme, "Ada Field", starts_on=today)
    response = client.get(_url(programme, "mail-preview", purpose="invitation"), {"leader": part.pk})
    shown = response.context["preview"]
    mailings.send_due(at=shown.moment)
    sent = letters.write(Notice.objects.get())
    before, after = shown.message.message(), sent.message()
    for name in ("From", "To", "Reply-To", "Subject"):
        assert before[name] == after[name]
    assert before.get_payload() == after.get_payload()
    assert shown.message.body in response.content.decode().replace("&amp;", "&")


def test_a_preview_for_somebody_who_gets_none_says_so(client, programme, by):
    mailing.plan(programme, by)
    page = client.get(_url(programme, "mail-preview", purpose="invitation")).content.decode()
    assert "nobody to preview them for" in page
    part = mailing.leader(programme, "Ada Field", is_paused=True)
    url = _url(programme, "mail-preview", purpose="invitation")
    assert "Nothing is asked of Ada Field" in client.get(url).content.decode()
    mailing.reading(programme, due_on=None)
    page = client.get(url, {"leader": part.pk}).content.decode()
    assert "Ada Field gets none as things stand." in page
    assert "A paper on trust" in page


# Holding, pausing, sending again ------------------------------------------------------------


def test_one_button_holds_all_mail_and_lifting_proposes_the_days(client, programme, by):
    step = mailing.reading(programme, due_on=timezone.localdate() + timedelta(days=30))
    client.post(_url(programme, "mail-hold"))
    MailHold.objects.update(since=timezone.now() - timedelta(days=12))
    _, page = _page(client, programme)
    assert "All mail of this programme is held" in page
    assert client.get(_url(programme, "mail-lift")).context["form"]["move_days"].value() == 12
    for typed in ("", "-1", "366", "ten"):
        assert client.post(_url(programme, "mail-lift"), {"move_days": typed}).status_code == 200
    client.post(_url(programme, "mail-lift"), {"move_days": "14"})
    step.refresh_from_db()
    assert step.due_on == timezone.localdate() + timedelta(days=44)
    assert MailHold.objects.get().moved_days == 14


def test_a_reason_that_is_too_long_is_said(client, programme):
    response = client.post(_url(programme, "mail-hold"), {"reason": "x" * 201})
    assert (response.status_code, MailHold.objects.count()) == (200, 0)


def test_a_leader_is_paused_and_the_pause_undone(client, programme, by):
    part = mailing.leader(programme, "Ada Field")
    client.post(_url(programme, "mail-pause", membership=part.pk))
    assert Membership.objects.get(pk=part.pk).is_paused
    assert "Paused" in _page(client, programme)[1]
    client.post(_url(programme, "mail-resume", membership=part.pk))
    assert not Membership.objects.get(pk=part.pk).is_paused


def test_only_leaders_of_this_programme_are_paused(client, programme, by):
    elsewhere = mailing.leader(mailing.programme()[0], "Bo Lane")
    facilitator = programme.memberships.get(person=by.person)
    for part in (elsewhere, facilitator):
        assert client.post(_url(programme, "mail-pause", membership=part.pk)).status_code == 404


def test_unsure_mails_are_shown_and_sent_again_only_by_hand(client, programme, by):
    mailing.plan(programme, by, starts_on=timezone.localdate())
    mailing.reading(programme, due_on=None)
    for name in ("Ada Field", "Bo Lane"):
        mailing.leader(programme, name, starts_on=timezone.localdate())
    mailings.send_due(at=selectors.mail_page(programme, at=timezone.now()).next.moment)
    Notice.objects.update(state=Notice.State.UNSURE, reason="The connection broke.")
    _, page = _page(client, programme)
    assert "2 mails need a look" in page
    assert "Unsure: it may have gone out" in page
    first = Notice.objects.earliest("pk")
    client.post(_url(programme, "mail-again"), {"notice": first.pk})
    assert list(Notice.objects.order_by("pk").values_list("state", flat=True)) == ["waiting", "unsure"]
    Notice.objects.update(state=Notice.State.BOUNCED)
    client.post(_url(programme, "mail-again"))
    assert set(Notice.objects.values_list("state", flat=True)) == {"waiting"}


def test_mails_of_another_programme_are_not_sent_again_here(client, programme):
    other, _ = mailing.programme()
    person = mailing.leader(other, "Bo Lane").person
    notice = Notice.objects.create(kind="prework", person=person, address="b@example.org", programme=other)
    Notice.objects.update(state=Notice.State.REFUSED)
    client.post(_url(programme, "mail-again"), {"notice": notice.pk})
    notice.refresh_from_db()
    assert notice.state == "refused"
