"""The release ledger by example: what may stand beside what, and what the planner makes of it."""

import ast
import inspect
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import pytest

from diagnostics import ledger
from diagnostics.ledger import Audience, Release, Unit, floor, gate, may_name, plan
from tests.diagnostics.ledger_attacker import breach

KEY = b"a key"
SPONSOR = Audience.SPONSOR


def units(*people, version=1):
    return frozenset(Unit(person, version) for person in people)


def release(*people, version=1, **what):
    return Release(units(*people, version=version), **what)


def admitted(history, candidate, **floors):
    return gate(history, candidate, **floors).admitted


def lapsed_from(history, wanted):
    return frozenset().union(*(past.units for past in history)) - wanted


def planned(history, wanted, **what):
    return plan(history, wanted, **({"lapsed": lapsed_from(history, wanted), "key": KEY} | what))


@pytest.mark.parametrize(
    ("requested", "audience", "smallest"),
    [(1, "group", 5), (5, "group", 5), (7, "group", 7), (5, "sponsor", 8), (8, "sponsor", 8), (10, "sponsor", 10)],
)
def test_a_floor_may_only_be_raised(requested, audience, smallest):
    assert floor(requested, Audience(audience)) == smallest


def test_a_release_counts_each_person_once():
    with pytest.raises(ValueError, match="counts each person once"):
        Release(units(1, 2, 3, 4, 5) | units(1, version=2))
    with pytest.raises(ValueError, match="counts each person once"):
        plan([], units(1, 2, 3, 4, 5) | units(1, version=2), lapsed=units(), key=KEY)


def test_a_release_to_sponsors_shows_no_names():
    with pytest.raises(ValueError, match="shows no names"):
        release(*range(8), audience=SPONSOR, named=units(1))


# The gate ------------------------------------------------------------


@pytest.mark.parametrize(("people", "verdict"), [(0, True), (1, False), (4, False), (5, True)])
def test_a_first_release_covers_nobody_or_five(people, verdict):
    assert admitted([], release(*range(people))) is verdict


def test_the_same_people_may_be_shown_again():
    assert admitted([release(*range(5))], release(*range(5)))


@pytest.mark.parametrize(("leaving", "verdict"), [(1, False), (4, False), (5, True), (6, True), (7, False), (11, True)])
def test_of_eleven_published_five_may_leave_if_five_stay(leaving, verdict):
    assert admitted([release(*range(11))], release(*range(leaving, 11))) is verdict


@pytest.mark.parametrize(("joining", "verdict"), [(1, False), (4, False), (5, True)])
def test_five_join_together(joining, verdict):
    assert admitted([release(*range(9))], release(*range(9 + joining))) is verdict


@pytest.mark.parametrize(("again", "verdict"), [(1, False), (4, False), (5, True)])
def test_five_answer_again_together(again, verdict):
    candidate = Release(units(*range(again), version=2) | units(*range(again, 10)))
    assert admitted([release(*range(10))], candidate) is verdict


def test_people_are_counted_whatever_their_version():
    """Everybody answers again and one leaves: as versions both sets are new, as people one stands out."""
    history = [release(*range(10))]
    assert admitted(history, release(*range(10), version=2))
    assert not admitted(history, release(*range(9), version=2))


def test_three_releases_may_give_away_what_no_two_do():
    """Of thirteen one six, then the other six: every two overlap and differ by nobody or more than five."""
    history, candidate = [release(*range(13)), release(*range(6))], release(*range(6, 12))
    assert all(admitted([past], candidate) for past in history)
    assert not admitted(history, candidate)


def test_a_raised_floor_holds_for_what_is_new():
    history = [release(*range(6))]
    assert admitted(history, release(*range(6)), k=7)
    assert not admitted(history, release(*range(12)), k=7)
    assert admitted(history, release(*range(13)), k=7)


def test_a_floor_is_never_lowered():
    assert not admitted([], release(*range(4)), k=1)


