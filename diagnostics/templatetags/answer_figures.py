from collections.abc import Mapping
from typing import Any

from django import template

from diagnostics.answer_pictures import picture
from hwe_portal.rendering.figures import Figure

register = template.Library()


@register.simple_tag
def answer_picture(figure: Mapping[str, Any], prefix: str = "") -> Figure | None:
    """One figure of answers as it is drawn; None where it is not shown."""
    return picture(figure, prefix=prefix)
