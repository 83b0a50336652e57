"""A profile from the first answer to its deletion, through the services that the pages call."""

import threading
from datetime import UTC, date, datetime, time

import pytest
from django.db import connection

from diagnostics import scoring
from diagnostics.models import ConflictAnswer, ConflictProfile, Release, ReleaseUnit, Source
from diagnostics.modes import Mode
from diagnostics.questionnaire import PAIRS, VERSION
from diagnostics.selectors import profiles as selectors
from diagnostics.services import consents, profiles
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import AuditEvent, Consent, Programme
from tests.diagnostics import people
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def leader(programme):
    people.ask(programme)
    return member(programme, name="Ada Reed")


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR)


def publish(profile, by):
    """A published picture that counts this profile."""
    release = Release.objects.create(
        programme=profile.programme, instrument=profile.source, number=1, title="Snapshot", covered=1, of=1,
        figures={}, by=by,
    )  # fmt: skip
    ReleaseUnit.objects.create(release=release, profile=profile)


def about_profiles():
    return list(AuditEvent.objects.filter(record__startswith="diagnostics.").values_list("verb", flat=True))


def test_beginning_twice_is_one_profile(leader, programme):
    first = people.begin(leader, programme)
    assert people.begin(leader, programme) == first
    assert first.questionnaire == VERSION
    assert about_profiles() == ["began"]


def test_an_answer_is_saved_over_an_earlier_one(leader, programme):
    begun = people.begin(leader, programme)
    profiles.answer(profile=begun, item="p01", side="a")
    profiles.answer(profile=begun, item="p01", side="b")
    assert selectors.answers_of(begun) == {"p01": "b"}


def test_no_audit_row_says_when_a_question_was_answered(leader, programme):
    people.begin(leader, programme, answers=7)
    assert about_profiles() == ["began"]


def test_finishing_scores_the_answers_and_deletes_them(leader, programme):
    finished = people.finish(leader, programme)
    finished.refresh_from_db()
    expected = scoring.score({pair.id: "a" for pair in PAIRS}).by_mode()
    assert {mode: finished.scores[mode] for mode in Mode} == expected
    assert finished.completed_at is not None
    assert not ConflictAnswer.objects.exists()
    assert about_profiles() == ["began", "finished"]


def test_finishing_needs_every_answer_and_says_which_are_missing(leader, programme):
    begun = people.begin(leader, programme, answers=28)
    with pytest.raises(profiles.Unanswered) as refused:
        profiles.finish(profile=begun, by=leader)
    assert refused.value.numbers == [29, 30]
    assert ConflictAnswer.objects.count() == 28


def test_a_profile_is_finished_once(leader, programme):
    begun = people.begin(leader, programme, answers=30)
    profiles.finish(profile=begun, by=leader)
    with pytest.raises(profiles.NotBegun):
        profiles.finish(profile=begun, by=leader)
    with pytest.raises(profiles.NotBegun):
        profiles.answer(profile=begun, item="p01", side="b")
    assert about_profiles() == ["began", "finished"]


def test_a_page_left_open_does_not_begin_a_second_time(leader, programme):
    finished = people.finish(leader, programme)
    with pytest.raises(profiles.NotBegun):
        profiles.begin(person=leader.person, programme=programme, by=leader)
    again = profiles.begin(person=leader.person, programme=programme, by=leader, after=finished.pk)
    assert again != finished


@pytest.mark.parametrize("debrief", [Programme.Debrief.AT_ONCE, Programme.Debrief.RELEASED])
def test_the_programme_says_whether_the_leader_reads_it_at_once(leader, programme, debrief):
    Programme.objects.filter(pk=programme.pk).update(debrief=debrief)
    finished = people.finish(leader, Programme.objects.get(pk=programme.pk))
    assert finished.is_released == (debrief == Programme.Debrief.AT_ONCE)


def test_releasing_opens_each_finished_profile_once(leader, programme, facilitator):
    finished = people.finish(leader, programme)
    begun = people.begin(member(programme), programme)
    at = datetime(2022, 1, 14, 9, tzinfo=UTC)
    assert profiles.release(profiles=[finished, begun], by=facilitator, at=at) == 1
    assert profiles.release(profiles=[finished, begun], by=facilitator) == 0
    finished.refresh_from_db()
    assert (finished.released_at, finished.released_by) == (at, facilitator)


def test_the_newest_finished_profile_of_each_source_counts(leader, programme, facilitator):
    first = people.finish(leader, programme)
    second = profiles.begin(person=leader.person, programme=programme, by=leader, after=first.pk)
    assert list(ConflictProfile.objects.newest(Source.OWN)) == [first]
    for pair in PAIRS:
        profiles.answer(profile=second, item=pair.id, side="b")
    profiles.finish(profile=second, by=leader)
    licensed = people.record(leader, programme, facilitator)
    assert list(ConflictProfile.objects.newest(Source.OWN)) == [second]
    assert list(ConflictProfile.objects.newest(Source.LICENSED)) == [licensed]


