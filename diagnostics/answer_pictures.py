"""Figures of answers, drawn from what is frozen of them (`diagnostics.surveys.figures`) and from nothing else."""

from collections.abc import Mapping
from typing import Any

from diagnostics.surveys.figures import REST
from hwe_portal.rendering import charts
from hwe_portal.rendering.charts.base import Chart
from hwe_portal.rendering.figures import Figure


def picture(figure: Mapping[str, Any], *, prefix: str = "") -> Figure | None:
    """The figure with its chart; None for one not shown. `prefix` keeps keys apart where a page shows several parts."""
    draw = _DRAWN.get(figure["kind"])
    return Figure(f"{prefix}{figure['key']}", figure["title"], _note(figure), draw(figure)) if draw else None


def _note(figure: Mapping[str, Any]) -> str:
    """What is shown, of how many; first what was asked, unless the title says that already."""
    asked = figure["asked"] if figure["asked"] != figure["title"] else ""
    if not asked:
        return figure["note"]
    return f"{asked} {figure['note']}" if asked[-1] in ".?!:" else f"{asked}. {figure['note']}"


def _points(figure: Mapping[str, Any]) -> Chart:
    items = tuple(
        charts.GapItem(
            label=item["text"],
            true=item["true"],
            matters=item["matters"],
            true_text=item["true_text"],
            matters_text=item["matters_text"],
            stands_out=item["stands_out"],
            true_before=item.get("true_before"),
            matters_before=item.get("matters_before"),
            rest=tuple(map(tuple, item["rest"])),
        )
        for item in figure["items"]
    )
    return charts.Gaps(items, figure["points"], figure["low"], figure["high"], pairs=figure["kind"] == "gap")


def _options(figure: Mapping[str, Any]) -> Chart:
    rows = tuple(charts.Share(each["text"], each["level"], each["key"] in REST) for each in figure["options"])
    return charts.Distribution(rows, tuple(figure["scale"]), end=figure.get("end"))


def _themes(figure: Mapping[str, Any]) -> Chart:
    heard = tuple(charts.HeardTheme(each["text"], each["level"] + 1) for each in figure["options"])
    return charts.Themes((charts.ThemeKind("", heard),), tuple(figure["scale"]))


_DRAWN = {"gap": _points, "means": _points, "words": _options, "percent": _options, "themes": _themes}
