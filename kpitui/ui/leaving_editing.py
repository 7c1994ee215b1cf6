"""Someone leaves, from a screen: the day, and who takes over what is theirs."""

from kpitui.actions.leaving import leave
from kpitui.domain.errors import KpituiError
from kpitui.domain.records.person import Person
from kpitui.ui.changes import leading_to
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.leaving import Goodbye, leaving_form
from kpitui.views.leaving import load_leaving


async def ask_leaving(screen: EditingScreen, person: Person, key: str) -> None:
    """Ask when someone left and who takes over; the cursor is on the line of the `key` then."""
    work = screen.context
    try:
        found = load_leaving(work.database, person, work.today())
    except KpituiError as error:
        screen.tell(error.sentence, error=True)
        return

    def change(goodbye: Goodbye) -> None:
        leave(work.database, work.actor, person, goodbye.on, goodbye.takes, work.today())

    form = leaving_form(person, found.theirs, found.others, work)
    await screen.changes.ask(form, lambda draft: leading_to(key, change, draft), "Changed")
