"""The line of quick entry: names are completed, and each pasted line is an entry."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester

from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.naming import rest_of, words_of
from kpitui.domain.records.metric import Metric
from kpitui.domain.text import printable
from kpitui.terminal.line_input import LineInput


class NameSuggester(Suggester):
    """Completes the last word with the metric or the person whose code or name begins so."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        named: list[Metric | Subject] = [*vocabulary.metrics, *vocabulary.subjects]
        words = (printable(word) for one in named for word in words_of(one.name, one.code))
        self._words = list(dict.fromkeys(words))

    async def get_suggestion(self, value: str) -> str | None:
        """The text with its last word completed, None where nothing begins so."""
        start, space, last = value.rpartition(" ")
        if len(last) < 2:
            return None
        rest = next(filter(None, (rest_of(word, last) for word in self._words)), "")
        return f"{start}{space}{last}{rest}" if rest else None


class QuickInput(LineInput):
    """The line of quick entry; each line that is pasted is an entry of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Record", id="quick.record", show=False,
                tooltip="Record what is understood"),
    ]  # fmt: skip

    def one_line(self, text: str) -> str:
        """The lines with a semicolon behind each that ends, and before one that begins
        with a line end.
        """
        lines = [super(QuickInput, self).one_line(line) for line in f"{text}.".splitlines()]
        lines[-1] = lines[-1].removesuffix(".")
        said = "; ".join(
            line for place, line in enumerate(lines) if line or place in (0, len(lines) - 1)
        )
        return said if len(lines) > 1 else lines[0]
