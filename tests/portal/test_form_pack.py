"""The form pack against the design system's own examples: the same elements, classes and links between them."""

import json
import re
from datetime import date

import pytest
from bs4 import BeautifulSoup, NavigableString
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils.safestring import mark_safe

from hwe_portal.rendering.dates import DayMonthYearField

COMPONENTS = settings.BASE_DIR / "node_modules/nhsuk-frontend/dist/nhsuk/components"
# What Django adds to every input and the design system leaves out; nobody sees it.
ADDED = {"required", "aria-invalid", "autocomplete", "cols"}
CONTACT = [("email", "Email"), ("phone", "Phone"), ("text", "Text message")]
NHS_NUMBER = {"class": "nhsuk-input--code nhsuk-input--width-10", "inputmode": "numeric", "spellcheck": "false"}


def example(component, name):
    fixtures = json.loads((COMPONENTS / component / "fixtures.json").read_text())["fixtures"]
    return next(fixture for fixture in fixtures if fixture["name"] == name)


def form_of(field, *, data=None, heading=False):
    form_class = type("ExampleForm", (forms.Form,), {"example": field, "label_is_heading": heading})
    return form_class(data) if data is not None else form_class()


def failing(field, message, **options):
    """A form whose only field fails with `message`."""
    form = form_of(field, data={}, **options)
    form.errors["example"] = form.error_class([message])
    return form


def rendered(form):
    return Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form}))


def same_ids(value, base):
    """Ids of both kinds in one spelling: BASE, BASE-hint, BASE-error, BASE-2."""
    value = re.sub(r"_helptext\b", "-hint", re.sub(r"_error\b", "-error", value))
    value = re.sub(r"\bid_example(_(?P<part>day|month|year))\b", r"BASE-\g<part>", value)
    value = re.sub(r"\bid_example_(\d+)\b", lambda match: f"BASE-{int(match[1]) + 1}", value)
    value = re.sub(rf"\b(id_example|{re.escape(base)})\b", "BASE", value)
    return value.replace("BASE-1", "BASE")


def attributes(tag, base):
    kept = {name: value for name, value in tag.attrs.items() if name not in ADDED}
    kept["class"] = sorted(kept.get("class", []))
    for name in ("id", "for", "aria-describedby", "aria-controls", "href"):
        if name in kept:
            kept[name] = same_ids(kept[name], base)
    if "name" in kept:
        kept["name"] = kept["name"].removeprefix("example_").replace("file-upload", "example")
    return kept


def outline(html, base):
    """Markup as nested values, free of white space, attribute order and the two ways of writing ids."""

    def of(node):
        if isinstance(node, NavigableString):
            return " ".join(node.split())
        return (node.name, attributes(node, base), [part for part in map(of, node.children) if part])

    soup = BeautifulSoup(html, "html.parser")
    return [part for part in map(of, soup.children) if part]


def text(**options):
    return forms.CharField(label="What is your NHS number?", widget=forms.TextInput(attrs=NHS_NUMBER), **options)


def choice(field_class, widget, help_text="", choices=CONTACT):
    question = "How do you want to be contacted about this?"
    return field_class(label=question, choices=choices, widget=widget, help_text=help_text)


def choices_of(fixture):
    return [(item["value"], item["text"]) for item in fixture["context"]["items"]]


def number_hint():
    return mark_safe(example("input", "with hint")["context"]["hint"]["html"])


def input_with_error(**options):
    return failing(text(help_text=number_hint()), "Enter NHS number", **options)


def select_form(fixture, *, error=""):
    field = forms.ChoiceField(
        label="Choose location",
        choices=choices_of(fixture),
        help_text="This can be different to where you went before",
    )
    return failing(field, error) if error else form_of(field, heading=True)


def radios(error="", **options):
    field = choice(forms.ChoiceField, forms.RadioSelect, "Select 1 option")
    return failing(field, error, **options) if error else form_of(field, **options)


def checkboxes(fixture, error="", **options):
    hint = fixture["context"]["hint"]["text"]
    field = choice(forms.MultipleChoiceField, forms.CheckboxSelectMultiple, hint, choices_of(fixture))
    return failing(field, error, **options) if error else form_of(field, **options)


def textarea(error="", **options):
    hint = "Do not include personal information like your name, date of birth or NHS number"
    field = forms.CharField(label="Can you provide more detail?", help_text=hint, widget=forms.Textarea)
    return failing(field, error, **options) if error else form_of(field, **options)


