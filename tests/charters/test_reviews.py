"""When a charter is looked at again, who is told, and what is noted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from charters import due, letters
from charters.due import MEMBERS, SIX_MONTHS, Due, History
from charters.models import Review
from charters.selectors import reviews as selectors
from charters.services import reviews
from charters.services.charter import charter_of, freeze
from charters.services.reviews import Refused
from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import AuditEvent, Membership, Notice
from programmes.services.letters import Needless
from tests.charters.lines import write
from tests.factories import member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

DAY = date(2022, 1, 14)
ADOPTED = FactDate(DAY)
TODAY = timezone.localdate()


@pytest.fixture
def version(programme, facilitator):
    write(charter_of(programme), "purpose", "We lead as one")
    return freeze(charter=charter_of(programme), adopted_on=ADOPTED, by=facilitator)


def morning(year, month, day):
    return datetime(year, month, day, 10, tzinfo=UTC)


def address(name, review):
    return reverse(f"charters:{name}", kwargs={"programme": review.charter.programme_id, "review": review.pk})


def test_six_months_end_with_the_month_where_the_day_is_missing():
    days = [date(2022, 1, 14), date(2021, 8, 31), date(2023, 8, 31), date(2022, 12, 31)]
    assert [due.six_months_after(day) for day in days] == [
        date(2022, 7, 14), date(2022, 2, 28), date(2024, 2, 29), date(2023, 6, 30)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("history", "day", "expected"),
    [
        (History(None), date(2022, 7, 14), None),
        (History(DAY), date(2022, 6, 15), None),
        (History(DAY), date(2022, 6, 16), Due(SIX_MONTHS, date(2022, 7, 14))),
        (History(DAY), date(2023, 6, 16), Due(SIX_MONTHS, date(2022, 7, 14))),
        (History(DAY, is_open=True), date(2022, 7, 14), None),
        (History(DAY, joined=[date(2022, 2, 1)]), date(2022, 1, 31), None),
        (History(DAY, joined=[date(2022, 2, 1)]), date(2022, 2, 1), Due(MEMBERS, date(2022, 3, 1))),
        (History(DAY, left=[date(2022, 2, 1)]), date(2022, 2, 1), None),
        (History(DAY, left=[date(2022, 2, 1)]), date(2022, 2, 2), Due(MEMBERS, date(2022, 3, 2))),
        # Near the half year that is reason enough.
        (History(DAY, left=[date(2022, 6, 1)]), date(2022, 6, 17), Due(SIX_MONTHS, date(2022, 7, 14))),
    ],
)
def test_a_review_is_due_after_six_months_or_when_somebody_joins_or_leaves(history, day, expected):
    assert due.review(history, day) == expected


def test_the_clock_opens_a_review_once_and_writes_to_those_who_run_the_programme(programme, facilitator, version):
    member(programme, Role.SPONSOR)
    member(programme, Role.FACILITATOR, ends_on=date(2022, 3, 1))
    assert reviews.open_due(at=morning(2022, 6, 15)) == 0
    assert reviews.open_due(at=morning(2022, 6, 18)) == 0  # a Saturday
    assert [reviews.open_due(at=morning(2022, 6, day)) for day in (16, 17)] == [1, 0]
    made = Review.objects.get()
    assert (made.reason, made.due_on, made.version) == (Review.Reason.SIX_MONTHS, date(2022, 7, 14), version)
    assert [(each.kind, each.address) for each in Notice.objects.all()] == [(Notice.Kind.REVIEW, facilitator.email)]
    written = letters.write(Notice.objects.get())
    assert written.subject == f"The charter of {programme} is due for a review"
    assert ("due by 14 July 2022" in written.body, address("review", made) in written.body) == (True, True)


def test_who_joined_or_left_since_the_version_calls_for_one_and_a_facilitator_does_not(programme, facilitator, version):
    member(programme, starts_on=date(2021, 9, 1))
    member(programme, Role.FACILITATOR, starts_on=date(2022, 2, 1))
    assert reviews.open_due(at=morning(2022, 3, 1)) == 0
    leaver = member(programme, ends_on=date(2022, 3, 31))
    assert [reviews.open_due(at=morning(2022, 3, 31)), reviews.open_due(at=morning(2022, 4, 1))] == [0, 1]
    made = Review.objects.get()
    assert (made.reason, made.due_on) == (Review.Reason.MEMBERS, date(2022, 4, 29))
    # Once it is held, the same leaver calls for no other.
    reviews.hold(review=made, held_on=FactDate(date(2022, 4, 28)), outcome="We keep it.", by=facilitator)
    assert reviews.open_due(at=morning(2022, 5, 3)) == 0
    assert selectors.next_due(version.charter, date(2022, 5, 3)) == date(2022, 10, 28)
    assert Membership.objects.get(person=leaver.person).ends_on == date(2022, 3, 31)


def test_no_review_is_opened_after_the_programme_has_ended(programme, version):
    programme.ends_on = FactDate(date(2022, 6, 1), "month")
    programme.save()
    assert [reviews.open_due(at=morning(2022, month, 22)) for month in (6, 7)] == [1, 0]
    assert Review.objects.count() == 1


def test_a_mail_is_needless_once_the_review_was_held(programme, facilitator, version):
    reviews.open_due(at=morning(2022, 6, 16))
    reviews.hold(review=Review.objects.get(), held_on=FactDate(date(2022, 6, 20)), outcome="Kept.", by=facilitator)
    with pytest.raises(Needless):
        letters.write(Notice.objects.get())


def test_the_group_may_ask_for_one_and_there_is_one_at_a_time(programme, facilitator, version):
    client = signed_in(facilitator)
    soon = TODAY + timedelta(days=9)
    said = {"due_on_day": soon.day, "due_on_month": soon.month, "due_on_year": soon.year}
    url = reverse("charters:review-add", kwargs={"programme": programme.pk})
    client.post(url, said)
    client.post(url, said)
    made = Review.objects.get()
    assert (made.reason, made.due_on) == (Review.Reason.ASKED, soon)
    client.post(address("review-plan", made), said | {"due_on_year": soon.year + 1})
    made.refresh_from_db()
    assert made.due_on.year == soon.year + 1
    client.post(address("review-remove", made))
    assert Review.objects.count() == 0
    verbs = AuditEvent.objects.filter(record=made.key).values_list("verb", flat=True)
    assert list(verbs) == ["opened a review", "planned a review", "took away"]


def test_what_is_noted_is_read_by_all_and_can_be_corrected(programme, facilitator, version):
    reviews.open_due(at=morning(2022, 6, 16))
    made, client = Review.objects.get(), signed_in(facilitator)
    page = client.post(address("review-hold", made), {"held_on": "1 January 2022", "outcome": "Too early"})
    assert reviews.BEFORE in page.content.decode()
    client.post(address("review-hold", made), {"held_on": "July 2022", "outcome": "We keep all of it."})
    client.post(address("review-hold", made), {"held_on": "14 July 2022", "outcome": "We keep all but one."})
    leaders_page = signed_in(member(programme)).get(address("review", made)).content.decode()
    assert ("We keep all but one." in leaders_page, "Held 14 July 2022" in leaders_page) == (True, True)
    with pytest.raises(Refused, match=reviews.HELD):
        reviews.plan(review=made, due_on=TODAY, by=facilitator)
    with pytest.raises(Refused, match=reviews.NOT_ASKED):
        reviews.remove(review=made, by=facilitator)


def test_a_review_goes_on_naming_its_version_and_says_which_is_in_force(programme, facilitator, version):
    made = reviews.add(charter=version.charter, due_on=TODAY + timedelta(days=9), by=facilitator)
    write(version.charter, "vision", "We see far")
    freeze(charter=version.charter, adopted_on=FactDate(date(2022, 6, 1)), by=facilitator)
    client = signed_in(facilitator)
    said = "version 1</a>; version 2 is in force now"
    assert said in client.get(address("review", made)).content.decode()
    listing = client.get(reverse("charters:reviews", kwargs={"programme": programme.pk})).content.decode()
    assert "The review of version 1</a> is to be held by" in listing
    assert "; version 2 is in force now. The group asked for it." in listing


def test_one_held_already_is_noted_of_the_version_that_stood_then_beside_one_under_way(programme, facilitator, version):
    write(version.charter, "vision", "We see far")
    freeze(charter=version.charter, adopted_on=FactDate(date(2022, 6, 1)), by=facilitator)
    reviews.add(charter=version.charter, due_on=TODAY + timedelta(days=9), by=facilitator)
    client, url = signed_in(facilitator), reverse("charters:review-note", kwargs={"programme": programme.pk})
    for day, why in (("1 January 2022", reviews.BEFORE), (str(TODAY.year + 1), reviews.IN_FUTURE)):
        assert why in client.post(url, {"held_on": day, "outcome": "Kept"}).content.decode()
    client.post(url, {"held_on": "May 2022", "outcome": "We keep all of it."})
    noted = Review.objects.get(held_on__isnull=False)
    assert (noted.version, str(noted.held_on), Review.objects.filter(held_on=None).count()) == (version, "May 2022", 1)
    assert AuditEvent.objects.filter(record=noted.key).get().verb == "noted a review"


def test_without_a_version_there_is_nothing_to_review(programme, facilitator):
    with pytest.raises(Refused, match=reviews.NOTHING_ADOPTED):
        reviews.add(charter=charter_of(programme), due_on=TODAY, by=facilitator)
    with pytest.raises(Refused, match=reviews.NOTHING_ADOPTED):
        reviews.note(charter=charter_of(programme), held_on=FactDate(TODAY), outcome="Kept", by=facilitator)
    assert reviews.open_due(at=morning(2022, 6, 16)) == 0


@pytest.mark.parametrize("held", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    programme, facilitator, version, held, django_assert_num_queries
):
    for month in range(held):
        day = FactDate(date(2022, 7 + month, 14))
        Review.objects.create(charter=version.charter, version=version, due_on=day.day, held_on=day, outcome="Kept")
    client = signed_in(facilitator)
    with django_assert_num_queries(8):
        page = client.get(reverse("charters:reviews", kwargs={"programme": programme.pk}))
    assert page.content.decode().count("of version 1. Kept") == held