def test_deleting_leaves_nothing(leader, programme, django_capture_on_commit_callbacks):
    finished = people.finish(leader, programme)
    profiles.keep_printed(profile=finished, content=b"%PDF-")
    finished.refresh_from_db()
    storage, name = finished.printed.storage, finished.printed.name
    people_before = ConflictProfile.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        profiles.delete(person=leader.person, programme=programme, by=leader)
    assert (people_before, ConflictProfile.objects.count()) == (1, 0)
    assert not storage.exists(name)
    assert about_profiles()[-1] == "deleted"


def test_the_answers_begun_are_deleted_too(leader, programme):
    people.begin(leader, programme, answers=12)
    profiles.delete(person=leader.person, programme=programme, by=leader)
    assert (ConflictProfile.objects.count(), ConflictAnswer.objects.count()) == (0, 0)


def test_a_published_profile_stays_behind_the_count_and_nowhere_else(leader, programme, facilitator):
    finished = people.release(people.finish(leader, programme), facilitator)
    publish(finished, facilitator)
    profiles.delete(person=leader.person, programme=programme, by=leader)
    finished.refresh_from_db()
    assert finished.deleted_at is not None
    assert not ConflictProfile.objects.visible_to(leader).exists()
    assert not ConflictProfile.objects.visible_to(facilitator).exists()
    assert not ConflictProfile.objects.newest(Source.OWN).exists()
    assert selectors.own_state(leader.person, programme).waiting is None
    assert ReleaseUnit.objects.get().profile == finished


def test_the_consent_goes_with_the_last_profile_and_stays_with_a_published_one(leader, programme, facilitator):
    finished = people.release(people.finish(leader, programme), facilitator)
    consents.give(person=leader.person, programme=programme, choice="count", by=leader)
    publish(finished, facilitator)
    profiles.delete(person=leader.person, programme=programme, by=leader)
    assert Consent.objects.count() == 1

    other = member(programme)
    people.finish(other, programme)
    consents.give(person=other.person, programme=programme, choice="out", by=other)
    profiles.delete(person=other.person, programme=programme, by=other)
    assert Consent.objects.get().person == leader.person


def test_deleting_concerns_one_person_and_one_programme(leader, programme):
    other = people.finish(member(programme), programme)
    elsewhere = ProgrammeFactory()
    there = ConflictProfile.objects.create(person=leader.person, programme=elsewhere)
    people.finish(leader, programme)
    profiles.delete(person=leader.person, programme=programme, by=leader)
    assert set(ConflictProfile.objects.all()) == {other, there}


def test_scores_never_reach_the_audit(leader, programme, facilitator):
    licensed = people.record(leader, programme, facilitator)
    people.release(licensed, facilitator)
    profiles.delete(person=leader.person, programme=programme, by=leader)
    assert [event.changes for event in AuditEvent.objects.filter(record__startswith="diagnostics.")] == [{}, {}, {}]


@pytest.mark.parametrize(
    ("stored_on", "today", "kept"),
    [
        (date(2022, 1, 10), date(2022, 12, 31), 1),
        (date(2022, 1, 10), date(2023, 3, 31), 1),
        (date(2022, 1, 10), date(2023, 4, 2), 0),
        (date(2022, 12, 1), date(2023, 4, 2), 1),
        (date(2022, 12, 1), date(2023, 12, 3), 0),
    ],
)
def test_profiles_are_deleted_a_year_after_the_programme_ends(leader, programme, stored_on, today, kept):
    programme.ends_on = FactDate(date(2022, 3, 1), "month")
    programme.save()
    finished = people.finish(leader, programme)
    stored = datetime.combine(stored_on, time(12), UTC)
    ConflictProfile.objects.filter(pk=finished.pk).update(created_at=stored)
    assert profiles.delete_expired(at=today) == 1 - kept
    assert ConflictProfile.objects.count() == kept
    assert profiles.delete_expired(at=today) == 0


def test_a_programme_without_an_end_keeps_its_profiles(leader, programme):
    people.finish(leader, programme)
    assert profiles.delete_expired(at=date(2090, 1, 1)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_devices_finish_once(leader, programme):
    begun = people.begin(leader, programme, answers=30)
    start, outcomes = threading.Barrier(2), []

    def finish():
        start.wait()
        try:
            profiles.finish(profile=begun, by=leader)
            outcomes.append("finished")
        except profiles.NotBegun:
            outcomes.append("not begun")
        finally:
            connection.close()

    devices = [threading.Thread(target=finish) for _ in range(2)]
    for device in devices:
        device.start()
    for device in devices:
        device.join()
    assert sorted(outcomes) == ["finished", "not begun"]
    assert about_profiles() == ["began", "finished"]


@pytest.mark.django_db(transaction=True)
def test_two_devices_begin_one_profile(leader, programme):
    start, found = threading.Barrier(2), []

    def begin():
        start.wait()
        try:
            found.append(profiles.begin(person=leader.person, programme=programme, by=leader).pk)
        finally:
            connection.close()

    devices = [threading.Thread(target=begin) for _ in range(2)]
    for device in devices:
        device.start()
    for device in devices:
        device.join()
    assert found == [ConflictProfile.objects.get().pk] * 2
