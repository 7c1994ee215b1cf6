"""Which column is which, where its name does not say so."""

import pytest

from kpitui.domain.column_cells import Column
from kpitui.domain.column_roles import roles_of


def named(name: str, *cells: str) -> Column:
    return Column(name, (name,), cells)


@pytest.mark.parametrize(
    ("cells", "is_day"),
    [
        (("20260105", "20260106"), True),  # eight digits are a day
        (("01.2026", "02.2026"), False),  # a number as likely as a month
        (("2026", "2025"), False),
    ],
)
def test_digits_under_a_name_that_says_nothing_are_a_day_where_all_of_it_stands_there(
    cells: tuple[str, str], is_day: bool
) -> None:
    roles = roles_of([named("Stamp", *cells), named("Agent", "Ana", "Bo"), named("csat", "8", "9")])
    assert ("date" in roles) == is_day
    assert roles["person"].name == "Agent"
