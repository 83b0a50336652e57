"""Small words that reports are put together with."""

from collections.abc import Sequence

from programmes.dates import FactDate, Precision
from programmes.models import Sector

# Where leaders come from, within a sentence.
SECTORS = {
    Sector.HOSPITAL: "hospitals",
    Sector.COMMUNITY: "community services",
    Sector.MENTAL_HEALTH: "mental health services",
    Sector.AMBULANCE: "ambulance services",
    Sector.COMMISSIONING: "clinical commissioning groups",
    Sector.BOARD: "the integrated care board",
    Sector.PRIMARY_CARE: "primary care",
    Sector.COUNCIL: "councils and social care",
    Sector.VOLUNTARY: "the voluntary sector",
    Sector.OTHER: "other organisations",
}
NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
MILLION = 1_000_000


def spelt(count: int) -> str:
    """A count within a sentence: words up to twelve, figures above."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def counted(count: int, one: str, many: str) -> str:
    """ "three workshops", "one workshop"."""
    return f"{spelt(count)} {one if count == 1 else many}"


def population(people: int) -> str:
    """ "1.5 million", "1.52 million", "640,000": millions to two places where they are exact, else every digit."""
    if people >= MILLION and people % 10_000 == 0:
        return f"{people / MILLION:.2f}".rstrip("0").rstrip(".") + " million"
    return f"{people:,}"


def listed(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    *most, final = parts
    return f"{', '.join(most)} and {final}" if most else final


def sentence(text: str) -> str:
    """A text as a sentence of its own: a capital first and a full stop last."""
    text = stopped(text)
    return f"{text[:1].upper()}{text[1:]}"


def stopped(text: str) -> str:
    """A text as it is, with a full stop last."""
    text = text.strip()
    return text if text.endswith((".", "?", "!", ":")) else f"{text}."


def capital(text: str) -> str:
    """A text with a capital first, and no full stop: as a title or to begin a sentence."""
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}"


def when(day: FactDate) -> str:
    """ "on 14 January 2022", "in July 2022", "in autumn 2021", "in 2022"."""
    return f"on {day}" if day.precision == Precision.DAY else f"in {day}"


def span(since: FactDate, until: FactDate | None) -> str:
    """ "from September 2021 to 2022", "in May 2020", "since March 2018"."""
    if until is None:
        return f"since {since}"
    return when(since) if str(since) == str(until) else f"from {since} to {until}"
