"""Surveys as files: what goes out comes back, and nothing else gets in."""

import json
import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.surveys import files, words
from diagnostics.surveys.answering import clean
from diagnostics.surveys.blueprint import Blueprint
from diagnostics.surveys.conditions import answers_to
from diagnostics.surveys.form import Option, Question, Section

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs"))


def lines(most, least=1):
    """Text as a line of the file holds it: tidied, at least `least` characters."""
    tidied = st.text(LETTERS, max_size=most).map(lambda text: " ".join(clean(text).split()))
    return tidied.filter(lambda text: least <= len(text) <= most)


@st.composite
def questions(draw, key, earlier):
    kind = draw(st.sampled_from(files._KINDS))
    own = {"help": draw(lines(30, 0)), "is_required": draw(st.booleans()), "may_decline": draw(st.booleans())}
    if kind in ("scale", "pair"):
        points = draw(st.sampled_from([5, 7]))
        labels = draw(st.lists(lines(20), min_size=points, max_size=points) | st.just([]))
        own |= {"points": points, "labels": tuple(labels), "low_label": draw(lines(20, 0))}
    elif kind in ("single", "multiple", "ranking"):
        texts = draw(st.lists(lines(20), min_size=2, max_size=5, unique=True))
        own["options"] = tuple(Option(chr(97 + number), text) for number, text in enumerate(texts))
    elif kind == "number":
        least, most = sorted(draw(st.tuples(st.integers(-9, 9), st.integers(-9, 9))))
        own |= {"least": draw(st.none() | st.just(least)), "most": draw(st.none() | st.just(most))}
    deciding = [question for question in earlier if answers_to(question)]
    if deciding and draw(st.booleans()):
        decider = draw(st.sampled_from(deciding))
        own["shown_if"] = decider.key
        own["shown_values"] = draw(st.frozensets(st.sampled_from(sorted(answers_to(decider))), min_size=1))
    return Question(key, kind, draw(lines(60)), **own)


@st.composite
def blueprints(draw):
    sections, asked = [], []
    for _ in range(draw(st.integers(0, 3))):
        here = []
        for _ in range(draw(st.integers(0, 4))):
            here.append(draw(questions(f"q{len(asked) + 1}", asked)))
            asked.append(here[-1])
        sections.append(Section(draw(lines(40)), draw(st.just("") | lines(50)), tuple(here)))
    return Blueprint(
        title=draw(lines(120)),
        kind=draw(st.sampled_from(sorted(words.PROMISES))),
        introduction=draw(st.just("One line.\n\nAnother.") | lines(40, 0)),
        mail_body=draw(st.just("") | st.just(words.MAIL_BODY)),
        reminder_subject=draw(st.just("") | st.just(words.REMINDER_SUBJECT)),
        sections=tuple(sections),
    )


@settings(deadline=None, max_examples=60)
@given(blueprints())
def test_what_is_written_reads_back_the_same(survey):
    assert files.read(files.write(survey).encode()) == survey


@pytest.mark.parametrize("name", files.TEMPLATE_NAMES)
def test_each_template_is_written_as_the_portal_writes_it(name):
    survey = files.template(name)
    assert files.write(survey).encode() == (files.TEMPLATES / f"{name}.json").read_bytes()


def test_the_health_template_asks_how_much_each_thing_matters_and_how_true_it_is():
    survey = files.template("organisational_health")
    kinds = [[question.kind for question in section.questions] for section in survey.sections]
    assert kinds == [["pair"] * 6, ["pair"] * 5, ["pair"] * 4, ["pair"] * 5, ["long"] * 2]
    assert {question.labels for question in survey.form.questions[:20]} == {survey.sections[0].questions[0].labels}


def test_the_opinion_template_asks_on_only_where_an_answer_calls_for_it():
    survey = files.template("opinion_of_the_system")
    asked = {question.text: question for question in survey.form.questions}
    conditional = {text: asked[text].shown_values for text in asked if asked[text].shown_if}
    assert conditional == {
        "What makes you doubt it?": {"1", "2"},
        "What would make it clearer?": {"1", "2", "3"},
        "What is it?": {"k"},
    }


def question(**fields):
    return {"key": "q1", "kind": "short", "text": "Why?"} | fields


def survey(*asked, **fields):
    return {"format": "survey 1", "title": "S", "sections": [{"title": "One", "questions": list(asked)}]} | fields


