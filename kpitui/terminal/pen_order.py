"""In which order changed cells are written: line by line, or colour by colour where a chart changes
its colour at every other cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kpitui.terminal.pen import CellLook, CellRun, Pen, on_blanks


def shortest(runs: Sequence[CellRun], pen: Pen) -> Pen:
    """The pen after it wrote all runs in the order that takes the fewest bytes."""
    orders = (runs, by_look(runs))
    return min((_written(order, pen.twin()) for order in orders), key=_bytes_sent)


def by_look(runs: Iterable[CellRun]) -> list[CellRun]:
    """The runs cut where their look changes, those of one look one after the other."""
    groups: dict[CellLook, list[CellRun]] = {}
    blanks: list[CellRun] = []
    for run in runs:
        for piece in _pieces(run) if run.is_cell_a_letter else (run,):
            is_blank = "".join(piece.letters).isspace()
            (blanks if is_blank else groups.setdefault(piece.looks[0], [])).append(piece)
    for blank in blanks:
        ground = on_blanks(blank.looks[0])
        look = next((group for group in groups if on_blanks(group) is ground), blank.looks[0])
        groups.setdefault(look, []).append(blank)
    return [
        run for group in groups.values() for run in sorted(group, key=lambda run: (run.y, run.x))
    ]


def _pieces(run: CellRun) -> Iterator[CellRun]:
    """A run cut where its look is seen to change; blanks go with the letters before them, or behind
    them, that stand on the same ground.
    """
    looks = run.looks.copy()
    for places in (range(1, len(looks)), range(len(looks) - 2, -1, -1)):
        step = places.step
        for place in places:
            beside = looks[place - step]
            if run.letters[place] == " " and on_blanks(beside) is on_blanks(looks[place]):
                looks[place] = beside
    place = 0
    for _, same in groupby(looks, id):
        end = place + len(list(same))
        yield CellRun(run.y, run.x + place, run.letters[place:end], looks[place:end])
        place = end


def _written(runs: Iterable[CellRun], pen: Pen) -> Pen:
    for run in runs:
        pen.write(run)
    return pen


def _bytes_sent(pen: Pen) -> int:
    return len("".join(pen.sent).encode())
