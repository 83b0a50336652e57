from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from programmes.dates import FactDate, FactDateFormField, Precision
from programmes.models import Programme
from tests.factories import ProgrammeFactory


@pytest.mark.parametrize(
    ("written", "day", "precision", "printed", "last"),
    [
        ("14 January 2022", date(2022, 1, 14), "day", "14 January 2022", date(2022, 1, 14)),
        ("14/01/2022", date(2022, 1, 14), "day", "14 January 2022", date(2022, 1, 14)),
        ("2022-01-14", date(2022, 1, 14), "day", "14 January 2022", date(2022, 1, 14)),
        ("14th Jan 2022", date(2022, 1, 14), "day", "14 January 2022", date(2022, 1, 14)),
        ("November 2021", date(2021, 11, 1), "month", "November 2021", date(2021, 11, 30)),
        ("Dec 2021", date(2021, 12, 1), "month", "December 2021", date(2021, 12, 31)),
        ("2021-11", date(2021, 11, 1), "month", "November 2021", date(2021, 11, 30)),
        ("  Autumn   2021 ", date(2021, 9, 1), "season", "autumn 2021", date(2021, 11, 30)),
        ("winter 2021", date(2021, 12, 1), "season", "winter 2021", date(2022, 2, 28)),
        ("2021", date(2021, 1, 1), "year", "2021", date(2021, 12, 31)),
    ],
)
def test_what_people_write_is_read_as_exactly_as_it_is_known(written, day, precision, printed, last):
    found = FactDate.parse(written)
    assert (found.day, found.precision, str(found), found.last_day) == (day, precision, printed, last)


@pytest.mark.parametrize("written", ["soon", "32 January 2022", "13/13/2022", "Smarch 2021", "2021-13", "21", "J 2021"])
def test_anything_else_is_refused_with_a_sentence_that_says_how(written):
    with pytest.raises(ValidationError) as refused:
        FactDateFormField(label="When").clean(written)
    assert refused.value.messages == [
        "Write the date as a day, a month, a season or a year. "
        "For example 14 January 2022, November 2021, autumn 2021 or 2021."
    ]


@pytest.mark.parametrize("written", ["9999", "winter 9999", "December 9999", "31/12/9999", "0022", "1 March 0022"])
def test_a_year_that_is_a_slip_is_refused_rather_than_stored(written):
    with pytest.raises(ValidationError):
        FactDateFormField(label="When").clean(written)


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR])
)
def test_what_is_printed_is_read_back_the_same(day, precision):
    first = {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[precision.value]
    assert FactDate.parse(str(FactDate(first, precision))) == FactDate(first, precision)


@pytest.mark.django_db
@pytest.mark.embedded
def test_a_stored_date_keeps_its_precision():
    programme = ProgrammeFactory(starts_on=FactDate.parse("autumn 2021"), ends_on=None)
    stored = Programme.objects.get(pk=programme.pk)
    assert (str(stored.starts_on), stored.ends_on) == ("autumn 2021", None)
    stored.ends_on = FactDate.parse("July 2022")
    stored.save()
    assert str(Programme.objects.only("title").get(pk=programme.pk).ends_on) == "July 2022"
