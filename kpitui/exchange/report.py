"""A report in the form that is asked for, on its way out."""

from pathlib import Path
from typing import Literal, get_args

from kpitui.config import Config
from kpitui.domain.errors import WrongUsage
from kpitui.exchange.files import new_file
from kpitui.exchange.report_html import html
from kpitui.exchange.report_markdown import markdown
from kpitui.views.report import Report

ReportForm = Literal["md", "html"]
FORMS: tuple[ReportForm, ...] = get_args(ReportForm)


def report_text(report: Report, config: Config, form: ReportForm) -> str:
    """The document."""
    return html(report, config) if form == "html" else markdown(report, config)


def form_of(path: Path) -> ReportForm:
    """The form that the name of a file says; raises `WrongUsage` where it says none."""
    for form in FORMS:
        if path.suffix.lower() == f".{form}":
            return form
    raise WrongUsage(f"{path.name} says no form; end the name in .html or .md.")


def write_report(report: Report, config: Config, path: Path, form: ReportForm | None = None) -> None:
    """Put the document into a new file, in the form that its name says; raises `BadFile` where there is one already."""
    text = report_text(report, config, form or form_of(path))
    with new_file(path) as stream:
        stream.write(text)
