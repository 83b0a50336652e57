"""The demonstration: loaded once, through the portal's own acts; its case studies state every fact of the sources.

What was heard in conversations stands in records of its own: see the facts held from records below.
"""

import io
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from charters.models import Behaviour, CharterVersion, Review
from charters.models import Section as CharterSection
from diagnostics.confidential import words_of
from diagnostics.models import (
    ConflictProfile,
    Deck,
    Interview,
    Invitation,
    Note,
    PreWorkStep,
    Question,
    Release,
    Section,
    Survey,
    Theme,
    Wave,
)
from diagnostics.selectors.profiles import prework
from diagnostics.selectors.surveys import form_of
from diagnostics.selectors.tracker import tracker
from hwe_portal.demonstration import accounts, leaders
from hwe_portal.views.home import gather
from programmes.models import (
    Appointment,
    AuditEvent,
    Barrier,
    ContextEvent,
    FrameworkPoint,
    InductionTask,
    IssuedReport,
    Job,
    Membership,
    Milestone,
    NextStep,
    Notice,
    OutcomeTheme,
    Person,
    Phase,
    Programme,
    Strength,
    System,
    SystemForm,
    User,
)
from programmes.models.base import Record
from tests.portal.facts import FACTS_A, FACTS_B
from tests.portal.lived import LIVED
from tests.signing import signed_in
from workshops.models import Attendance, Event, Statement

