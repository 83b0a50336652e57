"""Checks of plain UK English shared by the tests of our wording."""

import re

AMERICAN = re.compile(
    r"\b((?!size|prize|seize)\w{3,}iz(?:e|es|ed|er|ers|ing|ation|ations)|analyz\w*|behavior\w*|color\w*|"
    r"center\w*|favor\w*|labor|labors|neighbor\w*|honor\w*|program|programs|defens(?:e|es)|offense|fulfill|skillful|"
    r"toward|gotten|traveled|labeled|canceled|judgment|gray|check-in|reach out|going forward)\b",
    re.IGNORECASE,
)


def words_in(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:['-][a-z]+)*", text.lower())


def american(text: str) -> list[str]:
    return [found.group() for found in AMERICAN.finditer(text)]
