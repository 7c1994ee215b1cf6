"""Forms of the plan's upkeep: closing a month, comparing two days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kpitui.domain.fields import FieldReader, Texts
from kpitui.ui.forms.form import Field, Form
from kpitui.ui.forms.goals import DATES

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """A month to close, or a closed one to open again with the reason for it."""

    month: str
    why: str


def month_form(closed: list[str], today: date) -> Form[Month]:
    """Which month, and why where it is closed already."""

    def read(texts: Texts) -> Month:
        reader = FieldReader(texts, today)
        month = reader.read("month", _month, "")
        why = reader.optional("why")
        if month in closed and not why:
            reader.errors.setdefault("why", f"{month} is closed; say why it is opened again")
        reader.done()
        return Month(month, why)

    last = today.replace(day=1) - timedelta(days=1)
    intro = f"Closed: {', '.join(closed[:12])}" if closed else "No month is closed yet."
    return Form(
        "month",
        "Close a month, or open it again",
        (
            Field(
                "month",
                "Month",
                f"{last:%Y-%m}",
                "its readings are then corrected with a reason only",
            ),
            Field("why", "Why", "", "only where a closed one is opened again"),
        ),
        read,
        (intro,),
    )


def compare_form(first: date, today: date) -> Form[tuple[date, date]]:
    """Two days between which the plan is compared."""

    def read(texts: Texts) -> tuple[date, date]:
        reader = FieldReader(texts, today)
        days = reader.day("first"), reader.day("second")
        reader.done()
        return days

    fields = (Field("first", "From", first.isoformat(), DATES), Field("second", "To", "today", DATES))
    return Form("compare", "What changed in the plan", fields, read)


def reason_form(key: str, what: str, today: date) -> Form[str]:
    """Why something is done that needs a reason."""

    def read(texts: Texts) -> str:
        reader = FieldReader(texts, today)
        why = reader.name("why", 10_000)
        reader.done()
        return why

    return Form(key, "A reason is needed", (Field("why", "Why", "", "it stays in the history"),), read, (what,))


def _month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise ValueError("type the month like 2026-10")
    return text
