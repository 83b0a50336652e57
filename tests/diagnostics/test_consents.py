"""How a leader may be counted: asked in private after the result, nothing chosen beforehand, changeable."""

import pytest
from django.urls import reverse

from diagnostics.models import Release
from diagnostics.selectors import profiles as selectors
from diagnostics.services import consents
from programmes.access import Role
from programmes.models import AuditEvent, Consent
from tests.diagnostics import people
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

COUNT, NAME, OUT = Consent.Choice.COUNT, Consent.Choice.NAME, Consent.Choice.OUT


@pytest.fixture
def programme():
    found = ProgrammeFactory()
    people.ask(found)
    return found


@pytest.fixture
def leader(programme):
    return member(programme)


@pytest.fixture
def opened(leader, programme):
    return people.release(people.finish(leader, programme), member(programme, Role.FACILITATOR))


def url(programme):
    return reverse("diagnostics:consent", args=[programme.pk])


def give(user, programme, choice):
    return consents.give(person=user.person, programme=programme, choice=choice, by=user)


def test_it_is_asked_once_the_result_can_be_read(leader, programme):
    client = signed_in(leader)
    assert client.get(url(programme)).url == reverse("diagnostics:profile", args=[programme.pk])
    finished = people.finish(leader, programme)
    assert client.post(url(programme), {"choice": COUNT}).url == reverse("diagnostics:profile", args=[programme.pk])
    assert not Consent.objects.exists()
    people.release(finished, member(programme, Role.FACILITATOR))
    assert client.get(url(programme)).status_code == 200


def test_nothing_is_chosen_beforehand_and_nothing_is_counted_unasked(leader, programme, opened):
    page = signed_in(leader).get(url(programme)).content.decode()
    assert page.count('type="radio"') == 3
    assert "checked" not in page
    assert selectors.consents(programme) == {}


def test_no_choice_is_an_error_that_loses_nothing(leader, programme, opened):
    give(leader, programme, NAME)
    page = signed_in(leader).post(url(programme), {})
    assert page.context["form"].errors == {"choice": ["Choose how the group picture may count you"]}
    assert selectors.consents(programme) == {leader.person.pk: NAME}


def test_each_change_is_a_row_and_the_newest_counts(leader, programme, opened):
    client = signed_in(leader)
    for choice in (COUNT, COUNT, OUT, NAME):
        assert client.post(url(programme), {"choice": choice}).status_code == 302
    assert list(Consent.objects.values_list("choice", flat=True)) == [COUNT, OUT, NAME]
    assert selectors.consents(programme) == {leader.person.pk: NAME}
    assert selectors.consent_of(leader.person, programme) == NAME
    assert "checked" in client.get(url(programme)).content.decode()


def test_choices_of_one_programme_are_not_those_of_another(leader, programme, opened):
    elsewhere = ProgrammeFactory()
    give(leader, programme, OUT)
    give(leader, elsewhere, COUNT)
    assert selectors.consents(programme) == {leader.person.pk: OUT}


def test_the_audit_says_that_somebody_answered_never_what(leader, programme):
    give(leader, programme, OUT)
    event = AuditEvent.objects.get(verb="answered")
    assert (event.summary, event.changes) == ("How the group picture may count them", {})


def test_the_page_says_until_when_it_can_be_changed(leader, programme, opened):
    client = signed_in(leader)
    assert "until the group picture is published" in client.get(url(programme)).content.decode()
    release = Release.objects.create(
        programme=programme, instrument="own", number=1, title="Snapshot", covered=0, of=1, figures={}, by=leader
    )
    page = client.get(url(programme)).content.decode()
    assert f"was published on {release.published_at:%-d %B %Y} and stays as it is" in page


def test_the_result_asks_the_question_and_then_shows_the_choice(leader, programme, opened):
    client = signed_in(leader)
    address = reverse("diagnostics:result", args=[programme.pk, opened.pk])
    assert "One question, in private" in client.get(address).content.decode()
    give(leader, programme, COUNT)
    assert "The group picture: count me, unnamed" in client.get(address).content.decode()


def test_the_facilitators_pages_do_not_show_the_choice(leader, programme, opened):
    give(leader, programme, OUT)
    desk = signed_in(opened.released_by)
    for name, args in (
        ("pre-work", [programme.pk]),
        ("pre-work-profiles", [programme.pk]),
        ("result", [programme.pk, opened.pk]),
    ):
        assert "Leave me out" not in desk.get(reverse(f"diagnostics:{name}", args=args)).content.decode()
