"""One measured figure, and how CPU is measured: the time of this process, never the clock, which others share."""

import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from time import process_time


@dataclass(frozen=True)
class Figure:
    """`value` stands `beside` another number of the same unit, measured in the same run; `ratio` is one by the other.

    `hold` says in words what must not be exceeded. A hold in seconds depends on the machine: broken, it is shown and
    does not fail the run (`of_machine`).
    """

    name: str
    value: float
    unit: str
    beside: float | None = None
    hold: str = ""
    holds: bool = True
    of_machine: bool = False

    @property
    def ratio(self) -> float | None:
        return self.value / self.beside if self.beside else None

    @property
    def fails(self) -> bool:
        return not (self.holds or self.of_machine)


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call, in all threads of this process; the servers' own CPU is not in it.

    Python's garbage collector waits, as in `timeit`: in which of two runs it wakes is chance, and a tenth of either.
    """
    gc.collect()
    gc.disable()
    try:
        began = process_time()
        work()
        return process_time() - began
    finally:
        gc.enable()


def typical(work: Callable[[], object], times: int) -> float:
    """The median CPU seconds of several calls, after one that is not counted."""
    work()
    return median(cpu(work) for _ in range(times))


def pairs(ours: Callable[[], object], bare: Callable[[], object], times: int) -> Iterator[tuple[float, float]]:
    """CPU seconds of both, one right after the other, so that both meet the same moment of a busy machine."""
    ours(), bare()
    for number in range(times):
        if number % 2:
            yield cpu(ours), cpu(bare)
        else:
            second, first = cpu(bare), cpu(ours)
            yield first, second


def middle(measured: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The pair whose ratio is in the middle; give it an odd number of pairs."""
    ordered = sorted(measured, key=lambda pair: pair[0] / pair[1])
    return ordered[len(ordered) // 2]
