"""How a sheet of the Record screen is saved: looked over, asked about once, and saved in one transaction."""

from collections.abc import Callable, Sequence
from datetime import date

from textual.message import Message

from kpitui.actions.corrections import record_and_correct
from kpitui.domain.errors import KpituiError
from kpitui.domain.history import DeedRecord
from kpitui.ui.screens.whom import WhomScreen
from kpitui.ui.to_save import ToSave, TypedValue, asked_about, to_save
from kpitui.ui.workplace import Workplace
from kpitui.views.entry import Somebody
from kpitui.views.same_day import Standing, load_same_day

CHANGES_TOLD = 2


class SheetSaving(WhomScreen[Somebody]):
    """Saves what is typed of a person, a team, or of all the people of a team."""

    def __init__(self, workplace: Workplace, *, id: str) -> None:
        super().__init__(workplace, id=id)
        self._tried: tuple[DeedRecord, ToSave] | None = None

    async def action_save(self) -> None:
        """Save everything that is typed in one go."""
        raise NotImplementedError

    async def save_values(self, values: Sequence[TypedValue], when_done: Callable[[list[str]], Message]) -> None:
        """Ask about what is to be looked at, then save all of them or none; the cursor stays where it is."""
        work = self.workplace
        if not values:
            self.say("Nothing to save.")
            return
        try:
            standing = self._standing(values)
        except KpituiError as error:
            self.say(f"Not saved; what you typed is still here. {error.sentence}")
            return
        if not await self.ask_first(asked_about(values, standing, work), self.action_save):
            return
        made = to_save(values, standing, work, replaces=self._replaces)
        # The same deed again where an earlier try of it ended without an answer: nothing is saved twice.
        if self._tried is None or self._tried[1] != made:
            self._tried = DeedRecord(work.actor, "record readings"), made

        def save(deed: DeedRecord) -> None:
            record_and_correct(
                work.database, work.actor, made.drafts, made.corrections, today=work.latest_day, deed=deed,
                voids=made.voids, known=made.known,
            )  # fmt: skip

        self.save(save, self._tried[0], when_done(made.changed))

    def _standing(self, values: Sequence[TypedValue]) -> list[tuple[Standing, ...]]:
        """What stands for the day of each; what a cell shows is no news to whoever typed over it."""
        drafts = [one.draft for one in values if one.draft is not None and one.over is None]
        found = iter(load_same_day(self.workplace.database, drafts))
        return [next(found) if one.draft is not None and one.over is None else () for one in values]

    def saved_words(self, count: int, name: str, day: date, changed: Sequence[str]) -> str:
        """How many were saved, of whom, for which day where it is another than today, and what was changed."""
        whose = self.workplace.text(name)
        if day == self.workplace.entry_day:
            said = f"Saved {'1 reading' if count == 1 else f'{count} readings'} of {whose}"
        else:
            year = "" if day.year == self.workplace.entry_day.year else f" {day.year}"
            said = f"Saved {count} for {day:%a} {day.day} {day:%b}{year}: {whose}"
        if changed:
            changed = [one.replace(f" for {whose}, ", " for ") for one in changed]  # said once is enough
            more = f", and {len(changed) - CHANGES_TOLD} more" if len(changed) > CHANGES_TOLD else ""
            said += f"; changed {'; '.join(changed[:CHANGES_TOLD])}{more}"
        return f"{said}."
