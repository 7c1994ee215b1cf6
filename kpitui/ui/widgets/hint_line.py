"""The line of a screen that says what its keys do, or what came of the last one."""

from textual.content import Content
from textual.widgets import Static

from kpitui.ui.app_context import AppContext
from kpitui.ui.messages import CellSaid


class HintLine(Static):
    """The sentence that says what the keys do here, or what came of the last one."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="hint")
        self._app_context = context
        self._keys = self._said = ""
        self._complained = False

    @property
    def said(self) -> str:
        """What it says."""
        return self._said

    def say(self, sentence: str) -> None:
        """Say it; the same once more costs no layout."""
        if sentence != self._said:
            self._said = sentence
            self.update(Content(self._app_context.said(sentence)))

    def say_keys(self, sentence: str) -> None:
        """Say what the keys of a sheet do; said again once a complaint is settled."""
        self._keys = sentence
        self.say(sentence)

    def say_of_cell(self, message: CellSaid) -> None:
        """Say what is to be said of a cell; the cursor stays where it is."""
        if message.rings and self._app_context.config.bell:
            self.app.bell()
        self.complain(message.sentence)
        self._complained = self._complained and message.rings

    def complain(self, sentence: str) -> None:
        """Say what is wrong; once nothing is, what the keys do."""
        if sentence:
            self.say(sentence)
        elif self._complained:
            self.say(self._keys)
        self._complained = bool(sentence)
