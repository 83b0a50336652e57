from django import template

from hwe_portal.rendering.figures import Figure

register = template.Library()


@register.inclusion_tag("rendering/figure.html", takes_context=True)
def figure(context: template.Context, figure: Figure, level: int = 3, note_number: int = 0) -> dict:
    """A figure with its title as a heading of `level`; `paper` in the context chooses the printed form.

    `note_number` leads to the element "note-N" of the page, which names what the figure rests on.
    """
    paper = context.get("paper", False)
    return {"figure": figure, "level": level, "note_number": note_number, "paper": paper}


@register.inclusion_tag("rendering/figure_table.html", takes_context=True)
def figure_table(context: template.Context, figure: Figure) -> dict:
    """A figure's numbers as a table, named by the figure's title."""
    return {"figure": figure, "table": figure.table, "paper": context.get("paper", False)}
