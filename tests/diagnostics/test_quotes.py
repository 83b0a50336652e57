"""Words leave the notes only as whoever said them allows: none, shown first, or unattributed."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from diagnostics import letters
from diagnostics.confidential import words_of
from diagnostics.models import Interview, Quote, Release
from diagnostics.selectors.mailings import stuck_mails
from diagnostics.selectors.quotes import tasks_for
from diagnostics.services import notes, quote_choices, quotes, theme_releases
from programmes.access import Role
from programmes.account_selectors import mails_to
from programmes.models import AuditEvent, Job, Notice, Person
from programmes.services import jobs, notices
from tests.diagnostics import coded
from tests.factories import OrganisationFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

NONE, FIRST, UNATTRIBUTED = Interview.Quotes.NONE, Interview.Quotes.FIRST, Interview.Quotes.UNATTRIBUTED
SHORT = "We agree in the room […] and does what we did before"


@pytest.fixture
def run():
    return coded.run()


@pytest.fixture
def theme(run):
    programme, by = run
    made = coded.theme(programme, by)
    coded.speaking(programme, by, 7, made)
    return made


def passage(run, theme, choice):
    """A coded passage of somebody more, who answered so when asked about quotes."""
    programme, by = run
    (interview,) = coded.speaking(programme, by, 1, theme, quotes=choice)
    coded.user_of(interview)
    return interview.excerpts.get()


def quote(run, theme, choice, text=SHORT):
    return quotes.add(excerpt=passage(run, theme, choice), theme=theme, text=text, by=run[1])


def published(run):
    """The quotes in the next list."""
    release = coded.publish(*run)
    return [text for each in release.figures["themes"] for text in each["quotes"]]


# Every path ------------------------------------------------------------


@pytest.mark.parametrize(("choice", "why"), [("", quotes.NOT_ASKED), (NONE, quotes.NOTHING)])
def test_nothing_is_quoted_of_who_was_not_asked_or_declined(run, theme, choice, why):
    with pytest.raises(quotes.Refused, match=why):
        quote(run, theme, choice)
    assert Quote.objects.count() == 0


def test_what_may_be_quoted_unattributed_goes_out_with_its_theme(run, theme):
    made = quote(run, theme, UNATTRIBUTED)
    assert (made.state, Notice.objects.count(), published(run)) == (Quote.State.ALLOWED, 0, [SHORT])
    made.refresh_from_db()
    assert made.release == Release.objects.get()


def test_shown_first_it_waits_for_the_answer(run, theme):
    made = quote(run, theme, FIRST)
    assert (made.state, published(run)) == (Quote.State.SHOWN, [])


@pytest.mark.parametrize(
    ("answers", "out"), [([True], [SHORT]), ([False], []), ([True, False], []), ([False, True], [SHORT])]
)
def test_shown_first_the_last_answer_before_it_goes_out_counts(run, theme, answers, out):
    made = quote(run, theme, FIRST)
    for allow in answers:
        assert quotes.answer(quote=made, allow=allow, by=made.interview.person.user)
    assert published(run) == out


def test_a_mind_changed_after_publication_is_told_that_it_is_out(run, theme):
    made = quote(run, theme, FIRST)
    quotes.answer(quote=made, allow=True, by=made.interview.person.user)
    assert published(run) == [SHORT]
    assert quotes.answer(quote=made, allow=False, by=made.interview.person.user) is False
    made.refresh_from_db()
    assert (made.state, published(run)) == (Quote.State.ALLOWED, [SHORT])


def test_who_says_nothing_more_after_publication_is_left_out_of_the_next_list(run, theme):
    made = quote(run, theme, UNATTRIBUTED)
    published(run)
    quote_choices.say(interview=made.interview, choice=NONE, by=made.interview.person.user)
    assert published(run) == []


def test_who_wants_to_see_it_first_after_all_is_shown_it(run, theme):
    made = quote(run, theme, UNATTRIBUTED)
    quote_choices.say(interview=made.interview, choice=FIRST, by=made.interview.person.user)
    assert published(run) == []
    assert quotes.show(quote=made, by=run[1]) is True
    made.refresh_from_db()
    assert made.state == Quote.State.SHOWN
    quotes.answer(quote=made, allow=True, by=made.interview.person.user)
    assert published(run) == [SHORT]


def test_a_quote_goes_out_only_with_a_theme_that_does(run, theme):
    programme, by = run
    rare = coded.theme(programme, by, "Rare", "Rarely said.")
    quotes.add(excerpt=passage(run, rare, UNATTRIBUTED), theme=rare, text=SHORT, by=by)
    assert published(run) == []


def test_a_quote_of_somebody_who_waits_waits_with_them(run, theme):
    published(run)
    made = quote(run, theme, UNATTRIBUTED)
    assert (published(run), made.interview_id in coded.counted(Release.objects.last())) == ([], False)


def test_declined_it_stays_and_nobody_asks_again(run, theme):
    made = quote(run, theme, FIRST)
    quotes.answer(quote=made, allow=False, by=made.interview.person.user)
    assert quotes.take_back(quote=made, by=run[1]) is False
    with pytest.raises(quotes.Refused, match=quotes.TAKEN):
        quotes.add(excerpt=made.excerpt, theme=theme, text=SHORT, by=run[1])


def test_declined_words_are_not_quoted_under_another_theme_even_if_their_speaker_grows_freer(run, theme):
    made = quote(run, theme, FIRST)
    interview = made.interview
    quotes.answer(quote=made, allow=False, by=interview.person.user)
    other = coded.theme(*run, name="Going home")
    coded.code(interview, other)
    quote_choices.say(interview=interview, choice=UNATTRIBUTED, by=interview.person.user)
    with pytest.raises(quotes.Refused, match=quotes.DECLINED):
        quotes.add(excerpt=made.excerpt, theme=other, text=SHORT, by=run[1])
    assert Quote.objects.count() == 1


def test_nothing_is_quoted_of_notes_that_were_deleted_meanwhile(run, theme):
    taken = passage(run, theme, UNATTRIBUTED)
    notes.delete(interview=taken.interview, by=run[1])
    with pytest.raises(quotes.Refused, match=quotes.GONE):
        quotes.add(excerpt=taken, theme=theme, text=SHORT, by=run[1])
    assert Quote.objects.count() == 0


def test_whom_a_quote_is_shown_to_stands_on_no_list_of_mails(run, theme):
    made = quote(run, theme, FIRST)
    Notice.objects.update(state=Notice.State.BOUNCED)
    shown = Notice.objects.get()
    assert (shown.kind, shown.programme) == (Notice.Kind.QUOTE_SHOWN, run[0])
    assert list(stuck_mails(run[0], at=timezone.now())) == []
    assert list(mails_to(made.interview.person.user)) == []


def test_taken_back_it_does_not_go_out_and_gone_out_it_is_not_taken_back(run, theme):
    made = quote(run, theme, UNATTRIBUTED)
    assert (quotes.take_back(quote=made, by=run[1]), published(run)) == (True, [])
    again = quotes.add(excerpt=made.excerpt, theme=theme, text=SHORT, by=run[1])
    assert (published(run), quotes.take_back(quote=again, by=run[1])) == ([SHORT], False)


# Their words, and no name ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        (coded.WORDS, True),
        (SHORT, True),
        ("We agree in the room [...] we did before.", True),
        ("“Each of us goes home”", True),
        ("[…] each of us goes home", True),
        ("We agree […]", True),
        ("We agree goes home", False),
        ("Each of us […] we agree", False),
        ("We never agree in the room", False),
        ("We disagree in the room", False),
        ("We agree in the Room", True),
        ("[…]", False),
        ("", False),
        (". , ;", False),
    ],
)
def test_a_quote_has_only_words_of_the_passage_in_their_order(text, theirs):
    assert quotes.is_from(text, coded.WORDS) is theirs


def test_words_that_are_not_theirs_or_name_somebody_are_refused(run, theme):
    OrganisationFactory(system=run[0].system, name="Home Trust")
    with pytest.raises(quotes.Refused, match="Use only words of the passage"):
        quote(run, theme, UNATTRIBUTED, "We agree to differ")
    with pytest.raises(quotes.Refused, match="It names home"):
        quote(run, theme, UNATTRIBUTED, "each of us goes home")


def test_a_name_that_joins_the_roster_later_holds_the_list_back(run, theme):
    quote(run, theme, UNATTRIBUTED, "each of us goes home")
    OrganisationFactory(system=run[0].system, name="Home Trust")
    draft = theme_releases.draft(programme=run[0])
    assert [(each.where, each.found) for each in draft.names] == [("a quote", ("home",))]
    with pytest.raises(theme_releases.Refused, match="names somebody") as refusal:
        coded.publish(*run)
    assert "home" not in str(refusal.value)


# What is asked, and where it is seen ------------------------------------------------------------


def test_a_quote_is_encrypted_until_it_is_published(run, theme):
    made = quote(run, theme, FIRST)
    assert (b"We agree" in bytes(made.ciphertext), words_of(made)) == (False, SHORT)


def test_the_mail_and_the_task_say_nothing_of_what_was_said(run, theme):
    made = quote(run, theme, FIRST)
    job = Job.objects.get(task=letters.TASK)
    jobs.work(job.pk, lambda job: notices.deliver(job, letters.write))
    (sent,) = mail.outbox
    person = Person.objects.get(pk=made.interview.person_id)
    (task,) = tasks_for(person, [run[0]], at=made.created_at.date())[run[0].pk]
    stored = json.dumps([*Notice.objects.values(), *Job.objects.values()], default=str)
    said = f"{sent.subject} {sent.body} {task} {stored}"
    assert [word for word in ("agree", "room", "Agreeing", theme.statement) if word in said] == []
    assert (task.url_kwargs, task.state) == ({"programme": run[0].pk, "quote": made.pk}, "open")


def test_answered_meanwhile_the_mail_does_not_go_out(run, theme):
    made = quote(run, theme, FIRST)
    quotes.answer(quote=made, allow=False, by=made.interview.person.user)
    jobs.work(Job.objects.get(task=letters.TASK).pk, lambda job: notices.deliver(job, letters.write))
    assert mail.outbox == []


def test_the_audit_says_that_somebody_answered_and_never_what(run, theme):
    rows = []
    for allow in (True, False):
        made = quote(run, theme, FIRST)
        quotes.answer(quote=made, allow=allow, by=made.interview.person.user)
        event = AuditEvent.objects.filter(verb="answered").latest("pk")
        rows.append((event.summary, event.changes))
    assert rows[0] == rows[1] == ("A quote", {})


def test_the_leader_sees_the_very_words_and_answers_until_they_go_out(run, theme):
    made = quote(run, theme, FIRST)
    client = signed_in(made.interview.person.user)
    page = reverse("diagnostics:quote", kwargs={"programme": run[0].pk, "quote": made.pk})
    soup = BeautifulSoup(client.get(page).content, "html.parser")
    assert soup.blockquote.get_text(strip=True) == SHORT
    assert "no-store" in client.get(page)["Cache-Control"]
    assert [each for each in soup.find_all("input", type="radio") if each.has_attr("checked")] == []
    assert client.post(page, {"answer": "yes"}).url == reverse("home")
    assert published(run) == [SHORT]
    after = BeautifulSoup(client.get(page).content, "html.parser")
    assert (after.h1.get_text(strip=True), after.main.form) == ("This went out", None)
    assert client.post(page, {"answer": "no"}).url == reverse("home")
    made.refresh_from_db()
    assert made.state == Quote.State.ALLOWED


def test_a_mailed_code_is_not_enough_to_see_the_words(run, theme):
    made = quote(run, theme, FIRST)
    page = reverse("diagnostics:quote", kwargs={"programme": run[0].pk, "quote": made.pk})
    assert signed_in(made.interview.person.user, by="code").get(page).status_code == 302


def test_who_may_not_read_the_notes_sees_neither_passage_nor_quote(run, theme):
    made = quote(run, theme, FIRST)
    other = signed_in(member(run[0], Role.FACILITATOR))
    within = {"programme": run[0].pk}
    assert SHORT not in other.get(reverse("diagnostics:quotes", kwargs=within)).content.decode()
    assert other.get(reverse("diagnostics:quote-add", kwargs=within | {"excerpt": made.excerpt_id})).status_code == 404
    assert other.post(reverse("diagnostics:quote-take-back", kwargs=within | {"quote": made.pk})).status_code == 404
    assert other.get(reverse("diagnostics:quote", kwargs=within | {"quote": made.pk})).status_code == 404


def test_quoting_a_passage_on_its_page(run, theme):
    found = passage(run, theme, UNATTRIBUTED)
    client = signed_in(run[1])
    page = reverse("diagnostics:quote-add", kwargs={"programme": run[0].pk, "excerpt": found.pk})
    wrong = client.post(page, {"text": "Not their words", "theme": theme.pk})
    assert quotes.NOT_THEIR_WORDS in wrong.content.decode()
    assert client.post(page, {"text": SHORT, "theme": theme.pk}).url == reverse("diagnostics:quotes", args=[run[0].pk])
    opened = AuditEvent.objects.filter(verb="opened", record=found.interview.key)
    assert set(opened.values_list("summary", flat=True)) == {"A quote"}
    assert SHORT in client.get(reverse("diagnostics:quotes", args=[run[0].pk])).content.decode()
