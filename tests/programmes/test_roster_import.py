"""What confirming a roster writes, and what it never does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import event, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from programmes import tasks
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import (
    Appointment,
    AuditEvent,
    Membership,
    Organisation,
    Person,
    PersonAddress,
    Post,
    Programme,
    RosterUpload,
)
from programmes.roster import entries
from programmes.roster.columns import COLUMNS
from programmes.roster.plan import Outcome
from programmes.services import roster
from programmes.spreadsheets import Row, Table
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    ProgrammeFactory,
    member,
)
from tests.programmes import rosters

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

HOSPITALS = "Northshire Hospitals"
ALEX = ("Alex Reed", "alex@example.org", HOSPITALS, "hospital", "Chief Executive", "", "April 2020")
SAM = ("Sam Cole", "", HOSPITALS, "", "Chief Finance Officer", "", "")
JO = ("Jo Park", "jo@example.org", "", "", "", "facilitator", "")


@pytest.fixture
def programme():
    return ProgrammeFactory(starts_on=FactDate(date(2021, 9, 1), "month"))


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fran Field")


@pytest.fixture
def bring_in(programme, facilitator):
    return lambda *rows: rosters.bring_in(programme, facilitator, *rows)


def parts(programme):
    rows = programme.memberships.order_by("pk").exclude(person__name="Fran Field").select_related("person", "post")
    return [(row.shown_name, row.role, row.post and row.post.title, row.starts_on, row.ends_on) for row in rows]


def in_post(programme):
    rows = Appointment.objects.of_owner(programme.system).order_by("pk").select_related("post", "person")
    return [(row.shown_name, row.post.title, str(row.starts_on), row.ends_on) for row in rows]


def stranger(*addresses, name="Alexandra Secret"):
    """Somebody with a post and a part in a system that the importer has nothing to do with."""
    elsewhere = ProgrammeFactory()
    who = PersonFactory(name=name)
    PersonAddress.objects.bulk_create(PersonAddress(person=who, address=address) for address in addresses)
    MembershipFactory(programme=elsewhere, person=who)
    AppointmentFactory(person=who, post=PostFactory(organisation__system=elsewhere.system))
    return who


def test_everything_is_written(programme, bring_in):
    done = bring_in(ALEX, SAM, JO)
    assert list(Organisation.objects.values_list("system", "name", "sector")) == [
        (programme.system_id, HOSPITALS, "hospital")
    ]
    assert list(Post.objects.order_by("pk").values_list("title", "role_group")) == [
        ("Chief Executive", "chief_executive"),
        ("Chief Finance Officer", "finance"),
    ]
    assert in_post(programme) == [
        ("Alex Reed", "Chief Executive", "April 2020", None),
        ("Sam Cole", "Chief Finance Officer", "September 2021", None),
    ]
    assert parts(programme) == [
        ("Alex Reed", "participant", "Chief Executive", date(2021, 9, 1), None),
        ("Sam Cole", "participant", "Chief Finance Officer", date(2021, 9, 1), None),
        ("Jo Park", "facilitator", None, date(2021, 9, 1), None),
    ]
    addresses = PersonAddress.objects.exclude(person__name="Fran Field").order_by("address")
    assert list(addresses.values_list("address", "person__name")) == [
        ("alex@example.org", "Alex Reed"),
        ("jo@example.org", "Jo Park"),
    ]
    assert done.counts == {"refused": 0, "changed": 0, "new": 3, "matched": 0, "organisations": 1, "posts": 2}


def test_the_audit_says_what_was_added_and_one_row_counts_the_import(programme, facilitator, bring_in):
    before = AuditEvent.objects.count()
    bring_in(ALEX, JO)
    events = list(AuditEvent.objects.order_by("pk")[before:])
    assert {event.by for event in events} == {facilitator}
    kinds = [(event.verb, event.record.split(":")[0], event.summary) for event in events]
    assert kinds == [
        ("added", "programmes.organisation", HOSPITALS),
        ("added", "programmes.post", f"Chief Executive, {HOSPITALS}"),
        ("added", "programmes.person", "Alex Reed"),
        ("added", "programmes.person", "Jo Park"),
        ("added", "programmes.appointment", "Alex Reed, Chief Executive"),
        ("added", "programmes.membership", "Alex Reed, Chief Executive"),
        ("added", "programmes.membership", "Jo Park, facilitator"),
        (
            "imported a roster",
            "programmes.programme",
            "roster.csv: new 2, organisations 1, posts 1",
        ),
    ]
    records = {event.record for event in events if event.record.startswith("programmes.person:")}
    assert records == {person.key for person in Person.objects.filter(name__in=("Alex Reed", "Jo Park"))}


def test_the_rows_are_no_longer_kept_once_imported(bring_in):
    done = bring_in(ALEX)
    done.refresh_from_db()
    assert (done.table, done.imported_at is not None) == ({}, True)


def test_the_same_roster_again_changes_nothing(programme, facilitator, bring_in):
    bring_in(ALEX, SAM, JO)
    before = rosters.row_counts()
    again = rosters.upload(programme, facilitator, ALEX, SAM, JO)
    assert rosters.said(again) == [(row, "matched", "Nothing changes") for row in (2, 3, 4)]
    rosters.confirm(again, facilitator)
    assert rosters.row_counts() - before == {"programmes.RosterUpload": 1, "programmes.AuditEvent": 1}
    assert before - rosters.row_counts() == {}


def test_changes_are_written_and_the_audit_keeps_what_was(programme, bring_in):
    bring_in(ALEX, JO)
    before = AuditEvent.objects.count()
    alex = ("Alexandra Reed", "alex@example.org", HOSPITALS, "", "Chair", "", "1 May 2022")
    bring_in(alex, ("Jo Park", "jo@example.org", HOSPITALS, "", "Chief Executive", "sponsor", "2019"))
    assert in_post(programme) == [
        ("Alexandra Reed", "Chief Executive", "April 2020", None),
        ("Alexandra Reed", "Chair", "1 May 2022", None),
        ("Jo Park", "Chief Executive", "2019", None),
    ]
    assert parts(programme) == [
        ("Alexandra Reed", "participant", "Chair", date(2021, 9, 1), None),
        ("Jo Park", "facilitator", None, date(2021, 9, 1), None),
        ("Jo Park", "sponsor", "Chief Executive", date(2021, 9, 1), None),
    ]
    corrected = AuditEvent.objects.filter(verb="corrected").order_by("pk")
    assert [event.changes for event in corrected] == [
        {"name": ["Alex Reed", "Alexandra Reed"]},
        {"post": [f"Chief Executive, {HOSPITALS}", f"Chair, {HOSPITALS}"]},
    ]
    assert AuditEvent.objects.count() == before + len(
        ["Chair", "name", "2 appointments", "..", "post", "sponsor", "import"]
    )


def test_a_corrected_date_is_stored_with_its_precision(programme, bring_in):
    bring_in(ALEX)
    bring_in((*ALEX[:6], "2018"))
    assert in_post(programme) == [("Alex Reed", "Chief Executive", "2018", None)]
    bring_in((*ALEX[:6], "14/6/2018"))
    assert in_post(programme) == [("Alex Reed", "Chief Executive", "14 June 2018", None)]
    bring_in((*ALEX[:6], "June 2018"))
    assert in_post(programme) == [("Alex Reed", "Chief Executive", "14 June 2018", None)]


def test_a_part_begins_with_the_programme_or_the_post_and_never_after_today(programme, bring_in):
    today = timezone.localdate()
    ahead = today + timedelta(days=60)
    Programme.objects.filter(pk=programme.pk).update(starts_on=ahead - timedelta(days=90), starts_precision="day")
    programme.refresh_from_db()
    begun = ahead - timedelta(days=90)
    bring_in(
        ("Alex Reed", "alex@example.org", HOSPITALS, "hospital", "Chief Executive", "", "2019"),
        ("Sam Cole", "sam@example.org", HOSPITALS, "", "Chair", "", (begun + timedelta(days=9)).isoformat()),
        ("Kim Low", "kim@example.org", HOSPITALS, "", "Chief Nurse", "", ahead.isoformat()),
    )
    assert [part[3] for part in parts(programme)] == [begun, begun + timedelta(days=9), today]


def test_who_left_joins_again_from_today(programme, bring_in):
    bring_in(JO)
    Membership.objects.filter(person__name="Jo Park").update(ends_on=date(2022, 1, 31))
    bring_in(JO)
    assert parts(programme) == [
        ("Jo Park", "facilitator", None, date(2021, 9, 1), date(2022, 1, 31)),
        ("Jo Park", "facilitator", None, date(2021, 9, 1), None),
    ]


# All or nothing


def refuses(held, by, sentence, *, seal=None):
    """Confirming is refused with this sentence, and no table gains or loses a row."""
    before = rosters.row_counts()
    with pytest.raises(roster.ImportRefused) as refused:
        roster.confirm(held, seal=seal or roster.preview(held, at=timezone.localdate()).seal, by=by)
    assert str(refused.value) == sentence
    assert rosters.row_counts() == before


def test_one_refused_row_keeps_all_out(programme, facilitator):
    refuses(rosters.upload(programme, facilitator, ALEX, ("Kim Low", "nonsense")), facilitator, roster.REFUSED)


def test_records_that_changed_since_the_preview_keep_all_out(programme, facilitator, bring_in):
    held = rosters.upload(programme, facilitator, ALEX)
    seen = roster.preview(held, at=timezone.localdate()).seal
    bring_in(("Kim Low", "", HOSPITALS, "community", "Chief Executive"))
    refuses(held, facilitator, roster.CHANGED, seal=seen)


def test_columns_chosen_anew_since_the_preview_keep_all_out(programme, facilitator):
    row = ("Alex Reed", "alex@example.org", "reed@example.org")
    held = rosters.upload(programme, facilitator, row, headings=("name", "email", "private"))
    seen = roster.preview(held, at=timezone.localdate()).seal
    roster.choose_columns(held, mapping={"name": "name", "email": "private"})
    refuses(held, facilitator, roster.CHANGED, seal=seen)


def test_an_upload_is_imported_once(programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX)
    seen = roster.preview(held, at=timezone.localdate()).seal
    roster.confirm(held, seal=seen, by=facilitator)
    refuses(held, facilitator, roster.DONE, seal=seen)


def test_an_upload_expires_after_a_day_and_is_forgotten(programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX)
    RosterUpload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    refuses(held, facilitator, roster.EXPIRED)
    assert (tasks.forget_rosters(), RosterUpload.objects.count()) == (1, 0)


def test_an_imported_roster_is_not_forgotten(bring_in):
    bring_in(ALEX)
    RosterUpload.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert (roster.forget_expired(), RosterUpload.objects.count()) == (0, 1)


def test_a_collision_at_the_last_moment_keeps_all_out(programme, facilitator, monkeypatch):
    held = rosters.upload(programme, facilitator, ALEX, JO)

    def write_late(plan, known, **options):
        """Somebody else takes the address between the plan and the writing."""
        PersonAddress.objects.create(person=PersonFactory(), address="jo@example.org")
        write(plan, known, **options)

    write = roster.roster_records.write
    monkeypatch.setattr(roster.roster_records, "write", write_late)
    refuses(held, facilitator, roster.CHANGED)


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_at_once_one_wins(programme, facilitator):
    held = rosters.upload(programme, facilitator, ALEX, SAM, JO)
    seal = roster.preview(held, at=timezone.localdate()).seal
    together = Barrier(2)

    def confirm(_):
        together.wait()
        try:
            roster.confirm(RosterUpload.objects.get(pk=held.pk), seal=seal, by=facilitator)
        except roster.ImportRefused as refused:
            return str(refused)
        finally:
            connection.close()
        return "imported"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(confirm, range(2))) == [roster.DONE, "imported"]
    assert len(parts(programme)) == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_rosters_at_once_with_one_person_the_second_reads_anew(programme, facilitator):
    """Without an address no constraint of the database would keep the two apart."""
    PostFactory(organisation=OrganisationFactory(system=programme.system, name=HOSPITALS), title="Chair")
    helds = [rosters.upload(programme, facilitator, ("Kim Low", "", HOSPITALS, "", "Chair")) for _ in range(2)]
    seals = [roster.preview(held, at=timezone.localdate()).seal for held in helds]
    together = Barrier(2)

    def confirm(number):
        together.wait()
        try:
            roster.confirm(RosterUpload.objects.get(pk=helds[number].pk), seal=seals[number], by=facilitator)
        except roster.ImportRefused as refused:
            return str(refused)
        finally:
            connection.close()
        return "imported"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(confirm, range(2))) == [roster.CHANGED, "imported"]
    assert Person.objects.filter(name="Kim Low").count() == 1


# People outside the importer's systems


def test_somebody_outside_looks_new_is_not_doubled_and_keeps_their_name(programme, facilitator):
    who = stranger("alex@example.org")
    held = rosters.upload(programme, facilitator, ALEX)
    assert rosters.said(held)[0][1:3] == ("new", "Joins as leader")
    done = rosters.confirm(held, facilitator)
    who.refresh_from_db()
    assert who.name == "Alexandra Secret"
    assert done.counts["new"] == 1
    assert Person.objects.filter(addresses__address="alex@example.org").get() == who
    assert parts(programme) == [("Alex Reed", "participant", "Chief Executive", date(2021, 9, 1), None)]
    assert in_post(programme) == [("Alex Reed", "Chief Executive", "April 2020", None)]
    assert list(who.memberships.order_by("pk").values_list("listed_name", flat=True)) == ["", "Alex Reed"]
    assert list(who.appointments.order_by("pk").values_list("listed_name", flat=True)) == ["", "Alex Reed"]


def test_the_audit_of_somebody_outside_says_nothing_about_their_person(facilitator, bring_in):
    who = stranger("alex@example.org")
    bring_in(ALEX)
    assert AuditEvent.objects.about(who.key).count() == 0


def test_the_plan_for_somebody_outside_equals_that_for_somebody_unknown(programme, facilitator):
    known = rosters.upload(programme, facilitator, ALEX)
    unknown_plan = rosters.plan(known)
    stranger("alex@example.org", name="Alex Reed")
    assert rosters.plan(known).lines == unknown_plan.lines
    assert rosters.plan(known).counts == unknown_plan.counts
    assert rosters.plan(known).digest == unknown_plan.digest


def test_once_imported_their_listed_name_can_change_and_their_own_cannot(programme, bring_in):
    who = stranger("alex@example.org")
    bring_in(ALEX)
    bring_in(("Alex Reed-Hall", *ALEX[1:]))
    who.refresh_from_db()
    assert who.name == "Alexandra Secret"
    assert [part[0] for part in parts(programme)] == ["Alex Reed-Hall"]
    assert [row[0] for row in in_post(programme)] == ["Alex Reed-Hall"]


def test_a_second_programme_of_the_system_never_shows_their_own_name(programme, facilitator, bring_in):
    stranger("alex@example.org")
    bring_in(ALEX)
    second = ProgrammeFactory(system=programme.system)
    MembershipFactory(programme=second, person=facilitator.person, role=Role.FACILITATOR)
    held = rosters.upload(second, facilitator, ("ALEX REED", "alex@example.org", HOSPITALS, "", "Chair"))
    assert rosters.said(held) == [
        (2, "matched", "Joins as leader", "Takes up the post", "New post, chair",
         "(Still in post as Chief Executive since April 2020. If they left it, record when)")
    ]  # fmt: skip
    rosters.confirm(held, facilitator)
    assert [part[0] for part in parts(second)] == ["Alex Reed"]


def test_two_addresses_of_one_person_outside_stay_two_people(programme, bring_in):
    who = stranger("alex@example.org", "sandra@example.org")
    bring_in(ALEX, ("Sandra Secret", "sandra@example.org", HOSPITALS, "", "Chair"))
    assert [part[0] for part in parts(programme)] == ["Alex Reed", "Sandra Secret"]
    assert programme.memberships.filter(person=who).count() == 1
    assert list(Person.objects.get(name="Sandra Secret").addresses.all()) == []


def test_who_is_seen_but_not_the_importers_to_correct_is_listed_not_renamed(programme, facilitator, bring_in):
    """The importer takes part in another programme, and so sees its people without running it."""
    elsewhere = ProgrammeFactory()
    MembershipFactory(programme=elsewhere, person=facilitator.person)
    alex = PersonFactory(name="Alexandra Elsewhere")
    PersonAddress.objects.create(person=alex, address="alex@example.org")
    MembershipFactory(programme=elsewhere, person=alex)
    held = rosters.upload(programme, facilitator, ALEX)
    assert rosters.plan(held).lines[0].outcome == Outcome.MATCHED
    assert "Elsewhere" not in str(rosters.said(held))
    rosters.confirm(held, facilitator)
    alex.refresh_from_db()
    assert (alex.name, parts(programme)[0][0]) == ("Alexandra Elsewhere", "Alex Reed")


# Whatever the table


def many(number):
    return [
        (
            f"Person {n}",
            f"person{n}@example.org" if n % 3 else "",
            f"Organisation {n % 4}",
            "hospital",
            f"Director {n}",
            "",
            "",
        )
        for n in range(number)
    ]


def test_the_number_of_queries_does_not_grow_with_the_roster(programme, facilitator):
    counted = []
    for number in (10, 30):
        held = rosters.upload(programme, facilitator, *many(number))
        seal = roster.preview(held, at=timezone.localdate()).seal
        with CaptureQueriesContext(
            connection,
        ) as queries:
            roster.confirm(held, seal=seal, by=facilitator)
        counted.append(len(queries))
        AuditEvent.objects.all()._raw_delete("default")
        for model in (Membership, Appointment, Post, Organisation):
            model.objects.exclude(**({"person": facilitator.person} if model is Membership else {})).delete()
        Person.objects.exclude(pk=facilitator.person.pk).delete()
    assert counted[0] == counted[1]
    assert counted[0] <= 40


def test_a_thousand_rows_become_a_thousand_people(programme, facilitator, bring_in):
    assert bring_in(*many(1000)).counts == {
        "refused": 0, "changed": 0, "new": 1000, "matched": 0, "organisations": 4, "posts": 1000
    }  # fmt: skip
    assert programme.memberships.participants().count() == 1000


JUNK = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(["+1", "x" * 300, "'=1"])
LIKELY = (
    ["Alex Reed", "ALEX REED", "Sam Cole", "Kim Low", "Jo Park", "İstanbul ß"],
    ["", "-", "alex@example.org", "SAM@EXAMPLE.ORG", "kim@example.org", "jo@example.org"],
    ["", HOSPITALS, "northshire hospitals", "Northshire Council"],
    ["hospital", "local authority"],
    ["", "Chair", "chair", "Chief Executive", "Chief Nurse"],
    ["", "leader", "sponsor"],
    ["", "1/4/2020", "2019", "autumn 2021"],
)
ROWS = st.lists(st.tuples(*(st.sampled_from(texts) for texts in LIKELY)), min_size=1, max_size=4)
WILD_ROWS = st.lists(st.tuples(*(JUNK | st.sampled_from(texts) for texts in LIKELY)), min_size=1, max_size=6)
KEYS = st.sampled_from([column.key for column in COLUMNS])
MAPPINGS = st.dictionaries(KEYS, st.sampled_from(rosters.HEADINGS)).map(lambda mapping: {"name": "name"} | mapping)


def table(rows):
    return Table(rosters.HEADINGS, tuple(Row(number, row) for number, row in enumerate(rows, start=2)))


@given(WILD_ROWS, MAPPINGS)
def test_whatever_the_cells_every_row_is_read_or_refused(rows, mapping):
    read = entries.read(table(rows), mapping, date(2022, 3, 1))
    assert all(entry.problems or entry.name for entry in read)


class TestWhateverTheTable(TestCase):
    """Hypothesis rolls each example back, so every one starts from the same few records."""

    @settings(max_examples=40)
    @given(ROWS | WILD_ROWS)
    def test_every_table_has_a_plan_and_is_imported_whole_or_not_at_all(self, rows):
        programme = ProgrammeFactory()
        facilitator = member(programme, Role.FACILITATOR)
        stranger("alex@example.org")
        MembershipFactory(programme=programme, person=PersonFactory(name="Sam Cole"))
        held = roster.hold(programme=programme, table=table(rows), file_name="roster.csv", by=facilitator)
        planned, before = rosters.plan(held), rosters.row_counts()
        kept_out = planned.refused or not planned.lines
        event("refused" if kept_out else "imported")
        if kept_out:
            with pytest.raises(roster.ImportRefused):
                rosters.confirm(held, facilitator)
            assert rosters.row_counts() == before
        else:
            counts = rosters.confirm(held, facilitator).counts
            added = rosters.row_counts()["programmes.Person"] - before["programmes.Person"]
            strangers = sum(line.email == "alex@example.org" for line in planned.lines)
            assert added == counts["new"] - strangers
            assert sum(counts[outcome] for outcome in Outcome) == len(planned.lines)
