"""Building a survey: where it starts from, its sections and questions, and when nothing of it changes any more."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Question, Survey
from diagnostics.selectors.blueprints import blueprint_of
from diagnostics.selectors.surveys import form_of
from diagnostics.services import surveys
from diagnostics.surveys import files, words
from programmes.access import Role
from programmes.models import AuditEvent, FrameworkArea, FrameworkPoint
from tests.diagnostics import asked
from tests.factories import MembershipFactory, ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


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
def survey(programme):
    """Questions "one" to "three" in the first section, "four" in the second; "three" depends on "one"."""
    made = Survey.objects.create(programme=programme, title="How we decide")
    first, second = (made.sections.create(title=title, position=n) for n, title in enumerate(("First", "Second")))
    one = asked.question(first, "single", position=0, text="one")
    asked.question(first, "short", position=1, text="two")
    asked.question(first, "long", position=2, text="three", shown_if=one, shown_values=["b"])
    asked.question(second, "scale", position=0, text="four")
    return made


def question(survey, text):
    return Question.objects.get(section__survey=survey, text=text, withdrawn_at=None)


def order(survey):
    return [[each.text for each in section.questions] for section in form_of(survey).sections]


def url(name, survey, *args):
    return reverse(f"diagnostics:{name}", args=[survey.programme_id, survey.pk, *args])


def said(response):
    """What the page says in its messages and error summary."""
    page = BeautifulSoup(response.content, "html.parser")
    return [
        each.get_text(" ", strip=True)
        for each in page.select(".nhsuk-notification-banner__heading, .nhsuk-error-summary__list li")
    ]


def refused(act, **kwargs):
    with pytest.raises(surveys.NotFree) as found:
        act(**kwargs)
    return str(found.value)


def test_an_empty_list_says_what_to_do(desk, programme):
    page = desk.get(reverse("diagnostics:surveys", args=[programme.pk])).content.decode()
    assert "There is no survey yet. Start from a template" in page


@pytest.mark.parametrize(("start", "questions"), [("organisational_health", 22), ("opinion_of_the_system", 16)])
@pytest.mark.embedded
def test_a_template_becomes_a_survey_that_saves_as_the_template(desk, programme, start, questions):
    response = desk.post(reverse("diagnostics:survey-add", args=[programme.pk]), {"start": start})
    survey = programme.surveys.get()
    assert response.url == url("survey", survey)
    assert len(form_of(survey).questions) == questions
    saved = json.loads(desk.get(url("survey-file", survey)).content)
    template = json.loads(files.write(files.template(start)))
    assert {name: saved[name] for name in template} == template
    assert saved["mail_body"] == words.MAIL_BODY


def test_a_framework_becomes_a_pair_for_each_of_its_points(desk, programme):
    address = reverse("diagnostics:survey-add", args=[programme.pk])
    assert "framework" not in dict(desk.get(address).context["form"].fields["start"].choices)
    areas = [FrameworkArea.objects.create(programme=programme, number=n, name=f"Area {n}") for n in (2, 1)]
    for text, area in (("trust", areas[1]), ("Aims", areas[0]), ("coaching", areas[1])):
        FrameworkPoint.objects.create(programme=programme, area=area, text=text)
    desk.post(address, {"start": "framework"})
    sections = form_of(programme.surveys.get()).sections
    assert [(each.title, [question.text for question in each.questions]) for each in sections] == [
        ("Area 1", ["Trust", "Coaching"]),
        ("Area 2", ["Aims"]),
    ]
    assert {(each.kind, each.labels) for section in sections for each in section.questions} == {
        ("pair", ("Not at all", "A little", "Somewhat", "Quite a lot", "Very much"))
    }


def test_a_framework_with_more_points_than_a_survey_may_hold_is_refused_in_words(desk, programme):
    area = FrameworkArea.objects.create(programme=programme, number=1, name="Area 1")
    FrameworkPoint.objects.bulk_create(
        FrameworkPoint(programme=programme, area=area, text=f"Point {number}") for number in range(151)
    )
    answer = desk.post(reverse("diagnostics:survey-add", args=[programme.pk]), {"start": "framework"})
    assert (answer.status_code, programme.surveys.count()) == (200, 0)
    assert answer.context["form"].non_field_errors() == [surveys.TOO_MANY]


@pytest.mark.embedded
def test_a_copy_is_free_and_holds_everything_but_people_and_what_was_withdrawn(desk, survey, facilitator):
    asked.people(survey, 2)
    survey.sections.create(title="Withdrawn", withdrawn_at=timezone.now())
    surveys.fix(survey, at=timezone.now())
    desk.post(url("survey-copy", survey))
    copy = Survey.objects.exclude(pk=survey.pk).get()
    assert (copy.title, copy.is_fixed, copy.respondents.count()) == ("Copy of How we decide", False, 0)
    assert [each.title for each in copy.sections.all()] == ["First", "Second"]
    assert blueprint_of(copy).sections == blueprint_of(survey).sections
    three, one = question(copy, "three"), question(copy, "one")
    assert (three.shown_if, three.shown_values) == (one, ["b"])


def test_surveys_of_another_programme_are_copied_only_by_whoever_runs_it(desk, programme, facilitator):
    theirs = asked.survey(ProgrammeFactory(), kinds=["short"])
    address = reverse("diagnostics:survey-add-copy", args=[programme.pk])
    assert said(desk.post(address, {"survey": theirs.pk})) == ["Choose one of your surveys"]
    assert programme.surveys.count() == 0
    MembershipFactory(programme=theirs.programme, person=facilitator.person, role=Role.FACILITATOR)
    desk.post(address, {"survey": theirs.pk})
    assert blueprint_of(programme.surveys.get()).sections == blueprint_of(theirs).sections


@pytest.mark.embedded
def test_a_file_is_read_in_or_refused_with_the_place(desk, programme, survey):
    address = reverse("diagnostics:survey-add-file", args=[programme.pk])

    def send(text):
        return desk.post(address, {"file": SimpleUploadedFile("survey.json", text.encode())})

    text = files.write(blueprint_of(survey))
    send(text)
    read = Survey.objects.exclude(pk=survey.pk).get()
    assert blueprint_of(read).sections == blueprint_of(survey).sections
    refusal = send(text.replace('"single"', '"several"', 1))
    assert said(refusal)[1:] == [
        "Section 1, question 1: “kind” should be one of scale, pair, single, multiple, ranking, number, short, long."
    ]
    assert said(desk.post(address, {"sent": "1"})) == ["Choose the file of a survey"]
    assert Survey.objects.count() == 2


@pytest.mark.embedded
def test_questions_move_within_a_section_and_into_its_neighbours(survey, facilitator):
    surveys.move_question(question=question(survey, "two"), up=True, by=facilitator)
    assert order(survey) == [["two", "one", "three"], ["four"]]
    surveys.move_question(question=question(survey, "three"), up=False, by=facilitator)
    assert order(survey) == [["two", "one"], ["three", "four"]]
    surveys.move_question(question=question(survey, "four"), up=True, by=facilitator)
    surveys.move_question(question=question(survey, "four"), up=True, by=facilitator)
    assert order(survey) == [["two", "one", "four"], ["three"]]
    for text, up in (("two", True), ("three", False)):  # both ends
        surveys.move_question(question=question(survey, text), up=up, by=facilitator)
    assert order(survey) == [["two", "one", "four"], ["three"]]


DEPENDS = (
    "“three” is asked only after certain answers to another question, which has to come before it. "
    "Ask it of everybody first, then do this again."
)


@pytest.mark.embedded
def test_nothing_comes_before_what_it_depends_on(desk, survey, facilitator):
    surveys.move_question(question=question(survey, "three"), up=True, by=facilitator)
    assert refused(surveys.move_question, question=question(survey, "three"), up=True, by=facilitator) == DEPENDS
    assert refused(surveys.withdraw_question, question=question(survey, "one"), by=facilitator) == DEPENDS
    surveys.move_question(question=question(survey, "two"), up=False, by=facilitator)
    surveys.move_question(question=question(survey, "three"), up=False, by=facilitator)
    assert order(survey) == [["one"], ["three", "two", "four"]]
    first = survey.sections.first()
    assert refused(surveys.move_section, section=first, up=False, by=facilitator) == DEPENDS
    assert refused(surveys.withdraw_section, section=first, by=facilitator) == DEPENDS
    response = desk.post(url("section-withdraw", survey, first.pk), follow=True)
    assert said(response) == [f"{DEPENDS}"]
    assert order(survey) == [["one"], ["three", "two", "four"]]


def test_what_a_question_depends_on_can_go_once_everybody_is_asked(desk, survey, facilitator):
    desk.post(url("question-condition", survey, question(survey, "three").pk), {"everybody": "1"})
    one = question(survey, "one")
    desk.post(url("question-withdraw", survey, one.pk))
    assert order(survey) == [["two", "three"], ["four"]]
    desk.post(url("question-restore", survey, one.pk))
    assert order(survey) == [["one", "two", "three"], ["four"]]


def test_an_answer_that_decides_can_be_reworded_and_not_dropped(desk, survey):
    one = question(survey, "one")
    address = url("question-change", survey, one.pk)
    response = desk.post(address, {"text": "one", "lines": "Housing\nClinics"})
    assert said(response)[0].startswith("“three” is asked only after certain answers to “one”")
    assert response.context["form"]["lines"].value() == "Housing\nClinics"
    desk.post(address, {"text": "one", "lines": "Clinics\nHousing\nSchools nearby\nTransport"})
    one.refresh_from_db()
    assert [(each["id"], each["text"]) for each in one.options] == [
        ("c", "Clinics"),
        ("a", "Housing"),
        ("b", "Schools nearby"),
        ("d", "Transport"),
    ]
    assert "Only after “Schools nearby” to question 1" in desk.get(url("survey", survey)).content.decode()


def test_a_condition_is_chosen_from_earlier_questions_that_can_decide(desk, survey):
    four, one = question(survey, "four"), question(survey, "one")
    address = url("question-condition", survey, four.pk)
    form = desk.get(address).context["form"]
    assert form.fields["after"].choices == [(str(one.pk), "1. one")]
    assert said(desk.get(f"{address}?after=99")) == ["Choose one of the questions shown"]
    assert said(desk.post(f"{address}?after={one.pk}", {"sent": "1"})) == ["Tick at least one answer"]
    desk.post(f"{address}?after={one.pk}", {"answers": ["a", "c"]})
    four.refresh_from_db()
    assert (four.shown_if, four.shown_values) == (one, ["a", "c"])


def test_a_copy_of_a_question_stands_right_after_it(desk, survey):
    response = desk.post(url("question-copy", survey, question(survey, "two").pk))
    assert order(survey) == [["one", "two", "two", "three"], ["four"]]
    twin = Question.objects.filter(text="two").last()
    assert response.url == url("question-change", survey, twin.pk)


KINDS = {
    "scale": ({"points": "7", "low_label": "Never", "high_label": "Always"}, {"points": 7, "low_label": "Never"}),
    "pair": ({"points": "5", "names": "a\nb\nc\nd\ne", "low_label": "x", "high_label": "y"}, {"low_label": ""}),
    "single": ({"lines": "A\n\n B  b \n"}, {"options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B b"}]}),
    "number": ({"least": "0", "most": "10"}, {"least": 0, "most": 10}),
    "long": ({"is_required": "on"}, {"is_required": True}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_each_kind_is_added_last(desk, survey, kind):
    typed, held = KINDS[kind]
    section = survey.sections.first()
    desk.post(url("question-add-kind", survey, section.pk, kind), {"text": f"new\x07 {kind}"} | typed)
    new = question(survey, f"new {kind}")
    assert {name: getattr(new, name) for name in held} == held
    assert order(survey)[0] == ["one", "two", "three", f"new {kind}"]


WRONG = {
    "labels": ("scale", {"points": "7", "names": "a\nb"}, "There are 7 points and 2 lines. Name all points or none"),
    "one end": ("scale", {"points": "5", "low_label": "Never"}, "Name both ends or none"),
    "one answer": ("multiple", {"lines": "A"}, "Enter at least two answers, one a line"),
    "twice": ("ranking", {"lines": "Time\ntime"}, "“time” is there twice"),
    "too many": ("ranking", {"lines": "\n".join("abcdefghijk")}, "Enter at most 10 answers. There are 11 lines"),
    "ends": (
        "number",
        {"least": "2", "most": "1"},
        "The largest number is below the smallest. Correct one of the two.",
    ),
}


@pytest.mark.parametrize(("kind", "typed", "sentence"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_said_and_kept(desk, survey, kind, typed, sentence):
    response = desk.post(url("question-add-kind", survey, survey.sections.first().pk, kind), {"text": "New"} | typed)
    assert said(response) == [sentence]
    assert response.context["form"]["text"].value() == "New"
    assert Question.objects.filter(text="New").count() == 0


VERBS = ("question-move", "question-copy", "question-withdraw", "question-restore")
FORMS = ("survey-settings", "section-add", "survey-withdraw")


@pytest.mark.embedded
def test_nothing_changes_once_people_were_asked_and_the_page_offers_a_copy(desk, survey):
    surveys.fix(survey, at=timezone.now())
    before = blueprint_of(survey)
    two, section = question(survey, "two"), survey.sections.first()
    addresses = [url(name, survey, two.pk) for name in (*VERBS, "question-change", "question-condition")]
    addresses += [url(name, survey, section.pk) for name in ("section-change", "section-move", "section-withdraw")]
    addresses += [url(name, survey) for name in FORMS]
    for address in addresses:
        response = desk.post(address, {"title": "New", "text": "New", "kind": "named"}, follow=True)
        assert said(response) == [surveys.FIXED], address
    page = desk.get(url("survey", survey))
    buttons = [each.get_text() for each in BeautifulSoup(page.content, "html.parser").select("main button")]
    assert buttons == ["Copy the survey"]
    survey.refresh_from_db()
    assert (blueprint_of(survey), survey.withdrawn_at) == (before, None)


def test_mails_change_after_people_were_asked_and_free_nothing(desk, survey):
    stale = Survey.objects.get(pk=survey.pk)  # read before people were asked, stored afterwards
    surveys.fix(survey, at=timezone.now())
    texts = {name: words.MAIL_BODY if "body" in name else "About {survey}" for name in surveys.MAIL}
    elsewhere = {"mail_body": "https://elsewhere.example/?to={link}"}
    assert said(desk.post(url("survey-mail", survey), texts | elsewhere)) == [words.JOINED]
    assert said(desk.post(url("survey-mail", survey), texts | {"mail_body": "Dear {nmae}, {link}"})) == [
        "{nmae} is no field. You can use {name}, {survey}, {link} and {closes}."
    ]
    desk.post(url("survey-mail", survey), texts)
    survey.refresh_from_db()
    assert (survey.mail_subject, survey.is_fixed) == ("About {survey}", True)
    stale.mail_subject = "By {closes}"
    surveys.correct_mail(survey=stale, by=None)
    survey.refresh_from_db()
    assert (survey.mail_subject, survey.reminder_subject, survey.is_fixed) == ("By {closes}", "", True)


def test_a_preview_goes_on_from_what_it_carries_and_believes_nobody_else(desk, survey):
    address = url("survey-preview-page", survey)
    one, three = question(survey, "one"), question(survey, "three")

    def questions_of(response):
        return [each["value"] for each in BeautifulSoup(response.content, "html.parser").select("[name=q]")]

    def carried(response):
        return BeautifulSoup(response.content, "html.parser").find(attrs={"name": "carried"})["value"]

    assert questions_of(desk.get(address)) == questions_of(desk.get(f"{address}?page={'9' * 5000}")) == []
    first = desk.get(f"{address}?page=1")
    answers = {"page": "1", "q": str(one.pk), f"q{one.pk}": "b", "carried": carried(first)}
    assert questions_of(desk.post(address, answers)) == [str(three.pk)]
    later = {"page": "2", "q": str(three.pk), "carried": carried(desk.post(address, answers))}
    assert questions_of(desk.post(address, later)) == [str(question(survey, "four").pk)]
    assert questions_of(desk.post(address, later | {"carried": '{"1": 5}'})) == []


def test_each_act_leaves_its_audit_row(survey, facilitator):
    two = question(survey, "two")
    surveys.move_question(question=two, up=True, by=facilitator)
    surveys.withdraw_question(question=two, by=facilitator)
    refused(surveys.withdraw_question, question=question(survey, "one"), by=facilitator)
    verbs = AuditEvent.objects.filter(record__startswith="diagnostics.question").order_by("pk")
    assert list(verbs.values_list("verb", "summary")) == [("moved up", "two"), ("withdrew", "two")]


def test_the_number_of_queries_does_not_grow(desk, programme, survey):
    addresses = [
        reverse("diagnostics:surveys", args=[programme.pk]),
        url("survey", survey),
        url("survey-preview", survey),
        url("survey-preview-page", survey),
        url("question-condition", survey, question(survey, "three").pk),
        reverse("diagnostics:survey-add", args=[programme.pk]),
    ]

    def counts():
        found = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert desk.get(address).status_code == 200
            found.append(len(queries))
        return found

    few = counts()
    for number in range(2):
        more = asked.survey(programme, title=f"Survey {number}")
        asked.planned(more, by=programme.memberships.get(role=Role.FACILITATOR).person.user)
        section = survey.sections.create(title=f"More {number}", position=5 + number)
        asked.question(section, "scale", text=f"more {number}")
    many = counts()
    assert many == few
    assert max(few) <= 15
