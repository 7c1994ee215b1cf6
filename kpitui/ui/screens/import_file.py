"""The Import screen: choose a file, see what its columns are taken for, try it, bring it in."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label, OptionList

from kpitui.actions.import_report import ImportReport
from kpitui.actions.importing import Importing
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.keys import move
from kpitui.terminal.line_input import LineInput
from kpitui.ui.app_context import AppContext
from kpitui.ui.editing import EditingScreen
from kpitui.ui.import_asking import ImportAsking
from kpitui.ui.import_choices import ImportChoices
from kpitui.ui.import_run import ImportRun
from kpitui.ui.import_told import (
    columns_said,
    is_typed,
    next_step,
    report_lines,
    update_question,
)
from kpitui.ui.widgets.import_body import ImportBody, ImportSaid, Step
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.words.spans import Line

WORKS_AT = {
    "role": {Step.COLUMNS, Step.TRIED}, "roles": {Step.COLUMNS}, "ask": {Step.COLUMNS},
    "change": {Step.COLUMNS}, "sort": {Step.DONE},
    "profile": {Step.COLUMNS, Step.TRIED, Step.DONE},
    "bring": {Step.COLUMNS, Step.TRIED}, "answer": {Step.TRIED}, "go_on": {Step.TRIED},
}  # fmt: skip
"""Where each key of the screen does something."""

OPENS = "Enter opens the highlighted file or folder; a path can be typed."


class PathInput(LineInput):
    """Where the path is typed; the arrows move in the list of the folder."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Open", id="path.open",
                tooltip="Open the marked file or folder, or the typed one"),
        move("up", "screen.move(-1)", "Up", "path.up", "Go up in the list"),
        move("down", "screen.move(1)", "Down", "path.down", "Go down in the list"),
    ]  # fmt: skip