def test_sponsors_are_shown_eight_or_more():
    assert not admitted([], release(*range(7), audience=SPONSOR))
    assert admitted([], release(*range(8), audience=SPONSOR))


def test_sponsors_are_readers_of_their_own_releases_only():
    """What the group has read splits nothing for them, and what they have read stays at eight."""
    group = release(*range(20))
    assert admitted([group], release(*range(15), audience=SPONSOR))
    assert not admitted([release(*range(20), audience=SPONSOR)], release(*range(15), audience=SPONSOR))
    assert admitted([release(*range(20), audience=SPONSOR)], release(*range(15)))


def test_a_release_to_sponsors_also_passes_for_the_group():
    assert not admitted([release(*range(20))], release(*range(16), audience=SPONSOR))


def test_names_and_agreement_do_not_count_for_sponsors():
    """One of nine whom the group knows by name may leave its pictures; a sponsor would learn something of them."""
    history = [release(*range(9), audience=SPONSOR), release(*range(9), named=units(0))]
    without = units(*range(1, 9))
    assert admitted(history, Release(without))
    assert not admitted(history, Release(without, SPONSOR, agreed=frozenset({0})))


# Agreed exceptions ------------------------------------------------------------


SEVENTEEN = [release(*range(17))]
WITHOUT_LEAVERS = units(*range(3, 20))  # 0, 1 and 2 have left; 17, 18 and 19 have joined


def test_three_leave_and_three_join_if_all_six_agree():
    agreed = frozenset({0, 1, 2, 17, 18, 19})
    assert not admitted(SEVENTEEN, Release(WITHOUT_LEAVERS))
    assert admitted(SEVENTEEN, Release(WITHOUT_LEAVERS, agreed=agreed))
    assert planned(SEVENTEEN, WITHOUT_LEAVERS, agreed=agreed | {5, 6}) == Release(WITHOUT_LEAVERS, agreed=agreed)


@pytest.mark.parametrize("declining", [17, 18, 19])
def test_newcomers_enter_whole_or_wait_and_nobody_learns_who_declined(declining):
    agreed = frozenset({0, 1, 2, 17, 18, 19}) - {declining}
    expected = Release(units(*range(3, 17)), agreed=frozenset({0, 1, 2}))
    assert planned(SEVENTEEN, WITHOUT_LEAVERS, agreed=agreed) == expected


@pytest.mark.parametrize("declining", [0, 1, 2])
def test_leavers_go_whole_or_stay_counted_and_nobody_learns_who_declined(declining):
    agreed = frozenset({0, 1, 2, 17, 18, 19}) - {declining}
    expected = Release(units(*range(20)), agreed=frozenset({17, 18, 19}))
    assert planned(SEVENTEEN, WITHOUT_LEAVERS, agreed=agreed) == expected


def test_agreement_is_not_used_where_five_stand_together():
    assert planned([], units(*range(5)), agreed=frozenset(range(5))) == release(*range(5))


def test_an_agreement_withdrawn_protects_against_anything_further():
    history = [*SEVENTEEN, release(*range(20), agreed=frozenset({17, 18, 19}))]
    without_one_newcomer = units(*range(19))
    assert not admitted(history, Release(without_one_newcomer))
    assert admitted(history, Release(without_one_newcomer, agreed=frozenset({17, 18, 19})))
    assert planned(history, without_one_newcomer) == release(*range(20))


def test_those_who_agreed_cover_nobody_else():
    """Their answers may be known: with two others they are a group of two."""
    history = [*SEVENTEEN, release(*range(20), agreed=frozenset({17, 18, 19}))]
    again = units(17, 18, 19, version=2)
    staying = units(*range(2, 17))
    assert not admitted(history, Release(staying | again | units(0, 1, version=2)))
    assert admitted(history, Release(units(*range(5, 17)) | again | units(*range(5), version=2)))


