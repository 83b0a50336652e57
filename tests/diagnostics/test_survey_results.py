"""Results of surveys: what is previewed, published and frozen, the ledger behind it, and who reads what."""

import csv
import io
from datetime import date, timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Comment, CommentCoding, Question, Release, ReleaseUnit, Survey, Theme
from diagnostics.selectors.results import BY_SECTOR, EVERYBODY, LARGE, Counted, moved
from diagnostics.services import responses, result_printing, results
from diagnostics.services.expired_answers import delete_expired
from diagnostics.services.ledgering import Refused
from diagnostics.surveys.sectors import merged
from programmes.dates import FactDate
from programmes.models import AuditEvent, Job
from programmes.services import jobs
from tests.diagnostics import asked, groups, waves
from tests.factories import member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db
SECTORS = ("Hospital", "Council")


@pytest.fixture
def run():
    return groups.programme()


def closed(run, number=12, *, kind=Survey.Kind.ANONYMOUS, sectors=SECTORS, survey=None, answers=None, **fields):
    """A closed round, answered by everybody on the list."""
    programme, by = run
    survey = survey or asked.survey(programme, kind)
    if not survey.respondents.exists():
        asked.people(survey, number, sectors=sectors)
    answers = answers or [waves.given(survey, each) for each in range(number)]
    return waves.closed(waves.opened(survey, by, **fields), answers)


def publish(wave, key=EVERYBODY, **options):
    return results.publish(wave=wave, key=key, by=wave.by, **options)


def address(name, programme, **keywords):
    return reverse(f"diagnostics:{name}", kwargs={"programme": programme.pk, **keywords})


def soup(client, name, programme, **keywords):
    return BeautifulSoup(client.get(address(name, programme, **keywords)).content, "html.parser")


def text(page):
    return " ".join(page.main.get_text().split())


def work():
    """Do every waiting job about results, as the worker would."""
    tasks = {results.TASK: results.carry_out, result_printing.TASK: result_printing.make}
    for job in Job.objects.filter(state=Job.State.WAITING, task__in=tasks):
        jobs.work(job.pk, tasks[job.task])


# In which parts answers may be told apart ------------------------------------------------------------


def test_no_part_of_any_division_is_ever_under_its_floor_and_none_is_left_over():
    for sizes in product(range(10), repeat=4):
        counted = Counted(dict(zip(("a", "b", "c", ""), sizes, strict=True)))
        for key, division in counted.divisions.items():
            floor = {EVERYBODY: 5, BY_SECTOR: 5, LARGE: 8}[key]
            assert min(part.answered for part in division.parts) >= floor
            assert sum(part.answered for part in division.parts) == sum(sizes)
            assert division.could_be_shared == all(part.answered >= 8 for part in division.parts)
            assert len({part.name for part in division.parts}) == len(division.parts)


def test_sectors_that_were_merged_as_the_round_closed_are_merged_again_for_sponsors():
    """A sealed answer carries what its sector was merged to; those others stay others, whatever is merged next."""
    for sizes in product(range(10), repeat=3):
        before = dict(zip("abc", sizes, strict=True))
        sealed = {}
        for sector, name in merged(before, 5).items():
            sealed[name] = sealed.get(name, 0) + before[sector]
        for division in Counted({name: size for name, size in sealed.items() if size}).divisions.values():
            assert min(part.answered for part in division.parts) >= division.floor
            assert sum(part.answered for part in division.parts) == sum(sizes)


# Preview ------------------------------------------------------------


def test_of_an_anonymous_round_the_preview_shows_how_many_and_no_figure(run):
    programme, by = run
    wave = closed(run, 17, sectors=("Hospital", "Council", "Council"))
    page = soup(signed_in(by), "result-preview", programme, survey=wave.survey_id, wave=wave.pk)
    assert page.h1.get_text(strip=True) == "17 of 17 answered"
    assert page.main.find_all(["svg", "article"]) == []
    assert "For everybody or by sector, never both. This cannot be changed." in text(page)
    assert "Later answers: none. The round is closed." in text(page)
    assert "Sponsors could read it, if the group so decides" in text(page)