DEVELOPMENT, TRANSITION = "Systems Leaders Group development", "From partnership to integrated care system"


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker):
    """What the command printed; everything that it loaded goes when the module is over."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = io.StringIO()
        call_command("load_demonstration", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(printed, db):
    return printed


def _report(title):
    return IssuedReport.objects.get(programme__title=title)


def _words(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").replace("\u2060", "").split())


def _said(title):
    """The words of an issued report without its note markers."""
    page = BeautifulSoup(_report(title).body, "html.parser")
    for marker in page.select("a.app-note, details"):
        marker.decompose()
    return re.sub(r"\s+([.,;:])", r"\1", _words(str(page)))


def _paper(report):
    with report.file.open("rb") as file, pypdfium2.PdfDocument(file.read()) as pdf:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


def test_the_table_names_a_sign_in_for_every_role(loaded):
    assert [line.split()[0] for line in loaded.splitlines()[3:]] == [
        "Administrator", "Facilitator", "Interviewer", "Runs", "Sponsor", "Leader", "Leader", "Assistant",
    ]  # fmt: skip
    assert accounts.PASSWORD in loaded.splitlines()[0]


@pytest.mark.parametrize("account", accounts.ACCOUNTS, ids=lambda account: account.address)
def test_everybody_in_the_table_signs_in_with_the_password_and_has_a_start_page(loaded, account):
    user = authenticate(None, email=account.address, password=accounts.PASSWORD)
    assert user == User.objects.get(email=account.address)
    assert signed_in(user).get(reverse("home")).status_code == 200


@pytest.mark.parametrize("fact", FACTS_A)
def test_the_first_case_study_states(loaded, fact):
    said = _said(DEVELOPMENT)
    assert [words for words in FACTS_A[fact] if words not in said] == []


@pytest.mark.parametrize("fact", FACTS_B)
def test_the_second_case_study_states(loaded, fact):
    said = _said(TRANSITION)
    assert [words for words in FACTS_B[fact] if words not in said] == []


def test_its_chapters_come_in_the_order_of_the_source(loaded):
    page = BeautifulSoup(_report(DEVELOPMENT).body, "html.parser")
    assert [each.get_text() for each in page.select(".app-article__name")] == FACTS_A["A28"]


@pytest.mark.parametrize(
    ("model", "words", "field", "written"),
    [
        (SystemForm, {"kind": "partnership"}, "starts_on", "March 2018"),
        (SystemForm, {"kind": "shadow"}, "starts_on", "May 2020"),
        (Programme, {"title": DEVELOPMENT}, "starts_on", "September 2021"),
        (Programme, {"title": DEVELOPMENT}, "ends_on", "2022"),
        (ContextEvent, {"title__contains": "boundary"}, "starts_on", "July 2021"),
        (Phase, {"kind": "mobilised", "programme__title": DEVELOPMENT}, "starts_on", "September 2021"),
        (Phase, {"kind": "designed", "programme__title": DEVELOPMENT}, "starts_on", "autumn 2021"),
        (Event, {"title": "First workshop"}, "starts_on", "November 2021"),
        (Event, {"title": "Second workshop"}, "starts_on", "January 2022"),
        (Appointment, {"person__name": accounts.NEW_LEADER.name}, "starts_on", "July 2022"),
        (NextStep, {"text__startswith": "Recommence"}, "due_on", "summer 2022"),
        (NextStep, {"text__startswith": "Bring structured"}, "due_on", "autumn 2022"),
        (Milestone, {"granted_by": "NHS England"}, "reached_on", "May 2020"),
        (Event, {"title": "Supper, and taking stock"}, "starts_on", "summer 2022"),
        (CharterVersion, {"charter__programme__title": DEVELOPMENT, "number": 1}, "adopted_on", "January 2022"),
    ],
)
def test_dates_are_as_exact_as_the_source_and_no_more(loaded, model, words, field, written):
    assert str(getattr(model.objects.get(**words), field)) == written


def test_nineteen_take_part_before_and_after_four_places_passed_on(loaded):
    parts = Membership.objects.filter(programme__title=DEVELOPMENT, role="participant")
    assert parts.count() == 23
    assert parts.filter(ends_on=None).count() == 19
    assert parts.exclude(ends_on=None).count() == 4


def test_who_was_only_acting_keeps_the_part_of_their_own_post(loaded):
    part = Membership.objects.get(programme__title=DEVELOPMENT, person__name="Sunita Rawlinson")
    assert (part.post.title, part.ends_on) == ("Director of Integration", None)


def test_every_kind_of_appointment_occurs(loaded):
    assert sorted(set(Appointment.objects.values_list("kind", flat=True))) == [
        "acting", "designate", "joint", "substantive",
    ]  # fmt: skip


def test_seventeen_of_nineteen_have_a_profile_and_are_counted(loaded):
    finished = ConflictProfile.objects.completed()
    assert finished.filter(source="licensed", released_at__isnull=False).count() == 17
    release = Release.objects.snapshots().get()
    assert (release.covered, release.of, release.instrument) == (17, 19, "licensed")
    assert release.published_at.date().isoformat() == "2021-11-08"
    assert release.file


def test_who_took_up_a_post_took_no_profile_with_it(loaded):
    everybody = prework(Programme.objects.get(title=DEVELOPMENT), at=date(2023, 1, 1))
    states = {row.name: str(row.state) for row in everybody.rows}
    newcomers = {change.follows for change in leaders.CHANGES if change.kind != "acting"}
    assert {name: states[name] for name in newcomers} == {
        "Nadia Fairweather": "begun",
        "Rhys Calloway": "not-begun",
        "Theodora Quill": "not-begun",
        "Adaeze Kirkbride": "not-begun",
    }
    assert sorted(row.name for row in everybody.former) == [
        "Gareth Pennymore",
        "Marguerite Ashcombe",
        "Philippa Thornbury",
    ]


# Held from records: what the programmes asked for, heard and recorded ------------------------------------------------


@pytest.mark.parametrize(
    ("title", "leaders_heard", "first", "last", "published"),
    [
        (DEVELOPMENT, 19, "2021-09-14", "2021-10-15", "2021-11-04"),
        (TRANSITION, 36, "2018-04-09", "2018-05-21", "2018-05-29"),
    ],
)
def test_a_conversation_was_held_with_every_leader_and_all_are_counted(
    loaded, title, leaders_heard, first, last, published
):
    held = Interview.objects.filter(programme__title=title, state="held", purpose="prework")
    days = sorted(held.values_list("held_on", flat=True))
    release = Release.objects.themes().get(programme__title=title)
    assert held.count() == held.values("person").distinct().count() == leaders_heard
    assert (str(days[0]), str(days[-1])) == (first, last)
    assert (release.covered, release.of, str(release.published_at.date())) == (leaders_heard, leaders_heard, published)


def test_every_conversation_has_short_notes_under_three_to_five_questions(loaded):
    notes = Note.objects.select_related("interview")
    under = Counter(note.interview_id for note in notes)
    said = [words_of(note) for note in notes]
    assert len(under) == 55
    assert set(under.values()) <= {3, 4, 5}
    assert max(len(text) for text in said) < 600
    assert min(len(text.split()) for text in said) > 5


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        (DEVELOPMENT, {"strength": 2, "barrier": 2, "issue": 3, "aspiration": 2}),
        (TRANSITION, {"issue": 2, "aspiration": 3, "strength": 3, "barrier": 4}),
    ],
)
def test_the_codebook_has_themes_of_every_kind_and_all_are_coded(loaded, title, kinds):
    themes = Theme.objects.standing().filter(programme__title=title)
    assert Counter(themes.values_list("kind", flat=True)) == kinds
    assert not themes.filter(codings=None).exists()


def test_what_only_four_spoke_of_is_not_published(loaded):
    closest = Theme.objects.get(name="Those closest to the work decide")
    shown = Release.objects.themes().get(programme__title=DEVELOPMENT).figures
    assert closest.excerpts.values("interview").distinct().count() == 4
    assert {theme["theme"] for theme in shown["themes"]} == set(
        Theme.objects.filter(programme__title=DEVELOPMENT).exclude(pk=closest.pk).values_list("pk", flat=True)
    )


def test_strengths_and_what_stood_in_the_way_come_from_published_themes(loaded):
    release = Release.objects.themes().get(programme__title=TRANSITION)
    made = [*Strength.objects.all(), *Barrier.objects.exclude(origin="")]
    themes = {f"diagnostics.theme:{theme['theme']}@{release.pk}" for theme in release.figures["themes"]}
    assert {record.origin for record in made} <= themes
    assert [record.text for record in made] == [
        "A nationally recognised care-home scheme in the east and north of Hertfordshire",
        "A joint health and care approach to mental illness across Hertfordshire",
        "An emerging accountable care partnership in West Essex",
        "Few examples of working effectively as one system",
        "No common picture of what the system is there to do",
        "Unclear governance between organisations, places and the system",
        "No agreed provider model, and contracts that work against one",
    ]


def test_the_profile_the_conversation_and_something_to_read_were_asked_for_with_a_reason(loaded):
    steps = PreWorkStep.objects.filter(programme__title=DEVELOPMENT)
    assert [(step.kind, bool(step.reason)) for step in steps] == [
        ("conflict_profile", True), ("conversation", True), ("reading", True),
    ]  # fmt: skip


def test_the_tracker_knows_who_has_done_what(loaded):
    followed = tracker(Programme.objects.get(title=DEVELOPMENT), at=timezone.now())
    done = Counter(asked.step.kind for row in followed.rows for asked in row.steps if asked.state == "done")
    assert len(followed.rows) == 19
    assert done == {"conflict_profile": 14, "conversation": 15, "reading": 12}


def test_the_three_new_chief_executives_have_an_induction_list_of_their_own(loaded):
    done = {
        name: [task.done_at is not None for task in InductionTask.objects.filter(membership__person__name=name)]
        for name in ("Nadia Fairweather", "Rhys Calloway", "Theodora Quill")
    }
    assert {name: (sum(ticks), len(ticks)) for name, ticks in done.items()} == {
        "Nadia Fairweather": (6, 6), "Rhys Calloway": (6, 6), "Theodora Quill": (0, 6),
    }  # fmt: skip


def test_the_newest_leader_has_a_charter_to_sign(loaded):
    theodora = Membership.objects.participants().get(person__name=accounts.NEW_LEADER.name)
    (part,) = gather(theodora.person.user, timezone.localdate()).leads
    assert "Put your name to our charter" in [task["title"] for task in part.tasks]


# Held from records: what people were asked in surveys, and what they answered -----------------------------------------


def _asked_about_leading(waves):
    """Rounds of surveys but for the pulses of the charter, whose days are counted back from today."""
    return waves.exclude(pk__in=Review.objects.filter(wave__isnull=False).values("wave"))


def _rounds(title):
    """The closed rounds of a programme's survey: name, how many were asked, how many answered, opened and closed."""
    closed = _asked_about_leading(Wave.objects.filter(survey__programme__title=title, state=Wave.State.CLOSED))
    return [
        (wave.title, wave.invited, wave.answered, str(wave.opened_at.date()), str(wave.closed_at.date()))
        for wave in closed.order_by("opened_at")
    ]


