"""The portal's charts: each a frozen dataclass of plain values with `pictures()`, `table()` and `markup()`.

    from hwe_portal.rendering.charts import Choices, ModeChoices
    Choices((ModeChoices("competing", first=3, second=4, last=5), ...))

A count is a number of people or, where a number would say too much, the words that stand for it ("about a third").
Modes are named by the keys of `palette.MODES` and drawn in the order in which they are given.
"""

from hwe_portal.rendering.charts.band_counts import BandCounts, ModeBands
from hwe_portal.rendering.charts.base import Chart, Count, Table
from hwe_portal.rendering.charts.choices import Choices, ModeChoices
from hwe_portal.rendering.charts.dimensions import GroupDimensions, ModeCount, ModeScore, OwnDimensions
from hwe_portal.rendering.charts.distribution import Distribution, Share
from hwe_portal.rendering.charts.framework import Area, Framework
from hwe_portal.rendering.charts.gap import GapItem, Gaps
from hwe_portal.rendering.charts.posts import Event, Holding, PostRow, Posts
from hwe_portal.rendering.charts.saturation import Saturation, Talk
from hwe_portal.rendering.charts.scores import Score, Scores
from hwe_portal.rendering.charts.themes import HeardTheme, ThemeKind, Themes
from hwe_portal.rendering.charts.timeline import Moment, Timeline

__all__ = [
    "Area",
    "BandCounts",
    "Chart",
    "Choices",
    "Count",
    "Distribution",
    "Event",
    "Framework",
    "GapItem",
    "Gaps",
    "GroupDimensions",
    "HeardTheme",
    "Holding",
    "ModeBands",
    "ModeChoices",
    "ModeCount",
    "ModeScore",
    "Moment",
    "OwnDimensions",
    "PostRow",
    "Posts",
    "Saturation",
    "Score",
    "Scores",
    "Share",
    "Table",
    "Talk",
    "ThemeKind",
    "Themes",
    "Timeline",
]
