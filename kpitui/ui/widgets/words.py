"""Words as they stand in a panel: key figures in two lines, and sections whose lines hang."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from kpitui.terminal.copying import is_uncut
from kpitui.ui.app_context import AppContext
from kpitui.ui.theme import painted
from kpitui.words.figures import Figure
from kpitui.words.sections import Section
from kpitui.words.spans import SEPARATOR, Line, Span, line, muted

AIRY = 30
"""From so many lines of the terminal on there is a blank one between two groups of words."""

GAP = 2
MORE = " …"
"""What the last line ends with where there is no room for the next."""

COPIED_WIDTH = 200
"""As wide is a table that is copied."""
HANG = "  "
"""What a line that goes on begins with."""


class _Lines(Visual):
    """Lines that are set for the width they get."""

    def __init__(self, context: AppContext) -> None:
        self._set: tuple[int, list[Content]] = (0, [])
        self._more = context.text(MORE)

    def lines(self, width: int) -> Iterator[Content]:
        """The lines, none wider than that."""
        raise NotImplementedError

    def _set_for(self, width: int) -> list[Content]:
        if self._set[0] != width:
            self._set = width, [*self.lines(width)]
        return self._set[1]

    def get_height(self, rules: RulesMap, width: int) -> int:
        """How many lines there are in that width."""
        return len(self._set_for(width))

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All of the width."""
        return container_width

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The lines as they are drawn; the last one says where there is no room for more."""
        lines = self._set_for(width)
        if height and len(lines) > height:
            lines = [*lines[: height - 1], _goes_on(lines[height - 1], width, self._more)]
        return Content("\n").join(lines).render_strips(width, height, style, options)


class KeyFigures(_Lines):
    """Key figures beside one another, below each what it is; those on the right go where there is
    no room for them.
    """

    def __init__(self, figures: Sequence[Figure], context: AppContext) -> None:
        super().__init__(context)
        self._figures, self._context = figures, context

    def __str__(self) -> str:
        return "\n".join(row.plain for row in self._rows(self._figures))

    def lines(self, width: int) -> Iterator[Content]:
        """Two lines."""
        shown = [*self._figures]
        while len(shown) > 1 and max(row.cell_length for row in self._rows(shown)) > width:
            shown.pop()
        yield from self._rows(shown)

    def _rows(self, figures: Sequence[Figure]) -> tuple[Content, Content]:
        values: list[Content] = []
        labels: list[Content] = []
        for figure in figures:
            value, label = (
                painted(line(of), self._context) for of in (figure.value, muted(figure.label))
            )
            wide = max(value.cell_length, label.cell_length) + GAP
            values.append(value.pad_right(wide - value.cell_length))
            labels.append(label.pad_right(wide - label.cell_length))
        return (Content("").join(values).rstrip(), Content("").join(labels).rstrip())


class Sections(_Lines):
    """Sections of words below one another: a small head, and lines that hang where they go on;
    `airy` with a blank line between two, `run_in` with a head before its first line where that
    saves a line.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        context: AppContext,
        *,
        airy: bool = False,
        run_in: bool = False,
    ) -> None:
        super().__init__(context)
        self._sections, self._context, self._airy = sections, context, airy
        self._run_in = run_in

    def __str__(self) -> str:
        heads = ([section.head] if section.head else [] for section in self._sections)
        said = (
            [painted(of, self._context).plain for of in section.lines] for section in self._sections
        )
        return "\n".join(
            "\n".join([*head, *lines]) for head, lines in zip(heads, said, strict=True)
        )

    def lines(self, width: int) -> Iterator[Content]:
        """The lines of all sections."""
        for place, section in enumerate(self._sections):
            if place and self._airy:
                yield Content("")
            head = Content.styled(self._context.text(section.head), "bold")
            told = section.lines
            if before := self._in_first(head, told, width):
                yield from before
                told = told[1:]
            elif head:
                yield head
            for one in told:
                yield from hanging(one, width, self._context)

    def _in_first(self, head: Content, told: Sequence[Line], width: int) -> list[Content]:
        """The head before the first line, where that takes no more lines than the first alone."""
        if not (self._run_in and head and told):
            return []
        first = painted(told[0], self._context)
        before = [*hung(Content.assemble(head, "  ", first), width)]
        return before if len(before) <= sum(1 for _ in hung(first, width)) else []


