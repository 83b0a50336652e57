"""Records: added, corrected, withdrawn and restored, with their history, by the one mechanism for all kinds."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from programmes.access import Role
from programmes.forms.records import PROGRAMME_KINDS, SYSTEM_KINDS
from programmes.models import AuditEvent, Barrier, FrameworkArea, Milestone, Organisation, Recommendation
from programmes.selectors import history
from programmes.services import records
from tests.factories import OrganisationFactory, ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Cilitator")


@pytest.fixture
def client(facilitator):
    return signed_in(facilitator)


def address(programme, verb, **kwargs):
    return reverse(f"programmes:programme-{verb}", kwargs={"programme": programme.pk, **kwargs})


def test_a_milestone_is_added_corrected_withdrawn_and_restored_with_its_history(client, programme, facilitator):
    said = {"title": "Status granted", "planned_on": "spring 2020", "position": "0"}
    assert client.post(address(programme, "record-add", kind="milestones"), said).status_code == 302
    milestone = Milestone.objects.get()
    assert (milestone.programme, str(milestone.planned_on), milestone.reached_on) == (programme, "spring 2020", None)

    changed = said | {"reached_on": "May 2020", "granted_by": "NHS England"}
    client.post(address(programme, "record", kind="milestones", record=milestone.pk), changed)
    client.post(address(programme, "record-withdraw", kind="milestones", record=milestone.pk))
    milestone.refresh_from_db()
    assert milestone.withdrawn_at is not None
    client.post(address(programme, "record-restore", kind="milestones", record=milestone.pk))
    milestone.refresh_from_db()
    assert (str(milestone.reached_on), milestone.withdrawn_at) == ("May 2020", None)
    assert [(entry.who, entry.what) for entry in history(milestone)] == [
        ("Fay Cilitator", "Restored"),
        ("Fay Cilitator", "Withdrew"),
        (
            "Fay Cilitator",
            "Corrected. Granted by: nothing → NHS England; Reached: nothing → May 2020",
        ),
        ("Fay Cilitator", "Added"),
    ]


def test_a_correction_that_changes_nothing_leaves_no_trace(facilitator, programme):
    barrier = records.add(Barrier(programme=programme, text="Two sets of figures"), by=facilitator)
    records.correct(barrier, by=facilitator)
    assert AuditEvent.objects.about(barrier.key).count() == 1


def test_links_between_records_are_stored_and_their_changes_kept(client, programme):
    one, two = (Barrier.objects.create(programme=programme, text=text) for text in ("One", "Two"))
    said = {"text": "Agree on one set", "barriers": [one.pk], "owner": "", "state": "proposed", "position": "0"}
    client.post(address(programme, "record-add", kind="recommendations"), said)
    found = Recommendation.objects.get()
    client.post(address(programme, "record", kind="recommendations", record=found.pk), said | {"barriers": [two.pk]})
    assert list(found.barriers.all()) == [two]
    assert AuditEvent.objects.about(found.key).last().changes == {"barriers": [[one.pk], [two.pk]]}


def test_bad_input_loses_nothing_and_says_what_to_do(client, programme):
    said = {
        "title": "Status granted",
        "planned_on": "some day",
        "contribution": "We brought the evidence",
        "position": "0",
    }
    page = client.post(address(programme, "record-add", kind="milestones"), said).content.decode()
    assert "Write the date as a day, a month, a season or a year." in page
    assert "some day" in page
    assert "We brought the evidence" in page
    assert Milestone.objects.count() == 0


@pytest.mark.embedded
def test_a_broken_rule_is_a_sentence_in_the_form_and_an_error_in_the_database(client, programme):
    FrameworkArea.objects.create(programme=programme, number=1, name="Cohesive")
    page = client.post(address(programme, "record-add", kind="areas"), {"number": "1", "name": "Aligned"})
    assert "Another area has this number." in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        FrameworkArea.objects.create(programme=programme, number=1, name="Aligned")


def test_choices_are_those_of_this_programme_and_system_alone(client, programme):
    Barrier.objects.create(programme=ProgrammeFactory(), text="A barrier of strangers")
    Barrier.objects.create(programme=programme, text="A barrier of ours")
    page = client.get(address(programme, "record-add", kind="recommendations")).content.decode()
    assert ("A barrier of ours" in page, "A barrier of strangers" in page) == (True, False)


def test_a_record_cannot_be_restored_once_its_place_is_taken(client, programme, facilitator):
    first = FrameworkArea.objects.create(programme=programme, number=1, name="Cohesive")
    records.withdraw(first, by=facilitator)
    FrameworkArea.objects.create(programme=programme, number=1, name="Aligned")
    page = client.post(address(programme, "record-restore", kind="areas", record=first.pk), follow=True)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert "It could not be restored: another record has taken its place." in page.content.decode()


def test_an_organisation_is_named_once_in_its_system(client, programme):
    OrganisationFactory(system=programme.system, name="Royal Hospital")
    url = reverse("programmes:system-record-add", kwargs={"system": programme.system.pk, "kind": "organisations"})
    page = client.post(url, {"name": "royal hospital", "sector": "hospital"})
    assert "This system already has an organisation of that name." in page.content.decode()
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("kind", PROGRAMME_KINDS)
def test_every_kind_of_programme_record_has_a_list_that_says_what_to_do_and_a_form(client, programme, kind):
    listing = client.get(address(programme, "records", kind=kind)).content.decode()
    form = client.get(address(programme, "record-add", kind=kind))
    assert ("Add the first" in listing, form.status_code) == (True, 200)


@pytest.mark.parametrize("kind", SYSTEM_KINDS)
def test_every_kind_of_system_record_has_a_list_and_a_form(client, programme, kind):
    keywords = {"system": programme.system.pk, "kind": kind}
    pages = [client.get(reverse(f"programmes:system-{verb}", kwargs=keywords)) for verb in ("records", "record-add")]
    assert [page.status_code for page in pages] == [200, 200]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_the_database_the_same_number_of_times(client, programme, count, django_assert_num_queries):
    for number in range(count):
        milestone = Milestone.objects.create(programme=programme, title=f"Step {number}")
        milestone.depends_on.set(Milestone.objects.exclude(pk=milestone.pk))
    with django_assert_num_queries(7):
        client.get(address(programme, "records", kind="milestones"))
