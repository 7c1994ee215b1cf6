"""The page of a one-to-one on the screen."""

from collections.abc import Iterator

from kpitui.charts.sparkline import sparklines
from kpitui.domain.errors import KpituiError
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.ui.app_context import AppContext
from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.widgets.words import paragraphs
from kpitui.views.person import load_person_page
from kpitui.words.one_to_one import STANDARDS, TREND, OneToOneWords, StandingRow
from kpitui.words.sections import Section
from kpitui.words.spans import Line, line, muted

SPARK = 12


def show_one_to_one(person_id: int, screen: EditingScreen) -> None:
    """Show the page that `kpitui session` prints, or say why it cannot be read."""
    if not screen.context.actor.sees_words:
        screen.tell(WORDS_HELD_BACK)
        return
    try:
        dialog = _dialog(person_id, screen.context)
    except KpituiError as error:
        screen.tell(error.sentence, error=True)
    else:
        screen.app.push_screen(dialog)


def _dialog(person_id: int, context: AppContext) -> TextDialog:
    everyone = context.actor.sees_everybody
    page = load_person_page(
        context.database, person_id, context.as_of, context.config, team=everyone
    )
    words = OneToOneWords(page, context.speech)
    rows = words.standing()
    sparks = sparklines([row.series for row in rows], SPARK, context.charset)
    standards = [
        said for one, spark in zip(rows, sparks, strict=True) for said in _told(one, spark)
    ]
    place = Section("", (line(muted(words.place)),))
    sections = [place, Section(STANDARDS, tuple(standards)), *words.sections()]
    return TextDialog(words.title, paragraphs(sections, context), context)


def _told(one: StandingRow, spark: str) -> Iterator[Line]:
    """A standard, and below it the trend and why it is not met."""
    yield line(one.said)
    if spark.strip():
        yield line(muted(f"  {TREND} "), spark)
    if one.why:
        yield line(muted(f"  {one.why}"))
