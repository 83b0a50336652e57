"""Questions asked only after certain answers: whether what they depend on comes first and can be answered so."""

from collections.abc import Mapping

from diagnostics.surveys.form import Form, Question
from diagnostics.surveys.paging import point_text

# Kinds whose answers may decide what is asked further on.
DECIDING = ("scale", "single", "multiple")


def answers_to(question: Question) -> Mapping[str, str]:
    """The answers that may decide something further on, as each is kept and as people read it."""
    if question.kind == "scale":
        return {str(point): point_in_words(question, point) for point in range(1, question.points + 1)}
    return {option.id: option.text for option in question.options} if question.kind in DECIDING else {}


def point_in_words(question: Question, point: int) -> str:
    text = point_text(question, point)
    return text if question.labels else f"{point} ({text})" if text else str(point)


def before(form: Form, key: str) -> tuple[Question, ...]:
    """The questions before this one whose answers may decide whether it is asked."""
    keys = [question.key for question in form.questions]
    earlier = form.questions[: keys.index(key)] if key in keys else ()
    return tuple(question for question in earlier if question.kind in DECIDING)


def trouble(form: Form) -> str:
    """The first question whose condition does not hold together, as a sentence for whoever builds; "" if all do."""
    seen: dict[str, Question] = {}
    for question in form.questions:
        if question.shown_if and (found := _trouble(question, seen.get(question.shown_if))):
            return found
        seen[question.key] = question
    return ""


def _trouble(question: Question, decider: Question | None) -> str:
    if decider is None:
        return (
            f"“{question.text}” is asked only after certain answers to another question, which has to come before it. "
            "Ask it of everybody first, then do this again."
        )
    possible = answers_to(decider)
    if not question.shown_values or not question.shown_values <= possible.keys():
        return (
            f"“{question.text}” is asked only after certain answers to “{decider.text}”, and one of these would be "
            "gone. Change for whom it is asked first, then do this again."
        )
    return ""
