"""Absences of a person from a screen: one is added, put right, or taken out."""

from functools import partial

from kpitui.actions.absences import add_absence, change_absence, remove_absence
from kpitui.domain.errors import KpituiError
from kpitui.domain.records.absence import Absence, AbsenceDraft
from kpitui.domain.records.person import Person
from kpitui.ui.changes import Edit, Task, leading_to
from kpitui.ui.choice import Choice
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.absences import absence_form
from kpitui.ui.forms.form import Form
from kpitui.views.absences import load_absences_not_over
from kpitui.words.absences import absence


async def ask_absence(screen: EditingScreen, person: Person, key: str) -> None:
    """Ask when someone is away; where they are or will be, which of it is meant comes first. The
    cursor is on the line of the `key` afterwards.
    """
    work = screen.context
    try:
        known = load_absences_not_over(work.database, person.id, work.today())
    except KpituiError as error:
        screen.tell(error.sentence, error=True)
        return
    if not known:
        await _add(screen, person, key)
        return
    choices = [Choice("Add another absence", partial(_add, screen, person, key))]
    for one in reversed(known):
        said = absence(one, work.speech)
        remove = partial(_remove, screen, one, key)
        choices.insert(0, Choice(f"Remove: {said}", remove))
        choices.insert(0, Choice(f"Change: {said}", partial(_change, screen, person, one, key)))
    await screen.changes.choose(f"Away: {work.text(person.name)}", choices)


async def _add(screen: EditingScreen, person: Person, key: str) -> None:
    work = screen.context

    def add(draft: AbsenceDraft) -> str:
        add_absence(work.database, work.actor, person.id, draft)
        return key

    await screen.changes.ask(absence_form(person, None, work), add, "Absence saved")


async def _change(screen: EditingScreen, person: Person, one: Absence, key: str) -> None:
    work = screen.context

    def form(now: Absence) -> Form[AbsenceDraft]:
        return absence_form(person, now, work)

    change = partial(change_absence, work.database, work.actor)
    await screen.changes.edit(Edit(one, form, change, key, "Absence changed"))


def _remove(screen: EditingScreen, one: Absence, key: str) -> None:
    work = screen.context
    remove = partial(remove_absence, work.database, work.actor, one)
    screen.changes.do(Task(partial(leading_to, key, remove), "The absence is removed"))