def birthday(error="", data=None, **options):
    field = DayMonthYearField(label="What is your date of birth?", help_text="For example, 31 3 1980")
    return failing(field, error, **options) if error else form_of(field, data=data, **options)


def upload(error="", hint="", **options):
    field = forms.FileField(label="Upload a file", help_text=hint)
    return failing(field, error, **options) if error else form_of(field, **options)


def password(error="", **options):
    field = forms.CharField(label="Password", widget=forms.PasswordInput)
    return failing(field, error, **options) if error else form_of(field, **options)


CASES = [
    ("input", "with hint", lambda _: form_of(text(help_text=number_hint()), heading=True)),
    ("input", "with error message and hint", lambda _: input_with_error(heading=True)),
    ("input", "with error message and hint, without heading", lambda _: input_with_error()),
    ("textarea", "default", lambda _: textarea(heading=True)),
    ("textarea", "with error message and hint, without heading", lambda _: textarea("You must provide an explanation")),
    ("select", "with hint", select_form),
    (
        "select",
        "with error message and hint, without heading",
        lambda fixture: select_form(fixture, error="Select a location"),
    ),
    ("radios", "default", lambda _: form_of(choice(forms.ChoiceField, forms.RadioSelect), heading=True)),
    ("radios", "with hint", lambda _: radios(heading=True)),
    ("radios", "with error message and hint", lambda _: radios("Select how you want to be contacted", heading=True)),
    (
        "radios",
        "with error message and hint, without heading",
        lambda _: radios("Select how you want to be contacted"),
    ),
    ("checkboxes", "default", lambda fixture: checkboxes(fixture, heading=True)),
    (
        "checkboxes",
        "with error message and hint",
        lambda fixture: checkboxes(fixture, "Select how you want to be contacted", heading=True),
    ),
    ("date-input", "default", lambda _: birthday(heading=True)),
    (
        "date-input",
        "with values",
        lambda _: birthday(data={"example_day": "5", "example_month": "8", "example_year": "2024"}, heading=True),
    ),
    ("date-input", "with error message and hint, without heading", lambda _: birthday("Enter your date of birth")),
    ("file-upload", "default", lambda _: upload(heading=True)),
    (
        "file-upload",
        "with error message and hint, without heading",
        lambda fixture: upload(fixture["context"]["errorMessage"]["text"], fixture["context"]["hint"]["text"]),
    ),
    ("password-input", "default", lambda _: password(heading=True)),
    ("password-input", "with error message", lambda _: password("Enter a password", heading=True)),
]


@pytest.mark.parametrize(("component", "name", "make"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES])
def test_a_field_is_the_design_systems_own(component, name, make):
    fixture = example(component, name)
    base = fixture["context"].get("idPrefix") or fixture["context"].get("id") or fixture["context"].get("name")

    # We leave the browser's own file input alone: the script's button reads out another name than it shows.
    theirs = fixture["html"].replace(' data-module="nhsuk-file-upload"', "")
    assert outline(rendered(make(fixture)), base) == outline(theirs, base)


def test_the_error_summary_is_the_design_systems_own():
    fixture = example("error-summary", "with multiple errors")
    form = forms.Form({})
    form.fields = {"first": forms.CharField(label="your first name"), "last": forms.CharField(label="your last name")}
    html = Template('{% include "_components/error_summary.html" %}').render(Context({"form": form}))
    html = html.replace("#id_first", "#example-first-name").replace("#id_last", "#example-last-name")

    assert outline(html, "none") == outline(fixture["html"], "none")


def every_kind():
    return {
        "text": forms.CharField(label="ODS code"),
        "long": forms.CharField(label="Your aims", widget=forms.Textarea),
        "select": forms.ChoiceField(label="Sector", choices=[("", ""), ("council", "Council")]),
        "radios": forms.ChoiceField(label="How did they attend?", choices=CONTACT, widget=forms.RadioSelect),
        "boxes": forms.MultipleChoiceField(label="Areas", choices=CONTACT, widget=forms.CheckboxSelectMultiple),
        "tick": forms.BooleanField(label="I have read this"),
        "file": forms.FileField(label="Roster"),
        "day": DayMonthYearField(label="Day of the workshop"),
        "own": forms.CharField(error_messages={"required": "Say what it is called"}),
    }


def empty_form_of_every_kind():
    form = forms.Form({}, {})
    form.fields = every_kind()
    return form


