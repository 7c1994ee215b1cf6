"""What screens tell each other."""

from textual.message import Message

from kpitui.views.entry import Somebody


class Recorded(Message):
    """Readings were saved: screens that show them read them anew."""

    def __init__(self, sentence: str, somebody: Somebody) -> None:
        super().__init__()
        self.sentence = sentence
        self.somebody = somebody


class NotRecorded(Message):
    """Nothing was saved; what was typed is still there."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence
