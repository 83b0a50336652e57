"""A published result of a survey as a table of texts: exactly what its page shows, a row for each line of a figure."""

from collections.abc import Iterator, Mapping
from typing import Any

from diagnostics.survey_picture import lines_of
from diagnostics.surveys.figures import Figure as Shown

EVERYBODY = "Everybody"
HEADINGS = (
    "Part", "Section", "Figure", "Asked", "Line", "Shown", "How much it matters", "How true it is", "Besides", "Change",
)  # fmt: skip


def table(data: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The rows of a composed result, headings first; what moved since another round comes last."""
    rows = [row for part in data["parts"] for figure in part["figures"] for row in _rows(part["name"], figure)]
    rows += [row for figure in data["themes"] for row in _rows("", figure)]
    moved = data["since"]["parts"] if data["since"] else ()
    rows += [row for part in moved for figure in part["figures"] for row in _rows(part["name"], figure)]
    return [HEADINGS, *rows]


def _rows(part: str, figure: Shown) -> Iterator[tuple[str, ...]]:
    begin = (part or EVERYBODY, figure["section"], figure["title"], figure["asked"])
    if figure["kind"] == "not_shown":
        yield (*begin, "", f"Not shown. {figure['reason']}", "", "", "", "")
    for line in lines_of(figure):
        besides = "; ".join(f"{what}: {said}" for what, said in line.get("rest", ()))
        said = (line.get("shown", ""), line.get("matters_text", ""), line.get("true_text", ""))
        yield (*begin, line["text"], *said, besides, line.get("change_text", ""))
