"""Tables as files that spreadsheet programs open; nothing in a cell is ever calculated."""

from collections.abc import Callable, Mapping, Sequence

from django.http import HttpResponse

from programmes.spreadsheets import write_csv, write_xlsx

Rows = Sequence[Sequence[str]]
WRITERS: Mapping[str, tuple[str, Callable[[Rows, str], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", lambda rows, title: write_csv(rows)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
}


def table_file(rows: Rows, *, name: str, kind: str) -> HttpResponse:
    """The rows as a download; `kind` is "csv" or "xlsx"."""
    content_type, write = WRITERS[kind]
    response = HttpResponse(write(rows, "Table"), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
