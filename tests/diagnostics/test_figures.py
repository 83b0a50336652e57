"""Figures of answers: the same for all answers of which the same is shown, with titles that say no more."""

import json
import random
from collections import defaultdict
from itertools import product

import pytest

from diagnostics.surveys import changes, figures, shown, titles
from diagnostics.surveys.form import Form, Option, Question, Section
from tests.diagnostics.test_shown import populations

OPTIONS = tuple(Option(key, text) for key, text in zip("abc", ("Housing", "Schools", "Clinics"), strict=True))


def question(key, kind, text="", **fields):
    options = OPTIONS if kind in ("single", "multiple", "ranking") else ()
    return Question(key, kind, text or f"Question {key}?", **{"options": options, **fields})


def form(*questions):
    return Form("Health", "", "", (Section("About us", "", questions),))


def only(*questions, answers, **more):
    return figures.figures(form(*questions), answers, **more)


def pairs(texts):
    return [question(str(key), "pair", text) for key, text in enumerate(texts)]


def shown_of(figure):
    """By option or question, what readers see."""
    if "items" in figure:
        return {item["question"]: (item["matters_text"], item["true_text"]) for item in figure["items"]}
    return {option["key"]: option["shown"] for option in figure["options"]}


# Nothing but what is shown ------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "people"), [("single", 12), ("single", 25), ("multiple", 19), ("ranking", 9), ("scale", 6), ("pair", 11)]
)
def test_answers_of_which_the_same_is_shown_have_the_same_figure(kind, people):
    """In all its words and in its order: nothing is sorted, counted or said by what stands behind the words."""
    asked = [question("1", kind), question("2", kind)] if kind == "pair" else [question("1", kind)]
    draw = random.Random(7)
    found = defaultdict(set)
    for _ in range(400):
        weights = [draw.random() ** 3 for _ in range(5)]
        answers = [{each.key: given(kind, draw, weights) for each in asked} for _ in range(people)]
        figure = only(*asked, answers=answers)[0]
        found[json.dumps(shown_of(figure), sort_keys=True)].add(json.dumps(figure))
    assert [figures for figures in found.values() if len(figures) > 1] == []
    assert max(map(len, found)) > 0
    assert len(found) > 3


def given(kind, draw, weights):
    one = draw.choices("abc", weights[:3])[0]
    point = draw.choices(range(1, 6), weights)[0]
    return {
        "single": one,
        "multiple": sorted({one, draw.choices("abc", weights[1:4])[0]}),
        "ranking": [one, *sorted(set("abc") - {one})],
        "scale": point,
        "pair": [point, draw.choices(range(1, 6), weights[::-1])[0]],
    }[kind]


def test_options_of_one_word_stand_as_they_were_asked():
    answers = [{"1": "b"}] * 4 + [{"1": "a"}] * 3 + [{"1": "c"}] * 5
    figure = only(question("1", "single", is_required=True), answers=answers)[0]
    assert [(each["key"], each["shown"]) for each in figure["options"]] == [("c", "some"), ("a", "few"), ("b", "few")]


def test_under_the_floor_there_is_no_figure():
    answers = [{"1": "a"}] * 7
    assert only(question("1", "single"), answers=answers[:4]) == []
    assert only(question("1", "single"), answers=answers, floor=8) == []


def test_a_figure_is_plain_json():
    asked = [question(str(number), kind) for number, kind in enumerate(("scale", "pair", "single", "multiple"))]
    found = only(*asked, answers=[{"0": 3, "1": [4, 2], "2": "a", "3": ["b", "c"]}] * 15)
    assert json.loads(json.dumps(found)) == found
    assert [each["kind"] for each in found] == ["means", "gap", "words", "words"]


# Each kind ------------------------------------------------------------


def test_no_answer_and_what_was_declined_are_options_of_everybody():
    answers = [{"1": "a"}] * 12 + [{"1": "-"}] * 5 + [{}] * 13
    figure = only(question("1", "single", may_decline=True), answers=answers)[0]
    assert [(each["text"], each["shown"]) for each in figure["options"]] == [
        ("Housing", "some"),
        ("Schools", "few"),
        ("Clinics", "few"),
        ("No answer", "some"),
        ("Would rather not say", "few"),
    ]


def test_a_mean_of_few_is_not_shown_and_words_say_why():
    answers = [{"1": 5}] * 8 + [{}] * 11
    item = only(question("1", "scale"), answers=answers)[0]["items"][0]
    assert (item["true"], item["true_text"], item["rest"]) == (None, "", [["No answer", "about half"]])


def test_a_number_is_counted_in_bands_that_its_question_gives():
    answers = [{"1": 3}] * 10 + [{"1": 40}] * 2
    figure = only(question("1", "number", least=0, most=40, is_required=True), answers=answers)[0]
    assert [each["text"] for each in figure["options"]] == ["0 to 8", "9 to 17", "18 to 26", "27 to 35", "36 to 40"]
    assert only(question("1", "number"), answers=answers)[0]["kind"] == "not_shown"