def test_an_agreement_may_not_uncover_somebody_elsewhere():
    """Four of a figure agree to go. In an earlier version they and three others make a class, and now cover nobody."""
    first, second = units(*range(7)), units(*range(4), version=2)
    history = [Release(first), Release(second | units(*range(10, 16)))]
    without_four = units(*range(10, 16))
    assert not admitted(history, Release(without_four, agreed=frozenset(range(4))))
    assert admitted(history[1:], Release(without_four, agreed=frozenset(range(4))))


# Names ------------------------------------------------------------


@pytest.mark.parametrize(("names", "verdict"), [(0, True), (1, True), (4, True), (5, False), (8, False), (9, True)])
def test_of_nine_counted_nobody_or_five_stay_unnamed(names, verdict):
    named = units(*range(names))
    assert may_name([release(*range(9))], named) is verdict
    assert admitted([], release(*range(9), named=named)) is verdict


def test_names_shown_earlier_count_as_shown():
    history = [release(*range(9)), release(*range(9), named=units(0, 1, 2))]
    assert may_name(history, units(3))
    assert not may_name(history, units(3, 4))


def test_whoever_was_named_covers_nobody_else():
    """0 and 1 were named. With three others they may not leave; with five they may, and five stay."""
    history = [release(*range(12)), release(*range(12), named=units(0, 1))]
    assert not admitted(history, release(*range(5, 12)))
    assert admitted(history, release(*range(7, 12)))
    assert not admitted(history, release(*range(6)))


def test_a_name_shown_once_does_not_show_a_later_answer():
    history = [release(*range(12), named=units(0))]
    answered_again = Release(units(*range(1, 12)) | units(0, version=2))
    assert not admitted(history, answered_again)
    assert admitted(history, Release(answered_again.units, named=units(0, version=2)))


def test_the_planner_shows_the_names_that_may_be_shown():
    assert planned([], units(*range(9)), named=units(0, 1)) == release(*range(9), named=units(0, 1))
    assert planned([], units(*range(9)), named=units(*range(5))) == release(*range(9))


def test_names_are_kept_or_left_out_class_by_class():
    history = [release(*range(10))]
    wanted = units(*range(15))
    named = units(0, 10)
    assert planned(history, wanted, named=named) == Release(wanted, named=units(0))


# The planner ------------------------------------------------------------


def test_newcomers_wait_until_there_are_five():
    history = [release(*range(10))]
    assert planned(history, units(*range(14))) == release(*range(10))
    assert planned(history, units(*range(15))) == release(*range(15))


def test_leavers_stay_counted_until_five_of_their_class_may_go():
    history = [release(*range(12))]
    assert planned(history, units(*range(4, 12))) == release(*range(12))
    assert planned(history, units(*range(5, 12))) == release(*range(5, 12))
    assert planned(history, units(*range(8, 12))) == release(*range(12))


def test_leavers_who_are_not_kept_take_others_with_them():
    result = planned([release(*range(17))], units(*range(3, 17)), lapsed=units())
    assert len(result.units) == 12
    assert result.units <= units(*range(3, 17))


def test_new_answers_replace_old_ones_five_together():
    history = [release(*range(12))]
    four, five = (units(*range(n), version=2) | units(*range(n, 12)) for n in (4, 5))
    assert planned(history, four) == release(*range(12))
    assert planned(history, five) == Release(five)


def test_the_answer_counted_last_stays():
    """Five answered again and were published so; now one of them answers a third time."""
    second = units(*range(5), version=2) | units(*range(5, 12))
    history = [release(*range(12)), Release(second)]
    third = units(0, version=3) | (second - units(0, version=2))
    assert planned(history, third) == Release(second)


def test_leavers_wait_although_those_who_answered_again_may_be_counted_anew():
    history = [release(*range(14))]
    wanted = units(*range(5), version=2) | units(*range(7, 14))
    assert planned(history, wanted) == Release(wanted | units(5, 6))


def test_a_part_of_the_group_leaves_five_of_the_others_out():
    """A figure of those from one sector: three others would stand out, so two more are left out with them."""
    history = [release(*range(17))]
    result = planned(history, units(*range(14)), lapsed=units())
    assert len(result.units) == 12
    assert planned(history, units(*range(3)), lapsed=units()) == release()


