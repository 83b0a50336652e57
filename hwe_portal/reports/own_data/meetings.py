"""Meetings in what is held about somebody: replies and needs, sets, rooms, what they gave under their name, actions."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from hwe_portal.reports.own_data.content import Section
from hwe_portal.reports.own_data.rows import Rows, day, fact, moment
from workshops.models import Action, Attendance, Option

KEPT = "Deleted a year after the programme’s end."


def sections(rows: Rows) -> Iterable[Section]:
    """At most one query: the options among which they chose."""
    yield _meetings(rows)
    sets = tuple(
        (row["name"], row["coach"], "The set was taken out" if row["withdrawn_at"] else "") for row in rows["set"]
    )
    yield Section("sets", "Your coaching sets", ("Set", "Coach", "Note"), sets, "You are in none.")
    rooms = tuple((row["title"], moment(row["order"])) for row in rows["seat"])
    headings, none = ("Meeting", "Joined"), "None with your account."
    yield Section("rooms", "Live rooms that you joined", headings, rooms, none, KEPT)
    yield _answers(rows)
    yield _actions(rows)


def _meetings(rows: Rows) -> Section:
    meetings = tuple(
        (
            row["title"],
            fact(row, "on"),
            moment(row["invited_at"]),
            str(Attendance.Reply(row["reply"]).label) if row["reply"] else "",
            moment(row["replied_at"]),
            row["deputy"],
            row["diet"],
            row["needs"],
            str(Attendance.Mode(row["mode"]).label),
            row["since"],
        )
        for row in rows["meeting"]
    )
    headings = (
        "Meeting", "When", "Invited", "Your reply", "Replied", "Who comes instead", "What you do not eat",
        "What would help you", "How you took part", "First in person since",
    )  # fmt: skip
    return Section("meetings", "Workshops and coaching", headings, meetings, "No meeting has you on its register.")


def _answers(rows: Rows) -> Section:
    """Cards and answers under their name; of an anonymous exercise nobody could tell which are theirs."""
    texts = _options(rows["answer"])
    given = [(row, _said(row["body"], texts)) for row in rows["answer"]] + [(row, row["text"]) for row in rows["card"]]
    given.sort(key=lambda pair: pair[0]["order"])
    listed = tuple((row["title"], row["asked"], words) for row, words in given)
    none = "None under your name. Nobody can tell which answers of an anonymous exercise are yours."
    title, headings = "What you gave in the room under your name", ("Meeting", "Asked", "Your answer")
    note = f"{KEPT} The words of a card stay then, without your name."
    return Section("room-answers", title, headings, listed, none, note)


def _options(answers: list[dict[str, Any]]) -> dict[int, str]:
    """The words of every option of these exercises, by its id."""
    exercises = Q(exercise__in={row["order"] for row in answers})
    return dict(Option.objects.filter(exercises).values_list("pk", "text")) if answers else {}


def _said(body: str | dict[str, Any], texts: dict[int, str]) -> str:
    """An answer in words: what they chose, their point on the scale, or how many dots. SQLite gives it as text."""
    body = json.loads(body) if isinstance(body, str) else body
    if "point" in body:
        return f"Point {body['point']} of the scale"
    if "dots" in body:
        return ", ".join(f"{texts.get(int(key), '')}: {count}" for key, count in body["dots"].items())
    return ", ".join(texts.get(key, "") for key in body["options"]) or "None of these"


def _actions(rows: Rows) -> Section:
    actions = tuple(
        (row["text"], day(row["due_on"]), str(Action.State(row["state"]).label), day(row["done_on"]))
        for row in rows["action"]
    )
    headings = ("What", "By", "How it stands", "Done on")
    return Section("actions", "What you said you would do", headings, actions, "No action has you as its owner.")
