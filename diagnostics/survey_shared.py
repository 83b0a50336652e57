"""What sponsors read of a result of a survey, once the group decided to share it.

The same figures, word for word, without what people wrote, without other rounds, and without figures of means that may
rest on fewer people than their floor. It is a fixed function of what the group reads, and of nothing else, so whoever
reads both learns nothing from the second.
"""

import json
from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Any

from django.utils.formats import date_format

from diagnostics.survey_picture import message_of
from diagnostics.surveys import shown as showing
from diagnostics.surveys.figures import Figure as Shown
from programmes.access import SPONSOR_FLOOR

FEW_ANSWERED = "Too few answered it for sponsors to read it."


def for_sponsors(data: Mapping[str, Any], on: date) -> dict[str, Any]:
    """What sponsors read of a published result from the day `on`, by what the group reads of it alone."""
    day = date_format(on, "j F Y")
    counted = data["cover"]["fact"].partition(" · ")[0]
    in_words = set(data["in_words"])
    parts = [{**part, "figures": _figures(part["figures"], in_words)} for part in data["parts"]]
    message = message_of({part["name"]: part["figures"] for part in parts}, data["survey"])
    cover = {**data["cover"], "title": message, "fact": f"{counted} · shared by the group, {day}"}
    kept = {"message": message, "cover": cover, "published_on": on.isoformat(), "parts": parts}
    return json.loads(json.dumps({**data, **kept, "themes": [], "since": None}))


def _figures(figures: Sequence[Shown], in_words: Set[str]) -> list[Shown]:
    return [_for_sponsors(each) for each in figures if in_words.isdisjoint(each["questions"])]


def _for_sponsors(figure: Shown) -> Shown:
    """The very figure; or none, where every reader can tell that a mean in it may rest on fewer than their floor."""
    means = [item for item in figure.get("items", ()) if item["true"] is not None]
    if all(_answered_for_sure(item, figure["n"]) >= SPONSOR_FLOOR for item in means):
        return figure
    kept = {name: figure[name] for name in ("key", "section", "questions", "asked", "n")}
    title = figure["asked"] or figure["section"]
    return {**kept, "kind": "not_shown", "title": title, "has_message": False, "note": "", "reason": FEW_ANSWERED}


def _answered_for_sure(item: Mapping[str, Any], people: int) -> int:
    """How many answered at least, as the words for those who did not leave it; 0 for words of another scale."""
    steps = showing.steps_for(people, len(item["rest"]) + 1, percentages=False)
    said = [words for _, words in item["rest"]]
    if said and not (steps and set(said) <= set(steps.words)):
        return 0
    levels = [steps.words.index(words) for words in said] if steps else []
    return showing.counted_for_sure(levels, people) or 0
