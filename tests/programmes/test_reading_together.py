"""Records of many kinds read in one query are what each kind's own query gives."""

from datetime import date

import pytest
from django.db import models
from django.utils import timezone

from programmes.dates import FactDate, FactDateField, PrecisionField
from programmes.forms.records import PROGRAMME_KINDS, SYSTEM_KINDS
from programmes.models import FrameworkArea, Milestone, Phase
from programmes.selectors import standing_of
from tests.factories import (
    AppointmentFactory,
    LeadershipGroupFactory,
    OrganisationFactory,
    PostFactory,
    ProgrammeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
COLUMNS = {
    models.TextField: "Ünïcode, “quoted”\n{text}",
    models.BooleanField: False,
    PrecisionField: "month",
    FactDateField: date(2022, 1, 1),
    models.DateField: date(2022, 1, 14),
    models.PositiveSmallIntegerField: 7,
}


@pytest.fixture
def programme():
    return ProgrammeFactory()


def fill(model, **fields):
    """A record in which every optional column that can be is filled."""
    for field in model._meta.concrete_fields:
        if type(field) in COLUMNS:
            fields.setdefault(field.name, COLUMNS[type(field)])
    return model.objects.create(**fields)


def values(row):
    read = [field for field in row._meta.concrete_fields if not isinstance(field, models.DateTimeField)]
    return type(row), [getattr(row, field.attname) for field in read]


def test_every_kind_of_a_programme_comes_as_it_is_stored(programme):
    for kind in PROGRAMME_KINDS.values():
        fields = {"programme": programme}
        if "area" in kind.fields:
            fields["area"] = FrameworkArea.objects.filter(programme=programme).first()
        fill(kind.model, **fields)
        kind.model.objects.create(
            **fields | ({"number": 8} if kind.model is FrameworkArea else {}) | _needed(kind.model)
        )
    found = standing_of({kind.model: programme for kind in PROGRAMME_KINDS.values()})
    for model, rows in found.items():
        assert [values(row) for row in rows] == [values(row) for row in model.objects.of_owner(programme)]
        assert len(rows) == 2


def _needed(model):
    """What may not stay empty."""
    return {"starts_on": FactDate(date(2020, 4, 1), "season")} if hasattr(model, "starts_on") else {}


def test_every_kind_of_a_system_comes_as_it_is_stored(programme):
    system = programme.system
    LeadershipGroupFactory(system=system)
    ending = OrganisationFactory(system=system, succeeded_by=OrganisationFactory(system=system))
    AppointmentFactory(post=PostFactory(organisation=ending, closes_on=FactDate(date(2021, 1, 1), "year")))
    for slug in ("forms", "partnerships"):
        fill(SYSTEM_KINDS[slug].model, system=system)
    for model, rows in standing_of({kind.model: system for kind in SYSTEM_KINDS.values()}).items():
        assert [values(row) for row in rows] == [values(row) for row in model.objects.of_owner(system)]
        assert rows


def test_records_come_in_the_order_of_their_kind(programme):
    for day in (3, 1, 2):
        Phase.objects.create(programme=programme, kind="designed", starts_on=FactDate(date(2022, 1, day)))
    for position in (2, 3, 1):
        Milestone.objects.create(programme=programme, title=f"Step {position}", position=position)
    found = standing_of({Phase: programme, Milestone: programme})
    assert [row.starts_on.day.day for row in found[Phase]] == [1, 2, 3]
    assert [row.title for row in found[Milestone]] == ["Step 1", "Step 2", "Step 3"]


def test_what_is_withdrawn_or_of_another_programme_is_not_read(programme):
    Milestone.objects.create(programme=programme, title="Withdrawn", withdrawn_at=timezone.now())
    Milestone.objects.create(programme=ProgrammeFactory(), title="Elsewhere")
    assert standing_of({Milestone: programme, Phase: programme}) == {Milestone: [], Phase: []}


def test_one_query_reads_all_kinds(programme, django_assert_num_queries):
    with django_assert_num_queries(1):
        standing_of({kind.model: programme for kind in PROGRAMME_KINDS.values()})


def test_a_record_read_so_can_be_corrected(programme):
    Milestone.objects.create(programme=programme, title="Step")
    (row,) = standing_of({Milestone: programme})[Milestone]
    row.title = "Another step"
    row.save(update_fields=["title"])
    assert Milestone.objects.get().title == "Another step"
    assert row.created_at == Milestone.objects.get().created_at
