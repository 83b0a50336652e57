"""Dates typed as day, month and year, the way the NHS asks for them."""

import calendar

from django import forms

MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}


class DayMonthYearInput(forms.Widget):
    """Three short boxes; a month may be typed by name."""

    template_name = "nhsuk/widgets/day_month_year.html"
    use_fieldset = True
    parts = ("day", "month", "year")

    def id_for_label(self, id_):
        return f"{id_}_day" if id_ else id_

    def value_from_datadict(self, data, files, name):
        day, month, year = (str(data.get(f"{name}_{part}", "")).strip().replace("-", " ") for part in self.parts)
        if not (day or month or year):
            return ""
        return f"{year}-{MONTHS.get(month.lower(), month)}-{day}"

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}_{part}" not in data for part in self.parts)

    def typed(self, value):
        """The three boxes' texts, for a date, for what was typed before, or for nothing."""
        if hasattr(value, "year"):
            return str(value.day), str(value.month), str(value.year)
        year, month, day = [*str(value or "").split("-"), "", ""][:3]
        return day, month, year

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        id_ = context["widget"]["attrs"].get("id", "")
        context["widget"]["has_error"] = "aria-invalid" in context["widget"]["attrs"]
        context["widget"]["parts"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{id_}_{part}",
                "label": part.capitalize(),
                "value": text,
                "width": 4 if part == "year" else 2,
            }
            for part, text in zip(self.parts, self.typed(value), strict=True)
        ]
        return context


class DayMonthYearField(forms.DateField):
    """A date typed in three boxes; gives a ``datetime.date``."""

    widget = DayMonthYearInput
    default_error_messages = {
        "required": "Enter a date with day, month and year",
        "invalid": "Enter a real date with day, month and year, for example 14 1 2022",
    }

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