class HungLines(_Lines):
    """Painted lines, each hanging where it goes on."""

    def __init__(self, lines: Iterable[Content], context: AppContext) -> None:
        super().__init__(context)
        self._lines = [*lines]

    def __str__(self) -> str:
        return "\n".join(content.plain for content in self._lines)

    def lines(self, width: int) -> Iterator[Content]:
        """The lines of all."""
        for content in self._lines:
            yield from hung(content, width)


class Laid(_Lines):
    """Lines that are made for the width they get, such as a table with words between its rows."""

    def __init__(self, make: Callable[[int], Iterable[Content]], context: AppContext) -> None:
        super().__init__(context)
        self._make = make

    def __str__(self) -> str:
        return "\n".join(content.plain for content in self._make(COPIED_WIDTH))

    def lines(self, width: int) -> Iterator[Content]:
        """The lines for that width."""
        yield from self._make(width)


class Fitting(_Lines):
    """The first of some lines that has room, else the last."""

    def __init__(self, choices: Iterable[Content], context: AppContext) -> None:
        super().__init__(context)
        self._choices = [*choices]

    def __str__(self) -> str:
        return self._choices[0].plain

    def lines(self, width: int) -> Iterator[Content]:
        """That line."""
        fits = (choice for choice in self._choices if choice.cell_length <= width)
        yield next(fits, self._choices[-1].truncate(width, ellipsis=True))


def _goes_on(said: Content, width: int, more: str) -> Content:
    room = max(0, width - cell_len(more))
    return Content.assemble(said.rstrip().truncate(room).rstrip(), Content.styled(more, "dim"))


def hint_in(hint: str, width: int, context: AppContext) -> str:
    """As many words of a hint as there is room for; its end says where there is none."""
    if cell_len(hint) <= width:
        return hint
    more = context.text(MORE)
    words = set_cell_size(hint, max(0, width - cell_len(more)) + 1).rpartition(" ")[0]
    return words.rstrip() + more


def paragraphs(sections: Iterable[Section], context: AppContext) -> list[Content]:
    """Sections below each other, for a text of their own."""
    told: list[Content] = []
    for section in sections:
        head = [line(Span(section.head, "heading"))] if section.head else []
        told += [Content("")] if told else []
        told += [painted(one, context) for one in (*head, *section.lines)]
    return told


def hanging(one: Line, width: int, context: AppContext) -> Iterator[Content]:
    """A line in as many as it takes; those after the first hang below it. A line of parts goes on
    below behind a part.
    """
    said = painted(one, context)
    if any(map(_is_separator, one)) and said.cell_length > width and not is_uncut():
        yield from _parts_in(one, width, context, _indent(said))
        return
    yield from hung(said, width)


def hung(said: Content, width: int) -> Iterator[Content]:
    """The same of a line that is painted; one that begins further in hangs further in."""
    hang = cell_len(_indent(said) + HANG)
    if said.cell_length <= width or width <= 2 * hang or is_uncut():
        yield said
        return
    first = said.wrap(width)[0]
    yield first
    rest = said[len(first.plain) :]
    begins = len(rest.plain) - len(rest.plain.lstrip())
    for wrapped in rest[begins:].wrap(width - hang):
        yield wrapped.pad_left(hang)


def _indent(said: Content) -> str:
    return " " * (len(said.plain) - len(said.plain.lstrip()))


def _parts_in(one: Line, width: int, context: AppContext, indent: str) -> Iterator[Content]:
    """The parts of a line, as many side by side as there is room for; one alone may be longer."""
    parts = [line(*found) for is_between, found in groupby(one, _is_separator) if not is_between]
    row = parts[0]
    for part in parts[1:]:
        longer = line(*row, muted(SEPARATOR), *part)
        if painted(longer, context).cell_length <= width:
            row = longer
        else:
            yield from hanging(row, width, context)
            row = line(indent, *part)
    yield from hanging(row, width, context)


def _is_separator(span: Span) -> bool:
    return span.text == SEPARATOR