def test_a_ranking_is_counted_by_what_was_put_first():
    answers = [{"1": ["c", "a", "b"]}] * 11 + [{"1": ["a", "b", "c"]}]
    figure = only(question("1", "ranking", is_required=True), answers=answers)[0]
    assert figure["title"] == "Most put Clinics first"


def test_a_theme_is_shown_from_the_floor_on_in_words():
    coded = {"1": [(1, "We wait for one another", 12), (2, "We meet too often", 5), (3, "Nobody asks", 4)]}
    asked = question("1", "long")
    figure = only(asked, answers=[{}] * 19, themes=coded)[0]
    assert shown_of(figure) == {"1": "about two thirds", "2": "about a third"}
    assert only(asked, answers=[{}] * 6, themes=coded)[0]["kind"] == "not_shown"
    assert only(asked, answers=[{}] * 19) == []


# Titles ------------------------------------------------------------


def wave(*means, people=19):
    """Answers to pairs, everybody the same: how much each matters and how true it is."""
    return [{str(key): list(pair) for key, pair in enumerate(means)}] * people


@pytest.mark.parametrize(
    ("means", "title"),
    [
        (((5, 2), (4, 3), (4, 4)), "Trust matters most and is furthest away"),
        (((4, 2), (5, 4), (4, 4)), "Trust is furthest from how much it matters"),
        (((5, 2), (5, 2), (4, 4)), "Trust and “We say what we think” matter most and are furthest away"),
        (((3, 3), (3, 3), (2, 2)), "What matters is as true of us as it matters"),
        (((5, 3), (5, 3), (5, 3)), "All three are equally far from how much they matter"),
    ],
)
def test_the_title_of_a_gap_says_the_message(means, title):
    found = only(*pairs(["Trust", "We say what we think", "Clear roles"]), answers=wave(*means))
    assert found[0]["title"] == title
    assert figures.message(found) == title


def in_parts(kind, *parts, points=(5, 5)):
    """The lead message of a survey in sections, each of two questions to which everybody gives the same answer."""
    sections, answers = [], {}
    for number, (part, steps) in enumerate(zip(parts, points, strict=True)):
        keys = [f"{number}{letter}" for letter in "xy"]
        asked = [question(key, kind, f"Thing {key}", points=steps) for key in keys]
        sections.append(Section(f"Part {number}", "", tuple(asked)))
        answers |= dict(zip(keys, part, strict=True))
    return figures.message(figures.figures(Form("Health", "", "", tuple(sections)), [answers] * 19))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((([5, 2], [4, 4]), ([4, 3], [4, 4])), "Thing 0x matters most and is furthest away"),
        ((([5, 2], [4, 4]), ([5, 3], [4, 4])), "Thing 0x is furthest from how much it matters"),
        ((([5, 2], [4, 4]), ([5, 2], [5, 2])), "Three of four are furthest away"),
    ],
)
def test_the_lead_message_speaks_of_all_sections(parts, message):
    assert in_parts("pair", *parts) == message


def test_what_is_so_in_one_section_only_is_said_under_its_title():
    apart = in_parts("pair", ([5, 2], [4, 4]), ([7, 3], [6, 6]), points=(5, 7))
    assert apart == "Part 1: Thing 1x is furthest from how much it matters"
    assert in_parts("scale", (2, 4), (3, 3)) == "Part 0: Thing 0x stands lowest"
    assert titles.under("How do we live it?", "All stand alike") == "How do we live it? All stand alike"
    assert titles.under("", "All stand alike") == "All stand alike"


def test_one_thing_stands_out():
    found = only(*pairs(["Trust", "Conflict", "Roles"]), answers=wave((4, 2), (4, 3), (4, 4)))
    assert [(item["text"], item["gap"], item["stands_out"]) for item in found[0]["items"]] == [
        ("Trust", 2.0, True),
        ("Conflict", 1.0, False),
        ("Roles", 0.0, False),
    ]


# Wave against wave ------------------------------------------------------------


def test_two_waves_are_set_side_by_side_from_what_was_shown():
    asked = pairs(["Trust", "Conflict"])
    before, after = (only(*asked, answers=wave(*means)) for means in (((5, 2), (4, 3)), ((5, 3), (4, 3))))
    found = changes.changes(before, after)
    assert [(each["text"], each["true_before"], each["change_text"]) for each in found[0]["items"]] == [
        ("Trust", 2.0, "how true it is of us now: from 2 to 3"),
        ("Conflict", 3.0, changes.ALIKE),
    ]
    assert changes.message(found) == "Trust moved most, up by one point"
    assert changes.sentence(3, 19) == "3 of 19 people changed; some movement may be theirs."


