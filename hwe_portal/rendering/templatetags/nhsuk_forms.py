"""What the form templates in templates/nhsuk/ need to know of a field and cannot work out themselves."""

from dataclasses import dataclass

from django import forms, template

from hwe_portal.rendering.dates import DayMonthYearInput

register = template.Library()

# The first class that fits names the kind, so a narrower class stands before the one that it extends.
KINDS = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (DayMonthYearInput, "date"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
WIDGET_CLASSES = {
    "input": "nhsuk-input",
    "password": "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input",
    "textarea": "nhsuk-textarea",
    "select": "nhsuk-select",
    "file": "nhsuk-file-upload__input",
    "checkbox": "nhsuk-checkboxes__input",
}
ERROR_CLASSES = {
    "input": "nhsuk-input--error",
    "password": "nhsuk-input--error",
    "textarea": "nhsuk-textarea--error",
    "select": "nhsuk-select--error",
}
PASSWORD_ATTRS = {"spellcheck": "false", "autocapitalize": "none"}


@dataclass(frozen=True)
class Option:
    """One radio or checkbox of a question."""

    id: str
    name: str
    value: str
    label: str
    hint: str
    checked: bool
    disabled: bool


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: what is wrong, and the element to go to (empty when it is the form itself)."""

    message: str
    target: str


@register.filter
def nhsuk_kind(field) -> str:
    """Which NHS component shows this field."""
    widget = field.field.widget
    return next((kind for widget_class, kind in KINDS if isinstance(widget, widget_class)), "input")


@register.simple_tag
def nhsuk_widget(field):
    """The bare input of a field, with the NHS classes and the hint and error that describe it."""
    kind = nhsuk_kind(field)
    own = field.field.widget.attrs.get("class", "")
    error = ERROR_CLASSES.get(kind, "") if field.errors else ""
    # A placeholder vanishes as one types and is too pale to read; the label and the hint say it all.
    attrs = {"class": " ".join(filter(None, (WIDGET_CLASSES[kind], error, own))), "placeholder": False}
    if field.aria_describedby:
        attrs["aria-describedby"] = field.aria_describedby
    if kind == "password":
        attrs |= PASSWORD_ATTRS
    if kind == "textarea":
        # Django's own default of ten rows is twice what a phone wants; a form that says something else keeps it.
        rows = field.field.widget.attrs.get("rows", "10")
        attrs |= {"rows": "5" if rows == "10" else rows, "cols": False}
    return field.as_widget(attrs=attrs)


@register.filter
def nhsuk_options(field) -> list[Option]:
    """The radios or checkboxes of a field; a widget's ``option_hints`` (value to text) adds a hint below a label."""
    hints = getattr(field.field.widget, "option_hints", {})
    return [
        Option(
            id=option.data["attrs"].get("id", ""),
            name=option.data["name"],
            value=str(option.data["value"]),
            label=option.data["label"],
            hint=hints.get(str(option.data["value"]), ""),
            checked=option.data["selected"],
            disabled=bool(option.data["attrs"].get("disabled")),
        )
        for option in field.subwidgets
    ]


@register.filter
def nhsuk_errors(field) -> list[str]:
    """A field's errors; Django's "This field is required." gives way to words that say what to do."""
    return [
        _what_to_do(field) if message == forms.Field.default_error_messages["required"] else message
        for message in field.errors
    ]


def _what_to_do(field) -> str:
    label = str(field.label).rstrip()
    if label.endswith("?"):
        return "Answer this question"
    kind = nhsuk_kind(field)
    if kind == "checkbox":
        return "Tick the box to continue"
    verb = {"file": "Choose", "select": "Select", "radios": "Select", "checkboxes": "Select"}.get(kind, "Enter")
    # A name in capitals ("ODS code") keeps them.
    return f"{verb} {label if label[1:2].isupper() else label[:1].lower() + label[1:]}"


@register.filter
def nhsuk_is_heading(field) -> bool:
    """Whether the field's label is the page's heading: ``label_is_heading = True`` on a form that asks one question."""
    return getattr(field.form, "label_is_heading", False)


@register.filter
def nhsuk_is_optional(field) -> bool:
    """Whether to write "(optional)" after the label. Filters switch that off with ``mark_optional = False``."""
    return not field.field.required and nhsuk_kind(field) != "checkbox" and getattr(field.form, "mark_optional", True)


@register.filter
def nhsuk_target(field) -> str:
    """The id of the element that an error in this field should take the reader to."""
    kind = nhsuk_kind(field)
    if kind in ("radios", "checkboxes"):
        return f"{field.auto_id}_0"
    return f"{field.auto_id}_day" if kind == "date" else field.id_for_label


@register.simple_tag
def nhsuk_problems(form=None, formset=None) -> list[Problem]:
    """Every error of a form or a formset, in the order of the page."""
    if formset is not None and hasattr(formset, "forms"):
        own = [Problem(message, "") for message in formset.non_form_errors()]
        return own + [problem for each in formset.forms for problem in nhsuk_problems(each)]
    if not isinstance(form, forms.BaseForm):
        return []
    own = [Problem(message, "") for message in form.non_field_errors()]
    hidden = [Problem(message, "") for field in form.hidden_fields() for message in field.errors]
    visible = [
        Problem(message, nhsuk_target(field)) for field in form.visible_fields() for message in nhsuk_errors(field)
    ]
    return own + hidden + visible
