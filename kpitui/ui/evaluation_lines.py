"""The evaluations on a person's page: a line each, opened to be corrected, or removed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from textual.content import Content
from textual.widgets.option_list import Option

from kpitui.actions.evaluations import remove_evaluation
from kpitui.ui.app_context import AppContext
from kpitui.ui.changes import Task, leading_to
from kpitui.ui.choice import Choice
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.upkeep import reason_form
from kpitui.ui.theme import painted
from kpitui.ui.widgets.table import ANY, Table, TableColumn
from kpitui.views.contacts import ContactLine
from kpitui.words.scores import evaluation_cells, evaluation_said
from kpitui.words.spans import Span, line

EVALUATIONS = "Evaluations"
COLUMNS = (
    TableColumn("date", 12),
    TableColumn("contact", 12, most=16),
    TableColumn("score", 12, right=True),
    TableColumn("critical", 10, spare=1),
    TableColumn("scored by", 12, most=24, spare=2),
    TableColumn("sheet", 8, most=ANY, spare=3),
)


def evaluation_options(
    scored: Sequence[ContactLine], width: int, context: AppContext
) -> Iterator[Option]:
    """A head, the heads of the columns and a line each; nothing where there is none."""
    if not scored:
        return
    table = Table(COLUMNS, context)
    yield Option(
        Content("\n") + painted(line(Span(EVALUATIONS, "heading")), context), disabled=True
    )
    yield Option(Content.assemble(*table.heads(width)), disabled=True)
    for contact_line in scored:
        yield Option(
            table.drawn(evaluation_cells(contact_line, context.speech), width).rstrip(),
            id=contact_line.key,
        )


def by_key(scored: Sequence[ContactLine]) -> Mapping[str, ContactLine]:
    """Each by the key of its line."""
    return {contact_line.key: contact_line for contact_line in scored}


async def remove(screen: EditingScreen, one: ContactLine) -> None:
    """Ask, and take an evaluation away with the reading that its score is."""
    work = screen.context
    said = evaluation_said(one, work.speech)

    def take_away(why: str = "") -> None:
        remove_evaluation(
            work.database, work.actor, one.evaluation.id, today=work.latest_day, why=why
        )

    async def ask_why(sentence: str) -> None:
        form = reason_form("closed", sentence, work.today())
        await screen.changes.change(form, "", take_away, "Evaluation removed")

    task = Task(partial(leading_to, "", take_away), "Evaluation removed", ask_why=ask_why)
    void = "; its reading is voided" if one.evaluation.reading_id is not None else ""
    await screen.changes.choose(
        f"Remove {said}?",
        [
            Choice(f"Remove it{void}", partial(screen.changes.do, task)),
            Choice("Keep it", lambda: None),
        ],
    )
