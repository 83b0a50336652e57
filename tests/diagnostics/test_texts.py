"""The wording for readers: complete, plain, never twice the same, and composed only from what may be shown."""

from collections import Counter
from dataclasses import fields

import pytest

from diagnostics.messages import (
    first_message,
    group_message,
    group_reading,
    own_message,
    shown_columns,
    use_message,
)
from diagnostics.modes import Mode
from diagnostics.questionnaire import PAIRS
from diagnostics.scoring import Choices, Instrument, Order
from diagnostics.texts import (
    GROUP_TEXTS,
    MODE_TEXTS,
    OWN_NOTE,
    PLACE_NOTE,
    ROOM_QUESTIONS,
    TIES_NOTE,
    TRADE_MARK,
    WORDS_NOTE,
    GroupText,
    GroupTexts,
)
from tests.diagnostics.plain import american, words_in

pytestmark = pytest.mark.embedded

COMPETING, COLLABORATING, COMPROMISING, AVOIDING, ACCOMMODATING = Mode
NOTES = [TRADE_MARK, OWN_NOTE, PLACE_NOTE, TIES_NOTE, WORDS_NOTE]
BULLETS = [
    line for text in MODE_TEXTS.values() for part in (text.serves, text.overused, text.underused) for line in part
]
MEANINGS = [text.meaning for text in MODE_TEXTS.values()]
GROUP = [getattr(texts, field.name) for texts in GROUP_TEXTS.values() for field in fields(GroupTexts)]
SENTENCES = [*BULLETS, *MEANINGS, *[text.gives for text in GROUP], *[text.costs for text in GROUP]]
QUESTIONS = [
    *[question for text in MODE_TEXTS.values() for question in text.questions],
    *[text.question for text in GROUP],
    *ROOM_QUESTIONS,
]


def by_mode(*values):
    return dict(zip(Mode, values, strict=True))


def choices(people, first, last, second=(0, 0, 0, 0, 0)):
    return Choices(Instrument.OWN, people, by_mode(*first), by_mode(*second), by_mode(*last))


class TestWording:
    def test_every_mode_has_its_texts(self):
        assert list(MODE_TEXTS) == list(GROUP_TEXTS) == list(Mode)
        assert {len(part) for text in MODE_TEXTS.values() for part in (text.serves, text.overused, text.underused)} == {
            3
        }
        assert {len(text.questions) for text in MODE_TEXTS.values()} == {3}
        assert {type(text) for text in GROUP} == {GroupText}

    def test_nothing_is_said_twice(self):
        statements = [statement.text for pair in PAIRS for statement in (pair.a, pair.b)]
        everything = [*SENTENCES, *QUESTIONS, *NOTES, *statements]
        assert [text for text, times in Counter(everything).items() if times > 1] == []

    def test_sentences_end_with_a_stop_and_questions_with_a_question_mark(self):
        assert [text for text in [*SENTENCES, *NOTES] if not (text[0].isupper() and text.endswith("."))] == []
        assert [text for text in QUESTIONS if not (text[0].isupper() and text.endswith("?"))] == []

    def test_plain_uk_english_without_exclamations(self):
        everything = [*SENTENCES, *QUESTIONS, *NOTES]
        assert [text for text in everything if american(text) or "!" in text or "n't" in text] == []

    def test_short_enough_to_read_standing_up(self):
        assert [text for text in SENTENCES if len(words_in(text)) > 18] == []
        assert [text for text in QUESTIONS if len(words_in(text)) > 20] == []

    @pytest.mark.parametrize("text", ["color", "organization", "program", "neighbor", "prioritize", "behaviors"])
    def test_the_check_for_american_spelling_bites(self, text):
        assert american(f"A {text} here.") == [text]

    def test_the_trade_mark_is_said_to_be_its_owners(self):
        assert TRADE_MARK.startswith(
            "Thomas-Kilmann Conflict Mode Instrument and TKI are trade marks of The Myers-Briggs Company."
        )


