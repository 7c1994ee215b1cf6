"""A contact scored in the line of quick entry: `score helen 8841 ynyy4 "a note"`."""

from datetime import date
from functools import cached_property

from msgspec import Struct

from kpitui.domain.entry import NotUnderstood
from kpitui.domain.errors import BadData, KpituiError
from kpitui.domain.naming import Names
from kpitui.domain.records.evaluation import EvaluationDraft
from kpitui.domain.records.person import Person
from kpitui.domain.records.sheet import Sheet, SheetVersion
from kpitui.domain.score_phrase import ScorePhrase, read_score, score_draft
from kpitui.domain.sheet_score import score_of
from kpitui.ui.app_context import AppContext
from kpitui.views.lookup import load_people_names
from kpitui.views.sheets import SheetBook, load_sheet_book
from kpitui.words.scores import contact_said, score_words, scored_said


class ScoreLine(Struct, frozen=True):
    """A contact as it was understood, what is shown of it, and what is said once it is saved."""

    draft: EvaluationDraft
    shown: str
    done: str


class ScoreReader:
    """Reads lines that score a contact; sheets and names are loaded with the first one."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._opened_on = context.entry_day

    def understand(self, words: str) -> ScoreLine | NotUnderstood:
        """What a line says, or what is unclear about it."""
        try:
            return self._read(words.split(maxsplit=1)[1] if " " in words.strip() else "")
        except KpituiError as error:
            return NotUnderstood(error.sentence)

    @cached_property
    def _book(self) -> SheetBook:
        return load_sheet_book(self._context.database)

    @cached_property
    def _people(self) -> Names[Person]:
        return load_people_names(self._context.database)

    def _read(self, line: str) -> ScoreLine:
        work = self._context
        first, _, rest = line.partition(" ")
        named = next((sheet for sheet in self._book.sheets if sheet.code == first), None)

        def version_of(day: date) -> SheetVersion:
            found = self._sheet_on(day, named).on(day)
            assert found is not None
            return found

        said = read_score(
            rest if named is not None else line,
            self._people,
            version_of,
            self._opened_on,
            work.writing,
        )
        sheet = self._sheet_on(said.day, named)
        return self._line(said, sheet, version_of(said.day))

    def _sheet_on(self, day: date, named: Sheet | None) -> Sheet:
        if named is not None:
            return self._book.scored_with(day, named.name)
        found = self._book.on(day)
        if len(found) > 1:
            codes = ", ".join(sheet.code for sheet in found)
            raise BadData(
                f"Say which call sheet first, such as: score {found[0].code} helen 8841 …; there "
                f"are {codes}."
            )
        return self._book.scored_with(day)

    def _line(self, said: ScorePhrase, sheet: Sheet, version: SheetVersion) -> ScoreLine:
        work, metric = self._context, self._book.metrics[sheet.metric_id]
        draft = score_draft(said, version)
        score = score_of(
            version.questions, {answer.question_id: answer.value for answer in draft.answers}
        )
        note = f", “{said.note}”" if said.note else ""
        shown = (
            f"{said.person.name}{contact_said(said.reference, '')}, {sheet.name}, {said.day}: "
            f"{score_words(score, metric, work.speech)}{contact_said('', said.channel)}{note}"
        )
        done = scored_said(
            score, said.person.name, said.reference, metric, work.speech, day=said.day,
            channel=said.channel,
        )  # fmt: skip
        return ScoreLine(draft, shown, done)
