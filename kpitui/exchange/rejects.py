"""The lines that an import did not take, as a CSV file to fix and to bring in again."""

import contextlib
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TextIO

from kpitui.domain.guarded_text import guarded
from kpitui.domain.import_rows import Rejected
from kpitui.domain.text import printable
from kpitui.exchange.files import new_file
from kpitui.exchange.records import Records

COLUMNS = ("line", "reason")
"""What stands before the columns of the file itself."""


@dataclass
class RejectsFile:
    """Takes each line that was not taken, in their order; one with several reasons is one row."""

    stream: TextIO
    headings: Sequence[str] = ()
    """The columns of the file that the lines are of."""
    count: int = 0
    _line: Rejected | None = None
    _reasons: list[str] = field(default_factory=list)

    def __call__(self, one: Rejected) -> None:
        """Write a line once its last reason is known."""
        # Without columns each is a record of its own, of which several may stand on one line.
        if self._line is None or self._line.line != one.line or not self.headings:
            self.finish()
            self._line = one
        self._reasons.append(one.reason)
        self.count += 1

    def finish(self) -> None:
        """Write the last line."""
        writer = csv.writer(self.stream)
        if self._line is None:
            writer.writerow([*COLUMNS, *map(_cell, self.headings)])
            return
        cells = ["; ".join(dict.fromkeys(self._reasons)), *self._line.texts]
        writer.writerow([self._line.line, *map(_cell, cells)])
        self._reasons.clear()

    def leave_none(self) -> None:
        """Have no file afterwards: nothing was imported, and the next try writes it."""
        self.count = 0


def _cell(text: str) -> str:
    return guarded(printable(text))


@contextlib.contextmanager
def rejects_file(path: Path | None) -> Iterator[RejectsFile | None]:
    """What to call with each line that was not taken, to have it in a new CSV file with line,
    reason and its cells.

    There is no file afterwards where no line was rejected, where the import failed, or where
    something was asked first.
    """
    if path is None:
        yield None
        return
    with new_file(path) as stream, contextlib.ExitStack() as stack:
        rejects = RejectsFile(stream)
        stack.callback(lambda: None if rejects.count else path.unlink())
        try:
            yield rejects
            rejects.finish()
        except BaseException:
            rejects.leave_none()
            raise


def without_reasons(records: Records) -> Records:
    """The lines of a file of rejects without the line numbers and reasons that it begins with; of
    any other file all of them.
    """
    first = next(records.lines, None)
    if first is None:
        return records
    lines = chain([first], records.lines)
    if len(first[1]) <= len(COLUMNS) or tuple(first[1][: len(COLUMNS)]) != COLUMNS:
        records.lines = lines
        return records
    records.lines = ((number, cells[len(COLUMNS) :]) for number, cells in lines)
    records.said.append("Left out: the columns line and reason, as --rejects writes them.")
    return records
