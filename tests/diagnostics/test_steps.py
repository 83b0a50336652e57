"""What a programme asks: kept by the facilitator, found by the leader on a page of its own, opened, read."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Interview, PersonStep, PreWorkStep, Source
from diagnostics.selectors.task_list import own_step, prework_for
from diagnostics.services import steps
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import AuditEvent, MailHold, Programme
from tests.diagnostics import people, talks
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

Kind = PreWorkStep.Kind
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
TODAY = date(2022, 1, 10)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


@pytest.fixture
def leader(programme):
    return member(programme)


def url(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def reading(programme, **fields):
    said = {"title": "A paper", "link": "https://example.org/paper"} | fields
    return PreWorkStep.objects.create(programme=programme, kind=Kind.READING, **said)


def survey(programme, **fields):
    said = {"title": "Our survey", "link": "https://example.org/survey"} | fields
    return PreWorkStep.objects.create(programme=programme, kind=Kind.SURVEY, **said)


def day(name, given):
    return {f"{name}_day": given.day, f"{name}_month": given.month, f"{name}_year": given.year}


def content(step):
    with step.file.open("rb") as kept:
        return kept.read()


def typed(**changed):
    said = {"title": "Read this", "reason": "So that we begin from the same page.", "minutes": "20"}
    return said | day("due_on", date(2021, 11, 12)) | changed


# Asking


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.CONFLICT_PROFILE, ["source", "title", "reason", "minutes", "opens_on", "due_on", "debrief"]),
        (Kind.CONVERSATION, ["title", "reason", "minutes", "opens_on", "due_on"]),
        (Kind.SURVEY, ["title", "reason", "minutes", "opens_on", "due_on", "link"]),
        (Kind.READING, ["title", "reason", "minutes", "opens_on", "due_on", "link", "file"]),
    ],
)
def test_a_form_shows_the_fields_of_its_kind(desk, programme, kind, fields):
    form = desk.get(url("step-add-kind", programme, kind)).context["form"]
    assert sorted(form.fields) == sorted(fields)


def test_the_kind_is_chosen_first(desk, programme):
    page = desk.post(url("step-add", programme), {})
    assert page.context["form"].errors == {"kind": ["Choose what to ask for"]}
    assert desk.post(url("step-add", programme), {"kind": "survey"}).url == url("step-add-kind", programme, "survey")
    assert desk.get(url("step-add-kind", programme, "nonsense")).status_code == 404


def test_what_is_asked_once_is_not_offered_again(desk, programme):
    people.ask(programme)
    offered = [value for value, _ in desk.get(url("step-add", programme)).context["form"].fields["kind"].choices]
    assert offered == [Kind.CONVERSATION, Kind.SURVEY, Kind.READING]


def test_asking_for_the_profile(desk, programme):
    data = {"source": "licensed", "debrief": "at_once"} | day("due_on", date(2021, 11, 12))
    assert desk.post(url("step-add-kind", programme, "conflict_profile"), data).url == url("steps", programme)
    step = PreWorkStep.objects.get()
    programme.refresh_from_db()
    assert (step.source, step.due_on, programme.debrief) == (
        Source.LICENSED, date(2021, 11, 12), Programme.Debrief.AT_ONCE,
    )  # fmt: skip


@pytest.mark.embedded
def test_asking_twice_is_refused_in_words(desk, programme):
    people.ask(programme)
    page = desk.post(url("step-add-kind", programme, "conflict_profile"), {"source": "own", "debrief": "released"})
    assert page.context["form"].non_field_errors() == ["This programme already asks for that."]
    assert PreWorkStep.objects.count() == 1


def test_asking_for_something_to_read(desk, programme, facilitator):
    data = typed(file=SimpleUploadedFile("a paper.pdf", PDF, "application/pdf"))
    assert desk.post(url("step-add-kind", programme, "reading"), data).url == url("steps", programme)
    step = PreWorkStep.objects.get()
    assert (step.title, step.minutes, step.due_on) == ("Read this", 20, date(2021, 11, 12))
    assert content(step) == PDF
    assert AuditEvent.objects.get(verb="added").by == facilitator


@pytest.mark.parametrize(
    ("kind", "changed", "field", "message"),
    [
        ("reading", {}, "link", "Enter a link, or upload a PDF"),
        ("reading", {"file": (b"<html>", "paper.pdf")}, "file", "The file must be a PDF"),
        ("reading", {"file": (b"%PDF-1.7 cut off", "paper.pdf")}, "file",
         "The PDF is not whole. Save it again, and upload it once more."),
        ("survey", {"link": ""}, "link", "This field is required."),
        ("survey", {"link": "javascript:alert(1)"}, "link", "Enter a web address, like https://example.org/survey"),
        ("survey", {"link": "ftp://example.org/x"}, "link", "Enter a web address, like https://example.org/survey"),
        ("survey", {"link": "https://example.org", "title": ""}, "title", "This field is required."),
        ("conversation", {"minutes": "0"}, "minutes", "Ensure this value is greater than or equal to 1."),
        ("conversation", {"reason": "x" * 601}, "reason",
         "Ensure this value has at most 600 characters (it has 601)."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(desk, programme, kind, changed, field, message):
    upload = {"file": SimpleUploadedFile(*changed["file"][::-1])} if "file" in changed else {}
    data = typed(**changed | upload)
    page = desk.post(url("step-add-kind", programme, kind), data)
    assert page.context["form"].errors[field] == [message]
    assert not PreWorkStep.objects.exists()


def test_a_file_that_is_too_large_is_refused(desk, programme):
    large = SimpleUploadedFile("paper.pdf", b"%PDF-" + b"x" * 10 * 1024 * 1024)
    page = desk.post(url("step-add-kind", programme, "reading"), typed(file=large))
    assert page.context["form"].errors["file"] == ["The file must be smaller than 10 MB"]


def test_a_date_before_it_opens_is_refused(desk, programme):
    data = typed(**day("opens_on", date(2021, 12, 1)), link="https://example.org/paper")
    page = desk.post(url("step-add-kind", programme, "reading"), data)
    assert page.context["form"].non_field_errors() == ["It is asked for before it opens. Correct one of the two dates."]


@pytest.mark.embedded
def test_changing_a_pdf_keeps_its_history_and_it_can_be_taken_away(desk, programme):
    desk.post(url("step-add-kind", programme, "reading"), typed(file=SimpleUploadedFile("a.pdf", PDF)))
    step = PreWorkStep.objects.get()
    address = url("step", programme, step.pk)
    desk.post(address, typed(file=SimpleUploadedFile("b.pdf", PDF + b"%%EOF\n"), remove_file="on"))
    step.refresh_from_db()
    assert content(step) == PDF + b"%%EOF\n"
    page = desk.post(address, typed(remove_file="on"))
    assert page.context["form"].errors["link"] == ["Enter a link, or upload a PDF"]
    desk.post(address, typed(remove_file="on", link="https://example.org/paper"))
    step.refresh_from_db()
    assert (bool(step.file), step.link) == (False, "https://example.org/paper")
    assert "A pdf to read" in desk.get(address).content.decode()


def test_steps_are_put_in_order(desk, programme):
    first, second, third = (reading(programme, title=title, position=0) for title in ("One", "Two", "Three"))
    desk.post(url("step-move", programme, third.pk), {"earlier": "1"})
    desk.post(url("step-move", programme, first.pk), {"later": "1"})
    desk.post(url("step-move", programme, second.pk), {"later": "1"})
    assert [step.title for step in programme.steps.standing()] == ["Three", "One", "Two"]
    new = steps.store(step=PreWorkStep(programme=programme, kind=Kind.CONVERSATION), by=None)
    assert list(programme.steps.standing())[-1] == new


def test_withdrawing_what_is_asked_and_asking_for_it_again(desk, programme):
    step = people.ask(programme)
    page = desk.post(url("step-withdraw", programme, step.pk), follow=True)
    assert (page.context["asked"], page.context["withdrawn"]) == ([], [step])
    page = desk.post(url("step-restore", programme, step.pk), follow=True)
    assert (page.context["asked"], page.context["withdrawn"]) == ([step], [])


def test_a_step_is_not_restored_beside_another(desk, programme):
    old = people.ask(programme)
    desk.post(url("step-withdraw", programme, old.pk))
    new = people.ask(programme)
    page = desk.post(url("step-restore", programme, old.pk), follow=True)
    assert page.context["asked"] == [new]
    assert "The programme asks for that already" in page.content.decode()


def test_steps_of_another_programme_are_not_there(desk, programme):
    step = people.ask(ProgrammeFactory())
    assert desk.get(url("step", programme, step.pk)).status_code == 404


# The leader's own page


def test_a_leader_reads_it_says_so_and_takes_it_back(programme, leader):
    step = reading(programme, reason="So that we begin from the same page.")
    client = signed_in(leader)
    page = client.get(url("own-step", programme, step.pk)).content.decode()
    assert [text in page for text in ("Why we ask", "from the same page", "https://example.org/paper")] == [True] * 3
    own = PersonStep.objects.get(step=step)
    assert (own.person, own.done_at) == (leader.person, None)
    assert own.opened_at is not None
    assert client.post(url("own-step-read", programme, step.pk)).url == reverse("home")
    own.refresh_from_db()
    assert own.done_at is not None
    client.post(url("own-step-unread", programme, step.pk))
    own.refresh_from_db()
    assert own.done_at is None
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "marked as read", "marked as not read",
    ]  # fmt: skip


def test_the_first_opening_counts(programme, leader):
    step = reading(programme)
    first, second = timezone.now() - timedelta(days=3), timezone.now()
    for moment in (first, second):
        steps.note_opened(step=step, person=leader.person, at=moment)
    assert PersonStep.objects.get().opened_at == first


def test_the_profiles_own_page_notes_its_opening(programme, leader):
    step = people.ask(programme, reason="Knowing how you handle conflict helps the group.")
    client = signed_in(leader)
    assert client.get(url("own-step", programme, step.pk)).url == url("profile", programme)
    assert not PersonStep.objects.exists()
    assert "helps the group" in client.get(url("about", programme)).content.decode()
    assert PersonStep.objects.get().opened_at is not None


def test_the_conversations_own_page_notes_its_opening(programme, leader):
    asked = {"reason": "We want to hear you.", "minutes": 45, "due_on": timezone.localdate()}
    step = PreWorkStep.objects.create(programme=programme, kind=Kind.CONVERSATION, **asked)
    page = signed_in(leader).get(url("own-step", programme, step.pk), follow=True).content.decode()
    assert [text in page for text in ("We want to hear you.", "About 45 minutes. Please do it by")] == [True, True]
    assert PersonStep.objects.get().opened_at is not None


def test_a_survey_keeps_nothing_about_anybody(programme, leader):
    step = survey(programme)
    page = signed_in(leader).get(url("own-step", programme, step.pk))
    assert (page.status_code, "https://example.org/survey" in page.content.decode()) == (200, True)
    steps.note_opened(step=step, person=leader.person, at=timezone.now())
    assert not PersonStep.objects.exists()


@pytest.mark.parametrize("name", ["own-step", "own-step-read", "own-step-unread"])
def test_a_scanner_that_opens_a_link_records_nothing(programme, name):
    step = reading(programme)
    address = url(name, programme, step.pk)
    scanner = Client()
    for answer in (scanner.get(address), scanner.head(address), scanner.post(address)):
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/")
    assert not PersonStep.objects.exists()


def test_whoever_else_looks_records_nothing_of_the_leader(programme, leader, desk):
    step = reading(programme)
    other = signed_in(member(programme))
    assert desk.get(url("own-step", programme, step.pk)).status_code == 403
    other.post(url("own-step-read", programme, step.pk))
    assert not PersonStep.objects.filter(person=leader.person).exists()


def test_the_pdf_is_for_the_programme_only(programme, leader):
    step = PreWorkStep(programme=programme, kind=Kind.READING, title="A paper")
    step.file.save("a.pdf", SimpleUploadedFile("a.pdf", PDF))
    answer = signed_in(leader).get(url("step-file", programme, step.pk))
    assert (answer["Content-Type"], answer["Content-Disposition"], answer.content) == (
        "application/pdf", 'attachment; filename="reading.pdf"', PDF,
    )  # fmt: skip
    assert signed_in(member(ProgrammeFactory())).get(url("step-file", programme, step.pk)).status_code == 404
    assert Client().get(url("step-file", programme, step.pk)).status_code == 302
    assert signed_in(leader).get(url("step-file", programme, reading(programme).pk)).status_code == 404


def test_a_step_that_opens_later_or_is_withdrawn_is_not_there(programme, leader):
    later = reading(programme, opens_on=timezone.localdate() + timedelta(days=1))
    gone = reading(programme, withdrawn_at=timezone.now())
    client = signed_in(leader)
    assert [client.get(url("own-step", programme, step.pk)).status_code for step in (later, gone)] == [404, 404]


def test_who_is_left_out_is_told_kindly(programme, leader):
    step = reading(programme)
    steps.leave_out(step=step, person=leader.person, by=None)
    assert "You need not do this one" in signed_in(leader).get(url("own-step", programme, step.pk)).content.decode()
    assert PersonStep.objects.get().opened_at is None


def test_the_leaders_page_stays_within_fifteen_queries(programme, leader, django_assert_max_num_queries):
    step = reading(programme)
    client = signed_in(leader)
    with django_assert_max_num_queries(15):
        client.get(url("own-step", programme, step.pk))


# The task list


def lines(user, programme, at=TODAY):
    found = prework_for(user.person, [programme], at=at)[programme.pk]
    return [(task.title, task.hint, task.status, task.state) for task in found]


@pytest.mark.embedded
def test_each_kind_has_its_line_in_the_order_of_the_steps(programme, leader):
    survey(programme, position=0, minutes=8, due_on=date(2022, 1, 20))
    reading(programme, position=1, minutes=1)
    PreWorkStep.objects.create(programme=programme, kind=Kind.CONVERSATION, position=2, minutes=45)
    people.ask(programme, position=3)
    assert lines(leader, programme) == [
        ("Our survey", "About 8 minutes. Please do it by 20 January 2022."
         " It is anonymous, so nobody here knows whether you have answered.", "Anonymous", "waiting"),
        ("A paper", "About 1 minute.", "Not read yet", "open"),
        ("A one-to-one conversation", "About 45 minutes.", "Not booked", "open"),
        ("Answer thirty short questions about conflict", "About 10 minutes.", "Not begun", "open"),
    ]  # fmt: skip


def test_the_reason_goes_with_the_line(programme, leader):
    people.ask(programme, reason="It helps.", title="Your conflict profile, please", minutes=12)
    (task,) = prework_for(leader.person, [programme], at=TODAY)[programme.pk]
    assert (task.title, task.hint, task.reason) == ("Your conflict profile, please", "About 12 minutes.", "It helps.")
    assert "It helps." in signed_in(leader).get(reverse("home")).content.decode()


def test_their_own_date_comes_first_and_left_out_has_no_line(programme, leader):
    paper, other = reading(programme, due_on=date(2022, 1, 20)), reading(programme, title="Another")
    steps.give_own_date(step=paper, person=leader.person, due_on=date(2022, 2, 1), by=None)
    steps.leave_out(step=other, person=leader.person, by=None)
    assert lines(leader, programme) == [("A paper", "Please do it by 1 February 2022.", "Not read yet", "open")]
    assert [title for title, *_ in lines(member(programme), programme)] == ["A paper", "Another"]


def test_a_pause_presses_nobody(programme, leader, facilitator):
    reading(programme, due_on=date(2022, 1, 1))
    assert lines(leader, programme)[0][1] == "We asked for it by 1 January 2022. It still helps, whenever you can."
    MailHold.objects.create(programme=programme, by=facilitator)
    assert lines(leader, programme)[0][1] == "There is no hurry: the programme is paused for now."


def test_a_step_that_opens_later_has_no_line_yet(programme, leader):
    reading(programme, opens_on=date(2022, 1, 11))
    assert lines(leader, programme, at=TODAY) == []
    assert len(lines(leader, programme, at=date(2022, 1, 11))) == 1


def test_a_conversation_is_done_once_it_was_held(programme, leader, facilitator):
    PreWorkStep.objects.create(programme=programme, kind=Kind.CONVERSATION)
    talks.held(programme, leader.person, facilitator.person, purpose=Interview.Purpose.HANDOVER)
    assert lines(leader, programme)[0][2:] == ("Not booked", "open")
    talks.held(programme, leader.person, facilitator.person)
    assert lines(leader, programme)[0][2:] == ("Held", "done")


def test_the_task_list_costs_the_same_for_one_step_and_for_three(programme, leader):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            steps.leave_out(step=reading(programme), person=member(programme).person, by=None)
        with CaptureQueriesContext(connection) as captured:
            lines(leader, programme)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Newcomers


def welcomed(programme, user, at=TODAY):
    steps.welcome(person=user.person, programme=programme, at=at, by=None)
    found = ((step, own_step(user.person, step)) for step in programme.steps.standing())
    return {str(step): "left out" if own.is_left_out else own.due_on for step, own in found}


@pytest.mark.embedded
def test_a_newcomer_gets_as_many_days_as_the_others_and_at_least_fourteen(programme, leader):
    reading(programme, title="Long", opens_on=date(2021, 10, 1), due_on=date(2021, 10, 31))
    reading(programme, title="Short", opens_on=date(2021, 10, 1), due_on=date(2021, 10, 4))
    reading(programme, title="No date")
    reading(programme, title="Far ahead", opens_on=date(2022, 1, 1), due_on=date(2022, 3, 1))
    reading(programme, title="Not asked yet", opens_on=date(2022, 2, 1), due_on=date(2022, 3, 1))
    assert welcomed(programme, leader) == {
        "Long": date(2022, 2, 9),
        "Short": date(2022, 1, 24),
        "No date": None,
        "Far ahead": date(2022, 3, 10),
        "Not asked yet": date(2022, 3, 1),
    }


def test_a_survey_that_is_over_is_not_asked_of_a_newcomer_and_a_profile_is(programme, leader):
    survey(programme, title="Over", opens_on=date(2021, 10, 1), due_on=date(2022, 1, 9))
    survey(programme, title="Open", opens_on=date(2022, 1, 3), due_on=date(2022, 1, 10))
    people.ask(programme, title="Profile", opens_on=date(2021, 10, 1), due_on=date(2021, 10, 10))
    assert welcomed(programme, leader) == {
        "Over": "left out",
        "Open": date(2022, 1, 24),
        "Profile": date(2022, 1, 24),
    }


def test_nothing_is_asked_of_anybody_after_the_programme(programme, leader):
    reading(programme, due_on=date(2021, 10, 1))
    Programme.objects.filter(pk=programme.pk).update(ends_on=date(2021, 12, 31))
    programme.refresh_from_db()
    assert programme.ends_on == FactDate(date(2021, 12, 31))
    assert welcomed(programme, leader) == {"A paper": "left out"}


def test_welcoming_twice_changes_nothing_and_keeps_what_the_facilitator_set(programme, leader, facilitator):
    paper, _ = (
        reading(programme, title=title, opens_on=date(2021, 10, 1), due_on=date(2021, 10, 31))
        for title in ("One", "Two")
    )
    steps.give_own_date(step=paper, person=leader.person, due_on=date(2022, 1, 12), by=facilitator)
    first = welcomed(programme, leader)
    assert first == {"One": date(2022, 1, 12), "Two": date(2022, 2, 9)}
    events = AuditEvent.objects.count()
    assert welcomed(programme, leader, at=date(2022, 5, 1)) == first
    assert (AuditEvent.objects.count(), PersonStep.objects.exclude(person=leader.person).count()) == (events, 0)
