"""Charts and printed documents: plain values in, SVG and PDF out.

The lowest layer of the portal: it imports no app and reads no database. In the order in which a report uses it:

- `charts`: one frozen dataclass a chart; `pictures()` lays it out, `table()` gives its numbers.
- `figures.Figure`: a chart with its message and the line of what, of how many, when. Templates show it with
  `{% load figures %}{% figure NAME %}`, on a page and on paper alike.
- `documents.PrintedDocument` and `documents.print_document`: cover, contents, running foot and annex around one body
  template.
- `pdf.render_pdf`: HTML to PDF/UA-1 with our fonts and styles, and nothing else from disk or network.
"""
