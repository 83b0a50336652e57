"""`make bench`: measure every figure that exists so far, print them as a table, keep them in var/bench.json.

A figure is CPU beside the CPU of something plain in the same run, or a number of queries. It exits with 1 where a hold
is broken that does not depend on how fast the machine is.
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tests.bench import stack
from tests.bench.figures import Figure

FILE = Path(__file__).resolve().parents[2] / "var" / "bench.json"
# By name, because they import models, which needs the settings that `stack.running` makes.
MODULES = ("documents", "profiles", "roster", "pages", "answering", "results", "planner", "room")
HEADINGS = ("", "", "beside", "ratio", "hold", "")


def main(wanted: list[str]) -> int:
    with stack.running():
        measured = {name: import_module(f"tests.bench.{name}").figures() for name in wanted or MODULES}
    print("\n".join(table(measured)))
    _keep(measured)
    return any(figure.fails for figures in measured.values() for figure in figures)


def table(measured: dict[str, list[Figure]]) -> list[str]:
    """The figures below each other, numbers flush right, the parts apart."""
    rows = {name: [_row(figure) for figure in figures] for name, figures in measured.items()}
    every = [HEADINGS, *(row for part in rows.values() for row in part)]
    widths = [max(len(row[column]) for row in every) for column in range(len(HEADINGS))]
    lines = [_line(HEADINGS, widths)]
    for part in rows.values():
        lines += ["", *(_line(row, widths) for row in part)]
    return lines


def _row(figure: Figure) -> tuple[str, ...]:
    beside = "" if figure.beside is None else _number(figure.beside)
    ratio = "" if figure.ratio is None else f"{figure.ratio:,.2f}"
    verdict = "" if not figure.hold else "holds" if figure.holds else "BROKEN"
    return figure.name, f"{_number(figure.value)} {figure.unit}", beside, ratio, figure.hold, verdict


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [text.rjust(width) if column in (1, 2, 3) else text.ljust(width)
             for column, (text, width) in enumerate(zip(row, widths, strict=True))]  # fmt: skip
    return "  ".join(cells).rstrip()


def _keep(measured: dict[str, list[Figure]]) -> None:
    said = {
        name: [asdict(figure) | {"ratio": figure.ratio} for figure in figures] for name, figures in measured.items()
    }
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(said, indent=2) + "\n")


def _plain(figure: Figure) -> dict:
    return asdict(figure) | {"ratio": figure.ratio}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
