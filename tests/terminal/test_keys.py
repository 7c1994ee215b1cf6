"""How keys are called."""

from textual import events
from textual._xterm_parser import XTermParser

from kpitui.terminal.keys import key_of


def test_a_key_is_called_as_it_comes_when_it_is_typed() -> None:
    letters = [chr(code) for code in range(0x21, 0x2500) if chr(code).isprintable()]
    for letter in letters:
        (event,) = XTermParser().feed(letter)
        assert isinstance(event, events.Key)
        assert event.key == key_of(letter), letter