def test_the_preview_by_sector_says_whom_it_keeps_from_sponsors(run):
    programme, by = run
    wave = closed(run, 17, sectors=("Hospital", "Council", "Council"))
    url = address("result-preview", programme, survey=wave.survey_id, wave=wave.pk)
    page = BeautifulSoup(signed_in(by).get(url, {"parts": BY_SECTOR}).content, "html.parser")
    assert [row.get_text(" ", strip=True) for row in page.main.table.tbody.find_all("tr")] == [
        "Council 12",
        "Hospital 5",
    ]
    assert "Sponsors can never read it: Hospital 5, and each part would need eight." in text(page)


def test_of_a_named_round_the_preview_shows_what_the_group_would_read(run):
    programme, by = run
    wave = closed(run, kind=Survey.Kind.NAMED)
    client = signed_in(by)
    previewed = soup(client, "result-preview", programme, survey=wave.survey_id, wave=wave.pk)
    release = publish(wave)
    read = soup(client, "result-version", programme, release=release.pk)
    shown = list(read.article.find_all("section", id=True))
    assert list(previewed.article.find_all("section", id=True)) == shown != []


def test_preview_then_publish_then_read_and_print(run):
    programme, by = run
    wave = closed(run)
    client = signed_in(by)
    page = soup(client, "result-preview", programme, survey=wave.survey_id, wave=wave.pk)
    form = next(form for form in page.find_all("form") if form.button.get_text(strip=True) == "Publish")
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.get("name")}
    asked_for = client.post(form["action"], fields)
    assert client.post(form["action"], fields).url == asked_for.url
    work()
    release = Release.objects.get()
    version = address("result-version", programme, release=release.pk)
    assert client.get(asked_for.url).url == version
    leader = signed_in(member(programme))
    assert "12 of 12 people, counted together, nobody named" in text(
        soup(leader, "result-version", programme, release=release.pk)
    )
    work()
    pdf = leader.get(address("result-paper", programme, release=release.pk))
    assert (pdf["Content-Disposition"], pdf.getvalue()[:5]) == ('attachment; filename="results-1.pdf"', b"%PDF-")
    assert release.units.count() == 12


# What may go out, and once ------------------------------------------------------------


def test_an_open_round_and_one_of_too_few_are_not_published(run):
    programme, by = run
    survey = asked.survey(programme)
    asked.people(survey, 12)
    wave = waves.opened(survey, by)
    with pytest.raises(Refused, match="once it is closed"):
        publish(wave)
    waves.closed(wave, [waves.given(survey, each) for each in range(4)])
    with pytest.raises(Refused, match="at least five answers"):
        publish(wave)
    assert "Too few answered for results" in text(
        soup(signed_in(by), "result-preview", programme, survey=survey.pk, wave=wave.pk)
    )


def test_a_round_goes_out_once_for_everybody_or_by_sector(run):
    wave = closed(run)
    release = publish(wave)
    for key in (EVERYBODY, BY_SECTOR):
        with pytest.raises(Refused, match="published already"):
            publish(wave, key)
    assert [part["name"] for part in release.figures["parts"]] == [""]


def test_by_sector_no_figure_counts_everybody(run):
    wave = closed(run, 17, sectors=("Hospital", "Council", "Council"))
    release = publish(wave, BY_SECTOR)
    parts = {part["name"]: part for part in release.figures["parts"]}
    assert {name: part["answered"] for name, part in parts.items()} == {"Council": 12, "Hospital": 5}
    for part in parts.values():
        assert {figure["n"] for figure in part["figures"]} == {part["answered"]}
    assert set(release.units.values_list("part", "response__sector")) == {(name, name) for name in parts}
    url = address("result-version", run[0], release=release.pk)
    client = signed_in(member(run[0]))
    whole, one = (BeautifulSoup(client.get(url, part).content, "html.parser") for part in ({}, {"part": "2"}))
    assert whole.find(id="side-by-side").find("th", string="Hospital")
    assert [section.h2.get_text(strip=True) for section in one.article.find_all("section")] == ["Hospital"]


def test_the_gate_refuses_what_would_leave_a_small_class(run):
    """Something out already that counts nine of twelve would leave three who can be told from the rest."""
    wave = closed(run)
    programme, by = run
    earlier = Release.objects.create(
        instrument="survey", subject="survey", programme=programme, wave=wave, audience="sponsor", floor=8, number=1,
        title="Nine", covered=9, of=12, figures={}, by=by,
    )  # fmt: skip
    nine = wave.responses.order_by("pk")[:9]
    ReleaseUnit.objects.bulk_create(ReleaseUnit(release=earlier, response=row) for row in nine)
    with pytest.raises(Refused):
        publish(wave)
    assert Release.objects.filter(audience="group").count() == 0


