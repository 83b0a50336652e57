"""Themes are published of those whose conversations are coded, in words, of five or more, once."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from diagnostics import theme_picture
from diagnostics.models import Agreement, Excerpt, Interview, NotesReader, Release
from diagnostics.selectors.theme_releases import reads_all
from diagnostics.services import agreements, codebook, ledgering, theme_printing, theme_records, theme_releases
from programmes.access import Role
from programmes.models import AuditEvent, Barrier, Job
from programmes.services import jobs
from tests.diagnostics import coded, groups
from tests.factories import MembershipFactory, OrganisationFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def run():
    return coded.run()


@pytest.fixture
def agreeing(run):
    return coded.theme(*run)


def pks(interviews):
    return {interview.pk for interview in interviews}


def leave(interview):
    yesterday = timezone.localdate() - timedelta(days=1)
    interview.person.memberships.update(ends_on=yesterday)


# Whose conversations are counted ------------------------------------------------------------


def test_held_and_coded_conversations_of_those_who_take_part_are_counted(run, agreeing):
    programme, by = run
    spoken = coded.speaking(programme, by, 7, agreeing)
    coded.talk(programme, by, groups.leader(programme))
    booked = coded.speaking(programme, by, 1, agreeing, purpose="induction")
    gone, *_ = coded.speaking(programme, by, 1, agreeing)
    leave(gone)
    release = coded.publish(programme, by)
    assert coded.counted(release) == pks(spoken)
    assert (release.covered, release.of, release.number, release.floor) == (7, 8, 1, 5)
    assert booked[0].pk not in coded.counted(release)


def test_a_conversation_coded_to_a_withdrawn_theme_only_is_not_coded(run, agreeing):
    programme, by = run
    spoken = coded.speaking(programme, by, 7, agreeing)
    coded.speaking(programme, by, 1, coded.theme(programme, by, "Gone", withdrawn_at=timezone.now()))
    assert coded.counted(coded.publish(programme, by)) == pks(spoken)


def test_the_newest_coded_conversation_of_a_leader_counts(run, agreeing):
    programme, by = run
    first = coded.speaking(programme, by, 7, agreeing)
    newer = coded.talk(programme, by, first[0].person, held_on=date(2021, 11, 1))
    assert first[0].pk in coded.counted(coded.publish(programme, by))
    coded.code(newer, agreeing)
    wanted = {unit.version for unit in theme_releases.draft(programme=programme).circle.wanted}
    assert (first[0].pk in wanted, newer.pk in wanted) == (False, True)


@pytest.mark.parametrize("number", [4, 5, 6])
def test_fewer_than_two_more_than_a_theme_needs_are_never_published(run, agreeing, number):
    """Of five or six, a theme that five speak to would say of somebody what they said."""
    programme, by = run
    coded.speaking(programme, by, number, agreeing)
    with pytest.raises(theme_releases.Refused):
        coded.publish(programme, by)
    assert (Release.objects.count(), Job.objects.count()) == (0, 0)


def test_a_refusal_says_the_same_whatever_is_missing(run, agreeing):
    programme, by = run
    reasons = set()
    for more in (0, 4, 3):
        coded.speaking(programme, by, more, coded.theme(programme, by, f"Rare {more}"))
        reasons.add(theme_releases.draft(programme=programme).why_not)
        with pytest.raises(theme_releases.Refused) as refusal:
            coded.publish(programme, by)
        reasons.add(str(refusal.value))
    assert len(reasons) == 1


# What is shown ------------------------------------------------------------


def test_only_themes_of_five_or_more_with_a_statement_go_out_and_only_in_words(run, agreeing):
    programme, by = run
    few = coded.theme(programme, by, "Few", "Few say this.")
    silent = coded.theme(programme, by, "Unsaid", "")
    half = coded.theme(programme, by, "Half", "Half of us say this.", "aspiration")
    coded.speaking(programme, by, 4, agreeing, few, silent)
    coded.speaking(programme, by, 6, agreeing, half)
    coded.speaking(programme, by, 2, silent)
    release = coded.publish(programme, by)
    assert coded.heard(release) == {agreeing.statement: "nearly all", half.statement: "about half"}
    shown = json.dumps(release.figures["themes"]) + json.dumps(release.figures["questions"])
    assert not {"10", "6", "4"} & set(shown.replace(str(half.pk), "").replace(str(agreeing.pk), "").split('"'))
    assert {key for each in release.figures["themes"] for key in each} == {
        "theme", "kind", "statement", "heard", "level", "quotes",
    }  # fmt: skip


def test_themes_of_one_word_stand_by_name_and_not_by_count(run):
    programme, by = run
    later, earlier = coded.theme(programme, by, "B", "Second."), coded.theme(programme, by, "A", "First.")
    coded.speaking(programme, by, 5, later, earlier)
    coded.speaking(programme, by, 1, later)
    coded.speaking(programme, by, 6, coded.theme(programme, by, "C", ""))
    assert list(coded.heard(coded.publish(programme, by))) == ["First.", "Second."]


def test_no_word_of_a_note_is_in_figures_jobs_or_audit(run, agreeing):
    programme, by = run
    coded.speaking(programme, by, 7, agreeing, text=f"{coded.WORDS}. {coded.CANARY}")
    job = theme_releases.ask_to_publish(programme=programme, seal=theme_releases.draft(programme=programme).seal, by=by)
    coded.work()
    coded.work()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    rows = [*Release.objects.values(), *Job.objects.values(), *AuditEvent.objects.values()]
    said = json.dumps(rows, default=str)
    assert (coded.CANARY in said, coded.WORDS in said) == (False, False)


def test_what_is_published_is_read_and_printed_as_it_was(run, agreeing):
    programme, by = run
    coded.speaking(programme, by, 7, agreeing)
    release = coded.publish(programme, by)
    agreeing.statement = "Something else."
    agreeing.save()
    Excerpt.objects.all().delete()
    picture = theme_picture.read(Release.objects.get().figures)
    assert picture.theme(agreeing.pk).statement == "We agree in the room and then do as before."
    assert theme_printing.printed(release)[:5] == b"%PDF-"


def test_a_statement_that_names_somebody_holds_everything_back(run, agreeing):
    programme, by = run
    OrganisationFactory(system=programme.system, name="St Mary's Hospital NHS Trust")
    coded.speaking(programme, by, 7, agreeing, coded.theme(programme, by, "Named", "St Mary’s goes its own way."))
    draft = theme_releases.draft(programme=programme)
    assert [(each.theme.name, each.where, each.found) for each in draft.names] == [
        ("Named", "its statement", ("St Mary’s",))
    ]
    with pytest.raises(theme_releases.Refused, match="names somebody"):
        coded.publish(programme, by)


def test_only_who_reads_every_note_behind_it_reads_all(run, agreeing):
    programme, by = run
    spoken = coded.speaking(programme, by, 7, agreeing)
    units = theme_releases.draft(programme=programme).planned.units
    other = member(programme, Role.FACILITATOR)
    assert (reads_all(by, units), reads_all(other, units)) == (True, False)
    for interview in spoken:
        NotesReader.objects.create(interview=interview, person=other.person, known_at=timezone.now())
    assert reads_all(other, units)
    NotesReader.objects.filter(interview=spoken[0], person=other.person).update(known_at=None)
    assert not reads_all(other, units)


# How lists move ------------------------------------------------------------


def test_later_conversations_wait_until_there_are_five(run, agreeing):
    programme, by = run
    first = coded.speaking(programme, by, 7, agreeing)
    coded.publish(programme, by)
    later = coded.speaking(programme, by, 4, agreeing)
    assert coded.counted(coded.publish(programme, by)) == pks(first)
    later += coded.speaking(programme, by, 1, agreeing)
    assert coded.counted(coded.publish(programme, by)) == pks([*first, *later])


def test_leavers_stay_counted_until_five_can_go(run, agreeing):
    programme, by = run
    spoken = coded.speaking(programme, by, 12, agreeing)
    coded.publish(programme, by)
    for interview in spoken[:4]:
        leave(interview)
    assert coded.counted(coded.publish(programme, by)) == pks(spoken)
    leave(spoken[4])
    assert coded.counted(coded.publish(programme, by)) == pks(spoken[5:])


def test_a_conversation_whose_notes_are_deleted_is_counted_no_more_nor_are_enough_others(run, agreeing):
    """With it alone gone, the next list would show by how much it moved what that one had said."""
    programme, by = run
    spoken = coded.speaking(programme, by, 14, agreeing)
    coded.publish(programme, by)
    spoken[0].notes.all().delete()
    Interview.objects.filter(pk=spoken[0].pk).update(notes_deleted_at=timezone.now())
    left = coded.counted(coded.publish(programme, by))
    assert (spoken[0].pk in left, len(left)) == (False, 9)


def test_two_programmes_share_one_ledger(run, agreeing):
    programme, by = run
    spoken = coded.speaking(programme, by, 7, agreeing)
    coded.publish(programme, by)
    elsewhere, other = coded.run()
    there = coded.theme(elsewhere, other)
    for interview in spoken[:6]:
        MembershipFactory(programme=elsewhere, person=interview.person)
        coded.code(coded.talk(elsewhere, other, interview.person), there)
    newcomers = coded.speaking(elsewhere, other, 7, there)
    assert coded.counted(coded.publish(elsewhere, other)) == pks(newcomers)


# Agreed exceptions ------------------------------------------------------------


@pytest.fixture
def two_waiting(run, agreeing):
    programme, by = run
    coded.speaking(programme, by, 7, agreeing)
    coded.publish(programme, by)
    return coded.speaking(programme, by, 2, agreeing)


def say(interview, choice):
    asked = Agreement.objects.get(person=interview.person, release=None)
    return agreements.answer(agreement=asked, choice=choice, by=None)


def test_those_who_could_be_told_apart_are_asked_and_enter_when_all_agree(run, two_waiting):
    programme, by = run
    agreements.ask(draft=theme_releases.draft(programme=programme), by=by)
    assert set(Agreement.objects.values_list("person", "instrument")) == {
        (interview.person_id, "talks") for interview in two_waiting
    }
    for interview in two_waiting:
        say(interview, "yes")
    release = coded.publish(programme, by)
    assert (release.covered, release.agreements.count()) == (9, 2)


@pytest.mark.parametrize("other", ["no", ""])
def test_their_part_waits_while_one_declines_or_says_nothing_and_no_trace_stays(run, two_waiting, other):
    programme, by = run
    agreements.ask(draft=theme_releases.draft(programme=programme), by=by)
    say(two_waiting[0], "yes")
    say(two_waiting[1], other)
    seen = theme_releases.draft(programme=programme)
    assert (seen.covered, seen.waits_for_agreement, seen.to_ask) == (7, True, frozenset())
    assert coded.publish(programme, by).covered == 7
    assert Agreement.objects.count() == 0
    said = AuditEvent.objects.filter(record__startswith="diagnostics.agreement").values_list("summary", "changes")
    assert list(said) == [("Agreement to the next list of themes", {})] * 2


# Once, and whole ------------------------------------------------------------


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


@pytest.mark.parametrize(
    ("owner", "name", "after"),
    [
        (jobs, "report", True),
        (jobs, "finish", False),
        (theme_releases, "publish", False),
        (ledgering, "settle_agreements", True),
        (theme_releases, "publish", True),
        (jobs, "finish", True),
    ],
)
def test_killed_anywhere_a_job_publishes_once(run, agreeing, monkeypatch, owner, name, after):
    programme, by = run
    coded.speaking(programme, by, 7, agreeing)
    seal = theme_releases.draft(programme=programme).seal
    job = theme_releases.ask_to_publish(programme=programme, seal=seal, by=by)
    real = getattr(owner, name)

    def dying(*args, **kwargs):
        if after:
            real(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, dying)
        with pytest.raises(Killed):
            jobs.work(job.pk, theme_releases.carry_out)
    Job.objects.filter(state=Job.State.RUNNING).update(leased_until=timezone.now() - timedelta(seconds=1))
    jobs.work(job.pk, theme_releases.carry_out)
    assert [(each.number, each.job_id) for each in Release.objects.all()] == [(1, job.pk)]
    assert Job.objects.filter(task=theme_printing.TASK).count() == 1


def test_what_changed_since_the_preview_is_not_published(run, agreeing):
    programme, by = run
    spoken = coded.speaking(programme, by, 12, agreeing)
    for change in (
        lambda: coded.speaking(programme, by, 1, agreeing),
        lambda: [coded.uncode(each, agreeing) for each in spoken[:3]],
        lambda: type(agreeing).objects.update(statement="In other words."),
    ):
        seal = theme_releases.draft(programme=programme).seal
        change()
        job = theme_releases.ask_to_publish(programme=programme, seal=seal, by=by)
        jobs.work(job.pk, theme_releases.carry_out)
        job.refresh_from_db()
        assert (job.state, job.message) == (Job.State.FAILED, theme_releases.CHANGED)
    assert Release.objects.count() == 0


# Records of themes ------------------------------------------------------------


def test_a_published_theme_becomes_a_record_that_says_where_it_came_from(run, agreeing):
    programme, by = run
    coded.speaking(programme, by, 7, agreeing)
    release = coded.publish(programme, by)
    made = theme_records.add(release=release, theme=agreeing.pk, kind="barriers", text=agreeing.statement, by=by)
    assert Barrier.objects.get().origin == f"diagnostics.theme:{agreeing.pk}@{release.pk}"
    assert theme_records.made_of(release, agreeing.pk) == [made]


def test_recoding_counts_once_five_conversations_are_coded_anew(run, agreeing):
    programme, by = run
    acting = coded.theme(programme, by, "Acting", "We act as one when it matters.", kind="strength")
    spoken = coded.speaking(programme, by, 10, agreeing)
    coded.code(spoken[0], acting)
    first = coded.publish(programme, by)
    for interview in spoken[1:5]:
        coded.code(interview, acting)
    waiting = theme_releases.draft(programme=programme)
    assert (waiting.recoded_wait, coded.heard(coded.publish(programme, by))) == (True, coded.heard(first))

    coded.code(spoken[5], acting)
    assert theme_releases.draft(programme=programme).recoded_wait is False
    assert coded.heard(coded.publish(programme, by)).keys() == {agreeing.statement, acting.statement}


def test_who_spoke_of_a_merged_theme_is_not_coded_anew(run, agreeing):
    programme, by = run
    alike = coded.theme(programme, by, "Nodding", "We nod in the room.")
    for interview in coded.speaking(programme, by, 8, agreeing):
        coded.code(interview, alike)
    coded.publish(programme, by)
    codebook.merge(theme=alike, into=agreeing, by=by)
    draft = theme_releases.draft(programme=programme)
    assert draft.circle.recoded(draft.planned.units) == frozenset()
