"""From answers to figures that may be shown: plain values for JSON, frozen in a release, drawn by `answer_pictures`.

`figures(form, answers)` gives a list of dicts in the order of the survey. Whoever publishes by sector calls it for the
answers of each sector, and then never for everybody's. Every figure has

    key         "gap-12": unique in the list; letters, digits and hyphens
    kind        "gap" | "means" | "words" | "percent" | "themes" | "not_shown"
    section     the title of its section
    questions   the keys of the questions in it, a list of text
    title       the message, from shown values only
    asked       the question as it was asked; "" where the figure is about several
    note        one line: what is shown, of how many
    n           how many answered this wave (or this part of it)
    has_message False where the title only names what was asked

and by kind

    gap, means  points 5 or 7; low, high: what the ends of the scale say; items, as they are drawn: a list of
                {question, text, matters, matters_text, true, true_text, gap, stands_out, rest}
                "gap": means in half points, gap their difference (the largest first);
                "means": only true and true_text (of a scale that is the answer itself); matters, gap are None.
                A mean is None where too few answered. `rest` is [[“No answer”, “hardly any”], …].
                After `changes.changes`: matters_before, true_before, true_by, change_text.
    words       scale: the words from least to most; options: [{key, text, level, shown}], `level` the place in scale
    percent     as words; end: how wide the open bands at both ends are, in percent (10: "under 10%", "over 90%")
    themes      scale; options as in words, `key` the theme's id; level from 0
    not_shown   reason: one sentence

`message(figures)` is the survey's lead message.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from diagnostics import scale_words, words
from diagnostics.surveys import counting, families, shown, titles
from diagnostics.surveys.form import Answers, Form, Question, Section

Figure = dict[str, Any]
# By question, the themes that its comments were coded to: (theme's id, its words, how many comments).
Themes = Mapping[str, Sequence[tuple[int, str, int]]]

WIDEST_END_OF_PAIRS = {5: 3, 7: 4}
WIDEST_END_OF_SCALES = 2
STANDS_OUT_FROM = 1.0
REST = {
    counting.NO_ANSWER: "No answer",
    counting.WOULD_NOT_SAY: "Would rather not say",
    counting.NOT_GIVEN: "Not asked, or no answer",
}
DID = {"ranking": "put … first", "scale": "answered …", "number": "said …"}
MATTERS = "how much it matters"
TRUE = "how true it is of us now"

OF_SOME_ONLY = "Only those who gave certain answers before were asked this. Showing it could give away who they are."
WITHOUT_ENDS = "It asks for a number without a smallest and a largest, so there are no bands to count it in."
TOO_SMALL = "Too few answered this round to show it without telling what everybody said."
ONE_OPTION = "There is one answer only to choose."
NOT_COUNTED = "An answer is none that the question allows, so it is not counted."
NO_THEMES = "No theme was found in enough comments to be shown."


def figures(
    form: Form, answers: Sequence[Answers], *, floor: int = words.SMALLEST, themes: Themes | None = None
) -> list[Figure]:
    """What may be shown of these answers, all of one wave or of one part of it; nothing of fewer than `floor`.

    Give `themes` where the comments were coded; without, questions that are answered in words have no figure.
    """
    if len(answers) < max(floor, words.SMALLEST):
        return []
    words_of_families = families.steps_of(form, len(answers))
    makers = (_Maker(section, answers, floor, words_of_families) for section in form.sections)
    return [figure for maker in makers for figure in maker.figures(themes)]


def message(found: Sequence[Figure]) -> str:
    """The survey's lead message: what is furthest from how much it matters, else the first that says something.

    It speaks of the whole survey: of gaps on one scale all are compared, in whichever section they stand, and what is
    true of one section of several in means only is said under its title.
    """
    said = [figure for figure in found if figure["has_message"]]
    gaps = [figure for figure in said if figure["kind"] == "gap"]
    if gaps and len({figure["points"] for figure in gaps}) == 1:
        return titles.of_gaps([item for figure in gaps for item in figure["items"]])
    best = max(gaps, key=_widest_gap, default=None) or next(iter(said), None)
    if best is None:
        return "What we answered"
    beside = [figure for figure in said if figure["kind"] == best["kind"] in ("gap", "means")]
    return titles.under(best["section"], best["title"]) if len(beside) > 1 else best["title"]


def _widest_gap(figure: Figure) -> float:
    return max((item["gap"] for item in figure["items"] if item["gap"] is not None), default=0.0)


class _Maker:
    """Makes the figures of one section."""

    def __init__(
        self, section: Section, answers: Sequence[Answers], floor: int, families: Mapping[str, words.Scale]
    ) -> None:
        self.section, self.answers, self.floor, self.of_families = section, answers, floor, families
        self.people = len(answers)

    def figures(self, themes: Themes | None) -> list[Figure]:
        found: list[Figure] = []
        for together, run in groupby(self._grouped(), key=lambda pair: pair[0]):
            questions = [question for _, question in run]
            found += self._of_points(questions) if together else [self._of_one(each, themes) for each in questions]
        return [figure for figure in found if figure]

    def _grouped(self) -> list[tuple[tuple, Question]]:
        """Each question with what it has in common with those that share its picture: the same scale.

        Questions of one scale come together where its first one stands.
        """
        pairs = [(self._together(question), question) for question in self.section.questions]
        order = list(dict.fromkeys(together for together, _ in pairs if together))
        done: set[tuple] = set()
        found: list[tuple[tuple, Question]] = []
        for together, question in pairs:
            if not together:
                found.append((together, question))
            elif together in order and together not in done:
                done.add(together)
                found += [pair for pair in pairs if pair[0] == together]
        return found

    def _together(self, question: Question) -> tuple:
        if question.shown_if or not self._steps(question):
            return ()
        return (question.kind, question.points, _ends(question))

    def _steps(self, question: Question) -> shown.MeanSteps | None:
        """The means in which a scale or pair is shown, decided by how many answered and by what was asked alone."""
        widest = {"pair": WIDEST_END_OF_PAIRS[question.points], "scale": WIDEST_END_OF_SCALES}.get(question.kind)
        if widest is None or question.key in self.of_families:
            return None
        return shown.means_for(self.people, question.points, len(counting.rest_of(question)), widest_end=widest)

    # Scales and pairs in means

    def _of_points(self, questions: Sequence[Question]) -> list[Figure]:
        first = questions[0]
        low, high = _ends(first)
        kind = "gap" if first.kind == "pair" else "means"
        items = [self._item(question, steps) for question in questions if (steps := self._steps(question))]
        items.sort(key=lambda item: -(item["gap"] or 0))
        _mark(items)
        title = titles.of_gaps(items) if kind == "gap" else titles.of_means(items)
        about = f"{kind}-{first.key}", kind, [question.key for question in questions]
        asked = first.text if len(questions) == 1 else ""
        figure = self._figure(*about, title, title_without=asked or self.section.title, asked=asked)
        figure["note"] = (
            f"{self._counted()}. Means to the nearest half, from 1{_said(low)} to {first.points}{_said(high)}."
        )
        return [figure | {"points": first.points, "low": low, "high": high, "items": items}]

    def _item(self, question: Question, steps: shown.MeanSteps) -> dict[str, Any]:
        item = {"question": question.key, "text": question.text, "stands_out": False, "rest": []}
        try:
            points = counting.points(question, self.answers)
        except counting.CannotCountError:
            return item | _means(None, None, steps)
        levels = self._rest_levels(points)
        scale = shown.steps_for(self.people, len(levels) + 1, percentages=False)
        item["rest"] = [[REST[key], scale.words[level]] for key, level in levels.items()] if scale else []
        sure = shown.counted_for_sure(list(levels.values()), self.people)
        if sure is None or sure < max(self.floor, steps.least):
            return item | _means(None, None, steps)
        sides = [steps.mean(points.total(side), len(points.given)) for side in range(len(points.given[0]))]
        return item | _means(sides[0] if len(sides) == 2 else None, sides[-1], steps)

    def _rest_levels(self, points: counting.Points) -> dict[str, int]:
        scale = shown.steps_for(self.people, len(points.rest) + 1, percentages=False)
        return {key: scale.level(count, self.people) for key, count in points.rest.items()} if scale else {}

    # One question at a time

    def _of_one(self, question: Question, themes: Themes | None) -> Figure | None:
        if question.is_in_words and themes is None:
            return None
        if question.shown_if and question.key not in self.of_families:
            return self._not_shown(question, OF_SOME_ONLY)
        if question.is_in_words:
            return self._themes(question, (themes or {}).get(question.key, ()))
        if question.kind == "pair":
            return self._not_shown(question, TOO_SMALL)
        options = counting.options_of(question)
        if len(options) < 2:
            return self._not_shown(question, WITHOUT_ENDS if question.kind == "number" else ONE_OPTION)
        try:
            return self._distribution(question, counting.tally(question, self.answers))
        except counting.CannotCountError:
            return self._not_shown(question, NOT_COUNTED)

    def _distribution(self, question: Question, tally: counting.Tally) -> Figure:
        steps = self.of_families.get(question.key) or self._steps_for(question, tally)
        if steps is None:
            return self._not_shown(question, TOO_SMALL)
        texts = {option.key: option.text for option in counting.options_of(question)} | REST
        options = [
            _option(key, texts[key], steps.level(count, self.people), steps.words)
            for key, count in (tally.options | tally.rest).items()
        ]
        if question.kind not in ("scale", "number"):
            options.sort(key=lambda option: (option["key"] in REST, -option["level"]))
        title = titles.of_options(options, did=DID.get(question.kind, "chose …"), rest=frozenset(REST))
        kind = "percent" if isinstance(steps, shown.Percentages) else "words"
        figure = self._figure(
            f"question-{question.key}", kind, [question.key], title, question.text, asked=question.text
        )
        figure["note"] = f"{self._counted()}. {_how_said(question, steps)}"
        return figure | {"scale": list(steps.words), "options": options} | _width(steps)

    def _steps_for(self, question: Question, tally: counting.Tally) -> shown.Steps | None:
        parts = shown.parts(len(tally.options), len(tally.rest), exclusive=tally.exclusive)
        return shown.steps_for(self.people, parts, percentages=question.kind in ("single", "multiple"))

    def _themes(self, question: Question, coded: Sequence[tuple[int, str, int]]) -> Figure:
        """The themes of the comments on one question that enough people wrote of."""
        if self.people < scale_words.least(self.floor):
            return self._not_shown(question, TOO_SMALL)
        levels = [(key, text, scale_words.level(count, self.people, floor=self.floor)) for key, text, count in coded]
        scale = scale_words.scale(self.people)
        options = [_option(str(key), text, level - 1, scale) for key, text, level in levels if level is not None]
        if not options:
            return self._not_shown(question, NO_THEMES)
        options.sort(key=lambda option: (-option["level"], option["text"].casefold()))
        about = f"question-{question.key}", "themes", [question.key]
        figure = self._figure(*about, titles.of_themes(options), question.text, asked=question.text)
        figure["note"] = (
            f"{self._counted()}. A theme is shown when at least {words.number(self.floor)} wrote of it, and how many "
            "did is said in words of all who answered."
        )
        return figure | {"scale": list(scale), "options": options}

    def _not_shown(self, question: Question, reason: str) -> Figure:
        about = f"question-{question.key}", "not_shown", [question.key]
        return self._figure(*about, "", question.text, asked=question.text) | {"reason": reason}

    def _figure(
        self, key: str, kind: str, questions: list[str], title: str, title_without: str, *, asked: str
    ) -> Figure:
        return {
            "key": key,
            "kind": kind,
            "section": self.section.title,
            "questions": questions,
            "title": title or title_without,
            "has_message": bool(title),
            "asked": asked,
            "note": "",
            "n": self.people,
        }

    def _counted(self) -> str:
        return f"{self.people} answers"


def _means(matters: float | None, true: float | None, steps: shown.MeanSteps) -> dict[str, Any]:
    gap = None if matters is None or true is None else matters - true
    return {
        "matters": matters,
        "matters_text": "" if matters is None else steps.text(matters),
        "true": true,
        "true_text": "" if true is None else steps.text(true),
        "gap": gap,
    }


def _mark(items: Sequence[dict[str, Any]]) -> None:
    """Mark the one thing to look at: the widest gap, from a whole point on; several only if they share it."""
    widest = max((item["gap"] or 0 for item in items), default=0)
    for item in items:
        item["stands_out"] = item["gap"] == widest >= STANDS_OUT_FROM


def _option(key: str, text: str, level: int, scale: Sequence[str]) -> dict[str, Any]:
    return {"key": key, "text": text, "level": level, "shown": scale[level]}


def _ends(question: Question) -> tuple[str, str]:
    if question.labels:
        return question.labels[0], question.labels[-1]
    return question.low_label, question.high_label


def _said(end: str) -> str:
    return f" ({end})" if end else ""


def _how_said(question: Question, steps: shown.Steps) -> str:
    first = "How many put each first. " if question.kind == "ranking" else ""
    several = "Each could choose several. " if question.kind == counting.SEVERAL else ""
    how = "in steps of 5%" if isinstance(steps, shown.Percentages) else "in words"
    return f"{first}{several}Said {how}, which leave open whether anybody or everybody did."


def _width(steps: shown.Steps) -> dict[str, int]:
    return {"end": steps.end} if isinstance(steps, shown.Percentages) else {}