CHOICE = question(kind="single", options=[{"id": "a", "text": "A"}, {"id": "b", "text": "B"}])
HERE = "Section 1, question 1"
REFUSED = {
    "no title": (survey(title=" "), "The file: “title” is missing."),
    "kind": (survey(kind="open"), "The file: “kind” should be one of named, confidential, anonymous."),
    "unknown": (survey(colour="red"), "The file: “colour” is not something that belongs here. Leave it out."),
    "other format": (
        survey(format="survey 2"),
        "The file does not say that it is a survey of this portal (“format”: “survey 1”).",
    ),
    "sections": (survey(sections={}), "The file: “sections” should be a list, in square brackets."),
    "section": (survey(sections=["One"]), "Section 1 should hold named fields, in braces."),
    "too many": (survey(sections=[{"title": "S"}] * 41), "The file: “sections” should hold at most 40, and holds 41."),
    "long": (survey(question(text="x" * 301)), f"{HERE}: “text” should be at most 300 characters, and has 301."),
    "number as text": (survey(question(text=1)), f"{HERE}: “text” should be text in quotation marks."),
    "key": (survey(question(key="q 1")), f"{HERE}: “key” should be a short name of letters and figures."),
    "keys": (survey(question(), question()), "The file: two questions have the key “q1”."),
    "not of its kind": (
        survey(question(points=5)),
        f"{HERE}: “points” is not something that belongs here. Leave it out.",
    ),
    "points": (survey(question(kind="scale", points=6)), f"{HERE}: a scale has 5 or 7 points."),
    "labels": (
        survey(question(kind="scale", labels=["No", "Yes"])),
        f"{HERE}: there are 5 points and 2 labels. Name all points or none.",
    ),
    "truth": (survey(question(is_required="yes")), f"{HERE}: “is_required” should be true or false."),
    "range": (survey(question(kind="number", least=2, most=1)), f"{HERE}: the largest number is below the smallest."),
    "huge": (
        survey(question(kind="number", least=10**10)),
        f"{HERE}: “least” should be a whole number of at most 1,000,000,000.",
    ),
    "one option": (
        survey(question(kind="multiple", options=[{"id": "a", "text": "A"}])),
        f"{HERE}: give at least two answers to choose from.",
    ),
    "options alike": (
        survey(question(kind="multiple", options=[{"id": "a", "text": "A"}, {"id": "b", "text": "A"}])),
        f"{HERE}: two answers are called “A”.",
    ),
    "id of declining": (
        survey(question(kind="multiple", options=[{"id": "-", "text": "A"}, {"id": "b", "text": "B"}])),
        "Section 1, question 1, answer 1: “id” should be a short name of letters and figures.",
    ),
    "before": (
        survey(question(shown_if={"question": "q2", "answers": ["a"]}), CHOICE | {"key": "q2"}),
        "“Why?” is asked only after certain answers to another question, which has to come before it. "
        "Ask it of everybody first, then do this again.",
    ),
    "gone": (
        survey(CHOICE, question(key="q2", shown_if={"question": "q1", "answers": ["c"]})),
        "“Why?” is asked only after certain answers to “Why?”, and one of these would be gone. "
        "Change for whom it is asked first, then do this again.",
    ),
    "mail": (
        survey(mail_body="Hello {name}"),
        "The file, “mail_body”: Put {link} into the text: it leads to the questions.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_refused_with_its_place(data, sentence):
    with pytest.raises(files.Unreadable) as refused:
        files.read(json.dumps(data).encode())
    assert str(refused.value) == sentence


RAW = {
    b"\xff\xfe": "The file is not text in UTF-8. Choose a file that was saved from a survey here.",
    b'{"format": }': "The file is not valid JSON: see line 1, column 12.",
    b"[" * 100_000: "The file holds something that no survey holds.",
    b'{"title": ' + b"1" * 5000 + b"}": "The file holds something that no survey holds.",
    b'{"title": NaN}': "The file holds “NaN”, which is no number.",
    b'{"title": "A", "title": "B"}': "“title” stands twice in one place of the file. Leave one of them out.",
    b"[]": "The file should hold named fields, in braces.",
    b"x" * 500_001: "The file is larger than 500 kB. A survey is far smaller than that.",
}


@pytest.mark.parametrize(("content", "sentence"), RAW.items(), ids=range(len(RAW)))
def test_bytes_that_are_no_survey_are_refused(content, sentence):
    with pytest.raises(files.Unreadable) as refused:
        files.read(content)
    assert str(refused.value) == sentence


def test_what_no_database_keeps_is_left_out():
    read = files.read(json.dumps(survey(question(text="Why\x00\ud800 \u202enow?\n"))).encode())
    assert read.form.questions[0].text == "Why now?"


def test_a_file_damaged_anywhere_is_read_or_refused_and_never_breaks():
    whole = files.write(files.template("opinion_of_the_system")).encode()
    chance = random.Random(4)
    for _ in range(200):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'{}[]",:0aq\x00\xff')
        with suppress(files.Unreadable):
            files.read(bytes(damaged))
