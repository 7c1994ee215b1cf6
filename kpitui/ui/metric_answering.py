"""What an import assumed of a metric, answered by keys: one field, one key, one change."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from kpitui.domain.combining import combines
from kpitui.domain.records.metric import BETTER, Aggregation, Cadence, Direction
from kpitui.lazy import Lazy
from kpitui.ui.changes import Edit, Task
from kpitui.ui.choice import Choice
from kpitui.ui.forms.form import Field, Form

if TYPE_CHECKING:
    from kpitui.actions import measures, sorting
    from kpitui.domain.fields import Texts
    from kpitui.domain.records.metric import Definition, Metric
    from kpitui.ui.editing import EditingScreen
    from kpitui.ui.forms import measures as forms
    from kpitui.views.sorting import Closer
else:
    measures, sorting = Lazy("kpitui.actions.measures"), Lazy("kpitui.actions.sorting")
    forms = Lazy("kpitui.ui.forms.measures")

MOST_DECIMALS = 3
"""The key turns to so many decimals; the form takes more."""

LONGEST_UNIT = 20


class MetricAnswers:
    """Says what the fields of a metric are, on a screen."""

    def __init__(self, screen: EditingScreen) -> None:
        self._screen = screen
        self._context = screen.context
        self._by = screen.context.database, screen.context.actor

    def say(self, metric: Metric, key: str, value: object, then: Callable[[], None]) -> None:
        """Say what a field is; `then` is done in the thread of the screen once it is kept."""

        def change() -> str:
            sorting.answer_metric(*self._by, metric, key, value)
            self._screen.call_later(then)
            return f"metric-{metric.id}"

        self._screen.changes.do(Task(change, ""))

    def turn(self, metric: Metric, key: str, closer: Closer) -> None:
        """Say that a field is the next thing that it can be."""
        found: list[object]
        if key == "direction":
            found = [*Direction]
        elif key == "aggregation":
            found = [*combines(closer.kinds, metric.unit)]
        elif key == "cadence":
            found = [*Cadence]
        else:
            found = [*range(MOST_DECIMALS + 1)]
        now = getattr(metric, key)
        value = found[(found.index(now) + 1) % len(found)] if now in found else found[0]
        if value == now:
            how = metric.aggregation.word
            self._screen.tell(f"The readings of {metric.name} have parts: {how} is all they allow.")
            return
        self.say(metric, key, value, lambda: self._told(metric, key, value))

    def _told(self, metric: Metric, key: str, value: object) -> None:
        words = value.value if isinstance(value, StrEnum) else str(value)
        if isinstance(value, Direction):
            words = BETTER[value]
        if isinstance(value, Aggregation):
            words = value.word
        self._screen.tell(f"{metric.name}: {words}; {self._screen.undo_words}.")

    async def ask_direction(self, metric: Metric, then: Callable[[], None]) -> None:
        """Ask which way is better, by one key, and go on with that."""
        keys = {Direction.HIGHER: "h", Direction.LOWER: "l", Direction.WITHIN: "w"}
        choices = [
            Choice(f"{key}  {BETTER[one]}", partial(self.say, metric, "direction", one, then), key)
            for one, key in keys.items()
        ]
        await self._screen.changes.choose(f"Which way is better: {metric.name}?", choices)

    async def ask_unit(self, metric: Metric) -> None:
        """Ask for the unit."""

        def read(texts: Texts) -> str:
            reader = self._context.reader(texts)
            unit = texts["unit"].strip()
            if len(unit) > LONGEST_UNIT:
                reader.errors["unit"] = f"{LONGEST_UNIT} characters at most"
            reader.done()
            return unit

        hint = "%, points, m:ss, calls, $, # €, or nothing"
        form = Form(f"unit-{metric.id}", f"Unit of {metric.name}",
                    (Field("unit", "Unit", metric.unit, hint),), read)  # fmt: skip
        change = partial(sorting.answer_metric, *self._by, metric, "unit")
        await self._screen.changes.change(form, f"metric-{metric.id}", change)

    async def edit(self, metric: Metric) -> None:
        """Open the whole form of a metric."""

        def form_of(one: Metric) -> Form[Definition]:
            return forms.metric_form(one, self._context)

        change = partial(measures.edit_metric, *self._by)
        key = f"metric-{metric.id}"
        await self._screen.changes.edit(Edit(metric, form_of, change, key, "The metric is changed"))
