"""A report in the form that is asked for, on its way out."""

from pathlib import Path
from typing import Literal, get_args

from kpitui.domain.errors import WrongUsage
from kpitui.exchange.files import new_file
from kpitui.exchange.report_html import html
from kpitui.exchange.report_markdown import markdown
from kpitui.views.report import Report
from kpitui.words.speech import Speech

ReportForm = Literal["md", "html", "xlsx"]
FORMS: tuple[ReportForm, ...] = get_args(ReportForm)


def report_text(report: Report, speech: Speech, form: ReportForm) -> str:
    """The document; raises `WrongUsage` for a workbook, which is no text."""
    if form == "xlsx":
        raise WrongUsage("An Excel workbook needs a file: name a new one with -o.")
    return html(report, speech) if form == "html" else markdown(report, speech)


def form_of(path: Path) -> ReportForm:
    """The form that the name of a file says; raises `WrongUsage` where it says none."""
    for form in FORMS:
        if path.suffix.lower() == f".{form}":
            return form
    raise WrongUsage(f"{path.name} has no known ending; end the name in .html, .md or .xlsx.")


def write_report(
    report: Report, speech: Speech, path: Path, form: ReportForm | None = None
) -> None:
    """Put the document into a new file, in the form that its name says; raises `BadFile` where
    there is one already.
    """
    form = form or form_of(path)
    if form == "xlsx":
        from kpitui.exchange.report_xlsx import write_report_workbook  # brings what writes them

        write_report_workbook(report, speech, path)
        return
    text = report_text(report, speech, form)
    with new_file(path) as stream:
        stream.write(text)
