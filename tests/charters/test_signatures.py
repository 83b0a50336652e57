"""Who may put their name to a charter, when they are asked, and what the page says of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from charters import letters
from charters.models import CharterVersion, Round, Signature
from charters.selectors import keeping
from charters.selectors import signatures as selectors
from charters.services import signatures
from charters.services.charter import charter_of, freeze
from charters.services.signatures import Refused
from programmes.dates import FactDate
from programmes.models import AuditEvent, InductionTask, Membership, Notice
from programmes.services import jobs, notices
from programmes.services.letters import Needless
from tests.charters.lines import write
from tests.factories import AppointmentFactory, MembershipFactory, PersonFactory, PostFactory, ProgrammeFactory, member
from tests.signing import signed_in
from workshops.models import Attendance, Event

pytestmark = pytest.mark.django_db

DAY = FactDate(date(2022, 1, 14))
TODAY = timezone.localdate()
# A Tuesday at ten, long after every version of these tests was entered.
LATER = datetime(2031, 3, 4, 10, tzinfo=UTC)


@pytest.fixture
def version(programme, facilitator):
    write(charter_of(programme), "purpose", "We lead as one")
    return freeze(charter=charter_of(programme), adopted_on=DAY, by=facilitator)


def part_of(user, programme):
    return Membership.objects.get(programme=programme, person=user.person)


def at(name, version, **more):
    return reverse(f"charters:{name}", kwargs={"programme": version.charter.programme_id, "version": version.pk} | more)


def newer(version, by):
    write(version.charter, "behaviours", "We say it in the room")
    return freeze(charter=version.charter, adopted_on=FactDate(date(2022, 6, 1)), by=by)


def test_a_leader_signs_on_one_page_in_their_post_and_takes_it_back(programme, version):
    leader = member(programme, name="Ada Osei")
    post = PostFactory(title="Chief Executive", organisation__name="North Trust")
    AppointmentFactory(post=post, person=leader.person)
    Membership.objects.filter(person=leader.person).update(post=post, listed_name="A. Osei")
    client = signed_in(leader)
    page = client.get(at("sign", version)).content.decode()
    assert "I put my name to this as a leader; it binds no board or council." in page
    assert ("We lead as one" in page, "A. Osei" in page) == (True, True)
    client.post(at("sign", version))
    client.post(at("sign", version))
    assert list(Signature.objects.values_list("name", "post", "signed_on", "on_paper", "by")) == [
        ("A. Osei", "Chief Executive, North Trust", TODAY, False, leader.pk)
    ]
    assert "You have signed version 1" in client.get(at("sign", version)).content.decode()
    client.post(at("sign-undo", version))
    assert Signature.objects.count() == 0
    done = AuditEvent.objects.filter(record__startswith="charters.signature:").values_list("verb", flat=True)
    assert list(done) == ["signed", "took back a signature"]


def test_who_came_in_by_an_e_mailed_code_alone_is_asked_for_more_before_signing(programme, version):
    leader = member(programme)
    client = signed_in(leader, by="code")
    asked = client.get(at("sign", version)), client.post(at("sign", version))
    assert [answer.url.startswith(reverse("account_strong_sign_in")) for answer in asked] == [True, True]
    signatures.sign(version=version, membership=part_of(leader, programme), by=leader)
    assert client.post(at("sign-undo", version)).url.startswith(reverse("account_strong_sign_in"))
    assert Signature.objects.count() == 1


def test_nobody_signs_for_somebody_else_or_once_they_have_left(programme, facilitator, version):
    leader, former = member(programme), member(programme, ends_on=TODAY - timedelta(days=1))
    other = member(ProgrammeFactory())
    tries = [
        (part_of(leader, programme), facilitator, signatures.NOT_THEIRS),
        (part_of(former, programme), former, signatures.NOT_A_LEADER),
        (part_of(facilitator, programme), facilitator, signatures.NOT_A_LEADER),
        (Membership.objects.get(person=other.person), other, signatures.NOT_A_LEADER),
    ]
    for part, by, why in tries:
        with pytest.raises(Refused, match=why):
            signatures.sign(version=version, membership=part, by=by)
    assert Signature.objects.count() == 0


def test_a_changed_charter_asks_anew_and_the_old_version_cannot_be_signed(programme, facilitator, version):
    leader = member(programme, name="Ada Osei")
    signatures.sign(version=version, membership=part_of(leader, programme), by=leader)
    second = newer(version, facilitator)
    with pytest.raises(Refused, match=signatures.REPLACED):
        signatures.sign(version=version, membership=part_of(leader, programme), by=leader)
    told = selectors.signatures(version, TODAY), selectors.signatures(second, TODAY)
    assert [(each.is_newest, len(each.signed), [line.name for line in each.unsigned]) for each in told] == [
        (False, 1, []),
        (True, 0, ["Ada Osei"]),
    ]
    landed = signed_in(leader).get(at("sign", version))
    assert (landed.status_code, landed.url) == (302, at("sign", second))
    # The signature under the old version stays where it was put.
    assert Signature.objects.get().version == version


@pytest.mark.parametrize(
    ("adopted_on", "named"),
    [
        (DAY, ["Joined that day", "Left since", "Left that month", "Was there"]),
        (FactDate(date(2022, 1, 1), "month"), ["Left since", "Was there"]),
    ],
)
def test_of_a_version_that_was_replaced_who_took_part_as_it_was_adopted(
    programme, facilitator, version, adopted_on, named
):
    """Who joined or left while it stood, or in the month of which the day is not known, is not said to have refused."""
    member(programme, name="Was there")
    member(programme, name="Left before", ends_on=date(2022, 1, 13))
    member(programme, name="Left that month", ends_on=date(2022, 1, 20))
    member(programme, name="Left since", ends_on=date(2022, 5, 1))
    member(programme, name="Joined that day", starts_on=DAY.day)
    member(programme, name="Came later", starts_on=date(2022, 3, 1))
    CharterVersion.objects.filter(pk=version.pk).update(adopted_on=adopted_on, adopted_precision=adopted_on.precision)
    version.refresh_from_db()
    newer(version, facilitator)
    assert [line.name for line in selectors.signatures(version, TODAY).unsigned] == named


def test_of_a_version_that_was_replaced_who_signed_it_in_another_post_is_not_missing(programme, facilitator, version):
    moved = member(programme, name="Moved", ends_on=date(2022, 2, 28))
    here = MembershipFactory(programme=programme, person=moved.person, starts_on=date(2022, 3, 1))
    Signature.objects.create(version=version, membership=here, name="Moved", by=moved)
    newer(version, facilitator)
    assert selectors.signatures(version, TODAY).unsigned == ()


def test_of_a_version_that_was_replaced_nobody_is_missing_for_whose_post_another_signed(
    programme, facilitator, version
):
    """Of many changes only the year is known, so that both seem to have taken part as it was adopted."""
    post, other = PostFactory(), PostFactory()
    before = member(programme, name="Before", post=post)
    member(programme, name="After", post=post, starts_on=date(2022, 1, 1))
    member(programme, name="Elsewhere", post=other)
    Signature.objects.create(version=version, membership=part_of(before, programme), name="Before", by=before)
    newer(version, facilitator)
    assert [line.name for line in selectors.signatures(version, TODAY).unsigned] == ["Elsewhere"]


def test_a_successor_starts_unsigned_and_is_asked_once_inducted_or_after_fourteen_days(programme, facilitator, version):
    before = member(programme, name="Before", ends_on=date(2022, 5, 31))
    Signature.objects.create(version=version, membership=part_of(before, programme), name="Before", by=before)
    after = part_of(member(programme, name="After", starts_on=date(2022, 6, 1)), programme)
    assert selectors.unsigned(version, date(2022, 6, 2)) == [after]
    line = InductionTask.objects.create(programme=programme, membership=after, text="Read the charter")
    days = (date(2022, 6, 2), date(2022, 6, 14), date(2022, 6, 15))
    assert [selectors.to_ask(version, day) for day in days] == [[], [], [after]]
    InductionTask.objects.filter(pk=line.pk).update(done_at=timezone.now())
    assert selectors.to_ask(version, date(2022, 6, 2)) == [after]


def test_who_left_since_is_counted_and_named_as_such(programme, facilitator, version):
    gone = part_of(member(programme, name="Gone", ends_on=date(2022, 5, 31)), programme)
    stays, moved = member(programme, name="Stays"), member(programme, name="Moved", ends_on=date(2022, 5, 31))
    here = MembershipFactory(programme=programme, person=moved.person, starts_on=date(2022, 6, 1))
    parts = [gone, part_of(stays, programme), Membership.objects.exclude(pk=here.pk).get(person=moved.person)]
    signatures.sign_on_paper(version=version, memberships=parts, signed_on=DAY, by=facilitator)
    told = keeping.now(version.charter, stays, TODAY).told
    assert told == (
        "1 of the 2 leaders who take part has signed it. 2 others signed it and have left or changed posts since."
    )
    page = signed_in(stays).get(at("signatures", version)).content.decode()
    shown = BeautifulSoup(page, "html.parser")
    assert shown.h1.get_text() == "1 has signed version 1, 1 has not yet"
    assert [" ".join(each.get_text().split()) for each in shown.select("main h2, .app-names__item")] == [
        "Signed", "Stays 14 January 2022, on paper", "Not signed yet", "Moved",
        "Signed it, and left or changed posts since", "Gone 14 January 2022, on paper; has left since",
        "Moved 14 January 2022, on paper",
    ]  # fmt: skip


def test_what_is_new_is_marked_for_who_signs_anew(programme, facilitator, version):
    leader = member(programme)

    def marks(one):
        page = BeautifulSoup(signed_in(leader).get(at("sign", one)).content, "html.parser")
        return [(each.get_text(), each.find_next("p").get_text()) for each in page.select("li .nhsuk-tag")]

    assert marks(version) == []
    assert marks(newer(version, facilitator)) == [("New", "We say it in the room")]


def test_who_joins_on_the_day_of_adoption_is_a_newcomer_unless_asked_as_it_was_agreed(programme, facilitator):
    write(charter_of(programme), "purpose", "We lead as one")
    asked, newcomer = (part_of(member(programme, name=name, starts_on=DAY.day), programme) for name in ("Asked", "New"))
    before = part_of(member(programme, name="Before", starts_on=DAY.day - timedelta(days=1)), programme)
    held = Round.objects.create(
        charter=charter_of(programme), number=1, state="closed", closes_at=LATER, closed_at=LATER, quorum=1,
        by=facilitator,
    )  # fmt: skip
    held.members.create(membership=asked)
    agreed = freeze(charter=charter_of(programme), adopted_on=DAY, agreed_in=held, by=facilitator)
    next_day = DAY.day + timedelta(days=1)
    assert selectors.to_ask(agreed, next_day) == [asked, before]
    assert selectors.to_ask(agreed, DAY.day + timedelta(days=14)) == [asked, before, newcomer]


def test_the_clock_asks_each_once_from_the_working_day_after_and_the_button_reminds_the_unsigned(
    programme, facilitator, version
):
    signed, open_, paused = (member(programme, name=name) for name in ("Signed", "Open", "Paused"))
    signatures.sign(version=version, membership=part_of(signed, programme), by=signed)
    Membership.objects.filter(person=paused.person).update(is_paused=True)
    assert signatures.ask_due(at=version.recorded_at.replace(hour=11)) == 0  # the same day
    assert signatures.ask_due(at=LATER - timedelta(days=2)) == 0  # a Sunday
    assert signatures.ask_due(at=LATER) == 1
    assert signatures.ask_due(at=LATER + timedelta(hours=1)) == 0
    sent = Notice.objects.get()
    assert (sent.kind, sent.address, sent.about) == (Notice.Kind.SIGN, open_.email, {"version": version.pk})
    Notice.objects.update(created_at=LATER)
    with pytest.raises(Refused, match="Nobody is to be mailed today"):
        signatures.ask(version=version, by=facilitator, at=LATER)
    assert signatures.ask(version=version, by=facilitator, at=LATER + timedelta(days=1)) == 1
    assert [each.about for each in Notice.objects.order_by("pk")][1:] == [{"version": version.pk, "again": True}]


def test_a_mail_is_needless_once_they_have_signed_or_the_version_is_replaced(programme, facilitator, version):
    leader = member(programme)
    signatures.ask(version=version, by=facilitator)
    notice = Notice.objects.get()
    written = letters.write(notice)
    assert written.subject == "To sign: How we lead together, version 1"
    assert at("sign", version) in written.body
    signatures.sign(version=version, membership=part_of(leader, programme), by=leader)
    with pytest.raises(Needless):
        letters.write(notice)
    newer(version, facilitator)
    with pytest.raises(Needless):
        letters.write(notice)


def test_a_mail_goes_out_by_the_task_of_charters(programme, facilitator, version, django_capture_on_commit_callbacks):
    member(programme)
    with django_capture_on_commit_callbacks():
        signatures.ask(version=version, by=facilitator)
    job = jobs.take(facilitator.jobs.get().pk)
    jobs.finish(job, notices.deliver(job, letters.write))
    assert (job.task, [each.subject for each in mail.outbox]) == (
        letters.TASK,
        ["To sign: How we lead together, version 1"],
    )


def test_no_mail_is_sent_while_mail_is_held_or_after_the_programmes_end(programme, facilitator, version):
    member(programme)
    programme.mail_holds.create(by=facilitator)
    with pytest.raises(Refused, match=signatures.HELD):
        signatures.ask(version=version, by=facilitator)
    programme.mail_holds.update(until=timezone.now())
    programme.ends_on = FactDate(date(2022, 12, 1), "month")
    programme.save()
    assert signatures.ask_due(at=LATER) == 0


# On paper ------------------------------------------------------------


@pytest.fixture
def meeting(programme):
    """Its date is known by the month only."""
    return Event.objects.create(programme=programme, title="Second workshop", starts_on=FactDate.parse("January 2022"))


def there(meeting, user, mode):
    part = Membership.objects.get(person=user.person)
    Attendance.objects.create(event=meeting, membership=part, mode=mode)
    return part


def test_those_on_the_register_who_signed_on_paper_are_entered_at_once(programme, facilitator, version, meeting):
    room, online, absent = (member(programme, name=name) for name in ("In the room", "Online", "Absent"))
    parts = [there(meeting, user, mode) for user, mode in ((room, "in_person"), (online, "online"), (absent, "absent"))]
    client = signed_in(facilitator)
    assert "Second workshop" in client.get(at("signatures-paper", version)).content.decode()
    page = client.get(f"{at('signatures-paper', version)}?meeting={meeting.pk}")
    form = page.context["form"]
    assert form.fields["people"].choices == [(parts[0].pk, "In the room"), (parts[1].pk, "Online")]
    assert (form.initial["people"], 'value="January 2022"' in page.content.decode()) == ([parts[0].pk], True)
    said = {"meeting": meeting.pk, "people": [parts[0].pk, parts[1].pk], "signed_on": "January 2022"}
    client.post(at("signatures-paper", version), said)
    assert [(each.name, str(each.signed_on), each.on_paper, each.by) for each in Signature.objects.all()] == [
        ("In the room", "January 2022", True, facilitator),
        ("Online", "January 2022", True, facilitator),
    ]
    # Whoever was not there cannot be put on the list by hand.
    refused = client.post(at("signatures-paper", version), said | {"people": [parts[2].pk]})
    assert (refused.status_code, Signature.objects.count()) == (200, 2)


def test_paper_is_refused_for_a_day_on_which_they_were_no_leader_or_before_the_version(programme, facilitator, version):
    gone = part_of(member(programme, ends_on=date(2022, 2, 1)), programme)
    for day, why in (
        ("2 February 2022", signatures.NOT_THERE),
        ("spring 2022", signatures.NOT_THERE),
        ("13 January 2022", signatures.BEFORE),
        (str(TODAY + timedelta(days=1)), signatures.IN_FUTURE),
    ):
        with pytest.raises(Refused, match=why):
            signatures.sign_on_paper(version=version, memberships=[gone], signed_on=FactDate.parse(day), by=facilitator)
    when = FactDate.parse("February 2022")
    made = signatures.sign_on_paper(version=version, memberships=[gone], signed_on=when, by=facilitator)
    assert [each.membership for each in made] == [gone]


def test_the_facilitator_takes_out_what_was_entered_by_mistake_and_nothing_else(programme, facilitator, version):
    leader = member(programme)
    own = signatures.sign(version=version, membership=part_of(leader, programme), by=leader)
    other = part_of(member(programme), programme)
    (paper,) = signatures.sign_on_paper(version=version, memberships=[other], signed_on=DAY, by=facilitator)
    client = signed_in(facilitator)
    statuses = [client.post(at("signature-remove", version, signature=each.pk)).status_code for each in (own, paper)]
    assert (statuses, list(Signature.objects.all())) == ([404, 302], [own])


# Pages ------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    programme, facilitator, version, people, django_assert_num_queries
):
    for _ in range(people):
        post = PostFactory()
        for signs in (True, False):
            part = MembershipFactory(programme=programme, person=PersonFactory(), post=post)
            if signs:
                signatures.sign_on_paper(version=version, memberships=[part], signed_on=DAY, by=facilitator)
    client = signed_in(facilitator)
    with django_assert_num_queries(9):
        page = client.get(at("signatures", version))
    have = f"{people} {'has' if people == 1 else 'have'}"
    assert f"{have} signed version 1, {have} not yet" in page.content.decode()
