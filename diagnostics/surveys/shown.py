"""What is shown of a survey's counts, so that nobody's answer is known because everybody's is ("one mind").

What is shown is a fixed function of the counts. Which words or steps it uses depends on how many answered and on what
was asked, never on the answers. For a stranger and for each person counted (who knows their own answer) it leaves open
of every option whether everybody else, and whether nobody else, chose it. docs/adr/0015 has the proof in words,
tests/diagnostics/test_shown.py goes through every number of people from 5 to 300.

*Words and percentages.* The lowest step covers none to two people and the highest all but two to all, so no step says
it by itself. Of options that exclude one another a reader also knows the sum: an option is at most everybody less the
least that the steps of the others stand for. So the steps hold if no sum of such least counts, one from each of the
others, reaches everybody or everybody but one (`holds`).

*Means* come in half points and stop short of the scale's ends. From `least_for` answers on, each mean that can be shown
leaves each two people free to have answered anything, so neither the mean nor how many answered is known from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Protocol

from diagnostics import words

LEAST_FOR_PERCENTAGES = 22
ENDS_OF_PERCENTAGES = (10, 15, 20)
STEP = 5
# No mean needs more answers than this for its steps to leave two people free; the test looks further.
MANY = 60


class Steps(Protocol):
    """A scale of words or percentages, from least to most."""

    @property
    def words(self) -> tuple[str, ...]: ...

    @property
    def edges(self) -> tuple[float, ...]: ...

    def starts(self, people: int) -> list[int]: ...

    def level(self, count: int, people: int) -> int: ...


@dataclass(frozen=True)
class Percentages:
    """Percentages in steps of 5 between two open bands that are `end` wide.

    A share half-way between two steps goes to the one that is further from the half, so the steps mirror themselves.
    """

    end: int

    @property
    def values(self) -> range:
        return range(self.end, 100 - self.end + 1, STEP)

    @property
    def words(self) -> tuple[str, ...]:
        return (f"under {self.end}%", *(f"{value}%" for value in self.values), f"over {100 - self.end}%")

    @property
    def edges(self) -> tuple[float, ...]:
        """The percentages between which the steps stand, from 0 to 100: one more than there are steps."""
        inner = (value - STEP / 2 for value in self.values[1:])
        return (0, self.end, *inner, 100 - self.end, 100)

    def starts(self, people: int) -> list[int]:
        """The smallest count of each step."""
        first = ceil(self.end * people / 100)
        inner = [_start(2 * value - STEP, people, included=value > 50) for value in self.values[1:]]
        return [0, first, *inner, (100 - self.end) * people // 100 + 1]

    def level(self, count: int, people: int) -> int:
        """The position of a count's step, 0 for the least."""
        return max(level for level, start in enumerate(self.starts(people)) if start <= count)