class TestGroupMessage:
    @pytest.mark.parametrize(
        ("people", "first", "last", "message"),
        [
            (17, (2, 8, 6, 1, 3), (5, 1, 4, 6, 4), "Eight of us collaborate first; six put avoiding last"),
            (60, (8, 29, 8, 14, 11), (23, 9, 17, 12, 12), "29 of us collaborate first; 23 put competing last"),
            (
                *(17, (0, 7, 7, 2, 2), (6, 1, 2, 6, 3)),
                "Seven of us collaborate first, and seven compromise; six put competing last, and six avoiding",
            ),
            (
                *(15, (4, 4, 4, 3, 1), (4, 4, 4, 2, 2)),
                "No one mode leads: competing, collaborating and compromising each come first for four of us; "
                "no one mode stands out as last",
            ),
            (
                *(5, (1, 1, 1, 1, 1), (2, 1, 1, 1, 0)),
                "No one mode leads: each of the five comes first for one of us; two put competing last",
            ),
            (12, (3, 4, 2, 2, 2), (1, 0, 0, 0, 0), "Four of us collaborate first; one puts competing last"),
            (12, (4, 3, 3, 2, 2), (0, 0, 0, 0, 0), "Four of us compete first; no one mode stands out as last"),
            (19, (0, 18, 1, 0, 0), (9, 0, 2, 5, 3), "Nearly all of us collaborate first; nine put competing last"),
            (19, (5, 6, 4, 2, 2), (1, 0, 0, 17, 1), "Six of us collaborate first; nearly all put avoiding last"),
            (
                *(19, (17, 18, 0, 0, 0), (0, 0, 8, 7, 4)),
                "Nearly all of us compete first, and nearly all collaborate; eight put compromising last",
            ),
            (8, (0, 7, 1, 0, 0), (6, 0, 1, 1, 0), "Most of us collaborate first; most put competing last"),
            (5, (1, 3, 1, 1, 0), (2, 1, 1, 1, 0), "More than half of us collaborate first; two put competing last"),
        ],
    )
    def test_titles_say_what_the_counts_say(self, people, first, last, message):
        assert group_message(choices(people, first, last)) == message

    def test_fits_the_title_of_a_release(self):
        longest = choices(60, (14, 14, 14, 14, 10), (12, 0, 0, 0, 12))
        assert len(group_message(longest)) <= 200


class TestGroupReading:
    def test_says_what_a_group_may_overuse_and_underuse_and_asks_about_it(self):
        reading = group_reading(choices(17, (0, 8, 6, 1, 3), (7, 0, 2, 4, 4)))
        assert reading.title == "Eight of us collaborate first; seven put competing last"
        assert [(line.mode, line.headline) for line in reading.over_used] == [
            (COLLABORATING, "Eight of us collaborate first"),
            (COMPROMISING, "Six of us compromise first"),
        ]
        assert [(line.mode, line.headline) for line in reading.under_used] == [
            (COMPETING, "Seven of us put competing last")
        ]
        assert reading.at_hand == ()
        assert reading.questions == (
            ROOM_QUESTIONS[0],
            GROUP_TEXTS[COLLABORATING].many_first.question,
            GROUP_TEXTS[COMPROMISING].many_first.question,
            GROUP_TEXTS[COMPETING].many_last.question,
            *ROOM_QUESTIONS[1:],
        )

    def test_says_nobody_where_it_is_so(self):
        reading = group_reading(choices(17, (0, 9, 5, 3, 0), (4, 4, 0, 4, 5)))
        assert [line.headline for line in reading.under_used] == [
            "Five of us put accommodating last",
            "Nobody competes first",
        ]
        assert reading.under_used[1].costs == GROUP_TEXTS[COMPETING].none_first.costs

    def test_says_what_all_have_at_hand(self):
        reading = group_reading(choices(17, (2, 8, 4, 4, 2), (4, 4, 0, 6, 3)))
        assert [(line.mode, line.headline, line.gives) for line in reading.at_hand] == [
            (COMPROMISING, "Nobody puts compromising last", GROUP_TEXTS[COMPROMISING].none_last.gives)
        ]

    def test_a_split_group_hears_both_sides(self):
        reading = group_reading(choices(12, (5, 2, 2, 2, 2), (6, 1, 2, 2, 2)))
        assert [line.headline for line in reading.over_used] == ["Five of us compete first"]
        assert [line.headline for line in reading.under_used] == ["Six of us put competing last"]

    def test_in_words_the_least_word_stands_for_nobody(self):
        reading = group_reading(choices(17, (0, 16, 1, 0, 0), (5, 0, 4, 4, 4)))
        assert [line.headline for line in reading.over_used] == ["Nearly all of us collaborate first"]
        assert [line.headline for line in reading.under_used] == [
            "Five of us put competing last",
            "Hardly any of us compromise first",
            "Hardly any of us avoid first",
            "Hardly any of us accommodate first",
        ]

    def test_becomes_plain_values_for_json(self):
        data = group_reading(choices(17, (0, 8, 6, 1, 3), (7, 0, 2, 4, 4))).as_data()
        assert list(data) == ["title", "over_used", "under_used", "at_hand", "questions"]
        assert data["over_used"][0] == {
            "mode": "collaborating",
            "headline": "Eight of us collaborate first",
            "gives": GROUP_TEXTS[COLLABORATING].many_first.gives,
            "costs": GROUP_TEXTS[COLLABORATING].many_first.costs,
            "question": GROUP_TEXTS[COLLABORATING].many_first.question,
        }

    @pytest.mark.parametrize("people", [5, 6, 11, 12, 17, 19, 40, 100, 300])
    def test_all_that_is_shown_alike_reads_alike(self, people):
        """All, all but one and all but two: the same words throughout, whichever column it is."""
        divisions = [(people, 0, 0, 0, 0), (people - 1, 0, 1, 0, 0), (people - 2, 1, 1, 0, 0), (people - 2, 0, 0, 2, 0)]
        other = (0, 1, 2, 1, 1)
        assert len({str(group_reading(choices(people, first, other))) for first in divisions}) == 1
        assert len({str(group_reading(choices(people, other, last))) for last in divisions}) == 1
        assert len({str(shown_columns(choices(people, other, other, second))) for second in divisions}) == 1

    def test_under_five_people_nothing_is_composed(self):
        with pytest.raises(ValueError, match="Fewer than 5 people"):
            group_reading(choices(4, (1, 1, 1, 1, 0), (1, 1, 1, 1, 0)))