def test_rounds_of_surveys_stand_on_their_days_with_how_many_answered(loaded):
    assert _rounds(TRANSITION) == [("May 2018", 120, 107, "2018-05-14", "2018-06-02")]
    assert _rounds(DEVELOPMENT) == [
        ("Autumn 2021", 19, 17, "2021-10-18", "2021-10-30"),
        ("Spring 2022", 19, 18, "2022-03-14", "2022-04-01"),
    ]
    assert set(Survey.objects.values_list("kind", flat=True)) == {"anonymous"}


def test_b9_most_of_those_asked_took_no_part_themselves(loaded):
    wave = Wave.objects.get(title="May 2018")
    taking_part = Membership.objects.participants().filter(programme=wave.survey.programme)
    assert wave.invitations.filter(respondent__person__in=taking_part.values("person")).count() == 36
    assert wave.invitations.filter(respondent__person=None).count() == 84
    release = Release.objects.surveys().get(wave=wave)
    assert (release.covered, release.of, str(release.published_at.date())) == (107, 120, "2018-06-08")


def test_a17_to_a22_each_aspect_attribute_and_enabler_is_a_question(loaded):
    sections = form_of(Survey.objects.get(programme__title=DEVELOPMENT, waves__title="Autumn 2021")).sections
    asked = {section.title: {question.text for question in section.questions} for section in sections}
    points = FrameworkPoint.objects.filter(area__programme__title=DEVELOPMENT).select_related("area")
    for point in points:
        assert point.text in asked[point.area.name]
    assert points.count() == sum(len(asked[name]) for name in ("Cohesive", "Aligned", "Clarity", "Thriving culture"))
    weighed = next(each for section in sections for each in section.questions if each.kind == "ranking")
    aspects = OutcomeTheme.objects.filter(programme__title=DEVELOPMENT)
    assert [option.text for option in weighed.options] == [f"{each.name}: {each.text}" for each in aspects]


