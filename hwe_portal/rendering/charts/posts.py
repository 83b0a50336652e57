"""Who held which post, and when: posts as rows, people in post as bars, joiners darker, events as marks below."""

from dataclasses import dataclass
from datetime import date
from math import ceil

from hwe_portal.rendering.charts.base import Chart, Table
from hwe_portal.rendering.charts.drawing import NARROW, WIDE, Element, Picture, line, rect, text, triangle
from hwe_portal.rendering.charts.lettering import shorten, width_of, wrap
from hwe_portal.rendering.charts.scale import Flag, TimeLine, place_flags
from hwe_portal.rendering.palette import BLUE, GUIDE, INK, NAVY, QUIET, STEADY, WHITE

ROWS_IN_ONE = 14
ROWS_A_PART = 8
NAMES = 190
BAR = 22
LANE = 25
ROW_GAP = 9
HEAD = 26
EVENT_LANE = 18
FIRST_LABEL = 66  # the first date begins at its line, the next stands around its own


@dataclass(frozen=True)
class Holding:
    """A person in a post. `name` only where the person agreed; `until` is open while it lasts.

    `standing` is "substantive", "acting", "joint" or "designate"; `joined` marks somebody who came in the time shown;
    `note` is what was announced ("retired"). `since_written` and `until_written` are the dates as exactly as they are
    known ("2022"), where that is less than a day: `since` and `until` then only place the bar.
    """

    since: date
    until: date | None = None
    name: str = ""
    standing: str = "substantive"
    joined: bool = False
    note: str = ""
    since_written: str = ""
    until_written: str = ""

    @property
    def first_day(self) -> str:
        return _unbroken(self.since_written) or _day(self.since)

    @property
    def last_day(self) -> str:
        """Empty while it lasts."""
        return _unbroken(self.until_written) or (_day(self.until) if self.until else "")

    @property
    def label(self) -> str:
        who = self.name or ("new in post" if self.joined else "in post")
        standing = "" if self.standing == "substantive" else self.standing
        return ", ".join(part for part in (who, standing, self.note) if part)


@dataclass(frozen=True)
class PostRow:
    """A post and who held it; `detail` is a quiet second line, such as the organisation.

    `opened` and `closed` are the post's own life: its thin line shows where it stood and nobody was in it.
    """

    label: str
    holdings: tuple[Holding, ...]
    detail: str = ""
    opened: date | None = None
    closed: date | None = None


@dataclass(frozen=True)
class Event:
    at: date
    label: str


@dataclass(frozen=True)
class Posts(Chart):
    """Posts from `since` to `until`; more than fourteen are drawn in parts of at most eight."""

    rows: tuple[PostRow, ...]
    since: date
    until: date
    events: tuple[Event, ...] = ()

    @property
    def is_long(self) -> bool:
        return len(self.rows) > ROWS_IN_ONE

    def pictures(self, *, narrow: bool = False) -> tuple[Picture, ...]:
        parts = ceil(len(self.rows) / ROWS_A_PART) if self.is_long else 1
        size = ceil(len(self.rows) / parts)
        return tuple(self._picture(self.rows[part * size : (part + 1) * size], narrow) for part in range(parts))

    def _picture(self, rows: tuple[PostRow, ...], narrow: bool) -> Picture:
        width = NARROW if narrow else WIDE
        line_of_days = TimeLine(self.since, self.until, 0 if narrow else NAMES, width)
        drawn: list[Element] = []
        stretches: list[tuple[float, float]] = []
        y = HEAD + 4
        for row in rows:
            elements, top, foot = _row(row, line_of_days, y, narrow)
            drawn += elements
            stretches.append((top - 4, foot + 4))
            y = foot + ROW_GAP
        events, height = self._events(line_of_days, y)
        guides = self._guides(line_of_days, stretches if narrow else [(HEAD - 6, y)])
        return Picture(width, y + height, (*guides, *drawn, *events), self._spoken(rows))

    def _guides(self, days: TimeLine, stretches: list[tuple[float, float]]) -> list[Element]:
        """The dates, and thin lines down from them and from the events: on a phone only behind the bars."""
        ticks = days.ticks(apart=FIRST_LABEL)
        falls = [(x, GUIDE) for x, _ in ticks] + [(days.x(event.at), BLUE) for event in self._shown_events]
        lines = [
            line(x, top, x, foot, stroke=colour, stroke_width=0.8) for x, colour in falls for top, foot in stretches
        ]
        return [_date(x, label, days) for x, label in ticks] + lines

    @property
    def _shown_events(self) -> list[Event]:
        return [event for event in self.events if self.since <= event.at <= self.until]

    def _events(self, days: TimeLine, y: float) -> tuple[list[Element], float]:
        events = self._shown_events
        labels = [shorten(event.label, 12, days.right - days.left - 12) for event in events]
        flags = [Flag(days.x(event.at), width_of(label, 12) + 9) for event, label in zip(events, labels, strict=True)]
        elements: list[Element] = []
        lanes = 0
        for flag, label, placed in zip(flags, labels, place_flags(flags, days.right), strict=True):
            base = y + 15 + EVENT_LANE * placed.lane
            elements.append(triangle(flag.x, y + 3, 9, fill=BLUE, class_="mark mark--event"))
            if placed.lane:
                elements.append(line(flag.x, y + 10, flag.x, base - 4, stroke=BLUE, stroke_width=0.8))
            start = placed.start + (9 if placed.start == flag.x else 0)
            elements.append(text(start, base, label, size=12, weight=600, fill=BLUE))
            lanes = max(lanes, placed.lane + 1)
        return elements, EVENT_LANE * lanes + 4

    def _spoken(self, rows: tuple[PostRow, ...]) -> str:
        posts = [
            f"{row.label}: {'; '.join(_spoken(each) for each in row.holdings) or 'nobody recorded'}." for row in rows
        ]
        events = [f"{event.label}, {_day(event.at)}." for event in self._shown_events]
        return " ".join(posts + events)

    def table(self) -> Table:
        rows = tuple(
            (_post(row), each.label, each.first_day, each.last_day or "still in post")
            for row in self.rows
            for each in row.holdings
        )
        return Table(("Post", "Who", "From", "To"), rows)


