"""The thirty-six leaders who were listened to in 2018, under invented names, and of what each of them spoke."""

from dataclasses import dataclass
from datetime import date

from diagnostics.models import Interview
from hwe_portal.demonstration.accounts import FACILITATOR, INTERVIEWER
from hwe_portal.demonstration.hearing import Talk
from hwe_portal.demonstration.leaders import CHIEF
from hwe_portal.demonstration.system import (
    AMBULANCE,
    BEANE_CCG,
    CHILTERN,
    COLNE,
    ESSEX,
    GADE_CCG,
    HERTFORDSHIRE,
    LEA,
    RODING,
    STORT,
    STORT_CCG,
    VERULAM,
)

FINANCE, MEDICAL, OFFICER, CHAIR = "Director of Finance", "Medical Director", "Accountable Officer", "Chair"
ADULT_CARE, SOCIAL_CARE = "Director of Adult Care", "Director of Adult Social Care"
ANY, FIRST, NO = Interview.Quotes.UNATTRIBUTED, Interview.Quotes.FIRST, Interview.Quotes.NONE
_F, _I = FACILITATOR.name, INTERVIEWER.name


@dataclass(frozen=True)
class Leader:
    """Somebody of a post in an organisation, and their conversation."""

    organisation: str
    post: str
    talk: Talk


def _leader(name: str, organisation: str, post: str, month: int, day: int, by: str, quotes: str, themes: str) -> Leader:
    return Leader(organisation, post, Talk(name, date(2018, month, day), by, quotes, tuple(themes.split())))


LEADERS = (
    _leader("Winifred Alderscott", LEA, CHIEF, 4, 18, _F, ANY, "money staff complex homes minds few picture"),
    _leader("Bartholomew Iyengar", LEA, FINANCE, 4, 26, _I, FIRST, "money budget homes few contracts"),
    _leader("Rosalind Tregarthen", LEA, MEDICAL, 5, 10, _F, NO, "money staff complex homes minds few"),
    _leader("Fergus Amadi", COLNE, CHIEF, 4, 9, _I, ANY, "money complex budget minds homes few"),
    _leader("Henrietta Coldwell", COLNE, FINANCE, 4, 30, _F, ANY, "money budget minds contracts"),
    _leader("Prakash Venables", COLNE, MEDICAL, 5, 21, _I, FIRST, "staff complex minds homes few"),
    _leader("Loveday Marchetti", STORT, CHIEF, 4, 10, _F, FIRST, "money complex voice west few picture governance"),
    _leader("Emeka Thistlewood", STORT, FINANCE, 4, 25, _I, FIRST, "money staff budget west few contracts"),
    _leader("Clementine Rudge", STORT, MEDICAL, 5, 15, _F, ANY, "staff complex west governance"),
    _leader("Osian Hathersage", CHILTERN, CHIEF, 4, 11, _I, ANY, "money complex budget homes minds few picture"),
    _leader("Temperance Boateng", CHILTERN, FINANCE, 4, 30, _F, NO, "money budget homes governance contracts"),
    _leader("Ludovic Farrant", CHILTERN, MEDICAL, 5, 17, _I, ANY, "staff complex homes minds picture governance"),
    _leader("Araminta Selwood", VERULAM, CHIEF, 4, 19, _F, ANY, "money staff complex voice minds few governance"),
    _leader("Kofi Ravensdale", VERULAM, FINANCE, 4, 25, _I, FIRST, "money complex budget minds few picture"),
    _leader("Isolde Pemberwick", VERULAM, MEDICAL, 5, 8, _F, ANY, "money staff complex voice minds few"),
    _leader("Cuthbert Nwosu", RODING, CHIEF, 4, 16, _I, ANY, "money complex voice west few picture"),
    _leader("Marianne Eastlake", RODING, FINANCE, 5, 1, _F, ANY, "money budget west homes contracts"),
    _leader("Devika Holloway", RODING, MEDICAL, 5, 10, _I, ANY, "staff complex west homes few"),
    _leader("Torquil Banerjee", AMBULANCE, CHIEF, 4, 16, _F, FIRST, "money complex budget homes minds few picture"),
    _leader("Hyacinth Underhay", AMBULANCE, FINANCE, 5, 3, _I, FIRST, "money budget homes few picture contracts"),
    _leader("Conrad Weatherill", AMBULANCE, MEDICAL, 5, 14, _F, NO, "staff complex homes governance"),
    _leader("Sidony Blackthorne", BEANE_CCG, OFFICER, 4, 9, _I, NO, "money complex voice homes few picture governance"),
    _leader("Raghav Middlemiss", BEANE_CCG, CHAIR, 5, 2, _F, ANY, "money complex voice homes few picture governance"),
    _leader("Agatha Olawale", BEANE_CCG, FINANCE, 5, 9, _I, ANY, "money budget homes few contracts"),
    _leader("Peregrine Duckett", GADE_CCG, OFFICER, 4, 12, _F, ANY, "money staff complex minds picture"),
    _leader("Nomvula Castleford", GADE_CCG, CHAIR, 4, 23, _I, ANY, "money staff complex voice minds few governance"),
    _leader("Everard Pinnock", GADE_CCG, FINANCE, 5, 16, _F, ANY, "money staff budget minds few"),
    _leader("Lettice Okafor", STORT_CCG, OFFICER, 4, 11, _I, FIRST, "money complex budget west few picture governance"),
    _leader("Barnaby Quennell", STORT_CCG, CHAIR, 5, 2, _F, FIRST, "staff complex budget west homes governance"),
    _leader("Zainab Thorncroft", STORT_CCG, FINANCE, 5, 15, _I, ANY, "money complex budget west homes few contracts"),
    _leader("Magnus Oyelaran", ESSEX, CHIEF, 4, 18, _F, FIRST, "money complex west few picture governance"),
    _leader("Perpetua Lindsell", ESSEX, FINANCE, 4, 23, _I, ANY, "money budget west governance"),
    _leader("Crispin Adjei", ESSEX, SOCIAL_CARE, 5, 8, _F, ANY, "staff complex budget west few picture governance"),
    _leader("Verity Umeh", HERTFORDSHIRE, CHIEF, 4, 17, _I, FIRST, "money complex budget minds picture governance"),
    _leader("Rupert Shanklin", HERTFORDSHIRE, FINANCE, 4, 24, _F, ANY, "money budget minds few governance"),
    _leader("Oriel Mbatha", HERTFORDSHIRE, ADULT_CARE, 5, 17, _I, ANY, "money complex minds homes few governance"),
)
