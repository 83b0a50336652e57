"""The system: what it was and became, its leadership group, its organisations and place partnerships."""

DETAILS = {
    "name": "Hertfordshire and West Essex Integrated Care System",
    "short_name": "Hertfordshire and West Essex",
    "population": "1500000",
    "geography": "Hertfordshire and the west of Essex",
}

LEA = "Lea Valley Hospitals NHS Trust"
COLNE = "Gade and Colne Hospitals NHS Trust"
STORT = "Stort Valley Hospital NHS Trust"
CHILTERN = "Chiltern Edge Community NHS Trust"
VERULAM = "Verulam Partnership NHS Foundation Trust"
RODING = "Roding and Crouch Partnership NHS Foundation Trust"
AMBULANCE = "Eastern Counties Ambulance Service NHS Trust"
BEANE_CCG = "Lea and Beane Clinical Commissioning Group"
GADE_CCG = "Gade Valleys Clinical Commissioning Group"
STORT_CCG = "Stort and Roding Clinical Commissioning Group"
BOARD = "Hertfordshire and West Essex Integrated Care Board"
ESSEX = "Essex County Council"
HERTFORDSHIRE = "Hertfordshire County Council"

# Five NHS trusts have their seat in the area; two that serve it have theirs elsewhere. The commissioning groups were to
# end as the law changed.
ORGANISATIONS = (
    {"name": LEA, "sector": "hospital", "in_footprint": "on"},
    {"name": COLNE, "sector": "hospital", "in_footprint": "on"},
    {"name": STORT, "sector": "hospital", "in_footprint": "on"},
    {"name": CHILTERN, "sector": "community", "in_footprint": "on"},
    {"name": VERULAM, "sector": "mental_health", "in_footprint": "on"},
    {"name": RODING, "sector": "mental_health"},
    {"name": AMBULANCE, "sector": "ambulance"},
    {"name": BOARD, "sector": "board", "in_footprint": "on"},
    {"name": BEANE_CCG, "sector": "commissioning", "in_footprint": "on", "ends_on": "2022", "succeeded_by": BOARD},
    {"name": GADE_CCG, "sector": "commissioning", "in_footprint": "on", "ends_on": "2022", "succeeded_by": BOARD},
    {"name": STORT_CCG, "sector": "commissioning", "in_footprint": "on", "ends_on": "2022", "succeeded_by": BOARD},
    {"name": ESSEX, "sector": "council", "in_footprint": "on"},
    {"name": HERTFORDSHIRE, "sector": "council", "in_footprint": "on"},
)

_AROUND = "adults and older people with complex needs"
_AGREED = {
    "population": _AROUND,
    "scope": "health and social care for adults and older people with complex needs",
    "provider_model": "the providers of a place work as one partnership",
    "contracting": "a mechanism of contracts that supports this model",
    "starts_on": "2018",
}

RECORDS = {
    "organisations": ORGANISATIONS,
    "forms": (
        {
            "kind": "partnership",
            "name": "Hertfordshire and West Essex Sustainability and Transformation Partnership",
            "starts_on": "March 2018",
        },
        {
            "kind": "shadow",
            "name": "Hertfordshire and West Essex Integrated Care System",
            "starts_on": "May 2020",
        },
    ),
    "groups": (
        {
            "name": "Systems Leaders Group",
            "chair": "the executive lead of the integrated care system",
            "remit": "It is the engine room of the system: its members lead the development of the system together.",
            "place_in_governance": (
                "It prepares and connects; decisions and assurance stay with boards, councils and the system’s "
                "formal bodies."
            ),
        },
    ),
    "partnerships": (
        {"name": "Lea and Beane Integrated Care Partnership", "members": (LEA, CHILTERN, HERTFORDSHIRE), **_AGREED},
        {"name": "Gade Valleys Integrated Care Partnership", "members": (COLNE, VERULAM, HERTFORDSHIRE), **_AGREED},
        {"name": "Stort and Roding Integrated Care Partnership", "members": (STORT, RODING, ESSEX), **_AGREED},
    ),
}  # fmt: skip
