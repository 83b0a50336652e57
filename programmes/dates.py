"""Dates of facts carry their precision: "14 January 2022", "November 2021", "autumn 2021", "2021"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
# A year outside these is a slip, and the last day of the year 9999 has no day after it.
YEARS = range(1900, 2201)
HOW_TO_WRITE = "For example 14 January 2022, November 2021, autumn 2021 or 2021."


class Precision(models.TextChoices):
    DAY = "day", "day"
    MONTH = "month", "month"
    SEASON = "season", "season"
    YEAR = "year", "year"


@total_ordering
@dataclass(frozen=True)
class FactDate:
    """The first day of what is known, and how much of it is known."""

    day: date
    precision: str = Precision.DAY

    def __lt__(self, other: "FactDate") -> bool:
        return (self.day, self.precision) < (other.day, other.precision)

    def __str__(self) -> str:
        if self.precision == Precision.YEAR:
            return f"{self.day.year}"
        if self.precision == Precision.SEASON:
            return f"{_season(self.day.month)} {self.day.year}"
        month = f"{MONTHS[self.day.month - 1]} {self.day.year}"
        return month if self.precision == Precision.MONTH else f"{self.day.day} {month}"

    @property
    def iso(self) -> str:
        """The date as far as it is known: 2021, 2021-11 or 2021-11-14; a season as the months' first."""
        return self.day.isoformat()[: {Precision.YEAR: 4, Precision.DAY: 10}.get(self.precision, 7)]

    @property
    def last_day(self) -> date:
        """The last day that the date may mean."""
        months = {Precision.MONTH: 1, Precision.SEASON: 3, Precision.YEAR: 12}.get(self.precision)
        if months is None:
            return self.day
        past = self.day.month - 1 + months
        return date(self.day.year + past // 12, past % 12 + 1, 1) - timedelta(days=1)

    @classmethod
    def parse(cls, text: str) -> "FactDate":
        """Read what a person wrote. Raises ValueError when it is none of the four forms, or not in `YEARS`."""
        found = cls._of_text(" ".join(text.replace(",", " ").split()))
        if found.day.year not in YEARS:
            raise ValueError(f"{found.day.year} is not a likely year")
        return found

    @classmethod
    def _of_text(cls, text: str) -> "FactDate":
        if re.fullmatch(r"\d{4}", text):
            return cls(date(int(text), 1, 1), Precision.YEAR)
        if match := re.fullmatch(r"([A-Za-z]+)\.? (\d{4})", text):
            return cls._of_words(match[1].lower(), int(match[2]))
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
            return cls(date(int(match[1]), int(match[2]), 1), Precision.MONTH)
        return cls(_day(text), Precision.DAY)

    @classmethod
    def _of_words(cls, word: str, year: int) -> "FactDate":
        if word in SEASONS:
            return cls(date(year, SEASONS[word], 1), Precision.SEASON)
        return cls(date(year, _month(word), 1), Precision.MONTH)


def _season(month: int) -> str:
    return next(name for name, first in SEASONS.items() if first == month)


def _month(word: str) -> int:
    for number, name in enumerate(MONTHS, start=1):
        if len(word) >= 3 and name.lower().startswith(word):
            return number
    raise ValueError(f"{word} is not a month")


def _day(text: str) -> date:
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]+)\.? (\d{4})", text):
        return date(int(match[3]), _month(match[2].lower()), int(match[1]))
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    return date.fromisoformat(text)


class FactDateFormField(forms.CharField):
    """One text box: the four forms in which people write dates."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", HOW_TO_WRITE)
        super().__init__(**{**kwargs, "max_length": 40})

    def clean(self, value: Any) -> FactDate | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return FactDate.parse(text)
        except ValueError:
            raise ValidationError(
                f"Write the date as a day, a month, a season or a year. {HOW_TO_WRITE}", code="invalid"
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(str(initial or ""), data)


class _FactDateAttribute:
    """Joins the two columns into one value on reading, and parts them on writing."""

    def __init__(self, field: "FactDateField") -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname, self.field.precision_field])
        day = instance.__dict__[self.field.attname]
        if day is None or isinstance(day, str):
            return day
        return FactDate(day, getattr(instance, self.field.precision_field))

    def __set__(self, instance: Any, value: Any) -> None:
        if isinstance(value, FactDate):
            setattr(instance, self.field.precision_field, value.precision)
            value = value.day
        instance.__dict__[self.field.attname] = value


class FactDateField(models.DateField):
    """A date column beside a `precision_field` column; reads and takes a FactDate (a plain date keeps the precision).

    Declare the precision first: a model sets its fields in order, and the date then brings its own precision.
    """

    descriptor_class = _FactDateAttribute
    # What may be written and what is read, for the type checker.
    _pyi_private_set_type: FactDate | date | None
    _pyi_private_get_type: FactDate

    def __init__(self, *args: Any, precision_field: str = "", **kwargs: Any) -> None:
        self.precision_field = precision_field
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "precision_field": self.precision_field}

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.attname, _FactDateAttribute(self))

    def to_python(self, value: Any) -> Any:
        return value.day if isinstance(value, FactDate) else super().to_python(value)

    def clean(self, value: Any, model_instance: Any) -> Any:
        super().clean(value, model_instance)
        return value

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        return self.to_python(getattr(model_instance, self.attname))

    def value_from_object(self, obj: Any) -> Any:
        return getattr(obj, self.attname)

    def formfield(self, **kwargs: Any) -> Any:
        options = {"required": not self.blank, "label": self.verbose_name.capitalize(), "help_text": HOW_TO_WRITE}
        if self.help_text:
            options["help_text"] = f"{self.help_text} {HOW_TO_WRITE}"
        return FactDateFormField(**options)


class PrecisionField(models.CharField):
    """How much of the date beside it is known."""

    def __init__(self, **kwargs: Any) -> None:
        options = {"max_length": 6, "choices": Precision.choices, "default": Precision.DAY, "editable": False}
        super().__init__(**{**kwargs, **options})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for option in ("max_length", "choices", "default", "editable"):
            kwargs.pop(option, None)
        return name, path, args, kwargs
