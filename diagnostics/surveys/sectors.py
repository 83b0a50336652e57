"""Sectors as a result may tell them apart: none with fewer people in it than the floor.

The rule reads how many people there are, never what they answered. Sizes that readers know add up: what stands for the
small ones is itself no smaller than the floor, so no small sector is found by subtracting the others from the whole.
"""

from collections.abc import Mapping

OTHERS = "Other organisations"
UNKNOWN = "Sector not known"


def merged(counts: Mapping[str, int], floor: int) -> dict[str, str]:
    """Return for each sector the name that it is shown under, itself or OTHERS.

    `counts` are people by sector, 0 or more; "" for people whose sector nobody knows, who are shown as UNKNOWN. While
    the others together are fewer than `floor`, the smallest of those that stand (the first by name of equals) joins
    them. Sectors that together are fewer than `floor` are all OTHERS, and so are those who were OTHERS before.
    """
    names = {sector: sector or UNKNOWN for sector in counts}
    large = {sector: count for sector, count in counts.items() if count >= floor and sector != OTHERS}
    standing = sorted((count, names[sector], sector) for sector, count in large.items())
    apart = {sector for _, _, sector in standing}
    rest = sum(count for sector, count in counts.items() if sector not in apart)
    while 0 < rest < floor and standing:
        count, _, sector = standing.pop(0)
        apart.discard(sector)
        rest += count
    return {sector: names[sector] if sector in apart else OTHERS for sector in counts}


def shown(answered: Mapping[str, int], invited: Mapping[str, int], floor: int) -> dict[str, str]:
    """Return for each sector the name that its answers are shown under, as `merged` by whom was asked, then by answers.

    By answers alone, a name would tell whether somebody answered who is the only one of a sector: with them, another
    sector joins those others. A sector has been asked at least as often as it answered, whatever the list says today.
    """
    asked = {sector: max(answered.get(sector, 0), invited.get(sector, 0)) for sector in {**answered, **invited}}
    first = merged(asked, floor)
    counts = dict.fromkeys(first.values(), 0)
    for sector, count in answered.items():
        counts[first[sector]] += count
    second = merged(counts, floor)
    return {sector: second[name] for sector, name in first.items()}
