"""Who signs in, who takes part, who holds which post, and who follows whom."""

import io
from collections.abc import Iterable

from django.utils import timezone

from diagnostics.services import steps
from hwe_portal.demonstration import accounts, leaders, typing_in
from hwe_portal.demonstration.accounts import PASSWORD, Account
from hwe_portal.demonstration.leaders import Change
from hwe_portal.demonstration.transition_leaders import LEADERS
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Appointment, Membership, Person, Programme, System, User
from programmes.roster import words
from programmes.services import accounts as portal_accounts
from programmes.services import induction, members, people, records, roster
from programmes.services.succession import Arrival, succeed
from programmes.spreadsheets import read_table, write_csv


def administrator() -> User:
    who = accounts.ADMINISTRATOR
    return people.create_administrator(email=who.address, name=who.name, password=PASSWORD)


def open_account(account: Account, *, by: User) -> User:
    """An account with the demonstration's password, for a person who is there already or is new."""
    person = members.known(account.address)
    if person is None:
        person = people.add_person(name=account.name, addresses=[account.address], by=by)
    return people.open_account(person, address=account.address, by=by, password=PASSWORD)


def let_steward_in(system: System, *, by: User) -> None:
    steward = open_account(accounts.STEWARD, by=by)
    portal_accounts.appoint(steward.person, system=system, by=by)


def let_sponsor_in(programme: Programme, *, by: User) -> None:
    who = accounts.SPONSOR
    _join(programme, who, by=by)
    open_account(who, by=by)


def let_interviewer_in(programme: Programme, *, by: User) -> None:
    _join(programme, accounts.INTERVIEWER, by=by)
    open_account(accounts.INTERVIEWER, by=by)


def let_leaders_in(programme: Programme, *, by: User) -> None:
    """The two leaders who sign in, the assistant of one of them, and the newcomer who is half-way through."""
    open_account(accounts.OPEN_LEADER, by=by)
    open_account(accounts.NEW_LEADER, by=by)
    _join(programme, accounts.ASSISTANT, assists=person(accounts.OPEN_LEADER.name), by=by)
    open_account(accounts.ASSISTANT, by=by)
    begun_by = person(leaders.BEGUN_BY)
    people.open_account(begun_by, address=leaders.address(begun_by.name), by=by)


def open_accounts(names: Iterable[str], *, by: User) -> None:
    """Accounts, opened by the first code that they are sent, for leaders who sign and reply from their own."""
    for name in names:
        people.open_account(person(name), address=leaders.address(name), by=by)


def _join(programme: Programme, who: Account, *, by: User, assists: Person | None = None) -> Membership:
    return members.join(
        programme=programme,
        name=who.name,
        address=who.address,
        role=who.role,
        post=None,
        starts_on=programme.starts_on.day,
        assists=assists,
        by=by,
    )


def bring_in_earlier_leaders(programme: Programme, *, by: User) -> None:
    """The leaders of 2018, one by one, in their posts; how long they held those our source does not say."""
    for leader in LEADERS:
        name, organisation, title = leader.talk.name, leader.organisation, leader.post
        typed = {"organisation": organisation, "title": title, "role_group": words.role_group(title)}
        members.join(
            programme=programme,
            name=name,
            address=leaders.address(name),
            role=Role.PARTICIPANT,
            post=typing_in.record(programme.system, "posts", typed, by=by),
            starts_on=programme.starts_on.day,
            by=by,
        )


def bring_in_leaders(programme: Programme, *, by: User) -> None:
    """The roster as a file: uploaded, previewed, confirmed. Then what a roster does not say."""
    content = write_csv([leaders.HEADINGS, *leaders.ROSTER])
    table = read_table(io.BytesIO(content), "leaders.csv")
    held = roster.hold(programme=programme, table=table, file_name="leaders.csv", by=by)
    preview = roster.preview(held, at=timezone.localdate())
    roster.confirm(held, seal=preview.seal, by=by)
    _name_those_who_agreed(leaders.NAMED, by=by)
    _make_joint(programme.system, by=by)


def _name_those_who_agreed(names: tuple[str, ...], *, by: User) -> None:
    for found in Person.objects.filter(name__in=names):
        found.may_be_named = True
        members.correct_person(found, addresses=[row.address for row in found.addresses.all()], by=by)


def _make_joint(system: System, *, by: User) -> None:
    """One person is accountable officer of all three commissioning groups, and designate at the board."""
    officer = Appointment.objects.of_owner(system).get(person__name=leaders.JOINT_OFFICER)
    officer.kind = Appointment.Kind.JOINT
    records.correct(officer, by=by)
    for typed in leaders.OTHER_POSTS:
        typing_in.record(system, "posts", typed, by=by)
    for typed in leaders.OTHER_APPOINTMENTS:
        typing_in.record(system, "appointments", {"person": leaders.JOINT_OFFICER, **typed}, by=by)


def hand_over(programme: Programme, *, by: User) -> None:
    """The changes of leader, in their order."""
    for change in leaders.CHANGES:
        succeed(
            leaving=_appointment(programme.system, change),
            ends_on=FactDate.parse(change.until),
            reason=change.reason,
            arrival=_arrival(change),
            programmes=[programme],
            by=by,
        )
    _name_those_who_agreed((accounts.NEW_LEADER.name,), by=by)


def induct(programme: Programme, names: Iterable[str], *, by: User) -> None:
    """Each of these newcomers gets a list of their own, its first lines ticked off, and days of their own."""
    for name in names:
        part = Membership.objects.get(programme=programme, person__name=name, role=Role.PARTICIPANT)
        tasks = induction.start(membership=part, by=by, at=part.starts_on)
        steps.welcome(person=part.person, programme=programme, at=part.starts_on, by=by)
        for task in tasks[: leaders.INDUCTED[name]]:
            induction.tick(task, done=True, by=by, at=timezone.now())


def _appointment(system: System, change: Change) -> Appointment:
    held = Appointment.objects.of_owner(system).filter(ends_on=None, person__name=change.leaves)
    return next(one for one in held if str(one.post) == change.post)


def _arrival(change: Change) -> Arrival:
    known = Person.objects.filter(name=change.follows).first()
    return Arrival(
        starts_on=FactDate.parse(change.since),
        kind=change.kind,
        person=known,
        name="" if known else change.follows,
        address="" if known else leaders.address(change.follows),
    )


def person(name: str) -> Person:
    return Person.objects.get(name=name)
