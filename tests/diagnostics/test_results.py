"""A leader's result: what it says, who reads it, the same on page and paper, and how it is deleted."""

import io

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diagnostics import result, texts
from diagnostics.models import ConflictProfile, Release, ReleaseUnit
from diagnostics.modes import Mode
from diagnostics.services import printing, profiles
from diagnostics.tasks import print_result
from programmes.access import Role
from programmes.models import Job
from tests.diagnostics import people
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    found = ProgrammeFactory(title="Leading together")
    people.ask(found)
    return found


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Grace Lind")


@pytest.fixture
def leader(programme):
    return member(programme, name="Ada Reed")


@pytest.fixture
def profile(leader, programme, facilitator):
    """A released result whose scores are 7, 9, 5, 6 and 3."""
    finished = people.finish(leader, programme)
    ConflictProfile.objects.filter(pk=finished.pk).update(**{mode.value: n for mode, n in people.SCORES.items()})
    return people.release(finished, facilitator)


def url(name, programme, *args):
    return reverse(f"diagnostics:{name}", args=[programme.pk, *args])


def read(user, profile):
    return signed_in(user).get(url("result", profile.programme, profile.pk))


def publish(profile, by):
    release = Release.objects.create(
        programme=profile.programme, instrument=profile.source, number=1, title="Snapshot", covered=1, of=1,
        figures={}, by=by,
    )  # fmt: skip
    ReleaseUnit.objects.create(release=release, profile=profile)


def test_the_title_says_what_comes_first_and_last(profile):
    assert result.gather(profile).title == "You collaborate first; accommodating comes last"


def test_the_modes_stand_in_the_leaders_own_order(profile):
    parts = result.gather(profile).modes
    assert [(part.mode, part.standing) for part in parts] == [
        (Mode.COLLABORATING, "9 of 12: your first choice"),
        (Mode.COMPETING, "7 of 12: your second choice"),
        (Mode.AVOIDING, "6 of 12"),
        (Mode.COMPROMISING, "5 of 12"),
        (Mode.ACCOMMODATING, "3 of 12: your last choice"),
    ]
    assert [part.mode for part in parts if part.leads] == [Mode.COLLABORATING]


def test_the_questions_are_about_the_first_and_the_last_mode(profile):
    of = texts.MODE_TEXTS
    assert result.gather(profile).questions == (
        of[Mode.COLLABORATING].questions[0],
        of[Mode.ACCOMMODATING].questions[0],
        of[Mode.COLLABORATING].questions[1],
        of[Mode.ACCOMMODATING].questions[1],
    )


def test_five_level_modes_have_no_first_and_no_last_choice(programme, leader, facilitator):
    level = people.licensed_result(dict.fromkeys(Mode, 6))
    gathered = result.gather(people.record(leader, programme, facilitator, level))
    assert gathered.title == "Your five modes come out level"
    assert {part.standing for part in gathered.modes} == {"6 of 12"}
    assert len(gathered.questions) == 5


def test_the_page_says_everything_of_every_mode(leader, profile):
    page = read(leader, profile).content.decode()
    for text in texts.MODE_TEXTS.values():
        for line in (text.meaning, *text.serves, *text.overused, *text.underused):
            assert line.replace("'", "&#x27;") in page
    assert texts.OWN_NOTE in page
    assert texts.TRADE_MARK not in page


def test_the_facilitator_reads_it_before_the_leader_does(programme, leader, facilitator):
    finished = people.finish(leader, programme)
    assert (read(facilitator, finished).status_code, read(leader, finished).status_code) == (200, 404)
    assert "Ada Reed cannot see it yet" in read(facilitator, finished).content.decode()
    people.release(finished, facilitator)
    assert read(leader, finished).status_code == 200


def test_a_begun_profile_has_no_result(programme, leader, facilitator):
    begun = people.begin(leader, programme, answers=30)
    assert read(facilitator, begun).status_code == 404


@pytest.mark.parametrize("name", ["result", "result-pdf", "result-licensed-report"])
def test_a_result_is_found_only_under_its_own_programme(leader, profile, name):
    elsewhere = ProgrammeFactory()
    member(elsewhere)
    address = url(name, elsewhere, profile.pk)
    assert signed_in(leader).get(address).status_code == 404


def test_the_history_says_what_was_done_and_no_score(facilitator, profile):
    history = read(facilitator, profile).context["history"]
    assert [entry.what for entry in history] == [
        "Conflict profile: released", "Conflict profile: finished", "Conflict profile: began",
    ]  # fmt: skip


@pytest.mark.parametrize("reader", ["leader", "facilitator"])
def test_the_page_costs_the_same_with_one_version_and_with_three(reader, leader, facilitator, programme, profile):
    client = signed_in({"leader": leader, "facilitator": facilitator}[reader])
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url("result", programme, profile.pk)).status_code == 200
        counts.append(len(captured))
        for _ in range(2):
            people.release(people.record(leader, programme, facilitator, at=profile.completed_at), facilitator)
    assert counts[0] == counts[1] <= 15


# On paper


def test_the_document_is_made_in_the_background_and_kept_private(leader, programme, profile):
    client = signed_in(leader)
    asked = client.post(url("result-pdf", programme, profile.pk))
    job = Job.objects.get()
    assert asked.url == reverse("programmes:job", args=[job.pk])
    assert client.get(url("result-pdf", programme, profile.pk)).status_code == 404
    print_result(job.pk)
    done = client.get(asked.url)
    assert done.url == url("result", programme, profile.pk)
    assert "Download this profile as a PDF" in client.get(done.url).content.decode()
    pdf = client.get(url("result-pdf", programme, profile.pk))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    profile.refresh_from_db()
    assert "Ada" not in profile.printed.name
    assert signed_in(member(programme)).get(url("result-pdf", programme, profile.pk)).status_code == 404


def test_the_document_is_titled_tagged_and_in_english(profile, leader):
    job = printing.ask(profile=profile, by=leader)
    print_result(job.pk)
    profile.refresh_from_db()
    with profile.printed.open("rb") as file, pikepdf.open(io.BytesIO(file.read())) as pdf:
        assert pdf.docinfo["/Title"] == "You collaborate first; accommodating comes last"
        assert pdf.Root.Lang == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)


def test_a_profile_deleted_meanwhile_is_not_printed(profile, leader, programme):
    job = printing.ask(profile=profile, by=leader)
    profiles.delete(person=leader.person, programme=programme, by=leader)
    print_result(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.FAILED, printing.GONE)


# Deleted by its owner


def test_deleting_is_asked_first_and_says_that_nothing_remains(leader, programme, profile):
    client = signed_in(leader)
    page = client.get(url("delete", programme)).content.decode()
    assert "No published picture has counted you, so no answer, score or choice of yours remains." in page
    assert client.post(url("delete", programme)).url == reverse("home")
    assert not ConflictProfile.objects.exists()
    assert client.get(url("result", programme, profile.pk)).status_code == 404


def test_deleting_a_published_profile_says_what_cannot_be_taken_back(leader, programme, profile, facilitator):
    publish(profile, facilitator)
    client = signed_in(leader)
    assert "What we cannot take back" in client.get(url("delete", programme)).content.decode()
    client.post(url("delete", programme))
    for user in (leader, facilitator):
        assert read(user, profile).status_code == 404
    assert ConflictProfile.objects.get().deleted_at is not None
    assert client.get(url("profile", programme)).url == url("about", programme)


def test_there_is_nothing_to_delete_before_the_first_answer(leader, programme):
    assert signed_in(leader).get(url("delete", programme)).url == url("profile", programme)