class TestUseMessage:
    @pytest.mark.parametrize(
        ("people", "first", "last", "message"),
        [
            (
                17,
                (0, 8, 6, 1, 3),
                (7, 0, 2, 4, 4),
                "We may use collaborating and compromising too much, competing too little",
            ),
            (12, (3, 4, 2, 2, 2), (1, 0, 0, 0, 0), "We may use collaborating and competing too much"),
            (40, (9, 9, 9, 9, 9), (10, 8, 8, 8, 8), "We may use competing too little"),
            (12, (5, 2, 2, 2, 2), (6, 1, 2, 2, 2), "We are split over competing"),
            (
                *(12, (5, 4, 2, 2, 0), (6, 1, 2, 2, 2)),
                "We may use collaborating too much, accommodating too little, and are split over competing",
            ),
            (40, (9, 9, 9, 9, 9), (8, 8, 8, 8, 8), "No mode stands out, first or last"),
        ],
    )
    def test_titles_say_what_is_much_and_what_is_little(self, people, first, last, message):
        assert use_message(group_reading(choices(people, first, last))) == message


class TestFirstMessage:
    @pytest.mark.parametrize(
        ("people", "first", "message"),
        [
            (17, (2, 8, 6, 1, 3), "Each of the five comes first for somebody"),
            (17, (0, 8, 6, 1, 3), "Nobody competes first"),
            (17, (0, 8, 6, 3, 0), "Nobody competes or accommodates first"),
            (17, (0, 16, 1, 0, 0), "Hardly any of us compete, compromise, avoid or accommodate first"),
            (5, (1, 3, 1, 1, 0), "Most first choices are alike"),
        ],
    )
    def test_says_who_puts_what_first(self, people, first, message):
        assert first_message(shown_columns(choices(people, first, (1, 1, 1, 1, 1)))["first"]) == message


class TestOwnMessage:
    @pytest.mark.parametrize(
        ("first", "last", "message"),
        [
            ([COLLABORATING], [AVOIDING], "You collaborate first; avoiding comes last"),
            (
                [COLLABORATING, COMPETING],
                [AVOIDING, ACCOMMODATING],
                "You compete and collaborate first; avoiding and accommodating come last",
            ),
            (
                [COMPETING, AVOIDING, ACCOMMODATING],
                [COMPROMISING],
                "No one mode leads for you; compromising comes last",
            ),
            (
                [AVOIDING],
                [COMPETING, COLLABORATING, COMPROMISING],
                ("You avoid first; competing, collaborating and compromising come last"),
            ),
            ([COMPETING], list(Mode)[1:], "You compete first; the other four come out level"),
            (list(Mode), [], "Your five modes come out level"),
        ],
    )
    def test_titles_say_what_the_order_says(self, first, last, message):
        assert own_message(Order(frozenset(first), frozenset(), frozenset(last))) == message
