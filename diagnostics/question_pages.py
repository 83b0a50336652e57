"""Questions as HTML, made once for each form: filling in somebody's answers is then a matter of joining texts.

`question_html` is the same for a page that is answered and for a preview.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diagnostics.surveys import answering, fields, paging
from diagnostics.surveys.form import Answers, Form, Question

TEMPLATE = "diagnostics/answering/_question.html"
ROW = "diagnostics/answering/_answer.html"
PAGE = "diagnostics/answering/page.html"
# What stands around a gap, which no text that somebody typed can guess.
BEGIN, END = f"[{token_hex(8)}:", f":{token_hex(8)}]"
PROBLEM = ("problem", "", "")


@dataclass(frozen=True)
class Slots:
    """A text with gaps: `pieces` are by turns what stands there and, as a number, which of `gaps` comes next."""

    pieces: tuple[str, ...]
    gaps: tuple[tuple[str, str, str], ...]

    def filled(self, given: dict[str, list[str]], problem: str = "") -> str:
        """The text with what the fields hold, `given`, in its gaps."""
        found = list(self.pieces)
        for place in range(1, len(found), 2):
            found[place] = _filling(*self.gaps[int(found[place])], given, problem)
        return "".join(found)


def _filling(how: str, name: str, value: str, given: dict[str, list[str]], problem: str) -> str:
    if how == "problem":
        return escape(problem)
    held = given.get(name, ())
    if how == "text":
        return escape(held[0]) if held else ""
    return f" {how}" if value in held else ""


@dataclass(frozen=True)
class Ready:
    """A question's HTML as it stands without a problem, and with one. `anchor` is the id of the whole of it, `first`
    that of its first field."""

    question: Question
    anchor: str
    first: str
    plain: Slots
    with_problem: Slots
    row: tuple[str, ...]

    def html(self, value: Any, problem: str = "") -> str:
        slots = self.with_problem if problem else self.plain
        return slots.filled(answering.typed(self.question, value), problem)

    def answer_html(self, value: Any, problem: str, page: int) -> str:
        """Its row on the check page: what was answered, or what is wrong, and the way to change it on `page`."""
        lines = paging.in_words(self.question, value)
        given = "<br>".join(map(escape, lines)) or '<span class="app-quiet">No answer</span>'
        if problem:
            given = f'<strong class="app-answers__problem">{escape(problem)}</strong>'
        before, link, verb, after = self.row
        return "".join((before, given, link, str(page), verb, "Change" if lines else "Answer", after))


def ready(question: Question, *, marks_optional: bool = True) -> Ready:
    gaps: list[tuple[str, str, str]] = []

    def mark(how: str, name: str, value: str) -> str:
        gaps.append((how, name, value))
        return f"{BEGIN}{len(gaps) - 1}{END}"

    asked = fields.fields(question, mark)
    plain, wrong = (_rendered(asked, problem, marks_optional) for problem in ("", mark(*PROBLEM)))
    row = _pieces(ROW, {"question": question, "anchor": asked.id, "gap": BEGIN})
    return Ready(question, asked.id, asked.first, Slots(plain, tuple(gaps)), Slots(wrong, tuple(gaps)), row)


def _rendered(asked: fields.Fields, problem: str, marks_optional: bool) -> tuple[str, ...]:
    context = {"asked": asked, "question": asked.question, "problem": problem, "marks_optional": marks_optional}
    return _pieces(TEMPLATE, context)


def _pieces(template: str, context: dict[str, Any]) -> tuple[str, ...]:
    html = get_template(template).render(context)
    return tuple(re.sub(r"\n\s*", "\n", html).replace(END, BEGIN).split(BEGIN))


def question_html(question: Question, value: Any = None, problem: str = "") -> SafeString:
    """A question with an answer (as `answering.read` gives it) filled in, and what is wrong with it."""
    return mark_safe(ready(question).html(value, problem))  # noqa: S308 -- a template's output, what is filled in escaped


@dataclass(frozen=True)
class Questionnaire:
    """What a survey asks, laid out and ready to be filled in."""

    form: Form
    layout: tuple[paging.Page, ...]
    ready: Mapping[str, Ready]
    around: dict[tuple[int, str, bool], tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_free(self) -> bool:
        """Whether every question may be left out."""
        return not any(question.is_required for question in self.form.questions)

    def pages(self, answers: Answers) -> tuple[paging.Page, ...]:
        """The pages that somebody who gave these answers goes through."""
        return paging.pages(self.form, answers, self.layout)

    def html(self, page: paging.Page, answers: Answers, problems: Sequence[answering.Problem] = ()) -> SafeString:
        """The questions of a page with these answers filled in."""
        wrong = {each.key: each.message for each in problems}
        keys = (question.key for question in page.questions)
        filled = (self.ready[key].html(answers.get(key), wrong.get(key, "")) for key in keys)
        return mark_safe("".join(filled))  # noqa: S308 -- templates' output, what is filled in escaped

    def page_html(self, context: dict[str, Any], questions: str) -> str:
        """A page around these questions; `context` is that of its template, few different ones for each form."""
        if context["problems"]:
            return get_template(PAGE).render(context | {"questions": questions})
        key = (context["page"].number, context["back"], context["checking"])
        around = self.around.get(key)
        if around is None:
            around = self.around[key] = _pieces(PAGE, context | {"questions": BEGIN})
        return questions.join(around)

    def checked(
        self, answers: Answers, problems: Sequence[answering.Problem]
    ) -> tuple[SafeString, list[dict[str, str]]]:
        """The rows of the check page, and the lines that say what still stands in the way of sending."""
        wrong = {each.key: each.message for each in problems}
        pages = {question.key: each.number for each in self.pages(answers) for question in each.questions}
        rows = (self.ready[key].answer_html(answers.get(key), wrong.get(key, ""), pages[key]) for key in pages)
        missing = [
            line | {"url": f"../{pages[each.key]}/?from=check#{self.ready[each.key].anchor}"}
            for each, line in zip(problems, self.lines(problems), strict=True)
        ]
        return mark_safe("".join(rows)), missing  # noqa: S308 -- templates' output, escaped

    def lines(self, problems: Sequence[answering.Problem]) -> list[dict[str, str]]:
        """The lines of an error summary: what to do, about which question, and where it is."""
        found = ((self.ready[each.key], each.message) for each in problems)
        return [{"target": one.first, "message": message, "about": one.question.text} for one, message in found]


def questionnaire(form: Form) -> Questionnaire:
    mixed = any(question.is_required for question in form.questions)
    return Questionnaire(
        form, paging.layout(form), {each.key: ready(each, marks_optional=mixed) for each in form.questions}
    )
