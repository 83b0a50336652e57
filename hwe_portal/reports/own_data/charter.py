"""The charter in what is held about somebody: their words and comments, the rounds, where they stood, their names."""

from collections.abc import Iterable
from typing import Any

from charters.models import Proposal, Stance
from hwe_portal.reports.own_data.content import Section
from hwe_portal.reports.own_data.rows import Rows, fact, moment

STANCES_KEPT = "This is deleted a year after the programme ends. How many said what stays, without names."


def sections(rows: Rows) -> Iterable[Section]:
    yield _words(rows)
    comments = tuple((_whose(row), row["text"], moment(row["order"]), _taken_back(row)) for row in rows["comment"])
    headings = ("On the proposal", "Your comment", "When", "Note")
    yield Section("comments", "Your comments on proposals", headings, comments, "You have written none.")
    rounds = tuple((f"Round {row['number']}", *_when(row)) for row in rows["round"])
    none = "You have been asked in none."
    yield Section(
        "rounds", "Rounds on the charter in which you were asked", ("Round", "Opened", "Closed"), rounds, none
    )
    yield _stances(rows)
    yield _signatures(rows)


def _words(rows: Rows) -> Section:
    """Every wording that they saved, of a proposal of their own or of a colleague's."""
    written = tuple(
        (
            str(Proposal.Kind(row["kind"]).label),
            row["text"] or row["before"],
            row["behaviours"],
            row["reason"],
            f"Wording {row['number']}",
            moment(row["order"]),
            _taken_back(row),
        )
        for row in rows["revision"]
    )
    headings = ("Proposal", "Commitment", "Behaviours", "Why", "Which", "When", "Note")
    none = "You have proposed nothing."
    return Section("proposals", "What you wrote for the charter", headings, written, none)


def _stances(rows: Rows) -> Section:
    """What is kept: of a “not yet” that was answered nothing but the answer is, and that is under no name of theirs."""
    taken = tuple(
        (
            f"Round {row['number']}",
            _about(row),
            str(Stance.Choice(row["choice"]).label),
            row["reason"],
            "Only who runs the round" if row["only_facilitator"] else "",
            row["answer"],
        )
        for row in rows["stance"]
    )
    headings = ("Round", "On", "Where you stood", "Your reason", "Who reads the reason", "How it was answered")
    none = "We hold nothing on where you stood."
    return Section("stances", "Where you stood on proposals", headings, taken, none, STANCES_KEPT)


def _signatures(rows: Rows) -> Section:
    signed = tuple(
        (
            f"Version {row['number']}",
            row["name"],
            row["post"],
            fact(row, "order"),
            "On paper, entered by who runs the programme" if row["on_paper"] else "",
        )
        for row in rows["signature"]
    )
    headings = ("Signed", "As", "In the post of", "On", "Note")
    none = "You have put your name to no version."
    return Section("signatures", "Your name under the charter", headings, signed, none)


def _when(row: dict[str, Any]) -> tuple[str, str]:
    """When a round was opened and closed; of one that was agreed on paper the day of that, and when it was entered."""
    if not row["on_paper"]:
        return moment(row["order"]), moment(row["closed_at"])
    agreed_on = fact(row, "agreed_on")
    agreed = f"Agreed in the room on {agreed_on}" if agreed_on else "Agreed in the room"
    return agreed, f"Entered on {moment(row['closed_at'])}"


def _whose(row: dict[str, Any]) -> str:
    """Which proposal, without its words, which may be a colleague's."""
    return f"{Proposal.Kind(row['kind']).label}: {row['section']}"


def _about(row: dict[str, Any]) -> str:
    """The words of a proposal; of one that removes a commitment, those that it removes."""
    return row["about"] or row["before"]


def _taken_back(row: dict[str, Any]) -> str:
    return "Taken back" if row["withdrawn_at"] else ""
