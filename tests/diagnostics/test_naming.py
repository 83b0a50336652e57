"""No name, post or organisation of the roster slips through; ordinary words do."""

import pytest

from diagnostics.naming import Roster, found_in

ROSTER = Roster(
    people=frozenset({
        "Dr Siobhán O’Neill", "Maya Smith-Jones", "Sir Adrian Van Der Berg CBE", "Grace Long", "Mark Young",
        "Tom Grant", "May Li", "Zoë Müller", "Priya D'Souza",
    }),
    posts=frozenset({
        ("Chief Executive", "St Mary's Hospital NHS Foundation Trust"),
        ("Chief Executive", "Essex County Council"),
        ("Director of Public Health", "Essex County Council"),
        ("Chair", "Royal Free London NHS Foundation Trust"),
    }),
    organisations=frozenset({
        "St Mary's Hospital NHS Foundation Trust", "Essex County Council", "Royal Free London NHS Foundation Trust",
        "East and North Hertfordshire NHS Trust", "Hertfordshire Partnership University NHS Foundation Trust",
        "Hertfordshire and West Essex Integrated Care Board", "The Princess Alexandra Hospital NHS Trust",
        "Age & Care Together CIC",
    }),
    whole=frozenset({"Hertfordshire and West Essex Integrated Care System", "Systems Leaders Group"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # People
        ("As Siobhán O'Neill says, we wait.", ("Siobhán O'Neill",)),
        ("o’neill will not agree", ("o’neill",)),
        ("It was ONEILL who asked", ("ONEILL",)),
        ("We asked O Neill twice", ("O Neill",)),
        ("the Neill report", ("Neill",)),
        ("Siobhan was kind", ("Siobhan",)),
        ("O\u2018Neill’s plan", ("O\u2018Neill’s",)),
        ("Smith-Jones said so", ("Smith-Jones",)),
        ("smith jones said so", ("smith jones",)),
        ("Mrs Smith and Ms Jones", ("Smith", "Jones")),
        ("the Smiths of this world", ("Smiths",)),
        ("MAYA  smith–jones", ("MAYA  smith–jones",)),
        ("van der Berg left", ("Berg",)),
        ("Zoe or Muller", ("Zoe", "Muller")),
        ("DSouza and D’Souza", ("DSouza", "D’Souza")),
        ("O\u200b'Ne\u00adill", ("O'Neill",)),
        # Names that are ordinary words: with a capital, anywhere
        ("We need a long view of a young service", ()),
        ("Ask Long, or Young", ("Long", "Young")),
        ("Long waits harm people", ("Long",)),
        ("we may grant this, with grace; mark it", ()),
        ("In May we met", ("May",)),
        ("Grant asked", ("Grant",)),
        ("GRACE asked", ("GRACE",)),
        ("question marks remain", ()),
        # Organisations
        ("St Mary’s is on its own", ("St Mary’s",)),
        ("saint marys never comes", ("saint marys",)),
        ("St. Mary's Hospital", ("St. Mary's Hospital",)),
        ("st mary's hospital nhs foundation trust", ("st mary's hospital nhs foundation trust",)),
        ("Mary had a little lamb", ()),
        ("Essex will not move", ("Essex",)),
        ("Royal Free is far away", ("Royal Free",)),
        ("East & North Herts goes first", ("East & North Herts",)),
        ("ENHT goes first, enht last", ("ENHT", "enht")),
        ("HPFT and HPUFT", ("HPFT", "HPUFT")),
        ("the HWE ICB", ("HWE",)),
        ("PAH is small, pah", ("PAH",)),
        ("Princess Alexandra", ("Princess Alexandra",)),
        ("Age and Care Together", ("Age and Care Together",)),
        ("The trust, the council and the hospital", ()),
        ("NHS trusts and the ICS need one plan", ()),
        # The whole names nobody
        ("Hertfordshire and West Essex Integrated Care System needs one plan", ()),
        ("Hertfordshire and West Essex needs one plan", ()),
        ("The Systems Leaders Group meets", ()),
        ("Hertfordshire Partnership leads", ("Hertfordshire Partnership",)),
        # Posts
        ("the Chief Executive of St Mary's", ("Chief Executive of St Mary's",)),
        ("chair of the Royal Free", ("chair of the Royal Free",)),
        ("Essex County Council's Chief Executive", ("Essex County Council's Chief Executive",)),
        ("a chief executive cannot say this", ()),
        ("the Essex CEO", ("Essex CEO",)),
        ("the director of public health said", ("director of public health",)),
        ("chairs should listen", ()),
        # Neither
        ("", ()),
        ("Trust matters most and is furthest away.", ()),
    ],
)
def test_what_is_found(text, found):
    assert found_in(text, ROSTER) == found


def test_a_part_of_a_word_is_no_name():
    assert found_in("Longing for younger markets; bergamot, mayonnaise, Essexy", ROSTER) == ()


def test_each_is_told_once_in_order():
    assert found_in("Berg told them of Essex. Then Berg left it to Essex.", ROSTER) == ("Berg", "Essex")


@pytest.mark.parametrize("name", ["", "  ", "Dr", "12", "-", "O'", "Person 12"])
def test_a_roster_with_odd_names_finds_no_ordinary_text(name):
    roster = Roster(frozenset({name}), frozenset({(name, name)}), frozenset({name}), frozenset({name}))
    assert found_in("A person said that the people of this system are kind in 12 ways.", roster) == ()


def test_an_empty_roster_finds_nothing():
    assert found_in("Maya of St Mary's", Roster(frozenset(), frozenset(), frozenset())) == ()


def test_every_organisation_is_found_by_its_own_name_and_every_person_by_theirs():
    names = ROSTER.people | ROSTER.organisations
    assert [name for name in sorted(names) if not found_in(f"Then {name} spoke.", ROSTER)] == []
