"""Forms of the plan's upkeep: closing a month, comparing two days."""

from datetime import date, timedelta

from msgspec import Struct

from kpitui.domain.clock import SERVER, zone_named
from kpitui.domain.errors import BadData
from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.records.detail import DATES
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form


class Month(Struct, frozen=True):
    """A month to close, or a closed one to open again with the reason for it."""

    month: str
    why: str


def month_form(closed: list[str], context: AppContext) -> Form[Month]:
    """Which month, and why where it is closed already."""
    writing = context.writing

    def read(texts: Texts) -> Month:
        reader = context.reader(texts)
        month = reader.read("month", writing.read_month, "")
        why = reader.optional("why")
        if month in closed and not why:
            reader.errors.setdefault("why", f"{month} is locked; give a reason to unlock it")
        reader.done()
        return Month(month, why)

    last = context.today().replace(day=1) - timedelta(days=1)
    month = writing.words(f"{last:%Y-%m}")
    intro = f"Locked: {', '.join(closed[:12])}" if closed else "No month is locked yet."
    return Form(
        "month",
        "Lock or unlock a month",
        (
            Field("month", "Month", month, "corrections then need a reason"),
            Field("why", "Why", "", "only to unlock a month"),
        ),
        read,
        (intro,),
    )


def zone_form(zone: str) -> Form[str]:
    """The time zone of the organisation."""

    def read(texts: Texts) -> str:
        reader = FieldReader(texts, SERVER.today())
        name = reader.name("zone", 60)
        try:
            zone_named(name)
        except BadData as error:
            reader.errors.setdefault("zone", error.sentence.rstrip("."))
        reader.done()
        return name

    field = Field(
        "zone", "Time zone", zone, "such as Europe/Berlin; used for weeks and all verdicts"
    )
    return Form("time-zone", "Time zone of the organisation", (field,), read)


def compare_form(first: date, context: AppContext) -> Form[tuple[date, date]]:
    """Two days between which the plan is compared."""

    def read(texts: Texts) -> tuple[date, date]:
        reader = context.reader(texts)
        days = reader.day("first"), reader.day("second")
        reader.done()
        return days

    fields = (
        Field("first", "From", context.typed_day(first), DATES),
        Field("second", "To", "today", DATES),
    )
    return Form("compare", "What changed in the plan", fields, read)


def reason_form(key: str, what: str, today: date) -> Form[str]:
    """Why something is done that needs a reason."""

    def read(texts: Texts) -> str:
        reader = FieldReader(texts, today)
        why = reader.name("why", 10_000)
        reader.done()
        return why

    return Form(
        key,
        "Reason required",
        (Field("why", "Why", "", "stays in the history"),),
        read,
        (what,),
    )