def _post(row: PostRow) -> str:
    return f"{row.label}, {row.detail}" if row.detail else row.label


def _unbroken(words: str) -> str:
    return words.replace(" ", "\u00a0")


def _day(day: date) -> str:
    return f"{day.day}\u00a0{day:%B}\u00a0{day.year}"


def _spoken(holding: Holding) -> str:
    end = f" to {holding.last_day}" if holding.until else ""
    return f"{holding.label} from {holding.first_day}{end}"


def _date(x: float, label: str, days: TimeLine) -> Element:
    half = width_of(label, 12) / 2
    anchor = "end" if x + half > days.right else "start" if x - half < days.left else "middle"
    return text(x, 14, label, size=12, fill=QUIET, text_anchor=anchor)


def _row(row: PostRow, days: TimeLine, y: float, narrow: bool) -> tuple[list[Element], float, float]:
    """The post's name beside its bars, or on a phone above them; and where the bars begin and end."""
    shown = sorted((each for each in row.holdings if _overlaps(each, days)), key=lambda each: each.since)
    lanes = _lanes(shown)
    names, names_height = _names(row, y, narrow)
    top = y + names_height if narrow else y
    bars_height = LANE * (max(lanes, default=0) + 1)
    life = (days.x(row.opened or days.since), days.x(row.closed or days.until))
    elements = [*names, line(life[0], top + BAR / 2, life[1], top + BAR / 2, stroke=GUIDE)]
    for lane, holding in zip(lanes, shown, strict=True):
        elements += _bar(holding, days, top + LANE * lane)
    return elements, top, max(top + bars_height, y + names_height)


def _names(row: PostRow, y: float, narrow: bool) -> tuple[list[Element], float]:
    width = NARROW if narrow else NAMES - 14
    labels = wrap(row.label, 13, width, 2)
    elements = [text(0, y + 15 + 16 * place, label, weight=600) for place, label in enumerate(labels)]
    height = 16 * len(labels) + 6
    if row.detail:
        elements.append(text(0, y + height + 9, shorten(row.detail, 12, width), size=12, fill=QUIET))
        height += 16
    return elements, height


def _overlaps(holding: Holding, days: TimeLine) -> bool:
    return holding.since <= days.until and (holding.until is None or holding.until >= days.since)


def _lanes(holdings: list[Holding]) -> list[int]:
    """Which line of its row each bar takes: people who hold a post together, or hand it over, stand one below the
    other.
    """
    ends: list[date] = []
    lanes = []
    for holding in holdings:
        free = [lane for lane, end in enumerate(ends) if end <= holding.since]
        lane = free[0] if free else len(ends)
        ends[lane : lane + 1] = [holding.until or date.max]
        lanes.append(lane)
    return lanes


def _bar(holding: Holding, days: TimeLine, y: float) -> list[Element]:
    left, right = days.x(holding.since), days.x(holding.until or days.until)
    width = max(right - left - (1.5 if right < days.right else 0), 2)
    look, ink = _bar_look(holding)
    bar = rect(left, y, width, BAR, rx=2, class_="bar bar--holding", **look)
    label = _fitting_label(holding, width - 12)
    return [bar, text(left + 6, y + 15.5, label, size=12, weight=600, fill=ink)] if label else [bar]


def _bar_look(holding: Holding) -> tuple[dict[str, object], str]:
    """Joiners dark, others pale; acting and designate only outlined, with the word in the label."""
    if holding.standing in ("acting", "designate"):
        return {"fill": WHITE, "stroke": BLUE, "stroke_width": 1.4, "stroke_dasharray": "4 2.5"}, NAVY
    if holding.joined:
        return {"fill": BLUE}, WHITE
    return {"fill": STEADY}, INK


def _fitting_label(holding: Holding, room: float) -> str:
    """The whole label, else without the note, else the name alone or cut; none where nothing legible fits."""
    shorter = Holding(holding.since, holding.until, holding.name, holding.standing, holding.joined).label
    for label in (holding.label, shorter):
        if width_of(label, 12) <= room:
            return label
    if holding.standing in ("acting", "designate") and width_of(holding.standing, 12) <= room:
        return holding.standing
    cut = shorten(holding.name, 12, room)
    return cut if len(cut) > 4 else ""
