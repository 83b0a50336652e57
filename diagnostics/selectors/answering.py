"""What those who are asked read about who asks them."""

from dataclasses import dataclass
from datetime import date

from diagnostics.models import Survey
from diagnostics.selectors.profiles import facilitators
from programmes.dates import FactDate
from programmes.models import Programme


@dataclass(frozen=True)
class Asker:
    """The programme that asks, who facilitates it, and when it ends as far as that is known."""

    programme: str
    facilitators: tuple[str, ...]
    ends_on: FactDate | None


def asker(survey: Survey, *, at: date) -> Asker:
    """Two queries."""
    programme = Programme.objects.get(pk=survey.programme_id)
    return Asker(programme.title, facilitators(programme, at=at), programme.ends_on)