def test_an_empty_field_is_told_what_to_do():
    html = Template('{% include "_components/error_summary.html" %}').render(
        Context({"form": empty_form_of_every_kind()})
    )

    assert [item.get_text(strip=True) for item in BeautifulSoup(html, "html.parser").select("li")] == [
        "Enter ODS code",
        "Enter your aims",
        "Select sector",
        "Answer this question",
        "Select areas",
        "Tick the box to continue",
        "Choose roster",
        "Enter a date with day, month and year",
        "Say what it is called",
    ]


def test_every_error_leads_to_an_input_that_its_message_describes():
    form = empty_form_of_every_kind()
    template = '{% load crispy_forms_tags %}{% include "_components/error_summary.html" %}{{ form|crispy }}'
    soup = BeautifulSoup(Template(template).render(Context({"form": form})), "html.parser")

    for link in soup.select(".nhsuk-error-summary a"):
        target = soup.find(id=link["href"].removeprefix("#"))
        describing = target.get("aria-describedby") or target.find_parent("fieldset")["aria-describedby"]
        messages = [soup.find(id=part).get_text(strip=True) for part in describing.split()]
        assert messages == [f"Error:{link.get_text(strip=True)}"]


def test_an_error_of_the_whole_form_stands_in_the_summary_without_a_link():
    form = forms.Form({})
    form.add_error(None, "Those two dates cross")
    html = Template('{% include "_components/error_summary.html" %}').render(Context({"form": form}))

    assert BeautifulSoup(html, "html.parser").select_one("li").decode_contents() == "Those two dates cross"


def test_a_formsets_errors_come_in_the_order_of_the_page():
    form_class = type("Row", (forms.Form,), {"name": forms.CharField(label="Name")})
    formset = forms.formset_factory(form_class, extra=2, min_num=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "Ana", "form-1-name": ""}
    )
    html = Template('{% include "_components/error_summary.html" %}').render(Context({"formset": formset}))

    assert [link["href"] for link in BeautifulSoup(html, "html.parser").select("a")] == ["#id_form-1-name"]


def test_what_need_not_be_answered_says_so():
    form = form_of(forms.CharField(label="Reason", required=False))

    assert BeautifulSoup(rendered(form), "html.parser").label.get_text() == "Reason (optional)"


def test_a_filter_does_not_say_optional():
    form = form_of(forms.CharField(label="Sector", required=False))
    form.mark_optional = False

    assert BeautifulSoup(rendered(form), "html.parser").label.get_text() == "Sector"


def test_an_empty_choice_says_choose():
    field = forms.ChoiceField(label="Post", choices=[("", "---------"), ("chair", "Chair")])

    options = BeautifulSoup(rendered(form_of(field)), "html.parser").select("option")
    assert [(option["value"], option.get_text()) for option in options] == [("", "Choose"), ("chair", "Chair")]


def test_an_option_may_carry_a_hint():
    field = choice(forms.ChoiceField, forms.RadioSelect)
    field.widget.option_hints = {"phone": "Between meetings"}
    soup = BeautifulSoup(rendered(form_of(field)), "html.parser")

    described = soup.find("input", value="phone")["aria-describedby"]
    assert soup.find(id=described).get_text() == "Between meetings"
    assert [tag["value"] for tag in soup.select("input[aria-describedby]")] == ["phone"]


@pytest.mark.parametrize(
    ("day", "month", "year", "meant"),
    [
        ("14", "1", "2022", date(2022, 1, 14)),
        (" 3 ", "February", "2020", date(2020, 2, 3)),
        ("29", "feb", "2024", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_from_three_boxes(day, month, year, meant):
    form = birthday(data={"example_day": day, "example_month": month, "example_year": year})

    assert form.is_valid()
    assert form.cleaned_data == {"example": meant}


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "2", "2022"),
        ("", "1", "2022"),
        ("1", "13", "2022"),
        ("1", "1", "22"),
        ("1-1", "1", "2022"),
        ("x", "y", "z"),
    ],
)
def test_what_is_no_date_is_refused_and_kept_as_typed(day, month, year):
    form = birthday(data={"example_day": day, "example_month": month, "example_year": year})

    assert form.errors == {"example": ["Enter a real date with day, month and year, for example 14 1 2022"]}
    shown = [tag.get("value", "") for tag in BeautifulSoup(rendered(form), "html.parser").select("input")]
    assert shown == [day.replace("-", " "), month, year]