def test_a_preview_that_something_overtook_publishes_nothing(run):
    wave = closed(run)
    seal = results.draft(wave=wave).seal
    theme = Theme.objects.create(programme=run[0], name="Time", statement="We have no time.")
    for comment in Comment.objects.filter(wave=wave, question__kind="long"):
        CommentCoding.objects.create(comment=comment, theme=theme, by=run[1])
    with pytest.raises(Refused, match="Something changed"):
        publish(wave, seal=seal)


def test_what_is_published_stays_as_it_is_and_costs_one_release_row(run):
    programme, _ = run
    wave = closed(run)
    release = publish(wave)
    leader = signed_in(member(programme))
    url = address("result-version", programme, release=release.pk)
    with CaptureQueriesContext(connection) as captured:
        before = text(BeautifulSoup(leader.get(url).content, "html.parser"))
    read = " ".join(query["sql"] for query in captured)
    assert [table for table in ("releaseunit", "_response", "_comment", "_question") if table in read] == []
    Question.objects.update(text="Something else?")
    delete_expired(at=timezone.localdate() + timedelta(days=800))
    assert text(BeautifulSoup(leader.get(url).content, "html.parser")) == before


# Files ------------------------------------------------------------


def test_the_file_says_exactly_what_the_page_shows_and_calculates_nothing(run):
    programme, _ = run
    survey = asked.survey(programme, kinds=("pair", "single"))
    options = [{"id": "a", "text": "=1+1"}, {"id": "b", "text": "Schools"}]
    Question.objects.filter(kind="single").update(options=options, text="@what")
    wave = closed(run, survey=survey)
    release = publish(wave)
    client = signed_in(member(programme))
    page = text(soup(client, "result-version", programme, release=release.pk))
    content = client.get(address("result-csv", programme, release=release.pk)).content.decode("utf-8-sig")
    _, *rows = csv.reader(io.StringIO(content))
    assert {row[4] for row in rows} >= {"'=1+1", "Schools"}
    said = [cell.removeprefix("'") for row in rows for cell in row[1:8] if cell]
    assert [cell for cell in said if cell not in page] == []
    assert client.get(address("result-xlsx", programme, release=release.pk)).content[:2] == b"PK"


# One round beside another ------------------------------------------------------------


def test_two_rounds_stand_side_by_side_with_who_changed_between(run):
    programme, _ = run
    survey = asked.survey(programme, kinds=("pair", "single"))
    people = asked.people(survey, 19)
    first = closed(run, 19, survey=survey, title="Autumn 2021")
    for person in people[:3]:
        person.withdrawn_at = timezone.now()
        person.save()
    asked.people(survey, 3, first=50)
    pair = Question.objects.get(kind="pair")
    answers = [waves.given(survey, each) | {str(pair.pk): [5, 5]} for each in range(19)]
    second = closed(run, 19, survey=survey, answers=answers, title="Spring 2022")
    assert publish(first).figures["since"] is None
    since = publish(second).figures["since"]
    assert (since["before"], since["after"]) == ("Autumn 2021", "Spring 2022")
    assert since["people"] == "3 of 19 people changed; some movement may be theirs."
    assert "how true it is of us now: from 3 to" in str(since["parts"][0]["figures"])


def test_rounds_that_are_cut_differently_are_not_compared_and_other_people_are_said(run):
    survey = asked.survey(run[0], kinds=("pair",))
    old = asked.people(survey, 12, sectors=SECTORS)
    first = closed(run, 12, survey=survey)
    for person in old:
        person.withdrawn_at = timezone.now()
        person.save()
    asked.people(survey, 12, sectors=SECTORS, first=50)
    second = closed(run, 12, survey=survey)
    publish(second)
    early = publish(first, BY_SECTOR)
    assert early.figures["since"] is None
    third = closed(run, 12, survey=survey)
    assert publish(third).figures["since"]["people"] == "The same people were asked both times."
    gone = moved(first, second)
    assert (gone.left, gone.both, gone.joined) == (12, 0, 12)


# Single answers ------------------------------------------------------------


