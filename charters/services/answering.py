"""What a proposal or a commitment answers: the evidence behind it, each a record by its key and its label."""

from collections.abc import Iterable, Mapping

from charters.models import Commitment, Ground, Proposal


def answer(row: Proposal | Commitment, grounds: Iterable[tuple[str, str]]) -> None:
    """Make these, each (key, label), what it answers, in this order."""
    wanted = {key: label[:200] for key, label in grounds}
    row.grounds.exclude(record__in=wanted).delete()
    there = set(row.grounds.values_list("record", flat=True))
    owner = {"proposal": row} if isinstance(row, Proposal) else {"commitment": row}
    new = [Ground(**owner, record=key, label=label) for key, label in wanted.items() if key not in there]
    Ground.objects.bulk_create(new)


def differs(row: Proposal | Commitment, grounds: Mapping[str, str] | None) -> bool:
    """Whether it answers anything else than these; None asks for no change."""
    return grounds is not None and set(grounds) != set(row.grounds.values_list("record", flat=True))


def changes(row: Proposal | Commitment, grounds: Mapping[str, str] | None) -> dict[str, list]:
    """The same as the audit keeps it: the labels before and after."""
    if grounds is None or not differs(row, grounds):
        return {}
    before = "; ".join(row.grounds.values_list("label", flat=True))
    return {"grounds": [before, "; ".join(grounds.values())]}
