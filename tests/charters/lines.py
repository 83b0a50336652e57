"""A charter as tests write it."""

from charters.models import Charter, Commitment
from charters.services.charter import charter_of
from programmes.models import Programme


def write(charter_or_programme: Charter | Programme, section: str, text: str) -> Commitment:
    """A standing commitment under the section with this key."""
    is_programme = isinstance(charter_or_programme, Programme)
    charter = charter_of(charter_or_programme) if is_programme else charter_or_programme
    return Commitment.objects.create(charter=charter, section=charter.sections.get(key=section), text=text)
