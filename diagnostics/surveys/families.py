"""Questions that hang together: one, and those that were asked of whoever gave certain answers to it.

Side by side their figures say more than each alone: whoever answered the second gave one of those answers to the first.
So a family is shown in one scale of words, for which that is thought of (`shown.steps_for_family`). Where that cannot
be said in general, what only some were asked is not shown: where a pair, a number or any of several decided, where the
deciding question was itself asked of some only, where the answer is in words of their own, and where the deciding
answers of two questions overlap by halves.
"""

from collections.abc import Iterator

from diagnostics import words
from diagnostics.surveys import counting, shown
from diagnostics.surveys.form import Form, Question

DECIDING = ("single", "scale")
DECIDED = ("single", "multiple", "scale", "ranking", "number")


def steps_of(form: Form, people: int) -> dict[str, words.Scale]:
    """By question, the words for each that belongs to a family that can be shown. By what was asked alone."""
    found: dict[str, words.Scale] = {}
    for family in _families(form):
        sizes = [len(counting.options_of(each)) + len(counting.rest_of(each)) for each in family]
        if steps := shown.steps_for_family(people, sum(sizes), max(sizes)):
            found |= {each.key: steps for each in family}
    return found


def _families(form: Form) -> Iterator[list[Question]]:
    """Each question that decided others, with those of them that can be shown beside it."""
    for question in form.questions:
        if question.kind in DECIDING and not question.shown_if and len(counting.options_of(question)) > 1:
            decided = _together([each for each in form.questions if each.shown_if == question.key])
            if decided:
                yield [question, *decided]


def _together(questions: list[Question]) -> list[Question]:
    """Those that have options, and whose deciding answers lie apart or within one another."""
    found: list[Question] = []
    for question in questions:
        fits = question.kind in DECIDED and len(counting.options_of(question)) > 1
        if fits and all(_nested(question.shown_values, each.shown_values) for each in found):
            found.append(question)
    return found


def _nested(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one or not one & other
