"""Rosters for tests: uploaded, previewed and confirmed through the services, as the pages do."""

import io
from collections import Counter
from csv import writer

from django.apps import apps
from django.utils import timezone

from programmes.services import roster
from programmes.spreadsheets import read_table

HEADINGS = ("name", "email", "organisation", "sector", "post", "role", "from")


def csv(*rows, headings=HEADINGS):
    file = io.StringIO(newline="")
    writer(file).writerows([headings, *(row + ("",) * (len(headings) - len(row)) for row in rows)])
    return file.getvalue().encode()


def upload(programme, by, *rows, headings=HEADINGS, mapping=None):
    table = read_table(io.BytesIO(csv(*rows, headings=headings)), "roster.csv")
    held = roster.hold(programme=programme, table=table, file_name="roster.csv", by=by)
    if mapping is not None:
        roster.choose_columns(held, mapping=mapping)
    return held


def plan(held):
    return roster.preview(held, at=timezone.localdate()).plan


def said(held):
    """Each row in words: its number, its outcome, and the reasons or what will happen, notes in brackets."""
    return [
        (
            line.number,
            line.outcome.value,
            *(problem.at(line.number) for problem in line.problems),
            *line.details,
            *(f"({note})" for note in line.notes),
        )
        for line in plan(held).lines
    ]


def confirm(held, by):
    return roster.confirm(held, seal=roster.preview(held, at=timezone.localdate()).seal, by=by)


def bring_in(programme, by, *rows, **options):
    return confirm(upload(programme, by, *rows, **options), by)


def row_counts():
    """How many rows every table has."""
    return Counter({model._meta.label: model._base_manager.count() for model in apps.get_models()})
