from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from hwe_portal.rendering.charts.lettering import balanced

register = template.Library()

BREAK = SafeString(" <br>")
CHAPTER = 18  # points, as in static/print/document.css
MEASURE = 160 * 72 / 25.4


@register.simple_tag(takes_context=True)
def chapter_title(context: template.Context, words: str) -> str | SafeString:
    """The words of an `<h2>`: on paper in even lines, which browsers see to by themselves and WeasyPrint does not."""
    if not context.get("paper"):
        return words
    return format_html_join(BREAK, "{}", ((line,) for line in balanced(words, CHAPTER, MEASURE)))
