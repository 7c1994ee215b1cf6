"""An import that is tried or done in a worker; how far it is and what came of it is told."""

from collections.abc import Callable
from functools import partial

from kpitui.actions.import_report import ImportReport
from kpitui.actions.importing import ImportWanted, RunImport
from kpitui.domain.errors import KpituiError
from kpitui.terminal.typed_ahead import SAVING
from kpitui.ui.changes import know_undo
from kpitui.ui.editing import EditingScreen

BAR = 30
"""So many cells has the bar that says how far it is."""


class _Stopped(KpituiError):
    """Someone does not want it any more."""


class ImportRun:
    """Runs imports one after the other.

    `tell` shows how far it is, `end` what came of it: a report, or why there is none.
    """

    def __init__(
        self,
        screen: EditingScreen,
        run: RunImport,
        tell: Callable[[str], None],
        end: Callable[[ImportReport | str, bool], None],
    ) -> None:
        self._screen = screen
        self._run = run
        self._tell = tell
        self._end = end
        self._is_stopped = self._is_read = False
        self.is_busy = False

    def start(self, wanted: ImportWanted, *, dry_run: bool) -> None:
        """Read a file; what it brings is kept unless it is only tried."""
        self.is_busy, self._is_stopped, self._is_read = True, False, False
        self._tell("reading ...")
        do = partial(self._do, wanted, dry_run)
        self._screen.run_worker(do, thread=True, group=SAVING, exclusive=True)

    def stop(self) -> str:
        """Read no further; what there is to say of it."""
        if self._is_read:
            return "All of it is read; it is put together, wait until that is done."
        self._is_stopped = True
        return "Stopping ..."

    def _do(self, wanted: ImportWanted, dry_run: bool) -> None:
        """In the thread of a worker."""
        screen, told = self._screen, [-1]

        def progress(place: int, size: int) -> None:
            if self._is_stopped:
                raise _Stopped("It was stopped; nothing came in.")
            percent = min(100, 100 * place // size) if size else 0
            if percent != told[0]:
                told[0] = percent
                screen.call_later(self._tell_how_far, percent)

        today = screen.context.today()
        try:
            report = self._run(wanted, dry_run=dry_run, today=today, progress=progress)
        except _Stopped as error:
            screen.call_later(self._ended, error.sentence, dry_run)
        except KpituiError as error:
            screen.call_later(self._ended, f"Nothing came in. {error.sentence}", dry_run)
        else:
            if not dry_run:
                know_undo(screen.context)
            screen.call_later(self._ended, report, dry_run)

    def _tell_how_far(self, percent: int) -> None:
        if self.is_busy and not self._is_stopped:
            self._is_read = percent == 100
            filled = BAR * percent // 100
            what = "putting it together" if self._is_read else "reading"
            stops = "" if self._is_read else "; esc stops it"
            self._tell(f"{what} [{'#' * filled}{'.' * (BAR - filled)}] {percent} %{stops}")

    def _ended(self, outcome: ImportReport | str, dry_run: bool) -> None:
        self.is_busy = False
        self._end(outcome, dry_run)
