"""Views fetch through the user."""

import ast

from tests.architecture.source import modules

THROUGH_THE_USER = {
    "visible_to", "granting", "editable_by", "to_group", "of_owner", "readable_by", "listed_to", "arranged_by",
    "shown_to", "replied_by", "owned_by",
}  # fmt: skip
# Reads in views that begin elsewhere, each with its reason.
ALLOWED = {
    # annotations of the user's own programmes, each bound to its programme and, where it is about a person, to the user
    *(("hwe_portal/views/in_hand.py", model) for model in (
        "Action", "Attendance", "CharterVersion", "Room", "Round", "RoundItem", "Stance",
    )),
}  # fmt: skip


def _managers(tree):
    """For each `Model.objects` in a tree: the model's name, and the names of what is called on it, in order."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name):
            yield node.value.id, _chain(node, parents)


def _chain(node, parents):
    called = []
    while (up := parents.get(node)) is not None and isinstance(up, ast.Attribute | ast.Call):
        if isinstance(up, ast.Call) and up.func is not node:
            break
        if isinstance(up, ast.Attribute):
            called.append(up.attr)
        node = up
    return called


def test_views_fetch_through_the_user():
    views = {path: tree for path, tree in modules().items() if "/views/" in path}
    past_the_user = [
        (path, model)
        for path, tree in views.items()
        for model, called in _managers(tree)
        if not THROUGH_THE_USER & set(called) and (path, model) not in ALLOWED
    ]
    assert past_the_user == []