def test_the_key_alone_orders_who_is_left_out():
    history, wanted = [release(*range(17))], units(*range(14))
    by_key = {plan(history, wanted, lapsed=units(), key=bytes([key])).units for key in range(20)}
    assert len(by_key) > 10
    backwards = [Release(frozenset(sorted(history[0].units, key=lambda unit: -unit.person)))]
    assert plan(backwards, frozenset(reversed(list(wanted))), lapsed=units(), key=b"0") == plan(
        history, wanted, lapsed=units(), key=b"0"
    )


def test_a_plan_does_not_depend_on_how_sets_are_stored():
    """Words hash differently in each process; the plan may not follow."""
    script = (
        "from diagnostics.ledger import Release, Unit, plan\n"
        "everybody = [Unit(f'person {n}', 'first') for n in range(30)]\n"
        "history = [Release(frozenset(everybody[:25])), Release(frozenset(everybody[:12]))]\n"
        "made = plan(history, frozenset(everybody[4:]), lapsed=frozenset(), key=b'a key')\n"
        "print(sorted(unit.person for unit in made.units))\n"
    )
    printed = {run_with_hash_seed(seed, script) for seed in ("1", "2", "3")}
    assert len(printed) == 1
    assert "person" in printed.pop()


def run_with_hash_seed(seed, script):
    environment = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


# What the ledger reads, and what it says ------------------------------------------------------------


def test_the_ledger_reads_membership_and_no_answers():
    assert [field.name for field in fields(Unit)] == ["person", "version"]
    assert [field.name for field in fields(Release)] == ["units", "audience", "named", "agreed"]
    assert list(inspect.signature(gate).parameters) == ["history", "candidate", "k"]
    asked = ["history", "wanted", "lapsed", "key", "k", "audience", "agreed", "named"]
    assert list(inspect.signature(plan).parameters) == asked


def test_a_verdict_says_only_whether():
    assert [field.name for field in fields(gate([], release()))] == ["admitted"]
    assert gate([], release(1)) == gate([release(*range(6))], release(*range(5)))


def test_the_ledger_is_arithmetic_alone():
    tree = ast.parse(Path(ledger.__file__).read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported <= sys.stdlib_module_names


# The attacker ------------------------------------------------------------


def shown(*people, version=1, **what):
    return SimpleNamespace(
        **(
            {"units": units(*people, version=version), "named": units(), "agreed": frozenset(), "audience": "group"}
            | what
        )
    )


@pytest.mark.parametrize(
    ("releases", "derived"),
    [
        ([shown(*range(9)), shown(*range(8))], "8"),
        ([shown(*range(9)), shown(*range(9), named=units(*range(6)))], "6, 7, 8"),
        ([shown(*range(10)), shown(*range(9), version=2)], "9"),
        ([shown(*range(6)), shown(*range(6, 12)), shown(*range(1, 12))], "0"),
    ],
)
def test_the_attacker_finds_what_subtraction_gives_away(releases, derived):
    assert breach(releases[:-1], 5) is None
    assert f"derives {derived} from release {len(releases)}" in breach(releases, 5)


@pytest.mark.parametrize(
    "releases",
    [
        [shown(*range(10)), shown(*range(5))],
        [shown(*range(10)), shown(*range(5), *range(10, 15))],
        [shown(*range(6)), shown(*range(6), named=units(0))],
        [shown(*range(9)), shown(*range(12), agreed=frozenset({9, 10, 11}))],
    ],
)
def test_the_attacker_accuses_nobody_without_need(releases):
    assert [breach(releases[: number + 1], 5) for number in range(len(releases))] == [None] * len(releases)


def test_the_attacker_puts_three_releases_together():
    releases = [shown(*range(13)), shown(*range(6)), shown(*range(6, 12))]
    assert [breach([one, other], 5) for one in releases for other in releases if one is not other] == [None] * 6
    assert "derives 12 from release 3" in breach(releases, 5)
