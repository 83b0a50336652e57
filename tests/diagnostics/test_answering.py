"""What a page of a survey posts, read into answers; and how a survey is laid out."""

import pytest
from django.http import QueryDict

from diagnostics.question_pages import question_html
from diagnostics.surveys import answering, paging
from diagnostics.surveys.form import DECLINED, Form, Option, Question, Section

OPTIONS = (Option("a", "Housing"), Option("b", "Schools"), Option("c", "Clinics"))
KINDS = ("scale", "pair", "single", "multiple", "ranking", "number", "short", "long")


def question(kind, key="7", **fields):
    options = OPTIONS if kind in ("single", "multiple", "ranking") else ()
    return Question(key, kind, f"What of {kind}?", options=options, **fields)


def form(*sections):
    return Form("Views", "", "", tuple(Section(f"Part {n}", "", tuple(each)) for n, each in enumerate(sections, 1)))


def read(asked, query, answers=()):
    held, problems = answering.read(Section("", "", (asked,)), QueryDict(query), dict(answers))
    return held.get(asked.key), [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("kind", "posted", "value"),
    [
        ("scale", "q7=5", 5),
        ("pair", "q7-matters=4&q7-true=2", [4, 2]),
        ("pair", "q7-true=2", [None, 2]),
        ("single", "q7=b", "b"),
        ("multiple", "q7=c&q7=a", ["a", "c"]),
        ("ranking", "q7-a=3&q7-b=1&q7-c=2", ["b", "c", "a"]),
        ("number", "q7=+1,200+", 1200),
        ("number", "q7=%E2%88%923", -3),
        ("short", "q7=+a+view+", "a view"),
        ("long", "q7=one%0D%0Atwo", "one\ntwo"),
    ],
)
def test_each_kind_is_read_and_shown_as_it_was_given(kind, posted, value):
    asked = question(kind)
    assert read(asked, f"q=7&{posted}") == (value, [])
    shown = answering.typed(asked, value)
    again = QueryDict(mutable=True)
    again.update({"q": "7"})
    for name, values in shown.items():
        again.setlist(name, values)
    assert read(asked, again.urlencode()) == (value, [])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_given_is_no_answer_and_a_problem_only_where_one_must(kind):
    assert read(question(kind), "q=7") == (None, [])
    value, messages = read(question(kind, is_required=True), "q=7")
    assert (value, len(messages)) == (None, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_rather_not_say_is_an_answer_where_it_is_offered_only(kind):
    name = "q7" if kind in ("scale", "single", "multiple") else "q7-none"
    offered = question(kind, may_decline=True, is_required=True)
    assert read(offered, f"q=7&{name}=-") == (DECLINED, [])
    assert paging.in_words(offered, DECLINED) == ("I would rather not say",)
    assert read(question(kind), f"q=7&{name}=-")[0] != DECLINED


@pytest.mark.parametrize(
    ("kind", "posted", "message"),
    [
        ("scale", "q7=9", "Choose one of the answers shown"),
        ("scale", "q7=-1", "Choose one of the answers shown"),
        ("pair", "q7-matters=4&q7-true=x", "Choose one of the answers shown"),
        ("single", "q7=zz", "Choose one of the answers shown"),
        ("multiple", "q7=a&q7=zz", "Choose one of the answers shown"),
        ("ranking", "q7-a=1&q7-b=1&q7-c=2", "Give each place once: 1 is there twice"),
        ("ranking", "q7-a=1&q7-b=2", "Give every line a place, or none"),
        ("ranking", "q7-a=4&q7-b=1&q7-c=2", "Choose one of the places shown"),
        ("number", "q7=a+few", "Enter a whole number, in figures"),
        ("number", "q7=1e309", "Enter a whole number, in figures"),
        ("number", "q7=31", "Enter a number from 1 to 30"),
        ("short", "q7=" + "x" * 201, "Use 200 characters or fewer. Yours has 201; it is kept, to shorten here"),
    ],
)
def test_what_is_wrong_is_said_and_kept_as_it_was_typed(kind, posted, message):
    asked = question(kind, **({"least": 1, "most": 30} if kind == "number" else {}))
    value, messages = read(asked, f"q=7&{posted}")
    assert messages == [message]
    sent = QueryDict(posted)
    assert answering.typed(asked, value) == {name: sent.getlist(name) for name in sent}
    assert paging.in_words(asked, value) == ()
    assert [problem.message for problem in answering.check(form([asked]), {"7": value})[1]] == [message]


def test_a_choice_with_rather_not_say_beside_it_is_for_the_person_to_settle():
    assert read(question("multiple", may_decline=True), "q=7&q7=a&q7=-")[1] == [
        "Choose answers, or “I would rather not say”, not both"
    ]
    assert read(question("short", may_decline=True), "q=7&q7=hm&q7-none=-")[1] == [
        "Answer, or choose “I would rather not say”, not both"
    ]


def test_a_megabyte_is_kept_as_far_as_it_can_be_shortened():
    value, messages = read(question("long"), "q=7&q7=" + "word" * 250_000)
    assert len(value["typed"]["q7"][0]) == answering.KEPT
    assert messages == ["Use 2,000 characters or fewer. We kept the first 10,000 of yours, to shorten here"]


def test_what_steers_a_screen_is_left_out_and_every_script_kept():
    assert answering.clean("a\x00b\x07\x1b[31m\u202egnp.exe\u2066\ud800\ufffe\tc\r\nd\u2028") == "ab[31mgnp.exe c\nd"
    for text in ("مرحبا", "שלום\u200f!", "👩‍👩‍👧", "naïve", "日本"):
        assert answering.clean(text) == text
    assert answering.clean("e\u0301") == "é"


def test_a_page_changes_only_the_questions_that_were_on_it():
    one, two = question("scale", "1", is_required=True), question("short", "2", is_required=True)
    section = Section("", "", (one, two))
    held, problems = answering.read(section, QueryDict("q=1&q1=4&q2=sneaked in&q3=x"), {"2": "mine", "9": "theirs"})
    assert held == {"1": 4, "2": "mine", "9": "theirs"}
    assert problems == ()


def test_what_is_no_longer_asked_stays_in_the_draft_and_is_not_sent():
    decides = question("single", "1")
    follows = question("short", "2", shown_if="1", shown_values=frozenset({"a"}), is_required=True)
    asked = form([decides], [follows])
    assert answering.check(asked, {"1": "b", "2": "words"}) == ({"1": "b"}, ())
    assert answering.check(asked, {"1": "a", "2": "words"}) == ({"1": "a", "2": "words"}, ())
    assert [each.key for each in answering.check(asked, {"1": "a"})[1]] == ["2"]


def _laid_out(*sections):
    return [[each.key for each in page.questions] for page in paging.layout(form(*sections))]


def test_long_sections_are_split_evenly_and_short_ones_kept_whole():
    assert _laid_out([question("scale", str(n)) for n in range(7)]) == [list("0123456")]
    assert _laid_out([question("scale", str(n)) for n in range(8)]) == [list("0123"), list("4567")]
    assert _laid_out([question("long", str(n)) for n in range(4)]) == [list("01"), list("23")]


def test_a_question_that_depends_on_its_page_comes_on_the_next():
    first = question("single", "1")
    depends = question("short", "2", shown_if="1", shown_values=frozenset({"a"}))
    last = question("short", "3")
    asked = form([first, depends, last], [question("scale", "4")])
    assert [[each.key for each in page.questions] for page in paging.layout(asked)] == [["1"], ["2", "3"], ["4"]]
    without = paging.pages(asked, {"1": "b"})
    assert [(page.number, [each.key for each in page.questions]) for page in without] == [
        (1, ["1"]), (2, ["3"]), (3, ["4"]),
    ]  # fmt: skip
    assert [(page.part, page.parts, page.is_continued) for page in without] == [
        (1, 2, False), (1, 2, True), (2, 2, False),
    ]  # fmt: skip


def test_a_page_whose_questions_are_not_asked_is_passed_by():
    depends = question("short", "2", shown_if="1", shown_values=frozenset({"a"}))
    asked = form([question("single", "1")], [depends], [question("scale", "4")])
    assert [page.number for page in paging.pages(asked, {"1": "b"})] == [1, 3]


def test_what_is_filled_in_cannot_leave_its_place():
    text = "</textarea><script>\x02 1 \x03{{ settings }}"
    for problem in ("", "<b>"):
        html = question_html(question("long"), {"typed": {"q7": [text]}}, problem)
        assert "<script>" not in html
        assert "<b>" not in html
        assert "{{ settings }}" in html