def test_b14_what_most_saw_in_the_way_is_what_was_recorded_as_barriers(loaded):
    figures = Release.objects.surveys().get(programme__title=TRANSITION).figures["parts"][0]["figures"]
    chosen = next(each for each in figures if each["asked"].startswith("What stands in the way"))["options"]
    barriers = Barrier.objects.filter(programme__title=TRANSITION)
    assert sorted(option["text"] for option in chosen[:5]) == sorted(barrier.text for barrier in barriers)
    assert chosen[4]["level"] > chosen[5]["level"]


def test_trust_matters_most_and_is_furthest_away_and_came_closer(loaded):
    published = Release.objects.surveys().filter(programme__title=DEVELOPMENT, audience="group")
    first, second = published.filter(wave__title__in=("Autumn 2021", "Spring 2022")).order_by("number")
    assert first.title == second.title == "Vulnerability-based trust matters most and is furthest away"
    since = second.figures["since"]
    assert (since["before"], since["after"]) == ("Autumn 2021", "Spring 2022")
    assert since["people"] == "3 of 19 people changed; some movement may be theirs."
    trust = since["parts"][0]["figures"][0]["items"][0]
    assert (trust["text"], trust["change_text"]) == (
        "Vulnerability-based trust", "how true it is of us now: from 2 to 3",
    )  # fmt: skip


def test_comments_were_coded_to_themes_that_conversations_had(loaded):
    figures = Release.objects.surveys().get(wave__title="Autumn 2021").figures["parts"][0]["figures"]
    said = [option["text"] for figure in figures if figure["kind"] == "themes" for option in figure["options"]]
    assert said == [
        "In the pandemic we acted as one system, and we know that we can.",
        "Our meetings are for reporting, so we have no space to think together.",
        "We are polite in the room and disagree outside it.",
    ]


def test_a_result_is_shared_with_sponsors_and_both_were_shown_as_decks(loaded):
    shared = Release.objects.surveys().get(audience="sponsor")
    assert (shared.wave.title, str(shared.sharing.decided_on)) == ("Spring 2022", "2022-04-27")
    decks = Deck.objects.order_by("created_at")
    assert [deck.for_whom for deck in decks] == ["the three workshops", "the group’s meeting in April"]
    assert min(deck.cards.count() for deck in decks) > 8
    assert not Release.objects.surveys().filter(file="").exists()


def test_one_round_is_open_and_only_its_mails_went_out(loaded):
    wave = Wave.objects.get(state=Wave.State.OPEN)
    asked = Invitation.objects.filter(wave=wave)
    assert (asked.count(), asked.filter(used=True).count()) == (19, 6)
    assert asked.filter(respondent__name=accounts.NEW_LEADER.name, used=False).exists()
    mails = Notice.objects.filter(kind=Notice.Kind.SURVEY)
    went_out = mails.filter(state=Notice.State.ACCEPTED).values_list("about__invitation", flat=True)
    assert sorted(went_out) == sorted(asked.values_list("pk", flat=True))
    assert mails.exclude(state=Notice.State.DROPPED).count() == 19


