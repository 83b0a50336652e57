"""Reading drawings back: what a chart's SVG holds, and whether it keeps within its frame."""

import re
from xml.etree import ElementTree

from hwe_portal.rendering.charts.lettering import width_of

SVG = "{http://www.w3.org/2000/svg}"


def parse(markup):
    """The root of an SVG text, after checking what every drawing owes: a title, no style, nothing from outside."""
    root = ElementTree.fromstring(markup)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text
    assert root[1].tag == f"{SVG}desc"
    for element in root.iter():
        assert element.get("style") is None
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "rect", "circle", "line", "path", "text"}
        assert not any("href" in name for name in element.attrib)
    return root


def marks(root, name):
    """How many marks (or bars) of a class there are."""
    return sum(1 for element in root.iter() if name in element.get("class", "").split())


def texts(root):
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def text_boxes(root):
    """(left, right, base line, words) of each line of words that is not turned."""
    boxes = []
    for element in root.iter(f"{SVG}text"):
        if element.get("transform"):
            continue
        width = width_of(element.text or "", float(element.get("font-size")))
        left = float(element.get("x")) - {"end": width, "middle": width / 2}.get(element.get("text-anchor"), 0)
        boxes.append((left, left + width, float(element.get("y")), element.text))
    return boxes


def outside(root, slack=1.0):
    """Every element that stands out of the frame."""
    width, height = float(root.get("width")), float(root.get("height"))
    boxes = [(left, right, base - 9, base + 3, words) for left, right, base, words in text_boxes(root)]
    for element in root.iter():
        boxes += _box(element)
    return [
        box for box in boxes if box[0] < -slack or box[1] > width + slack or box[2] < -slack or box[3] > height + slack
    ]


def _box(element):
    tag = element.tag.removeprefix(SVG)
    value = {name: float(found) for name, found in element.attrib.items() if re.fullmatch(r"-?[\d.]+", found)}
    if tag == "rect":
        return [(value["x"], value["x"] + value["width"], value["y"], value["y"] + value["height"], "rect")]
    if tag == "circle":
        return [
            (
                value["cx"] - value["r"],
                value["cx"] + value["r"],
                value["cy"] - value["r"],
                value["cy"] + value["r"],
                "circle",
            )
        ]
    if tag == "line":
        across, down = sorted((value["x1"], value["x2"])), sorted((value["y1"], value["y2"]))
        return [(*across, *down, "line")]
    return []
