"""What people write in a roster, and what it means: sectors, roles, role groups, dates, nothing."""

import re
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import TextChoices

from programmes.access import Role
from programmes.dates import FactDate, Precision
from programmes.models import Post, Sector

Choice = TypeVar("Choice", bound=TextChoices)

NOTHING = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}", "n/a", "na", "none", "nil", "tbc", "tba", "unknown", "?"})

_SECTORS = {
    Sector.HOSPITAL: "acute, acute hospital, acute hospitals, hospitals, acute care, secondary care, teaching hospital",
    Sector.COMMUNITY: "community health, community care, community health care",
    Sector.MENTAL_HEALTH: "mh, mental health and learning disability, mental health and learning disabilities",
    Sector.AMBULANCE: "ambulances",
    Sector.COMMISSIONING: "ccg, ccgs, clinical commissioning groups, commissioner, commissioners, commissioning",
    Sector.BOARD: "icb, icbs, integrated care boards, ics, integrated care system",
    Sector.PRIMARY_CARE: (
        "primary, gp, gps, general practice, general practices, pcn, pcns, primary care network, primary care networks"
    ),
    Sector.COUNCIL: (
        "council, councils, local authority, local authorities, la, local government, county council, city council,"
        "borough council, district council, unitary authority, social care, adult social care, public health"
    ),
    Sector.VOLUNTARY: "voluntary and community, vcs, vcse, vcfse, charity, charities, third, hospice, not for profit",
    Sector.OTHER: "others, university, education, academic, independent, private, regulator, national, nhs england",
}
# Words that organisations carry whatever their sector.
_FILLERS = re.compile(r"\b(?:nhs|foundation|trusts?|ft|sector|providers?|organisations?|services?)\b")

_ROLES = {
    Role.PARTICIPANT: "participant, participants, leaders, member, delegate, attendee",
    Role.FACILITATOR: "facilitators, lead facilitator, od facilitator, co-facilitator",
    Role.INTERVIEWER: "interviewers, researcher",
    Role.ASSISTANT: "pa, ea, executive assistant, personal assistant",
    Role.SPONSOR: "sponsors, programme sponsor, client",
}

# In this order: a chief executive who is also an accountable officer for finance stays a chief executive.
_NOT_THE_POST = re.compile(r"\b(?:assistant|secretary|pa|ea|advis[eo]r|manager|officer) to\b")
_DEPUTIES = re.compile(r"\b(?:deputy|vice)[ -](?:chief exec\w*(?: officer)?|ceo|chair\w*)\b")
_GROUPS = (
    (Post.Group.CHIEF_EXECUTIVE, r"chief exec|\bceo\b|accountable officer"),
    (Post.Group.CHAIR, r"\bchair(?:man|woman|person)?\b"),
    (Post.Group.FINANCE, r"financ|\bcfo\b|treasurer|section 151"),
    (Post.Group.NURSING, r"nurs|midwi|\bcno\b"),
    (Post.Group.MEDICAL, r"medical|\bcmo\b|clinical (?:director|officer|lead)|chief clinical"),
    (
        Post.Group.SOCIAL_CARE,
        r"social (?:care|serv|work)|public health|children.s serv|adults?.? (?:care|serv)|\bdass\b",
    ),
)

HOW_TO_WRITE = "Write it like 14 January 2022, 14/01/2022, November 2021 or 2021"
EXCEL_DAY_ZERO = date(1899, 12, 30)
EARLIEST_YEAR = 1948
YEARS_AHEAD = 5


def key(text: str) -> str:
    """A name as it is compared: no case, one kind of apostrophe and of dash."""
    return text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\N{EN DASH}", "-")


def sector(text: str) -> Sector | None:
    """The sector that these words mean; None when they mean none, or more than one."""
    said = _bare(text)
    outside = _bare(re.sub(r"\(.*?\)", " ", text))
    found = (_SECTOR_OF.get(words) for words in (said, outside, _bare(_FILLERS.sub(" ", outside))))
    return next((choice for choice in found if choice), None)


def allowed_sectors() -> str:
    return ", ".join(choice.label for choice in Sector)


def role(text: str) -> Role | None:
    """The part in a programme that these words mean; None when they mean none."""
    return _ROLE_OF.get(_bare(text))


def role_group(title: str) -> str:
    """The group of a post, guessed from its title; "other" where nothing in it says."""
    said = _DEPUTIES.sub(" ", title.casefold())
    if _NOT_THE_POST.search(said):
        return Post.Group.OTHER
    return next((group for group, pattern in _GROUPS if re.search(pattern, said)), Post.Group.OTHER)


def since(text: str, today: date) -> FactDate:
    """A date as British people and spreadsheets write it. Raises ValueError when it is none, or is not likely."""
    found = _date(" ".join(re.sub(r"\bof\b|,", " ", text).split()))
    if not EARLIEST_YEAR <= found.day.year <= today.year + YEARS_AHEAD:
        raise ValueError(f"{found.day.year} is not likely")
    return found


def _date(text: str) -> FactDate:
    text = re.sub(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.? (?=\d)", "", text, flags=re.I)
    if re.fullmatch(r"[2-7]\d{4}", text, flags=re.A):
        return FactDate(EXCEL_DAY_ZERO + timedelta(days=int(text)))
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2})?", text, flags=re.A):
        return FactDate.parse(match[1])
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", text, flags=re.A):
        return FactDate(date(int(match[2]), int(match[1]), 1), Precision.MONTH)
    if match := re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{2}|\d{4})", text, flags=re.A):
        return FactDate(date(_year(match[3]), int(match[2]), int(match[1])))
    if match := re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]+)\.?[ -](\d{2}|\d{4})", text, flags=re.I):
        return FactDate.parse(f"{match[1] or ''} {_month(match[2])} {_year(match[3])}")
    return FactDate.parse(text)


def _month(word: str) -> str:
    return "Sep" if word.lower() == "sept" else word


def _year(text: str) -> int:
    """Two digits mean a year from 1970 to 2069."""
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 70 else 2000)


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s-]", " ", text.casefold().replace("&", " and ")).split())


def _index(words: dict[Choice, str], choices: type[Choice]) -> dict[str, Choice]:
    """Each word or phrase, and each choice's own value and label, with the choice that it means."""
    own = {_bare(text): choice for choice in choices for text in (choice.value, choice.label)}
    return own | {_bare(text): choice for choice, texts in words.items() for text in texts.split(",")}


_SECTOR_OF = _index(_SECTORS, Sector)
_ROLE_OF = {text: role for text, role in _index(_ROLES, Role).items() if role in _ROLES}