class ImportScreen(EditingScreen):
    """A file of readings on its way in."""

    CSS_PATH = sheets("import_file")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f9", "bring", "Import", id="import.bring",
                tooltip="Bring the file in as its columns are said"),
        Binding("o", "sort", "Sort", id="import.sort",
                tooltip="Go and give the new metrics their place"),
        Binding("right,l", "role(1)", "Taken for", id="import.next", show=False,
                tooltip="The next thing it can be, or the next answer"),
        Binding("left,h", "role(-1)", "Before", id="import.before", show=False,
                tooltip="The thing before, or the answer before"),
        Binding("space", "roles", "Choose", id="import.roles",
                tooltip="Everything that the column can be, as a list"),
        Binding("n", "change('create')", "New names", id="import.create",
                tooltip="Make metrics, teams and people that are not known yet"),
        Binding("t", "ask('header')", "Headings", id="import.header",
                tooltip="Another line names the columns, or another table"),
        Binding("d", "change('dates')", "Dates", id="import.dates",
                tooltip="How dates like 01/02/2026 are meant"),
        Binding("c", "change('comma')", "Comma", id="import.comma",
                tooltip="Whether numbers have a decimal comma or a point"),
        Binding("m", "ask('profile')", "Use profile", id="import.use-profile",
                tooltip="Take the columns as a kept profile does"),
        Binding("p", "profile", "Keep profile", id="import.profile",
                tooltip="Keep what the columns are as a profile"),
        Binding("escape", "back", "Back", id="import.back",
                tooltip="A step back, another file, or back to where you came from"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, importing: Importing) -> None:
        super().__init__(context, id="import-screen")
        self._hint, self._result = (
            ImportSaid(context, "import-hint"),
            ImportSaid(context, "import-result"),
        )
        self._asking = ImportAsking(self, importing, self._hint.say, self._opened)
        self._run = ImportRun(self, importing.run, self._result.say, self._end)
        self._body = ImportBody(context)
        self._columns, self._report = self._body.columns, self._body.report
        self._choices: ImportChoices | None = None
        """What is chosen for the file that is open."""
        self._step = Step.FOLDER
        self._past: Path | None = None
        """The file that came in last; the one behind it is next."""
        self._is_fresh = self._brings = False  # the report is by the answers as they are

    def compose(self) -> ComposeResult:
        """The bar, the file, its columns or the folder, what came of it, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Horizontal(id="import-head"):
            yield Label("File ")
            yield PathInput(f"{Path.cwd()}/", id="path", compact=True, select_on_focus=False)
        yield self._hint
        yield self._body
        yield self._result
        yield KeyBar()

    def on_mount(self) -> None:
        """Start with the path."""
        self.query_one(PathInput).cursor_blink = False
        self._go_to(Step.FOLDER)
        self._list_folder()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key works where there is something for it; no one makes what they may not."""
        if action in WORKS_AT:
            may = parameters != ("create",) or self._asking.may_create
            return self._step in WORKS_AT[action] and may
        return super().check_action(action, parameters)

    # what is shown --------------------------------------------------------------------------------

    def _go_to(self, step: Step) -> None:
        self._step = step
        self._is_fresh = self._is_fresh and step is not Step.COLUMNS
        shown = self._body.go_to(step)
        path = self.query_one(PathInput)
        path.disabled = step is not Step.FOLDER
        (path if step is Step.FOLDER else shown).focus()
        self._result.say("")
        self.refresh_bindings()

    def _tell_columns(self) -> None:
        if self._choices is not None:
            self._hint.say(*columns_said(self._choices))

    # the file -------------------------------------------------------------------------------------

    @on(Input.Changed, "#path")
    def _list_folder(self) -> None:
        if self._step is Step.FOLDER:
            typed = self.query_one(PathInput).value
            wrong = self._body.folder.look(typed, self._past)
            if not self._asking.is_busy:
                self._hint.say(wrong or OPENS, error=bool(wrong))
            self._body.count_files()

    @on(Input.Submitted, "#path")
    def _take_path(self) -> None:
        chosen = self._body.folder.chosen(self.query_one(PathInput).value)
        if isinstance(chosen, Path):
            self._asking.open(chosen)
        elif chosen.endswith("/"):
            self._set_path(chosen)
        else:
            self._hint.say(chosen, error=True)

    def _set_path(self, text: str) -> None:
        field = self.query_one(PathInput)
        field.value, field.cursor_position = text, len(text)

    def _opened(self, choices: ImportChoices) -> None:
        """Show the columns of a file that was opened, or opened again otherwise."""
        self._choices = choices
        self._set_path(str(choices.path))
        self._body.show_columns(choices)
        self._go_to(Step.COLUMNS)
        self._tell_columns()

    def action_move(self, step: int) -> None:
        """Go up or down in the list of the folder, while a path is typed."""
        listed = self._body.folder
        (listed.action_cursor_down if step > 0 else listed.action_cursor_up)()

    def action_back(self) -> None:
        """Stop what runs; from the report to the columns, to the folder, to where you came from."""
        if self._asking.is_busy:
            self._asking.stop()
        elif self._run.is_busy:
            self._result.say(self._run.stop())
        elif self._step is Step.TRIED:
            self._go_to(Step.COLUMNS)
            self._tell_columns()
        elif self._choices is not None and self._step is not Step.FOLDER:
            path, self._choices = self._choices.path, None
            self._set_path(f"{path.parent}/".replace("//", "/"))
            self._past = path if self._step is Step.DONE else None
            self._go_to(Step.FOLDER)
            self._list_folder()
        else:
            self.dismiss()

    # its columns ----------------------------------------------------------------------------------

    def action_role(self, step: int) -> None:
        """Take the marked column for something else, or the next answer of the marked question."""
        choices = self._choices
        if choices is None or self._run.is_busy:
            return
        if self._step is Step.TRIED:
            question = self._report.question
            if question is not None and question.answers:
                answers = question.answers
                now = choices.answers.get(question.asked)
                at = answers.index(now) + step if now in answers else 0 if step > 0 else -1
                choices.answers[question.asked] = answers[at % len(answers)]
                self._answered()
        elif (column := self._columns.marked) is not None:
            choices.turn_role(column, step)
            self._roles_changed()

    async def action_roles(self) -> None:
        """Choose what the marked column is from all that it can be."""
        column = self._columns.marked
        if self._choices is not None and column is not None:
            await self._asking.choose_role(self._choices, column, self._roles_changed)

    def _roles_changed(self) -> None:
        if self._choices is not None:
            self._choices.forget_questions()
        self._body.show_roles()
        self._tell_columns()

    async def action_ask(self, what: str) -> None:
        """Ask for another line of headings or table, or for a kept profile."""
        if self._choices is None or self._run.is_busy:
            return
        if what == "header":
            self._asking.choose_header(self._choices)
        else:
            await self._asking.choose_profile(self._choices)

    def action_change(self, what: str) -> None:
        """Change how dates or decimals are read, or whether what is not known yet is made."""
        if self._choices is not None:
            self._choices.change(what)
            self._tell_columns()

    async def action_profile(self) -> None:
        """Keep what the columns are as a profile, for kpitui import --profile."""
        if self._choices is not None:
            await self._asking.keep_profile(self._choices)

    # trying, answering, importing -----------------------------------------------------------------

    @on(OptionList.OptionSelected, "#import-columns")
    def _try(self) -> None:
        self._start(dry_run=True)

    async def action_go_on(self) -> None:
        """Type an answer, go to what has none, try again by the answers, or bring it in."""
        choices, question = self._choices, self._report.question
        if choices is None or self._step is not Step.TRIED:
            return
        typed = question is not None and is_typed(question)
        if question is not None and typed and question.asked not in choices.answers:
            await self._asking.type_answer(choices, question, self._answered)
        elif self._all_answered():
            self._start(dry_run=not self._is_fresh)

    def action_answer(self, number: int) -> None:
        """Take an answer of the marked question by its number, and go on to the next open one."""
        question, choices = self._report.question, self._choices
        if choices is not None and question is not None and number <= len(question.answers):
            choices.answers[question.asked] = question.answers[number - 1]
            self._answered()
            self._report.go_to_open(choices)

    def _answered(self) -> None:
        if self._choices is not None:
            self._is_fresh = False
            self._report.show_answers(self._choices)
            self._say_next()

    def _all_answered(self) -> bool:
        if self._choices is not None and self._report.go_to_open(self._choices):
            self._result.say("Answer this first: left or right, or its number.")
            return False
        return True

    def action_bring(self) -> None:
        """Bring the file in."""
        if self._step is Step.COLUMNS or self._all_answered():
            self._start(dry_run=not self._is_fresh, bring=True)

    def _start(self, *, dry_run: bool, bring: bool = False) -> None:
        """Try it, and with `bring` bring it in at once where the try asks nothing."""
        choices, self._brings = self._choices, bring
        if choices is None:
            return
        if self._run.is_busy or self._asking.is_busy:
            self.tell("It is being read; esc stops it.")
        elif lacks := choices.lacks():
            self._result.say(lacks, error=True)
        elif choices.ask(choices.require_own()):
            self._show_report([])
        else:
            self._run.start(choices.wanted(dry_run=dry_run), dry_run=dry_run)

    def _end(self, outcome: ImportReport | str, dry_run: bool) -> None:
        choices = self._choices
        if choices is None:
            return
        if isinstance(outcome, str):
            self._result.say(outcome, error=True)
            return
        asked = [*outcome.questions, *(update_question(outcome) if dry_run else [])]
        self._is_fresh = not choices.ask(asked)
        if dry_run and self._brings and self._is_fresh:
            self._start(dry_run=False)
            return
        done = not dry_run and not outcome.questions
        lines = report_lines(outcome, self.context.speech, done=done, keeps_old=choices.keeps_old)
        self._show_report([*lines], done=done)

    def _show_report(self, lines: list[Line], *, done: bool = False) -> None:
        assert self._choices is not None
        self._go_to(Step.DONE if done else Step.TRIED)
        self._report.show(self._choices, lines, ask=not done)
        self._say_next()

    def _say_next(self) -> None:
        assert self._choices is not None
        done = self._step is Step.DONE
        self._body.say_of_report(self._choices, done=done)
        self._hint.say(next_step(self._choices, done=done, is_fresh=self._is_fresh))
        self._result.say("")

    async def action_sort(self) -> None:
        """Go and give the new metrics their place."""
        await self.run_action("app.open_screen('sort')")

    def look_again(self) -> None:
        """What others do changes nothing of the file that is open."""

    def show_changed(self, key: str = "") -> None:
        """An import that was undone is not in any more; its columns are there to try it again."""
        if self._step is Step.DONE:
            self._go_to(Step.COLUMNS)
            self._tell_columns()