def test_options_of_two_waves_are_compared_in_words():
    asked = question("1", "single", is_required=True)
    before = only(asked, answers=[{"1": "a"}] * 15 + [{"1": "b"}] * 4)
    after = only(asked, answers=[{"1": "a"}] * 9 + [{"1": "b"}] * 10)
    said = {each["key"]: each["change_text"] for each in changes.changes(before, after)[0]["options"]}
    assert said == {
        "a": "from about two thirds to about half",
        "b": "from about a third to about half",
        "c": changes.ALIKE,
    }


def test_two_scales_of_words_are_not_called_a_change():
    asked = question("1", "single", is_required=True)
    before, after = (only(asked, answers=[{"1": "a"}] * people) for people in (19, 17))
    said = [each["change_text"] for each in changes.changes(before, after)[0]["options"]]
    assert said[0] == "nearly all then, most now, in two scales of words"


@pytest.mark.parametrize(
    ("people", "then", "now", "said"),
    [
        ((19, 10), 5, 5, changes.ALIKE),
        ((19, 10), 4, 5, changes.ALIKE),
        ((19, 10), 5, 2, "from 4.5 or more to 2 or less"),
    ],
)
def test_what_stays_beyond_an_open_end_is_not_called_a_change(people, then, now, said):
    asked = question("1", "scale")
    before, after = (only(asked, answers=[{"1": mean}] * many) for many, mean in zip(people, (then, now), strict=True))
    assert changes.changes(before, after)[0]["items"][0]["change_text"] == said


# Questions that hang together ------------------------------------------------------------


def deciding(required):
    return (
        question("1", "single", is_required=required),
        question("2", "single", options=OPTIONS[:2], shown_if="1", shown_values=frozenset("ab"), is_required=required),
    )


def cells(required):
    """Every way to answer the two, as what somebody gave to each."""
    asked = list(product("ab", "ab" if required else ("a", "b", "")))
    return [*asked, ("c", ""), *([] if required else [("", "")])]


def categories(first, second, required):
    """The place of two answers among the options of both: those of the first, then those of the second."""
    ones, twos = ("a", "b", "c") if required else ("a", "b", "c", ""), ("a", "b", "")
    return ones.index(first), len(ones) + twos.index(second)


def family_proofs(people, required, scale):
    """What two figures side by side prove, with every population behind them."""
    places = [categories(*cell, required) for cell in cells(required)]
    wide = max(second for _, second in places) + 1
    behind = defaultdict(list)
    for population in populations(people, len(places)):
        counts = [0] * wide
        for (first, second), many in zip(places, population, strict=True):
            counts[first] += many
            counts[second] += many
        behind[tuple(scale.level(count, people) for count in counts)].append((population, counts))
    for seen, pairs_ in behind.items():
        for option in range(wide):
            if {counts[option] for _, counts in pairs_} in ({0}, {people}):
                yield seen, option, "a stranger"
            for own, place in enumerate(places):
                others = {counts[option] - (option in place) for population, counts in pairs_ if population[own]}
                if others in ({0}, {people - 1}):
                    yield seen, option, place


@pytest.mark.parametrize(
    ("people", "required"), [(6, False), (7, False), (8, False), (9, True), (14, True), (19, True)]
)
def test_a_question_and_what_it_decided_prove_nothing_side_by_side(people, required):
    scale = shown.steps_for_family(people, 7 if not required else 6, 4 if not required else 3)
    assert list(family_proofs(people, required, scale)) == []


def test_each_in_its_own_finest_words_the_two_would_prove_something():
    """The attack that a family's words are for."""
    assert list(family_proofs(14, True, shown.steps_for(14, 3))) != []


def test_a_family_is_shown_in_one_scale_of_words_with_not_asked_among_its_options():
    answers = [{"1": "a", "2": "b"}] * 40 + [{"1": "b", "2": "a"}] * 30 + [{"1": "c"}] * 37
    found = only(*deciding(required=True), answers=answers)
    assert {each["kind"] for each in found} == {"words"}
    assert found[0]["scale"] == found[1]["scale"]
    assert shown_of(found[1]) == {"b": "about a third", "a": "about a third", "not-given": "about a third"}


def test_what_a_question_of_some_decided_is_not_shown_nor_what_some_wrote():
    first, second = deciding(required=False)
    third = question("3", "single", shown_if="2", shown_values=frozenset("a"))
    fourth = question("4", "long", shown_if="1", shown_values=frozenset("a"))
    answers = [{"1": "a", "2": "a", "3": "c"}] * 40
    found = only(first, second, third, fourth, answers=answers, themes={"4": [(1, "We wait.", 39)]})
    assert [each["kind"] for each in found] == ["words", "words", "not_shown", "not_shown"]
