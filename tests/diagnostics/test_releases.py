"""What is published counts only those who agreed, never moves with few, and is published once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from diagnostics.models import Agreement, ConflictProfile, Release
from diagnostics.services import agreements, consents, ledgering, profiles, releases, snapshot_printing
from diagnostics.services.releases import Choices
from programmes.models import AuditEvent, Consent, Job
from programmes.services import jobs
from tests.diagnostics import groups, people
from tests.factories import MembershipFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def run():
    """A programme and its facilitator."""
    return groups.programme()


def ids(persons):
    return {person.pk for person in persons}


def leave(person):
    person.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))


def draft(programme, **choices):
    return releases.draft(programme=programme, choices=Choices("licensed", **choices))


# Who is counted ------------------------------------------------------------


def test_a_picture_counts_those_who_finished_and_agreed(run):
    programme, by = run
    joined = groups.answering(programme, by, 6)
    groups.answering(programme, by, 1, choice=Consent.Choice.OUT)
    groups.answering(programme, by, 1, choice="")
    groups.leader(programme)
    release = groups.publish(programme, by)
    assert groups.counted(release) == ids(joined)
    assert (release.covered, release.of, release.number, release.floor) == (6, 9, 1, 5)


def test_who_left_before_the_first_picture_is_not_counted(run):
    programme, by = run
    *others, gone = groups.answering(programme, by, 7)
    leave(gone)
    assert groups.counted(groups.publish(programme, by)) == ids(others)


def test_the_newest_finished_answer_counts(run):
    programme, by = run
    persons = groups.answering(programme, by, 6)
    again = groups.answer(persons[0], programme, by, kind=3)
    assert again.pk in groups.publish(programme, by).units.values_list("profile", flat=True)


def test_withdrawn_results_are_not_counted(run):
    programme, by = run
    *others, last = groups.answering(programme, by, 6)
    ConflictProfile.objects.filter(person=last).update(withdrawn_at=timezone.now())
    assert groups.counted(groups.publish(programme, by)) == ids(others)


def test_fewer_than_five_are_never_published(run):
    programme, by = run
    groups.answering(programme, by, 4)
    groups.answering(programme, by, 3, choice=Consent.Choice.OUT)
    with pytest.raises(releases.Refused):
        groups.publish(programme, by)
    assert (Release.objects.count(), Job.objects.count()) == (0, 0)


def test_a_refusal_says_the_same_whoever_is_missing(run):
    programme, by = run
    nobody = draft(programme).why_not
    groups.answering(programme, by, 4)
    groups.answering(programme, by, 3, choice=Consent.Choice.OUT)
    assert draft(programme).why_not == nobody


def test_the_two_questionnaires_never_share_a_picture(run):
    programme, by = run
    licensed = groups.answering(programme, by, 6)
    users = [member(programme) for _ in range(5)]
    people.ask(programme)
    for user in users:
        people.finish(user, programme)
        consents.give(person=user.person, programme=programme, choice="count", by=user)
    first = releases.publish(programme=programme, by=by)
    second = groups.publish(programme, by, Choices("own"))
    assert (first.instrument, groups.counted(first)) == ("licensed", ids(licensed))
    assert (second.instrument, groups.counted(second)) == ("own", {user.person.pk for user in users})
    assert (first.number, second.number) == (1, 2)


# How pictures move ------------------------------------------------------------


def test_joiners_wait_until_there_are_five(run):
    programme, by = run
    first = groups.answering(programme, by, 7)
    groups.publish(programme, by)
    later = groups.answering(programme, by, 4)
    assert groups.counted(groups.publish(programme, by)) == ids(first)
    later += groups.answering(programme, by, 1)
    assert groups.counted(groups.publish(programme, by)) == ids([*first, *later])


def test_leavers_stay_counted_until_five_can_go(run):
    programme, by = run
    everybody = groups.answering(programme, by, 12)
    groups.publish(programme, by, at=timezone.now() - timedelta(days=30))
    for person in everybody[:4]:
        leave(person)
    release = groups.publish(programme, by)
    assert groups.counted(release) == ids(everybody)
    assert (release.of, release.figures["cover"]["fact"][:37]) == (12, "12 of 12 past and present leaders, co")
    leave(everybody[4])
    release = groups.publish(programme, by)
    assert groups.counted(release) == ids(everybody[5:])
    assert release.figures["cover"]["fact"][:37] == "7 of 12 past and present leaders, cou"


def test_who_asks_to_be_left_out_stays_as_published_and_is_never_counted_anew(run):
    programme, by = run
    everybody = groups.answering(programme, by, 7)
    groups.publish(programme, by)
    for person in everybody[:2]:
        consents.give(person=person, programme=programme, choice="out", by=None)
    groups.answering(programme, by, 6, choice="out")
    assert groups.counted(groups.publish(programme, by)) == ids(everybody)


def test_who_answers_again_is_counted_as_published(run):
    programme, by = run
    everybody = groups.answering(programme, by, 7)
    first = groups.publish(programme, by)
    groups.answer(everybody[0], programme, by, kind=4)
    second = groups.publish(programme, by)
    assert second.figures["columns"] == first.figures["columns"]


def test_a_profile_taken_back_stays_behind_the_count(run):
    programme, by = run
    everybody = groups.answering(programme, by, 7)
    first = groups.publish(programme, by)
    profiles.delete(person=everybody[0], programme=programme, by=None)
    second = groups.publish(programme, by)
    assert (groups.counted(second), second.figures["columns"]) == (ids(everybody), first.figures["columns"])


def test_the_floor_may_only_rise(run):
    programme, by = run
    first = groups.answering(programme, by, 9)
    groups.publish(programme, by, Choices("licensed", at_least=8))
    groups.answering(programme, by, 7)
    release = groups.publish(programme, by, Choices("licensed", at_least=5))
    assert (release.floor, groups.counted(release)) == (8, ids(first))


def test_one_ledger_spans_programmes(run):
    programme, by = run
    everybody = groups.answering(programme, by, 7)
    groups.publish(programme, by)
    elsewhere, other = groups.programme()
    for person in everybody[:6]:
        MembershipFactory(programme=elsewhere, person=person)
        groups.answer(person, elsewhere, other)
    newcomers = groups.answering(elsewhere, other, 5)
    assert groups.counted(groups.publish(elsewhere, other)) == ids(newcomers)


# Agreed exceptions ------------------------------------------------------------


@pytest.fixture
def two_waiting(run):
    """Seven are published, and two have joined since."""
    programme, by = run
    groups.answering(programme, by, 7)
    groups.publish(programme, by)
    return groups.answering(programme, by, 2)


def say(person, choice):
    asked = Agreement.objects.get(person=person, release=None)
    return agreements.answer(agreement=asked, choice=choice, by=None)


def test_those_who_could_be_told_apart_are_asked_and_nobody_else(run, two_waiting):
    programme, by = run
    agreements.ask(draft=draft(programme), by=by)
    agreements.ask(draft=draft(programme), by=by)
    assert sorted(Agreement.objects.values_list("person", flat=True)) == sorted(ids(two_waiting))
    assert draft(programme).waits_for_agreement


def test_their_part_enters_when_all_of_them_agree(run, two_waiting):
    programme, by = run
    agreements.ask(draft=draft(programme), by=by)
    for person in two_waiting:
        say(person, "yes")
    release = groups.publish(programme, by)
    assert release.covered == 9
    assert set(release.agreements.values_list("person", flat=True)) == ids(two_waiting)


@pytest.mark.parametrize("other", ["no", ""])
def test_it_waits_while_one_declines_or_says_nothing_and_no_trace_stays(run, two_waiting, other):
    programme, by = run
    agreements.ask(draft=draft(programme), by=by)
    say(two_waiting[0], "yes")
    say(two_waiting[1], other)
    seen = draft(programme)
    assert (seen.covered, seen.waits_for_agreement, seen.to_ask) == (7, True, frozenset())
    assert groups.publish(programme, by).covered == 7
    assert Agreement.objects.count() == 0
    said = AuditEvent.objects.filter(verb="answered", record__startswith="diagnostics.agreement")
    assert [(row.summary, row.changes) for row in said] == [("Agreement to the next team snapshot", {})] * 2


def test_an_answer_after_publication_is_refused(run, two_waiting):
    programme, by = run
    agreements.ask(draft=draft(programme), by=by)
    asked = Agreement.objects.get(person=two_waiting[0])
    groups.publish(programme, by)
    assert agreements.answer(agreement=asked, choice="yes", by=None) is False


def test_a_first_picture_asks_nobody(run):
    programme, by = run
    groups.answering(programme, by, 7)
    assert draft(programme).could_agree == frozenset()


# Names in the room ------------------------------------------------------------


def named(release):
    return set(release.units.filter(named=True).values_list("profile__person_id", flat=True))


def test_names_are_kept_only_for_a_day_in_the_room(run):
    programme, by = run
    groups.answering(programme, by, 7)
    willing = groups.answering(programme, by, 3, choice="name")
    assert named(groups.publish(programme, by)) == set()
    release = groups.publish(programme, by, Choices("licensed", room_on=date(2030, 1, 14)))
    assert (named(release), release.room_on) == (ids(willing), date(2030, 1, 14))


def test_names_that_leave_fewer_than_five_unnamed_are_not_shown(run):
    programme, by = run
    groups.answering(programme, by, 4)
    groups.answering(programme, by, 5, choice="name")
    release = groups.publish(programme, by, Choices("licensed", room_on=date(2030, 1, 14)))
    assert (named(release), release.room_on) == (set(), None)


def test_names_that_would_leave_only_people_who_answered_alike_are_not_shown(run):
    programme, by = run
    for _ in range(6):
        groups.answer(groups.leader(programme), programme, by, kind=0)
    for kind in range(1, 5):
        groups.answer(groups.leader(programme), programme, by, kind=kind, choice="name")
    ready = draft(programme, room_on=date(2030, 1, 14))
    assert (ready.planned.named, ready.without_names, ready.covered) == (frozenset(), True, 10)


# Once, and whole ------------------------------------------------------------


def test_a_release_is_never_changed_or_deleted(run):
    programme, by = run
    groups.answering(programme, by, 5)
    release = groups.publish(programme, by)
    for change in (release.save, release.delete):
        with pytest.raises(TypeError):
            change()


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


def ask_to_publish(programme, by):
    seal = draft(programme).seal
    return releases.ask_to_publish(programme=programme, choices=groups.LICENSED, seal=seal, by=by)


def killed_at(monkeypatch, owner, name, after=False):
    real = getattr(owner, name)

    def dying(*args, **kwargs):
        if after:
            real(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(owner, name, dying)


def find_lease_expired():
    Job.objects.filter(state=Job.State.RUNNING).update(leased_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("owner", "name", "after"),
    [
        (jobs, "report", False),
        (jobs, "report", True),
        (jobs, "finish", False),
        (releases, "publish", False),
        (ledgering, "settle_agreements", True),
        (releases, "publish", True),
        (jobs, "finish", True),
    ],
)
def test_killed_anywhere_a_job_publishes_once(run, monkeypatch, owner, name, after):
    programme, by = run
    groups.answering(programme, by, 6)
    job = ask_to_publish(programme, by)
    with monkeypatch.context() as patch:
        killed_at(patch, owner, name, after)
        with pytest.raises(Killed):
            jobs.work(job.pk, releases.carry_out)
    find_lease_expired()
    jobs.work(job.pk, releases.carry_out)
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    assert [(each.number, each.job_id) for each in Release.objects.all()] == [(1, job.pk)]
    assert Job.objects.filter(task=snapshot_printing.TASK).count() == 1


def test_what_changed_since_the_preview_is_not_published(run):
    programme, by = run
    groups.answering(programme, by, 6)
    job = ask_to_publish(programme, by)
    groups.answering(programme, by, 1)
    jobs.work(job.pk, releases.carry_out)
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.FAILED, releases.CHANGED)
    assert Release.objects.count() == 0


def test_a_second_press_gets_the_job_under_way_and_a_late_one_publishes_nothing(run):
    programme, by = run
    groups.answering(programme, by, 6)
    seal = draft(programme).seal
    asked = [ask_to_publish(programme, by) for _ in range(2)]
    assert asked[0] == asked[1]
    jobs.work(asked[0].pk, releases.carry_out)
    late = releases.ask_to_publish(programme=programme, choices=groups.LICENSED, seal=seal, by=by)
    jobs.work(late.pk, releases.carry_out)
    late.refresh_from_db()
    assert (late.message, Release.objects.count()) == (releases.CHANGED, 1)