def _start(half_percents: int, people: int, *, included: bool) -> int:
    share = half_percents * people
    return -(-share // 200) if included else share // 200 + 1


FINEST_FIRST: tuple[Steps, ...] = (*map(Percentages, ENDS_OF_PERCENTAGES), *words.SCALES)


def band(level: int, levels: int) -> tuple[float, float]:
    """Between which percentages a step stands that is shown as one of so many; no two scales have as many steps."""
    edges = next(each.edges for each in FINEST_FIRST if len(each.words) == levels)
    return edges[level], edges[level + 1]


def holds(starts: Sequence[int], people: int, options: int) -> bool:
    """Whether steps that begin at these counts leave everything open for so many options that exclude one another.

    Exact: where it is False, some counts would prove that everybody else or that nobody else chose an option.
    """
    if starts[1] <= words.ALL_BUT or starts[-1] > people - words.ALL_BUT:
        return False
    return not _sums(starts[1:], options - 1, people) >> (people - 1)


@cache
def steps_for(people: int, options: int, *, percentages: bool = True) -> Steps | None:
    """The finest steps for this many people and options; None where there are none.

    `options` counts those that exclude one another and together are everybody, "no answer" among them. Where people
    may choose several, each option shares out the people with "no answer" and its like only: see `parts`.
    """
    if people < words.SMALLEST or options < 2:
        return None
    ladder = [each for each in FINEST_FIRST if percentages or isinstance(each, words.Scale)]
    fitting = [each for each in ladder if people >= LEAST_FOR_PERCENTAGES or isinstance(each, words.Scale)]
    return next((each for each in fitting if holds(each.starts(people), people, options)), None)


def parts(options: int, others: int, *, exclusive: bool) -> int:
    """How many options to ask `steps_for` about: `others` are "no answer" and its like, which exclude all else."""
    return options + others if exclusive else max(others + 1, 2)


@cache
def steps_for_family(people: int, options: int, widest: int) -> words.Scale | None:
    """The finest words for a question and those that were asked by what it was answered; None under six people.

    `options` counts those of all these questions together, `widest` those of the longest. Beside each sum, a reader
    knows that whoever answered a later question gave one of certain answers to the first. So what some options stand
    for at the most, less what others stand for at the least, is another bound on what is left: it must leave two.
    """
    if people <= words.SMALLEST:
        return None
    fitting = (scale for scale in words.SCALES if holds(scale.starts(people), people, options))
    return next((scale for scale in fitting if _leaves_two(scale.starts(people), people, options, widest)), None)


def _leaves_two(starts: Sequence[int], people: int, options: int, widest: int) -> bool:
    most = _sums([following - 1 for following in starts[1:]], widest, people - 1)
    least = _sums(starts[1:], options, people - 1)
    return not (most & ~1) & (least | least << 1)


def _sums(values: Sequence[int], many: int, largest: int) -> int:
    """Every sum of at most so many of the values that is not over `largest`, as a set of bits."""
    found, all_bits = 1, (1 << (largest + 1)) - 1
    for _ in range(many):
        with_one_more = found
        for value in values:
            with_one_more |= found << value
        found = with_one_more & all_bits
    return found


@dataclass(frozen=True)
class MeanSteps:
    """Means of a scale from 1 to `points` in half points, `end` half points short of each end: 1 for 1.5 to 4.5 of 5.

    The steps at the ends are open: what lies beyond them is shown as they are.
    """

    points: int
    end: int

    @property
    def lowest(self) -> float:
        return (2 + self.end) / 2

    @property
    def highest(self) -> float:
        return (2 * self.points - self.end) / 2

    def mean(self, total: int, answered: int) -> float:
        """The step of the mean of `answered` points that add up to `total`; a mean between two steps counts up."""
        return min(max((4 * total + answered) // (2 * answered) / 2, self.lowest), self.highest)

    def text(self, mean: float) -> str:
        """ "3", "3.5", "4.5 or more"."""
        beyond = {self.lowest: " or less", self.highest: " or more"}.get(mean, "")
        return f"{mean:g}{beyond}"

    def leaves_two_free(self, answered: int) -> bool:
        """Whether each of its means goes with any two answers at all among so many.

        The two are hardest to fit in where both chose one end of the scale and the mean lies at the other.
        """
        others = answered - 2
        highest_below = _least_total(self.lowest + 0.5, answered) - 1
        lowest_above = _least_total(self.highest, answered)
        return 2 * self.points + others <= highest_below and 2 + others * self.points >= lowest_above

    @property
    def least(self) -> int:
        """From how many answers on every mean leaves two people free."""
        return _least(self)


def _least_total(mean: float, answered: int) -> int:
    """The smallest total whose mean counts as `mean` or more."""
    return ceil((4 * mean - 1) * answered / 4)


@cache
def _least(steps: MeanSteps) -> int:
    return 1 + max(answered for answered in range(2, MANY) if not steps.leaves_two_free(answered))


@cache
def means_for(people: int, points: int, others: int, *, widest_end: int) -> MeanSteps | None:
    """The finest steps in which a mean may stand where all but few of so many people answered; None for none.

    `others` is how many of "no answer" and its like the question has, `widest_end` the most half points by which the
    steps may stop short of the ends. See `counted_for_sure`: only with enough of those is a mean shown.
    """
    most = counted_for_sure([0] * others, people)
    if most is None:
        return None
    ladder = (MeanSteps(points, end) for end in range(1, widest_end + 1))
    return next((each for each in ladder if most >= max(each.least, words.SMALLEST)), None)


def counted_for_sure(levels: Sequence[int], people: int) -> int | None:
    """How many answered at least, as every reader can tell from the words for "no answer" and its like.

    Whether a mean is shown depends on this number alone and so tells nothing new. None where there are no words.
    """
    if not levels:
        return people
    steps = steps_for(people, len(levels) + 1, percentages=False)
    if steps is None:
        return None
    starts = [*steps.starts(people), people + 1]
    return people - sum(starts[level + 1] - 1 for level in levels)
