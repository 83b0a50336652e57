"""The framework is words, so it is real text: a table across the page, a list on a phone."""

import pytest
from bs4 import BeautifulSoup

from hwe_portal.rendering.charts import Area, Framework

AREAS = tuple(
    Area(f"Area {number}", f"0{number}", f"Definition {number}", (f"Attribute {number}",), (f"Enabler {number}",))
    for number in range(1, 7)
)


@pytest.mark.parametrize(("areas", "side_by_side"), [(1, [1]), (4, [4]), (5, [3, 2]), (6, [3, 3])])
def test_up_to_four_areas_stand_side_by_side(areas, side_by_side):
    tables = [BeautifulSoup(part, "html.parser") for part in Framework(AREAS[:areas]).markup("What a group needs")]
    assert [len(table.find_all("th", scope="col")) for table in tables] == side_by_side
    assert sum(len(table.find_all("li")) for table in tables) == 2 * areas


def test_a_phone_shows_every_word_of_it():
    (part,) = Framework(AREAS[:2]).markup("What a group needs", narrow=True)
    words = BeautifulSoup(part, "html.parser").get_text(" ", strip=True)
    assert words == (
        "01 Area 1 Definition 1 Key attributes Attribute 1 Enablers Enabler 1 "
        "02 Area 2 Definition 2 Key attributes Attribute 2 Enablers Enabler 2"
    )


def test_an_area_without_enablers_has_no_empty_list():
    (part,) = Framework((Area("Cohesive"),)).markup("What a group needs")
    assert "Enablers" not in part
    assert "<ul" not in part


def test_names_are_escaped():
    (part,) = Framework((Area("<script>alert(1)</script>"),)).markup("<b>")
    assert "<script" not in part
    assert "<b>" not in part