@pytest.mark.parametrize("fact", LIVED)
def test_workshops_and_charter_hold(loaded, fact):
    read, expected = LIVED[fact]
    assert read() == expected


def test_the_registers_hold_the_nineteen(loaded):
    modes = Attendance.objects.filter(event__title="First workshop").values_list("mode", flat=True)
    assert sorted(modes) == ["absent", *["in_person"] * 16, "online", "online"]
    assert Attendance.objects.exclude(first_in_person_since="").count() == 7


def test_every_record_was_entered_by_an_act_that_left_its_audit_row(loaded):
    kinds = [model for model in Record.__subclasses__() if not model._meta.abstract]
    kinds += [model for abstract in Record.__subclasses__() for model in abstract.__subclasses__()]
    keys = {f"{model._meta.label_lower}:{record.pk}" for model in kinds for record in model._base_manager.all()}
    # Facilitators' own parts and charters come with the programme that they belong to, induction lists with a part,
    # sections and questions with the survey. A charter's usual sections come with it, behaviours with their line, and
    # a card from paper that was never sorted with the exercise.
    silent = {
        *(section.key for section in Section.objects.all()),
        *(f"charters.section:{section.pk}" for section in CharterSection.objects.all()),
        *(behaviour.key for behaviour in Behaviour.objects.all()),
        *(card.key for card in Statement.objects.filter(cluster=None)),
        *(question.key for question in Question.objects.all()),
        *(task.key for task in InductionTask.objects.all()),
        *(part.key for part in Membership.objects.filter(role="facilitator")),
        *(f"charters.charter:{version.charter_id}" for version in CharterVersion.objects.all()),
    }
    assert keys - set(AuditEvent.objects.values_list("record", flat=True)) <= silent


def test_no_job_is_left_over(loaded):
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.embedded
def test_both_case_studies_are_issued_to_sponsors(loaded):
    sponsor = signed_in(User.objects.get(email=accounts.SPONSOR.address))
    assert IssuedReport.objects.filter(to_sponsors=True).count() == 2
    for report in IssuedReport.objects.all():
        assert sponsor.get(reverse("report", args=[report.pk])).status_code == 200
        download = sponsor.get(reverse("report-file", args=[report.pk]))
        assert download.getvalue().startswith(b"%PDF-")


def test_what_a_sponsor_reads_names_nobody_who_did_not_agree(loaded):
    report = _report(DEVELOPMENT)
    sponsor = signed_in(User.objects.get(email=accounts.SPONSOR.address))
    page = sponsor.get(reverse("report", args=[report.pk])).content.decode()
    everything = " ".join([page, *_paper(report), *report.evidence.values_list("label", flat=True)])
    people = Person.objects.exclude(name=accounts.SPONSOR.name)
    assert [person.name for person in people if person.name in everything and not person.may_be_named] == []
    assert [name for name in leaders.NAMED if name in everything] == [accounts.NEW_LEADER.name]


def test_page_and_paper_say_the_same(loaded):
    for report in IssuedReport.objects.all():
        paper = re.sub(r"\W", "", "".join(_paper(report)))
        page = BeautifulSoup(report.body, "html.parser")
        for marker in page.select("a.app-note"):
            marker.decompose()
        said = [each.get_text() for each in page.select("p[id^=said-], p > span[id^=said-], li[id^=said-]")]
        assert said
        assert [words for words in said if re.sub(r"\W", "", words) not in paper] == []


def test_a_second_time_it_only_prints_the_table(loaded):
    before = (System.objects.count(), AuditEvent.objects.count())
    out = io.StringIO()
    call_command("load_demonstration", stdout=out)
    assert out.getvalue() == loaded
    assert (System.objects.count(), AuditEvent.objects.count()) == before


def test_nothing_in_the_portal_knows_it():
    root = Path(settings.BASE_DIR)
    sources = [
        path
        for app in ("hwe_portal", "programmes", "diagnostics", "workshops", "charters", "templates")
        for path in (root / app).rglob("*")
        if path.suffix in {".py", ".html"} and "demonstration" not in path.relative_to(root).parts
    ]
    knowing = [path.name for path in sources if "hwe_portal.demonstration" in path.read_text(encoding="utf-8")]
    assert knowing == ["load_demonstration.py"]
