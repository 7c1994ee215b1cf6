"""Who may be meant by a name in a file: sure in another order or form, likely by a part of it."""

import pytest

from kpitui.domain.same_names import PeopleNames

PEOPLE = [
    ("Ana Ruiz", "0042"), ("Ben Ode", "b.ode"), ("Agent 1", None), ("Agent 2", None),
    ("Ana María Gómez", "77"), ("Kim Ode", None),
]  # fmt: skip


def like(typed: str) -> list[tuple[str, bool]]:
    names = PeopleNames()
    for name, code in PEOPLE:
        names.add(name, code)
    return sorted((PEOPLE[one.place][0], one.sure) for one in names.like(typed))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Ruiz, Ana", [("Ana Ruiz", True)]),
        ("ANA RUIZ", [("Ana Ruiz", True)]),
        ("42", [("Ana Ruiz", True)]),
        ("00042", [("Ana Ruiz", True)]),
        ("43", []),
        ("77", [("Ana María Gómez", True)]),
        ("Agent 1", [("Agent 1", True)]),
        ("Agent 3", []),
        ("Ruiz", [("Ana Ruiz", False)]),
        ("Ode", [("Ben Ode", False), ("Kim Ode", False)]),
        ("Nobody Else", []),
    ],
)
def test_who_may_be_meant(typed: str, found: list[tuple[str, bool]]) -> None:
    assert like(typed) == found
