"""Where a terminal writes and how it looks there: the shortest codes from one to the next.

Blanks are written out: kitty and GNU screen erase a line to their own background, not to the one
that was chosen.
"""

from functools import lru_cache

from msgspec import Struct
from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.style import Style

from kpitui.terminal.repeats import NONE, Letters, repeated

_ATTRIBUTES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
_ENDS = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28",
         "9": "29", "21": "24"}  # fmt: skip
"""What ends an attribute; it ends every other with the same end too."""
_BOLD, _DIM = 1, 2
"""The bits of rich's attributes."""
_DIM_ON_OLD_TERMINALS = (("31",), ("33",))
"""Red and yellow of 16 colours, which the console of Linux and others show as brown unless they are
bold.
"""
_SEEN_ON_BLANKS = {"4", "5", "6", "7", "9", "21", "51", "52", "53"}


class CellLook(Struct, frozen=True, eq=False):
    """How a cell looks, in the numbers that the terminal takes; there is one for each
    look, made by `look()`.
    """

    attributes: tuple[str, ...] = ()
    colour: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def look(
    attributes: tuple[str, ...], colour: tuple[str, ...], ground: tuple[str, ...], /
) -> CellLook:
    """The one look of these numbers, so that cells are compared by identity."""
    return CellLook(attributes, colour, ground)


PLAIN = look((), (), ())


@lru_cache(maxsize=4096)
def look_of(style: Style | None, system: ColorSystem) -> CellLook:
    """The look of a style; what else is in it, such as where a click leads, is not seen."""
    if style is None:
        return PLAIN
    bits = style._attributes & style._set_attributes
    colour = style.color.downgrade(system).get_ansi_codes() if style.color else ()
    if system is ColorSystem.STANDARD and colour in _DIM_ON_OLD_TERMINALS and not bits & _DIM:
        bits |= _BOLD
    return look(
        tuple(code for place, code in enumerate(_ATTRIBUTES) if bits & (1 << place)),
        colour,
        style.bgcolor.downgrade(system).get_ansi_codes(foreground=False) if style.bgcolor else (),
    )


@lru_cache(maxsize=4096)
def on_blanks(of_letters: CellLook) -> CellLook:
    """How a blank of that look is seen: the colour of a letter that is not there is not."""
    return (
        of_letters
        if _SEEN_ON_BLANKS & set(of_letters.attributes)
        else look((), (), of_letters.ground)
    )


@lru_cache(maxsize=4096)
def change(before: CellLook, after: CellLook) -> str:
    """The shortest code from one look to another."""
    if before == after:
        return ""
    whole = ["", *after.attributes, *after.colour, *after.ground]
    gone = [attribute for attribute in before.attributes if attribute not in after.attributes]
    if any(one not in _ENDS for one in gone):
        return f"\x1b[{';'.join(whole)}m"
    codes = list(dict.fromkeys(_ENDS[one] for one in gone))
    codes += [
        attribute
        for attribute in after.attributes
        if attribute not in before.attributes or _ENDS.get(attribute) in codes
    ]
    if before.colour != after.colour:
        codes += after.colour or ("39",)
    if before.ground != after.ground:
        codes += after.ground or ("49",)
    return f"\x1b[{min(';'.join(whole), ';'.join(codes), key=len)}m"


@lru_cache(maxsize=4096)
def for_blanks(before: CellLook, blank: CellLook) -> CellLook:
    """The look nearest to the one before that shows blanks as they are to look: a colour that
    is not seen on them stays, as the letters behind them may have it again.
    """
    if _SEEN_ON_BLANKS & {*before.attributes, *blank.attributes}:
        return blank
    return look(before.attributes, before.colour, blank.ground)


def is_plain(letter: str) -> bool:
    """Whether every terminal gives it one cell."""
    return len(letter) == 1 and get_character_cell_size(letter) == 1


UNKNOWN = (-1, -1)


class CellRun(Struct):
    """Neighbouring cells of a line."""

    y: int
    x: int
    letters: list[str]
    looks: list[CellLook]

    @property
    def is_cell_a_letter(self) -> bool:
        """Whether every terminal shows it as wide as we do."""
        return len("".join(self.letters)) == len(self.letters) and "" not in self.letters


class Pen:
    """Where the terminal writes, as line and column, and how it looks there."""

    def __init__(
        self, width: int, at: tuple[int, int] = UNKNOWN, *, repeats: Letters = NONE
    ) -> None:
        self.sent: list[str] = []
        self._width = width
        self._at = at
        self._look = PLAIN
        self._repeats = repeats

    def twin(self) -> "Pen":
        """Another that stands where this one does."""
        twin = Pen(self._width, self._at, repeats=self._repeats)
        twin.sent, twin._look = self.sent.copy(), self._look
        return twin

    def take(self, look: CellLook) -> None:
        """Take up a look."""
        if look is not self._look:
            self.sent.append(change(self._look, look))
            self._look = look

    def move_lines(self, top: int, bottom: int, step: int) -> None:
        """Move the lines of a block up by one, or down."""
        self.sent.append(
            f"\x1b[{top + 1};{bottom + 1}r\x1b[{top + 1}H\x1b[{'M' if step > 0 else 'L'}\x1b[r"
        )
        self._at = UNKNOWN

    def write(self, run: CellRun) -> None:
        """Write some cells."""
        y, x, letters, looks = run.y, run.x, run.letters, run.looks
        if run.is_cell_a_letter:
            text = "".join(letters)
            self._go(y, x)
            first = 0
            for place, look in enumerate(looks):
                if look is not looks[first]:
                    self._write_run(text[first:place], looks[first])
                    first = place
            self._write_run(text[first:], looks[first])
            self._at = (y, x + len(text))
            return
        for place, (letter, look) in enumerate(zip(letters, looks, strict=True)):
            if letter:
                self._go(y, x + place)
                self.take(look)
                if letter.isascii() or is_plain(letter):
                    self.sent.append(letter)
                    self._at = (y, x + place + 1)
                    continue
                # A terminal may see it as wider or narrower than we do: nothing of what stood there
                # is to be left.
                behind = next(
                    (one for one in range(place + 1, len(letters)) if letters[one]), len(letters)
                )
                self.sent.append(f"\x1b[{behind - place}X{letter}")
                self._at = UNKNOWN

    def _write_run(self, text: str, look: CellLook) -> None:
        self.take(for_blanks(self._look, look) if text.isspace() else look)
        self.sent.append(repeated(text, self._repeats))

    def _go(self, y: int, x: int) -> None:
        if self._at == (y, x):
            return
        there = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
        # Behind the last column terminals differ about where they stand.
        if self._at != UNKNOWN and self._at[1] < self._width:
            there = min(_steps(y - self._at[0], "A", "B") + _left_or_right(x - self._at[1]), there,
                        key=len)  # fmt: skip
        self.sent.append(there)
        self._at = (y, x)


def _left_or_right(steps: int) -> str:
    return _steps(steps, "D", "C")


def _steps(steps: int, back: str, on: str) -> str:
    if not steps:
        return ""
    return f"\x1b[{abs(steps) if abs(steps) > 1 else ''}{back if steps < 0 else on}"
