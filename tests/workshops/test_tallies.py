"""What is shown of an anonymous exercise leaves open whether everybody, or nobody, chose an option."""

from itertools import product

import pytest

from workshops.tallies import Wrong, check, drawn, result, steps_for

OPTIONS = [(1, "Ours"), (2, "Mine"), (3, "Theirs")]
FLOOR = 5


def chosen(*answers):
    return [{"options": list(each)} for each in answers]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("single", {"options": [1, 2]}), ("single", {"options": []}), ("single", {"options": [9]}), ("single", {}),
        ("multiple", {"options": [1, 2, 3]}), ("multiple", {"options": [1, 1]}), ("scale", {"point": 6}),
        ("scale", {"point": True and "5"}), ("dots", {"dots": {1: 3}}), ("dots", {"dots": {}}),
        ("dots", {"dots": {9: 1}}), ("dots", {"dots": {1: -1, 2: 2}}), ("ranking", {"options": []}),
    ],
)  # fmt: skip
def test_an_answer_that_the_exercise_does_not_allow_is_refused(kind, body):
    with pytest.raises(Wrong):
        check(kind, body, [1, 2, 3], most=2, points=5)


def test_named_answers_are_counted():
    found = result("single", chosen([1], [1], [2]), OPTIONS, "named", FLOOR)
    assert [(row["count"], row["share"]) for row in found["rows"]] == [(2, 67), (1, 33), (0, 0)]
    dots = [{"dots": {"1": 1, "2": 2}}, {"dots": {"2": 1}}]
    found = result("dots", dots, OPTIONS, "named", FLOOR, most=3)
    assert [(row["text"], row["count"], row["people"]) for row in found["rows"]][:2] == [("Mine", 3, 2), ("Ours", 1, 1)]
    found = result("ranking", chosen([2, 1, 3], [2, 3]), OPTIONS, "named", FLOOR)
    assert [(row["text"], row["place"], row["count"]) for row in found["rows"]] == [
        ("Mine", 1.0, 2), ("Ours", 2.5, 0), ("Theirs", 2.5, 0),
    ]  # fmt: skip
    found = result("scale", [{"point": 2}, {"point": 5}], (), "named", FLOOR, points=5)
    assert (found["mean"]["text"], [row["count"] for row in found["rows"]]) == ("3.5", [0, 1, 0, 0, 1])


@pytest.mark.parametrize("kind", ["single", "multiple", "scale", "dots", "ranking"])
def test_fewer_than_the_floor_are_shown_as_nothing(kind):
    body = {"point": 3} if kind == "scale" else {"dots": {"1": 1}} if kind == "dots" else {"options": [1]}
    assert result(kind, [body] * 4, OPTIONS, "anonymous", FLOOR) == {
        "kind": kind, "answered": 4, "shown": "few", "rows": [],
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["single", "multiple", "scale", "dots", "ranking"])
def test_no_count_of_an_anonymous_exercise_is_in_what_is_frozen(kind):
    body = {"point": 3} if kind == "scale" else {"dots": {"1": 1}} if kind == "dots" else {"options": [1]}
    found = result(kind, [body] * 19, OPTIONS, "anonymous", FLOOR, most=2)
    assert found["shown"] in ("words", "mean", "order")
    assert [row for row in found["rows"] if {"count", "people"} & set(row)] == []


def test_words_are_drawn_as_the_band_in_which_their_count_lies():
    """Two options of one word have one band: nothing of it is a measured length, and the bands may overlap no sum."""
    four_one_one = drawn(result("single", chosen([1], [1], [1], [1], [2], [3]), OPTIONS, "anonymous", FLOOR))
    bands = [(row["words"], row["low"], row["high"]) for row in four_one_one["rows"]]
    assert bands == [("more than half", 50, 100), ("up to half", 0, 50), ("up to half", 0, 50)]
    assert (four_one_one["same"], [row for row in four_one_one["rows"] if "share" in row]) == ("", [])
    spread = result("scale", [{"point": point} for point in (2, 2, 3, 4, 1)], (), "anonymous", FLOOR)
    assert drawn({"shown": "few", "rows": [], "guests": spread})["guests"]["same"] == "up to half"
    assert drawn(result("single", chosen([1], [2]), OPTIONS, "named", FLOOR))["rows"][0]["share"] == 50
    percents = drawn(result("single", chosen(*[[1 + (n % 2)] for n in range(60)]), OPTIONS[:2], "anonymous", FLOOR))
    assert next((row["words"], row["low"], row["high"]) for row in percents["rows"]) == ("50%", 47.5, 52.5)


def _seen(kind, counts, people, most):
    """What is shown where the options were chosen by so many."""
    bodies = [[] for _ in range(people)]
    turn = 0
    for key, count in enumerate(counts, start=1):
        for _ in range(count):
            bodies[turn % people].append(key)
            turn += 1
    options = [(key, str(key)) for key in range(1, len(counts) + 1)]
    rows = result(kind, chosen(*bodies), options, "anonymous", FLOOR, most=most)["rows"]
    return tuple(row["level"] for row in rows)


@pytest.mark.parametrize(("people", "options", "most"), [(5, 3, 2), (6, 3, 2), (7, 4, 2), (9, 3, 2), (12, 3, 2)])
def test_of_several_choices_nobody_knows_that_nobody_or_everybody_else_chose_one(people, options, most):
    """Every set of counts: for each option some counts that look the same have at most none, or all but none, left."""
    by_sight = {}
    for counts in product(range(people + 1), repeat=options):
        if sum(counts) <= most * people:
            by_sight.setdefault(_seen("multiple", counts, people, most), []).append(counts)
    for alike in by_sight.values():
        for option in range(options):
            found = {counts[option] for counts in alike}
            assert max(found) >= 2, "a reader knows that nobody else chose it"
            assert min(found) <= people - 2, "a reader knows that everybody else chose it"


def test_where_no_words_leave_everything_open_the_order_is_shown_without_numbers():
    options = [(key, str(key)) for key in range(1, 9)]
    assert steps_for(12, 8, 3, exclusive=False) is None
    found = result("multiple", chosen(*[[1, 2, 3]] * 7, *[[2, 4]] * 5), options, "anonymous", FLOOR, most=3)
    assert (found["shown"], found["rows"][0]) == ("order", {"option": 2, "text": "2", "place": 1})
    alike = {tuple(row["option"] for row in _drawn(options)["rows"]) for _ in range(40)}
    assert len(alike) > 1, "ties are drawn by lot, or the order would tell that one option had more"


def _drawn(options):
    return result("ranking", chosen(*[[]] * 6), options, "anonymous", FLOOR)
