"""A survey as a file: JSON that people may keep, pass on and change by hand, and the way back.

Reading refuses what it does not know rather than leave it out: whoever reads the survey in would not notice the loss.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostics.surveys import blueprint, conditions, words
from diagnostics.surveys.answering import clean
from diagnostics.surveys.blueprint import Blueprint
from diagnostics.surveys.form import Option, Question, Section

FORMAT = "survey 1"
MOST_BYTES = 500_000
TEMPLATES = Path(__file__).parent / "templates"

_KEY = re.compile(r"[A-Za-z0-9_]{1,20}")
_OPTION_ID = re.compile(r"[A-Za-z0-9_]{1,8}")
_WITH_POINTS = ("scale", "pair")
_WITH_OPTIONS = ("single", "multiple", "ranking")
_KINDS = (*_WITH_POINTS, *_WITH_OPTIONS, "number", "short", "long")


class Unreadable(Exception):
    """The file is no survey; `str` says where and why, for whoever chose it."""


def template(name: str) -> Blueprint:
    """A survey that ships with the portal. Raises KeyError for a name that is none."""
    if name not in TEMPLATE_NAMES:
        raise KeyError(name)
    return read((TEMPLATES / f"{name}.json").read_bytes())


TEMPLATE_NAMES = ("organisational_health", "opinion_of_the_system", "feedback_on_a_meeting")


def write(survey: Blueprint) -> str:
    """The survey as a file; what is empty or as usual is left out."""
    mail = {field: getattr(survey, field) for field in _MAIL}
    data = {
        "format": FORMAT,
        "title": survey.title,
        "kind": survey.kind,
        "introduction": survey.introduction,
        "thanks": survey.thanks,
        **mail,
        "sections": [_section_out(section) for section in survey.sections],
    }
    return json.dumps(_shorn(data), ensure_ascii=False, indent=2) + "\n"


_MAIL = ("mail_subject", "mail_body", "reminder_subject", "reminder_body")


def _section_out(section: Section) -> dict[str, Any]:
    questions = [_question_out(question) for question in section.questions]
    return _shorn({"title": section.title, "text": section.text, "questions": questions})


def _question_out(question: Question) -> dict[str, Any]:
    condition = {"question": question.shown_if, "answers": sorted(question.shown_values)}
    return _shorn(
        {
            "key": question.key,
            "kind": question.kind,
            "text": question.text,
            "help": question.help,
            "points": question.points if question.kind in _WITH_POINTS else None,
            "labels": list(question.labels),
            "low_label": question.low_label,
            "high_label": question.high_label,
            "options": [{"id": option.id, "text": option.text} for option in question.options],
            "least": question.least,
            "most": question.most,
            "is_required": question.is_required,
            "may_decline": question.may_decline,
            "shown_if": condition if question.shown_if else None,
        }
    )


def _shorn(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not False and value not in ("", None, [])}


def read(content: bytes) -> Blueprint:
    """The survey in a file. Raises Unreadable, and nothing else whatever the bytes are."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1000} kB. A survey is far smaller than that.")
    data = _Read("The file", _parsed(content))
    data.only("format", "title", "kind", "introduction", "thanks", *_MAIL, "sections")
    if data.value.get("format") != FORMAT:
        raise Unreadable(f"The file does not say that it is a survey of this portal (“format”: “{FORMAT}”).")
    survey = Blueprint(
        title=data.line("title", blueprint.TITLE, needed=True),
        kind=data.choice("kind", words.PROMISES, usual="anonymous"),
        introduction=data.paragraphs("introduction"),
        thanks=data.paragraphs("thanks"),
        **_mail_in(data),
        sections=tuple(_section_in(each) for each in data.each("sections", blueprint.MOST_SECTIONS, "Section {}")),
    )
    return _whole(survey)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise Unreadable("The file is not text in UTF-8. Choose a file that was saved from a survey here.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"The file is not valid JSON: see line {error.lineno}, column {error.colno}.") from None
    except (ValueError, RecursionError):  # a number of thousands of digits; lists within lists without end
        raise Unreadable("The file holds something that no survey holds.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"“{_short(twice)}” stands twice in one place of the file. Leave one of them out.")
    return data


def _no_number(name: str) -> None:
    raise Unreadable(f"The file holds “{name}”, which is no number.")


def _mail_in(data: "_Read") -> dict[str, str]:
    slips: dict[str, Callable[[str], str]] = {"subject": words.slip_in_subject, "body": words.slip_in_text}
    found = {
        name: data.line(name, blueprint.SUBJECT) if name.endswith("subject") else data.paragraphs(name)
        for name in _MAIL
    }
    for name, text in found.items():
        if text and (slip := slips[name.split("_")[1]](text)):
            raise Unreadable(f"{data.place}, “{name}”: {slip}")
    return found


def _section_in(data: "_Read") -> Section:
    data.only("title", "text", "questions")
    questions = data.each("questions", blueprint.MOST_QUESTIONS, data.place + ", question {}")
    return Section(
        data.line("title", blueprint.TITLE, needed=True),
        data.paragraphs("text"),
        tuple(_question_in(each) for each in questions),
    )


def _question_in(data: "_Read") -> Question:
    kind = data.choice("kind", _KINDS)
    data.only("key", "kind", "text", "help", "is_required", "may_decline", "shown_if", *_OWN_FIELDS.get(kind, ()))
    decider, values = _condition_in(data)
    return Question(
        key=data.name("key", _KEY),
        kind=kind,
        text=data.line("text", blueprint.QUESTION, needed=True),
        help=data.line("help", blueprint.QUESTION),
        is_required=data.truth("is_required"),
        may_decline=data.truth("may_decline"),
        shown_if=decider,
        shown_values=values,
        **_own_in(kind, data),
    )


_OF_POINTS = ("points", "labels", "low_label", "high_label")
_OWN_FIELDS = {
    **dict.fromkeys(_WITH_POINTS, _OF_POINTS),
    **dict.fromkeys(_WITH_OPTIONS, ("options",)),
    "number": ("least", "most"),
}


def _own_in(kind: str, data: "_Read") -> dict[str, Any]:
    """What a question of this kind holds beside what all hold."""
    if kind in _WITH_POINTS:
        return _points_in(data)
    if kind in _WITH_OPTIONS:
        return {"options": _options_in(data, blueprint.MOST_RANKED if kind == "ranking" else blueprint.MOST_OPTIONS)}
    return _range_in(data) if kind == "number" else {}


def _points_in(data: "_Read") -> dict[str, Any]:
    points = data.number("points") or 5
    labels = tuple(data.lines("labels", blueprint.LABEL))
    if points not in (5, 7):
        raise Unreadable(f"{data.place}: a scale has 5 or 7 points.")
    if labels and len(labels) != points:
        raise Unreadable(f"{data.place}: there are {points} points and {len(labels)} labels. Name all points or none.")
    ends = {name: data.line(name, blueprint.LABEL) for name in ("low_label", "high_label")}
    return {"points": points, "labels": labels, **ends}


def _options_in(data: "_Read", most: int) -> tuple[Option, ...]:
    found = []
    for each in data.each("options", most, data.place + ", answer {}"):
        each.only("id", "text")
        found.append(Option(each.name("id", _OPTION_ID), each.line("text", blueprint.OPTION, needed=True)))
    if len(found) < 2:
        raise Unreadable(f"{data.place}: give at least two answers to choose from.")
    _differ((option.id for option in found), data.place, "two answers have the id")
    _differ((option.text for option in found), data.place, "two answers are called")
    return tuple(found)


def _range_in(data: "_Read") -> dict[str, int | None]:
    least, most = data.number("least"), data.number("most")
    if least is not None and most is not None and most < least:
        raise Unreadable(f"{data.place}: the largest number is below the smallest.")
    return {"least": least, "most": most}


def _condition_in(data: "_Read") -> tuple[str, frozenset[str]]:
    if "shown_if" not in data.value:
        return "", frozenset()
    condition = _Read(f"{data.place}, “shown_if”", data.value["shown_if"])
    condition.only("question", "answers")
    return condition.name("question", _KEY), frozenset(condition.lines("answers", blueprint.LABEL))


def _whole(survey: Blueprint) -> Blueprint:
    """The survey, if it holds together as a whole. Raises Unreadable."""
    questions = survey.form.questions
    if len(questions) > blueprint.MOST_QUESTIONS:
        raise Unreadable(f"The file holds {len(questions)} questions. {blueprint.MOST_QUESTIONS} are the most.")
    _differ((question.key for question in questions), "The file", "two questions have the key")
    if trouble := conditions.trouble(survey.form):
        raise Unreadable(trouble)
    return survey


def _differ(texts: Any, place: str, complaint: str) -> None:
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            raise Unreadable(f"{place}: {complaint} “{_short(text)}”.")
        seen.add(text)


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= 40 else f"{text[:40]}…"


@dataclass(frozen=True)
class _Read:
    """An object of the file at a named place; every way of reading it raises Unreadable with that place."""

    place: str
    value: Any

    def __post_init__(self) -> None:
        if not isinstance(self.value, dict):
            raise Unreadable(f"{self.place} should hold named fields, in braces.")

    def refuse(self, name: str, should: str) -> Unreadable:
        return Unreadable(f"{self.place}: “{name}” {should}.")

    def only(self, *known: str) -> None:
        for name in self.value:
            if name not in known:
                raise Unreadable(f"{self.place}: “{_short(name)}” is not something that belongs here. Leave it out.")

    def _text(self, name: str, most: int, needed: bool) -> str:
        given = self.value.get(name, "")
        if not isinstance(given, str):
            raise self.refuse(name, "should be text in quotation marks")
        text = clean(given)
        if needed and not text:
            raise self.refuse(name, "is missing")
        if len(text) > most:
            raise self.refuse(name, f"should be at most {most:,} characters, and has {len(text):,}")
        return text

    def paragraphs(self, name: str) -> str:
        return self._text(name, blueprint.PARAGRAPHS, needed=False)

    def line(self, name: str, most: int, *, needed: bool = False) -> str:
        return " ".join(self._text(name, most, needed).split())

    def name(self, name: str, pattern: re.Pattern) -> str:
        given = self.value.get(name)
        if not isinstance(given, str) or not pattern.fullmatch(given):
            raise self.refuse(name, "should be a short name of letters and figures")
        return given

    def choice(self, name: str, allowed: Collection[str], usual: str = "") -> str:
        given = self.value.get(name, usual)
        if not isinstance(given, str) or given not in allowed:
            raise self.refuse(name, f"should be one of {', '.join(allowed)}")
        return given

    def truth(self, name: str) -> bool:
        given = self.value.get(name, False)
        if not isinstance(given, bool):
            raise self.refuse(name, "should be true or false")
        return given

    def number(self, name: str) -> int | None:
        given = self.value.get(name)
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, int) or abs(given) > blueprint.LARGEST:
            raise self.refuse(name, f"should be a whole number of at most {blueprint.LARGEST:,}")
        return given

    def _list(self, name: str, most: int) -> list[Any]:
        given = self.value.get(name, [])
        if not isinstance(given, list):
            raise self.refuse(name, "should be a list, in square brackets")
        if len(given) > most:
            raise self.refuse(name, f"should hold at most {most}, and holds {len(given)}")
        return given

    def lines(self, name: str, most: int) -> list[str]:
        found = [_Read(self.place, {name: each}) for each in self._list(name, blueprint.MOST_OPTIONS)]
        return [each.line(name, most, needed=True) for each in found]

    def each(self, name: str, most: int, place: str) -> list["_Read"]:
        return [_Read(place.format(number), each) for number, each in enumerate(self._list(name, most), 1)]
