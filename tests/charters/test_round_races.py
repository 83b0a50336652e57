"""A round closes while stances arrive: each is counted once, or told that it came late. Real threads."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from charters.models import CharterVersion, Resolution, Round, Stance
from charters.services import rounds, stances
from charters.services.proposals import NotFree, reword
from programmes.models import AuditEvent, Notice
from tests.charters import agreed

pytestmark = pytest.mark.django_db(transaction=True)

LATE = (stances.TooLate, stances.Refused)


def at_once(*acts):
    """Do all of them at the same moment; what each returned, or how it was refused."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait()
            return act()
        except (*LATE, rounds.Refused, NotFree) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def taking(one, user, choice, **said):
    item, member = one.items.get(), agreed.me(one, user)
    return lambda: stances.take(item=item, member=member, choice=choice, at=timezone.now(), **said)


def closing(one, by):
    return lambda: rounds.close(round=Round.objects.get(pk=one.pk), at=timezone.now(), by=by)


@pytest.mark.embedded
def test_stances_that_arrive_while_it_closes_are_counted_once_or_told_that_they_came_late(programme, facilitator):
    users = agreed.leaders(programme, 8)
    choices = ("agree", "live", "agree", "live", "agree", "live", "agree", "live")
    for attempt in range(4):
        one = agreed.opened(
            programme, facilitator, agreed.proposal(programme, facilitator, f"Words {attempt}"), quorum=1
        )
        acts = [taking(one, user, choice) for user, choice in zip(users, choices, strict=True)]
        # Somewhere among them two close it: the facilitator and the clock.
        done = at_once(*acts[:2], closing(one, facilitator), *acts[2:], closing(one, facilitator))
        answers = [each for each in done if not isinstance(each, Round)]
        taken = Counter(each.choice for each in answers if isinstance(each, Stance))
        late = [each for each in answers if isinstance(each, stances.TooLate)]
        assert sum(taken.values()) + len(late) == len(users)
        item = one.items.get()
        assert {"agree": item.agree, "live": item.live, "not_yet": item.not_yet} == {
            "agree": taken["agree"], "live": taken["live"], "not_yet": 0,
        }  # fmt: skip
        assert Counter(Stance.objects.filter(item=item).values_list("choice", flat=True)) == taken
        versions = CharterVersion.objects.filter(agreed_in=one)
        named = [len(version.took_part) for version in versions]
        assert named == ([sum(taken.values())] if taken else [])
        assert AuditEvent.objects.filter(record=one.key, verb="closed").count() == 1


def somebody_waits():
    """Whether a transaction waits for a lock that another holds (PostgreSQL)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def test_closing_waits_for_a_stance_that_is_being_stored_and_counts_it(programme, facilitator, monkeypatch):
    user = agreed.leaders(programme, 1)[0]
    one = agreed.opened(programme, facilitator)
    store = stances._store
    closer = Thread(target=lambda: at_once(closing(one, facilitator)))

    def store_while_it_closes(*args, **said):
        closer.start()
        while closer.is_alive() and not somebody_waits():
            pass  # it comes to the round's row, or has closed it already
        return store(*args, **said)

    monkeypatch.setattr(stances, "_store", store_while_it_closes)
    agreed.take(one, user)
    closer.join()
    assert (one.items.get().outcome, one.items.get().agree, Stance.objects.count()) == ("agreed", 1, 1)


@pytest.mark.embedded
def test_two_taps_at_once_are_one_stance(programme, facilitator):
    user = agreed.leaders(programme, 1)[0]
    one = agreed.opened(programme, facilitator)
    done = at_once(*[taking(one, user, "agree") for _ in range(4)])
    assert ({type(each) for each in done}, Stance.objects.count()) == ({Stance}, 1)


@pytest.mark.embedded
def test_an_answer_and_another_reason_at_once_never_leave_an_answer_to_what_was_not_asked(programme, facilitator):
    user = agreed.leaders(programme, 1)[0]
    one = agreed.opened(programme, facilitator)
    said = agreed.take(one, user, "not_yet", reason="First")
    for number in range(4):
        before, after = said.reason, f"Reason {number}"

        def answer(before=before):
            return stances.answer(stance=said, seen=before, text="Yes", at=timezone.now(), by=facilitator)

        at_once(answer, taking(one, user, "not_yet", reason=after))
        said.refresh_from_db()
        assert (said.reason, said.answer) == (after, "")


@pytest.mark.embedded
def test_an_answer_taken_twice_at_once_is_one_resolution(programme, facilitator):
    user = agreed.leaders(programme, 1)[0]
    one = agreed.opened(programme, facilitator)
    said = agreed.take(one, user, "not_yet", reason="First")
    stances.answer(stance=said, seen="First", text="Yes", at=timezone.now(), by=facilitator)
    at_once(*[taking(one, user, "live") for _ in range(4)])
    assert (Resolution.objects.count(), Stance.objects.get().choice) == (1, "live")


@pytest.mark.embedded
def test_an_answer_that_is_written_as_it_closes_leaves_no_mail(programme, facilitator):
    user = agreed.leaders(programme, 1)[0]
    for attempt in range(4):
        made = agreed.proposal(programme, facilitator, f"Words {attempt}")
        one = agreed.opened(programme, facilitator, made)
        said = agreed.take(one, user, "not_yet", reason="First")

        def answer(said=said):
            return stances.answer(stance=said, seen="First", text="Yes", at=timezone.now(), by=facilitator)

        at_once(answer, closing(one, facilitator))
        assert not Notice.objects.filter(kind=Notice.Kind.ANSWERED).exists()


@pytest.mark.embedded
def test_two_rounds_opened_at_once_are_one_and_words_change_before_it_or_not_at_all(programme, facilitator):
    agreed.leaders(programme, 2)
    for attempt in range(3):
        made = agreed.proposal(programme, facilitator, f"Words {attempt}")

        def change(made=made):
            given = {"behaviours": "", "reason": "Better", "seen_revision": 1, "by": facilitator}
            return reword(proposal=made, text="Other words", **given)

        def open_it(made=made):
            return agreed.opened(programme, facilitator, made)

        done = at_once(open_it, change, open_it)
        (one,) = [each for each in done if isinstance(each, Round)]
        made.refresh_from_db()
        assert one.items.get().text == made.text
        assert sum(isinstance(each, rounds.Refused) for each in done) == 1
        rounds.close(round=one, at=timezone.now(), by=facilitator)