@pytest.mark.parametrize("kind", [Survey.Kind.NAMED, Survey.Kind.CONFIDENTIAL])
def test_each_opening_of_single_answers_is_in_the_audit(run, kind):
    programme, by = run
    wave = closed(run, kind=kind)
    client = signed_in(by)
    of_wave = {"survey": wave.survey_id, "wave": wave.pk}
    table = soup(client, "answers-wave", programme, **of_wave)
    assert len(table.tbody.find_all("tr")) == 12
    row = wave.responses.get(invitation__respondent__name="Asked 3")
    page = soup(client, "answers-person", programme, **of_wave, response=row.pk)
    assert responses.opened(row)[str(Question.objects.get(kind="long").pk)] in text(page)
    content = client.get(address("answers-csv", programme, **of_wave)).content.decode("utf-8-sig")
    assert [line[0] for line in csv.reader(io.StringIO(content))][:3] == ["Name", "Asked 1", "Asked 10"]
    opened = AuditEvent.objects.filter(verb="opened answers").values_list("record", "by")
    assert list(opened) == [(wave.key, by.pk), (f"diagnostics.response:{row.pk}", by.pk), (wave.key, by.pk)]


def test_of_an_anonymous_survey_no_single_answer_is_there(run):
    programme, by = run
    wave = closed(run)
    row = wave.responses.first()
    of_wave = {"survey": wave.survey_id, "wave": wave.pk}
    names = {"answers-wave": {}, "answers-csv": {}, "answers-xlsx": {}, "answers-person": {"response": row.pk}}
    client = signed_in(by)
    found = {name: client.get(address(name, programme, **of_wave, **more)).status_code for name, more in names.items()}
    assert set(found.values()) == {404}
    assert "nobody can see who answered what" in text(soup(client, "answers", programme, survey=wave.survey_id))


def test_single_answers_ask_who_it_is(run):
    programme, by = run
    wave = closed(run, kind=Survey.Kind.NAMED)
    url = address("answers-wave", programme, survey=wave.survey_id, wave=wave.pk)
    assert signed_in(by, confirmed=False).get(url).status_code == 302
    assert AuditEvent.objects.filter(verb="opened answers").count() == 0


def test_answers_are_emptied_a_year_after_the_programme_and_releases_stay(run):
    programme, by = run
    wave = closed(run, kind=Survey.Kind.NAMED)
    release = publish(wave)
    later = closed(run, survey=wave.survey, title="Later")
    programme.ends_on = FactDate(date(2022, 3, 31))
    programme.save()
    assert delete_expired(at=timezone.localdate()) == 0
    next_year = timezone.localdate() + timedelta(days=366)
    assert delete_expired(at=next_year) == 24
    assert set(map(bytes, wave.responses.values_list("ciphertext", flat=True))) == {b""}
    assert set(map(bytes, Comment.objects.filter(wave=wave).values_list("ciphertext", flat=True))) == {b""}
    assert Release.objects.get(pk=release.pk).units.count() == 12
    with pytest.raises(Refused, match="were deleted"):
        publish(later)
    page = soup(signed_in(by), "answers-wave", programme, survey=wave.survey_id, wave=wave.pk)
    assert "There is nothing to read" in text(page)


def test_who_answered_an_anonymous_round_is_kept_no_longer_than_the_answers(run):
    programme, _ = run
    wave = closed(run)
    programme.ends_on = FactDate(date(2022, 3, 31))
    programme.save()
    assert wave.invitations.filter(used=True).count() == 12
    delete_expired(at=timezone.localdate() + timedelta(days=366))
    wave.refresh_from_db()
    assert (wave.invitations.filter(used=True).count(), wave.answered) == (0, 12)


# What pages cost ------------------------------------------------------------


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "name", ["results", "results-published", "result-version", "result-preview", "answers", "answers-wave"]
)
def test_one_of_everything_costs_as_many_queries_as_three(run, name):
    programme, by = run
    client = signed_in(by)
    survey = asked.survey(programme, Survey.Kind.NAMED, kinds=("pair", "long"))
    first, waiting = closed(run, survey=survey), closed(run, survey=survey)
    release = publish(first)
    keywords = {
        "results": {"survey": survey.pk},
        "results-published": {},
        "result-version": {"release": release.pk},
        "result-preview": {"survey": survey.pk, "wave": waiting.pk},
        "answers": {"survey": survey.pk},
        "answers-wave": {"survey": survey.pk, "wave": first.pk},
    }[name]
    one = queries(client, address(name, programme, **keywords))
    for _ in range(2):
        publish(closed(run, survey=survey))
    assert queries(client, address(name, programme, **keywords)) == one <= 15
