"""The list of a survey: everybody who takes part, a file with its preview, and addresses that an open round binds."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Respondent, Survey, Wave
from diagnostics.selectors.respondents import everybody
from diagnostics.services import respondents
from diagnostics.services.respondents import Effect
from programmes.access import Role
from programmes.models import AuditEvent, Notice, PersonAddress
from programmes.services import records
from programmes.spreadsheets import SpreadsheetError, read_table, write_csv
from tests.diagnostics import asked, waves
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    ProgrammeFactory,
    member,
)
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
TODAY = timezone.localdate()


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def survey(programme):
    return asked.survey(programme, kinds=("scale",))


@pytest.fixture
def desk(facilitator):
    return signed_in(facilitator)


def url(name, survey, **more):
    return reverse(f"diagnostics:{name}", kwargs={"programme": survey.programme_id, "survey": survey.pk} | more)


def table(*rows, headings=("Name", "Email", "Sector", "Role")):
    return read_table(io.BytesIO(write_csv([headings, *rows])), "people.csv")


def on_the_list(survey):
    standing = survey.respondents.filter(withdrawn_at=None)
    return sorted(standing.values_list("name", "email", "sector", "role"))


# Everybody who takes part ------------------------------------------------------------


def test_everybody_who_takes_part_comes_with_post_sector_and_main_address(survey, programme, facilitator):
    post = PostFactory(title="Chair", organisation=OrganisationFactory(system=programme.system, sector="council"))
    ada = member(programme, name="Ada", post=post)
    MembershipFactory(programme=programme, person=ada.person, ends_on=TODAY)  # two parts, once on the list
    member(programme, name="Gone", ends_on=TODAY - timedelta(days=1))
    silent = PersonFactory(name="Silent")
    MembershipFactory(programme=programme, person=silent)
    without_account = PersonFactory(name="Ben")
    for address in ("old@example.org", "new@example.org"):
        PersonAddress.objects.create(person=without_account, address=address)
    MembershipFactory(programme=programme, person=without_account, listed_name="Benjamin")
    assert [leader.name for leader in everybody(survey, at=TODAY).without] == ["Silent"]
    assert respondents.add_everybody(survey, at=TODAY, by=facilitator) == 2
    assert on_the_list(survey) == [
        ("Ada", ada.email, "Council or social care", "Chair"),
        ("Benjamin", "new@example.org", "", ""),
    ]
    assert set(survey.respondents.values_list("person", flat=True)) == {ada.person.pk, without_account.pk}
    assert respondents.add_everybody(survey, at=TODAY, by=facilitator) == 0


def test_who_was_taken_off_stays_off_and_who_was_typed_becomes_the_person(survey, programme, facilitator):
    off, typed = member(programme, name="Off"), member(programme, name="Typed")
    respondents.add_everybody(survey, at=TODAY, by=facilitator)
    records.withdraw(survey.respondents.get(name="Off"), by=facilitator)
    survey.respondents.filter(name="Typed").update(person=None, role="By hand")
    found = everybody(survey, at=TODAY)
    assert ([each.name for each in found.off], [row.name for _, row in found.known]) == (["Off"], ["Typed"])
    respondents.add_everybody(survey, at=TODAY, by=facilitator)
    assert on_the_list(survey) == [("Typed", typed.email, "", "By hand")]
    assert survey.respondents.get(name="Typed").person == typed.person
    assert off.person.respondents.get().withdrawn_at


def test_who_left_the_programme_is_marked_on_the_list(survey, programme, desk, facilitator):
    for name in ("Stays", "Leaves"):
        member(programme, name=name)
    respondents.add_everybody(survey, at=TODAY, by=facilitator)
    programme.memberships.filter(person__name="Leaves").update(ends_on=TODAY - timedelta(days=1))
    page = desk.get(url("respondents", survey), {"show": "left"})
    assert [row.name for row in page.context["page"]] == ["Leaves"]
    assert (page.context["numbers"].listed, page.context["numbers"].left) == (2, 1)


# A file ------------------------------------------------------------


def test_a_file_says_what_it_adds_changes_brings_back_and_leaves_alone(survey, facilitator):
    Respondent.objects.create(survey=survey, name="Ada", email="ADA@example.org", sector="Hospital", role="Chair")
    Respondent.objects.create(survey=survey, name="Ben", email="ben@example.org", role="Nurse")
    Respondent.objects.create(survey=survey, name="Cat", email="cat@example.org", withdrawn_at=timezone.now())
    sent = table(
        ("Ada", "ada@example.org", "acute", ""),
        ("Ben", "ben@example.org", "GP", "Director"),
        ("Cat", "cat@example.org", "", ""),
        ("Dan", "Dan@Example.org", "Place A", "Member"),
    )
    plan = respondents.plan(survey, sent)
    assert [row.effect for row in plan.rows] == [Effect.SAME, Effect.CHANGED, Effect.CHANGED, Effect.NEW]
    assert plan.rows[1].changes == (("sector", "", "Primary care"), ("role", "Nurse", "Director"))
    respondents.bring_in(survey, sent, seal=plan.seal, by=facilitator)
    assert on_the_list(survey) == [
        ("Ada", "ADA@example.org", "Hospital", "Chair"),
        ("Ben", "ben@example.org", "Primary care", "Director"),
        ("Cat", "cat@example.org", "", ""),
        ("Dan", "dan@example.org", "Place A", "Member"),
    ]
    assert AuditEvent.objects.filter(verb="restored").count() == 1


def test_each_bad_row_has_its_sentence_and_stops_all_of_them(survey, facilitator):
    sent = table(
        ("", "a@example.org", "", ""),
        ("B", "not an address", "", ""),
        ("C", "", "", ""),
        ("D", "d@example.org", "x" * 61, ""),
        ("E", "A@example.org", "", ""),
    )
    plan = respondents.plan(survey, sent)
    assert plan.reasons == [
        "Row 2, column “Name”: the name is missing. Write it.",
        "Row 3, column “Email”: “not an address” is not an email address. Write one like name@example.org.",
        "Row 4, column “Email”: the address is missing. Without one, nobody can get a link.",
        "Row 5, column “Sector”: this is longer than 60 characters. Shorten it.",
        "Row 6, column “Email”: this address is in row 2 too. Keep one of the rows.",
    ]
    with pytest.raises(respondents.Refused):
        respondents.bring_in(survey, sent, seal=plan.seal, by=facilitator)
    assert not survey.respondents.exists()


def test_a_file_without_addresses_says_so(survey):
    with pytest.raises(SpreadsheetError, match="no column for the email address"):
        respondents.plan(survey, table(("Ada", "Chair"), headings=("Name", "Role")))


def test_a_list_that_changed_since_the_preview_is_previewed_again(survey, desk):
    sent = SimpleUploadedFile("people.csv", write_csv([("Name", "Email"), ("Ada", "ada@example.org")]))
    preview = desk.post(url("respondent-file", survey), {"file": sent})
    sealed = {"sealed": preview.context["sealed"]}
    Respondent.objects.create(survey=survey, name="Other", email="ada@example.org")
    again = desk.post(url("respondent-file-confirm", survey), sealed)
    assert (again.status_code, on_the_list(survey)) == (200, [("Other", "ada@example.org", "", "")])
    done = desk.post(url("respondent-file-confirm", survey), {"sealed": again.context["sealed"]})
    assert (done.url, on_the_list(survey)) == (url("respondents", survey), [("Ada", "ada@example.org", "", "")])
    other = asked.survey(survey.programme, title="Another")
    assert desk.post(url("respondent-file-confirm", other), sealed).url == url("respondent-file", other)


def test_somebody_who_takes_part_is_known_by_their_address(survey, programme, facilitator):
    leader, stranger = member(programme), member(ProgrammeFactory())
    sent = table(("Leader", leader.email, "", ""), ("Stranger", stranger.email, "", ""))
    respondents.bring_in(survey, sent, seal=respondents.plan(survey, sent).seal, by=facilitator)
    assert dict(survey.respondents.values_list("name", "person")) == {"Leader": leader.person.pk, "Stranger": None}


def test_what_is_taken_away_calculates_nothing_and_can_be_read_in_again(survey, desk):
    Respondent.objects.create(survey=survey, name="=1+1", email="a@example.org", role="-x")
    content = desk.get(url("respondent-export", survey, ending="csv")).content.decode("utf-8-sig")
    assert content.splitlines() == ["name,email,sector,role", "'=1+1,a@example.org,,'-x"]
    book = openpyxl.load_workbook(io.BytesIO(desk.get(url("respondent-export", survey, ending="xlsx")).content))
    assert [cell.value for cell in book.active[2]] == ["'=1+1", "a@example.org", None, "'-x"]
    assert desk.get(url("respondent-export", survey, ending="pdf")).status_code == 404


# One person ------------------------------------------------------------


def posted(desk, survey, one, **fields):
    said = {"name": one.name, "email": one.email, "sector": one.sector, "role": one.role} | fields
    answer = desk.post(url("respondent", survey, respondent=one.pk), said)
    one.refresh_from_db()
    return answer


def test_nobody_is_listed_twice_in_whatever_case(survey, desk):
    asked.people(survey, 1)
    page = desk.post(url("respondent-add", survey), {"name": "Again", "email": "ASKED1@example.org"})
    assert "Somebody with this address is on the list already." in page.content.decode()
    assert survey.respondents.count() == 1


def test_an_address_that_a_link_goes_to_stays_until_the_round_is_closed(survey, desk, facilitator):
    wave = waves.opened(survey, facilitator)
    one = survey.respondents.first()
    address = one.email
    first = Notice.objects.get(about__invitation=one.invitations.get().pk)
    for state in (*Notice.TO_COME, Notice.State.UNSURE, Notice.State.ACCEPTED):
        Notice.objects.filter(pk=first.pk).update(state=state)
        posted(desk, survey, one, email="mine@example.org", role=f"Chair {state}")
        assert (one.email, one.role) == (address, f"Chair {state}")
    one.email = "mine@example.org"
    with pytest.raises(respondents.Bound):
        respondents.store(one, by=facilitator)
    Notice.objects.filter(pk=first.pk).update(state=Notice.State.BOUNCED)
    posted(desk, survey, one, email="new@example.org")
    assert one.email == "new@example.org"  # nothing arrived
    Wave.objects.update(reminded_on=TODAY)  # a reminder brings the link too, and no mail of one is kept
    posted(desk, survey, one, email="mine@example.org")
    assert one.email == "new@example.org"
    Notice.objects.filter(pk=first.pk).update(state=Notice.State.ACCEPTED)
    waves.close_now(wave, facilitator)
    posted(desk, survey, one, email="newer@example.org")
    assert one.email == "newer@example.org"


def test_taking_off_and_putting_back(survey, desk):
    one = asked.people(survey, 1)[0]
    desk.post(url("respondent-withdraw", survey, respondent=one.pk))
    assert [row.name for row in desk.get(url("respondents", survey), {"show": "off"}).context["page"]] == [one.name]
    Respondent.objects.create(survey=survey, name="Instead", email=one.email)
    page = desk.post(url("respondent-restore", survey, respondent=one.pk), follow=True)
    assert "on the list already" in page.content.decode()
    assert [name for name, *_ in on_the_list(survey)] == ["Instead"]


def test_another_programmes_person_is_not_there(survey, desk, programme):
    theirs = asked.people(asked.survey(ProgrammeFactory()), 1)[0]
    for name in ("respondent", "respondent-withdraw"):
        assert desk.post(url(name, survey, respondent=theirs.pk)).status_code == 404
    of_another_survey = asked.people(asked.survey(programme, Survey.Kind.NAMED), 1)[0]
    assert desk.get(url("respondent", survey, respondent=of_another_survey.pk)).status_code == 404


def test_five_thousand_people_ask_as_often_as_one(survey, desk, django_assert_max_num_queries):
    asked.people(survey, 1)
    Respondent.objects.bulk_create(
        Respondent(survey=survey, name=f"P {n}", email=f"p{n}@example.org", sector=f"S {n % 4}") for n in range(4_999)
    )
    with django_assert_max_num_queries(15):
        page = desk.get(url("respondents", survey), {"words": "p 4", "sector": "S 1", "page": 2})
    assert (page.context["numbers"].listed, len(page.context["page"].object_list)) == (5_000, 50)
    assert "words=p+4" in page.content.decode()
    with django_assert_max_num_queries(15):
        desk.get(url("respondent-export", survey, ending="csv"))
