"""Reading a PDF's tags back."""

import pikepdf


def elements(pdf, kind=None):
    """Every structure element in reading order, or those of one kind ("/H2")."""
    found = []
    _collect(pdf.Root.StructTreeRoot.K[0], found)
    return [element for element in found if kind is None or str(element.S) == kind]


def _collect(element, found):
    if isinstance(element, pikepdf.Dictionary) and "/S" in element:
        found.append(element)
        children = element.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            _collect(child, found)


def bookmarks(pdf):
    """(level, title) of every bookmark in order."""
    with pdf.open_outline() as outline:
        return list(_levels(outline.root, 1))


def _levels(items, level):
    for item in items:
        yield level, item.title
        yield from _levels(item.children, level + 1)
