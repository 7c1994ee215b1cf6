"""Lists in fixed columns: what stands where, and what goes where there is no room."""

import pytest

from kpitui.storage.database import DatabaseFile
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.table import Cells, Table, TableColumn
from kpitui.words.spans import line
from tests.ui.conftest import app_on

COLUMNS = (
    TableColumn("name", 8, most=26),
    TableColumn("value", 5, right=True),
    TableColumn("by", 3, spare=1),
    TableColumn("note", 6, spare=2),
)
LINES: list[Cells] = [
    [line("王小明"), line("9.5"), line("lee"), line("late")],
    [line("Ana López of the long name"), line("100.0"), line("kim"), line("")],
]


@pytest.fixture
def context(database: DatabaseFile) -> AppContext:
    return app_on(database).context


def drawn(table: Table, width: int) -> list[str]:
    heads = "".join(text for text, _ in table.heads(width))
    return [heads, *(table.drawn(cells, width).plain for cells in LINES)]


def test_heads_stand_above_their_columns_and_numbers_end_below_each_other(
    context: AppContext,
) -> None:
    assert drawn(Table(COLUMNS, context), 28) == [
        "name      value  by   note  ",
        "王小明      9.5  lee  late  ",
        "Ana Lóp…  100.0  kim        ",
    ]


def test_where_there_is_room_the_column_that_grows_takes_it(context: AppContext) -> None:
    heads, _, long = drawn(Table(COLUMNS, context), 46)
    assert "Ana López of the long name  100.0" in long
    assert heads.index("value") == long.index("100.0")


def test_where_there_is_none_what_is_spared_first_goes_first(context: AppContext) -> None:
    assert drawn(Table(COLUMNS, context), 22)[0].split() == ["name", "value", "by"]
    assert drawn(Table(COLUMNS, context), 16)[0].split() == ["name", "value"]
    assert drawn(Table(COLUMNS, context), 10)[2] == "Ana López of"[:2] + "…" + "  100.0"


def test_a_copied_line_has_its_cells_behind_tabs(context: AppContext) -> None:
    copied = Table(COLUMNS, context).line(lambda: LINES[0])
    assert str(copied) == "王小明\t9.5\tlee\tlate"


def test_a_text_is_not_cut_where_the_cells_after_it_are_empty(context: AppContext) -> None:
    table = Table(COLUMNS, context)
    name, empty = line("Ana López of the long name"), line("")
    assert table.drawn([name, empty, empty, empty], 28).plain == "Ana López of the long name  "
    assert (
        table.drawn([name, empty, line("kim"), empty], 28).plain == "Ana López of t…  kim        "
    )
