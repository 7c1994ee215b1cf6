"""Call sheets as they are looked up and shown."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from kpitui.domain.errors import NothingFound, Refused, WrongUsage
from kpitui.domain.naming import Names
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.sheet import Sheet
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.plan import load_metrics
from kpitui.storage.sheets import load_sheets
from kpitui.views.meant import the_one_meant


class SheetBook(Struct, frozen=True):
    """Every call sheet, and their metrics by id."""

    sheets: tuple[Sheet, ...]
    metrics: Mapping[int, Metric]

    def on(self, day: date) -> list[Sheet]:
        """The sheets that are scored with on a day."""
        return [sheet for sheet in self.sheets if sheet.on(day)]

    def named(self, typed: str) -> Sheet:
        """The sheet of a name, a code or an unambiguous part; raises `NothingFound` or
        `WrongUsage` with the choices.
        """
        names = Names(self.sheets)
        return the_one_meant("call sheet", names, typed, "kpitui sheet list names them")

    def scored_with(self, day: date, typed: str | None = None) -> Sheet:
        """The sheet to score with on a day: the one that was named, or the only one there is.

        Raises `Refused` where it has no version on the day, `WrongUsage` where several could be
        meant and `NothingFound` where there is none.
        """
        if typed is not None:
            sheet = self.named(typed)
            if sheet.on(day) is None:
                raise Refused(f"The call sheet {sheet.name} has no version on {day}.")
            return sheet
        found = self.on(day)
        if not found:
            raise NothingFound(
                f"No call sheet is in use on {day}; kpitui sheet load FILE brings one, "
                "kpitui sheet show --shipped call prints one to begin with."
            )
        if len(found) > 1:
            names = ", ".join(sheet.code for sheet in found)
            raise WrongUsage(f"Say which call sheet with --sheet: {names}.")
        return found[0]


def load_sheet_book(database: DatabaseFile) -> SheetBook:
    """Every call sheet with its metric."""
    with reading(database) as db:
        return sheet_book(db)


def sheet_book(db: Database) -> SheetBook:
    """The same inside an open `reading()`."""
    sheets = tuple(load_sheets(db))
    metrics = load_metrics(db, {sheet.metric_id for sheet in sheets}) if sheets else []
    return SheetBook(sheets, {metric.id: metric for metric in metrics})
