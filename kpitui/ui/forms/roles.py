"""The form of a role: its name, and how often its people are coached."""

from datetime import date

from msgspec import Struct

from kpitui.domain.coaching_rhythm import read_rhythm
from kpitui.domain.fields import Texts
from kpitui.domain.records.detail import DATES
from kpitui.domain.records.role import JobRole
from kpitui.domain.text import LINE_LIMIT
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form


class RoleDraft(Struct, frozen=True):
    """A role with its name, and how often its people are coached from a day on, where that is
    another rhythm than before.
    """

    name: str
    days: int | None
    starts_on: date
    why: str


def role_form(role: JobRole, days: int | None, context: AppContext) -> Form[RoleDraft]:
    """Another name, or another rhythm; `days` is that of today, None where as everyone."""
    held = "" if days is None else f"{days}d" if days else "none"

    def read(texts: Texts) -> RoleDraft:
        reader = context.reader(texts)
        name, typed = reader.name("name"), texts["every"].strip()
        wanted = None if typed in ("", held) else reader.read("every", read_rhythm, None)
        changed = wanted is not None and wanted != days
        why = reader.name("why", LINE_LIMIT) if changed else ""
        draft = RoleDraft(name, wanted if changed else None, reader.day("on"), why)
        reader.done()
        return draft

    fields = (
        Field("name", "Name", role.name),
        Field("every", "Coached every", held, "such as 14d or 2w; none; empty as everyone"),
        Field("on", "From", "today", f"when that is another one; {DATES}"),
        Field("why", "Why", "", "needed for another one; stays in the history"),
    )
    return Form(f"role-{role.id}", "Edit role", fields, read)
